"""A document and its catalog → what the rules of a calendar as a whole look at."""

from collections.abc import Mapping

from msgspec import Struct

from calendar_gen.model.catalog import Catalog
from calendar_gen.source.document import Document


class Checked(Struct, frozen=True):
    """What was written, what it means, and at which index each event id stands."""

    written: Document
    catalog: Catalog
    index: Mapping[str, int]
