"""A mapping applied to raw rows: one clean table with the value of every formula, and what is wrong with which row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.core.formula import Type
from regulars.core.mapping import Emit, SourceMapping
from regulars.core.table import Column, Table
from regulars.core.time import local_time, offsets
from regulars.govern.typed import MOMENT, Check, TypedColumns

if TYPE_CHECKING:
    import ibis.expr.types as ir

LONGEST_ID, LONGEST_TEXT = 256, 2000
_WANTED: dict[str, Type] = {
    "id": "text", "text": "text", "integer": "number", "quantity": "number", "money": "number", "rate": "number",
    "boolean": "boolean", "moment": "moment", "day": "moment",
}  # fmt: skip
_IBIS = {
    "integer": "int64", "quantity": "decimal(18, 3)", "money": "decimal(18, 4)", "rate": "float64",
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What cleaning must know of the shop: zone, currency, rates, and the plausible span of time."""

    zone: str
    currency: str
    rates: dict[str, Decimal] = field(default_factory=dict)
    earliest: datetime = datetime(1980, 1, 1)
    latest: datetime = datetime(2100, 1, 1)


@dataclass
class Cleaned:
    """Expressions over the raw table: ``values`` of all emits by a short name, and the checks."""

    values: dict[str, Any]
    emits: list[tuple[Emit, dict[str, str], str | None]]
    checks: list[Check]


def clean(typed: TypedColumns, *, tables: dict[str, Table], setting: Setting) -> Cleaned:
    """Compile every formula of the mapping against the raw table."""
    builder = _Builder(typed, tables, setting)
    for formula, reason in typed.mapping.rejects:
        condition = formula.evaluate(typed, "boolean").fill_null(False)
        builder.checks.append(Check(f"rejected: {reason}", formula.text, condition))
    emits = [builder.emit(emit) for emit in typed.mapping.emits]
    return Cleaned(builder.values, emits, [*typed.checks, *builder.checks])


