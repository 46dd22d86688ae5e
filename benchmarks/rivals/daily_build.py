"""The script that an analyst-engineer writes by hand: monthly Parquet order lines in, facts, segments and ten tags out.

One process, plain DuckDB, no framework. Run again, it skips the files it knows and rows it has.

    python benchmarks/rivals/daily_build.py FOLDER OUT.duckdb --memory 3GB --threads 2
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

TABLES = """
CREATE TABLE IF NOT EXISTS loaded_file (digest VARCHAR, name VARCHAR, line_count BIGINT, loaded_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS reject (digest VARCHAR, line BIGINT, reason VARCHAR);
CREATE TABLE IF NOT EXISTS order_item (
    order_id VARCHAR, account_id VARCHAR, product_id VARCHAR, ordered_at TIMESTAMP, day DATE,
    quantity DECIMAL(18,3), unit_price DECIMAL(18,4), amount DECIMAL(18,4), occurrence INTEGER);
CREATE TABLE IF NOT EXISTS refund (
    refund_id VARCHAR, account_id VARCHAR, product_id VARCHAR, refunded_at TIMESTAMP, day DATE,
    quantity DECIMAL(18,3), unit_price DECIMAL(18,4), amount DECIMAL(18,4), occurrence INTEGER);
CREATE TABLE IF NOT EXISTS orders (
    order_id VARCHAR, account_id VARCHAR, ordered_at TIMESTAMP, day DATE, item_count BIGINT, amount DECIMAL(18,4));
CREATE TABLE IF NOT EXISTS account (account_id VARCHAR, first_day DATE, province VARCHAR);
"""

READ = """
CREATE OR REPLACE TEMP TABLE line AS
SELECT *, CASE
        WHEN order_id IS NULL THEN 'order_id is missing'
        WHEN product_id IS NULL THEN 'product_id is missing'
        WHEN ordered_at IS NULL THEN 'ordered_at is missing or no time'
        WHEN ordered_at NOT BETWEEN TIMESTAMP '1990-01-01' AND TIMESTAMP '2100-01-01' THEN 'ordered_at is out of range'
        WHEN quantity IS NULL OR quantity = 0 THEN 'quantity is missing, no number or 0'
        WHEN unit_price IS NULL OR unit_price < 0 THEN 'unit_price is missing, no number or negative'
    END AS reason
FROM (
    SELECT file_row_number + 1 AS line,
        nullif(trim(CAST(order_id AS VARCHAR)), '') AS order_id,
        nullif(trim(CAST(customer_id AS VARCHAR)), '') AS account_id,
        nullif(trim(CAST(product_id AS VARCHAR)), '') AS product_id,
        TRY_CAST(ordered_at AS TIMESTAMP) AS ordered_at,
        TRY_CAST(quantity AS DECIMAL(18,3)) AS quantity,
        TRY_CAST(unit_price AS DECIMAL(18,4)) AS unit_price,
        nullif(trim(CAST(province AS VARCHAR)), '') AS province
    FROM read_parquet($path, file_row_number = true));
"""

FRESH = """
CREATE OR REPLACE TEMP TABLE fresh AS
WITH numbered AS (
    SELECT * EXCLUDE (reason), CAST(ordered_at AS DATE) AS day,
        row_number() OVER (PARTITION BY order_id, product_id, quantity, unit_price ORDER BY line) AS occurrence
    FROM line WHERE reason IS NULL)
SELECT * FROM numbered AS n
WHERE NOT EXISTS (
    SELECT 1 FROM order_item AS o
    WHERE o.day BETWEEN DATE '{first}' AND DATE '{last}'
      AND o.order_id = n.order_id AND o.product_id = n.product_id AND o.quantity = n.quantity
      AND o.unit_price = n.unit_price AND o.occurrence = n.occurrence)
AND NOT EXISTS (
    SELECT 1 FROM refund AS r
    WHERE r.day BETWEEN DATE '{first}' AND DATE '{last}'
      AND r.refund_id = n.order_id AND r.product_id = n.product_id AND r.quantity = -n.quantity
      AND r.unit_price = n.unit_price AND r.occurrence = n.occurrence);
"""

INSERT = """
INSERT INTO order_item
SELECT order_id, account_id, product_id, ordered_at, day, quantity, unit_price, quantity * unit_price, occurrence
FROM fresh WHERE quantity > 0;
INSERT INTO refund
SELECT order_id, account_id, product_id, ordered_at, day, -quantity, unit_price, -quantity * unit_price, occurrence
FROM fresh WHERE quantity < 0;
"""

HEADERS = """
CREATE OR REPLACE TEMP TABLE header AS
SELECT order_id, min(account_id) AS account_id, min(ordered_at) AS ordered_at, min(day) AS day,
    count(*) AS item_count, CAST(sum(CAST(quantity * unit_price AS DECIMAL(18,4))) AS DECIMAL(18,4)) AS amount
FROM fresh WHERE quantity > 0 GROUP BY order_id;
UPDATE orders SET item_count = orders.item_count + header.item_count, amount = orders.amount + header.amount,
    ordered_at = least(orders.ordered_at, header.ordered_at), day = least(orders.day, header.day),
    account_id = coalesce(orders.account_id, header.account_id)
FROM header WHERE orders.order_id = header.order_id AND orders.day BETWEEN DATE '{first}' AND DATE '{last}';
INSERT INTO orders
SELECT * FROM header WHERE NOT EXISTS (
    SELECT 1 FROM orders
    WHERE orders.day BETWEEN DATE '{first}' AND DATE '{last}' AND orders.order_id = header.order_id);
"""

ACCOUNTS = """
CREATE OR REPLACE TEMP TABLE seen AS
SELECT account_id, min(day) AS first_day, arg_max(province, ordered_at) AS province
FROM fresh WHERE account_id IS NOT NULL GROUP BY account_id;
UPDATE account SET first_day = seen.first_day
FROM seen WHERE account.account_id = seen.account_id AND account.first_day > seen.first_day;
INSERT INTO account SELECT * FROM seen ANTI JOIN account USING (account_id);
"""

DAYS = """
CREATE OR REPLACE TEMP TABLE refunded_day AS
WITH matched AS (
    SELECT r.rowid AS refund, any_value(r.account_id) AS account_id, any_value(r.amount) AS amount,
        arg_max(i.day, i.ordered_at) AS day
    FROM refund AS r JOIN order_item AS i
      ON i.account_id = r.account_id AND i.product_id = r.product_id AND i.unit_price = r.unit_price
     AND i.quantity >= r.quantity AND i.ordered_at < r.refunded_at
    WHERE r.day <= DATE '{as_of}'
    GROUP BY r.rowid)
SELECT account_id, day, CAST(sum(amount) AS DECIMAL(18,4)) AS refunded FROM matched GROUP BY ALL;
CREATE OR REPLACE TABLE customer_day AS
WITH paid_day AS (
    SELECT account_id, day, CAST(sum(amount) AS DECIMAL(18,4)) AS paid, count(*) AS orders
    FROM orders WHERE account_id IS NOT NULL AND amount > 0 AND day <= DATE '{as_of}' GROUP BY ALL)
SELECT account_id, day, paid, orders, coalesce(refunded, 0) AS refunded, paid > coalesce(refunded, 0) AS is_standing
FROM paid_day LEFT JOIN refunded_day USING (account_id, day);
"""

SEGMENTS = """
CREATE OR REPLACE TEMP TABLE person AS
SELECT account_id,
    min(day) AS first_paid, max(day) AS last_paid, count(*) AS paid_days, sum(orders) AS paid_orders,
    max(day) FILTER (is_standing) AS last_standing,
    CAST(sum(paid) FILTER (is_standing) AS DECIMAL(18,4)) AS standing_paid,
    CAST(sum(orders) FILTER (is_standing) AS BIGINT) AS standing_orders,
    min(day) FILTER (is_standing AND day >= DATE '{as_of}' - 29) AS back,
    max(day) FILTER (is_standing AND day < DATE '{as_of}' - 29) AS before,
    CAST(sum(paid) FILTER (day > DATE '{as_of}' - INTERVAL 12 MONTH) AS DECIMAL(18,4)) AS paid_12m
FROM customer_day GROUP BY account_id;
CREATE OR REPLACE TEMP TABLE frequency AS
SELECT account_id, count(*) AS days_of_90
FROM customer_day JOIN person USING (account_id)
WHERE is_standing AND day > last_standing - 90 GROUP BY account_id;
CREATE OR REPLACE TEMP TABLE refund_12m AS
SELECT account_id, CAST(sum(amount) AS DECIMAL(18,4)) AS refunded_12m
FROM refund
WHERE account_id IS NOT NULL AND day > DATE '{as_of}' - INTERVAL 12 MONTH AND day <= DATE '{as_of}'
GROUP BY account_id;
CREATE OR REPLACE TABLE segment AS
WITH facts AS (
    SELECT *, DATE '{as_of}' - last_standing AS recency, DATE '{as_of}' - first_paid AS age,
        DATE '{as_of}' - coalesce(last_standing, last_paid) AS idle,
        coalesce(paid_12m, 0) - coalesce(refunded_12m, 0) AS spend_12m,
        -- A decimal divided by a number is a double in DuckDB: divide whole ten-thousandths instead.
        CAST((CAST(standing_paid * 10000 AS HUGEINT) // standing_orders) * CAST(0.0001 AS DECIMAL(5,4))
            AS DECIMAL(18,4)) AS monetary
    FROM account LEFT JOIN person USING (account_id) LEFT JOIN frequency USING (account_id)
        LEFT JOIN refund_12m USING (account_id)
    WHERE first_day <= DATE '{as_of}')
SELECT account_id, DATE '{as_of}' AS as_of, recency, days_of_90, monetary,
    CASE WHEN recency <= 30 THEN 'active' WHEN recency >= 90 THEN 'dormant'
         WHEN recency IS NOT NULL THEN 'middle' END AS r,
    CASE WHEN days_of_90 >= 9 THEN 'high' WHEN days_of_90 <= 3 THEN 'low'
         WHEN days_of_90 IS NOT NULL THEN 'middle' END AS f,
    CASE WHEN standing_paid >= 200 * standing_orders THEN 'high' WHEN standing_paid <= 50 * standing_orders THEN 'low'
         WHEN standing_paid IS NOT NULL THEN 'middle' END AS m,
    CASE WHEN first_paid IS NULL THEN 'no_purchase' WHEN last_standing IS NULL THEN 'refunded'
         ELSE CASE WHEN recency < 90 THEN 'active' ELSE 'dormant' END
           || CASE WHEN days_of_90 >= 9 THEN '_frequent' ELSE '_rare' END
           || CASE WHEN standing_paid >= 200 * standing_orders THEN '_valuable' ELSE '_modest' END END AS rfm_group,
    CASE WHEN first_paid IS NULL THEN 'visitor'
         WHEN idle >= 180 THEN 'lost'
         -- A gap of over 180 days ends within the last 30 only at their first standing day.
         WHEN back - before > 180 THEN 'returned'
         WHEN paid_orders = 1 AND age > 90 THEN 'one_time'
         WHEN age >= 90 THEN 'mature' WHEN age >= 7 THEN 'growing' ELSE 'new' END AS stage,
    spend_12m,
    CASE WHEN spend_12m > 20000 THEN 'diamond' WHEN spend_12m >= 5000 THEN 'gold' ELSE 'silver' END AS tier,
    CASE WHEN spend_12m < 5000 THEN 5000 - spend_12m WHEN spend_12m <= 20000 THEN 20000 - spend_12m END AS to_next
FROM facts;
"""

# One pass over each table: money and orders of a window, hours of the day, pieces, and the price band that most money
# went to lately, halved every six months, in whole millionths, so that no ranking depends on the order of sums.
TAGS = """
CREATE OR REPLACE TEMP TABLE of_orders AS
SELECT account_id, count(*) AS orders,
    count(*) FILTER (hour(ordered_at) < 6) AS night, count(*) FILTER (hour(ordered_at) BETWEEN 6 AND 11) AS morning,
    count(*) FILTER (hour(ordered_at) BETWEEN 12 AND 17) AS afternoon,
    count(*) FILTER (hour(ordered_at) >= 18) AS evening,
    count(*) FILTER (amount > 0 AND day > DATE '{as_of}' - 90) AS orders_90d,
    count(*) FILTER (amount > 0 AND day > DATE '{as_of}' - 365) AS orders_12m,
    CAST(sum(amount) FILTER (day > DATE '{as_of}' - 90) AS DECIMAL(18,4)) AS paid_90d,
    coalesce(sum(amount) FILTER (isodow(day) >= 6), 0)::DOUBLE / nullif(sum(amount)::DOUBLE, 0) AS weekend_share
FROM orders WHERE account_id IS NOT NULL AND day <= DATE '{as_of}' GROUP BY account_id;
CREATE OR REPLACE TEMP TABLE refund_90d AS
SELECT account_id, CAST(sum(amount) AS DECIMAL(18,4)) AS refunded_90d
FROM refund
WHERE account_id IS NOT NULL AND day > DATE '{as_of}' - 90 AND day <= DATE '{as_of}'
GROUP BY account_id;
CREATE OR REPLACE TEMP TABLE band AS
SELECT account_id,
    CASE WHEN unit_price < 20 THEN '0-20' WHEN unit_price < 50 THEN '20-50' WHEN unit_price < 100 THEN '50-100'
         WHEN unit_price < 200 THEN '100-200' WHEN unit_price < 500 THEN '200-500' ELSE '500+' END AS band,
    count(*) AS lines, sum(quantity) AS pieces,
    sum(CAST(amount AS DECIMAL(18,4)) * CAST(greatest(1, round(1000000 * 0.5 ** (
        ((year(DATE '{as_of}') - year(day)) * 12 + month(DATE '{as_of}') - month(day)) / 6))) AS DECIMAL(9,0))
    ) AS weighted
FROM order_item WHERE account_id IS NOT NULL AND day <= DATE '{as_of}' GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE of_lines AS
SELECT account_id, sum(lines) AS lines, sum(pieces) AS pieces,
    arg_min(band, (-weighted, band)) FILTER (weighted > 0) AS top_price_band
FROM band GROUP BY account_id;
CREATE OR REPLACE TABLE tag AS
SELECT account_id, DATE '{as_of}' AS as_of,
    coalesce(paid_90d, 0) - coalesce(refunded_90d, 0) AS spend_90d,
    coalesce(orders_90d, 0) AS orders_90d, coalesce(orders_12m, 0) AS orders_12m, weekend_share,
    pieces::DOUBLE / orders AS items_per_order, pieces::DOUBLE / lines AS pieces_per_line,
    evening::DOUBLE / orders AS evening_share,
    CASE WHEN orders >= 3 THEN CASE greatest(night, morning, afternoon, evening)
        WHEN night THEN 'night' WHEN morning THEN 'morning' WHEN afternoon THEN 'afternoon' ELSE 'evening' END
    END AS favourite_hours,
    (last_paid - first_paid)::DOUBLE / nullif(paid_days - 1, 0) AS mean_gap_days, top_price_band
FROM account LEFT JOIN of_orders USING (account_id) LEFT JOIN refund_90d USING (account_id)
    LEFT JOIN of_lines USING (account_id) LEFT JOIN person USING (account_id)
WHERE first_day <= DATE '{as_of}';
"""


class Clock:
    """Seconds by part, summed over the files."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] += time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--memory", default="3GB")
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    files = sorted(asked.folder.glob("*.parquet"))
    if not files:
        sys.exit(f"{asked.folder} holds no *.parquet file")
    clock = Clock()
    with clock.part("all"), duckdb.connect(asked.out) as db:
        db.execute(f"SET memory_limit = '{asked.memory}'")
        db.execute(f"SET threads = {asked.threads}")
        db.execute("SET temp_directory = ?", [f"{asked.out}.tmp"])
        db.execute("SET preserve_insertion_order = false")
        # The default of 16 MB rewrites half-filled row groups after every file.
        db.execute("SET checkpoint_threshold = '1GB'")
        db.execute(TABLES)
        for path in files:
            load(db, path, clock)
        as_of = db.sql("SELECT max(day) FROM (SELECT day FROM order_item UNION ALL SELECT day FROM refund)").fetchone()[
            0
        ]
        with clock.part("days and refunds"):
            db.execute(DAYS.format(as_of=as_of))
        with clock.part("segments"):
            db.execute(SEGMENTS.format(as_of=as_of))
        with clock.part("tags"):
            db.execute(TAGS.format(as_of=as_of))
        with clock.part("checkpoint"):
            db.execute("CHECKPOINT")
        tables = (
            "loaded_file", "reject", "order_item", "refund", "orders", "account", "customer_day", "segment", "tag",
        )  # fmt: skip
        rows = {table: db.sql(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    seconds = {part: round(spent, 2) for part, spent in clock.seconds.items()}
    print(json.dumps({"as_of": str(as_of), "rows": rows, "seconds": seconds}, indent=2))


def load(db: duckdb.DuckDBPyConnection, path: Path, clock: Clock) -> None:
    """Load one file in one transaction, unless its content is known."""
    with clock.part("digest"), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if db.execute("SELECT 1 FROM loaded_file WHERE digest = ?", [digest]).fetchone():
        return
    db.begin()
    with clock.part("read and validate"):
        db.execute(READ, {"path": str(path)})
        db.execute("INSERT INTO reject SELECT ?, line, reason FROM line WHERE reason IS NOT NULL", [digest])
    first, last = db.sql(
        "SELECT min(ordered_at)::DATE, max(ordered_at)::DATE FROM line WHERE reason IS NULL"
    ).fetchone()
    if first is not None:
        with clock.part("number and anti-join"):
            db.execute(FRESH.format(first=first, last=last))
        with clock.part("insert lines"):
            db.execute(INSERT)
        with clock.part("order headers"):
            db.execute(HEADERS.format(first=first, last=last))
        with clock.part("accounts"):
            db.execute(ACCOUNTS)
    db.execute("INSERT INTO loaded_file SELECT ?, ?, count(*), now() FROM line", [digest, path.name])
    with clock.part("commit"):
        db.commit()


if __name__ == "__main__":
    main()
