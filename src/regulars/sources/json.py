"""JSON: a .json array, an object that holds one array, and JSON Lines (.jsonl, .ndjson); also with .gz."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.core.errors import DataError, InputError
from regulars.core.feed import Feed, Unreadable
from regulars.sources import header
from regulars.sources.encoding import examine, utf8

if TYPE_CHECKING:
    import pyarrow as pa

name = "json"


class Digits(str):
    """A number as it was written: 12.50 keeps its zero, and an id of 20 digits all of them."""


class RowError(Exception):
    """One row that cannot become columns."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


#: Starts over the values of a document; a RowError among them stands for a line that is no JSON.
Rows = Callable[[], Iterator[Any]]

_parse = partial(json.loads, parse_int=Digits, parse_float=Digits, parse_constant=Digits)


def feeds(place: str, *, expects: frozenset[str]) -> Iterator[Feed]:
    """One feed, all columns as text, in the order in which they first occur; null and absent are null.

    Fields of nested objects are named with dots (``customer.city``), lists are JSON text. JSON Lines are read twice,
    once for the columns and once for the rows, and never held; a .json document is held in memory as a whole.
    """
    path = Path(place)
    encoded = examine(path)
    notes = [encoded.note]
    rows: Rows = partial(_lines, path, encoded.encoding)
    if Path(path.name.lower().removesuffix(".gz")).suffix == ".json":
        document = _document(path, encoded.encoding)
        if document is None:
            notes.append("JSON Lines, although named .json")
        else:
            rows = partial(iter, _only_array(path, document))
    columns = _columns(rows)
    unreadable: list[Unreadable] = []

    def batches() -> Iterator[pa.RecordBatch]:
        from regulars.sources.rows import text_batches

        return text_batches(_cells(rows, columns, unreadable), columns)

    yield Feed(path.name, columns, batches, digest=encoded.digest, unreadable=unreadable, notes=notes)


def flat(value: Any) -> dict[str, str | None]:
    """The fields of one object as text under dotted names; raises RowError."""
    if isinstance(value, RowError):
        raise value
    if not isinstance(value, dict) or not value:
        raise RowError("not_an_object", f"expected an object with fields, found {_kind(value)}")
    row: dict[str, str | None] = {}
    try:
        _flatten(value, "", row)
        "".join(key + (text or "") for key, text in row.items()).encode()
    except UnicodeEncodeError:
        raise RowError("bad_text", "half of a surrogate pair, as of an emoji that was cut in two") from None
    except RecursionError:
        raise RowError("too_deep", "objects are nested too deep") from None
    return row


def _flatten(value: dict[str, Any], prefix: str, row: dict[str, str | None]) -> None:
    for key, inner in value.items():
        column = prefix + (header.clean(key) or "unnamed")
        if isinstance(inner, dict) and inner:
            _flatten(inner, column + ".", row)
        elif column in row:
            raise RowError("repeated_field", "two fields of the object have the same name once flattened")
        else:
            row[column] = None if inner is None or inner == {} else _text(inner)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _written(value)


def _written(value: Any) -> str:
    """JSON text; numbers as they were written."""
    if isinstance(value, Digits):
        return value
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(key)}: {_written(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _kind(value: Any) -> str:
    if isinstance(value, Digits):
        return "a number"
    kinds = {dict: "an empty object", list: "a list", str: "text", bool: "true or false"}
    return kinds.get(type(value), "null")


def _lines(path: Path, encoding: str) -> Iterator[Any]:
    """The value of each line that is not blank."""
    with utf8(path, encoding) as stream, io.TextIOWrapper(stream, "utf-8") as text:
        for number, line in enumerate(text, 1):
            if not line.isspace():
                try:
                    yield _parse(line)
                except json.JSONDecodeError as error:
                    yield RowError("not_json", f"line {number}, character {error.colno}: {error.msg}")
                except RecursionError:
                    yield RowError("too_deep", f"line {number}: nested too deep")


def _document(path: Path, encoding: str) -> Any:
    """The parsed document, or None where it is one object per line after all."""
    with utf8(path, encoding) as stream:
        text = stream.read().decode()
    try:
        return _parse(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text.lstrip().startswith("{"):
            return None
        where = f"line {error.lineno}, character {error.colno}"
        raise DataError(
            f"{path.name!r} is not JSON at {where}: {error.msg}. Export it again; it may be cut off."
        ) from None
    except RecursionError:
        raise DataError(f"{path.name!r} is nested too deep to be a table. Export a list of objects.") from None


def _only_array(path: Path, document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    fields = document if isinstance(document, dict) else {}
    held = {key: value for key, value in fields.items() if isinstance(value, list)}
    tables = {key: value for key, value in held.items() if any(isinstance(item, dict) for item in value)} or held
    if len(tables) == 1:
        return next(iter(tables.values()))
    if tables:
        raise InputError(
            f"{path.name!r} holds several lists: {', '.join(tables)}. Save the wanted one as its own file."
        )
    raise DataError(f"{path.name!r} holds no list of objects. Export one, or JSON Lines as .jsonl.")


def _columns(rows: Rows) -> list[str]:
    columns: dict[str, None] = {}
    for value in rows():
        try:
            columns |= dict.fromkeys(flat(value))
        except RowError:
            continue  # told when the batches are read
    return list(columns)


def _cells(rows: Rows, columns: list[str], unreadable: list[Unreadable]) -> Iterator[list[str | None]]:
    for number, value in enumerate(rows(), 1):
        try:
            row = flat(value)
        except RowError as bad:
            unreadable.append(Unreadable(number, bad.reason, bad.detail))
        else:
            yield [row.get(column) for column in columns]
