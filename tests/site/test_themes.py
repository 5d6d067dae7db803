"""Themes: what of one is published, what its templates may do, and what is said of a mistake in it."""

import json
import os
import re
from hashlib import sha256
from pathlib import Path

import pytest

from support.paths import ROOT
from support.projects import Project, calendar, event, state, tree
from support.sites import Site
from support.towns import DAY, town

EXTENDS = '{% extends "calendar_gen/event.html" %}\n{% block related %}\n'
END = "\n{% endblock %}\n"
PLAIN = {
    "calendar": {"id": "a", "name": "A"},
    "events": [{"id": "fair", "title": "Fair", "start": "2027-06-04"}],
}
FAIR = PLAIN | {"site": {"theme": "theme"}}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def themed(project: Project, data: object = None, **files: str) -> Path:
    """The project's calendar with a theme of some files; `event_html` is event.html."""
    project.write(data or FAIR)  # type: ignore[arg-type]
    folder = project.folder / "theme"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return folder


def refused(project: Project, body: str, *arguments: str) -> str:
    """What is said of a template of events with this in it; nothing is published."""
    themed(project, event_html=f"{EXTENDS}{body}{END}")
    before = tree(project.folder)
    said = project.refused("build", *arguments, code=1)
    assert tree(project.folder) == before
    assert "Traceback" not in said
    return said


# --- what is published ------------------------------------------------------------------------------


def test_a_template_of_events_that_extends_ours_is_on_their_pages_alone(project: Project) -> None:
    project.build(town(), now=DAY)
    before = Site(project.folder / "public")
    folder = themed(project, town() | {"site": {"theme": "theme"}})
    (folder / "event.html").write_text(f"{EXTENDS}{{{{ super() }}}}<p>Of {{{{ title }}}}</p>{END}")
    project.build(None, now=DAY)
    after = Site(project.folder / "public")
    assert after.keys() == before.keys()
    changed = {path for path in after if after[path].data != before[path].data}
    assert (
        changed
        == {path for path in after if path.startswith("events/") and "Of " in after[path].data}
        == {path for path in before if path.startswith("events/") and "<article>" in before[path].data}
    )
    assert after.broken() == []


def test_templates_that_only_extend_ours_change_no_byte(project: Project) -> None:
    project.build(town(), now=DAY)
    before = project.files()
    folder = themed(project, town() | {"site": {"theme": "theme"}})
    for name in ("front", "event", "facet", "month", "subscribe", "base", "about", "search", "index"):
        (folder / f"{name}.html").write_text(f'{{% extends "calendar_gen/{name}.html" %}}')
    (folder / "header.html").write_text('{% extends "calendar_gen/header.html" %}')
    (folder / "footer.html").write_text('{% include "calendar_gen/footer.html" %}')
    project.build(None, now=DAY)
    after = project.files()
    assert {path for path in after if after[path] != before[path]} == {"manifest.json"}


def test_templates_lead_to_the_same_page_and_the_same_pictures_in_each_language(project: Project) -> None:
    link = '<a href="{{ top }}{{ it.folder }}{{ elsewhere }}">{{ it.name }}</a>'
    switch = f"{{% for it in frame.versions %}}{link}{{% endfor %}}"
    picture = '<img src="{{ top }}assets/theme/boat.svg" alt="{{ title | plain }}"><b>{{ title }}</b>'
    data = town(languages=["en", "zh-Hans"]) | {"site": {"theme": "theme"}}
    folder = themed(project, data, header_html=switch, event_html=f"{EXTENDS}{picture}{END}")
    (folder / "assets").mkdir()
    (folder / "assets" / "boat.svg").write_text(SVG)
    project.build(None, now=DAY)
    site = Site(project.folder / "public")
    assert site.broken() == []
    page = site["zh-Hans/events/exact/"]
    assert page.one("img").attributes == {"src": "../../../assets/theme/boat.svg", "alt": "Exact"}
    assert '<b><bdi lang="en">Exact</bdi></b>' in page.data
    links = {tag.text: tag["href"] for tag in page.all("a") if tag.text in ("English", "简体中文")}
    assert links == {"English": "../../../events/exact/", "简体中文": "../../../zh-Hans/events/exact/"}


