"""The shipped calendar → the pictures of its pages in docs/images: `make screenshots`.

They are of the day of its parade, with an address, as buttons of a calendar that has none are idle. A
machine with other fonts makes other pictures: commit them when the pages look different, not the bytes.
"""

import tempfile
from pathlib import Path

from support.browsers import Shown, build, started

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
DAY = "2024-05-01"
PAGES = {
    "front": "",
    "month": "months/2024-05/",
    "event": "events/car-boot-fair-2024/",
    "subscribe": "subscribe/",
}
SIZES = ((1440, 900), (360, 740))


def main() -> None:
    """Take each picture anew."""
    text = (ROOT / "events.yaml").read_text("utf-8")
    text = text.replace("\ncalendar:\n", "\ncalendar:\n  url: https://events.example.org/\n", 1)
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, started() as browser:
        shown = Shown(browser, build(Path(folder), text, now=DAY), now=f"{DAY}T04:00Z")
        for name, path in PAGES.items():
            for width, height in SIZES:
                tab = shown.open(path, width, color_scheme="light")
                tab.set_viewport_size({"width": width, "height": height})
                tab.screenshot(path=IMAGES / f"{name}-{width}.png")
        shown.end()


if __name__ == "__main__":
    main()
