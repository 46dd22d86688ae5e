"""The vault: two SQLite files in one folder, values in vault.sqlite and the keys that open them in keys.sqlite."""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

from regulars.core.errors import ConflictError, InputError, OutsideError
from regulars.vault import audit, people, seal
from regulars.vault.files import copy_file, create_file, open_file, scrub, told, writing
from regulars.vault.keys import Keys, derive
from regulars.vault.normalise import spelling_of
from regulars.vault.tokens import Hasher

VALUES, KEYS = "vault.sqlite", "keys.sqlite"
SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sealed (
    subject BLOB NOT NULL, generation INTEGER NOT NULL, kind TEXT NOT NULL, token BLOB NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (subject, generation, kind, token)
) WITHOUT ROWID;
{audit.SCHEMA}
"""


class Vault:
    """Seals, tokens, reveals and erases. Threads may share one; processes may open the same folder.

    Every write takes the write lock of vault.sqlite first, so that keys and values never pass one another.
    """

    def __init__(self, folder: Path, keys: Keys, values: sqlite3.Connection, persons: sqlite3.Connection) -> None:
        """Use ``create`` or ``open``."""
        self.folder = folder
        self._values = values
        self._people = people.People(persons, keys.wrap)
        self._hasher = Hasher(keys.token)
        self._subject_key = keys.subject
        self._lock = RLock()
        self._is_open = True

    @classmethod
    def create(cls, path: str | Path, key: bytes) -> Self:
        """Make both files in the folder ``path``. ConflictError where one of them exists."""
        folder, keys = Path(path), derive(key)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in (VALUES, KEYS):
            if (folder / name).exists():
                raise ConflictError(f"{folder / name} exists and is not overwritten: open the vault", code="exists")
        identity = os.urandom(16)
        for name, schema in ((KEYS, people.SCHEMA), (VALUES, SCHEMA)):
            _make_file(folder / name, schema, identity, keys.check)
        return cls.open(folder, key)

    @classmethod
    def open(cls, path: str | Path, key: bytes) -> Self:
        """MissingError where a file is missing; ConflictError where key and files do not belong together."""
        folder, keys = Path(path), derive(key)
        persons = _open_checked(folder / KEYS, keys.check)
        try:
            values = _open_checked(folder / VALUES, keys.check)
            try:
                _check_pair(folder, values, persons)
                return cls(folder, keys, values, persons)
            except BaseException:
                values.close()
                raise
        except BaseException:
            persons.close()
            raise

    def token(self, kind: str, value: str) -> str:
        """32 hex digits, the same for the same value in one workspace. The value is normalised first; InputError
        where it is not valid. Give phones of another country already normalised with it."""
        return self._hasher.token(kind, value)

    def tokens(self, kind: str, values: Sequence[str | None]) -> list[str | None]:
        """A token per value, None for None and for values that are not valid; each distinct value is hashed once."""
        return self._hasher.tokens(kind, values)

    def seal(self, rows: Iterable[seal.Row]) -> int:
        """Store (subject, kind, value) rows, all or none, and tell how many were new. Sealing twice equals once.

        All rows of a call are held in memory: hand in some 100,000 at a time.
        """
        plains = seal.prepare(rows, hasher=self._hasher, subject_hash=self._subject_hash)
        plains.sort()  # rows of one person side by side, which the B-tree likes
        with self._using() as db, writing(db):
            keys = self._people.ensure(plain[0] for plain in plains)
            before = db.total_changes
            db.executemany("INSERT OR IGNORE INTO sealed VALUES (?, ?, ?, ?, ?)", seal.sealed_rows(plains, keys))
            return db.total_changes - before

    def reveal(self, subject: str, kind: str, *, purpose: str, by: str) -> list[str]:
        """The values in the clear, sorted; empty for a person unknown or erased. Each asking is audited before."""
        audit.require_reason(purpose=purpose, by=by)
        spelling_of(kind)
        whom = self._subject_hash(subject)
        with self._using() as db:
            with writing(db):
                audit.write_reveal(db, subject=whom, kind=kind, purpose=purpose, by=by)
            key = self._people.find([whom]).get(whom)
            if key is None:
                return []
            rows = db.execute(
                "SELECT sealed FROM sealed WHERE subject = ? AND generation = ? AND kind = ?",
                (whom, key.generation, kind),
            )
            return seal.unseal((row[0] for row in rows), key=key.key, subject=whom, kind=kind)

    def reveals(self, subject: str | None = None) -> list[audit.Reveal]:
        """The audit in order of asking, of one subject or of all."""
        whom = None if subject is None else self._subject_hash(subject)
        with self._using() as db:
            return audit.read_reveals(db, whom)

    def erase(self, subject: str) -> None:
        """Shred one subject: see ``erase_all``."""
        self.erase_all([subject])

    def erase_all(self, subjects: Iterable[str]) -> None:
        """Delete the subjects' keys and sealed rows, and write both files anew so that no deleted byte stays.

        Takes time with the size of the vault, not with the number of subjects. OutsideError with ``retry`` where
        another process still reads old pages: the keys are gone by then, and calling again removes the bytes.
        A killed call is finished by calling again.
        """
        gone = [self._subject_hash(subject) for subject in subjects]
        with self._using() as db:
            with writing(db):
                self._people.erase(gone)
                db.executemany("DELETE FROM sealed WHERE subject = ?", ((whom,) for whom in gone))
            are_clean = [scrub(self._people.db), scrub(db)]
        if not all(are_clean):
            raise OutsideError(
                f"erased, but another process still reads {self.folder}: erase again when it is done",
                code="vault_busy",
                retry=True,
            )

    def backup(self, to: str | Path) -> None:
        """A snapshot of vault.sqlite, which nothing opens without keys.sqlite. ConflictError where ``to`` exists."""
        place = self._outside(to)
        if place.exists():
            raise ConflictError(f"{place} exists and is not overwritten: name a new file", code="exists")
        with self._using() as db:
            copy_file(db, place)

    def backup_keys(self, to: str | Path) -> None:
        """A snapshot of keys.sqlite, replacing an older one: a copy made before an erasure can undo it.

        Take it after ``backup`` (a value's key is always stored first) and again after each erasure.
        """
        place = self._outside(to)
        with self._using():
            copy_file(self._people.db, place)

    def close(self) -> None:
        """Closing twice is closing once."""
        with self._lock:
            self._is_open = False
            self._values.close()
            self._people.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock, told(self.folder):
            if not self._is_open:
                raise InputError(f"the vault {self.folder} is closed: open it again", code="closed")
            yield self._values

    def _subject_hash(self, subject: str) -> bytes:
        if not subject.strip():
            raise InputError("a subject is empty: give the id by which the source knows the person", code="no_subject")
        return hashlib.blake2b(subject.encode("utf-8", "surrogatepass"), key=self._subject_key, digest_size=16).digest()

    def _outside(self, to: str | Path) -> Path:
        place = Path(to)
        if place.resolve().parent == self.folder.resolve():
            raise InputError(f"{place} lies in the vault's own folder: back up to another place", code="inside")
        return place


def _make_file(path: Path, schema: str, identity: bytes, check_key: bytes) -> None:
    """Under another name until whole, so that a killed creation leaves nothing that looks like a vault."""
    part = path.with_name(path.name + ".part")
    for leftover in path.parent.glob(part.name + "*"):
        leftover.unlink()
    with told(part):
        db = create_file(part, schema)
        try:
            rows = [("identity", identity), ("check", _check_value(check_key, identity))]
            db.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        finally:
            db.close()
    os.replace(part, path)


def _open_checked(path: Path, check_key: bytes) -> sqlite3.Connection:
    db = open_file(path)
    try:
        with told(path):
            meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
        if not hmac.compare_digest(meta.get("check", b""), _check_value(check_key, meta.get("identity", b""))):
            raise ConflictError(
                f"the master key does not belong to {path}: set the key that this vault was created with. "
                "Without it nothing in the vault can be read; a new vault needs another folder",
                code="wrong_key",
            )
    except BaseException:
        db.close()
        raise
    return db


def _check_pair(folder: Path, values: sqlite3.Connection, persons: sqlite3.Connection) -> None:
    ask = "SELECT value FROM meta WHERE name = 'identity'"
    if values.execute(ask).fetchone() != persons.execute(ask).fetchone():
        raise ConflictError(
            f"{VALUES} and {KEYS} in {folder} are of two vaults: restore the two that belong together", code="pair"
        )


def _check_value(key: bytes, identity: bytes) -> bytes:
    return hashlib.blake2b(identity, key=key, digest_size=32).digest()
