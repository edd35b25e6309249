"""Single changes to a Python module, for `script.mutate`.

`changes_of(text)` lists them in the order of the source. Each replaces one piece of the text, so the rest of
the file is unchanged. Docstrings, annotations and texts for people are skipped.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
"""Each comparison with its neighbor at the boundary and its opposite."""
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
NO_CODE = (ast.JoinedStr, ast.Import, ast.ImportFrom)
"""What is not looked into: Python 3.11 doesn't know where the parts of an f-string are."""


@dataclass(frozen=True)
class Change:
    """One change: `new` replaces the characters from `start` to `end`."""

    line: int
    start: int
    end: int
    new: str
    kind: str

    def applied(self, text: str) -> str:
        """Return the text with this change."""
        return text[: self.start] + self.new + text[self.end :]


def changes_of(text: str) -> list[Change]:
    """List every single change of a module that still compiles."""
    lines = Lines(text)
    made = (lines.change(node, new, kind) for node, new, kind in _changes(ast.parse(text)))
    unique = dict.fromkeys(each for each in made if text[each.start : each.end] != each.new)
    return sorted((each for each in unique if _compiles(each.applied(text))), key=lambda each: each.start)


class Lines:
    """The offset of each line of a text: `ast` counts lines, and UTF-8 bytes within them."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)
        self._begins = [0]
        for line in self._lines:
            self._begins.append(self._begins[-1] + len(line))

    def change(self, node: ast.expr | ast.stmt, new: str, kind: str) -> Change:
        """Return the change that replaces a node with `new`."""
        start = self._at(node.lineno, node.col_offset)
        return Change(node.lineno, start, self._at(node.end_lineno or 0, node.end_col_offset or 0), new, kind)

    def _at(self, line: int, byte: int) -> int:
        before = self._lines[line - 1].encode()[:byte].decode()
        return self._begins[line - 1] + len(before)


Found = tuple[ast.expr | ast.stmt, str, str]


def _changes(tree: ast.AST) -> Iterator[Found]:
    for node in _code_of(tree):
        match node:
            case ast.stmt():
                yield from _statement(node)
            case ast.comprehension(ifs=tests):
                yield from ((each, "True", "filter removed") for each in tests)
            case ast.expr():
                yield from _expression(node)


def _expression(node: ast.expr) -> Iterator[Found]:
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BoolOp():
            yield from _joined(node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, _written(operand), "not removed"
        case ast.BinOp(op=op) if type(op) in CALCULATED:
            yield node, _written(_with(node, op=CALCULATED[type(op)]())), "operator"
        case ast.Constant(value=bool() | int() | float() as value):
            others = [not value] if isinstance(value, bool) else [value + 1, value - 1]
            yield from ((node, f"({other})", "constant") for other in others)
        case ast.Call(func=ast.Name(id=name) as called) if name in SWAPPED:
            yield called, SWAPPED[name], "function"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield node, _written(ast.IfExp(test, orelse, body)), "results swapped"


def _code_of(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk through executable code: no annotation, docstring, decorator or f-string."""
    for child in _parts(tree):
        if not isinstance(child, NO_CODE) and not _is_text(child):
            yield child
            yield from _code_of(child)


def _parts(node: ast.AST) -> Iterable[ast.AST]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.args.defaults, *(each for each in node.args.kw_defaults if each), *node.body]
        case ast.ClassDef():
            return node.body
        case ast.AnnAssign():
            return [node.value] if node.value else []
        case ast.keyword(arg="strict"):  # of zip: both are as long as each other, or it raised long ago
            return []
        case _:
            return ast.iter_child_nodes(node)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _compared(node: ast.Compare) -> Iterator[Found]:
    for place, op in enumerate(node.ops):
        for other in COMPARED[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield node, _written(_with(node, ops=ops)), "comparison"


def _joined(node: ast.BoolOp) -> Iterator[Found]:
    other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    yield node, _written(_with(node, op=other)), "and, or"
    for place in range(len(node.values)):
        left = [*node.values[:place], *node.values[place + 1 :]]
        rest = left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
        yield node, _written(rest), "condition removed"


def _statement(node: ast.stmt) -> Iterator[Found]:
    match node:
        case ast.If(test=test) | ast.While(test=test):
            yield test, f"(not {_written(test)})", "condition turned round"
            yield test, "False", "branch never taken"
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete():
            yield node, "pass", "statement removed"
        case ast.Return(value=value) if value and not _is_none(value):
            yield node, "return None", "result removed"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: ast.expr, **fields: object) -> ast.expr:
    """Copy a node with changed fields."""
    values = {name: getattr(node, name) for name in node._fields}
    copied: ast.expr = type(node)(**{**values, **fields})
    return copied


def _written(node: ast.expr) -> str:
    """Write an expression so that it is valid anywhere."""
    simple = isinstance(node, ast.Name | ast.Constant | ast.Call | ast.Attribute | ast.Subscript)
    return ast.unparse(node) if simple else f"({ast.unparse(node)})"


def _compiles(text: str) -> bool:
    try:
        compile(text, "changed", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
