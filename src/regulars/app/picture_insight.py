"""Crossed groups and pairs on the report page: the first of what ``cross`` and ``basket`` find."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from regulars.app.basket import top_pairs
from regulars.app.crossings import runs
from regulars.core.errors import MissingError
from regulars.report.insight import Crossed, CrossingRun, Pair, Standout, Together

if TYPE_CHECKING:
    from regulars.app.crossings import Run
    from regulars.app.workspace import Workspace

WAYS = (2, 3, 4)
MOST_FOUND, MOST_PAIRS = 5, 10
#: What is looked at in turn, until something stands out: titles (products called alike are one thing to a shopper)
#: and products in 1 of 200 orders, in 1 of 1,000, then categories.
LOOKS = (("title", 0.005), ("product", 0.005), ("product", 0.001), ("category", 0.001))


def crossed(workspace: Workspace, day: date) -> Crossed | None:
    """None where there are no tags of an earlier day to judge by what was bought since."""
    try:
        found = runs(workspace, WAYS, as_of=day)
    except MissingError:
        return None
    return Crossed(found[0].cut, found[0].until, tuple(_run(one) for one in found))


def _run(run: Run) -> CrossingRun:
    found = [row for row in run.rows if row.get("dimension")]
    top = tuple(_standout(row) for row in found[:MOST_FOUND])
    return CrossingRun(run.ways, run.crossed, run.judged, run.tests, len(found), top)


def _standout(row: dict[str, Any]) -> Standout:
    return Standout(
        title={each: row[f"title_{each}"] for each in ("en", "zh")},
        sentence={each: row[f"sentence_{each}"] for each in ("en", "zh")},
        size=row["size"], share=row["share"], people=row["people"], having=row["having"], expected=row["expected"],
        index=row["index"], low=row["low"], high=row["high"], q=row["q"],
    )  # fmt: skip


def together(workspace: Workspace, day: date) -> Together | None:
    """None where no lines of orders are known. The looks are those of ``LOOKS``."""
    lines = "SELECT count(*) FROM (SELECT 1 FROM lake.main.order_item WHERE day <= ? AND quantity > 0 LIMIT 1)"
    if not workspace.lake.has("order_item") or not workspace.lake.rows(lines, [day])[0][0]:
        return None
    has_products = workspace.lake.has("product") and workspace.lake.rows("FROM lake.main.product LIMIT 1")
    looks = [look for look in LOOKS if look[0] == "product" or has_products]
    for level, support in looks:
        found = top_pairs(workspace, level=level, as_of=day, most=MOST_PAIRS, min_support=support)
        if found.found or (level, support) == looks[-1]:
            break
    top = tuple(_pair(row) for row in found.rows if row["is_finding"])
    return Together(level, support, found.baskets, found.tests, found.found, top)


def _pair(row: dict[str, Any]) -> Pair:
    return Pair(
        row["name_a"], row["name_b"], row["together"], row["support"], row["confidence_ab"], row["confidence_ba"],
        row["lift"], row["low"], row["high"], row["lift_alike"], row["q"],
        {each: row[f"sentence_{each}"] for each in ("en", "zh")},
    )  # fmt: skip
