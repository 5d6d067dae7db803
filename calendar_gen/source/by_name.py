"""What is wrong with references → the same, with the id of a thing whose name stands in its place."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import structs

from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import folded, quoted
from calendar_gen.source import keys
from calendar_gen.source.document import is_id
from calendar_gen.source.files import Plain

# Under which keys things are referred to, and where they are defined.
_DEFINED = {"venue": "venues", "venues": "venues", "organizer": "organizers", "part_of": "events"}
_WRONG_ID, _UNKNOWN_KEY = "E020", "E010"


def told(problems: Iterable[Problem], plain: Mapping[str, Plain]) -> list[Problem]:
    """The problems of a file; an id that nobody has defined is no remedy that needs no thought."""
    ids: dict[str, Mapping[str, str]] = {}
    return [_told(problem, plain, ids) for problem in problems]


def _told(problem: Problem, plain: Mapping[str, Plain], ids: dict[str, Mapping[str, str]]) -> Problem:
    key = _key(problem)
    value = _value(problem.path, dict(plain)) if key else None
    if not key or not isinstance(value, str) or key in problem.path[:1]:
        return problem
    where = _DEFINED[key]
    if where not in ids:
        ids[where] = _ids(plain.get(where))
    id = ids[where].get(folded(value), "")
    if id == value:
        return problem
    if problem.code == _UNKNOWN_KEY:
        one = "venue" if where == "venues" else key
        return structs.replace(problem, remedy=f"write '{one}: {id}'", fix="") if id else problem
    if id:
        return structs.replace(problem, remedy=f"write {quoted(id)}: that is its id", fix=id)
    known = problem.fix if problem.fix in ids[where].values() else ""
    return structs.replace(problem, fix=known)


def _key(problem: Problem) -> str:
    """The key that a problem is about, if things are referred to under it; "" for any other."""
    if problem.code not in (_WRONG_ID, _UNKNOWN_KEY) or problem.path[:1] != ("events",):
        return ""
    key = next((part for part in reversed(problem.path) if isinstance(part, str)), "")
    if problem.code == _UNKNOWN_KEY:
        key = keys.meant(key, tuple(_DEFINED))
    return key if key in _DEFINED and len(problem.path) > 1 + problem.on_key else ""


def _value(path: Path, plain: Plain) -> Plain:
    """What stands at a path; a list of one may be written without its brackets."""
    for part in path:
        if isinstance(plain, dict):
            plain = plain.get(str(part))
        elif isinstance(plain, list) and isinstance(part, int):
            plain = plain[part]
        elif not isinstance(plain, str) or part != 0:
            return None
    return plain


def _ids(defined: Plain) -> Mapping[str, str]:
    """The ids of things by their names, in any language; what two have means neither."""
    found: dict[str, set[str]] = {}
    for id, thing in _things(defined):
        for name in _names(thing):
            found.setdefault(folded(name), set()).add(id)
    return {name: of.pop() for name, of in found.items() if len(of) == 1}


def _things(defined: Plain) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is defined, each with its id."""
    if isinstance(defined, dict):
        each: Iterable[tuple[Any, Any]] = defined.items()
    else:
        each = (
            [(it.get("id"), it) for it in defined if isinstance(it, dict)]
            if isinstance(defined, list)
            else ()
        )
    for id, thing in each:
        if isinstance(id, str) and is_id(id) and isinstance(thing, dict):
            yield id, thing


def _names(thing: Mapping[str, Any]) -> Iterator[str]:
    for key in ("name", "title"):
        name = thing.get(key)
        yield from (
            text for text in (name.values() if isinstance(name, dict) else [name]) if isinstance(text, str)
        )