def test_a_template_in_the_place_of_ours_is_used_by_all_of_ours(project: Project) -> None:
    themed(project, base_html="<!DOCTYPE html><title>{{ page.tab }}</title>{% block main %}{% endblock %}")
    project.build(None)
    data = project.files()["events/fair/index.html"].decode()
    assert data.startswith("<!DOCTYPE html><title>")
    assert "<article>" in data
    assert "site." not in data


def test_a_theme_may_have_templates_of_its_own(project: Project) -> None:
    themed(project, event_html=f'{EXTENDS}{{% include "note_.html" %}}{END}')
    (project.folder / "theme" / "note_.html").write_text("<b>{{ title ~ '!' }}</b>")
    project.build(None)
    assert b"<b>Fair!</b>" in project.files()["events/fair/index.html"]


def test_a_part_of_a_long_list_costs_no_more_than_what_is_in_it(project: Project) -> None:
    parts = "{% set l = range(2000)|list %}{% for i in range(1000) %}{{ l[:3]|length }}{% endfor %}"
    themed(project, event_html=f"{EXTENDS}{parts}{END}")
    project.build(None)
    assert b"333333333" in project.files()["events/fair/index.html"]


def test_what_comes_from_the_calendar_is_escaped(project: Project) -> None:
    data = calendar(event("fair", "2027-06-04", title="<img src=x>")) | {"site": {"theme": "theme"}}
    themed(project, data, event_html=f"{EXTENDS}<i>{{{{ title }}}}{{{{ title ~ '' }}}}</i>{END}")
    project.build(None)
    escaped = "&lt;img src=x&gt;"
    assert f"<i>{escaped}{escaped}</i>".encode() in project.files()["events/fair/index.html"]


def test_the_stylesheet_comes_after_ours_and_its_name_changes_with_it(project: Project) -> None:
    folder = themed(project, theme_css="h1 { color: red }")
    (folder / "assets" / "fonts").mkdir(parents=True)
    (folder / "assets" / "fonts" / "a.woff2").write_bytes(b"font")
    (folder / "assets" / "boat.svg").write_text(SVG)
    (folder / "README.md").write_text("Ours alone.")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.html").write_text("{{ }")
    project.build(None)
    files = project.files()
    (style,) = (path for path in files if re.fullmatch(r"assets/theme\.[0-9a-f]{10}\.css", path))
    assert files[style] == b"h1 { color: red }"
    assert {path for path in files if path.startswith("assets/theme/")} == {
        "assets/theme/boat.svg",
        "assets/theme/fonts/a.woff2",
    }
    site = Site(project.folder / "public")
    for path, page in site.items():
        linked = [tag["href"] for tag in page.all("link") if tag["rel"] == "stylesheet"]
        assert len(linked) == 2, path
        assert linked[0].rpartition("/")[2].startswith("site.")
        assert linked[1].endswith(style)
        assert "font-src 'self'" in page.data
    assert site.broken() == []
    assert b"/assets/theme.*\n  Cache-Control: public" in files["_headers"]
    assert b"/assets/theme/*\n  Content-Security-Policy: default-src 'none'; " in files["_headers"]
    (folder / "theme.css").write_text("h1 { color: blue }")
    project.build(None)
    assert style not in project.files()


def test_what_a_theme_has_no_longer_goes(project: Project) -> None:
    project.build(PLAIN)
    before = project.files()
    folder = themed(project, theme_css="a {}", event_html=f"{EXTENDS}x{END}")
    (folder / "assets").mkdir()
    (folder / "assets" / "a.png").write_bytes(b"png")
    project.build(None)
    assert "assets/theme/a.png" in project.files()
    project.build(PLAIN)
    assert project.files() == before


# --- which theme, and when it is read ---------------------------------------------------------------


def test_a_theme_on_the_command_line_is_taken_in_the_place_of_that_of_the_file(project: Project) -> None:
    themed(project, event_html=f"{EXTENDS}of the file{END}")
    other = project.folder.parent / f"{project.folder.name}-other"
    other.mkdir()
    (other / "event.html").write_text(f"{EXTENDS}of the command{END}")
    project.build(None, "--theme", str(other))
    assert b"of the command" in project.files()["events/fair/index.html"]
    (project.folder / "theme" / "event.html").write_text("{% broken")
    project.build(None, "--theme", str(other))
    project.build(PLAIN, "--theme", str(other))
    assert b"of the command" in project.files()["events/fair/index.html"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--theme", "nowhere"), "there is no folder nowhere"),
        (("--theme", ""), "--theme names no folder"),
        (("--theme", "theme", "--no-site"), "with --no-site there are none"),
    ],
)
def test_a_theme_that_cannot_be_meant_is_wrong_use(
    project: Project, arguments: tuple[str, ...], said: str
) -> None:
    themed(project)
    assert said in project.refused("build", *arguments, code=2)


