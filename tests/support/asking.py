"""Filters as they are typed → as a command reads them."""

from typing import Any

from calendar_gen.cli import filtering
from calendar_gen.model.catalog import Filters


def asking(**typed: Any) -> Filters:
    """The filters of options: `from_` and `to` a text, "" for none, of any other texts."""

    @filtering.filters
    def run(filters: Filters) -> Filters:
        return filters

    texts = {name: tuple(typed.get(name) or ()) for name in Filters.__struct_fields__}
    found: Filters = run(**texts | {name: typed.get(name) or None for name in ("from_", "to")})
    return found
