"""Word lists that stand in another file of the same export, such as the first day of each campaign."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.core.errors import DataError, InputError, MissingError, unknown
from regulars.core.formula import plain_header
from regulars.core.mapping import Lookup

if TYPE_CHECKING:
    from regulars.core.feed import Feed


def word_lists(words: Mapping[str, Mapping[str, str] | Lookup], *, beside: str | None) -> dict[str, dict[str, str]]:
    """All word lists of a mapping; those of other files are read from the folder of the file ``beside``.

    Raises MissingError or InputError, with the list's name, where a file or one of its columns is not there.
    """
    return {
        name: _narrow(_read(name, entry, beside) if isinstance(entry, Lookup) else entry)
        for name, entry in words.items()
    }


def _narrow(words: Mapping[str, str]) -> dict[str, str]:
    """The words with half-width signs too: cleaning turns 付款，待发货 into 付款,待发货 before it is looked up."""
    return {unicodedata.normalize("NFKC", word): meaning for word, meaning in words.items()} | dict(words)


def _read(name: str, lookup: Lookup, beside: str | None) -> dict[str, str]:
    from regulars import sources

    if beside is None:
        raise InputError(
            f"word list {name!r} stands in a file {lookup.file!r}, but this source is not a file in a folder"
        )
    folder = Path(beside).parent
    found: dict[str, str] = {}
    try:
        for feed in sources.feeds(
            Path(escape(str(folder))) / lookup.file, expects=frozenset({lookup.key, lookup.value})
        ):
            found |= _entries(name, lookup, feed)
    except MissingError as error:
        raise MissingError(
            f"word list {name!r} needs a file named {lookup.file!r} beside {Path(beside).name!r}. "
            "Put it in the same folder"
        ) from error
    return found


def _entries(name: str, lookup: Lookup, feed: Feed) -> dict[str, str]:
    from regulars.vault import recognise

    headers = {plain_header(column): column for column in feed.columns}
    lacking = [column for column in (lookup.key, lookup.value) if plain_header(column) not in headers]
    if lacking:
        raise InputError(f"word list {name!r}: {feed.name}: {unknown('column', lacking[0], feed.columns)}")
    key, value = headers[plain_header(lookup.key)], headers[plain_header(lookup.value)]
    found: dict[str, str] = {}
    for batch in feed.batches():
        keys, values = batch.column(key).to_pylist(), batch.column(value).to_pylist()
        found |= {
            str(one).strip(): str(other).strip()
            for one, other in zip(keys, values, strict=True)
            if one is not None and other is not None
        }
    if (kind := recognise(list(found.values())[:500])) is not None:
        raise DataError(
            f"word list {name!r}: column {value!r} of {feed.name} looks like {kind}; it may not lie in plain text"
        )
    return found
