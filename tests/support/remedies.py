"""A calendar and what `check` says of it → the calendar with each remedy followed, as a curator would.

A remedy is a sentence for people. Here somebody reads it, and does what it says and nothing else: `write`,
`leave out`, `did you mean`. What asks for a choice, or for what only a curator knows, is in CHOSEN, with what
one decides.
"""

import copy
import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from calendar_gen.diagnostics.problem import Diagnostic

Path = tuple[str | int, ...]


@dataclass
class Place:
    """Where a problem is: the data, the path of the value, whether the key is meant, what has the caret."""

    data: Any
    path: Path
    on_key: bool
    under: str
    choice: int
    code: str = ""

    @property
    def parent(self) -> Any:
        """The mapping or list that holds the value."""
        return at(self.data, self.path[:-1])

    @property
    def value(self) -> Any:
        """What is written there."""
        return at(self.data, self.path)

    @property
    def mapping(self) -> tuple[Any, str | None]:
        """The nearest mapping around, or the value if it is one; and the key in it that leads there."""
        if isinstance(self.value, dict) and not self.on_key:
            return self.value, None
        for n in range(len(self.path) - 1, -1, -1):
            if isinstance(found := at(self.data, self.path[:n]), dict):
                return found, str(self.path[n])
        raise AssertionError(self.path)

    def put(self, value: Any) -> None:
        """Write a value in the place of what the caret is under: all of it, or a word."""
        old = self.value
        if isinstance(old, str) and isinstance(value, str) and self.under != old and self.under in old:
            value = old.replace(self.under, value, 1)
        self.parent[self.path[-1]] = value

    def rename(self, key: str) -> None:
        """Write another key for the value."""
        items = [(key if old == self.path[-1] else old, value) for old, value in self.parent.items()]
        self.parent.clear()
        self.parent.update(items)

    def leave_out(self) -> None:
        """Leave the key or the item out, and what holds it if nothing is left of that."""
        del self.parent[self.path[-1]]
        if not self.parent and len(self.path) > 1:
            Place(self.data, self.path[:-1], False, "", 0).leave_out()

    def write(self, value: Any) -> None:
        """Write a value in the place of all of it."""
        self.parent[self.path[-1]] = value

    def keys(self, text: str) -> None:
        """Write keys with values, in the place of the key if it isn't one of them."""
        written = yaml.load(text, yaml.BaseLoader)
        mapping, key = self.mapping
        if key is not None and isinstance(mapping.get(key), str | list | dict) and key not in written:
            items = [*((old, value) for old, value in mapping.items() if old != key)]
            mapping.clear()
            mapping.update(items)
        mapping.update(written)


Act = Callable[[Place, re.Match[str]], None]


def followed(text: str, found: Sequence[Diagnostic], choice: int) -> Any:
    """The data of a calendar in which every remedy is followed; of several things to do that of a number."""
    data = yaml.load(text, yaml.BaseLoader)
    nodes = list(_nodes(yaml.compose(text, yaml.BaseLoader), ()))
    places = []
    for diagnostic in found:
        path, on_key = _path(nodes, diagnostic)
        column = diagnostic.position.column - 1
        under = diagnostic.excerpt[column : column + diagnostic.position.width]
        places.append((diagnostic, path, on_key, under))
    told = [place for place in places if place[0].remedy]
    for diagnostic, path, on_key, under in sorted(
        told, key=lambda place: (_order(place[1]), not place[2]), reverse=True
    ):
        try:
            at(data, path)
        except (KeyError, IndexError, TypeError):
            continue  # gone with what another remedy changed: the next round tells
        follow(diagnostic, Place(data, path, on_key, under, choice))
    return data


def follow(diagnostic: Diagnostic, place: Place) -> None:
    """Do what one remedy says. Raises LookupError where nobody would know what to do."""
    for pattern, act in {**CHOSEN, **SAID}.items():
        if match := re.fullmatch(pattern, diagnostic.remedy, re.DOTALL):
            place.code = diagnostic.code
            act(place, match)
            return
    raise LookupError(f"{diagnostic.code} {diagnostic.message}: {diagnostic.remedy}")


def at(data: Any, path: Path) -> Any:
    """The value at a path."""
    for key in path:
        data = data[key]
    return data