class _Builder:
    def __init__(self, typed: TypedColumns, tables: dict[str, Table], setting: Setting) -> None:
        self.typed, self.tables, self.setting = typed, tables, setting
        self.values: dict[str, Any] = {}
        self.checks: list[Check] = []
        self._names: dict[tuple[str, ...], str] = {}
        self._checked: set[tuple[str, ...]] = set()
        self._days: dict[str, str] = {}

    def emit(self, emit: Emit) -> tuple[Emit, dict[str, str], str | None]:
        """The names, in the clean table, of the emit's columns and of its condition."""
        table = self.tables[emit.table]
        condition = emit.when.evaluate(self.typed, "boolean").fill_null(False) if emit.when is not None else None
        when = None
        if condition is not None:
            when = self._put(("when", str(emit.when and emit.when.text)), condition)
        columns = {name: self._column(table.column(name), formula, condition) for name, formula in emit.values.items()}
        self._fill(table, columns, condition)
        if table.moment and table.moment in columns:
            columns["day"] = self._day(columns[table.moment])
        return emit, columns, when

    def _put(self, key: tuple[str, ...], value: Any) -> str:
        if key not in self._names:
            self._names[key] = f"v{len(self._names)}"
            self.values[self._names[key]] = value
        return self._names[key]

    def _column(self, column: Column, formula: Any, condition: Any) -> str:
        value = formula.evaluate(self.typed, _WANTED[column.kind])
        stored = self._stored(column, value)
        name = self._put((formula.text, column.kind, column.name if column.kind == "id" else ""), stored)
        self._check(column, formula.text, value, stored, condition)
        return name

    def _stored(self, column: Column, value: Any) -> Any:
        if column.kind == "id":
            return self._named(column, value.cast("string"))
        if column.kind == "text":
            return value.cast("string").left(LONGEST_TEXT).nullif("")
        if column.kind == "boolean":
            return value.cast("boolean")
        if column.kind == "moment":
            return value.cast(MOMENT)
        if column.kind == "day":
            return self._local_day(value.cast(MOMENT))
        if column.kind == "money" and column.name != "amount_original":
            rate = self._rate()
            value = value if rate is None else value * rate
        return value.try_cast(_IBIS[column.kind])

    def _named(self, column: Column, value: Any) -> Any:
        """Ids of another name space get its prefix, so that two systems may use the same numbers."""
        value = value.nullif("")
        space = self.typed.mapping.namespace
        if space and column.name in ("order_id", "account_id", "payment_id", "refund_id", "loyalty_id"):
            return space + ":" + value
        return value

    def _rate(self) -> Decimal | None:
        currency = self.typed.mapping.currency
        if currency is None or currency == self.setting.currency:
            return None
        return self.setting.rates[currency]

    def _check(self, column: Column, text: str, value: Any, stored: Any, condition: Any) -> None:
        key = (text, column.name, str(column.required), "" if condition is None else str(id(condition)))
        if key in self._checked:
            return
        self._checked.add(key)
        for code, wrong, shown in self._wrongs(column, value, stored):
            told = wrong if condition is None else condition & wrong
            self.checks.append(Check(code, text if len(text) < 80 else column.name, told, shown))

    def _wrongs(self, column: Column, value: Any, stored: Any) -> list[tuple[str, Any, Any]]:
        shown = None if column.sensitivity != "public" else value.cast("string")
        wrongs: list[tuple[str, Any, Any]] = []
        if column.required:
            wrongs.append(("required", value.isnull(), None))
        if column.kind in _IBIS:
            wrongs.append(("out_of_range", value.notnull() & stored.isnull(), shown))
        if column.kind in ("money", "quantity"):
            wrongs.append(("negative", stored < 0, shown))
        if column.kind == "id":
            wrongs.append(("too_long", stored.length() > LONGEST_ID, shown))
        if column.kind == "moment":
            latest = self.setting.latest
            wrongs.append(("implausible_time", (stored < self.setting.earliest) | (stored > latest), shown))
        if column.words:
            wrongs.append(("unknown_word", stored.notnull() & stored.notin(column.words), shown))
        return wrongs

    def _fill(self, table: Table, columns: dict[str, str], condition: Any) -> None:
        """What the door works out where the mapping is silent."""
        if table.name == "order_item":
            self._amounts(columns, condition)
        if table.name == "account" and "first_seen_at" not in columns:
            columns["first_seen_at"] = columns["registered_at"]
        currency = self.typed.mapping.currency
        if self._rate() is not None and "amount" in columns and "amount_original" in table.names:
            rate = self._rate()
            assert rate is not None
            columns["amount_original"] = self._put(
                ("original", columns["amount"]), (self.values[columns["amount"]] / rate).try_cast("decimal(18, 4)")
            )
            columns["currency"] = self._put(("literal", str(currency)), _text(str(currency)))

    def _amounts(self, columns: dict[str, str], condition: Any) -> None:
        import ibis

        def given(name: str) -> Any:
            return self.values[columns[name]]

        discounts = [given(name).fill_null(0) for name in columns if name.startswith("discount_")]
        if "amount" not in columns:
            amount = given("quantity") * given("unit_price")
            for discount in discounts:
                amount = amount - discount
            stored = amount.try_cast("decimal(18, 4)")
            columns["amount"] = self._put(("amount", columns["quantity"], columns["unit_price"], *columns), stored)
            wrong = given("quantity").notnull() & given("unit_price").notnull() & (stored.isnull() | (stored < 0))
            told = wrong if condition is None else condition & wrong
            self.checks.append(Check("amount_impossible", "quantity × unit_price − discounts", told, stored.cast("string")))
        if "unit_price" not in columns:
            gross = given("amount")
            for discount in discounts:
                gross = gross + discount
            price = ibis.coalesce(gross / given("quantity").nullif(0), gross).try_cast("decimal(18, 4)")
            columns["unit_price"] = self._put(("unit_price", columns["amount"], columns["quantity"]), price)

    def _day(self, moment: str) -> str:
        if moment not in self._days:
            self._days[moment] = self._put(("day of", moment), self._local_day(self.values[moment]))
        return self._days[moment]

    def _local_day(self, utc: Any) -> Any:
        start, end = self.typed.span()
        return local_time(utc, offsets(self.setting.zone, start, end)).cast("date")


def _text(value: str) -> Any:
    import ibis

    return ibis.literal(value)
