"""Formulas of mapping files: small expressions over a source's columns, checked before they run.

A formula is a column (``InvoiceNo``, ``订单编号``), a constant (``'GBP'``, ``3``, ``true``), arithmetic, a comparison,
``and``/``or``/``not``, ``a if c else b``, ``x in ('a', 'b')`` or a call of one of ``FUNCTIONS``. It is read
with Python's own grammar and compiled to an ibis expression; nothing of it is ever executed as Python or pasted in SQL.
"""

from __future__ import annotations

import ast
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from regulars.core.decimals import exact, product
from regulars.core.errors import unknown

Type = Literal["text", "number", "moment", "boolean", "any"]
_MOST_DEEP = 100
#: A few lines of `let` can double one another into more steps than any engine reads.
_MOST_STEPS = 5_000

#: name → (argument types, result type, least number of arguments); the last argument type repeats.
FUNCTIONS: dict[str, tuple[tuple[Type, ...], Type, int]] = {
    "text": (("text",), "text", 1),
    "number": (("number",), "number", 1),
    "moment": (("moment",), "moment", 1),
    "boolean": (("boolean",), "boolean", 1),
    "lower": (("text",), "text", 1),
    "upper": (("text",), "text", 1),
    "trim": (("text",), "text", 1),
    "concat": (("text",), "text", 1),
    "left": (("text", "number"), "text", 2),
    "right": (("text", "number"), "text", 2),
    "replace": (("text", "text", "text"), "text", 3),
    "matches": (("text", "text"), "boolean", 2),
    "starts_with": (("text", "text"), "boolean", 2),
    "ends_with": (("text", "text"), "boolean", 2),
    "contains": (("text", "text"), "boolean", 2),
    "part": (("text", "text", "number"), "text", 3),
    "coalesce": (("any",), "any", 1),
    "missing": (("any",), "boolean", 1),
    "abs": (("number",), "number", 1),
    "round": (("number", "number"), "number", 1),
    "least": (("number",), "number", 1),
    "greatest": (("number",), "number", 1),
    "add_days": (("moment", "number"), "moment", 2),
    "epoch_ms": (("text",), "moment", 1),
    "word": (("text", "text"), "text", 2),
    "region": (("text",), "text", 1),
    "country": (("text",), "text", 1),
}
_BINARY: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%"}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_HANDS_ON = frozenset({"coalesce", "concat", "text", "trim", "lower", "upper"})
#: What may be asked of a personal column, of which only a token is kept: it stays whole.
_WHOLE = frozenset({"coalesce", "concat", "text", "trim"})
_VARIADIC = frozenset({"concat", "coalesce", "least", "greatest"})
_WORDS_ONLY = re.compile(r"[^\W\d][\w.]*( [\w.]+)+")
_KEYWORDS = {"if", "else", "and", "or", "not", "in"}
_LITERALS = {"true": True, "false": False, "null": None}


