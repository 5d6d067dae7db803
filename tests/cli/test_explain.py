"""`explain`: the page of a code, whatever letters it is written in; what is no code."""

import pytest

import codes_page
from calendar_gen.diagnostics import pages
from calendar_gen.diagnostics.codes import CODES, RETIRED
from calendar_gen.validator.clients import RULES
from support.running import Run


@pytest.mark.parametrize("code", CODES)
def test_each_code_has_its_page(code: str, run: Run) -> None:
    ended = run("explain", code)
    assert (ended.code, ended.stderr) == (0, "")
    meaning = CODES[code]
    assert ended.stdout.startswith(f"{code}\n\n{meaning[0].upper()}{meaning[1:]}.\n")
    if code not in codes_page.ELSEWHERE:
        yaml, _, output = codes_page._pair(code)
        for line in (*yaml.splitlines(), *output.splitlines()):
            assert f"    {line}".rstrip() in ended.stdout.splitlines()
    others = [other for other in CODES if f"\n{other}\n" in ended.stdout]
    assert others == []
    assert "```" not in ended.stdout


def test_the_pages_are_those_of_the_document() -> None:
    text = codes_page.PAGE.read_text("utf-8")
    assert set(pages.codes()) == set(CODES)
    for code in CODES:
        assert pages.page(code).strip() in text


@pytest.mark.parametrize("code", RULES)
def test_each_rule_of_verify_is_explained(code: str, run: Run) -> None:
    ended = run("explain", code)
    rule = RULES[code]
    assert ended.code == 0
    for words in (rule.why, rule.remedy, *rule.by_client):
        assert words in ended.stdout


@pytest.mark.parametrize("code", RETIRED)
def test_a_retired_code_says_what_is_so_now(code: str, run: Run) -> None:
    ended = run("explain", code)
    assert (ended.code, ended.stderr) == (0, "")
    assert "It is retired" in ended.stdout
    assert all(said in ended.stdout for said in RETIRED[code])


def test_letters_may_be_small(run: Run) -> None:
    assert run("explain", "e101") == run("explain", "E101")
    assert run("explain", " v209 ") == run("explain", "V209")
    assert "check says so before: W230." in run("explain", "v209").stdout


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("E1O1", "did you mean 'E101'?"),
        ("W2O2", "did you mean 'W202'?"),
        ("202", "did you mean 'E202' or 'W202' or 'V202'?"),
        ("E-101", "did you mean 'E101'?"),
        ("E999", "they look like E101, W202 and V306"),
        ("colour", "they look like E101, W202 and V306"),
        ("", "they look like E101, W202 and V306"),
        ("\x1b[2J", "they look like E101, W202 and V306"),
    ],
)
def test_what_is_no_code(code: str, remedy: str, run: Run) -> None:
    ended = run("explain", code)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.endswith(f": {remedy}\n")
    assert "\x1b" not in ended.stderr
