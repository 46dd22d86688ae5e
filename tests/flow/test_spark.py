"""Spark makes the same tables as DuckDB, of the same lake."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

import regulars
from regulars.app.made import MADE
from regulars.app.shop import Shop
from regulars.core.frame import Frame
from regulars.lake import Change, Lake
from regulars.testing import tiny_shop

EARLIER, DAY = date(2024, 5, 31), date(2024, 7, 31)
#: One of each kind of condition.
AUDIENCES = {
    "valuable": "spend_12m >= 300 and not is_discount_dependent",
    "named": "contains(customer_id, 'B_') and affinity('price_band', '50-100') >= 0.1 or stage == 'lost'",
    "doers": "did('order', where=amount > 50 and hour < 20) and not did('refund', within='90d')",
    "viewers": "did('Viewed', at_least=2, within='60d') and not did('event', at_least=9)",
    "returners": "followed('order', by='order', within='2000h') and last_purchase_day > as_of - days(90)",
}
#: The sample that CI builds of the gift shop; the full proof takes all of it.
GIFTS_UNTIL = date(2011, 1, 31)

Folders = dict[str, Path]


def told(folder: Path, engine: str, **settings: Any) -> None:
    """Add settings to a shop's file."""
    path = folder / "shop.yaml"
    data = {**yaml.safe_load(path.read_text("utf-8")), "engine": engine, **settings}
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def views() -> list[Change]:
    """What few people looked at in two months, some of it several times a day."""
    who = ("b_aov_50", "b_shared_1", "b_shared_2", "b_quote")
    rows = [
        {"event_id": f"{day}-{place}", "name": ("Viewed", "Added")[place % 3 == 0], "account_id": who[(day + place) % 4],
         "happened_at": datetime(2024, month, day, place), "day": date(2024, month, day)}
        for month in (5, 6) for day in range(1, 29, 4) for place in range(day % 5 + 1)
    ]  # fmt: skip
    at = datetime.now(UTC).replace(tzinfo=None)
    marks = [{"table": "event", "month": date(2024, month, 1), "load_id": "views", "first_day": date(2024, month, 1), "at": at}
             for month in (5, 6)]  # fmt: skip
    return [Change("event", values=tuple(rows)), Change("fact_version", values=tuple(marks))]


@pytest.fixture(scope="session")
def tiny(made_once: Callable[..., Path], small_spark: dict[str, Any]) -> Folders:
    """The tiny shop by each engine: built, then built again when an order of an old month has come late."""

    def make(root: Path) -> None:
        exports = tiny_shop.write(root / "exports")
        late = [path for name, path in exports.items() if name.endswith("_late")]
        with regulars.create(root / "new", name="tiny", zone=tiny_shop.ZONE, currency=tiny_shop.CURRENCY) as shop:
            shop.load(*(path for path in exports.values() if path not in late), mapping="tiny_shop")
            shop.workspace.lake.ensure("event", shop.workspace.tables["event"].schema)
            shop.workspace.lake.publish(views(), message="views")
            for name, rule in AUDIENCES.items():
                shop.save_audience(name, rule)
        for engine in ("duckdb", "spark"):
            folder = shutil.copytree(root / "new", root / engine)
            # Levels that look back at the snapshot before, and thresholds that are asked of the engine.
            told(folder, engine, spark=small_spark, rfm={"mode": "quantile", "margin": 0.1})
            with regulars.open(folder) as shop:
                shop.build(as_of=DAY)
                shop.load(*late, mapping="tiny_shop")
                shop.build(as_of=EARLIER)
                shop.build(as_of=DAY)

    root = made_once("spark_tiny", make)
    return {engine: root / engine for engine in ("duckdb", "spark")}


