"""What is no longer where it was → the values of short pages that say so; and of the one about the pages."""

from msgspec import Struct

from calendar_gen.lock.dated import when
from calendar_gen.lock.records import Record
from calendar_gen.site import texts
from calendar_gen.site.programme import Programme
from calendar_gen.web import layout
from calendar_gen.words import pages


class Note(Struct, frozen=True):
    """A short page: what it says, and where it leads to. With `moved` it leads there by itself."""

    path: str
    title: str
    tab: str
    text: str
    link: str
    target: str = ""
    flag: str = ""
    dates: str = ""
    description: str = ""
    moved: bool = False


class About(Struct, frozen=True):
    """The page about the pages."""

    path: str
    title: str
    tab: str
    made: str
    description: str = ""


def about(programme: Programme) -> About:
    """What the pages need, what they don't do, and what made them."""
    title = pages.page_words(programme.tag)["about"]
    tab = pages.page_title(title, programme.calendar.name, programme.tag)
    return About(layout.ABOUT, title, tab, pages.made_with("calendar-gen", programme.tag))


def not_found(programme: Programme) -> Note:
    """What a host shows where there is no page."""
    t = pages.page_words(programme.tag)
    tab = pages.page_title(t["not_found"], programme.calendar.name, programme.tag)
    return Note(layout.MISSING, t["not_found"], tab, t["not_found_why"], t["to_front"])


def removed(id: str, programme: Programme) -> Note:
    """The page of something that was removed: it stands in feeds still, as cancelled, or not any longer."""
    record, stands = programme.removed[id]
    tag = programme.tag
    t = pages.page_words(tag)
    title = _title_of(record, programme) if stands else t["gone"]
    heard = pages.cancelled_title(title, tag) if stands else title
    return Note(
        layout.event_page(record.id),
        title,
        pages.page_title(heard, programme.calendar.name, tag),
        t["removed"] if stands else "",
        t["to_front"],
        flag=t["off"] if stands else "",
        dates=when(record.dates, tag) if stands else "",
    )


def moved(path: str, target: str, title: str, programme: Programme) -> Note:
    """A page that leads to another, since what it was about has another id now."""
    t = pages.page_words(programme.tag)
    tab = pages.page_title(title, programme.calendar.name, programme.tag)
    return Note(path, title, tab, t["moved_page"], title, target, moved=True)


def _title_of(record: Record, programme: Programme) -> str:
    """The title of what was removed, and its language."""
    said = record.words(programme.tag)
    return texts.said(said.title, said.title_language or programme.calendar.languages[0], programme.tag)