def test_a_theme_of_no_pages_is_warned_of(project: Project) -> None:
    themed(project)
    project.write(PLAIN | {"site": "no"})
    ran = project("build", "--theme", "theme")
    assert " W701 there are no pages on which a theme could be seen\n" in ran.stdout + ran.stderr


def test_a_change_in_a_theme_is_built_and_nothing_else_is(project: Project) -> None:
    folder = themed(project, event_html=f"{EXTENDS}one{END}", theme_css="a {}")
    project.build(None)
    before = state(project.folder / "public")
    project.build(None)
    assert state(project.folder / "public") == before
    for name, text in (("event.html", f"{EXTENDS}two{END}"), ("theme.css", "b {}")):
        (folder / name).write_text(text)
        project.build(None)
        after = state(project.folder / "public")
        assert after != before
        before = after
    lock = project.lock
    (folder / "event.html").unlink()
    project.build(None)
    assert project.lock == lock


def test_the_theme_of_a_file_that_is_included_begins_in_its_folder(project: Project) -> None:
    project.write({"site": {"theme": "look"}}, "parts/site.yaml")
    project.write(PLAIN | {"include": ["parts/*.yaml"]})
    (project.folder / "parts" / "look").mkdir()
    (project.folder / "parts" / "look" / "event.html").write_text(f"{EXTENDS}from parts{END}")
    project.build(None)
    assert b"from parts" in project.files()["events/fair/index.html"]


def test_lists_and_feeds_do_without_a_theme_that_is_wrong(project: Project) -> None:
    themed(project, event_html="{% broken")
    assert "Fair" in project("list", "--all").stdout
    project.build(None, "--no-site")
    assert project("check").code == 1


@pytest.mark.parametrize("name", ["public", "public/theme"])
def test_a_theme_does_not_lie_in_the_folder_that_is_built(project: Project, name: str) -> None:
    """The next build would take what this one writes for a part of it."""
    (project.folder / name).mkdir(parents=True)
    project.write(PLAIN | {"site": {"theme": name}})
    for arguments in ((), ("--theme", name)):
        assert "the theme lies in public: " in project.refused("build", *arguments, code=2)
    assert not (project.folder / "events.lock").exists()
    project.build(None, "--no-site")


@pytest.mark.parametrize("claimed", [False, True])
def test_a_theme_is_never_overwritten(project: Project, claimed: bool) -> None:
    """Not even where a manifest, which may come from anybody, says that a build wrote it."""
    text = '{% extends "calendar_gen/index.html" %}'
    folder = themed(project, index_html=text)
    if claimed:
        digest = sha256(text.encode()).hexdigest()
        said = {"generator": "calendar-gen 1", "inputs": "", "warnings": 0, "files": {"index.html": digest}}
        (folder / "manifest.json").write_text(json.dumps(said | {"calendar": "a"}))
    project("build", "-o", "theme")
    assert (folder / "index.html").read_text() == text
    assert not (folder / "calendar.ics").exists()


# --- what is read -----------------------------------------------------------------------------------


def test_nothing_outside_of_its_folder_is_read(project: Project) -> None:
    secret = project.folder.parent / f"{project.folder.name}-secret.html"
    secret.write_text("SECRET")
    folder = themed(project)
    for path, to in (("event.html", secret), ("assets", project.folder.parent)):
        os.symlink(to, folder / path)
        said = project.refused("build", code=1)
        assert "E702" in said
        assert not (project.folder / "public").exists()
        (folder / path).unlink()
    os.symlink("real.html", folder / "event.html")
    (folder / "real.html").write_text(f"{EXTENDS}inside{END}")
    project.build(None)
    assert b"inside" in project.files()["events/fair/index.html"]


