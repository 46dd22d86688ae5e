"""Queries written once for each shape of expression.

ibis takes a tenth of a second to write a long query, and a build asks the same few questions of every month. So the
text is kept by the expression's shape (all of it but days, moments, texts and the names of temporary tables), and only
these are put in the next time.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST = 2000  #: shapes kept; a build and a load together have some dozens
_UNITS = frozenset({"day", "hour", "minute", "month", "quarter", "second", "week", "year"})  #: also words of SQL
_FIRST = date(1, 1, 1)  #: days and moments of the year 1 stand for those of an expression


#: How often this process wrote a shape, and its text; shops share them, as tables are named and typed in the shape.
_known: dict[Any, tuple[int, _Template | None]] = {}


def written(expression: ir.Expr, backend: Any) -> str:
    """The query that an expression stands for: what ``backend.compile`` writes, sooner."""
    shape = _Shape(expression.op())
    if not shape.is_plain:
        return str(backend.compile(expression))
    if len(_known) >= _MOST:
        _known.clear()
    times, template = _known.get(shape.key, (0, None))
    if times == 1:  # not the first time: most of what a short command asks, it asks once
        template = _template(expression, shape, backend)
    _known[shape.key] = (times + 1, template)
    return str(backend.compile(expression)) if template is None else template.filled(shape)


class _Shape:
    """An expression without its days, moments, texts and temporary names; those in the order of their occurrence.

    ``texts`` are the values' words in SQL. Equal values are one, so that shapes differ where equality matters.
    """

    def __init__(self, root: Any) -> None:
        import ibis.expr.operations as ops

        self._literal, self._table, self._node = ops.Literal, ops.DatabaseTable, ops.Node
        self._memory = ops.InMemoryTable
        self._places: dict[int, int] = {}
        self._held: dict[tuple[str, Any], int] = {}
        self.values: list[tuple[str, Any]] = []
        self.is_plain = True
        nodes: list[Any] = []
        self._visit(root, nodes)
        self.key = _Key(tuple(nodes))

    @property
    def texts(self) -> list[str]:
        return [_text(kind, value) for kind, value in self.values]

    def _visit(self, node: Any, nodes: list[Any]) -> int:
        place = self._places.get(id(node))
        if place is None:
            if isinstance(node, self._memory):
                self.is_plain = False
            kind = _kind(node) if isinstance(node, self._literal) else None
            if kind is not None:
                encoded: Any = (self._literal, kind, node.dtype, self._hold(kind, node.value))
            elif isinstance(node, self._table):
                name = self._hold("name", node.name) if _is_temporary(node) else node.name
                encoded = (self._table, name, node.schema, node.namespace)
            else:
                encoded = (type(node), *(self._encoded(argument, nodes) for argument in node.__args__))
            place = self._places[id(node)] = len(nodes)
            nodes.append(encoded)
        return place

    def _encoded(self, argument: Any, nodes: list[Any]) -> Any:
        if isinstance(argument, self._node):
            return ("#", self._visit(argument, nodes))
        if isinstance(argument, tuple):
            return tuple(self._encoded(one, nodes) for one in argument)
        if isinstance(argument, Mapping):
            return tuple((name, self._encoded(one, nodes)) for name, one in argument.items())
        return (type(argument), argument)

    def _hold(self, kind: str, value: Any) -> int:
        key = (kind, value)
        if key not in self._held:
            self._held[key] = len(self.values)
            self.values.append(key)
        return self._held[key]


class _Key:
    """A shape's nodes with their hash, which is asked for several times."""

    __slots__ = ("_hash", "_nodes")

    def __init__(self, nodes: tuple[Any, ...]) -> None:
        self._nodes, self._hash = nodes, hash(nodes)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._nodes == other._nodes


class _Template:
    """The text of a query around the values of its shape."""

    def __init__(self, pieces: list[str], places: list[int]) -> None:
        self._pieces, self._places = pieces, places

    def filled(self, shape: _Shape) -> str:
        texts = shape.texts
        told = [self._pieces[0]]
        for place, piece in zip(self._places, self._pieces[1:], strict=True):
            told += [texts[place], piece]
        return "".join(told)


def _template(expression: ir.Expr, shape: _Shape, backend: Any) -> _Template | None:
    """The text with stand-ins, cut at each of them; None where one does not come out as expected."""
    stand_ins = [_stand_in(place, kind, value) for place, (kind, value) in enumerate(shape.values)]
    replaced = dict(zip(shape.values, stand_ins, strict=True))
    text = str(backend.compile(_with(expression, replaced)))
    texts = [_text(kind, stand_in) for (kind, _), stand_in in zip(shape.values, stand_ins, strict=True)]
    if any(written not in text for written in texts):
        return None
    if not texts:
        return _Template([text], [])
    cut = re.split("(" + "|".join(map(re.escape, sorted(texts, key=len, reverse=True))) + ")", text)
    return _Template(cut[::2], [texts.index(written) for written in cut[1::2]])


def _with(expression: ir.Expr, replaced: Mapping[tuple[str, Any], Any]) -> ir.Expr:
    import ibis.expr.operations as ops

    def put(node: Any, changed: Any) -> Any:
        if isinstance(node, ops.Literal) and (kind := _kind(node)):
            return ops.Literal(replaced[kind, node.value], node.dtype)
        if isinstance(node, ops.DatabaseTable) and _is_temporary(node):
            return node.copy(name=replaced["name", node.name])
        return node.__recreate__(changed) if changed else node

    return expression.op().replace(put).to_expr()


def _kind(literal: Any) -> str | None:
    """What of a literal is left out of the shape: its day, moment or text."""
    value, dtype = literal.value, literal.dtype
    if isinstance(value, str) and dtype.is_string():
        return None if value in _UNITS else "text"
    if isinstance(value, datetime):
        return "moment" if dtype.is_timestamp() and dtype.timezone is None and value.tzinfo is None else None
    return "day" if isinstance(value, date) and dtype.is_date() else None


def _is_temporary(table: Any) -> bool:
    """Whether a table is one of this process: what ``keep``, ``hold`` and ``parquet`` name anew each time."""
    return bool(table.namespace.catalog == "temp")


_MARK = uuid.uuid4().hex


def _stand_in(place: int, kind: str, value: Any) -> Any:
    if kind in ("text", "name"):
        return f"{_MARK}_{place}_"
    day = _FIRST + timedelta(days=place)
    return day if kind == "day" else datetime(day.year, day.month, day.day, 1, 2, 3)


def _text(kind: str, value: Any) -> str:
    """A value in DuckDB's words, as ibis writes it."""
    if kind == "name":
        return f'"{value}"'
    if kind == "text":
        return "'" + value.replace("'", "''") + "'"
    if kind == "day":
        return f"MAKE_DATE({value.year}, {value.month}, {value.day})"
    seconds = value.second + value.microsecond / 1e6
    return f"MAKE_TIMESTAMP({value.year}, {value.month}, {value.day}, {value.hour}, {value.minute}, {seconds})"
