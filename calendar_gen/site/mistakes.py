"""The templates of a theme, or what went wrong in one → what is wrong, at its line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import chain, islice
from types import SimpleNamespace

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.utils import missing
from msgspec import Struct

from calendar_gen.diagnostics.problem import Diagnostic, Position
from calendar_gen.diagnostics.wording import did_you_mean, printable, quoted, slip
from calendar_gen.site.assets import FOLDER
from calendar_gen.site.sandbox import OURS, Loader, Sandbox, TooMuchError, UnknownError, kind_of
from calendar_gen.site.theme import Theme

_IMPORTS = (nodes.Import, nodes.FromImport)
_NAMING = (nodes.Extends, nodes.Include, *_IMPORTS)
# How many mistakes of a theme are told at once; how many pairs a template may have of a name and a part.
MOST, MOST_PAIRS = 100, 500_000
MOST_LISTED = 16
# Which template of a theme is told of where ours can't go with what another leaves out.
_USUAL = ("base.html", "parts.html", "header.html", "footer.html", "shared.html", "selection.html")


def ours(name: str) -> str | None:
    """One of our own templates by its name, None where there is none."""
    path = FOLDER / name
    return path.read_text("utf-8") if name in _own() else None


@cache
def _own() -> AbstractSet[str]:
    return {path.name for path in FOLDER.glob("*.html")}


def loader(theme: Theme) -> Loader:
    """What finds the templates of a theme, and ours."""
    return Loader(theme.templates, theme.names, ours)


def in_theme(theme: Theme) -> list[Diagnostic]:
    """What is wrong with templates as can be told without rendering any."""
    environment = Sandbox(loader(theme))
    trees, found = {}, []
    for name, text in theme.templates.items():
        try:
            tree = trees[name] = environment.parse(text, name)
            if _is_tangled(tree):
                found.append(at(theme, name, 1, "E703", "this gives too many names, and uses too many parts"))
            else:
                environment.compile(tree, name, theme.names[name])
        except TemplateSyntaxError as error:
            said = (error.message or "").rstrip(".")
            found.append(at(theme, name, error.lineno, "E703", said[:1].lower() + said[1:]))
        except (RecursionError, SyntaxError, MemoryError, ValueError):
            found.append(at(theme, name, 1, "E703", "this is nested too deep, or too long"))
    if not found:
        own = {name: environment.parse(ours(name) or "", name) for name in _own()}
        for tree in own.values():
            tree.set_environment(environment)
        look = _Look(theme, trees, own)
        # Each takes a look for what may be meant: once some are mended the others are told.
        found += islice(chain(look.names(), look.blocks(), look.exports(), look.unused()), MOST)
    return found


def _is_tangled(tree: nodes.Template) -> bool:
    """Whether it takes long to compile: for each part Jinja looks at all names, or writes them out."""
    kinds: Counter[str] = Counter()
    for node in tree.find_all((nodes.Name, nodes.If, nodes.For, nodes.Include, nodes.Block, *_IMPORTS)):
        whole = getattr(node, "with_context", False) or getattr(node, "scoped", False)
        kinds["names"] += getattr(node, "ctx", "") == "store"
        kinds["parts"] += 0 if isinstance(node, nodes.Name) else 10 if whole else 1
    return kinds["names"] * kinds["parts"] > MOST_PAIRS


class _Look:
    """All templates as they are read, those of a theme and ours, and what of them doesn't go together."""

    def __init__(
        self, theme: Theme, trees: dict[str, nodes.Template], own: dict[str, nodes.Template]
    ) -> None:
        self.theme, self.trees, self.own = theme, trees, own
        self.known = {*trees, *own, *(OURS + name for name in own)}
        self.macros = cache(_macros)

    def tree(self, name: str) -> nodes.Template | None:
        """The template that a name leads to."""
        return self.trees.get(name) or self.own.get(name.removeprefix(OURS))

    def names(self) -> Iterator[Diagnostic]:
        """Templates that are asked for and aren't there."""
        for name, tree in self.trees.items():
            for node in tree.find_all(_NAMING):
                asked, optional = _asked(node), isinstance(node, nodes.Include) and node.ignore_missing
                if asked and not optional and not self.known.intersection(asked):
                    remedy = did_you_mean(asked[0], self.known) or "ours are named in docs/themes.md"
                    message = f"there is no template {quoted(asked[0])}"
                    yield at(self.theme, name, node.lineno, "E704", message, remedy, asked[0])
                elif asked == (name,) and isinstance(node, nodes.Extends):
                    remedy = f"for ours write {quoted(OURS + name)}" if name in self.own else ""
                    message = "this template extends itself"
                    yield at(self.theme, name, node.lineno, "E704", message, remedy, name)

    def blocks(self) -> Iterator[Diagnostic]:
        """Blocks that stand in the place of none, so that nobody would ever see them."""
        for name, tree in self.trees.items():
            known = self._above(name)
            if known is None:
                continue
            for node in tree.body:
                if isinstance(node, nodes.Block) and node.name not in known:
                    remedy = _rather(node.name, known) or "it has none: write all of the template instead"
                    message = f"what this extends has no block {quoted(node.name)}"
                    yield at(self.theme, name, node.lineno, "E704", message, remedy, node.name)

    def _above(self, name: str) -> set[str] | None:
        """The blocks of all that a template extends; None where that isn't known."""
        found: set[str] | None = None
        met: set[str] = set()
        while (tree := self.tree(name)) and name not in met:
            met.add(name)
            extends = tree.find(nodes.Extends)
            if extends is None:
                return found
            (name, *_) = _asked(extends) or ("",)
            above = self.tree(name)
            if above is None:
                return None
            found = (found or set()) | {block.name for block in above.find_all(nodes.Block)}
        return None

    def exports(self) -> Iterator[Diagnostic]:
        """Macros that a template takes from another, which has none."""
        for name, tree in self.trees.items():
            for node, of, macro, known in self._lacking(tree):
                message = f"{quoted(of)} has no macro {quoted(macro)}"
                yield at(self.theme, name, node.lineno, "E704", message, did_you_mean(macro, known), macro)
        lacks: dict[str, set[str]] = {}
        for name in self.own.keys() - self.trees.keys():
            for _, of, macro, _ in self._lacking(self.own[name]):
                lacks.setdefault(of, set()).add(macro)
        for of, macros in lacks.items():
            message = f"our templates take from it what isn't here: {', '.join(sorted(macros))}"
            yield at(self.theme, of, 1, "E704", message, f"begin with a copy of our {quoted(of)}")

    def _lacking(self, tree: nodes.Template) -> Iterator[tuple[nodes.Node, str, str, set[str]]]:
        """Each macro that a template takes from another and isn't there, with those that are."""
        for node in tree.find_all(nodes.FromImport):
            (of, *_) = _asked(node) or ("",)
            there = self.tree(of)
            known = self.macros(there) if there else set()
            for wanted in node.names if there else ():
                macro = wanted if isinstance(wanted, str) else wanted[0]
                if macro not in known:
                    yield node, of, macro, known

    def unused(self) -> Iterator[Diagnostic]:
        """Templates that nothing uses, and whose name is nearly that of one of ours."""
        asked: set[str] = set()
        for tree in (*self.trees.values(), *self.own.values()):
            for node in tree.find_all(_NAMING):
                names = _asked(node)
                if not names:
                    return  # which they are only shows when pages are made
                asked.update(names)
        for name in self.trees.keys() - asked - self.own.keys():
            if near := slip(name, self.own):
                remedy = f"did you mean {quoted(near)}? Otherwise delete it"
                yield at(self.theme, name, 1, "E704", "nothing uses this template", remedy)