@pytest.mark.parametrize("name", ["../other", "/etc", "~", "nowhere", "events.yaml", "theme/link"])
def test_a_theme_is_a_folder_below_that_of_the_file(project: Project, name: str) -> None:
    (project.folder.parent / "other").mkdir(exist_ok=True)
    os.symlink(project.folder.parent / "other", themed(project) / "link")
    project.write(FAIR | {"site": {"theme": name}})
    for command in ("check", "build"):
        ran = project(command)
        assert ran.code == 1
        assert re.search(r"^events\.yaml:\d+:\d+: E701 ", ran.stdout + ran.stderr, re.MULTILINE)


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("event.html", b"a\nb\xff", "event.html:2:1: E702 this is not UTF-8"),
        ("theme.css", b"\xff", "theme.css:1:1: E702 this is not UTF-8"),
        ("event.html", b"\n\0", "event.html:2:1: E702 this holds a NUL"),
        ("event.html", b" " * 100_001, "event.html:1:1: E702 it has 100,001 bytes"),
        ("theme.css", b" " * 500_001, "theme.css:1:1: E702 it has 500,001 bytes"),
        ("assets/a.png", b" " * 5_000_001, "assets/a.png:1:1: E702 it has 5,000,001 bytes"),
        ("assets/a.js", b"", "assets/a.js:1:1: E702 no file of this type"),
        ("assets/a.html", b"", "assets/a.html:1:1: E702 no file of this type"),
        ("assets/a b.png", b"", "assets/a b.png:1:1: E702 its name has other characters"),
        ("assets/Con.png", b"", "assets/Con.png:1:1: E702 Windows takes this name for a device"),
        ("assets/1/2/3/4/5/6/a.png", b"", "E702 this folder isn't read"),
    ],
)
def test_a_file_that_cannot_be_part_of_a_theme(project: Project, path: str, data: bytes, said: str) -> None:
    file = themed(project) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    assert said in project("check").stdout
    assert said in project.refused("build", code=1)
    assert not (project.folder / "public").exists()


def test_what_files_of_a_theme_are_too_much_together(project: Project) -> None:
    folder = themed(project)
    (folder / "assets").mkdir()
    for name in ("a.png", "A.png"):
        (folder / "assets" / name).write_bytes(b"")
    if len(list((folder / "assets").iterdir())) == 2:  # not where capitals don't count
        assert "E702 where capitals don't count it is the same file as 'assets/" in project("check").stdout
    for number in range(3):
        (folder / f"part{number}.html").write_text(" " * 90_000)
    assert "E702 with this the templates have more than 250 kB together" in project("check").stdout


def test_a_byte_order_mark_is_no_part_of_a_page(project: Project) -> None:
    themed(project, event_html=f"\ufeff{EXTENDS}x{END}")
    project.build(None)
    assert "\ufeff" not in project.files()["events/fair/index.html"].decode()


