"""The address of a page → a QR code that a phone's camera opens, as SVG."""

from html import escape

import segno


def svg(address: str, label: str) -> str:
    """The code of an address in ASCII, which `label` says to those who don't see it; "" for none."""
    if not address:
        return ""
    # Any of the eight masks can be read. To find the one that looks best takes ten times as long.
    code = segno.make(address, error="m", mask=2, boost_error=False, micro=False)
    drawn = code.svg_inline(border=4, omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return drawn.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1)