def _order(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((key, "") if isinstance(key, int) else (-1, key) for key in path)


def _nodes(node: Any, path: Path) -> Iterator[tuple[Any, Path, bool]]:
    yield node, path, False
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key, (*path, key.value), True
            yield from _nodes(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            yield from _nodes(item, (*path, i))


def _path(nodes: Sequence[tuple[Any, Path, bool]], diagnostic: Diagnostic) -> tuple[Path, bool]:
    """The path of what begins at the place of a problem, or else of what holds it."""
    line, column, width = (getattr(diagnostic.position, name) for name in ("line", "column", "width"))
    begin = [
        (path, on_key, node)
        for node, path, on_key in nodes
        if (node.start_mark.line + 1, node.start_mark.column + 1) == (line, column)
    ]
    if len(begin) > 1 and width > 1:  # a block mapping begins where its first key does
        begin = [found for found in begin if isinstance(found[2], yaml.ScalarNode)] or begin
    if begin:
        return begin[0][0], begin[0][1]
    around = [
        (path, on_key)
        for node, path, on_key in nodes
        if isinstance(node, yaml.ScalarNode)
        and (node.start_mark.line + 1, node.start_mark.column) <= (line, column)
        and (line, column) <= (node.end_mark.line + 1, node.end_mark.column)
    ]
    return around[-1]


def _chosen(place: Place, text: str) -> str:
    """One of what is offered, without the quotes around it."""
    options = [re.sub(r"^'(.*)'$", r"\1", option).strip("'") for option in text.split(" or ")]
    return options[min(place.choice, len(options) - 1)]


def _meant(place: Place, match: re.Match[str]) -> None:
    chosen = _chosen(place, match[1])
    if place.on_key:
        place.rename(chosen)
    else:
        place.put(yaml.load(chosen, yaml.BaseLoader) if chosen.startswith("[") else chosen)


def _each(place: Place, match: re.Match[str]) -> None:
    dates = match[1].split(", ")
    if isinstance(place.parent, list):
        i = int(place.path[-1])
        place.parent[i : i + 1] = dates
    else:
        place.put(dates)


def _write(place: Place, match: re.Match[str]) -> None:
    text = match[1]
    chosen = _chosen(place, text)
    if re.match(r"[a-z_]+: ", chosen):
        place.keys(chosen)
    else:
        place.put(yaml.load(chosen, yaml.BaseLoader) if chosen[0] in "[{" else chosen)


def _keys(place: Place, match: re.Match[str]) -> None:
    place.keys("\n".join(group for group in match.groups() if group))


def _beside(place: Place, match: re.Match[str]) -> None:
    place.put(match[1])
    place.mapping[0].update(yaml.load(_chosen(place, match[2]), yaml.BaseLoader))


def _defined(place: Place, match: re.Match[str]) -> None:
    place.keys(match[1])
    place.data.setdefault(match[2], {}).update(yaml.load(match[3], yaml.BaseLoader))


def _out(place: Place, match: re.Match[str]) -> None:
    place.leave_out()


def _in(key: str, value: Any) -> Act:
    def act(place: Place, match: re.Match[str]) -> None:
        mapping, _ = place.mapping
        mapping[key] = copy.deepcopy(value)

    return act


def _to(value: Any) -> Act:
    def act(place: Place, match: re.Match[str]) -> None:
        if place.on_key:
            place.rename(value)
        else:
            place.put(copy.deepcopy(value))

    return act


def _event(place: Place) -> Any:
    """The event in which something is wrong."""
    return at(place.data, place.path[:2])


# What a remedy says, word for word, and what that is to do.
SAID: Mapping[str, Act] = {
    r"did you mean (.+?)\?(?: .*)?": _meant,
    r"write each date: (.+)": _each,
    r"write '(\w+: [\w-]+)', and under '(\w+)' '(.+)'": _defined,
    r"(?:the time is a part of 'start': )?write '([a-z_]+: [^']*)'(?: and '([a-z_]+: [^']*)')?": _keys,
    r"write '(date: [^']*)', '(start: [^']*)' and '(end: [^']*)'": _keys,
    r"write (\S+ \S+), and '(.+)' beside it(?:, which is .*)?": _beside,
    r"for a range give '(.+?)' and '(.+?)'(?:;.*)?": _keys,
    r"write ('[^']*'(?: or '[^']*')*|[^';]+?)(?:(?:, or|:|, where| where| for| in) .*)?": _write,
    r"(?:leave it out|leave the key out|leave it out here|give it a value, or leave the key out"
    r"|give it a value, or leave the language out|leave 'language' out)": _out,
}


def _as_one(place: Place, match: re.Match[str]) -> None:
    """The text or list that commas had cut, without the keys that these had made of it."""
    whole = yaml.load(match[1], yaml.BaseLoader)
    place.write(whole)
    for key in (whole if isinstance(whole, list) else whole.split(","))[1:]:
        place.parent.pop(key.strip())
    if place.path[-1] in ("start", "duration"):
        place.write({"start": "2027-06-04", "duration": "90 minutes"}[place.path[-1]])


def _below_calendar(place: Place, match: re.Match[str]) -> None:
    """All of the file but its events below `calendar`."""
    place.data["calendar"] = {key: place.data.pop(key) for key in [*place.data] if key != "events"}


def _in_place_of(place: Place, match: re.Match[str]) -> None:
    """Keys with their values in the place of other keys."""
    for key in re.findall("'([^']+)'", match[2]):
        place.parent.pop(key)
    for text in re.findall("'([^']+)'", match[1]):
        place.parent.update(yaml.load(text, yaml.BaseLoader))


def _in_the_event(place: Place, match: re.Match[str]) -> None:
    """Keys with their values in the event, in the place of one within."""
    place.leave_out()
    _event(place).update(yaml.load(match[1], yaml.BaseLoader))


def _in_event(*changes: tuple[str, Any]) -> Act:
    """Keys of the event, None for one that goes."""

    def act(place: Place, match: re.Match[str]) -> None:
        event = _event(place)
        for key, value in changes:
            event.pop(key, None)
            if value is not None:
                event[key] = copy.deepcopy(value)

    return act


def _in_repeat(*changes: tuple[str, Any]) -> Act:
    def act(place: Place, match: re.Match[str]) -> None:
        repeat = _event(place).get("repeat", {})  # which another remedy may have taken away
        for key, value in changes:
            repeat.pop(key, None)
            if value is not None:
                repeat[key] = copy.deepcopy(value)

    return act


def _closed(place: Place, days: str) -> None:
    """A day that has no hours as a day on which it is closed."""
    place.leave_out()
    _event(place)["closed"] = yaml.load(days, yaml.BaseLoader)


def _wrong_one(place: Place, match: re.Match[str]) -> None:
    """Of two values that don't go together the one at which the problem is told was the mistake."""
    if place.path[-1] == "rule":
        place.put("FREQ=WEEKLY")
    else:
        place.leave_out()


def _given(place: Place, match: re.Match[str]) -> None:
    """A value for what is empty or missing."""
    values = {
        "where": {"from": "2000"},
        "id": "an-id",
        "events": [{"id": "e", "title": "E", "start": "2024"}],
    }
    values |= {"calendar": {"id": "c", "name": "C"}}
    if not place.path:
        place.data.update({key: values[key] for key in ("calendar", "events") if key not in place.data})
        return
    key = str(place.path[-1])
    if place.on_key:
        place.rename("an-id")
    else:
        place.parent[place.path[-1]] = copy.deepcopy(values.get(key, "family"))


def _defined_there(place: Place, match: re.Match[str]) -> None:
    place.data.setdefault(match[1], {})[place.value] = {"name": "A name"}


def _own_events(place: Place, match: re.Match[str]) -> None:
    """Each date of `also` as an event of its own."""
    event = _event(place)
    dates = event.pop("repeat").get("also", [])
    for n, date in enumerate(dates, 2):
        place.data["events"].append({**event, "id": f"{event['id']}-{n}", "start": date})


def _all_venues(place: Place, match: re.Match[str]) -> None:
    mapping, _ = place.mapping
    mapping["venues"] = [mapping.pop("venue"), *mapping["venues"]]


def _kept(place: Place) -> None:
    """Of what is there twice the second goes."""
    if place.path[-1] == "repeat":
        place.value.pop("times" if "times" in place.value else "until")
    elif place.code == "E307":
        at(place.data, place.path[:-1]).clear()
        del at(place.data, place.path[:-2])[int(place.path[-2])]
        if not _event(place)["changes"]:
            del _event(place)["changes"]
    else:
        place.leave_out()


def _zone_of_all(place: Place, zone: str) -> None:
    place.data["calendar"]["timezone"] = zone


def _own_first(place: Place) -> None:
    """The first date as an event of its own, without what repeats it."""
    event = _event(place)
    if event.pop("repeat", None) and place.path[-1] == "start":
        event["start"] += "+01:00"


def _of_a_kind(place: Place) -> None:
    mapping, _ = place.mapping
    for key in ("start", "end"):
        mapping[key] = re.sub(r" [0-9]+:.*", "", mapping[key])


def _swap(place: Place, key: str, value: str) -> None:
    mapping, old = place.mapping
    mapping.pop(old)
    mapping[key] = value


def _until(place: Place, end: str | None, until: str | None) -> None:
    event = _event(place)
    event["repeat"].update(yaml.load(until or "{}", yaml.BaseLoader))
    event.pop("end")
    event.update(yaml.load(end or "{}", yaml.BaseLoader))


def _changed(place: Place, dates: list[str]) -> None:
    """The change for each of some dates."""
    change = place.parent
    _event(place)["changes"] = [{**change, "date": date} for date in dates]


def _event_out(place: Place) -> None:
    del place.data["events"][int(place.path[1])]


def _called(place: Place, id: str) -> None:
    """Another id, wherever it is named."""
    old = place.path[-1] if place.on_key else place.value
    if place.on_key:
        place.rename(id)
    else:
        place.put(id)
    for event in place.data.get("events", []):
        for key in ("venue", "organizer"):
            if isinstance(event, dict) and event.get(key) == old:
                event[key] = id


def _by_ids(place: Place) -> None:
    """Places or organizers by the ids that events name them by."""
    key = str(place.path[-1])
    named = [event[key[:-1]] for event in place.data["events"] if key[:-1] in event]
    place.write({id: {"name": "A name"} for id in named or ["its-id"]})


def _as_list(place: Place) -> None:
    if place.path == ("events",):
        place.data["events"] = [
            {"id": id, **event} for id, event in place.value.items() if isinstance(event, dict)
        ]
    else:
        place.parent[place.path[-1]] = {"id": "an-id", "title": str(place.value), "start": "2024-05-01"}


def _parts_off(place: Place) -> None:
    for event in place.data["events"]:
        if event.get("part_of") == _event(place)["id"]:
            event["status"] = "cancelled"


def _translated(place: Place, languages: str) -> None:
    """Each text of what is at a place in all languages, or else nothing told of it."""
    tags = languages.split(": …, ")
    thing = at(place.data, place.path[:-1])
    if place.choice:
        (thing if place.path[0] == "events" else place.data["calendar"])["ignore"] = ["W110"]
        return
    for key in ("title", "description", "name", "address"):
        if text := thing.get(key):
            texts = text if isinstance(text, dict) else {tags[0]: text}
            thing[key] = {tag: texts.get(tag, "A text") for tag in tags}


def _named_there(place: Place, id: str, tags: str, key: str) -> None:
    """What has no id under one, with its name in all languages."""
    names = {tag: f"{place.value} {tag}" for tag in tags.split(": …, ")}
    place.data.setdefault(key, {})[id] = {"name": names}
    place.put(id)


def _under_categories(place: Place) -> None:
    place.data.setdefault("categories", {})["an-id"] = {"name": place.value}
    place.write("an-id")


def _in_languages(place: Place, languages: str) -> None:
    place.data["calendar"]["languages"] = languages.split(", ")
    place.data["calendar"].pop("language", None)


# What asks for a choice, or for what only the curator knows: what one decides, and so the sentence holds.
CHOSEN: Mapping[str, Act] = {
    r"put the whole (?:value in quotes|list in brackets): ('.*'|\[.*\])": _as_one,
    r"write 'calendar:' above them, and indent them below it": _below_calendar,
    r"write in the event itself '(.*)'": _in_the_event,
    r"check which of them is wrong": _wrong_one,
    r"keep one(?: of the two| of 'until' and 'times')?": lambda place, match: _kept(place),
    r"give it a value(?:, or leave it out)?": _given,
    r"a calendar needs .*": _given,
    r"define it under '(\w+)'": _defined_there,
    r"write '\w+: \{(.*): …\}', or 'ignore: \[W110\]'(?: in 'calendar')?": lambda place, match: _translated(
        place, match[1]
    ),
    r"write '(\S+): \{name: \{(.*): …\}\}' under '(\w+)', or 'ignore: \[W110\]'.*": lambda place, match: (
        _named_there(place, match[1], match[2], match[3])
    ),
    r"write an id, and its name in each language .*": lambda place, match: _under_categories(place),
    r"leave it out, or add it to 'languages', which are (.*)": lambda place, match: (
        _in_languages(place, f"{match[1]}, {place.path[-1]}") if place.choice else place.leave_out()
    ),
    r"write 'languages: \[(.*)\]' under 'calendar'.*": lambda place, match: _in_languages(place, match[1]),
    r"write ('[a-z_]+: .*') in place of ('.*')": _in_place_of,
    r"give each \w+ a name of its own, or leave one of the two out": _to("Another name"),
    r"dates that follow no rule are events of their own.*": _own_events,
    r"write them all under 'venues'": _all_venues,
    r"the keys here are: .*|it belongs (?:in|at) .*": _out,
    r"its last day is (?:\S+: write )?(.+)": _write,
    r"write a date as .*": _to("2024-05-01"),
    r"write the year too: YYYY(\S*).*": lambda place, match: place.write(f"2024{match[1]}"),
    r"write YYYY-MM or YYYY, where only .*": _to("2024-05"),
    r"write 'start: YYYY-MM-DD', or .*": lambda place, match: place.keys("start: 2024-05-01"),
    r"write the dates themselves, such as (\S+)": _write,
    r"write the dates themselves, as YYYY-MM-DD": _to("2024-06-30"),
    r"write each date on its own": _out,
    r"write each day of the week, or 'weekdays' and 'weekend'": _to("weekdays"),
    r"write the days of the week": _to("saturday"),
    r"write the date before the time, as YYYY-MM-DD (\S+)": lambda place, match: place.write(
        f"2024-05-01 {match[1]}"
    ),
    r"write the day, or YYYY-MM where it isn't announced": _to("2024-05"),
    r"write the last day(?:,|:) (\S+)": _write,
    r"write how often in all, or .*": _to("4"),
    r"write it as '(60 days)'": _write,
    r"it must be more than nothing.*": _to("2 hours"),
    r"write it in hours": _to("36 hours"),
    r"times go from 00:00 to 23:59": _to("2024-05-01 09:30"),
    r"(?:offsets go from|clocks differ from UTC) .*": _to("2024-05-01 09:30+05:30"),
    r"years from 1900 to 2199 are read": _to("2024-05-01"),
    r"write a day of the week, or a date as YYYY-MM-DD": _to("monday"),
    r"write (?:from when to when, as )?HH:MM-HH:MM(?:, or .*)?": _to("10:00-17:00"),
    r"a day has one span: write '(.*)', and the break in 'description'": _write,
    r"leave it out, and write 'closed: (\[.*\])' beside 'hours'": lambda place, match: _closed(
        place, match[1]
    ),
    r"leave 'hours' out": _in_event(("hours", None)),
    r"add 'hours', as HH:MM-HH:MM": _in_event(("hours", "10:00-17:00")),
    r"write its unit too: ('.*')": _write,
    r"write a number and its unit: .*": _to("90 minutes"),
    r"write it as HH:MM(?:; .*)?": lambda place, match: place.put("09:30"),
    r"write 'day', 'week', .*": _to("week"),
    r"a day of a month is written as '(.*?)', .*": _write,
    r"write the name of a colour of CSS": _to("steelblue"),
    r"write a colour by its name: the nearest is '(.*)'": _write,
    r"for a whole day write '(.*)'": _write,
    r"write in place of 'every' and 'on' 'rule: \"(.*)\"'": lambda place, match: _in_repeat(
        ("every", None), ("on", None), ("rule", match[1])
    )(place, match),
    r"which one\? write '(.*)' or '.*'": _write,
    r"for example \"FREQ=MONTHLY;BYDAY=2MO\"": lambda place, match: place.write("FREQ=WEEKLY"),
    r"for example (\[.*\])": _write,
    r"add BYDAY=(\w+)": lambda place, match: place.put(f"BYDAY={match[1]};{place.under}"),
    r"use an IANA name such as '(.*)'": _write,
    r"leave it out, and write the offset in each time.* as '(.*)'": _write,
    r"add 'timezone: (\S+)' \(yours\) to the calendar.*": lambda place, match: _zone_of_all(place, match[1]),
    r"add 'timezone:' to the calendar": lambda place, match: _zone_of_all(place, "Asia/Shanghai"),
    r"say which one counts with 'timezone:'": _in_event(("timezone", "Asia/Shanghai")),
    r"write the local time without the offset, and 'timezone:'": _in_event(
        ("start", "2024-05-01 09:30"), ("timezone", "Asia/Shanghai"), ("end", None), ("duration", "1 hour")
    ),
    r"if the second is meant, give that date an event of its own": lambda place, match: _own_first(place),
    r"write another time, or leave (?:that day|those days) out: '(except): (\[.*\])'": lambda place, match: (
        _in_repeat((match[1], yaml.load(match[2], yaml.BaseLoader)))(place, match)
    ),
    r"write another time, or leave (?:that day|those days) out: '(closed): (\[.*\])'": lambda place, match: (
        _in_event((match[1], yaml.load(match[2], yaml.BaseLoader)))(place, match)
    ),
    r"write another time, or its own 'end' under 'changes'": lambda place, match: _event(place).update(
        changes=[{"date": place.value, "end": f"{place.value} 23:00"}]
    ),
    r"write its 'end' too": lambda place, match: place.parent.update(end=f"{place.value} 23:00"),
    r"give it an end with 'until'; .*": _in_repeat(("until", "2030-12-31")),
    r"for the last \w+ of each month write 'on: (\[.*\])'": lambda place, match: _in_repeat(
        ("on", yaml.load(match[1], yaml.BaseLoader))
    )(place, match),
    r"for the last day of each February write in place of 'every' 'rule: \"(.*)\"'": lambda place, match: (
        _in_repeat(("every", None), ("rule", match[1]))(place, match)
    ),
    r"for (?:\d+) hours? (?:ahead of|behind) UTC write '(.*?)'; if it is meant.*": _write,
    r"give both a time, or neither": lambda place, match: _of_a_kind(place),
    r"write it as the start": lambda place, match: place.put("2024-05-10" + _event(place)["start"][10:]),
    r"add a time to '(start|end)'": lambda place, match: _event(place).__setitem__(
        match[1], f"{_event(place)[match[1]]} 09:30"
    ),
    r"two of them are enough": _out,
    r"give 'end' instead": lambda place, match: _swap(place, "end", "2030-01-01"),
    r"give a day, or a day and a time": _in_event(("start", "2024-05-01"), ("end", None)),
    r"leave it out: the times are those of 'start' and 'end'": _out,
    r"write (\S+~) for about that day": _write,
    r"give 'start' and 'end' a time instead": _in_event(("hours", None), ("closed", None)),
    r"leave a day open": lambda place, match: place.leave_out(),
    r"add 'source:'": _in_event(("source", {"title": "A paper"})),
    r"change the event itself": _in_event(("changes", None)),
    r"(?:leave 'repeat' out|leave 'repeat' out, or .*)": _in_event(("repeat", None)),
    r"leave one of them": _in_repeat(("except", None)),
    r"check its parts against 'start'": _in_repeat(("rule", "FREQ=WEEKLY"), ("every", None), ("on", None)),
    r"give each time(?: of day)? (?:its|an event of its) own.*": _in_event(("repeat", None)),
    r"give one of them an event of its own": lambda place, match: place.put([_event(place)["start"][8:10]]),
    r"every week on some days is 'every: week'.*": _in_repeat(("every", "week")),
    r"keep one \(RFC 5545 §3.3.10\)": _in_repeat(("rule", "FREQ=WEEKLY;COUNT=4")),
    r"leave one of the two out with 'except'": lambda place, match: place.leave_out(),
    r"leave it out, or choose another FREQ": lambda place, match: place.put(""),
    r"(?:write '(end: .*)' for the first date|leave 'end' out)"
    r"(?:, and write '(until: .*)' in 'repeat' for the last)?": (
        lambda place, match: _until(place, match[1], match[2])
    ),
    r"make '(?:days|duration)' shorter, or let it repeat less often": _in_repeat(("every", "year")),
    r"write a change for each date: (.*)": lambda place, match: _changed(place, match[1].split(", ")),
    r"name it once": _out,
    r"a date that the rule gives needs no 'also'": _out,
    r"leave (?:one )?part_of out": _out,
    r"part_of takes the id .*": _out,
    r"leave one of them out": lambda place, match: _event_out(place),
    r"check the dates of both": _in_event(("part_of", None)),
    r"write '(status: cancelled)' for (?:it|them) too, or leave .*": lambda place, match: _parts_off(place),
    r"check both; if one is a part .*": lambda place, match: _event(place).__setitem__("ignore", ["W210"]),
    r"check them; if they are in different rooms, write 'ignore: \[W210\]' on '(.*)'": lambda place, match: (
        next(event for event in place.data["events"] if event["id"] == match[1]).__setitem__(
            "ignore", ["W210"]
        )
    ),
    r"add 'end' or 'duration', or .*": lambda place, match: _event(place).__setitem__("duration", "2 hours"),
    r"check the years(?:; .*)?": lambda place, match: _event(place).__setitem__("ignore", [place.code]),
    r"ask for less, or leave the feed out": lambda place, match: place.data.pop("feeds"),
    r"leave it out, and mend the error": _out,
    r"leave it out: (?:such a series|each of its dates) .*": _out,
    r"(?:there are: |'\w+' (?:is there|stands for '\w+') already: leave).*": _out,
    r"it is one of: (\w+),.*": _write,
    r"only a-z, 0-9 and '-' are used, at most 80 of them"
    r"(?:: did you mean '(.*)'\?|, and '.*' is taken)?": lambda place, match: _called(
        place, match[1] or "an-id"
    ),
    r"leave the name and the password out": lambda place, match: place.put(
        re.sub("//.*@", "//", place.value)
    ),
    r"leave (the space|'.') out: the part before .*": lambda place, match: place.put(
        place.value.replace(" ", "")
    ),
    r"write (%\w\w) for (?:the space|'(.*)')": lambda place, match: place.put(
        place.value.replace(match[2] or " ", match[1])
    ),
    r"check the part before the first single '/'": _to("https://example.org/"),
    r"give each (?:event|feed) its own id": _to("another-id"),
    r"an old id is that of one event only": _out,
    r"(?:remove it|put a space or a new line instead)": lambda place, match: place.write(
        "".join(c for c in place.value if c.isprintable())
    ),
    r"where it isn't known write '(start: by) DATE', .*": _in_event(
        ("start", "by 2024-05-01"), ("source", {"title": "A"})
    ),
    r"where it isn't known give 'end' and 'duration'": _in_event(("duration", "1 hour")),
    r"write '\{name: …\}' after it": lambda place, match: place.parent.__setitem__(
        place.path[-1], {"name": "A name"}
    ),
    r"write 'its-id: \{name: …\}' for each": lambda place, match: _by_ids(place),
    r"write '(venues|languages):'": lambda place, match: place.rename(match[1]),
    r"write '(\{date: .*\})', and what is different on it": lambda place, match: place.parent.__setitem__(
        place.path[-1], {**yaml.load(match[1], yaml.BaseLoader), "title": "Another title"}
    ),
    r"begin each event with '- id:'": lambda place, match: _as_list(place),
    r"write the character itself": lambda place, match: place.put(html.unescape(place.under)),
    r"write plain text": lambda place, match: place.write(re.sub("<.*?>", "", place.value)),
    r"for whole days write 'start: (\S+)' alone": lambda place, match: _in_event(
        ("start", match[1]), ("end", None), ("duration", None)
    )(place, match),
    r"for whole days write 'start: (\S+)' and 'end: (\S+)'": lambda place, match: _in_event(
        ("start", match[1]), ("end", match[2]), ("duration", None)
    )(place, match),
    r"let it end by (\S+)": lambda place, match: place.parent["repeat"].update(until=match[1]),
    r"put what is long past into a calendar of its own, or .*": lambda place, match: _event_out(place),
    r"write another id, unless .*": lambda place, match: _called(place, f"another-{place.path[1]}"),
}