def _asked(node: nodes.Node) -> tuple[str, ...]:
    """The templates that a tag names, in order; none where that is known only when it is rendered."""
    named = getattr(node, "template", None)
    items: Sequence[object] = named.items if isinstance(named, nodes.List | nodes.Tuple) else (named,)
    found = [item.value for item in items if isinstance(item, nodes.Const)]
    return tuple(found) if len(found) == len(items) and all(isinstance(it, str) for it in found) else ()


def _macros(tree: nodes.Template) -> set[str]:
    found = {node.name for node in tree.body if isinstance(node, nodes.Macro)}
    for node in tree.body:
        if isinstance(node, nodes.Assign | nodes.AssignBlock | nodes.Import):
            target = node.target
            names = [target] if isinstance(target, str) else [it.name for it in target.find_all(nodes.Name)]
            found.update([*names, target.name] if isinstance(target, nodes.Name) else names)
    return found


def of_page(error: Exception, theme: Theme, template: str, known: AbstractSet[str]) -> Diagnostic:
    """What went wrong with a page of a theme; `known` are the names that its template has."""
    code, message, remedy = _said(error, known)
    word = str(error.name) if isinstance(error, UnknownError | TemplateNotFound) else ""
    shown = {name: template for template, name in theme.names.items()}
    inner = ""
    traced, found = error.__traceback__, ("", 0)
    while traced:
        file = traced.tb_frame.f_code.co_filename
        if file in shown:
            found, inner = (shown[file], traced.tb_lineno), ""
        elif file.startswith(OURS):
            inner = f"our {quoted(file.removeprefix(OURS))}, line {traced.tb_lineno}: "
        traced = traced.tb_next
    if found[0]:
        return at(theme, *found, code, inner + message, remedy, "" if inner else word)
    blamed = next(name for name in (template, *_USUAL, *sorted(theme.templates)) if name in theme.templates)
    return at(theme, blamed, 1, code, f"with this, {inner}{message}", remedy)


