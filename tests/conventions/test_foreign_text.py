"""Text from outside goes through `dashboard/foreign_text.py` wherever a page hands text to Streamlit.

In pages/, dashboard/ui/ and dashboard/web/ each text given to an outlet that obeys HTML or markdown must be
*made safe*: written there, or come from a maker of safe text, or be put together from such. A name is
followed to where it was set, a helper of the same file to what it returns, a parameter to what the calls of
this file give; one whose name ends in `_html` is safe by its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.project import name_of, python_files, tree_of

# Streamlit's outlets that obey HTML or markdown (measured with 1.67), and which of their arguments do.
OUTLETS = {
    "html", "markdown", "write", "caption", "title", "header", "subheader", "error", "warning", "info",
    "success", "toast", "metric", "badge", "button", "link_button", "popover", "expander", "tabs", "checkbox",
    "toggle", "radio", "pills", "segmented_control", "selectbox", "multiselect", "text_input", "text_area",
    "date_input", "form_submit_button", "spinner", "status", "progress", "table",
}  # fmt: skip
NAMED = {"label", "help", "body", "caption"}
# Modules and functions whose texts are safe by contract: they escape what is foreign, or know nothing of it.
SAFE_MODULES = {
    "foreign_text", "components", "links", "search_results", "stylesheet", "tables", "sections", "figures",
    "times", "topics", "buttons", "missing_days", "blocks", "form_words",
}  # fmt: skip
SAFE_FUNCTIONS = {
    "html", "attribute", "markdown", "len", "int", "start_plan.label", "secrets.token_hex",
    "neighbours.neighbours_html", "raw_record.folded", "summary.outdated_html", "quota_words.left_html",
    "answer_parts", "status.looked",
}  # fmt: skip
RECEIVERS = {"st", "left", "right", "head", "box", "notes", "age", "place", "progress", "stoppable"}


class File:
    """One file's functions and names, to follow a text to where it was made."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        self.calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        self._asked: set[int] = set()

    def unsafe(self) -> list[str]:
        """Name every text that reaches an outlet without having been made safe."""
        found = []
        for call in self.calls:
            if is_outlet(call):
                texts = [*call.args[:1], *(each.value for each in call.keywords if each.arg in NAMED)]
                found += [f"{call.lineno}: {ast.unparse(text)}" for text in texts if not self.safe(text)]
        return found

    def safe(self, text: ast.expr) -> bool:
        """Whether a text is made safe; what refers to itself is as safe as the rest of it."""
        if id(text) in self._asked:
            return True
        self._asked.add(id(text))
        try:
            return self._safe(text)
        finally:
            self._asked.discard(id(text))

    def _safe(self, text: ast.expr) -> bool:  # noqa: C901, PLR0911 -- a line for each way to write a text
        match text:
            case ast.Constant():
                return True
            case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(self.safe(part) for part in parts)
            case ast.FormattedValue(value=value, format_spec=spec):
                return spec is not None or self.safe(value)  # ":.0f", ":,": a number
            case ast.BinOp(left=left, right=right):
                return self.safe(left) and self.safe(right)
            case ast.BoolOp(values=values):
                return all(self.safe(value) for value in values)
            case ast.IfExp(body=body, orelse=otherwise):
                return self.safe(body) and self.safe(otherwise)
            case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each) | ast.Starred(value=each):
                return self.safe(each)
            case ast.Call():
                return self._safe_call(text)
            case ast.Name(id=name):
                return name.endswith("_html") or name.isupper() or self._safe_name(text)
            case ast.Subscript(value=value):
                return self.safe(value)
        return False

    def _safe_call(self, call: ast.Call) -> bool:
        made_by = ast.unparse(call.func)
        if made_by.endswith("join") and isinstance(call.func, ast.Attribute):
            return self.safe(call.func.value) and all(self.safe(each) for each in call.args)
        if made_by.split(".")[0] in SAFE_MODULES or made_by in SAFE_FUNCTIONS:
            return True
        if made_by == "block":  # escapes its title, and takes html under it
            return all(self.safe(each) for each in call.args[1:2])
        helper = self.functions.get(made_by)
        if helper is None:
            return False
        returned = [node.value for node in ast.walk(helper) if isinstance(node, ast.Return) and node.value]
        return bool(returned) and all(self.safe(each) for each in returned)

    def _safe_name(self, text: ast.Name) -> bool:
        """Whether everything that is put under the name, in its own function or else in the file, is safe."""
        scope = self._scope(text)
        put = list(put_under(text.id, scope))
        if not put and isinstance(scope, ast.FunctionDef):
            given = self._given(text.id, scope)
            if given is not None:
                return bool(given) and all(self.safe(each) for each in given)
            put = list(put_under(text.id, self.tree))
        return bool(put) and all(self.safe(each) for each in put)

    def _scope(self, text: ast.Name) -> ast.AST:
        """The innermost function that the name stands in, or the file."""
        around = [each for each in self.functions.values() if any(node is text for node in ast.walk(each))]
        return max(around, key=lambda each: each.lineno, default=self.tree)

    def _given(self, name: str, function: ast.FunctionDef) -> list[ast.expr] | None:
        """What this file's calls give for a parameter; None when there is none. A number is safe."""
        arguments = [*function.args.args, *function.args.kwonlyargs]
        at = next((at for at, each in enumerate(arguments) if each.arg == name), None)
        if at is None:
            return None
        if ast.unparse(arguments[at].annotation or ast.Constant(0)) == "int":
            return [ast.Constant(0)]
        calls = [call for call in self.calls if ast.unparse(call.func) == function.name]
        words = [word.value for call in calls for word in call.keywords if word.arg == name]
        return [call.args[at] for call in calls if at < len(call.args)] + words