@pytest.fixture(scope="session")
def gifts(made_once: Callable[..., Path], small_spark: dict[str, Any], realdata: Path) -> Folders:
    """UCI Online Retail by each engine, with Spark's own defaults: its first months in CI, all of it as a proof."""
    full = os.environ.get("REGULARS_PROOF") == "full"

    def make(root: Path) -> None:
        rows = pq.read_table(realdata / "online_retail" / "online_retail.parquet")
        if not full:
            until = datetime.combine(GIFTS_UNTIL, datetime.max.time())
            rows = rows.filter(pc.less_equal(rows["InvoiceDate"].cast("timestamp[us]"), until))
        root.mkdir()
        pq.write_table(rows, root / "online_retail.parquet")
        for engine in ("duckdb", "spark"):
            folder = root / engine
            if engine == "duckdb":
                with regulars.create(folder, name="gifts", zone="Europe/London", currency="GBP") as shop:
                    shop.load(root / "online_retail.parquet", mapping="online_retail")
                shutil.copytree(folder, root / "spark")
            told(folder, engine, spark={"master": "local[*]"})
            with regulars.open(folder) as shop:
                shop.build()

    root = made_once("spark_gifts", make)
    return {engine: root / engine for engine in ("duckdb", "spark")}


# Tables --------------------------------------------------------------------------------------------------------------


def rows_of(folder: Path, table: str) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
    """The columns and the sorted rows of a table, doubles last in the order as they may differ a little."""
    lake = Lake(folder / "lake")
    try:
        schema = lake.schema(table)
        if not schema:
            return {}, []
        exact = [f'"{name}"' for name, kind in schema.items() if kind != "DOUBLE"]
        rough = [f'"{name}"' for name, kind in schema.items() if kind == "DOUBLE"]
        return schema, lake.rows(f"FROM lake.main.{table} ORDER BY {', '.join([*exact, *rough])}")
    finally:
        lake.close()


