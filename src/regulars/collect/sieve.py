"""Keeps personal values out of columns that nobody declared personal, cell by cell, before a row is written.

A shifted row puts a phone into a column of amounts; a sign-in name may be an e-mail. Such a cell is hidden, so that its
row is put aside as what it is and nothing of the value is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from regulars.collect.blank import is_blank
from regulars.core.errors import DataError
from regulars.core.text import HIDDEN

if TYPE_CHECKING:
    import pyarrow as pa

#: What a column is read as: numbers and times only, identifiers (and numbers) only, or words.
Use = Literal["measure", "id", "text"]

_MOBILE = r"(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}"
_ABROAD = r"\+[1-9](?:[0-9]{9,14}|[0-9]{0,2}[- (][0-9 ()\-]{6,}[0-9])"
_EMAIL = r"[^@\s*,;<>]+@[^@\s*,;<>.]+(?:\.[^@\s*,;<>.]+)+"
_ID_NUMBER = r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
#: A whole identifier that is a phone or an e-mail. Identity numbers are left to the share of their column: one in
#: ten thousand of the long numbers that marketplaces give to orders is formed like one.
_IDENTIFIER = rf"^\s*(?:{_MOBILE}|{_ABROAD}|{_EMAIL})\s*$"
_WHOLE = rf"^\s*(?:{_MOBILE}|{_ABROAD}|{_EMAIL}|{_ID_NUMBER})\s*$"
#: The same anywhere in a text, in full-width digits too.
_WITHIN = (
    rf"(?:^|[^0-9A-Za-z])(?:{_MOBILE}|{_ID_NUMBER})(?:[^0-9A-Za-z]|$)|{_ABROAD}|[^@\s]@[^@\s.]+\.[A-Za-z]"
    r"|１[３-９][０-９]{9}"
)
#: What a number or a time never holds: the signs of names, addresses and e-mails, mobile and identity numbers.
_FOREIGN = (
    r"@|[A-Za-z]{4,}|[^\x00-\x7f０-９．，：－／　￥元年月日时時分秒]|.{41,}"
    rf"|^\s*(?:{_MOBILE}|{_ABROAD}|[1-9][0-9]{{16}}[0-9Xx])\s*$"
)
#: What in a column of numbers or times tells that the row is shifted, so that its words may be anybody's name. A mere
#: 'never' does not: that row can still be mended.
_STRANGER = rf"{_WITHIN}|[^\x00-\x7f０-９．，：－／　￥元年月日时時分秒]|[A-Za-z]{{2,}}[ ,]+[A-Za-z]{{2,}}"
#: An identifier that a name or an address could be, in a row that is shifted.
_NAMELIKE = r"[^\x00-\x7f]|\S\s+\S|@"
#: The numbers that are mobile numbers, where a source has them as numbers.
_SPANS = ((13_000_000_000, 19_999_999_999), (8_613_000_000_000, 8_619_999_999_999))
#: From how many of how large a share of its values on a column is personal rather than that rows are shifted.
_MANY, _SHARE = 20, 0.05


@dataclass
class Sieve:
    """``uses`` says how each column is read that is neither personal nor listed as plain; ``names`` are the declared
    columns of names. ``is_guarded``: the source holds personal columns, so a measure with letters is a stray too.

    ``hidden`` counts what was hidden by column; ``refuse_personal`` raises where that is the column's nature.
    """

    uses: Mapping[str, Use]
    names: frozenset[str] = frozenset()
    is_guarded: bool = True
    hidden: dict[str, int] = field(default_factory=dict)
    _found: dict[str, int] = field(default_factory=dict)
    _filled: dict[str, int] = field(default_factory=dict)

    def pass_through(self, table: pa.Table) -> pa.Table:
        """The batch with ``HIDDEN`` in place of what looks personal, and of the words of a row that must be shifted."""
        strays = {name: mask for name in self.uses if (mask := self._strays(table, name)) is not None}
        for name, mask in strays.items():
            self._found[name] = self._found.get(name, 0) + _count(mask)
        shifted = self._shifted(table, strays)
        for name in self.uses.keys() & set(table.column_names):
            if (mask := _either(strays.get(name), self._words_of(table, name, shifted))) is not None:
                table = self._hide(table, name, mask)
        return table

    def refuse_personal(self) -> None:
        """DataError where too many values of a column were hidden for them to be strays."""
        many = [
            f"{count:,} of {self._filled[name]:,} values of {name!r}"
            for name, count in self._found.items()
            if self.uses[name] != "measure" and count >= max(_MANY, _SHARE * self._filled[name])
        ]
        if many:
            raise DataError(
                f"nothing was loaded: {'; '.join(many)} look like phones or e-mails. Personal data may not lie in "
                "plain text: declare the column in the mapping, personal: {COLUMN: phone}, or email, or text where it "
                "holds several kinds; where it is something else, list it under 'plain'",
                code="personal-undeclared",
            )

    def _strays(self, table: pa.Table, name: str) -> Any:
        """Which cells of a column look personal; None where none does."""
        if name not in table.column_names:
            return None
        values = table.column(name)
        if not _is_text(values):
            return self._refuse_numbers(name, values)
        self._filled[name] = self._filled.get(name, 0) + len(values) - values.null_count
        return _matching(values, _pattern(self.uses[name], is_guarded=self.is_guarded), is_id=self.uses[name] == "id")

    def _refuse_numbers(self, name: str, values: Any) -> None:
        """A source with types has no shifted rows: one mobile number means that the column has them."""
        if self.uses[name] == "id" and _has_mobile(values):
            raise DataError(
                f"nothing was loaded: {name!r} holds mobile numbers. Declare personal: {{{name}: phone}} in the "
                "mapping, or text where it holds other numbers too; where they are something else, list it under "
                "'plain'",
                code="personal-undeclared",
            )

    def _shifted(self, table: pa.Table, strays: dict[str, Any]) -> Any:
        """The rows with something personal where it cannot belong; None where there are none."""
        found = None
        for name, mask in strays.items():
            if self.uses[name] == "measure" and self.is_guarded:
                mask = _matching(table.column(name), _STRANGER)
            found = _either(found, mask)
        for mask in self._phones_for_names(table):
            found = _either(found, mask)
        return found

    def _words_of(self, table: pa.Table, name: str, shifted: Any) -> Any:
        """The cells of shifted rows that may be a name or an address: all words, and identifiers that look like one."""
        import pyarrow.compute as pc

        if shifted is None or self.uses[name] == "measure" or not _is_text(table.column(name)):
            return None
        if self.uses[name] == "text":
            return shifted
        namelike = _matching(table.column(name), _NAMELIKE)
        return None if namelike is None else pc.and_(shifted, namelike)

    def _phones_for_names(self, table: pa.Table) -> Iterator[Any]:
        """Rows in which a phone, an e-mail or an identity number stands where a name should."""
        for name in self.names & set(table.column_names):
            if _is_text(values := table.column(name)) and (mask := _matching(values, _WHOLE)) is not None:
                yield mask

    def _hide(self, table: pa.Table, name: str, mask: Any) -> pa.Table:
        import pyarrow.compute as pc

        values = table.column(name)
        gone = pc.and_not(mask, is_blank(values))
        if count := _count(gone):
            self.hidden[name] = self.hidden.get(name, 0) + count
            table = table.set_column(table.column_names.index(name), name, pc.if_else(gone, HIDDEN, values))
        return table


def looks_personal(value: str, use: Use, *, is_guarded: bool) -> bool:
    """Whether the sieve would hide this value in a column of that use."""
    import pyarrow as pa

    return _matching(pa.chunked_array([[value]]), _pattern(use, is_guarded=is_guarded)) is not None


def _pattern(use: Use, *, is_guarded: bool) -> str:
    if use == "measure":
        return _FOREIGN if is_guarded else _WITHIN
    return _IDENTIFIER if use == "id" else _WITHIN


def _matching(values: Any, pattern: str, *, is_id: bool = False) -> Any:
    """Which values match, blanks aside; None where none does. Each distinct value is looked at once."""
    import pyarrow.compute as pc

    distinct = (_long_enough(values) if is_id else values).unique()
    hits = distinct.filter(pc.match_substring_regex(distinct, pattern))
    hits = hits.filter(pc.invert(is_blank(hits)))
    return pc.is_in(values, hits) if len(hits) else None


def _long_enough(values: Any) -> Any:
    """Identifiers that can be a phone by their length, or an e-mail: looking for that costs less than a hash."""
    import pyarrow.compute as pc

    is_long = pc.greater_equal(pc.binary_length(values), 10)
    return values.filter(pc.or_(is_long, pc.match_substring(values, "@")))


def _has_mobile(values: Any) -> bool:
    import pyarrow.compute as pc
    from pyarrow import types

    if not (types.is_integer(values.type) or types.is_floating(values.type) or types.is_decimal(values.type)):
        return False
    values = values.cast("float64", safe=False)
    ends = pc.min_max(values).as_py()
    if ends["max"] is None or ends["max"] < _SPANS[0][0]:
        return False
    within = [pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high)) for low, high in _SPANS]
    return bool(pc.any(pc.or_(*within)).as_py())


def _is_text(values: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(values.type))


def _count(mask: Any) -> int:
    import pyarrow.compute as pc

    return int(pc.sum(mask).as_py() or 0)


def _either(one: Any, other: Any) -> Any:
    import pyarrow.compute as pc

    return other if one is None else one if other is None else pc.or_(one, other)