# --- mistakes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ titel }}", "event.html:3:4: E705 there is no 'titel' here"),
        ("{% if titel %}{% endif %}", "event.html:3:7: E705 there is no 'titel' here"),
        ("\n{{ when.bigg }}", "event.html:4:9: E705 When has no 'bigg'"),
        ("{{ t.subscibe }}", "event.html:3:6: E705 there is no word 'subscibe'"),
        ("{{ categories[7].text }}", "event.html:3:15: E705 a list has no '7'"),
        ("{{ calendars }}", "event.html:3:1: E705 this can't be worked out: Calendars is no text"),
        ("{{ title.upper }}", "E705 this can't be worked out: a function is no text"),
        ("{{ 1 / 0 }}", "event.html:3:1: E705 this can't be worked out: division by zero"),
        ("{{ title + 1 }}", "event.html:3:1: E705 this can't be worked out"),
        ('{% set name = "no.html" %}{% include name %}', "E704 there is no template 'no.html'"),
        ('{% from "calendar_gen/parts.html" import title %}{{ title(1, 2, 3) }}', "event.html:3:1: E705 "),
    ],
)
def test_a_mistake_that_shows_when_pages_are_made(project: Project, body: str, said: str) -> None:
    assert said in refused(project, body)
    assert project("check").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% if %}", "event.html:1:1: E703 "),
        ("\n{% endfor %}", "event.html:2:1: E703 "),
        ("{{ 'a'|center(1000000000) }}", "event.html:1:1: E703 no filter named 'center'"),
        ("{{ title is odder }}", "event.html:1:1: E703 no test named 'odder'"),
        # What takes Jinja a minute to compile, and what takes it long to say in how many ways it is wrong.
        ("".join(f"{{% set a{n}=1 %}}{{% include 'parts.html' %}}" for n in range(2300)), "E703 this gives"),
        ("".join(f"{{% include 'a{n}' %}}" for n in range(4000)), "E704 there is no template 'a0'"),
        ("{{ 1" + "0" * 31 + " }}", "event.html:1:1: E703 this number is too large"),
        ("a\n{{ '\\ud800' }}", "event.html:2:1: E703 a surrogate is no character"),
        (
            '{% extends "calendar_gen/footer.html" %}{% block a %}{% endblock %}',
            "has no block 'a'\n",
        ),
        ("{% autoescape false %}{{ title }}{% endautoescape %}", "E703 'autoescape' can't be changed"),
        ("(" * 3 + "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "event.html:1:1: E703 "),
        ('{% extends "calendar_gen/evnt.html" %}', "event.html:1:13: E704 there is no template"),
        ('{% extends "event.html" %}', "event.html:1:13: E704 this template extends itself"),
        ('{% include "../../etc/passwd" %}', "E704 there is no template '../../etc/passwd'"),
        ('{% include "calendar_gen/../style.css" %}', "E704 there is no template"),
        ('{% include "/etc/passwd" %}', "E704 there is no template '/etc/passwd'"),
        (f"{EXTENDS}{END}{{% block relatd %}}{END}", "event.html:5:10: E704 what this extends has no block"),
        ('{% from "calendar_gen/parts.html" import rov %}', "event.html:1:42: E704 "),
    ],
)
def test_a_mistake_that_shows_when_templates_are_read(project: Project, text: str, said: str) -> None:
    themed(project, event_html=text)
    checked = project("check")
    assert said in checked.stdout
    assert checked.code == 1
    assert said in project.refused("build", code=1)
    assert not (project.folder / "public").exists()


