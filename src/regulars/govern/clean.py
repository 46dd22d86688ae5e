"""A mapping applied to raw rows: one clean table with the value of every formula, and what is wrong with which row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.core.decimals import exact, product
from regulars.core.feed import stored_name
from regulars.core.formula import Formula, Type
from regulars.core.mapping import Emit
from regulars.core.table import Column, Table
from regulars.core.text import HIDDEN
from regulars.core.time import local_time, offsets
from regulars.govern.shown import Shown, as_moment, as_number, as_product, as_written
from regulars.govern.typed import MOMENT, Check, TypedColumns, column_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

LONGEST_ID, LONGEST_TEXT = 256, 2000
#: The most that one row may say of money or pieces, so that a thousand of them still fit where they are added up.
LARGEST = 10**11
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


@dataclass(frozen=True)
class Cleaned:
    """``table`` has ``row_no``, every formula's value and what the checks read; ``values`` name what facts need."""

    table: ir.Table
    values: tuple[str, ...]
    emits: list[tuple[Emit, dict[str, str], str | None]]
    checks: list[Check]

    def bad(self) -> Any:
        """Whether a row fails any check."""
        import ibis

        conditions = [check.condition(self.table).fill_null(False) for check in self.checks]
        return ibis.or_(*conditions) if conditions else ibis.literal(False)


def clean(typed: TypedColumns, *, tables: dict[str, Table], setting: Setting) -> Cleaned:
    """Compile every formula of the mapping: raw rows → typed columns → values, each computed once."""
    _Builder(typed, tables, setting).build()  # learns which conversions are wanted
    typed.prepared()
    builder = _Builder(typed, tables, setting)
    emits = builder.build()
    source = typed.table
    assert source is not None
    for name, value, meaning in typed.words:
        short, translated = (
            builder.put(("word", name, str(len(builder.values))), value),
            builder.put(("meaning", name, str(len(builder.values))), meaning),
        )
        builder.checks.append(Check("unknown_word", name, _untranslated(short, translated), column_of(short)))
    kept = [name for name in source.columns if name not in builder.values]
    table = source.select(*kept, **builder.values)
    named = {name for _, columns, when in emits for name in (*columns.values(), *([when] if when else []))}
    return Cleaned(
        table, tuple(name for name in builder.values if name in named), emits, [*typed.checks(), *builder.checks]
    )


def conversions(typed: TypedColumns, *, tables: dict[str, Table], setting: Setting) -> frozenset[tuple[str, str]]:
    """The raw columns that the mapping reads, each with the kinds as which it does; ``id`` where it becomes one."""
    _Builder(typed, tables, setting).build()
    formulas = [
        formula
        for emit in typed.mapping.emits
        for name, formula in emit.values.items()
        if tables[emit.table].column(name).kind == "id"
    ]
    return typed.wanted | {(stored_name(name), "id") for formula in formulas for name in formula.handed_on}


