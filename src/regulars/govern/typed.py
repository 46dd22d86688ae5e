"""Raw columns in the types that formulas want, each conversion with the check that notices when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.core.errors import InputError
from regulars.core.feed import stored_name
from regulars.core.formula import Type
from regulars.core.mapping import SourceMapping
from regulars.core.text import BLANKS, HIDDEN, NARROW, WIDE
from regulars.core.time import offsets, to_utc
from regulars.govern.builtin import strptime
from regulars.govern.look import OFFSET, SLASHED, ColumnLook, Look, is_wide
from regulars.govern.point import FIX as POINT
from regulars.govern.point import is_pointed, without_point

if TYPE_CHECKING:
    import ibis.expr.types as ir

NUMBER = "decimal(18, 6)"
TOO_LARGE = 1e12  #: for NUMBER
MOMENT = "timestamp(6)"
_FORMATS = (
    "%Y%m%d", "%Y%m%d%H%M%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y年%m月%d日", "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日%H时%M分%S秒", "%Y.%m.%d", "%Y.%m.%d %H:%M", "%Y.%m.%d %H:%M:%S",
    "%d %b %Y", "%d %b %Y %H:%M", "%d %b %Y %H:%M:%S", "%b %d, %Y",
)  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
CODE = r"^[0-9]{6}$"  #: of a region
_CURRENCY = "¥￥$€£元"
_GROUPS = " '_\u00a0\u202f"
_YES = ("true", "1", "yes", "y", "t", "是", "真", "有")
_NO = ("false", "0", "no", "n", "f", "否", "假", "无")


@dataclass(frozen=True)
class Check:
    """A condition under which a row goes to quarantine. ``column`` and ``shown`` tell what the person will see.

    ``condition`` and ``shown`` are functions of the table that ``clean`` makes: they name its columns, so that no
    value is computed twice. ``unless`` holds where another check tells the same fault better: it thins out what is
    told of a bad row and never decides whether it is bad.
    """

    code: str
    column: str
    condition: Callable[[Any], Any]
    shown: Callable[[Any], Any] | None = None
    unless: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Fix:
    """Values of a source column that are changed to be understood: which (a condition over raw rows), and how."""

    column: str
    what: str
    condition: Any


@dataclass
class TypedColumns:
    """Gives formulas their columns. It is asked twice: first it learns which conversions are wanted (``table`` is
    None), then it answers with the columns of the typed table that ``prepared`` made of them."""

    raw: ir.Table
    mapping: SourceMapping
    look: Look
    zone: str
    regions: dict[str, str]
    countries: dict[str, str]
    lookups: dict[str, dict[str, str]]
    present: Callable[[Any], dict[str, int]]
    table: ir.Table | None = None
    words: list[tuple[str, Any, Any]] = field(default_factory=list)
    coded: dict[Any, tuple[int, int]] = field(default_factory=dict)
    _wanted: dict[tuple[str, str], str] = field(default_factory=dict)
    _reads_text_times: bool = False

    @property
    def wanted(self) -> frozenset[tuple[str, str]]:
        """Raw columns and the kinds as which formulas read them, as far as they have asked."""
        return frozenset((stored_name(name), kind) for name, kind in self._wanted if kind != "raw")

    def prepared(self) -> ir.Table:
        """The typed table: every wanted conversion as a column, and what each was converted from."""
        for name, _ in list(self._wanted):
            self._name(name, self._source(name))
        columns = {short: self._converted(name, kind) for (name, kind), short in self._wanted.items()}
        self.table = self.raw.select("row_no", **columns)
        self.words.clear()
        self.coded.clear()
        return self.table

    def column(self, name: str, wanted: Type) -> Any:
        """The column as text, number, moment or boolean; a value that cannot be converted is null."""
        looked = self._look(name)
        # Whether there is anything at all is asked of the text, or of the typed value itself but for NaN.
        anything = "text" if looked.kind in ("text", "number") else "raw"
        kind = anything if wanted == "any" else wanted
        short = self._name(name, kind)
        return self._converted(name, kind) if self.table is None else self.table[short]

    def untouched(self, name: str) -> str:
        """What the typed table calls the column as it came; asked before that table is made, as ``column`` is."""
        return self._name(name, "raw")

    def checks(self) -> list[Check]:
        """What must hold of every conversion."""
        return [check for (name, kind), short in self._wanted.items() for check in self._checks(name, kind, short)]

    def _checks(self, name: str, kind: str, value: str) -> list[Check]:
        looked, text = self._look(name), self._wanted[name, self._source(name)]
        if kind == "text" and looked.has_hidden and not self._is_measure(name):
            return [Check("looks_personal", name, lambda table: table[value] == HIDDEN)]
        return self._failures(name, kind, value, looked, text)

    def _is_measure(self, name: str) -> bool:
        """Whether the column is read as numbers or times: then a hidden value is told as being none."""
        return any((name, kind) in self._wanted for kind in ("number", "moment", "boolean"))

    def _failures(self, name: str, kind: str, value: str, looked: ColumnLook, text: str) -> list[Check]:
        if (
            kind in ("text", "raw")
            or (looked.kind == kind != "number")
            or (looked.kind == "whole" and kind == "number")
        ):
            return []
        shown = None if name in self.mapping.personal else column_of(text)
        code = {"number": "not_a_number", "moment": "not_a_time", "boolean": "not_yes_or_no"}[kind]
        failed = _failed(text, value)
        if kind == "number" and looked.kind == "number":
            return [Check("out_of_range", name, failed, shown)]
        if kind == "number":
            sized = _both(failed, lambda table: _size(table[text]) >= TOO_LARGE)
            unsized = _both(failed, lambda table: (_size(table[text]) < TOO_LARGE).fill_null(True))
            return [Check("out_of_range", name, sized, shown), Check(code, name, unsized, shown)]
        if kind == "moment" and looked.has_slashed and self._day_first(looked) is None:
            slashed = _both(failed, lambda table: table[text].re_search(SLASHED))
            other = _both(failed, lambda table: ~table[text].re_search(SLASHED))
            return [Check("ambiguous_date", name, slashed, shown), Check(code, name, other, shown)]
        return [Check(code, name, failed, shown)]

    def unconverted(self, columns: frozenset[str]) -> Callable[[Any], Any]:
        """Whether any of the columns holds something that could not be converted; its own check says so already."""

        def any_failed(table: Any) -> Any:
            import ibis

            read = [(name, kind, short) for (name, kind), short in self._wanted.items() if name in columns]
            failed = [check.condition(table) for one in read for check in self._checks(*one)]
            return ibis.or_(*failed) if failed else ibis.literal(False)

        return any_failed

    def fixes(self) -> list[Fix]:
        """What cleaning changes in the values of this file, for counting. A clean file has none."""
        found = []
        for name in sorted({name for name, _ in self._wanted}):
            looked, column, text = self._look(name), self.raw[stored_name(name)], self._text(name, self._look(name))
            if looked.has_edges or looked.has_wide:
                found.append(Fix(name, "blank_to_null", column.notnull() & text.isnull()))
            if looked.has_wide:
                folded = is_wide(column).ifelse(column.translate(WIDE, NARROW) != column, False)
                found.append(Fix(name, "full_width_folded", folded))
            if looked.is_pointed:
                found.append(Fix(name, POINT, is_pointed(column)))
            if looked.has_signs and (name, "number") in self._wanted:
                number = self._number(name, looked, text)
                found.append(Fix(name, "number_signs_removed", text.try_cast(NUMBER).isnull() & number.notnull()))
        return found

    def _look(self, name: str) -> ColumnLook:
        return self.look.columns[stored_name(name)]

    def _name(self, name: str, kind: str) -> str:
        return self._wanted.setdefault((name, kind), f"t{len(self._wanted)}")

    def _source(self, name: str) -> str:
        """What a conversion starts from: cleaned text, or the column itself where it has a type."""
        return "text" if self._look(name).kind == "text" else "raw"

    def _converted(self, name: str, kind: str) -> Any:
        looked = self._look(name)
        if kind == "raw":
            return self.raw[stored_name(name)]
        text = self._text(name, looked)
        return text if kind == "text" else getattr(self, f"_{kind}")(name, looked, text)

    def convert(self, value: Any, wanted: Type) -> Any:
        """A computed value in another type; null where it cannot be."""
        if wanted == "text":
            return value.cast("string")
        if wanted == "number":
            return value.try_cast(NUMBER) if not value.type().is_numeric() else value
        if wanted == "boolean":
            return value.try_cast("boolean") if not value.type().is_boolean() else value
        if value.type().is_timestamp():
            return value
        self._reads_text_times = True
        return self._staged(self._utc(self._staged(self._parsed(self._staged(value), ColumnLook("text")))))

    def _staged(self, value: Any) -> Any:
        """The value as a column of the typed table. A computed time is named hundreds of times by what follows (clock
        changes, then its day), and SQL would spell it out each time: minutes, and gigabytes of text."""
        if self.table is None:
            return value
        short = f"m{len(self.table.columns)}"
        self.table = self.table.mutate(**{short: value})
        return self.table[short]

    def word(self, value: Any, name: str) -> Any:
        """The meaning of a word; a word that is on no list is a fault. A place without a code is unknown, for it may be
        an address; a country without one stands as it is."""
        if name == ":region":
            import ibis

            text = value.strip()
            start = text.re_search(CODE).ifelse(text, text.left(2))
            return self._coded(start, self.regions, ibis.null("string"))
        if name == ":country":
            return self._coded(value.strip().lower(), self.countries, value)
        meaning = self._translated(value, self.lookups[name], self._present(value))
        self.words.append((name, value, meaning))
        return meaning.nullif("")  # a list may say that a word means nothing, such as a guest's order

    def _present(self, value: Any) -> dict[str, int]:
        """How often each word of a column occurs; not asked before there is a typed table to ask."""
        return {} if self.table is None else self.present(value)

    def _coded(self, start: Any, codes: dict[str, str], value: Any) -> Any:
        import ibis

        held = self._present(start)
        self.coded[start.op()] = (sum(count for word, count in held.items() if word in codes), sum(held.values()))
        return ibis.coalesce(self._translated(start, codes, held), value)

    def _translated(self, value: Any, meanings: dict[str, str], present: dict[str, int]) -> Any:
        """Only the words that the file holds are compared: a list of countries is long, a file's is not."""
        import ibis

        held = {word: meanings[word] for word in sorted(present) if word in meanings}
        if len(held) > 200:
            return ibis.map(list(held), list(held.values())).get(value, ibis.null("string"))
        cases = [(value == word, meaning) for word, meaning in held.items()]
        return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")

    def _text(self, name: str, looked: ColumnLook) -> Any:
        import ibis

        column = self.raw[stored_name(name)]
        if looked.kind == "text":
            cleaned = column.strip() if looked.has_edges else column
            if looked.has_wide:
                cleaned = is_wide(column).ifelse(column.translate(WIDE, NARROW), column).strip()
            if looked.has_blanks:
                # Not a chain of nullif: engines spell each as a CASE, and eleven in one another double eleven times.
                cleaned = cleaned.isin(BLANKS).ifelse(ibis.null("string"), cleaned)
            return without_point(cleaned) if looked.is_pointed else cleaned
        if looked.kind != "number":
            return column.cast("string")
        number = column if column.type().is_decimal() else column.isnan().ifelse(ibis.null(column.type()), column)
        if not looked.is_whole:
            return number.cast("string")
        return ibis.coalesce(number.try_cast("int64").cast("string"), number.cast("string"))

    def _number(self, name: str, looked: ColumnLook, text: Any) -> Any:
        import ibis

        if looked.kind == "whole":
            return self.raw[stored_name(name)].cast("int64")
        if looked.kind != "text":
            return self.raw[stored_name(name)].try_cast(NUMBER)
        if not looked.has_signs:
            return text.try_cast(NUMBER)
        point, group = (",", ".") if self.mapping.decimal == "," else (".", ",")
        bare = text.translate(_CURRENCY, "").strip()
        # A separator stands before three digits, everywhere or nowhere; else 12,5 would be read as 125.
        is_grouped = bare.re_search(rf"^[+-]?\d{{1,3}}([{group} '_\x{{a0}}\x{{202f}}]\d{{3}})+(\{point}\d*)?$")
        plain = is_grouped.ifelse(bare.translate(f"{group}{_GROUPS}", ""), bare)
        if point == ",":
            plain = plain.contains(".").ifelse(ibis.null("string"), plain.replace(",", "."))
        return plain.try_cast(NUMBER)

    def _boolean(self, name: str, looked: ColumnLook, text: Any) -> Any:
        import ibis

        if looked.kind == "boolean":
            return self.raw[stored_name(name)]
        lowered = text.lower()
        return ibis.cases((lowered.isin(_YES), True), (lowered.isin(_NO), False), else_=ibis.null("boolean"))

    def _moment(self, name: str, looked: ColumnLook, text: Any) -> Any:
        if looked.kind == "moment":
            column = self.raw[stored_name(name)]
            is_zoned = column.type().is_timestamp() and column.type().timezone is not None
            moment = column.try_cast(MOMENT)
            return moment if is_zoned else self._utc(moment)
        if looked.kind != "text":
            raise InputError(f"column {name!r} is used as a time but holds numbers; write moment(text({name}))")
        self._reads_text_times = True
        parsed = self._parsed(text, looked)
        if not looked.has_offsets:
            return self._utc(parsed)
        zoned = text.re_search(OFFSET)
        # Shopify and others write 10:00:00 -0400, engines read 10:00:00-04:00 only.
        offset = text.re_replace(r"\s*([+\-]\d\d):?(\d\d)?\s*$", r"\1:\2").re_replace(r":$", ":00")
        zoned_text = text.re_search(r"[Zz]\s*$").ifelse(text, offset)
        return zoned.ifelse(zoned_text.try_cast("timestamp('UTC')").cast(MOMENT), self._utc(parsed))

    def _parsed(self, text: Any, looked: ColumnLook) -> Any:
        """Text as a time of the mapping's zone: ISO first, then the written forms, then a spreadsheet's day number."""
        import ibis

        tries = []
        if self.mapping.formats:
            tries.append(strptime(text, list(self.mapping.formats)))
        iso = text.re_search(r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}")
        tries.append(iso.ifelse(text.try_cast(MOMENT), ibis.null(MOMENT)))
        tries.append(strptime(text, list(_FORMATS)))
        if looked.has_slashed:
            tries.append(self._slashed(text, self._day_first(looked)))
        serial = text.re_search(r"^[2-5]\d{4}(\.\d+)?$")
        seconds = (text.try_cast("float64") * 86400).round(0).cast("int64")
        start = ibis.literal("1899-12-30 00:00:00").cast(MOMENT)
        tries.append(serial.ifelse(start + seconds.as_interval("s"), ibis.null(MOMENT)))
        return ibis.coalesce(*tries)

    def _slashed(self, text: Any, day_first: bool | None) -> Any:
        """03/04/2024 by the order of its column; where that is not known, only dates that allow no other reading."""
        import ibis

        orders = {True: "%d{0}%m{0}%Y", False: "%m{0}%d{0}%Y"}
        read = {
            key: strptime(text, [order.format(sign) + time for sign in "/.-" for time in _TIMES])
            for key, order in orders.items()
        }
        if day_first is not None:
            return read[day_first]
        return ibis.ifelse(read[True].isnull() | read[False].isnull(), ibis.coalesce(*read.values()), ibis.null(MOMENT))

    def _day_first(self, looked: ColumnLook) -> bool | None:
        return looked.day_first if self.mapping.day_first is None else self.mapping.day_first

    def _utc(self, moment: Any) -> Any:
        return to_utc(moment, offsets(self.mapping.zone or self.zone, *self.span()))

    def span(self) -> tuple[datetime, datetime]:
        """The period that the file's times can lie in; times written as text may lie anywhere plausible."""
        looks = [look for look in self.look.columns.values() if look.first is not None and look.last is not None]
        if self._reads_text_times or not looks:
            return datetime(1990, 1, 1), datetime(2040, 1, 1)
        first, last = min(look.first for look in looks if look.first), max(look.last for look in looks if look.last)
        low, high = datetime(1971, 1, 1), datetime(2100, 1, 1)
        return min(max(first, low), high), min(max(last, low), high)


def _size(text: Any) -> Any:
    """How large a written number is, if it is one; inf and 1e308 are numbers that cannot be stored."""
    return text.translate(f"{_CURRENCY},", "").strip().try_cast("float64").abs()


def column_of(name: str) -> Callable[[Any], Any]:
    """The column of that name, of whatever table is asked."""
    return lambda table: table[name]


def _failed(text: str, value: str) -> Callable[[Any], Any]:
    """There was something and no value came of it."""
    return lambda table: table[text].notnull() & table[value].isnull()


def _both(one: Callable[[Any], Any], other: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda table: one(table) & other(table)
