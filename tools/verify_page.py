"""Puts the rules into docs/verify.md, between its two marks: `python tools/verify_page.py`."""

from collections.abc import Mapping
from pathlib import Path

from calendar_gen.validator.clients import CLIENTS, RULES, SIGNS
from calendar_gen.validator.ours import MEANINGS, OURS

PAGE = Path(__file__).parent.parent / "docs" / "verify.md"
BEGIN, END = "<!-- rules: written by tools/verify_page.py -->", "<!-- end of rules -->"
# By the first digits of a code.
GROUPS: Mapping[str, str] = {
    "V0": "Bytes and lines",
    "V1": "The calendar",
    "V2": "Events",
    "V3": "Dates and times",
    "V4": "Series",
    "V5": "Time zones",
    "V6": "The address and its answer",
    "V7": "The folder",
    "V9": "Another reader",
}


def page() -> str:
    """The page with the rules as they are."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + _tables() + "\n" + END + after


def _tables() -> str:
    parts = []
    for prefix, title in GROUPS.items():
        names = " | ".join(client.name for client in CLIENTS.values())
        rows = [f"\n### {title}\n", f"| code | what | {names} | why | remedy | ours |"]
        rows.append("| --- | --- |" + " :-: |" * len(CLIENTS) + " --- | --- | --- |")
        for code, rule in RULES.items():
            if code.startswith(prefix):
                signs = " | ".join(SIGNS[effect] for effect in rule.by_client.values())
                what = f"**{rule.says}**" if rule.is_error else rule.says
                rows.append(f"| {code} | {what} | {signs} | {rule.why} | {rule.remedy} | {_ours(code)} |")
        parts.append("\n".join(rows))
    return "\n".join(parts) + "\n"


def _ours(code: str) -> str:
    ours = OURS[code]
    return ours if ours in MEANINGS else f"[{ours}](codes.md#{ours.lower()})"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