class _Builder:
    def __init__(self, typed: TypedColumns, tables: dict[str, Table], setting: Setting) -> None:
        self.typed, self.tables, self.setting = typed, tables, setting
        self.values: dict[str, Any] = {}
        self.checks: list[Check] = []
        self._names: dict[tuple[str, ...], str] = {}
        self._checked: set[tuple[str, ...]] = set()
        self._days: dict[str, str] = {}
        self._implausible: dict[str, list[Callable[[Any], Any]]] = {}

    def build(self) -> list[tuple[Emit, dict[str, str], str | None]]:
        """All rejects and emits of the mapping."""
        for formula, reason in self.typed.mapping.rejects:
            short = self.put(("reject", formula.text), formula.evaluate(self.typed, "boolean").fill_null(False))
            self.checks.append(Check(f"rejected: {reason}", formula.text, column_of(short)))
        return [self.emit(emit) for emit in self.typed.mapping.emits]

    def emit(self, emit: Emit) -> tuple[Emit, dict[str, str], str | None]:
        """The names, in the clean table, of the emit's columns and of its condition."""
        table = self.tables[emit.table]
        when = None
        if emit.when is not None:
            when = self.put(("when", emit.when.text), emit.when.evaluate(self.typed, "boolean").fill_null(False))
        columns = {name: self._column(table.column(name), formula, when) for name, formula in emit.values.items()}
        self._fill(table, columns, when)
        if table.moment and table.moment in columns:
            columns["day"] = self._day(columns[table.moment])
        return emit, columns, when

    def put(self, key: tuple[str, ...], value: Any) -> str:
        """Name a value as a column of the clean table; the same key is the same column."""
        if key not in self._names:
            self._names[key] = f"v{len(self._names)}"
            self.values[self._names[key]] = value
        return self._names[key]

    def _column(self, column: Column, formula: Formula, when: str | None) -> str:
        wanted = _WANTED[column.kind]
        value = formula.evaluate(self.typed, wanted)
        read = self.put(("read", formula.text, wanted), value)
        spaced = column.name if column.kind == "id" else ""
        money = "money" if column.kind == "money" and column.name != "amount_original" else column.kind
        name = self.put((formula.text, money, spaced), self._stored(column, value))
        self._check(column, formula, read, name, when)
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
            value = value if rate is None else product(value, exact(rate), scale=4)
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

    def _check(self, column: Column, formula: Formula, read: str, stored: str, when: str | None) -> None:
        key = (read, stored, column.kind, str(column.required), str(when), str(column.words))
        if key in self._checked:
            return
        self._checked.add(key)
        where = formula.column or (formula.text if len(formula.text) < 80 else column.name)
        for code, wrong in self._wrongs(column, read, stored):
            holds = _held(when, wrong)
            shown = self._shown(code, column, formula, read) if column.sensitivity == "public" else None
            self.checks.append(Check(code, where, holds, shown, self._unless(code, formula, holds)))

    def _shown(self, code: str, column: Column, formula: Formula, read: str) -> Shown | None:
        if code == "required":
            return as_written(self.typed, formula)
        if code == "implausible_time":
            return as_moment(self.typed, read, zone=self.setting.zone)
        return as_number(read) if column.kind in _IBIS else lambda table: table[read].cast("string")

    def _unless(self, code: str, formula: Formula, holds: Callable[[Any], Any]) -> Callable[[Any], Any] | None:
        """Where another check tells it better: that of the conversion, or of the one column that a time came from."""
        if code == "required":
            return self.typed.unconverted(formula.columns)
        if code != "implausible_time":
            return None
        if formula.column is not None:
            self._implausible.setdefault(formula.column, []).append(holds)
            return None
        return self._implausible_source(formula)

    def _implausible_source(self, formula: Formula) -> Callable[[Any], Any]:
        """Whether a column that the formula reads is itself told as an implausible time."""

        def told(table: Any) -> Any:
            import ibis

            found = [holds(table) for name in formula.columns for holds in self._implausible.get(name, ())]
            return ibis.or_(*found) if found else ibis.literal(False)

        return told

    def _wrongs(self, column: Column, read: str, stored: str) -> list[tuple[str, Callable[[Any], Any]]]:
        wrongs: list[tuple[str, Callable[[Any], Any]]] = []
        if column.required:
            wrongs.append(("required", lambda t: t[read].isnull()))
        if column.kind in _IBIS:
            wrongs.append(("out_of_range", lambda t: t[read].notnull() & t[stored].isnull()))
        if column.kind in ("money", "quantity"):
            wrongs.append(("out_of_range", lambda t: t[stored] > LARGEST))
            wrongs.append(("negative", lambda t: t[stored] < 0))
        if column.kind == "id":
            wrongs.append(("too_long", lambda t: t[stored].length() > LONGEST_ID))
        if column.kind == "moment":
            earliest, latest = self.setting.earliest, self.setting.latest
            wrongs.append(("implausible_time", lambda t: (t[stored] < earliest) | (t[stored] > latest)))
        if column.words:
            wrongs.append(("unknown_word", lambda t: t[stored].notnull() & t[stored].notin(column.words)))
        return wrongs

    def _fill(self, table: Table, columns: dict[str, str], when: str | None) -> None:
        """What the door works out where the mapping is silent."""
        if table.name == "order_item":
            self._amounts(columns, when)
        if table.name == "account" and "first_seen_at" not in columns:
            columns["first_seen_at"] = columns["registered_at"]
        currency, rate = self.typed.mapping.currency, self._rate()
        if rate is not None and "amount" in columns and "amount_original" in table.names:
            columns["amount_original"] = self.put(
                ("original", columns["amount"]),
                (self.values[columns["amount"]] / exact(rate)).try_cast("decimal(18, 4)"),
            )
            columns["currency"] = self.put(("literal", str(currency)), _text(str(currency)))

    def _amounts(self, columns: dict[str, str], when: str | None) -> None:
        import ibis

        def given(name: str) -> Any:
            return self.values[columns[name]]

        taken = [name for name in columns if name.startswith("discount_")]
        discounts = [given(name).fill_null(0) for name in taken]
        if "amount" not in columns:
            amount = product(given("quantity"), given("unit_price"), scale=4)
            for discount in discounts:
                amount = amount - discount
            quantity, price = columns["quantity"], columns["unit_price"]
            short = self.put(("amount", *columns.values()), amount.try_cast("decimal(18, 4)"))
            columns["amount"] = short

            def wrong(t: Any) -> Any:
                is_possible = t[short].notnull() & t[short].between(0, LARGEST)
                return t[quantity].notnull() & t[price].notnull() & ~is_possible

            where = "quantity × unit_price − discounts"
            shown = as_product(quantity, price, [columns[name] for name in taken])
            self.checks.append(Check("amount_impossible", where, _held(when, wrong), shown))
        if "unit_price" not in columns:
            gross = given("amount")
            for discount in discounts:
                gross = gross + discount
            price_each = ibis.coalesce(gross / given("quantity").nullif(0), gross).try_cast("decimal(18, 4)")
            columns["unit_price"] = self.put(("unit_price", columns["amount"], columns["quantity"]), price_each)

    def _day(self, moment: str) -> str:
        if moment not in self._days:
            self._days[moment] = self.put(("day of", moment), self._local_day(self.values[moment]))
        return self._days[moment]

    def _local_day(self, utc: Any) -> Any:
        start, end = self.typed.span()
        return local_time(utc, offsets(self.setting.zone, start, end)).cast("date")


def _held(when: str | None, wrong: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The condition, only for rows that become this fact."""
    return wrong if when is None else lambda t: t[when] & wrong(t)


def _untranslated(value: str, meaning: str) -> Callable[[Any], Any]:
    return lambda t: t[value].notnull() & t[meaning].isnull() & (t[value] != HIDDEN)


def _text(value: str) -> Any:
    import ibis

    return ibis.literal(value)
