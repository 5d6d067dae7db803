"""Calendars for what editors are asked: of one event, and with ids that editors take for something else."""

from support.paths import ROOT, VALID

# Calendars that have nothing wrong.
FILES = [*sorted(VALID.rglob("*.yaml")), *sorted(ROOT.glob("examples/*/*.yaml")), ROOT / "events.yaml"]


def with_event(keys: str) -> str:
    """A calendar whose sixth line is the first of these keys of an event."""
    lines = "".join(f"    {line}\n" for line in keys.splitlines())
    return f"calendar:\n  id: a\n  name: A\nevents:\n  - id: an-event\n{lines}"


# Each with what editors take it for by YAML 1.2, and by YAML 1.1, where it stands without quotes.
ODD_IDS: dict[str, tuple[object, ...]] = {
    "12": (12,),
    "007": (7,),
    "-1": (-1,),
    "017": (17, 15),
    "1e3": (1000.0,),
    "1e-3": (0.001,),
    "1e400": (float("inf"),),
    "0x1f": (31,),
    "0o17": (15, "0o17"),
    "0b11": ("0b11", 3),
    "99999999999999999999": (99999999999999999999,),
    "true": (True,),
    "on": ("on", True),
    "no": ("no", False),
    "2027-01-01": ("2027-01-01",),
    "--": ("--",),
}
