"""What is wrong with references → the same, with the id of a thing whose name stands in its place."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from typing import Any

from msgspec import structs

from calendar_gen.diagnostics.codes import UNKNOWN_KEYS, WRONG_IDS
from calendar_gen.diagnostics.problem import Path, Problem
from calendar_gen.diagnostics.wording import MOST_COMPARISONS, folded, nearest, quoted
from calendar_gen.source import keys
from calendar_gen.source.document import is_id
from calendar_gen.source.files import Plain
from calendar_gen.source.ids import ID_FORM, id_of

# Under which keys things are referred to, and where they are defined.
_DEFINED = {"venue": "venues", "venues": "venues", "organizer": "organizers", "part_of": "events"}
# Under which keys everything has an id.
_BY_ID = ("venues", "organizers", "categories", "towns", "events", "feeds")


def told(problems: Iterable[Problem], plain: Mapping[str, Plain], whole: bool) -> list[Problem]:
    """The problems of a file; an id that nobody has defined is no remedy that needs no thought.

    Nor is one that something has already. What two name and nobody has defined is to be defined once; where
    the file isn't the `whole` calendar it may be so in another.
    """
    ids: dict[str, Mapping[str, str]] = {}
    # Of the keys in a mapping that stand for one, where the first is.
    firsts: dict[Path, Path] = {}
    near, problems = _near(), list(problems)
    taken = {where: {id for id, _ in _things(plain.get(where))} for where in _BY_ID}
    defined = {at: _defining(it, plain, taken) for at, it in enumerate(problems) if _defines(it)}
    # What is called so wrongly and can't be called what is near: a reference by that means no other thing.
    nameless = {(it.path[0], _wrong_id(it, plain)) for it in defined.values() if it.fix == ""}
    return [
        defined.get(at) or _told(problem, plain, ids, taken, nameless, whole, near, firsts)
        for at, problem in enumerate(problems)
    ]


def _defines(problem: Problem) -> bool:
    """Whether the problem is that of the id that something gets."""
    there = problem.on_key or problem.path[-1] == "id" if problem.path else False
    return problem.code in WRONG_IDS and there and problem.path[0] in _BY_ID


def _defining(problem: Problem, plain: Mapping[str, Plain], taken: Mapping[str, set[str]]) -> Problem:
    """The problem of an id; what would be one is no remedy where it is taken."""
    value = _wrong_id(problem, plain)
    id, others = id_of(value) if isinstance(value, str) else "", taken[str(problem.path[0])]
    if id in others:
        return structs.replace(problem, remedy=f"{ID_FORM}, and {quoted(id)} is taken", fix="")
    others.add(id)
    return problem


def _wrong_id(problem: Problem, plain: Mapping[str, Plain]) -> Plain:
    value = problem.path[-1] if problem.on_key else _value(problem.path, dict(plain))
    return value if isinstance(value, str) else None


def _told(
    problem: Problem,
    plain: Mapping[str, Plain],
    ids: dict[str, Mapping[str, str]],
    taken: Mapping[str, set[str]],
    nameless: Set[tuple[Any, Plain]],
    whole: bool,
    near: Callable[[str, Collection[str]], bool],
    firsts: dict[Path, Path],
) -> Problem:
    key = _key(problem)
    value = _value(problem.path, dict(plain)) if key else None
    if not key or not isinstance(value, str) or key in problem.path[:1]:
        return problem
    where = _DEFINED[key]
    if (where, value) in nameless:
        return structs.replace(
            problem, remedy=f"{ID_FORM}: write the id that it gets under '{where}'", fix=""
        )
    if where not in ids:
        ids[where] = _ids(plain.get(where))
    id = ids[where].get(folded(value), "")
    if id == value:
        return problem
    if problem.code in UNKNOWN_KEYS:
        beside, one = _value(problem.path[:-1], dict(plain)), "venue" if where == "venues" else key
        first = firsts.setdefault((*problem.path[:-1], one), problem.path)
        if not isinstance(beside, dict) or one in beside or first != problem.path:
            return problem  # what it stands beside is in its remedy
        if new := "" if id or is_id(value) or where == "events" else id_of(value):
            id = new if new in taken[where] else ""
            taken[where].add(new)
        return structs.replace(problem, remedy=_written(one, id, beside), fix="") if id else problem
    if id:
        return structs.replace(problem, remedy=f"write {quoted(id)}: that is its id", fix=id)
    new = id_of(value) if problem.path[-1] in ("venue", "organizer") and (whole or where in plain) else ""
    if new and not near(new, taken[where]):
        taken[where].add(new)
        return structs.replace(problem, remedy=keys.defined(key, value), fix="")
    known = problem.fix if problem.fix in ids[where].values() else ""
    return structs.replace(problem, fix=known)


def _written(key: str, id: str, beside: Mapping[str, Any]) -> str:
    among = keys.beside_venues(id, beside) if key == "venue" else ""
    return among or f"write '{key}: {id}'"


def _near() -> Callable[[str, Collection[str]], bool]:
    """Whether an id is near to others; where that has taken long enough, it may be."""
    compared = 0

    def near(id: str, others: Collection[str]) -> bool:
        nonlocal compared
        if id in others:
            return True
        compared += len(others)
        return compared > max(MOST_COMPARISONS, 10 * len(others)) or bool(nearest(id, others, 0.8))

    return near


def _key(problem: Problem) -> str:
    """The key that a problem is about, if things are referred to under it; "" for any other."""
    if problem.code not in WRONG_IDS | UNKNOWN_KEYS or problem.path[:1] != ("events",):
        return ""
    key = next((part for part in reversed(problem.path) if isinstance(part, str)), "")
    if problem.code in UNKNOWN_KEYS:
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
