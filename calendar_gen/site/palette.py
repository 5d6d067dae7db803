"""The colour of a calendar → every colour of its pages, light and dark, readable whatever it is.

Each is looked for in OKLCH (Ottosson 2020), from where the colour lies, until it has the contrast (WCAG 2.2,
1.4.3 and 1.4.11) that `PAIRS` asks of it; with a little more than that, so that rounding takes nothing away.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import atan2, cos, hypot, sin

from calendar_gen.web.colors import linear, oklab

Palette = Mapping[str, str]
"""Colours in hexadecimal digits, by the names that the stylesheet has for them."""

# Where a calendar has no colour.
DEFAULT = "#B22222"

_GROUNDS = ("bg", "surface", "sunk", "tint")
# What is seen on what, and with which contrast at least.
PAIRS: Sequence[tuple[str, str, float]] = (
    *[
        (on, ground, least)
        for ground in _GROUNDS
        for on, least in (("ink", 7.0), ("muted", 4.5), ("accent", 4.5), ("bar", 3.0), ("edge", 3.0))
    ],
    ("on-fill", "fill", 4.5),
    ("on-fill", "fill-hover", 4.5),
    ("on-band", "band", 7.0),
    ("on-band-2", "band", 4.5),
    ("band", "on-band-2", 4.5),
    ("band-bar", "band", 3.0),
)
_LIGHT_BAND = 0.75


@lru_cache(maxsize=16)
def stylesheet(color: str) -> str:
    """The tokens of a colour (`#RRGGBB`) as the custom properties of a stylesheet."""
    light, dark = palette(color, dark=False), palette(color, dark=True)
    return (
        f":root{{{_properties(light)}}}\n@media (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}\n"
    )


@lru_cache(maxsize=16)
def palette(color: str, dark: bool) -> Palette:
    """The colours of a page, from the one of a calendar (`#RRGGBB`)."""
    lightness, chroma, hue = _oklch(color)
    found = _dark(chroma, hue) if dark else _light(lightness, chroma, hue)
    band = found["band"]
    level = _oklch(band)[0]
    if luminance(band) > 0.3:
        found["on-band-2"] = _reach(6, [band], min(chroma, 0.06), hue, 0.42, -0.01)
        found["band-bar"] = _reach(3.2, [band], chroma, hue, 0.6, -0.01)
        found["band-line"] = _hex(level - 0.10, chroma, hue)
    else:
        found["on-band-2"] = _reach(6, [band], min(chroma, 0.05), hue, 0.86, 0.01)
        found["band-bar"] = _reach(3.2, [band], min(chroma, 0.14), hue, 0.68, 0.01)
        found["band-line"] = _hex(level + 0.13, min(chroma, 0.10), hue)
    return found


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _properties(colors: Palette) -> str:
    return "".join(f"--{name}:{value};" for name, value in colors.items())


def _light(lightness: float, chroma: float, hue: float) -> dict[str, str]:
    breath = min(chroma / 0.12, 1)  # neutrals have a little of the colour
    found = {
        "bg": _hex(0.985, 0.004 * breath, hue),
        "surface": "#ffffff",
        "sunk": _hex(0.962, 0.008 * breath, hue),
        "line": _hex(0.885, 0.012 * breath, hue),
        "tint": _hex(0.935, min(chroma, 0.035), hue),
    }
    grounds = [found[name] for name in _GROUNDS]
    found["ink"] = _reach(12, grounds, 0.02 * breath, hue, 0.24, -0.01)
    found["muted"] = _reach(5.2, grounds, 0.018 * breath, hue, 0.52, -0.01)
    found["accent"] = _reach(5.2, grounds, chroma, hue, min(lightness, 0.56), -0.01)
    found["bar"] = _reach(3.2, grounds, chroma, hue, min(max(lightness, 0.45), 0.66), -0.01)
    found["edge"] = _reach(3.2, grounds, 0.02 * breath, hue, 0.66, -0.01)
    found["fill"] = _reach(5.2, ["#ffffff"], chroma, hue, min(lightness, 0.56), -0.01)
    found["on-fill"] = "#ffffff"
    hover = min(lightness, 0.56) - 0.08 if lightness > 0.3 else lightness + 0.15
    found["fill-hover"] = _reach(7.5, ["#ffffff"], chroma, hue, hover, -0.01)
    if lightness > _LIGHT_BAND:  # a light colour is a band of its own
        found["band"] = _hex(min(lightness, 0.93), chroma, hue)
        found["on-band"] = _reach(9, [found["band"]], 0.03 * breath, hue, 0.26, -0.01)
    else:
        # Of black and greys a middle one would look washed out.
        level = 0.36 if chroma else min(max(lightness, 0.22), 0.26)
        found["band"] = _reach(9.5, ["#ffffff"], min(chroma, 0.125), hue, level, -0.01)
        found["on-band"] = "#ffffff"
    return found


def _dark(chroma: float, hue: float) -> dict[str, str]:
    breath = min(chroma / 0.12, 1)
    found = {
        "bg": _hex(0.175, 0.010 * breath, hue),
        "surface": _hex(0.215, 0.012 * breath, hue),
        "sunk": _hex(0.245, 0.014 * breath, hue),
        "line": _hex(0.34, 0.016 * breath, hue),
        "tint": _hex(0.31, min(chroma, 0.055), hue),
    }
    grounds = [found[name] for name in _GROUNDS]
    found["ink"] = _reach(11, grounds, 0.012 * breath, hue, 0.94, 0.005)
    found["muted"] = _reach(5.2, grounds, 0.014 * breath, hue, 0.70, 0.01)
    found["accent"] = _reach(5.2, grounds, min(chroma, 0.13), hue, 0.74, 0.01)
    found["bar"] = _reach(3.2, grounds, min(chroma, 0.16), hue, 0.62, 0.01)
    found["edge"] = _reach(3.2, grounds, 0.02 * breath, hue, 0.58, 0.01)
    found["fill"] = _reach(5.2, [found["bg"]], min(chroma, 0.13), hue, 0.78, 0.01)
    found["on-fill"] = found["bg"]
    found["fill-hover"] = _hex(min(0.97, _oklch(found["fill"])[0] + 0.07), min(chroma, 0.10), hue)
    found["band"] = _hex(0.265, min(chroma, 0.085), hue)
    found["on-band"] = "#ffffff"
    return found


def _reach(
    target: float, against: Sequence[str], chroma: float, hue: float, lightness: float, step: float
) -> str:
    """The colour nearest to a lightness, in steps, that has a contrast with all of some others."""
    while True:
        color = _hex(lightness, chroma, hue)
        if all(contrast(color, other) >= target for other in against) or not 0 < lightness + step < 1:
            return color
        lightness += step


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """A colour of OKLCH; where sRGB has no such one it gets paler until it has."""
    while True:
        red, green, blue = _from_oklch(lightness, chroma, hue)
        if chroma <= 0 or all(-1e-4 <= value <= 1.0001 for value in (red, green, blue)):
            break
        chroma = max(0, chroma - 0.004)
    return "#" + "".join(f"{round(255 * _gamma(value)):02x}" for value in (red, green, blue))


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear red, green and blue."""
    a, b = chroma * cos(hue), chroma * sin(hue)
    l_ = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )


def _oklch(color: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue (radians) of a colour; greys have none of the latter two."""
    lightness, a, b = oklab(color)
    chroma = hypot(a, b)
    return lightness, (chroma if chroma > 0.004 else 0.0), atan2(b, a)


def _gamma(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
