"""What a curator wants no warnings of, and all problems → the problems to tell."""

from collections.abc import Iterator, Sequence

from calendar_gen.diagnostics.codes import CODES, OF_THE_LOCK, OF_THEMES, RETIRED, digits, is_warning
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import did_you_mean, quoted
from calendar_gen.model.checked import Checked
from calendar_gen.source.document import Document, Event

# An `ignore` that silences nothing; one that silences this is of use whether there is one or not.
_OF_NO_USE = "W211"


def without_ignored(
    problems: Sequence[Problem], written: Document, flawless: bool, has_lock: bool
) -> list[Problem]:
    """The problems but for the warnings that an event, or the calendar, doesn't want; and wishes for nothing.

    These can be told only where there are no errors, in the files (`flawless`) or among the problems, since
    errors hide warnings; of what is compared with a lock, only where it `has_lock`; of themes not at all.
    """
    wishes = list(_wishes(written))
    if not wishes:
        return list(problems)
    ignored = {path[:-2]: set[str]() for path, _ in wishes}
    for path, code in wishes:
        ignored[path[:-2]].add(code)
    used: set[tuple[Path, str]] = set()
    told = [problem for problem in problems if not _silence(problem, ignored, used)]
    if not flawless or any(problem.is_error for problem in problems):
        return told
    for path, code in wishes:
        elsewhere = code in OF_THEMES or (code in OF_THE_LOCK and not has_lock)
        if (path[:-2], code) not in used and code != _OF_NO_USE and not elsewhere:
            message = f"there is no {code} to ignore here"
            useless = Problem(_OF_NO_USE, message, "leave it out", path)
            told += [] if _silence(useless, ignored, used) else [useless]
    return told


def ignores(event: Event, code: str) -> bool:
    """Whether an event wants no warnings of a code: of others like it is told all the same."""
    return code in event.ignore


def unknown_codes(it: Checked) -> Iterator[Problem]:
    """What can be ignored is a warning that there is."""
    for path, code in _wishes(it.written):
        fix = ""
        if is_warning(code):
            continue
        if code in CODES:
            message = f"{code} is an error, which can't be ignored"
            remedy = "leave it out, and mend the error"
        elif retired := RETIRED.get(code):
            message = f"{code} is retired: it meant {retired.meant}"
            remedy = f"leave it out: {retired.now}"
        else:
            message = f"there is no code {quoted(code)}"
            fix = _meant(code)
            remedy = f"did you mean {quoted(fix)}?" if fix else did_you_mean(code, filter(is_warning, CODES))
            remedy = remedy or "write one that 'check' tells, such as W201, or leave it out"
        yield Problem("E030", message, remedy, path, fix=fix)


def _meant(code: str) -> str:
    """The warning that is written in small letters, or with letters that look like digits; "" for none."""
    code = code.strip().upper()
    code = code[:1] + digits(code[1:])
    return code if is_warning(code) else ""


def _silence(problem: Problem, ignored: dict[Path, set[str]], used: set[tuple[Path, str]]) -> bool:
    """Whether a problem isn't wanted; where it is on several lists, all of them are of use.

    One of two events is told of the one that stands later, but neither is more to blame.
    """
    if problem.is_error:
        return False
    places: tuple[Path, ...] = (problem.path[:2], (problem.other or ())[:2], ("calendar",))
    around = [place for place in places if problem.code in ignored.get(place, ())]
    used.update((place, problem.code) for place in around)
    return bool(around)


def _wishes(written: Document) -> Iterator[tuple[Path, str]]:
    """Each code that is to be ignored, with the path at which it is written."""
    for i, event in enumerate(written.events):
        if event.ignore:
            yield from ((("events", i, "ignore", j), code) for j, code in enumerate(event.ignore) if code)
    for j, code in enumerate(written.calendar.ignore if written.calendar else ()):
        if code:
            yield ("calendar", "ignore", j), code
