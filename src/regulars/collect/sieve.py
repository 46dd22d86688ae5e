"""Keeps personal values out of columns that nobody declared personal, cell by cell, before a row is written.

A shifted row puts a phone into a column of amounts; a sign-in name may be an e-mail. Such a cell is hidden, so that its
row is put aside as what it is and nothing of the value is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from regulars.collect.blank import is_blank
from regulars.collect.personal import Use, distinct_with, lettered, matching, numbered, persons
from regulars.core.errors import DataError
from regulars.core.text import HIDDEN

if TYPE_CHECKING:
    import pyarrow as pa

#: The numbers that are mobile numbers, where a source has them as numbers.
_SPANS = ((13_000_000_000, 19_999_999_999), (8_613_000_000_000, 8_619_999_999_999))
#: An identifier that a name or an address could be, in a row that is shifted.
_NAMELIKE = r"[^\x00-\x7f]|\S\s+\S|@"
#: From how many of how large a share of its values on a column is personal rather than that rows are shifted.
_MANY, _SHARE = 20, 0.05


@dataclass
class Sieve:
    """``uses`` says how each column is read that is neither personal nor listed as plain. ``names`` and ``phones`` are
    declared columns. ``is_guarded``: the source holds personal columns, so a measure with letters may be a name.

    ``hidden`` counts what was hidden by column; ``refuse_personal`` raises where that is the column's nature.
    """

    uses: Mapping[str, Use]
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    is_guarded: bool = True
    hidden: dict[str, int] = field(default_factory=dict)
    _found: dict[str, int] = field(default_factory=dict)
    _filled: dict[str, int] = field(default_factory=dict)

    def pass_through(self, table: pa.Table) -> pa.Table:
        """The batch with ``HIDDEN`` in place of what looks personal, and of the words of a row that must be shifted."""
        named = {name: table.column(name) for name in self.uses if name in table.column_names}
        for name, values in named.items():
            self._refuse_numbers(name, values)
        columns = {name: values for name, values in named.items() if _is_text(values)}
        strays = {name: mask for name, values in columns.items() if (mask := self._strays(name, values)) is not None}
        letters = self._letters(columns)
        shifted = self._shifted(table, strays, letters)
        for name, values in columns.items():
            words = self._words(name, values, shifted)
            if (mask := _either(_either(strays.get(name), letters.get(name)), words)) is not None:
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

    def _strays(self, name: str, values: Any) -> Any:
        """Which cells of a column are personal by themselves; None where none is."""
        self._filled[name] = self._filled.get(name, 0) + len(values) - values.null_count
        mask = matching(values, self.uses[name])
        found = _either(mask, _within(values, numbered(values))) if self.uses[name] == "id" else mask
        if found is not None:
            self._found[name] = self._found.get(name, 0) + _count(found)
        return mask

    def _letters(self, columns: dict[str, Any]) -> dict[str, Any]:
        """The cells of numbers and times that may be names, where names can be."""
        measures = [name for name in columns if self.is_guarded and self.uses[name] == "measure"]
        found = {name: lettered(columns[name]) for name in measures}
        return {name: mask for name, mask in found.items() if mask is not None}

    def _shifted(self, table: pa.Table, strays: dict[str, Any], letters: dict[str, Any]) -> Any:
        """The rows that must be shifted: something personal where it cannot belong, a name or an address among the
        numbers, or letters in two measures. One measure with a word in it is a slip of the pen: it can be mended."""
        import pyarrow.compute as pc

        found = self._phones_for_names(table)
        for mask in strays.values():
            found = _either(found, mask)
        for name in letters:
            found = _either(found, persons(table.column(name)))
        masks = list(letters.values())
        for place, one in enumerate(masks):
            for other in masks[place + 1 :]:
                found = _either(found, pc.and_(one, other))
        return found

    def _words(self, name: str, values: Any, shifted: Any) -> Any:
        """The cells of shifted rows that may be a name or an address: all words, and identifiers that look like one."""
        import pyarrow.compute as pc

        if shifted is None or self.uses[name] == "measure":
            return None
        if self.uses[name] == "text":
            return shifted
        namelike = _within(values, distinct_with(values, _NAMELIKE))
        return None if namelike is None else pc.and_(shifted, namelike)

    def _phones_for_names(self, table: pa.Table) -> Any:
        """Rows in which a phone, an e-mail or an identity number stands for a name, and for the phone no number:
        people do sign as their phone, and have one beside it."""
        import pyarrow.compute as pc

        found = None
        for name in self.names & set(table.column_names):
            for phone in self.phones & set(table.column_names):
                if _is_text(table.column(name)) and _is_text(table.column(phone)):
                    numberless = pc.invert(pc.match_substring_regex(table.column(phone), "[0-9０-９]{5}"))
                    numberless = pc.and_not(pc.fill_null(numberless, False), is_blank(table.column(phone)))
                    if (mask := matching(table.column(name), "text")) is not None:
                        found = _either(found, pc.and_(mask, numberless))
        return found

    def _refuse_numbers(self, name: str, values: Any) -> None:
        """A source with types has no shifted rows: one mobile number means that the column has them."""
        if self.uses[name] != "measure" and _has_mobile(values):
            raise DataError(
                f"nothing was loaded: {name!r} holds mobile numbers. Declare personal: {{{name}: phone}} in the "
                "mapping, or text where it holds other numbers too; where they are something else, list it under "
                "'plain'",
                code="personal-undeclared",
            )

    def _hide(self, table: pa.Table, name: str, mask: Any) -> pa.Table:
        import pyarrow.compute as pc

        values = table.column(name)
        gone = pc.and_not(mask, is_blank(values))
        if count := _count(gone):
            self.hidden[name] = self.hidden.get(name, 0) + count
            table = table.set_column(table.column_names.index(name), name, pc.if_else(gone, HIDDEN, values))
        return table


def _within(values: Any, found: Any) -> Any:
    import pyarrow.compute as pc

    return None if found is None else pc.is_in(values, found)


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
