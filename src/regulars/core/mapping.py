"""How a source's columns become canonical tables: one mapping file, checked as a whole before a row is read."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from regulars.core.currency import currency_fault
from regulars.core.errors import Fault, raise_faults, unknown
from regulars.core.formula import Formula, FormulaError, Node, parse, plain_header
from regulars.core.table import Table

#: What the vault knows how to normalise.
PERSONAL_KINDS = ("phone", "email", "id_number", "name", "address", "birthday", "card", "openid", "unionid", "text")
ALWAYS = "always"
_DATE_SIGNS = (
    "d", "-d", "m", "-m", "Y", "y", "-y", "b", "B", "a", "A", "H", "-H", "I", "-I", "M", "-M", "S", "-S", "f", "g", "n",
    "p", "j", "-j", "z", "Z", "G", "V", "u", "U", "W", "w", "c", "x", "X", "%",
)  # fmt: skip
_SECTIONS = (
    "title", "file", "zone", "currency", "namespace", "personal", "plain", "words", "let", "reject", "dates",
    "decimal", "tables", "attributes", "contacts", "about",
)  # fmt: skip


@dataclass(frozen=True)
class Emit:
    """One canonical row that a source row becomes, when the condition holds."""

    table: str
    values: dict[str, Formula]
    when: Formula | None = None

    @property
    def columns(self) -> frozenset[str]:
        formulas = [*self.values.values(), *([self.when] if self.when else [])]
        return frozenset().union(*(formula.columns for formula in formulas))


@dataclass(frozen=True)
class Lookup:
    """A word list that stands in another file of the same export."""

    file: str
    key: str
    value: str


@dataclass(frozen=True)
class SourceMapping:
    """A checked mapping. ``zone`` is that of times without one; ``currency`` that of money; None: the shop's."""

    name: str
    emits: tuple[Emit, ...]
    title: dict[str, str] = field(default_factory=dict)
    file: str | None = None
    zone: str | None = None
    currency: str | None = None
    namespace: str = ""
    personal: dict[str, str] = field(default_factory=dict)
    plain: tuple[str, ...] = ()
    words: dict[str, dict[str, str] | Lookup] = field(default_factory=dict)
    rejects: tuple[tuple[Formula, str], ...] = ()
    day_first: bool | None = None
    formats: tuple[str, ...] = ()
    decimal: str = "."
    version: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """All source columns that any formula reads."""
        return frozenset().union(*(formula.columns for formula in self._formulas()))

    @property
    def places(self) -> frozenset[str]:
        """The columns of which only the region is read, so that nothing else of an address need be kept."""
        placed = frozenset().union(*(formula.placed for formula in self._formulas()))
        whole = frozenset().union(*(formula.columns - formula.placed for formula in self._formulas()))
        return placed - whole - self.personal.keys() - set(self.plain)

    def _formulas(self) -> Iterator[Formula]:
        yield from (reject for reject, _ in self.rejects)
        for emit in self.emits:
            yield from emit.values.values()
            if emit.when is not None:
                yield emit.when

    @property
    def subject(self) -> str | None:
        """The source column that says whose the personal data of a row are."""
        for emit in self.emits:
            formula = emit.values.get("account_id")
            if formula is not None and formula.column:
                return formula.column
        return None


def read_mapping(
    name: str, data: object, *, tables: Mapping[str, Table], columns: list[str] | None = None
) -> SourceMapping:
    """Check a mapping's parsed YAML; with ``columns``, also that the file has what it reads.

    Raises InputError that tells every fault at once, each with its place; for a file that has none of the columns,
    one that says so.
    """
    reader = _Reader(name, tables, columns)
    mapping = reader.read(data)
    if columns and reader.faults:
        blind = _Reader(name, tables, None)
        if strange := _strange(blind.read(data), columns):
            reader.faults = [*blind.faults, Fault("", strange)]
    raise_faults(reader.faults, title=f"mapping {name!r} cannot be used")
    return mapping


def _strange(mapping: SourceMapping, columns: list[str]) -> str | None:
    """That a file has nothing of what the mapping reads, not even misspelt: one mistake, not one a column."""
    wanted = list(dict.fromkeys([*mapping.personal, *mapping.plain, *sorted(mapping.columns)]))
    headers = [plain_header(column) for column in columns]
    close = [name for name in map(plain_header, wanted) if difflib.get_close_matches(name, headers, n=1, cutoff=0.75)]
    if not wanted or set(headers) & set(close) or 3 * len(close) >= len(wanted):
        return None
    has, reads = (", ".join(names[:12]) + (", …" if len(names) > 12 else "") for names in (columns, wanted))
    return f"this file is not of that mapping: it has {has}; the mapping reads {reads}"


