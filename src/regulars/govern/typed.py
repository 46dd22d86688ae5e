"""Raw columns in the types that formulas want, each conversion with the check that notices when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.core.errors import InputError
from regulars.core.formula import Type
from regulars.core.mapping import SourceMapping
from regulars.core.time import offsets, to_utc
from regulars.govern.builtin import strptime
from regulars.govern.look import BLANKS, OFFSET, SLASHED, ColumnLook, Look

if TYPE_CHECKING:
    import ibis.expr.types as ir

NUMBER = "decimal(18, 6)"
MOMENT = "timestamp(6)"
_WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ．，－＋（）：／＿＃＠　"
_NARROW = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,-+():/_#@ "
_FORMATS = (
    "%Y%m%d", "%Y%m%d%H%M%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y年%m月%d日", "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日%H时%M分%S秒", "%Y.%m.%d", "%Y.%m.%d %H:%M", "%Y.%m.%d %H:%M:%S",
    "%d %b %Y", "%d %b %Y %H:%M", "%d %b %Y %H:%M:%S", "%b %d, %Y",
)  # fmt: skip
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_YES = ("true", "1", "yes", "y", "t", "是", "真", "有")
_NO = ("false", "0", "no", "n", "f", "否", "假", "无")


@dataclass
class Check:
    """A condition under which a row goes to quarantine. ``column`` and ``shown`` tell what the person will see."""

    code: str
    column: str
    condition: Any
    shown: Any = None


@dataclass
class TypedColumns:
    """Gives formulas their columns; remembers each conversion as a column of the typed table."""

    raw: ir.Table
    mapping: SourceMapping
    look: Look
    zone: str
    regions: dict[str, str]
    countries: dict[str, str]
    lookups: dict[str, dict[str, str]]
    present: Callable[[Any], list[str]]
    made: dict[str, Any] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)
    _reads_text_times: bool = False

    def column(self, name: str, wanted: Type) -> Any:
        """The column as text, number, moment or boolean; a failing value is a null and a fault of its row."""
        looked = self.look.columns[name]
        kind = {"whole": "number"}.get(looked.kind, looked.kind) if wanted == "any" else wanted
        key = (name, kind)
        if key not in self._known:
            text = self._text(name, looked)
            if kind == "text":
                self._known[key] = text
            else:
                value = getattr(self, f"_{kind}")(name, looked, text)
                self._known[key] = value
                if looked.kind == "text":
                    code = {"number": "not_a_number", "moment": "not_a_time", "boolean": "not_yes_or_no"}[kind]
                    if kind == "moment" and looked.has_slashed and self._day_first(looked) is None:
                        slashed = text.re_search(SLASHED)
                        self.checks.append(Check("ambiguous_date", name, slashed & value.isnull(), text))
                        self.checks.append(Check(code, name, text.notnull() & ~slashed & value.isnull(), text))
                    else:
                        self.checks.append(Check(code, name, text.notnull() & value.isnull(), text))
                elif kind == "number" and looked.kind == "number":
                    self.checks.append(Check("out_of_range", name, self.raw[name].notnull() & value.isnull(), text))
        return self._known[key]

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
        return self._utc(self._parsed(value, ColumnLook("text")))

    def word(self, value: Any, name: str) -> Any:
        """The meaning of a word; a word that is on no list is a fault, but for regions, which stay as they are."""
        import ibis

        if name == ":region":
            return ibis.coalesce(self._translated(value.strip().left(2), self.regions), value)
        if name == ":country":
            return ibis.coalesce(self._translated(value.strip().lower(), self.countries), value)
        meaning = self._translated(value, self.lookups[name])
        self.checks.append(Check("unknown_word", name, value.notnull() & meaning.isnull(), value))
        return meaning

    def _translated(self, value: Any, meanings: dict[str, str]) -> Any:
        """Only the words that the file holds are compared: a list of countries is long, a file's is not."""
        import ibis

        held = {word: meanings[word] for word in self.present(value) if word in meanings}
        if len(held) > 200:
            return ibis.map(list(held), list(held.values())).get(value, ibis.null("string"))
        cases = [(value == word, meaning) for word, meaning in held.items()]
        return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")

    def _text(self, name: str, looked: ColumnLook) -> Any:
        column = self.raw[name]
        if looked.kind == "text":
            cleaned = column.strip()
            if looked.has_wide:
                cleaned = column.translate(_WIDE, _NARROW).strip()
            if looked.has_blanks:
                for blank in BLANKS:
                    cleaned = cleaned.nullif(blank)
            return cleaned
        if looked.kind == "number" and looked.is_whole:
            return column.try_cast("int64").cast("string")
        return column.cast("string")

    def _number(self, name: str, looked: ColumnLook, text: Any) -> Any:
        import ibis

        if looked.kind == "whole":
            return self.raw[name].cast("int64")
        if looked.kind != "text":
            return self.raw[name].try_cast(NUMBER)
        if self.mapping.decimal == ",":
            return _bare(text).replace(".", "").replace(",", ".").try_cast(NUMBER)
        bare = _bare(text)
        grouped = bare.re_search(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$").ifelse(bare.replace(",", ""), bare)
        return ibis.coalesce(text.try_cast(NUMBER), grouped.try_cast(NUMBER))

    def _boolean(self, name: str, looked: ColumnLook, text: Any) -> Any:
        import ibis

        if looked.kind == "boolean":
            return self.raw[name]
        lowered = text.lower()
        return ibis.cases((lowered.isin(_YES), True), (lowered.isin(_NO), False), else_=ibis.null("boolean"))

    def _moment(self, name: str, looked: ColumnLook, text: Any) -> Any:
        if looked.kind == "moment":
            column = self.raw[name]
            is_zoned = column.type().is_timestamp() and column.type().timezone is not None
            moment = column.cast(MOMENT)
            return moment if is_zoned else self._utc(moment)
        if looked.kind != "text":
            raise InputError(f"column {name!r} is used as a time but holds numbers; write moment(text({name}))")
        self._reads_text_times = True
        parsed = self._parsed(text, looked)
        if not looked.has_offsets:
            return self._utc(parsed)
        zoned = text.re_search(OFFSET)
        return zoned.ifelse(text.try_cast("timestamp('UTC')").cast(MOMENT), self._utc(parsed))

    def _parsed(self, text: Any, looked: ColumnLook) -> Any:
        """Text as a time of the mapping's zone: ISO first, then the written forms, then a spreadsheet's day number."""
        import ibis

        tries = []
        if self.mapping.formats:
            tries.append(strptime(text, list(self.mapping.formats)))
        iso = text.re_search(r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}")
        tries.append(iso.ifelse(text.try_cast(MOMENT), ibis.null(MOMENT)))
        tries.append(strptime(text, list(_FORMATS)))
        if looked.has_slashed and (day_first := self._day_first(looked)) is not None:
            order = "%d{0}%m{0}%Y" if day_first else "%m{0}%d{0}%Y"
            tries.append(strptime(text, [order.format(sign) + time for sign in "/.-" for time in _TIMES]))
        serial = text.re_search(r"^[2-5]\d{4}(\.\d+)?$")
        seconds = (text.try_cast("float64") * 86400).round(0).cast("int64")
        start = ibis.literal("1899-12-30 00:00:00").cast(MOMENT)
        tries.append(serial.ifelse(start + seconds.as_interval("s"), ibis.null(MOMENT)))
        return ibis.coalesce(*tries)

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


def _bare(text: Any) -> Any:
    """A number without currency signs, blanks and the marks that people put around it."""
    return text.translate("¥￥$€£元 \u00a0'_", "").strip()