def _said(error: Exception, known: AbstractSet[str]) -> tuple[str, str, str]:
    """The code, the message and the remedy of what a template did."""
    if isinstance(error, UnknownError):
        name = str(error.name)
        if error.of is missing:
            in_macro = "a macro has only what it is given: give it that, or import it 'with context'"
            remedy = in_macro if name in known else _rather(name, known)
            return "E705", f"there is no {quoted(name)} here", remedy
        if isinstance(error.of, SimpleNamespace):
            return "E705", f"there is no word {quoted(name)}", _rather(name, vars(error.of))
        has = error.of.__struct_fields__ if isinstance(error.of, Struct) else ()
        return "E705", f"{kind_of(error.of)} has no {quoted(name)}", _rather(name, has)
    if isinstance(error, TemplateNotFound):
        return "E704", f"there is no template {quoted(str(error.name))}", ""
    if isinstance(error, RecursionError):
        return "E706", "templates or macros use each other without end", ""
    if isinstance(error, TooMuchError | SecurityError | MemoryError):
        return "E706", str(error) or "this takes more memory than there is", ""
    return "E705", f"this can't be worked out: {error}", ""


def _rather(name: str, known: Iterable[str]) -> str:
    """What may be meant in place of a name, or else all that there is, where that is little."""
    there = sorted(known)
    listed = f"there are {', '.join(there)}" if 0 < len(there) <= MOST_LISTED else ""
    return did_you_mean(name, there) or listed


def at(
    theme: Theme, name: str, line: int, code: str, message: str, remedy: str = "", word: str = ""
) -> Diagnostic:
    """A diagnostic at a line of a template or the stylesheet: at a word in it, or at all of it."""
    written = theme.templates[name] if name in theme.templates else theme.files[name].decode()
    lines = re.split("\r\n|[\n\r]", written)
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    text = excerpt.strip()
    word = word if word and word in excerpt else text
    found = re.search(rf"\b{re.escape(word)}\b", excerpt) if word != text else None
    column = found.start() if found else excerpt.find(word)
    position = Position(line, max(column, 0) + 1, max(len(word), 1))
    return Diagnostic(printable(theme.names[name]), position, code, printable(message), remedy, excerpt)
