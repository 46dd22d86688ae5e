"""keys.sqlite: one random data key per subject, wrapped by the master key. Erasing it shreds what it sealed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from regulars.core.errors import DataError
from regulars.vault.files import writing

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE person_key (
    subject BLOB PRIMARY KEY, generation INTEGER NOT NULL, wrapped BLOB NOT NULL
) WITHOUT ROWID;
"""
NONCE_BYTES = 12
_AT_ONCE = 500


class PersonKey(NamedTuple):
    """A subject's data key. The generation is random, so that values of an erased key never pass for new ones.

    It holds bytes, not a cipher: making one costs 1 µs, keeping 200,000 of them alive 8 µs each (measured).
    """

    generation: int
    key: bytes


class People:
    """The keys of all subjects. Never cached between calls: another process may have erased one."""

    def __init__(self, db: sqlite3.Connection, wrap: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        db.execute("PRAGMA temp_store = MEMORY")  # VACUUM would leave wrapped keys in a temporary file
        self.db = db
        self._wrap = AESGCM(wrap)

    def find(self, subjects: Iterable[bytes]) -> dict[bytes, PersonKey]:
        """The keys of those subjects that have one. DataError where a stored key was altered."""
        from cryptography.exceptions import InvalidTag

        try:
            return {row[0]: self._unwrap(*row) for row in self._rows(subjects)}
        except InvalidTag:
            raise DataError(
                "a person key in keys.sqlite was altered or moved: restore the file from its backup", code="altered"
            ) from None

    def ensure(self, subjects: Iterable[bytes]) -> dict[bytes, PersonKey]:
        """The keys of all these subjects; new ones are committed to disk before this returns."""
        wanted = sorted(set(subjects))  # in the order of the table, which the B-tree likes
        keys = self.find(wanted)
        made = [self._make(subject) for subject in wanted if subject not in keys]
        if made:
            with writing(self.db):
                self.db.executemany("INSERT INTO person_key VALUES (?, ?, ?)", (row for row, _ in made))
            keys.update((row[0], key) for row, key in made)
        return keys

    def erase(self, subjects: Iterable[bytes]) -> None:
        with writing(self.db):
            self.db.executemany("DELETE FROM person_key WHERE subject = ?", ((subject,) for subject in subjects))

    def _rows(self, subjects: Iterable[bytes]) -> Iterator[tuple[bytes, int, bytes]]:
        rest = iter(subjects)
        while some := list(islice(rest, _AT_ONCE)):
            marks = ",".join("?" * len(some))
            query = f"SELECT subject, generation, wrapped FROM person_key WHERE subject IN ({marks})"
            yield from self.db.execute(query, some)

    def _make(self, subject: bytes) -> tuple[tuple[bytes, int, bytes], PersonKey]:
        chance = os.urandom(NONCE_BYTES + 32 + 8)
        nonce, key, generation = chance[:NONCE_BYTES], chance[NONCE_BYTES:-8], int.from_bytes(chance[-8:]) >> 1
        wrapped = nonce + self._wrap.encrypt(nonce, key, _bound(subject, generation))
        return (subject, generation, wrapped), PersonKey(generation, key)

    def _unwrap(self, subject: bytes, generation: int, wrapped: bytes) -> PersonKey:
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        return PersonKey(generation, self._wrap.decrypt(nonce, body, _bound(subject, generation)))


def _bound(subject: bytes, generation: int) -> bytes:
    return b"key\0" + subject + generation.to_bytes(8)