def test_all_that_is_wrong_is_told_in_one_run(project: Project) -> None:
    """Also of the pages of other languages."""
    data = FAIR | {"calendar": {"id": "a", "name": "A", "languages": ["en", "de"], "ignore": ["W110"]}}
    in_german = "{% if frame.language == 'de' %}{{ b }}{% endif %}"
    themed(project, data, event_html="{{ a }}", month_html=in_german, about_html="{{ c }}")
    said = project.refused("build", code=1)
    assert [name for name in ("'a'", "'b'", "'c'") if f"there is no {name} here" in said] == [
        "'a'",
        "'b'",
        "'c'",
    ]
    assert "events.yaml: 3 errors" in said
    themed(project, event_html="{% if %}", month_html="{% if %}")
    assert project("check").stdout.count(" E703 ") == 2
    found = json.loads(project("check", "--format", "json").stdout)
    assert [(it["file"], it["line"]) for it in found] == [("theme/event.html", 1), ("theme/month.html", 1)]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "event.html",
            "\n<style>a {}</style>",
            ["event.html:2:1: W701 the policy of the pages drops '<style'"],
        ),
        (
            "event.html",
            "<script>a()</script>",
            ["event.html:1:1: W701 the policy of the pages drops '<script'"],
        ),
        (
            "event.html",
            "<b onclick='a()'>",
            ["event.html:1:4: W701 the policy of the pages drops 'onclick='"],
        ),
        ("event.html", "{# <style> #}<script type='application/ld+json'>{{ data }}</script>", []),
        ("event.html", "{{ top }}assets/theme/{{ title }}.svg", []),
        (
            "theme.css",
            "a {}\nb { background: url(theme/a.png) }",
            ["theme.css:2:27: W701 the theme has no file"],
        ),
        (
            "theme.css",
            "/* url(theme/old.png) */ a::after { content: '/* url(theme/b.png)' }\n"
            "b { background: url('theme/a.png'), image-set('theme/c.png' 1x) } /* url(theme/old.png)",
            ["theme.css:2:28: W701 the theme has no file", "theme.css:2:54: W701 the theme has no file"],
        ),
        (
            "event.html",
            "<!-- <style> assets/theme/old.png\r\n--><!--> assets/theme/a.png {# assets/theme/old.png #}\n"
            "{% raw %}{# assets/theme/b.png {% endraw %} assets/theme/c.png <!-- {# --> #}assets/theme/o.png",
            [
                "event.html:2:23: W701 the theme has no file 'assets/a.png'",
                "event.html:3:26: W701 the theme has no file 'assets/b.png'",
                "event.html:3:58: W701 the theme has no file 'assets/c.png'",
            ],
        ),
        (
            "event.html",
            "<a href='https://ours.example'><img src='//other.example/a.png'></a>",
            ["event.html:1:37: W701 the policy of the pages lets nothing ask another host: "],
        ),
        (
            "theme.css",
            """/* url(//no.example/a.png) */
@namespace svg url(http://www.w3.org/2000/svg);
@import 'https://one.example/a.css';
b { background: url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"), url( //two.example/) }
i { content: "url(//no.example/a.png)"; background: image-set("https://three.example/a.png" 1x) }""",
            [
                "theme.css:3:10: W701 the policy of the pages lets nothing ask another host: 'https://one.example/a.",
                "theme.css:4:91: W701 ",
                "theme.css:5:64: W701 ",
            ],
        ),
    ],
)
def test_what_nobody_would_see_is_warned_of(project: Project, name: str, text: str, said: list[str]) -> None:
    (themed(project) / name).write_text(text)
    found = [line for line in project("check").stdout.splitlines() if " W701 " in line]
    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))
    project.write(FAIR | {"calendar": {"id": "a", "name": "A", "ignore": "W701"}})
    assert "W701" not in project("check").stdout


def test_what_ours_cannot_go_with_is_told_of_the_template_that_lacks_it(project: Project) -> None:
    own = (ROOT / "calendar_gen" / "site" / "templates" / "parts.html").read_text("utf-8")
    themed(project, parts_html=own.replace("macro rows(events, up)", "macro rows(events)"))
    said = project.refused("build", code=1)
    assert re.search(r"theme/parts\.html:1:1: E705 with this, our '\w+\.html', line \d+: ", said)
    themed(project, parts_html="")
    assert "E704 our templates take from it what isn't here: buttons, card, " in project("check").stdout


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("{{ title }}", "there are about, elsewhere, frame, here, t, top, up"),
        ("{{ page.title }}", "there are about, elsewhere, frame, here, t, top, up"),
        ("{{ abuot }}", "did you mean 'about'?"),
        ("{% macro a() %}{{ up }}{% endmacro %}", "a macro has only what it is given"),
    ],
)
def test_what_a_template_has_is_said_once(project: Project, body: str, remedy: str) -> None:
    """And never what was written."""
    where = "parts_.html" if "macro" in body else "header.html"
    use = '{% from "parts_.html" import a %}{{ a() }}' if "macro" in body else body
    themed(project, header_html=use)
    if "macro" in body:
        (project.folder / "theme" / "parts_.html").write_text(body)
    said = project.refused("build", code=1)
    assert re.findall(
        r"^theme/(\S+?):1:\d+: E705 there is no '(?:title|page|abuot|up)' here", said, re.MULTILINE
    ) == [where]
    assert f"= {remedy}" in said


def test_a_mistake_on_a_page_that_was_not_tried_stops_all_too(project: Project) -> None:
    """Of each kind one page is made before anything is written, and this fails on another."""
    data = calendar(*[event(f"e{n}", "2027-06-04", title=f"Fair {n}") for n in range(9)])
    themed(project, data | {"site": {"theme": "theme"}})
    (project.folder / "theme" / "event.html").write_text(
        f"{EXTENDS}{{% if title == 'Fair 4' %}}{{{{ nothing }}}}{{% endif %}}{END}"
    )
    for arguments in (("build",), ("build", "--dry-run")):
        ran = project(*arguments)
        assert ran.code == 1
        said = ran.stderr
        assert "theme/event.html:3:30: E705 there is no 'nothing' here" in said
        assert sorted(path.name for path in project.folder.iterdir()) == ["events.yaml", "theme"]


