"""What an RRULE may say, and what comes of each that is read."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_gen.dates import rules
from calendar_gen.dates.values import CODES, Rule
from calendar_gen.diagnostics.problem import Problem


def _some(*numbers: range, most: int = 3) -> st.SearchStrategy[str]:
    of = st.sampled_from([number for part in numbers for number in part])
    return st.lists(of, min_size=1, max_size=most).map(lambda found: ",".join(map(str, found)))


_ORDINALS = st.sampled_from(["", *map(str, (*range(-53, 0), *range(1, 54)))])
_DAYS = st.tuples(_ORDINALS, st.sampled_from(CODES)).map("".join)
PARTS = {
    "BYDAY": st.lists(_DAYS, min_size=1, max_size=3).map(",".join),
    "BYMONTH": _some(range(1, 13)),
    "BYMONTHDAY": _some(range(-31, 0), range(1, 32)),
    "BYWEEKNO": _some(range(-53, 0), range(1, 54)),
    "BYYEARDAY": _some(range(-366, 0), range(1, 367)),
    "BYSETPOS": _some(range(-366, 0), range(1, 367)),
    "INTERVAL": st.sampled_from(["1", "2", "7", "999", "9999"]),
    "WKST": st.sampled_from(CODES),
}


@st.composite
def rrules(draw: st.DrawFn) -> str:
    """Parts of each kind, also those that don't go together."""
    names = draw(st.sets(st.sampled_from(sorted(PARTS)), max_size=3))
    freq = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]))
    return ";".join([f"FREQ={freq}", *(f"{name}={draw(PARTS[name])}" for name in sorted(names))])


@settings(deadline=None)
@given(rrules(), st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_each_rule_is_refused_or_followed(rrule: str, first: date) -> None:
    rule = rules.read_rule(rrule)
    if not isinstance(rule, Rule):
        assert rule
        assert all(isinstance(it, Problem) and it.message for it in rule)
        return
    found = list(rules.starts(rule, first, before=date(2030, 1, 1)))
    assert found == sorted(set(found))
