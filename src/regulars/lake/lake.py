"""One shop's lake: open, read, stage, publish, recover."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
from filelock import FileLock

from regulars.core.disk import told_disk
from regulars.core.errors import DataError, MissingError, unknown
from regulars.lake.change import Change, Staged
from regulars.lake.duck import connect
from regulars.lake.files import Files, part_files, quoted_list
from regulars.lake.write_sql import written

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from regulars.lake.engine import Engine

Expression = Any  #: an ibis table or a SQL query
Noted = TypeVar("Noted")
_SETTLED_NS = 2_000_000_000  #: some file systems tell the second only
_MOST_NOTED = 1000  #: then all is let go of: somebody types


class Lake:
    """Tables of one shop. Reading never waits; publishing takes a lock for the length of one short transaction.

    ``engine`` makes another engine for this lake when the first table is asked for: it runs the expressions, and
    DuckDB keeps the catalogue, answers SQL and writes the files.
    """

    def __init__(self, folder: Path, *, engine: Callable[[Lake], Engine] | None = None) -> None:
        if not (folder / "catalog.sqlite").exists():
            raise MissingError(f"there is no lake in {folder}. Run: regulars init")
        self.folder = folder
        self.data = folder / "data"
        self._temporary = folder / "spill" / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._commit_lock = FileLock(folder / "commit.lock")
        self._is_stopped = False
        self._duck = connect(self._temporary)
        self._relocate()
        self._duck.execute(
            f"ATTACH 'ducklake:sqlite:{_quoted(folder / 'catalog.sqlite')}' AS lake ("
            f"DATA_PATH '{_quoted(self.data)}/', META_JOURNAL_MODE 'WAL', "
            "META_BUSY_TIMEOUT 30000, AUTOMATIC_MIGRATION false)"
        )
        self._backend: Any = None
        self._make_engine = engine
        self._engine: Engine | None = None
        self._schemas: dict[str, dict[str, str]] = {}
        self._tables: dict[str, Any] = {}
        self._keeps: dict[str, Expression | None] = {}  #: kept by another engine, not yet known to DuckDB
        self._scratch: list[list[str]] = []
        self._is_beside = False
        self._noted: tuple[int, dict[str, Any]] = (-1, {})
        self._seen: tuple[object, int] = (None, -1)  #: the catalogue's files at some moment, and the version then

    @classmethod
    def create(cls, folder: Path) -> Lake:
        """A new, empty lake in a new folder."""
        (folder / "data").mkdir(parents=True)
        connection = connect(folder / "spill" / "create")
        connection.execute(
            f"ATTACH 'ducklake:sqlite:{_quoted(folder / 'catalog.sqlite')}' AS lake "
            f"(DATA_PATH '{_quoted(folder / 'data')}/', META_JOURNAL_MODE 'WAL')"
        )
        connection.close()
        return cls(folder)

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()
        self._engine = self._backend = None
        self._duck.close()
        if not self._is_beside:
            _remove_folder(self._temporary)

    def beside(self) -> Lake | None:
        """The same lake over a connection of its own, for a second thread; None where the engine has but one.

        What either keeps is its own. Close it before this one.
        """
        if self._make_engine is not None or self.threads < 2:
            return None
        other = copy(self)
        other._duck, other._is_beside, other._noted = self._duck.cursor(), True, (-1, {})
        other._seen, other._is_stopped = (None, -1), False
        other._backend, other._schemas, other._tables, other._keeps, other._scratch = None, {}, {}, {}, []
        return other

    @property
    def threads(self) -> int:
        """How many threads the engine has, this one among them; all connections to it share them."""
        return int(self.rows("SELECT current_setting('threads')")[0][0])

    @threads.setter
    def threads(self, count: int) -> None:
        self.rows(f"SET threads = {count:d}")

    def interrupt(self) -> None:
        """Stop what this connection is asked at the moment, and refuse what it is asked after; from another thread."""
        self._is_stopped = True
        self._duck.interrupt()

    def _go_on(self) -> None:
        """Raise what an interrupted query raises, where ``interrupt`` came between two of them."""
        if self._is_stopped:
            raise duckdb.InterruptException("stopped")

    # Reading ---------------------------------------------------------------------------------------------------------

    @property
    def backend(self) -> Any:
        """The ibis backend over this lake."""
        if self._backend is None:
            import ibis

            self._backend = ibis.duckdb.from_connection(self._duck)
        return self._backend

    def names(self) -> list[str]:
        rows = self.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake' ORDER BY 1")
        return [row[0] for row in rows]

    def has(self, name: str) -> bool:
        return bool(self.schema(name))

    def table(self, name: str) -> ir.Table:
        """A lake table as an ibis table. Raises MissingError where there is none."""
        if name not in self._tables:
            if not self.has(name):
                raise MissingError(unknown("table", name, self.names()))
            self._tables[name] = self.backend.table(name, database=("lake", "main"))
        if (engine := self.engine) is not None:
            return engine.table(name)
        return self._tables[name]

    def schema(self, name: str) -> dict[str, str]:
        """Column names and SQL types; empty where the table does not exist. Asked once, then known."""
        if name not in self._schemas:
            try:
                described = self.rows(f'DESCRIBE lake.main."{_ident(name)}"')
            except duckdb.CatalogException:
                return {}
            self._schemas[name] = {row[0]: row[1] for row in described}
        return self._schemas[name]

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The answer as Python tuples; ``?`` stand for the parameters, in order."""
        self._go_on()
        with told_disk(self.folder):
            return self._duck.execute(_filled(query, parameters)).fetchall()

    def arrow(self, expression: Expression) -> pa.Table:
        """The answer as an Arrow table."""
        with told_disk(self.folder):
            if (engine := self._elsewhere(expression)) is not None:
                return engine.arrow(expression).cast(self._arrow_schema(expression))
            return self._duck.execute(self.sql(expression)).to_arrow_table()

    def batches(self, expression: Expression, *, rows: int = 65_536) -> pa.RecordBatchReader:
        """The answer a batch at a time, for more than memory holds. No other query may run before it is read."""
        if self._elsewhere(expression) is not None:
            return self.arrow(expression).to_reader(max_chunksize=rows)
        with told_disk(self.folder):
            return self._duck.execute(self.sql(expression)).to_arrow_reader(rows)

    def sql(self, expression: Expression) -> str:
        """The query that an ibis expression stands for, in DuckDB's words, whichever engine its tables are of."""
        if isinstance(expression, str):
            return expression
        return written(expression if self._engine is None else self._twin(expression), self.backend)

    def parquet(self, path: Path) -> ir.Table:
        """A Parquet file outside the tables (staged or handed in) as an ibis table."""
        name = f"file_{uuid.uuid4().hex[:12]}"
        self._duck.execute(f"CREATE TEMP VIEW {name} AS FROM read_parquet('{_quoted(path)}')")
        return self.backend.table(name, database=("temp", "main"))

    @property
    def version(self) -> int:
        """A number that every publication changes, of whatever process.

        It is asked only where the catalogue's files are not those of the last time: asking takes two milliseconds.
        """
        files = self._catalogue_files()
        if files is None or files != self._seen[0]:
            asked = self.rows("SELECT max(snapshot_id) FROM __ducklake_metadata_lake.ducklake_snapshot")
            self._seen = (files, int(asked[0][0]))
        return self._seen[1]

    def _catalogue_files(self) -> object:
        """Size and time of the catalogue and of its journal; None while they are so new that the clock of the file
        system may give the next change the same time."""
        now, found = time.time_ns(), []
        for name in ("catalog.sqlite", "catalog.sqlite-wal"):
            with suppress(FileNotFoundError):
                told = (self.folder / name).stat()
                found.append((name, told.st_ino, told.st_size, told.st_mtime_ns))
        return found if all(now - moment > _SETTLED_NS for *_, moment in found) else None

    def noted(self, key: str, ask: Callable[[], Noted]) -> Noted:
        """What ``ask`` answers, asked again only when something was published since: for small answers that every
        question needs, as asking a lake takes ten milliseconds and the version two."""
        version = self.version
        if self._noted[0] != version or len(self._noted[1]) > _MOST_NOTED:
            self._noted = (version, {})
        known = self._noted[1]
        if key not in known:
            known[key] = ask()
        found: Noted = known[key]
        return found

    def part(self, name: str, column: str, day: date) -> ir.Table:
        """A table's rows of a day, straight from their files as these are now: finding out by the catalogue which files
        there are takes ten milliseconds of every question. Good until the next publication."""
        where = f'"{_ident(column)}" = {_literal(day)}'
        files = part_files(self.rows, f'lake.main."{_ident(name)}"', where) if self.engine is None else []
        if not files:
            table = self.table(name)
            return table.filter(table[column] == day)
        view = f"part_of_{name}_{day:%Y%m%d}"
        columns = ", ".join(f'"{_ident(column)}"' for column in self.schema(name))
        rows = f"SELECT {columns} FROM read_parquet([{quoted_list(files)}]) WHERE {where}"
        self._duck.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {rows}")
        return self.backend.table(view, database=("temp", "main"))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see one state of the lake, whatever is published meanwhile."""
        self._duck.execute("BEGIN")
        self._seen = (None, -1)
        try:
            _ = self.version  # the catalogue's own state is held from the first time that it is asked, not from BEGIN
            yield
        finally:
            self._duck.execute("ROLLBACK")
            self._noted, self._seen = (-1, {}), (None, -1)  # views that were made inside are gone

    # Engines ---------------------------------------------------------------------------------------------------------

    @property
    def engine(self) -> Engine | None:
        """The engine that runs expressions; None where DuckDB does."""
        if self._engine is None and self._make_engine is not None:
            self._engine = self._make_engine(self)
        return self._engine

    @contextmanager
    def embedded(self) -> Iterator[None]:
        """Inside, DuckDB runs everything: loading reads files in ways that no other engine has words for."""
        kept = self._make_engine, self._engine
        self._make_engine = self._engine = None
        try:
            yield
        finally:
            self._make_engine, self._engine = kept

    def _elsewhere(self, expression: Expression) -> Engine | None:
        """The engine whose tables an expression reads, where it is not DuckDB."""
        engine = self._engine
        return engine if engine is not None and not isinstance(expression, str) and engine.owns(expression) else None

    def _twin(self, expression: ir.Expr) -> ir.Expr:
        """The same expression over DuckDB's tables of the same names."""
        import ibis.expr.operations as ops

        def put(node: Any, changed: Any) -> Any:
            if isinstance(node, ops.DatabaseTable) and node.source is not self.backend:
                return self._duck_table(node.name).op()
            return node.__recreate__(changed) if changed else node

        return expression.op().replace(put).to_expr()

    def _duck_table(self, name: str) -> ir.Table:
        """DuckDB's table of the same name; what the other engine keeps, as DuckDB would have typed it."""
        if name not in self._keeps:
            return self._tables[name]
        files = f"FROM read_parquet('{_quoted(self._temporary / name)}/*.parquet')"
        if (told := self._keeps.pop(name)) is not None:
            files = f"SELECT {_cast(self.types(told))} {files}"
        self._duck.execute(f"CREATE TEMP VIEW IF NOT EXISTS {name} AS {files}")
        self._tables[name] = self.backend.table(name, database=("temp", "main"))
        return self._tables[name]

    def _arrow_schema(self, expression: ir.Table) -> pa.Schema:
        """The types that DuckDB would answer with."""
        return self._duck.execute(f"FROM ({self.sql(expression)}) LIMIT 0").to_arrow_table().schema

    # Working ---------------------------------------------------------------------------------------------------------

    def keep(self, expression: Expression, *, place: str | None = None) -> ir.Table:
        """The answer held in a temporary table of this process, for several uses in one step.

        ``place`` names a column more, with a number for each row, in no order.
        """
        name = f"kept_{uuid.uuid4().hex[:12]}"
        if self._scratch:
            self._scratch[-1].append(name)
        with told_disk(self.folder):
            if (engine := self._elsewhere(expression)) is not None:
                engine.write(expression, self._temporary / name, place=place)
                self._keeps[name] = expression if place is None else None
                return engine.kept(name, self._temporary / name)
            self._duck.execute(f"CREATE TEMP TABLE {name} AS {self.sql(expression)}")
        kept = self.backend.table(name, database=("temp", "main"))
        # Rows of a table have their place already; numbering them would keep all but one core waiting.
        return kept.mutate(**{place: kept.rowid()}) if place is not None else kept

    def hold(self, table: pa.Table) -> ir.Table:
        """An Arrow table as a temporary table of this process."""
        import pyarrow.parquet as pq

        name = f"kept_{uuid.uuid4().hex[:12]}"
        folder = self._temporary / name
        folder.mkdir()
        with told_disk(self.folder):
            pq.write_table(table, folder / "part.parquet")
        if (engine := self.engine) is not None:
            if self._scratch:
                self._scratch[-1].append(name)
            self._keeps[name] = None
            return engine.kept(name, folder)
        try:
            return self.keep(f"FROM read_parquet('{_quoted(folder)}/*.parquet')")
        finally:
            _remove_folder(folder)

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """What ``keep`` and ``hold`` make inside is let go of at the end; scopes may lie in each other."""
        self._scratch.append([])
        try:
            yield
        finally:
            self._let_go(self._scratch.pop())

    def drop(self, *kept: ir.Table) -> None:
        """Let go of what ``keep`` or ``hold`` made."""
        self._let_go([table.get_name() for table in kept])

    def _let_go(self, names: Sequence[str]) -> None:
        for name in names:
            if (folder := self._temporary / name).is_dir():
                self._duck.execute(f"DROP VIEW IF EXISTS {name}")
                self._keeps.pop(name, None)
                self._tables.pop(name, None)
                if self._engine is not None:
                    self._engine.drop(name)
                _remove_folder(folder)
            else:
                self._duck.execute(f"DROP TABLE IF EXISTS {name}")

    def stage(self, expression: Expression, *, name: str) -> Staged | None:
        """Write the answer to a Parquet file under the lake's data, part of no table yet; None where it is empty.

        Columns get the types of the table of that name, where there is one (a sum of BIGINT is a HUGEINT otherwise).
        """
        self._go_on()
        folder = self.data / name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{uuid.uuid4().hex}.parquet"
        with self._answered(expression) as answer:
            written = self._duck.execute(
                f"COPY ({self._typed(answer, name)}) TO '{_quoted(path)}' (FORMAT parquet, COMPRESSION zstd, "
                "COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)"
            ).fetchone()
        rows = int(written[0]) if written else 0
        if rows == 0:
            path.unlink(missing_ok=True)
            return None
        _to_disk(path)
        return Staged(path, rows)

    @contextmanager
    def _answered(self, expression: Expression) -> Iterator[str]:
        """The query of an expression; where another engine runs it, of the files that it answers with."""
        engine = self._elsewhere(expression)
        if engine is None:
            yield self.sql(expression)
            return
        folder = self._temporary / uuid.uuid4().hex
        try:
            engine.write(expression, folder)
            yield f"FROM read_parquet('{_quoted(folder)}/*.parquet')"
        finally:
            _remove_folder(folder)

    def _typed(self, query: str, name: str) -> str:
        schema = self.schema(name)
        if not schema:
            return query
        return f"SELECT {_cast(schema)} FROM ({query})"

    def files(self) -> Files:
        """The Parquet files of its tables, for an engine that does not know the catalogue."""
        return Files(self.rows, self._temporary / "handed")

    def types(self, expression: Expression) -> dict[str, str]:
        """Column names and SQL types of an answer."""
        types = {row[0]: row[1] for row in self.rows(f"DESCRIBE {self.sql(expression)}")}
        return {name: {"HUGEINT": "BIGINT", "UINTEGER": "BIGINT"}.get(kind, kind) for name, kind in types.items()}

    def content(self, staged: Staged) -> str:
        """A hash of a staged file's rows, whatever their order."""
        return self._hash_of(f"read_parquet('{_quoted(staged.path)}') t", "t")

    def new_file(self, name: str) -> Path:
        """A path under the lake's data for a file that the caller writes and then publishes."""
        folder = self.data / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{uuid.uuid4().hex}.parquet"

    # Writing ---------------------------------------------------------------------------------------------------------

    def ensure(self, name: str, schema: Mapping[str, str]) -> None:
        """Create the table, or add the columns that it lacks. A column of another type is a DataError."""
        self.ensure_all({name: schema})

    def ensure_all(self, schemas: Mapping[str, Mapping[str, str]]) -> None:
        """The same of several tables in one commit, which costs as much as one of them alone."""
        lacking = {name: schema for name, schema in schemas.items() if not self._has_all(name, schema)}
        if not lacking:
            return
        with self._changing(*lacking):
            for name, schema in lacking.items():
                self._widen(name, self.schema(name), schema)

    def _has_all(self, name: str, schema: Mapping[str, str]) -> bool:
        present = self.schema(name)
        return bool(present) and all(present.get(column) == kind for column, kind in schema.items())

    def retype(self, name: str, schema: Mapping[str, str]) -> None:
        """Make columns anew with other types: what they held is gone."""
        table = f'lake.main."{_ident(name)}"'
        with self._changing(name):
            for column, kind in schema.items():
                self._duck.execute(f'ALTER TABLE {table} DROP COLUMN "{_ident(column)}"')
                self._duck.execute(f'ALTER TABLE {table} ADD COLUMN "{_ident(column)}" {kind}')

    @contextmanager
    def _changing(self, *names: str) -> Iterator[None]:
        """Change columns of tables in one commit, or not at all; what is known of them is asked anew, in it and after
        it, for another connection may have been here meanwhile."""
        with self._transaction():
            for name in names:
                self._forget(name)
            try:
                yield
            finally:
                for name in names:
                    self._forget(name)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._commit_lock:
            self._duck.execute("BEGIN")
            try:
                yield
                self._duck.execute("COMMIT")
            except BaseException:
                with suppress(duckdb.Error):  # a commit that failed has ended the transaction by itself
                    self._duck.execute("ROLLBACK")
                raise

    def _forget(self, name: str) -> None:
        self._schemas.pop(name, None)
        self._tables.pop(name, None)

    def _widen(self, name: str, present: Mapping[str, str], schema: Mapping[str, str]) -> None:
        if not present:
            columns = ", ".join(f'"{_ident(column)}" {kind}' for column, kind in schema.items())
            self._duck.execute(f'CREATE TABLE IF NOT EXISTS lake.main."{_ident(name)}" ({columns})')
            return
        for column, kind in schema.items():
            if column not in present:
                self._duck.execute(f'ALTER TABLE lake.main."{_ident(name)}" ADD COLUMN "{_ident(column)}" {kind}')
            elif present[column] != kind:
                raise DataError(f"{name}.{column} is stored as {present[column]}, this would be {kind}")

    def publish(self, changes: Sequence[Change], *, message: str) -> None:
        """Make all changes visible at once, or none."""
        with self._transaction():
            for change in changes:
                self._apply(change)
            self.rows("CALL lake.set_commit_message('regulars', ?)", [message])

    def _apply(self, change: Change) -> None:
        table = f'lake.main."{_ident(change.table)}"'
        if change.where is not None:
            self._duck.execute(f"DELETE FROM {table} WHERE {change.where}")
        if change.without is not None:
            on = " AND ".join(f't."{_ident(column)}" IS NOT DISTINCT FROM k."{_ident(column)}"' for column in change.on)
            self._duck.execute(f"DELETE FROM {table} AS t USING {change.without} AS k WHERE {on}")
        for staged in change.add:
            self._duck.execute(
                f"CALL ducklake_add_data_files('lake', '{_ident(change.table)}', '{_quoted(staged.path)}', "
                "allow_missing => true)"
            )
        for names, rows in groupby(change.values, key=tuple):
            listed = ", ".join(f'"{_ident(column)}"' for column in names)
            values = [list(row.values()) for row in rows]
            marks = ", ".join(["(" + ", ".join("?" for _ in names) + ")"] * len(values))
            self.rows(f"INSERT INTO {table} ({listed}) VALUES {marks}", [value for row in values for value in row])

    # Care ------------------------------------------------------------------------------------------------------------

    def recover(self) -> int:
        """Remove files that a killed run staged and never published. Only under the work lock. Returns how many."""
        with self._commit_lock:
            gone = self.rows("CALL ducklake_delete_orphaned_files('lake', cleanup_all => true)")
        for folder in (self.folder / "spill").iterdir():
            if folder != self._temporary and not _alive(folder.name):
                _remove_folder(folder)
        return len(gone)

    def tidy(self, *, keep_days: int = 7) -> None:
        """Drop snapshots older than ``keep_days`` and the files that only they need. Only under the work lock."""
        with self._commit_lock:
            self.rows(f"CALL ducklake_expire_snapshots('lake', older_than => now() - INTERVAL {keep_days:d} DAY)")
            self.rows(f"CALL ducklake_cleanup_old_files('lake', older_than => now() - INTERVAL {keep_days:d} DAY)")

    def fingerprint(self, name: str, *, without: Sequence[str] = ()) -> str:
        """A hash of the rows of a table, whatever their order; equal tables have equal fingerprints."""
        columns = [column for column in sorted(self.schema(name)) if column not in without]
        listed = ", ".join(f'"{_ident(column)}"' for column in columns)
        return self._hash_of(f'lake.main."{_ident(name)}"', listed)

    def _hash_of(self, source: str, row: str) -> str:
        """Count, exclusive or and sum of the rows' hashes: two equal rows cancel in the second, not in the third."""
        hashed = f"hash({row})"
        answer = self.rows(f"SELECT count(*), coalesce(bit_xor({hashed}), 0), coalesce(sum({hashed}), 0) FROM {source}")
        return "-".join(f"{int(part):x}" for part in answer[0])

    def _relocate(self) -> None:
        """Follow a folder that was moved or restored elsewhere: the catalogue knows files by their full path.

        Never by Python's sqlite3: when it closes the file, the locks of DuckDB's own SQLite in this process are gone
        too, and another process may then take the log away under a reader.
        """
        here = f"{self.data}/"
        self._duck.execute(f"ATTACH '{_quoted(self.folder / 'catalog.sqlite')}' AS moved (TYPE sqlite)")
        try:
            stored = self.rows("SELECT value FROM moved.ducklake_metadata WHERE key = 'data_path'")
            if stored and stored[0][0] != here:
                self._move(stored[0][0], here)
        finally:
            self._duck.execute("DETACH moved")

    def _move(self, there: str, here: str) -> None:
        self._duck.execute("BEGIN")
        for table in ("ducklake_data_file", "ducklake_delete_file", "ducklake_files_scheduled_for_deletion"):
            self.rows(
                f"UPDATE moved.{table} SET path = ? || substr(path, ?) WHERE starts_with(path, ?)",
                [here, len(there) + 1, there],
            )
        self.rows("UPDATE moved.ducklake_metadata SET value = ? WHERE key = 'data_path'", [here])
        self._duck.execute("COMMIT")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _filled(query: str, parameters: Sequence[Any]) -> str:
    """The query with its parameters as literals. (Bound parameters make DuckDB import pandas, which costs a second.)"""
    if not parameters:
        return query  # a mark in it belongs to a text or a pattern
    parts = query.split("?")
    if len(parts) != len(parameters) + 1:
        raise ValueError(f"{len(parts) - 1} marks for {len(parameters)} parameters")
    return "".join(part + text for part, text in zip(parts, [*map(_literal, parameters), ""], strict=True))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    text = str(value).replace("'", "''")
    return f"'{text}'"


def _cast(schema: Mapping[str, str]) -> str:
    """The columns of a query, each as its type."""
    return ", ".join(f'CAST("{_ident(column)}" AS {kind}) AS "{_ident(column)}"' for column, kind in schema.items())


def _ident(name: str) -> str:
    return name.replace('"', '""')


def _to_disk(path: Path) -> None:
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def _alive(name: str) -> bool:
    """Whether the process that a spill folder is named after still runs."""
    pid = name.partition("-")[0]
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove_folder(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