# --- what templates can't do ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ page.__struct_fields__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ self._TemplateReference__context }}",
        "{{ self.__init__.__globals__ }}",
        "{{ title.format(page) }}",
        "{{ '%s' % title }}",
        "{{ ''['__class__'] }}",
        "{{ [title]|map(attribute='__class__')|first }}",
        "{{ (1).to_bytes(1000000000) }}",
        "{{ when.bar.axis.first.strftime('%1000000000d') if when.bar else when.__class__ }}",
        "{{ namespace.__init__ }}",
    ],
)
def test_what_only_a_program_could_reach(project: Project, body: str) -> None:
    said = refused(project, body)
    assert "theme/event.html:3:1: E706 " in said


TWICE = (
    "{% set n = namespace(a=[], b=[]) %}{% for i in range(60) %}"
    + "".join(f"{{% set n.{it} = [n.{it}, n.{it}] %}}" for it in "ab")
    + "{% endfor %}"
)
TWICES = TWICE.replace("[", "(").replace("]", ")")
LONG = "{% set n, l = namespace(k=0), range(100000)|list %}"


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'a' * 1000000000000 }}",
        "{{ [1] * 1000000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{% for n in range(1000000000) %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set r = range(9999) %}{% for a in r %}{% for b in r %}{% for c in r %}x{% endfor %}"
        "{% endfor %}{% endfor %}",
        "{% macro f(n) %}{{ f(n + 1) }}{{ f(n + 1) }}{% endmacro %}{{ f(1) }}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(99) }}",
        "{% set n = namespace(a='aaaa') %}{% for i in range(99) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
        "{% set n = namespace(a='aaaa') %}{% for i in range(99) %}{% set n.a = n.a + n.a %}{% endfor %}",
        "{% set n = namespace(a='a') %}{% for i in range(99) %}"
        "{% set n.a = n.a|replace('a', 'aa') %}{% endfor %}",
        "{% set n = namespace(a='a') %}{% for i in range(99) %}{% set n.a = [n.a, n.a]|join %}{% endfor %}",
        "{% set n = namespace(a='a') %}{% for i in range(99) %}"
        "{% set b %}{{ n.a }}{{ n.a }}{% endset %}{% set n.a = b %}{% endfor %}",
        "{% set n = namespace(a=2) %}{% for i in range(99) %}{% set n.a = n.a * n.a %}{% endfor %}",
        "{% include 'event.html' %}",
        "{% for i in range(99999) %}" + "x" * 1000 + "{% endfor %}",
        "{{ range(99999)|join(title * 9999) }}",
        # What compares takes lists apart, and these are each twice as large as the one before.
        TWICE + "{% if n.a == n.b %}{% endif %}",
        TWICE + "{% if n.a < n.b %}{% endif %}",
        TWICE + "{% if n.a in [n.b] %}{% endif %}",
        TWICE + "{% if n.a is eq n.b %}{% endif %}",
        TWICE + "{% if n.a is in [n.b] %}{% endif %}",
        TWICE + "{{ [n.a, n.b]|sort|length }}",
        TWICE + "{{ [n.a, n.b]|max|length }}",
        TWICE + "{{ [[n.a, n.b]]|sort(attribute='0,1')|length }}",
        TWICE + "{{ [[n.a], [n.b]]|groupby(0)|list|length }}",
        TWICE + "{{ {1: n.a, 2: n.b}|dictsort(by='value')|length }}",
        TWICE + "{{ [n.a]|select('in', [n.b])|list|length }}",
        TWICE + "{{ [[n.a]]|selectattr(0, 'eq', n.b)|list|length }}",
        TWICE + "{% for i in [1] %}{{ loop.changed(n.a) }}{{ loop.changed(n.b) }}{% endfor %}",
        TWICES + "{{ {n.a: 1} }}",
        TWICES + "{{ {}.get(n.a) }}",
        TWICES + "{{ [n.a]|unique|list|length }}",
        TWICES + "{{ namespace([(n.a, 1)]) }}",
        LONG + "{% for i in l %}{% if -1 in l %}{% endif %}{% endfor %}",
        LONG + "{% for i in l %}{% if -1.5 in range(100000) %}{% endif %}{% endfor %}",
        LONG + "{{ l|select('in', range(100000)|map('abs')|list|reverse|list)|list|length }}",
        "{{ ('<>' * 1000000)|striptags|length }}",
        "{% set a, b = 'a' * 1000000, 'a' * 1000000 %}"
        "{% for i in range(100000) %}{% if a == b %}{% endif %}{% endfor %}",
        "{{ ('a' * 1000000).strip('b' * 1000000 ~ 'a') }}",
        "{{ ('a' * 1000000)|trim('b' * 1000000 ~ 'a') }}",
        "{{ 'a'.startswith(([('a' * 9) * 9] * 999999)|list) }}",
        # Parts of lists and texts are copies.
        LONG + "{% for i in l %}{% set n.k = [n.k, l[1:]] %}{% endfor %}",
        "{% set n, l = namespace(k=0), 'a' * 2000000 %}"
        "{% for i in range(99999) %}{% set n.k = [n.k, l[i:]] %}{% endfor %}",
        LONG + "{% for i in l %}{% set n.k = [n.k, [" + "0," * 999 + "]] %}{% endfor %}",
        # Turns that a loop or a filter leaves out.
        LONG + "{% for i in l %}{% for k in l if k < 0 %}{% endfor %}{% endfor %}",
        "{{ range(100000)" + "|select" * 150 + "|list|length }}",
        "{% set n = namespace() %}{% set n.n = n %}"
        "{{ range(9999)|map(attribute='n.' * 9999 ~ 'n')|list|length }}",
        LONG + "{% for i in l %}{% include l|map('string')|list ignore missing %}{% endfor %}",
        # A large number.
        "{{ ('f' * 999999)|int(0, 16) }}",
    ],
)
def test_what_would_have_no_end_has_one(project: Project, body: str) -> None:
    assert " E706 " in refused(project, body)


