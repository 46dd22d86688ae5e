"""How a source's columns become canonical tables: one mapping file, checked as a whole before a row is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from regulars.core.errors import Fault, raise_faults, unknown
from regulars.core.formula import Formula, FormulaError, Node, parse, plain_header
from regulars.core.table import Table

#: What the vault knows how to normalise.
PERSONAL_KINDS = ("phone", "email", "id_number", "name", "address", "birthday", "card", "openid", "unionid", "text")
ALWAYS = "always"
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

    Raises InputError that tells every fault at once, each with its place.
    """
    reader = _Reader(name, tables, columns)
    mapping = reader.read(data)
    raise_faults(reader.faults, title=f"mapping {name!r} cannot be used")
    return mapping


class _Reader:
    def __init__(self, name: str, tables: Mapping[str, Table], columns: list[str] | None) -> None:
        self.name, self.tables = name, tables
        self.headers = {plain_header(column): column for column in columns or []}
        self.faults: list[Fault] = []
        self.let: dict[str, Formula] = {}
        self.words: dict[str, dict[str, str] | Lookup] = {}

    def fault(self, where: str, message: str) -> None:
        self.faults.append(Fault(where, message))

    def read(self, data: object) -> SourceMapping:
        if not isinstance(data, dict):
            self.fault(
                "", f"a mapping file is a list of sections ({', '.join(_SECTIONS)}), this is {type(data).__name__}"
            )
            return SourceMapping(self.name, ())
        for key in data.keys() - set(_SECTIONS):
            self.fault(str(key), unknown("section", key, _SECTIONS))
        self.words = self._words(data.get("words") or {})
        for name, text in self._dict(data, "let").items():
            if (formula := self._formula(f"let.{name}", text)) is not None:
                self.let[str(name)] = formula
        rejects = tuple(self._rejects(data.get("reject") or []))
        personal = self._personal(data)
        emits = [*self._tables(data.get("tables")), *self._attributes(data.get("attributes"))]
        emits += self._contacts(data.get("contacts"), personal)
        emits += list(self._implied(emits))
        if not emits:
            self.fault("tables", f"names no table. Known: {', '.join(sorted(self.tables))}")
        self._personal_targets(emits, personal)
        day_first, formats = self._dates(data.get("dates") or {})
        decimal = str(data.get("decimal", "."))
        if decimal not in (".", ","):
            self.fault("decimal", f"is '.' or ',', not {decimal!r}")
        return SourceMapping(
            name=self.name, emits=tuple(emits), title=dict(self._dict(data, "title")), file=_text(data.get("file")),
            zone=self._zone(data.get("zone")), currency=self._currency(data.get("currency")),
            namespace=str(data.get("namespace") or ""), personal=personal,
            plain=tuple(str(column) for column in data.get("plain") or []), words=self.words, rejects=rejects,
            day_first=day_first, formats=formats, decimal=decimal, version=_version(data),
        )  # fmt: skip

    def _dict(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key) or {}
        if isinstance(value, dict):
            return value
        self.fault(key, f"is a list of names and values, not {type(value).__name__}")
        return {}

    def _formula(self, where: str, text: object) -> Formula | None:
        try:
            return parse(text, columns=self.headers, names=self.let, words=frozenset(self.words))
        except FormulaError as error:
            self.fault(where, str(error))
            return None

    def _rejects(self, data: object) -> Iterator[tuple[Formula, str]]:
        if not isinstance(data, list):
            self.fault("reject", "is a list of {when, reason}")
            return
        for place, entry in enumerate(data, 1):
            where = f"reject[{place}]"
            if not isinstance(entry, dict) or entry.keys() != {"when", "reason"}:
                self.fault(where, "has exactly 'when' (a condition) and 'reason' (words)")
                continue
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
            elif entries.keys() == {"file", "key", "value"}:
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
            if name not in self.tables:
                self.fault(f"tables.{name}", unknown("table", name, self.tables))
                continue
            for place, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
                where = f"tables.{name}" + (f"[{place}]" if isinstance(entries, list) else "")
                if (emit := self._emit(where, self.tables[name], entry)) is not None:
                    yield emit

    def _emit(self, where: str, table: Table, entry: object) -> Emit | None:
        if not isinstance(entry, dict) or not entry:
            self.fault(where, "is a list of column: formula")
            return None
        values: dict[str, Formula] = {}
        failed = False
        for column, text in entry.items():
            if column == "when":
                continue
            if column not in table.names:
                self.fault(f"{where}.{column}", unknown(f"column of {table.name}", column, table.names))
                failed = True
            elif text == ALWAYS and table.versioned and column == "valid_from":
                values[column] = parse("'1900-01-01'", columns={})
            elif (formula := self._formula(f"{where}.{column}", text)) is not None:
                values[column] = formula
            else:
                failed = True
        when = self._formula(f"{where}.when", entry["when"]) if "when" in entry else None
        lacking = [] if failed else _lacking(table, values)
        for column in lacking:
            self.fault(
                f"{where}.{column}", f"is required by {table.name} ({table.column(column).about}) and not mapped"
            )
        return Emit(table.name, values, when)

    def _attributes(self, data: object) -> Iterator[Emit]:
        for where, entry in self._entries("attributes", data, {"of", "values"}, {"valid_from", "when"}):
            for name, text in entry["values"].items():
                values = {"account_id": entry["of"], "name": f"{str(name)!r}", "value": text}
                values["valid_from"] = entry.get("valid_from", ALWAYS)
                if (emit := self._emit(f"{where}.{name}", self.tables["account_attribute"], values)) is not None:
                    yield self._told(where, entry, emit, "value")

    def _contacts(self, data: object, personal: dict[str, str]) -> Iterator[Emit]:
        for where, entry in self._entries("contacts", data, {"of", "seen_at", "values"}, {"when"}):
            for kind, column in entry["values"].items():
                header = self._header(f"{where}.{kind}", str(column))
                if header is None:
                    continue
                if kind not in PERSONAL_KINDS:
                    self.fault(f"{where}.{kind}", unknown("kind of contact", kind, PERSONAL_KINDS))
                    continue
                personal[header] = kind
                values = {
                    "account_id": entry["of"],
                    "kind": f"{kind!r}",
                    "token": f"`{header}`",
                    "seen_at": entry["seen_at"],
                }
                if (emit := self._emit(f"{where}.{kind}", self.tables["contact_key"], values)) is not None:
                    yield self._told(where, entry, emit, "token")

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
        return data.get("day_first"), tuple(str(text) for text in data.get("formats") or [])

    def _zone(self, value: object) -> str | None:
        if value is None:
            return None
        return checked_zone(str(value), lambda message: self.fault("zone", message))

    def _currency(self, value: object) -> str | None:
        if value is None:
            return None
        text = str(value)
        if not (len(text) == 3 and text.isascii() and text.isupper()):
            self.fault("currency", f"is a three-letter code such as CNY, not {text!r}")
        return text


def _present(formula: Formula) -> Formula:
    missing = Node("call", (formula.root,), value="missing", type="boolean")
    return Formula(f"not missing({formula.text})", Node("not", (missing,), type="boolean"), formula.columns)


def _both(one: Formula, other: Formula) -> Formula:
    root = Node("and", (one.root, other.root), type="boolean")
    return Formula(f"({one.text}) and ({other.text})", root, one.columns | other.columns)


def checked_zone(name: str, fault: Any) -> str:
    """The zone's name; calls ``fault`` with a message where there is no such zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        fault(unknown("time zone", name, available_timezones(), most=3) + " (names such as Asia/Shanghai)")
    return name


def _lacking(table: Table, values: dict[str, Formula]) -> list[str]:
    """Required columns without a formula, less those that the door can fill."""
    given = set(values)
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


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _version(data: dict[str, Any]) -> str:
    """A short name of the mapping's content: another content loads a known file again."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:12]