def plain_header(name: str) -> str:
    """A header as it is compared: full-width forms folded, blanks trimmed and collapsed, lower case."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()


@dataclass(frozen=True)
class Node:
    """One step of a checked formula."""

    op: str
    args: tuple[Node, ...] = ()
    value: Any = None
    type: Type = "any"


class Resolver(Protocol):
    """What gives a formula its columns and word lists at run time."""

    def column(self, name: str, wanted: Type) -> Any: ...

    def convert(self, value: Any, wanted: Type) -> Any: ...

    def word(self, value: Any, name: str) -> Any: ...


@dataclass(frozen=True)
class Formula:
    """A checked formula: its text, what it reads, and its tree."""

    text: str
    root: Node
    columns: frozenset[str]

    @property
    def type(self) -> Type:
        return self.root.type

    @property
    def column(self) -> str | None:
        """The one column that this formula is, where it is nothing else."""
        return str(self.root.value) if self.root.op == "column" else None

    @property
    def placed(self) -> frozenset[str]:
        """The columns of which it reads no more than the region that they name."""
        read = list(_read(self.root, is_place=False))
        return frozenset(name for name, _ in read) - {name for name, is_place in read if not is_place}

    @property
    def handed_on(self) -> frozenset[str]:
        """The columns whose values it hands on as they are or joined: not those that conditions and word lists read,
        nor those of which it takes a part."""
        return frozenset(_handed_on(self.root))

    @property
    def opened(self) -> list[Node]:
        """Its columns where more is asked of a value than the whole of it or whether it is missing: where a part is
        taken, or a comparison made with something that is written here. Not those of which only the region is read."""
        return list(_opened(self.root, is_open=False))

    def evaluate(self, resolver: Resolver, wanted: Type = "any") -> Any:
        """The ibis expression, of the wanted type."""
        return _value(self.root, resolver, wanted)


class FormulaError(ValueError):
    """A formula that cannot be understood; the text says why."""


def parse(
    text: object, *, columns: Mapping[str, str], names: Mapping[str, Formula] | None = None,
    words: frozenset[str] = frozenset(),
) -> Formula:  # fmt: skip
    """Read and check one formula.

    ``columns`` maps plain headers to the names as written; an empty mapping accepts any column (a mapping is checked
    before its file is seen). ``names`` are formulas defined before, used by name. Raises FormulaError.
    """
    if isinstance(text, float) and not math.isfinite(text):
        raise FormulaError(f"{text} is no number to count with")
    if isinstance(text, bool | int | float) or text is None:
        literal = Node("literal", value=text, type=_literal_type(text))
        return Formula(str(text), literal, frozenset())
    if not isinstance(text, str):
        hint = f". Put quotes around it: \"'{text}'\"" if isinstance(text, date) else ""
        raise FormulaError(f"a formula is text, this is {type(text).__name__}{hint}")
    reader = _Reader(columns, names or {}, words)
    if _WORDS_ONLY.fullmatch(text.strip()) and not _KEYWORDS & set(text.split()):
        root = reader.use(text.strip())
    else:
        root = reader.read(text)
    if _size(root, {}) > _MOST_STEPS:
        raise FormulaError(f"more than {_MOST_STEPS:,} steps once its names are filled in. Use each name fewer times")
    return Formula(text, root, frozenset(reader.used))


def _is_deep(tree: ast.AST) -> bool:
    """Whether the formula nests so far that reading it would end Python's stack; found level by level."""
    level: list[ast.AST] = [tree]
    for _ in range(_MOST_DEEP):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


