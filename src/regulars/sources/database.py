"""Databases over SQLAlchemy: SQLite, PostgreSQL, MySQL and MariaDB; read only, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.core.errors import InputError, MissingError, OutsideError, UnsupportedError, unknown
from regulars.core.feed import Feed, Unreadable
from regulars.sources import header

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import URL, Connection

name = "database"

SIZE = 50_000


@dataclass(frozen=True)
class Engine:
    """What is particular to one kind of database."""

    driver: str
    extra: str
    session: tuple[str, ...]


_MYSQL = Engine("mysql+pymysql", "mysql", ("SET SESSION TRANSACTION READ ONLY", "SET time_zone = '+00:00'"))
_POSTGRESQL = Engine("postgresql+psycopg", "postgres", ("SET TRANSACTION READ ONLY", "SET timezone = 'UTC'"))
ENGINES = {
    "sqlite": Engine("sqlite", "database", ("PRAGMA query_only = ON",)),
    "postgresql": _POSTGRESQL,
    "postgres": _POSTGRESQL,
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
}


def feeds(
    place: str, *, expects: frozenset[str] = frozenset(), table: str | None = None, query: str | None = None
) -> Iterator[Feed]:
    """The table, the query, or one feed per table of the default schema, in the types of the database.

    A table is read in the order of its primary key, where it has one. Decimals come as decimal128(38, 10) where their
    declared precision fits and as text elsewhere. SQLite has no column types to trust: there the stored values decide,
    and dates are the text or number that is stored.
    """
    if table and query:
        raise InputError("table and query were both given. Give one of them.")
    url, engine = _url(place)
    if query:
        return iter([_feed(url, engine, "query", _only_select(query))])
    with _connected(url, engine) as connection:
        selects = {found: _select(connection, found) for found in _tables(connection, url, table)}
    return (_feed(url, engine, found, select) for found, select in selects.items())


def _url(place: str) -> tuple[URL, Engine]:
    try:
        from sqlalchemy import make_url
    except ModuleNotFoundError as error:
        raise _no_driver("database") from error
    try:
        url = make_url(place)
    except ValueError:  # its text may hold a part of the password
        raise InputError(
            "the database URL cannot be read. Write it as postgresql://name:password@host:5432/shop."
        ) from None
    family = url.drivername.partition("+")[0]
    if family not in ENGINES:
        raise UnsupportedError(unknown("kind of database", family, ENGINES) + ". Export the table as Parquet or CSV.")
    engine = ENGINES[family]
    if family == "sqlite" and not (url.database and Path(url.database).is_file()):
        raise MissingError(
            f"no SQLite file at {url.database!r}. Check the path: sqlite:///shop.db, sqlite:////data/shop.db."
        )
    return (url if "+" in url.drivername else url.set(drivername=engine.driver)), engine


def shown(url: URL) -> str:
    """The URL without its password and without its options, which may hold another one."""
    return url.set(query={}).render_as_string(hide_password=True)


@contextmanager
def _connected(url: URL, engine: Engine) -> Iterator[Connection]:
    """A read-only connection that streams; its faults become ours, without the password."""
    from sqlalchemy import exc

    connection = _connect(url, engine)
    try:
        yield connection.execution_options(stream_results=True, max_row_buffer=SIZE, no_parameters=True)
    except exc.DBAPIError as error:
        told = f"the database {shown(url)} says: {_reason(error, url)}"
        if _is_outage(error):
            raise OutsideError(f"{told} Try again.", retry=True) from None
        raise InputError(f"{told} Check the table or the query.") from None
    finally:
        connection.close()


def _connect(url: URL, engine: Engine) -> Connection:
    from sqlalchemy import create_engine, exc, pool

    try:
        connection = create_engine(url, poolclass=pool.NullPool).connect()
    except ModuleNotFoundError as error:
        raise _no_driver(engine.extra) from error
    except exc.DBAPIError as error:
        told = f"cannot connect to {shown(url)}: {_reason(error, url)}"
        raise OutsideError(f"{told} Check that it runs, its name and the password.", retry=True) from None
    for statement in engine.session:
        connection.exec_driver_sql(statement)
    return connection


def _is_outage(error: Any) -> bool:
    """SQLite and MySQL also call a misspelt column an OperationalError; PostgreSQL's driver calls only outages so."""
    from sqlalchemy import exc

    if error.connection_invalidated or "locked" in str(error.orig):
        return True
    return isinstance(error, exc.OperationalError) and type(error.orig).__module__.startswith("psycopg")


