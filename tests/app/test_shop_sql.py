"""SQL may read the shop's tables and nothing else, and change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.app.shop import Shop
from regulars.core.errors import RegularsError


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT count(*) FROM customer", 1),
        ("FROM lake.main.customer WHERE as_of = DATE '2024-04-30'", 3),
        ("WITH customer AS (SELECT 1 AS a) SELECT * FROM customer", 1),
        ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) FROM t", 3),
        ("SELECT o.order_id FROM orders o JOIN customer c ON c.customer_id = o.account_id AND c.accounts = 2", 2),
        ("SELECT * FROM range(4)", 4),
        ("DESCRIBE customer_account", 3),
        ("SELECT 'it''s -- not; a comment' AS said", 1),
    ],
)
def test_a_select_over_the_shop_is_answered(cups: Shop, query: str, rows: int) -> None:
    assert len(cups.sql(query)) == rows


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM customer",
        "UPDATE customer SET tier = 'gold'",
        "DROP TABLE customer",
        "CREATE TABLE x AS SELECT 1",
        "CREATE TEMP TABLE x AS SELECT 1",
        "INSERT INTO store VALUES ('a', 'b', 'c', 'd')",
        "SELECT 1; DROP TABLE customer",
        "COPY (SELECT 1) TO '{data}/stolen.csv'",
        "ATTACH '{vault}/keys.sqlite' AS k (TYPE sqlite)",
        "SET lock_configuration = false",
        "INSTALL httpfs",
        "CALL lake.set_option('x', 'y')",
        "PRAGMA database_list",
        "EXPORT DATABASE '{data}'",
        "",
    ],
)
def test_what_is_not_one_select_is_refused(cups: Shop, query: str) -> None:
    _refused(cups, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('{folder}/master.key')",
        "SELECT * FROM '{folder}/shop.yaml'",
        "SELECT (SELECT content FROM read_blob('{folder}/master.key'))",
        "SELECT * FROM sqlite_scan('{vault}/keys.sqlite', 'meta')",
        "WITH a AS (SELECT * FROM sqlite_scan('{vault}/vault.sqlite', 'sealed')) SELECT * FROM a",
        "SELECT 1 WHERE EXISTS (FROM read_csv('/etc/hostname'))",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM ducklake_cleanup_old_files('lake', cleanup_all => true)",
        "SELECT * FROM ducklake_delete_orphaned_files('lake', cleanup_all => true)",
        "SELECT * FROM __ducklake_metadata_lake.ducklake_data_file",
        "SELECT * FROM information_schema.tables",
    ],
)
def test_nothing_beside_the_tables_can_be_read(cups: Shop, query: str) -> None:
    _refused(cups, query)


def _refused(shop: Shop, query: str) -> None:
    data = shop.folder / "lake" / "data"
    before = {path: path.stat().st_size for path in data.rglob("*")}
    with pytest.raises(RegularsError):
        shop.sql(query.format(folder=shop.folder, vault=shop.folder / "vault", data=data))
    assert {path: path.stat().st_size for path in data.rglob("*")} == before
    assert len(shop.sql("FROM customer")) == 5, "the shop must be as it was"


def test_a_python_variable_is_no_table(cups: Shop) -> None:
    secret = cups.customers().arrow
    with pytest.raises(RegularsError, match="no table named 'secret'"):
        cups.sql("SELECT * FROM secret")
    assert secret.num_rows == 3


def test_an_error_of_the_query_is_told_as_ours(cups: Shop) -> None:
    with pytest.raises(RegularsError, match="Referenced column"):
        cups.sql("SELECT nothing_here FROM customer")


def test_a_table_that_is_not_there_lists_those_that_are(cups: Shop) -> None:
    with pytest.raises(RegularsError, match="Did you mean 'customer'"):
        cups.sql("SELECT * FROM custmer")


def test_a_shop_that_was_moved_or_copied_is_asked_as_its_first_command(own_cups: Shop) -> None:
    assert len(own_cups.sql("SELECT DISTINCT order_id FROM orders")) == 6


def test_closing_leaves_no_spill(own_cups: Shop) -> None:
    spill = Path(own_cups.folder / "lake" / "spill")
    before = set(spill.iterdir())
    own_cups.sql("SELECT 1")
    assert set(spill.iterdir()) - before
    own_cups.close()
    assert set(spill.iterdir()) == before