class _Reader:
    def __init__(self, columns: Mapping[str, str], names: Mapping[str, Formula], words: frozenset[str]) -> None:
        self.columns, self.names, self.words = columns, names, words
        self.used: set[str] = set()
        self.quoted: list[str] = []

    def read(self, text: str) -> Node:
        if len(text) > 2000:
            raise FormulaError("longer than 2,000 characters")
        marked = re.sub(r"`([^`]*)`", self._mark, text.strip())
        try:
            tree = ast.parse(marked, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            where = f" at character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
            raise FormulaError(
                f"cannot read {text!r}{where}. Put `…` around a column name with blanks or signs"
            ) from error
        if _is_deep(tree):
            raise FormulaError(f"goes beyond {_MOST_DEEP} levels. Give parts of it names under `let`")
        return self.node(tree.body)

    def _mark(self, match: re.Match[str]) -> str:
        self.quoted.append(match.group(1))
        return f"quoted_{len(self.quoted) - 1}_"

    def use(self, name: str) -> Node:
        """A column by its header, or a formula defined before."""
        if name in self.names:
            known = self.names[name]
            self.used |= known.columns
            return known.root
        header = plain_header(name)
        if self.columns:
            if header not in self.columns:
                raise FormulaError(unknown("column", name, [*self.columns.values(), *self.names]))
            name = self.columns[header]
        self.used.add(name)
        return Node("column", value=name, type="any")

    def node(self, tree: ast.AST) -> Node:
        match tree:
            case ast.Name(id=name):
                return self._name(name)
            case ast.Constant(value=value) if value is None or isinstance(value, str | int | float | bool):
                return Node("literal", value=value, type=_literal_type(value))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Node("negate", (self.node(operand),), type="number")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Node("not", (self.node(operand),), type="boolean")
            case ast.BoolOp(op=op, values=values):
                name = "and" if isinstance(op, ast.And) else "or"
                return Node(name, tuple(self.node(value) for value in values), type="boolean")
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return Node(_BINARY[type(op)], (self.node(left), self.node(right)), type="number")
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compare(left, op, right)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                one, other = self.node(body), self.node(orelse)
                kind = one.type if one.type != "any" else other.type
                return Node("if", (self.node(test), one, other), type=kind)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(name, args)
        raise FormulaError(f"{ast.unparse(tree)!r} is not part of the formula language")

    def _name(self, name: str) -> Node:
        match = re.fullmatch(r"quoted_(\d+)_", name)
        if match and int(match.group(1)) < len(self.quoted):
            return self.use(self.quoted[int(match.group(1))])
        if name in _LITERALS and plain_header(name) not in self.columns:
            return Node("literal", value=_LITERALS[name], type=_literal_type(_LITERALS[name]))
        return self.use(name)

    def _compare(self, left: ast.AST, op: ast.cmpop, right: ast.AST) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            if not isinstance(right, ast.Tuple | ast.List | ast.Set):
                raise FormulaError("after 'in' comes a list: x in ('a', 'b')")
            choices = tuple(self.node(choice) for choice in right.elts)
            inside = Node("in", (self.node(left), *choices), type="boolean")
            return Node("not", (inside,), type="boolean") if isinstance(op, ast.NotIn) else inside
        if type(op) not in _COMPARE:
            raise FormulaError("comparisons are == != < <= > >= in")
        return Node(_COMPARE[type(op)], (self.node(left), self.node(right)), type="boolean")

    def _call(self, name: str, args: list[ast.expr]) -> Node:
        if name not in FUNCTIONS:
            raise FormulaError(unknown("function", name, FUNCTIONS))
        kinds, result, least = FUNCTIONS[name]
        if len(args) < least:
            raise FormulaError(f"{name} takes at least {least} values, {len(args)} given")
        if name not in _VARIADIC and len(args) > len(kinds):
            raise FormulaError(f"{name} takes at most {len(kinds)} values, {len(args)} given")
        nodes = tuple(self.node(arg) for arg in args)
        if name == "word":
            listed = nodes[1].value
            if listed not in self.words:
                raise FormulaError(unknown("word list", listed, self.words))
        if name == "coalesce":
            result = next((node.type for node in nodes if node.type != "any"), "any")
        return Node("call", nodes, value=name, type=result)


def _read(node: Node, *, is_place: bool) -> Iterator[tuple[str, bool]]:
    """Each column where it is read, and whether all that is asked of it there is its region."""
    if node.op == "column":
        yield str(node.value), is_place
    is_region = node.op == "call" and node.value == "region"
    is_kept = is_place and node.op == "call" and node.value in ("trim", "coalesce")
    for arg in node.args:
        yield from _read(arg, is_place=is_region or is_kept)


def _opened(node: Node, *, is_open: bool) -> Iterator[Node]:
    if node.op == "column" and is_open:
        yield node
    for place, arg in enumerate(node.args):
        yield from _opened(arg, is_open=_opens(node, place, is_open=is_open))


def _opens(node: Node, place: int, *, is_open: bool) -> bool:
    """Whether the argument at this place is looked into."""
    if node.op == "call":
        return node.value not in ("missing", "region") and (is_open or node.value not in _WHOLE)
    if node.op == "if":
        return is_open or place == 0
    if node.op in ("==", "!="):
        return any(arg.op == "literal" for arg in node.args)
    return True


def _size(node: Node, known: dict[int, int]) -> int:
    """How many steps it takes with every name filled in; a part that is used again is counted again, looked at once."""
    if id(node) not in known:
        known[id(node)] = 1 + sum(_size(arg, known) for arg in node.args)
    return known[id(node)]


def _handed_on(node: Node) -> Iterator[str]:
    if node.op == "column":
        yield str(node.value)
    handing = node.args[1:] if node.op == "if" else node.args if node.value in _HANDS_ON else ()
    for arg in handing:
        yield from _handed_on(arg)


def _literal_type(value: object) -> Type:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "any"


def _value(node: Node, resolver: Resolver, wanted: Type) -> Any:
    if node.op == "column":
        return resolver.column(str(node.value), wanted)
    if node.op == "literal":
        return _literal(node.value, resolver, wanted)
    value = _compute(node, resolver, node.type if node.type != "any" else wanted)
    if wanted in ("any", node.type) or node.type == "any":
        return value
    return resolver.convert(value, wanted)


def _literal(value: object, resolver: Resolver, wanted: Type) -> Any:
    import ibis

    if value is None:
        return ibis.null()
    literal = exact(Decimal(str(value))) if isinstance(value, float) else ibis.literal(value)
    if wanted in ("any", _literal_type(value)):
        return literal
    return resolver.convert(literal, wanted)


def _compute(node: Node, resolver: Resolver, wanted: Type) -> Any:
    import ibis

    if node.op == "call":
        return _called(node, resolver, wanted)
    if node.op == "negate":
        return -_value(node.args[0], resolver, "number")
    if node.op == "not":
        return ~_value(node.args[0], resolver, "boolean")
    if node.op in ("and", "or"):
        parts = [_value(arg, resolver, "boolean").fill_null(False) for arg in node.args]
        return ibis.and_(*parts) if node.op == "and" else ibis.or_(*parts)
    if node.op == "if":
        test, one, other = node.args
        return ibis.cases(
            (_value(test, resolver, "boolean").fill_null(False), _value(one, resolver, wanted)),
            else_=_value(other, resolver, wanted),
        )
    if node.op == "in":
        kind = _common(node.args)
        return _value(node.args[0], resolver, kind).isin([_value(arg, resolver, kind) for arg in node.args[1:]])
    if node.op in _COMPARE.values():
        kind = _common(node.args)
        left, right = (_value(arg, resolver, kind) for arg in node.args)
        return _operate(node.op, left, right)
    left, right = (_value(arg, resolver, "number") for arg in node.args)
    return _operate(node.op, left, right)


def _common(nodes: tuple[Node, ...]) -> Type:
    """The type in which values are compared: what any of them is known to be, text otherwise."""
    known: list[Type] = [node.type for node in nodes if node.type != "any"]
    for kind in ("moment", "number", "boolean"):
        if kind in known:
            return kind
    return "text"


def _operate(sign: str, left: Any, right: Any) -> Any:
    import operator

    if sign == "/":
        return left / right.nullif(0)
    if sign == "*":
        return product(left, right)
    table = {
        "+": operator.add, "-": operator.sub, "*": operator.mul, "%": operator.mod, "==": operator.eq,
        "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    }  # fmt: skip
    return table[sign](left, right)


def _called(node: Node, resolver: Resolver, wanted: Type) -> Any:
    import ibis

    name = str(node.value)
    kinds, _, _ = FUNCTIONS[name]
    if name == "word":
        return resolver.word(_value(node.args[0], resolver, "text"), str(node.args[1].value))
    if name in ("region", "country"):
        return resolver.word(_value(node.args[0], resolver, "text"), f":{name}")
    types = [kinds[min(place, len(kinds) - 1)] for place in range(len(node.args))]
    if name == "coalesce":
        types = [wanted] * len(node.args)
    args = [_value(arg, resolver, kind) for arg, kind in zip(node.args, types, strict=True)]
    if name in ("text", "number", "moment", "boolean"):
        return args[0]
    if name == "concat":
        joined = args[0].fill_null("")
        for arg in args[1:]:
            joined = joined + arg.fill_null("")
        return joined
    if name in ("coalesce", "least", "greatest"):
        return getattr(ibis, name)(*args)
    if name == "add_days":
        return args[0] + args[1].cast("int64").as_interval("D")
    if name == "epoch_ms":  # milliseconds since 1970 began in UTC, as Sensors Data writes times
        return ibis.literal("1970-01-01 00:00:00").cast("timestamp") + args[0].try_cast("int64").as_interval("ms")
    if name == "missing":
        return args[0].isnull()
    return _METHODS[name](*args)


_METHODS: dict[str, Any] = {
    "lower": lambda x: x.lower(),
    "upper": lambda x: x.upper(),
    "trim": lambda x: x.strip(),
    "left": lambda x, n: x.left(n.cast("int64")),
    "right": lambda x, n: x.right(n.cast("int64")),
    "replace": lambda x, old, new: x.replace(old, new),
    "matches": lambda x, pattern: x.re_search(pattern),
    "starts_with": lambda x, start: x.startswith(start),
    "ends_with": lambda x, end: x.endswith(end),
    "contains": lambda x, part: x.contains(part),
    "part": lambda x, sign, n: x.split(sign)[n.cast("int64") - 1],
    "abs": lambda x: x.abs(),
    "round": lambda x, n=0: x.round(n),
}