def _reason(error: Any, url: URL) -> str:
    first = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    password = str(url.password or "")
    return (first.replace(password, "***") if password else first).rstrip(".") + "."


def _no_driver(extra: str) -> UnsupportedError:
    return UnsupportedError(f"the driver for this database is not installed. Run: pip install 'regulars[{extra}]'")


def _only_select(query: str) -> str:
    statement = query.strip().rstrip(";").rstrip()
    bare = re.sub(r"^(\s|--[^\n]*\n|/\*.*?\*/)+", "", statement, flags=re.DOTALL)
    if not re.match(r"(select|with)\b", bare, re.IGNORECASE):
        raise InputError(f"a source only reads, and this query begins with {bare[:12]!r}. Write one SELECT.")
    return statement


def _tables(connection: Connection, url: URL, wanted: str | None) -> list[str]:
    from sqlalchemy import inspect

    inspector = inspect(connection)
    tables = sorted(inspector.get_table_names())
    if wanted is None:
        if not tables:
            raise MissingError(
                f"the database {shown(url)} holds no table. Check its name, or give a table as schema.table."
            )
        return tables
    schema, _, bare = wanted.rpartition(".")
    known = tables + inspector.get_view_names()
    if wanted not in known and not (schema and inspector.has_table(bare, schema=schema)):
        raise MissingError(unknown("table", wanted, known))
    return [wanted]


def _select(connection: Connection, table: str) -> str:
    from sqlalchemy import inspect

    inspector = inspect(connection)
    schema, _, bare = (None, "", table) if inspector.has_table(table) else table.rpartition(".")
    quote = connection.dialect.identifier_preparer.quote_identifier
    key = inspector.get_pk_constraint(bare, schema=schema)["constrained_columns"]
    order = f" ORDER BY {', '.join(map(quote, key))}" if key else ""
    return f"SELECT * FROM {quote(schema) + '.' if schema else ''}{quote(bare)}{order}"


def _feed(url: URL, engine: Engine, title: str, select: str) -> Feed:
    with _connected(url, engine) as connection:
        schema = _schema(connection, select, title)
    unreadable: list[Unreadable] = []

    def batches() -> Iterator[pa.RecordBatch]:
        from regulars.sources import sqltypes

        before = 0
        with _connected(url, engine) as connection, connection.exec_driver_sql(select) as result:
            for rows in result.partitions(SIZE):
                yield sqltypes.batch(rows, schema, before=before, unreadable=unreadable)
                before += len(rows)

    return Feed(title, schema.names, batches, unreadable=unreadable, notes=[f"database {shown(url)}"])


def _schema(connection: Connection, select: str, title: str) -> pa.Schema:
    """Names and types, from the description of the query without its rows; in SQLite from the stored values."""
    import pyarrow as pa

    from regulars.sources import sqltypes

    with connection.exec_driver_sql(f"SELECT * FROM (\n{select}\n) AS probe WHERE 1 = 0") as result:
        described = list(result.cursor.description) if result.cursor else []
    names = header.columns([column[0] for column in described], where=title)
    if connection.dialect.name == "sqlite":
        kinds = _stored_kinds(connection, select, [column[0] for column in described])
    else:
        types = sqltypes.POSTGRESQL if connection.dialect.name == "postgresql" else sqltypes.MYSQL
        kinds = [sqltypes.described(column, types) for column in described]
    return pa.schema(list(zip(names, kinds, strict=True)))


def _stored_kinds(connection: Connection, select: str, names: list[str]) -> list[pa.DataType]:
    from regulars.sources import sqltypes

    quote = connection.dialect.identifier_preparer.quote_identifier
    typed = ", ".join(f"typeof({quote(name)})" for name in names)
    with connection.exec_driver_sql(f"SELECT DISTINCT {typed} FROM (\n{select}\n) AS probe") as result:
        rows = result.fetchall()
    return [sqltypes.stored({row[position] for row in rows}) for position in range(len(names))]