def test_a_page_that_is_too_large_is_an_error(project: Project) -> None:
    said = refused(project, "{% for a in range(3000) %}" + "x" * 5000 + "{% endfor %}")
    assert "E706 this repeats or writes more than any page needs" in said


def test_nothing_is_worked_out_while_a_template_is_read(project: Project) -> None:
    """`check` is for what strangers send: what is written there isn't run."""
    themed(project, event_html="{{ 'a' * 10 ** 12 }}{{ 9 ** 9 ** 9 ** 9 }}{{ ('a' * 10 ** 12)|upper }}")
    assert project("check").code == 0


# --- the page about themes --------------------------------------------------------------------------


def test_the_example_of_the_page_about_themes(project: Project) -> None:
    text = (ROOT / "docs" / "themes.md").read_text("utf-8")
    folder = themed(project)
    files = re.findall(r"<!-- theme: (\S+) -->\n```\w+\n(.*?)```\n", text, re.DOTALL)
    assert [name for name, _ in files] == ["theme.css", "event.html", "footer.html", "header.html"]
    for name, written in files:
        (folder / name).write_text(written, "utf-8")
    (folder / "assets").mkdir()
    (folder / "assets" / "boat.svg").write_text(SVG)
    (folder / "assets" / "harbour.woff2").write_bytes(b"font")
    project.build(None)
    site = Site(project.folder / "public")
    assert site.broken() == []
    assert "Fair is looked after by" in site["events/fair/"].said
    assert all(page.all("img") for path, page in site.items() if not path.startswith("embed/"))
    style = next((site.folder / "assets").glob("theme.*.css")).read_text("utf-8")
    for url in re.findall(r"url\((.*?)\)", style):
        assert (site.folder / "assets" / url).is_file()


def test_the_mistake_that_the_page_about_themes_shows(project: Project) -> None:
    text = (ROOT / "docs" / "themes.md").read_text("utf-8")
    (shown,) = re.findall(r"```text\n(theme/.*?)```", text, re.DOTALL)
    themed(project, event_html=f"{EXTENDS}\n{{{{ titel }}}}{END}")
    assert project.refused("build", code=1) == shown
