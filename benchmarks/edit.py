"""Give one event of an events.yaml another title: `python benchmarks/edit.py FILE TITLE`."""

import sys
from pathlib import Path

_KEY = "\n    title: "


def main() -> None:
    """Edit the event that begins about in the middle of the file."""
    file = Path(sys.argv[1])
    text = file.read_text("utf-8")
    begin = text.index(_KEY, len(text) // 2) + len(_KEY)
    end = text.index("\n", begin)
    file.write_text(f"{text[:begin]}{sys.argv[2]}{text[end:]}", "utf-8")


if __name__ == "__main__":
    main()