class _Reader:
    def __init__(self, name: str, tables: Mapping[str, Table], columns: list[str] | None) -> None:
        self.name, self.tables = name, tables
        self.headers = {plain_header(column): column for column in columns or []}
        self.faults: list[Fault] = []
        self.let: dict[str, Formula] = {}
        self.words: dict[str, dict[str, str] | Lookup] = {}
        self.formulas: list[tuple[str, Formula]] = []

    def fault(self, where: str, message: str) -> None:
        found = Fault(where, message)
        if found not in self.faults:
            self.faults.append(found)

    def read(self, data: object) -> SourceMapping:
        if not isinstance(data, dict):
            self.fault(
                "", f"a mapping file is a list of sections ({', '.join(_SECTIONS)}), this is {type(data).__name__}"
            )
            return SourceMapping(self.name, ())
        data = self._sections(data)
        self.words = self._words(data.get("words") or {})
        for name, text in self._dict(data, "let").items():
            if (formula := self._formula(f"let.{name}", text)) is not None:
                self.let[str(name)] = formula
        rejects = tuple(self._rejects(data.get("reject") or []))
        personal = self._personal(data)
        emits = [*self._tables(data.get("tables")), *self._attributes(data.get("attributes"))]
        emits += self._contacts(data.get("contacts"), personal)
        emits += list(self._implied(emits))
        if not emits and not any(fault.where.startswith(("tables", "attributes", "contacts")) for fault in self.faults):
            self.fault("tables", f"names no table. Known: {', '.join(sorted(self.tables))}")
        self._personal_targets(emits, personal)
        self._whole(personal)
        plain = tuple(self._plain(data.get("plain")))
        day_first, formats = self._dates(data.get("dates") or {})
        decimal = str(data.get("decimal", "."))
        if decimal not in (".", ","):
            self.fault("decimal", f"is '.' or ',', not {decimal!r}")
        return SourceMapping(
            name=self.name, emits=tuple(emits), title=self._title(data), file=self._text(data, "file"),
            zone=self._zone(data.get("zone")), currency=self._currency(data.get("currency")),
            namespace=self._text(data, "namespace") or "", personal=personal, plain=plain, words=self.words,
            rejects=rejects, day_first=day_first, formats=formats, decimal=decimal, version=_version(data),
        )  # fmt: skip

    def _sections(self, data: dict[Any, Any]) -> dict[str, Any]:
        """The sections; one with a misspelt name is told, and read as what was meant so that its faults are too."""
        read: dict[str, Any] = {str(key): value for key, value in data.items() if key in _SECTIONS}
        for key in (key for key in data if key not in _SECTIONS):
            self.fault(str(key), unknown("section", key, _SECTIONS))
            if (meant := _meant(key, _SECTIONS)) is not None:
                read.setdefault(meant, data[key])
        return read

    def _text(self, data: dict[str, Any], key: str) -> str | None:
        value = data.get(key)
        if value is None or isinstance(value, str):
            return value
        self.fault(key, f"is text, not {_shown(value)}")
        return None

    def _title(self, data: dict[str, Any]) -> dict[str, str]:
        title = self._dict(data, "title")
        for language, text in title.items():
            if not isinstance(text, str):
                self.fault(f"title.{language}", f"is text, not {_shown(text)}")
        return {str(language): str(text) for language, text in title.items()}

    def _plain(self, value: object) -> Iterator[str]:
        if value is None:
            return
        if not isinstance(value, list):
            self.fault("plain", f"is a list of columns such as [order_no], not {_shown(value)}")
            return
        for place, column in enumerate(value, 1):
            if isinstance(column, str | int) and not isinstance(column, bool):
                header = self._header(f"plain[{place}]", str(column))
                yield from () if header is None else (header,)
            else:
                self.fault(f"plain[{place}]", f"is a column, not {_shown(column)}")

    def _dict(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key) or {}
        if isinstance(value, dict):
            return value
        self.fault(key, f"is a list of names and values, not {type(value).__name__}")
        return {}

    def _formula(self, where: str, text: object) -> Formula | None:
        try:
            formula = parse(text, columns=self.headers, names=self.let, words=frozenset(self.words))
        except FormulaError as error:
            self.fault(where, str(error))
            return None
        self.formulas.append((where, formula))
        return formula

    def _whole(self, personal: dict[str, str]) -> None:
        """Of personal columns only tokens are kept, so a formula that looks into one would silently see nothing."""
        told: set[tuple[int, str]] = set()
        for where, formula in self.formulas:
            if where.startswith(("attributes", "contacts")) and where.endswith((".account_id", ".valid_from")):
                continue  # told where all values of the section share it
            found = {(id(node), str(node.value)) for node in formula.opened if node.value in personal}
            for column in sorted({column for _, column in found - told}):
                self.fault(
                    where,
                    f"looks into {column!r}, which is personal: only a token of its whole value is kept. "
                    f"missing(), coalesce() and the column by itself can be used",
                )
            told |= found  # a name under `let` is told once, not wherever it is used

    def _rejects(self, data: object) -> Iterator[tuple[Formula, str]]:
        if not isinstance(data, list):
            self.fault("reject", "is a list of {when, reason}")
            return
        for place, entry in enumerate(data, 1):
            where = f"reject[{place}]"
            if not isinstance(entry, dict) or entry.keys() != {"when", "reason"}:
                self.fault(where, "has exactly 'when' (a condition) and 'reason' (words)")
                continue
            if not isinstance(entry["reason"], str):
                self.fault(f"{where}.reason", f"is words, not {_shown(entry['reason'])}")
            if (formula := self._formula(f"{where}.when", entry["when"])) is not None:
                yield formula, str(entry["reason"])

    def _words(self, data: object) -> dict[str, dict[str, str] | Lookup]:
        if not isinstance(data, dict):
            self.fault("words", "is a list of word lists: {status: {交易成功: paid}}")
            return {}
        lists: dict[str, dict[str, str] | Lookup] = {}
        for name, entries in data.items():
            if not isinstance(entries, dict) or not entries:
                self.fault(f"words.{name}", "is a list of word: meaning, or {file, key, value}")
                lists[str(name)] = {}
                continue
            for word, meaning in entries.items():
                if not isinstance(meaning, str | int | float | date):
                    self.fault(f"words.{name}.{_spelled(word)}", f"is a word, not {_shown(meaning)}")
            if entries.keys() == {"file", "key", "value"}:
                lists[str(name)] = Lookup(**{key: _spelled(value) for key, value in entries.items()})
            else:
                lists[str(name)] = {_spelled(word): _spelled(meaning) for word, meaning in entries.items()}
        return lists

    def _personal(self, data: dict[str, Any]) -> dict[str, str]:
        personal: dict[str, str] = {}
        for column, kind in self._dict(data, "personal").items():
            if kind not in PERSONAL_KINDS:
                self.fault(f"personal.{column}", unknown("kind of personal data", kind, PERSONAL_KINDS))
            elif (header := self._header(f"personal.{column}", str(column))) is not None:
                personal[header] = kind
        return personal

    def _header(self, where: str, column: str) -> str | None:
        if not self.headers:
            return column
        if plain_header(column) not in self.headers:
            self.fault(where, unknown("column", column, self.headers.values()))
            return None
        return self.headers[plain_header(column)]

    def _tables(self, data: object) -> Iterator[Emit]:
        if data is None:
            return
        if not isinstance(data, dict):
            self.fault("tables", f"is a list of tables by name, not {type(data).__name__}")
            return
        for name, entries in data.items():
            meant = name
            if name not in self.tables:
                self.fault(f"tables.{name}", unknown("table", name, self.tables))
                meant = _meant(name, self.tables)
                if meant is None or not entries:
                    continue
            for place, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
                where = f"tables.{name}" + (f"[{place}]" if isinstance(entries, list) else "")
                if (emit := self._emit(where, self.tables[meant], entry)) is not None:
                    yield emit

    def _emit(self, where: str, table: Table, entry: object) -> Emit | None:
        if not isinstance(entry, dict) or not entry:
            self.fault(where, "is a list of column: formula")
            return None
        values: dict[str, Formula] = {}
        tried: set[str] = set()
        for column, text in entry.items():
            if column == "when":
                continue
            if column not in table.names:
                self.fault(f"{where}.{column}", unknown(f"column of {table.name}", column, table.names))
                if (meant := _meant(column, table.names)) is not None:
                    tried.add(meant)
                    self._formula(f"{where}.{column}", text)
            elif text == ALWAYS and table.versioned and column == "valid_from":
                values[column] = parse("'1900-01-01'", columns={})
            elif (formula := self._formula(f"{where}.{column}", text)) is not None:
                values[column] = formula
            else:
                tried.add(column)
        when = self._formula(f"{where}.when", entry["when"]) if "when" in entry else None
        for column in _lacking(table, {*values, *tried}):
            self.fault(
                f"{where}.{column}", f"is required by {table.name} ({table.column(column).about}) and not mapped"
            )
        return Emit(table.name, values, when)

    def _attributes(self, data: object) -> Iterator[Emit]:
        for where, entry in self._entries("attributes", data, {"of", "values"}, {"valid_from", "when"}):
            is_read = self._is_read(where, entry, "valid_from" if entry.get("valid_from") != ALWAYS else "")
            for name, text in entry["values"].items():
                if not is_read:
                    self._formula(f"{where}.{name}.value", text)
                    continue
                values = {"account_id": entry["of"], "name": f"{str(name)!r}", "value": text}
                values["valid_from"] = entry.get("valid_from", ALWAYS)
                if (emit := self._emit(f"{where}.{name}", self.tables["account_attribute"], values)) is not None:
                    yield self._told(where, entry, emit, "value")

    def _contacts(self, data: object, personal: dict[str, str]) -> Iterator[Emit]:
        for where, entry in self._entries("contacts", data, {"of", "seen_at", "values"}, {"when"}):
            is_read = self._is_read(where, entry, "seen_at")
            for kind, column in entry["values"].items():
                if not isinstance(column, str | int):
                    self.fault(f"{where}.{kind}", f"is one column, not {_shown(column)}")
                    continue
                header = self._header(f"{where}.{kind}", str(column))
                if header is None:
                    continue
                if kind not in PERSONAL_KINDS:
                    self.fault(f"{where}.{kind}", unknown("kind of contact", kind, PERSONAL_KINDS))
                    continue
                personal[header] = kind
                if not is_read:
                    continue
                values = {
                    "account_id": entry["of"],
                    "kind": f"{kind!r}",
                    "token": f"`{header}`",
                    "seen_at": entry["seen_at"],
                }
                if (emit := self._emit(f"{where}.{kind}", self.tables["contact_key"], values)) is not None:
                    yield self._told(where, entry, emit, "token")

    def _is_read(self, where: str, entry: dict[str, Any], at: str) -> bool:
        """Whether the formulas that all values share can be read: told here, they are not told for every value."""
        shared = [self._formula(f"{where}.{key}", entry[key]) for key in ("of", at, "when") if key in entry]
        return all(formula is not None for formula in shared)

    def _told(self, where: str, entry: dict[str, Any], emit: Emit, column: str) -> Emit:
        """The emit for rows that tell both the account and the value: guests and blanks are no faults."""
        if not {"account_id", column} <= emit.values.keys():
            return emit  # its formula could not be read, which is told already
        condition = _both(_present(emit.values["account_id"]), _present(emit.values[column]))
        if "when" in entry and (formula := self._formula(f"{where}.when", entry["when"])) is not None:
            condition = _both(formula, condition)
        return replace(emit, when=condition)

    def _entries(
        self, section: str, data: object, needs: set[str], may: set[str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for place, entry in enumerate(data if isinstance(data, list) else [data] if data else [], 1):
            where = f"{section}[{place}]" if isinstance(data, list) else section
            if not isinstance(entry, dict) or not needs <= entry.keys() or entry.keys() - needs - may:
                self.fault(where, f"has {', '.join(sorted(needs))} and may have {', '.join(sorted(may))}")
            elif not isinstance(entry["values"], dict):
                self.fault(f"{where}.values", "is a list of name: formula")
            else:
                yield where, entry

    def _implied(self, emits: list[Emit]) -> Iterator[Emit]:
        """Accounts that only their deeds tell of: a mapping need not name them again."""
        if any(emit.table == "account" for emit in emits):
            return
        has_orders = any(emit.table == "orders" and "account_id" in emit.values for emit in emits)
        for emit in emits:
            moment = self.tables[emit.table].moment
            if moment is None or "account_id" not in emit.values or moment not in emit.values:
                continue
            if emit.table in ("contact_key", "erasure") or (emit.table == "order_item" and has_orders):
                continue
            values = {"account_id": emit.values["account_id"], "first_seen_at": emit.values[moment]}
            known = _present(emit.values["account_id"])
            yield Emit("account", values, known if emit.when is None else _both(emit.when, known))

    def _personal_targets(self, emits: list[Emit], personal: dict[str, str]) -> None:
        for emit in emits:
            for column, formula in emit.values.items():
                for hidden in sorted(formula.placed & personal.keys()):
                    self.fault(
                        f"tables.{emit.table}.{column}",
                        f"region() cannot read {hidden!r}: of personal columns only a token is kept. Take it out of "
                        "'personal': of a column that only region() reads, nothing but the province is kept",
                    )
                if self.tables[emit.table].column(column).sensitivity == "public":
                    continue
                if formula.column not in personal:
                    self.fault(
                        f"tables.{emit.table}.{column}",
                        "holds personal data: map one plain column and name its kind under 'personal'",
                    )
        if personal and not any(
            emit.values["account_id"].column for emit in emits if emit.values.get("account_id") is not None
        ):
            self.fault("personal", "needs an account_id that is one plain column, to know whose the data are")

    def _dates(self, data: object) -> tuple[bool | None, tuple[str, ...]]:
        if not isinstance(data, dict) or data.keys() - {"day_first", "formats"}:
            self.fault("dates", "may have day_first (true or false) and formats (a list such as '%d.%m.%Y')")
            return None, ()
        day_first, formats = data.get("day_first"), data.get("formats")
        if day_first is not None and not isinstance(day_first, bool):
            self.fault("dates.day_first", f"is true or false without quotes, not {_shown(day_first)}")
            day_first = None
        if formats is not None and not isinstance(formats, list):
            self.fault("dates.formats", f"is a list such as ['%d.%m.%Y'], not {_shown(formats)}")
            formats = None
        for place, text in enumerate(formats or [], 1):
            if (wrong := _format_fault(text)) is not None:
                self.fault(f"dates.formats[{place}]", wrong)
        return day_first, tuple(str(text) for text in formats or [])

    def _zone(self, value: object) -> str | None:
        if value is None:
            return None
        return checked_zone(value, lambda message: self.fault("zone", message))

    def _currency(self, value: object) -> str | None:
        if value is None:
            return None
        if (wrong := currency_fault(value)) is not None:
            self.fault("currency", wrong)
        return str(value)


def _present(formula: Formula) -> Formula:
    missing = Node("call", (formula.root,), value="missing", type="boolean")
    return Formula(f"not missing({formula.text})", Node("not", (missing,), type="boolean"), formula.columns)


def _both(one: Formula, other: Formula) -> Formula:
    root = Node("and", (one.root, other.root), type="boolean")
    return Formula(f"({one.text}) and ({other.text})", root, one.columns | other.columns)


def checked_zone(value: object, fault: Any) -> str:
    """The zone's name; calls ``fault`` with a message where there is no such zone."""
    name = str(value)
    if not isinstance(value, str):
        fault(f"is a name such as Asia/Shanghai, not {_shown(value)}")
        return name
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        fault(unknown("time zone", name, available_timezones(), most=3) + " (names such as Asia/Shanghai)")
    return name


def _lacking(table: Table, given: set[str]) -> list[str]:
    """Required columns without a formula, less those that the door can fill."""
    if table.name == "order_item" and {"quantity", "unit_price"} <= given:
        given.add("amount")
    if table.name == "order_item" and {"quantity", "amount"} <= given:
        given.add("unit_price")
    if table.name == "account" and "registered_at" in given:
        given.add("first_seen_at")
    return [column.name for column in table.columns if column.required and column.name not in given]


def _spelled(value: object) -> str:
    """A word as it was written: YAML reads a bare yes or no as true or false."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _shown(value: object) -> str:
    """A value as YAML writes it, with a word on what it is where it is no text."""
    if isinstance(value, bool):
        return f"{'true' if value else 'false'} (YAML reads a bare yes or no as true or false)"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a list of names and values"
    return repr(value) if isinstance(value, str | int | float) else str(value)


def _meant(name: object, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one comes closest to, so that what stands under it can be checked as well."""
    return next(iter(difflib.get_close_matches(str(name), sorted(known), n=1, cutoff=0.6)), None)


def _format_fault(text: object) -> str | None:
    """What is wrong with the form of a date. The signs are those that the engine reads."""
    if not isinstance(text, str):
        return f"is text such as '%d.%m.%Y', not {_shown(text)}"
    signs = re.findall(r"%(-?.?)", text, flags=re.DOTALL)
    if odd := [sign for sign in signs if sign not in _DATE_SIGNS]:
        return f"has %{odd[0]}, which is no part of a date. Known: {' '.join('%' + sign for sign in _DATE_SIGNS)}"
    if not signs:
        return f"is a form such as '%d.%m.%Y', {text!r} has no part of a date"
    return None


def _version(data: dict[str, Any]) -> str:
    """A short name of the mapping's content: another content loads a known file again."""
    try:
        text = json.dumps(data, sort_keys=True, default=str)
    except TypeError:  # numbers, days and words as keys beside one another have no order, and days are no keys
        text = repr(_named(data))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _named(data: object) -> object:
    """The same data with every key as text, in order."""
    if isinstance(data, dict):
        return sorted((f"{type(key).__name__} {key}", _named(value)) for key, value in data.items())
    return [_named(value) for value in data] if isinstance(data, list) else str(data)