def is_alike(one: Any, other: Any) -> bool:
    """Exactly equal; doubles to nine digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(is_alike, one, other))
    return bool(type(one) is type(other) and one == other)


def assert_alike(folders: Folders, table: str, *, needs_rows: bool) -> int:
    """The rows that were compared."""
    schema, expected = rows_of(folders["duckdb"], table)
    found_schema, found = rows_of(folders["spark"], table)
    assert found_schema == schema, f"{table} has other columns when Spark makes it"
    assert expected or not needs_rows, f"{table} is empty, so nothing is compared"
    differing = [pair for pair in zip(expected, found, strict=False) if not is_alike(*pair)]
    assert not differing, f"{len(differing)} rows of {table} differ, the first by DuckDB and by Spark: {differing[0]}"
    assert len(found) == len(expected), f"Spark makes {len(found)} rows of {table}, DuckDB {len(expected)}"
    return len(found)


@pytest.mark.parametrize("table", MADE)
def test_tiny_shop_has_the_same_tables_also_after_late_orders(tiny: Folders, table: str) -> None:
    assert_alike(tiny, table, needs_rows=table != "customer_sample")  # which a tiny shop does not need


#: The gift shop's file has no payments, no contacts and no events, and too few customers for a sample.
NOT_OF_GIFTS = ("payment_movement", "customer_account", "audience_member", "event_day", "event_last", "customer_sample")


@pytest.mark.proof
@pytest.mark.parametrize("table", MADE)
def test_online_retail_has_the_same_tables(gifts: Folders, table: str) -> None:
    assert_alike(gifts, table, needs_rows=table not in NOT_OF_GIFTS)


@pytest.mark.proof
def test_the_tables_of_the_whole_online_retail_are_kept_as_a_result(
    full: None, record: Callable[[str], Any], gifts: Folders
) -> None:
    kept = record("spark")
    for table in list(MADE)[len(kept.trials) :]:
        kept.add(table=table, rows=assert_alike(gifts, table, needs_rows=table not in NOT_OF_GIFTS))
    kept.page(
        title="Two engines",
        text="UCI Online Retail, 541,909 rows, is built by DuckDB and by Spark on this machine. All tables are equal: whole "
        "numbers, decimals, days and words exactly, doubles to nine digits. `make proof` repeats it.",
        rows=[(trial["table"], f"{trial['rows']:,} rows") for trial in kept.trials],
    )


def test_spark_made_every_part_of_the_tiny_shop(tiny: Folders) -> None:
    made = {}
    for engine, folder in tiny.items():
        lake = Lake(folder / "lake")
        made[engine] = lake.rows('SELECT "table", part, rows FROM lake.main.build_part ORDER BY ALL')
        lake.close()
    assert made["spark"] == made["duckdb"]


# Questions -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shops(tiny: Folders) -> Iterator[dict[str, Shop]]:
    """Both shops, opened once for all that only ask."""
    with ExitStack() as stack:
        yield {engine: stack.enter_context(regulars.open(folder)) for engine, folder in tiny.items()}


def categories(shop: Shop) -> list[str]:
    """Two of the categories."""
    found = shop.workspace.lake.rows("SELECT DISTINCT split_part(category, '/', 1) FROM lake.main.product ORDER BY 1")
    return [name for (name,) in found if name][:2]


QUESTIONS: dict[str, Callable[[Shop], Any]] = {
    **{f"audience {name}": lambda shop, rule=rule: shop.audience(rule).count() for name, rule in AUDIENCES.items()},
    "members": lambda shop: shop.audience("doers").members(),
    "why": lambda shop: shop.audience("returners").why(shop.audience("valuable").members().rows()[0]["customer_id"]),
    "drift": lambda shop: shop.audience("named").drift(EARLIER, DAY),
    "moved": lambda shop: shop.audience("valuable").moved(EARLIER, DAY),
    "sizes": lambda shop: shop.audience("named").sizes(),
    "overlap": lambda shop: shop.overlap(*AUDIENCES),
    "metrics": lambda shop: shop.metrics(),
    "metrics by month": lambda shop: shop.metrics(["gmv_paid", "buyers"], by="month"),
    "cohorts": lambda shop: shop.cohorts(),
    "two items by day": lambda shop: shop.basket(*categories(shop), level="category", by="day"),
    "crossings": lambda shop: shop.crossings(cut=EARLIER),
    "segments": lambda shop: shop.segments(),
    "flow": lambda shop: shop.flow(by="whole", start=EARLIER),
    "tags": lambda shop: shop.tags(),
    "tag": lambda shop: shop.tag("spend_12m"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_have_the_same_answers(shops: dict[str, Shop], question: str) -> None:
    ask = QUESTIONS[question]
    answers = {engine: ask(shop) for engine, shop in shops.items()}
    if isinstance(answers["duckdb"], Frame):
        assert answers["spark"].arrow.schema == answers["duckdb"].arrow.schema
        answers = {engine: sorted(answer.rows(), key=str) for engine, answer in answers.items()}
        assert answers["duckdb"], "nothing is compared"
    told = {engine: asdict(answer) if is_dataclass(answer) else answer for engine, answer in answers.items()}
    assert is_alike(told["spark"], told["duckdb"]), f"Spark: {told['spark']}\nDuckDB: {told['duckdb']}"


def test_baskets_of_online_retail_are_the_same(gifts: Folders) -> None:
    found = {}
    for engine, folder in gifts.items():
        with regulars.open(folder) as shop:
            found[engine] = shop.basket(min_support=0.02).rows()
    assert len(found["duckdb"]) > 10
    assert is_alike(*[sorted(rows, key=lambda row: (row["item_a"], row["item_b"])) for rows in found.values()])


def test_the_engine_that_asks_need_not_be_the_one_that_built(
    tiny: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(tiny["spark"], tmp_path / "other")
    monkeypatch.setenv("REGULARS_ENGINE", "duckdb")
    with regulars.open(folder) as shop:
        assert shop.workspace.lake.engine is None, "the environment wins over shop.yaml"
        built = shop.build(as_of=DAY)
    assert {line.made for line in built.tables} == {0}, "all that Spark made is fresh"