def put_under(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    """Every text that is put under a name there: by an assignment, or by a loop over texts or tuples."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[target], value=value) | ast.NamedExpr(target=target, value=value):
                if any(is_name(each, name) for each in ast.walk(target)):
                    yield value
            case ast.comprehension(target=target, iter=each) | ast.For(target=target, iter=each):
                if is_name(target, name):
                    yield each
                elif isinstance(target, ast.Tuple) and any(is_name(part, name) for part in target.elts):
                    at = next(at for at, part in enumerate(target.elts) if is_name(part, name))
                    yield from (
                        row.elts[at] if isinstance(row, ast.Tuple) else row for row in rows(each, scope)
                    )


def rows(looped_over: ast.expr, scope: ast.AST) -> list[ast.expr]:
    """The rows of a list that is written out, in place or under a name; else what is looped over itself."""
    if isinstance(looped_over, ast.Name):
        written = [each for each in put_under(looped_over.id, scope) if isinstance(each, ast.List)]
        return [row for each in written for row in each.elts] or [looped_over]
    return looped_over.elts if isinstance(looped_over, ast.List) else [looped_over]


def is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def is_outlet(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=receiver), attr=outlet):
            return receiver in RECEIVERS and outlet in OUTLETS
        case ast.Attribute(value=ast.Attribute(attr=receiver), attr=outlet):
            return receiver in RECEIVERS and outlet in OUTLETS
    return False


@pytest.mark.parametrize("path", python_files("pages", "dashboard/ui", "dashboard/web"), ids=name_of)
def test_no_page_hands_foreign_text_to_streamlit_as_it_came(path: Path):
    assert File(tree_of(path)).unsafe() == []


BITES = {
    "a name as it came": "st.markdown(company.name)",
    "in a text": "st.html(f'<b>{company.name}</b>')",
    "under a name": "name = company.name\nst.html(name)",
    "by a helper": "def said():\n    return company.name\n\nst.html(said())",
    "in a label": "st.button(label=company.name)",
    "after a safe one": "st.html(components.title('x') + error)",
    "joined": "st.html(''.join(f'<p>{row}</p>' for row in told))",
    "given to a helper": "def say(text):\n    st.html(text)\n\nsay(company.name)",
}


@pytest.mark.parametrize("name", BITES)
def test_the_look_finds_foreign_text(name: str):
    assert File(ast.parse(BITES[name])).unsafe()
