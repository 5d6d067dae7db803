"""Every colour that a calendar may have gives pages that can be read, by another's reckoning too."""

import pytest
from coloraide import Color

from calendar_gen.site.palette import DEFAULT, PAIRS, contrast, palette, stylesheet
from calendar_gen.web.colors import COLORS, hex_of


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", sorted(COLORS))
def test_every_colour_name_can_be_read(name: str, dark: bool) -> None:
    found = palette(hex_of(name), dark)
    for on, ground, least in PAIRS:
        assert Color(found[on]).contrast(Color(found[ground]), method="wcag21") >= least, (on, ground)


def test_a_witness_reckons_contrast_as_we_do() -> None:
    for one, other in (("#b22222", "#ffffff"), ("#123456", "#fedcba"), ("#000000", "#ffffff")):
        assert contrast(one, other) == pytest.approx(
            Color(one).contrast(Color(other), method="wcag21"), rel=1e-3
        )


def test_the_hue_is_that_of_the_calendar() -> None:
    for name in ("steelblue", "seagreen", "darkorange", "rebeccapurple", "crimson"):
        if name in COLORS:
            band = Color(palette(hex_of(name), dark=False)["band"]).convert("oklch")
            assert abs(band["hue"] - Color(name).convert("oklch")["hue"]) < 12


def test_black_gives_no_grey_band() -> None:
    assert Color(palette("#000000", dark=False)["band"]).convert("oklch")["lightness"] < 0.3


def test_the_stylesheet_says_both() -> None:
    said = stylesheet(DEFAULT)
    assert "--band:#711615;" in said
    assert "prefers-color-scheme:dark" in said
