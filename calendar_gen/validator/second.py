"""The bytes of a feed → what another reader, the parser `icalendar`, finds wrong with them."""

CODE = "V900"
LACKING = f"icalendar is not installed, so {CODE} was not looked for: pip install icalendar"


def problems(data: bytes) -> list[str] | None:
    """What is wrong, in its own words, for what our rules don't know of; None where it isn't installed."""
    try:
        import icalendar  # late: a tenth of a second, and not everybody has it
    except ImportError:
        return None
    try:
        # What it can't read in a property it notes beside the component, and goes on.
        return [
            f"{name or component.name}: {text}"
            for calendar in icalendar.Calendar.from_ical(data, multiple=True)
            for component in calendar.walk()
            for name, text in component.errors
        ]
    except Exception as error:  # whatever a parser raises on what others made
        return [str(error) or type(error).__name__]
