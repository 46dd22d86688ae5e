"""Every table step compiles for the warehouses; what does not is named in docs/how-to/run-on-spark.md, and nothing else.

The steps are those that a load, a build and questions of the tiny shop ask DuckDB for, caught on their way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import pytest
from ibis.common.exceptions import IbisError

import regulars
from regulars.lake import Lake
from regulars.lake.write_sql import _Shape
from regulars.testing import tiny_shop

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-on-spark.md"
WAREHOUSES = ("snowflake", "bigquery", "clickhouse")
WORK = ("load", "build", "questions")
DAY = date(2024, 4, 30)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """The expressions of each kind of work, one of each shape, over tables of no engine."""
    caught: dict[str, dict[Any, Any]] = {work: {} for work in WORK}
    now = ""

    def catch(lake: Lake, expression: Any, *, sql: Callable[[Lake, Any], str] = Lake.sql) -> str:
        if not isinstance(expression, str):
            caught[now].setdefault(_Shape(expression.op()).key, expression)
        return sql(lake, expression)

    root = tmp_path_factory.mktemp("warehouses")
    exports = tiny_shop.write(root / "exports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lake, "sql", catch)
        with regulars.create(root / "tiny", zone=tiny_shop.ZONE, currency=tiny_shop.CURRENCY) as shop:
            now = "load"
            shop.load(*exports.values(), mapping="tiny_shop")
            settings = shop.folder / "shop.yaml"
            settings.write_text(settings.read_text("utf-8") + "rfm: {mode: quantile, margin: 0.1}\n", encoding="utf-8")
            shop.workspace.__dict__.pop("settings", None)
            now = "build"
            shop.build(as_of=DAY)
            now = "questions"
            ask(shop)
    return {work: [of_no_engine(one) for one in found.values()] for work, found in caught.items()}


def ask(shop: Any) -> None:
    shop.audience(
        "followed('order', by='refund', within='72h') or did('order', where=hour > 20) and tier == 'gold'"
    ).count()
    shop.overlap("affinity('category', 'tea') > 0.1", "contains(top_category, 'tea')")
    shop.metrics(by="month")
    shop.cohorts()
    shop.basket(level="category", by="day", min_support=0)
    shop.flow(by="whole", start=date(2024, 3, 31))
    shop.segments()
    shop.tags()


def of_no_engine(expression: Any) -> Any:
    """The expression over unbound tables. A row's place in a kept table is the engine's to give (``Lake.keep``)."""

    def put(node: Any, changed: Any) -> Any:
        if isinstance(node, ops.DatabaseTable):
            return ibis.table(node.schema, name=node.name).op()
        if isinstance(node, ops.RowID):
            return ops.Literal(0, "int64")
        return node.__recreate__(changed) if changed else node

    return expression.op().replace(put).to_expr()


def gaps(expressions: list[Any], warehouse: str) -> set[str]:
    """The operations that a warehouse has no words for, by the names that ibis and DuckDB give them."""
    found = set()
    for expression in expressions:
        # ibis writes the name of an engine's own function down for any other as well.
        own = {node.__func_name__ for node in expression.op().find(ops.ScalarUDF)}
        found |= own
        if not own:
            try:
                ibis.to_sql(expression, dialect=warehouse)
            except (IbisError, NotImplementedError) as error:
                found.add(re.sub(r"\W+", " ", str(error)).strip()[:80])
    return found


def named() -> dict[tuple[str, str], set[str]]:
    """The table of the page: work and warehouse → operations."""
    lines = PAGE.read_text("utf-8").split("## Gaps")[1].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return {
        (work.strip("`"), warehouse): set(re.findall(r"`([^`]+)`", cell))
        for work, *cells in rows
        for warehouse, cell in zip(WAREHOUSES, cells, strict=True)
    }


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("warehouse", WAREHOUSES)
def test_steps_compile_but_for_the_gaps_that_the_page_names(
    steps: dict[str, list[Any]], warehouse: str, work: str
) -> None:
    assert len(steps[work]) > 10, "the steps were not caught"
    assert gaps(steps[work], warehouse) == named()[work, warehouse], (
        "the page names more gaps, or fewer, than there are"
    )
