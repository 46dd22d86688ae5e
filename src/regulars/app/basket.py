"""What is bought together: pairs of products, categories or brands in one order or on one day of a customer."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from regulars.app.day import chosen, links
from regulars.app.items import LEVELS, names_of, resolved_items, with_item
from regulars.app.lines import last_day, lines
from regulars.core.errors import InputError, MissingError
from regulars.core.frame import Frame
from regulars.insight import basket as step
from regulars.insight.verdict import sentence, verdict
from regulars.profile.customer_activity import resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    import ibis.expr.types as ir
    import pyarrow as pa

    from regulars.app.workspace import Workspace

BY = ("order", "day")
#: Below so many baskets a share says nothing, whatever the size of the shop.
LEAST = 5
#: The rate of false discoveries up to which a pair is called a finding.
FALSE_RATE = 0.1
#: What is done one after another, as progress is told: items, pairs, measures.
STEPS = 3
MEASURED = (
    "support", "confidence_ab", "confidence_ba", "expected", "lift", "low", "high", "expected_alike", "lift_alike",
    "p_fisher", "p_less", "p", "q",
)  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """What of the baskets is looked at."""

    level: str
    by: str
    day: date
    start: date | None
    items: tuple[str, ...] = ()
    min_lift: float = 1.0
    most: int | None = None


def basket(  # noqa: PLR0913 - one keyword per option of the command
    workspace: Workspace, items: Sequence[str] = (), *, level: str | None = None, by: str = "order",
    min_support: float = 0.001, min_lift: float = 1.0, start: date | None = None, as_of: date | None = None,
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None,
) -> Frame:  # fmt: skip
    """One row per pair of items in at least ``min_support`` of the baskets, findings first, then by ``lift_alike``.

    ``items`` are two that are asked for: one row, however rare they are. See ``insight.pair.measures`` for the columns;
    ``is_finding`` says that ``q`` is at most 0.1 and the lift among baskets of like size above 1.
    """
    if level in LEVELS[1:] and not workspace.lake.has("product"):
        raise MissingError(f"no {level} is known: this shop has loaded no products. Use level product, or load them")
    if level not in (None, *LEVELS) or by not in BY:
        raise InputError(f"baskets go by {' or '.join(BY)} and level {', '.join(LEVELS)}, not by {by!r} and {level!r}")
    if len(items) not in (0, 2):
        raise InputError(f"name two items, or none for all pairs; got {len(items)}: {', '.join(items)}")
    if not 0 <= min_support <= 1:
        raise InputError(f"a support lies between 0 and 1 (0.001 is one basket of a thousand), not {min_support}")
    day = as_of or (chosen(workspace, None) if by == "day" else last_day(workspace))
    if start is not None and start > day:
        raise InputError(f"the start, {start}, lies after {day}, the last day that counts. Name an earlier one")
    found, pair = resolved_items(workspace, tuple(items), level, day)
    asked = _Asked(found, by, day, start, pair, min_lift)
    pairs = _pairs(workspace, asked, min_support, lambda done: progress("basket", done, STEPS))
    if not pairs.baskets and level in LEVELS[1:]:
        since = f"from {start} " if start is not None else ""
        raise MissingError(
            f"no {level} is known of anything ordered {since}up to {day}. Use level product, or load products with one"
        )
    return Frame(_table(pairs.rows))


@dataclass(frozen=True)
class Pairs:
    """The best pairs, how many of all stand out, how many were tested, in how many baskets."""

    rows: list[dict[str, Any]]
    found: int = 0
    tests: int = 0
    baskets: int = 0


def top_pairs(workspace: Workspace, *, level: str, as_of: date, most: int, min_support: float) -> Pairs:
    """What ``basket`` answers with, but only its first rows are written out: a shop has hundreds of thousands."""
    return _pairs(workspace, _Asked(level, "order", as_of, None, most=most), min_support)


def _pairs(
    workspace: Workspace, asked: _Asked, min_support: float, told: Callable[[int], None] = lambda done: None
) -> Pairs:
    lake = workspace.lake
    told(0)
    with lake.scratch():
        held = lake.keep(step.basket_item(_baskets(workspace, asked)))
        size = lake.keep(step.basket_size(held))
        strata = lake.arrow(step.stratum(size).order_by("stratum"))
        whole = sum(strata["baskets"].to_pylist())
        least = max(ceil(min_support * whole), LEAST)
        frequent = lake.keep(step.frequent_item(held, least=least, asked=asked.items))
        coded = lake.keep(step.coded_item(held, frequent, size))
        listed = lake.arrow(frequent.order_by("code"))
        inside = lake.arrow(step.item_stratum(coded))
        told(1)
        wanted = coded.filter(coded.code.isin(_codes(listed, asked.items))) if asked.items else coded
        pairs = lake.arrow(step.item_pair(wanted, least=1 if asked.items else least))
        told(2)
    found = _told(workspace, asked, listed, inside, strata, pairs)
    told(3)
    return found


def _baskets(workspace: Workspace, asked: _Asked) -> ir.Table:
    """Lines with ``basket_id`` and ``item``. A customer's day is one basket; guests have only their orders."""
    rows = with_item(workspace, lines(workspace, start=asked.start, end=asked.day), asked.level, asked.day)
    if asked.by == "order":
        return rows.select("item", basket_id="order_id")
    day = chosen(workspace, asked.day)
    rows = resolved(rows, links(workspace, day))
    named = rows.customer_id + "|" + rows.day.cast("string")
    return rows.select("item", basket_id=rows.customer_id.isnull().ifelse("order|" + rows.order_id, named))


def _codes(listed: pa.Table, items: tuple[str, ...]) -> list[int]:
    known = dict(zip(listed["item"].to_pylist(), listed["code"].to_pylist(), strict=True))
    return [known[item] for item in items if item in known] or [-1]  # of none: a number that no item has


def _told(
    workspace: Workspace, asked: _Asked, listed: pa.Table, inside: pa.Table, strata: pa.Table, pairs: pa.Table
) -> Pairs:
    import numpy as np

    from regulars.insight.pair import Baskets, measures

    items = listed["item"].to_pylist()
    place = {stratum: number for number, stratum in enumerate(strata["stratum"].to_pylist())}
    table = np.zeros((len(items), len(place)), dtype=np.int64)
    columns = np.array([place[stratum] for stratum in inside["stratum"].to_pylist()], dtype=np.int64)
    table[inside["code"].to_numpy(), columns] = inside["count"].to_numpy()
    a, b, together = (pairs[name].to_numpy().astype(np.int64) for name in ("a", "b", "together"))
    seen = Baskets(table, strata["baskets"].to_numpy().astype(np.int64), strata["items"].to_numpy().astype(np.int64))
    tests = 1 if asked.items else len(items) * (len(items) - 1) // 2
    if asked.items and not len(a):  # never together: a count of 0, not no answer
        codes = sorted(_codes(listed, asked.items))
        if len(codes) > 1:
            a, b, together = np.array(codes[:1]), np.array(codes[1:]), np.zeros(1, dtype=np.int64)
    if not len(a):
        return Pairs([], tests=tests, baskets=seen.count)
    found = measures(a, b, together, seen)
    if asked.items:
        found["q"] = found["p"]  # one question, one test
    alike = np.nan_to_num(found["lift_alike"])
    is_finding = (alike > 1) & (found["q"] <= FALSE_RATE)
    order = np.lexsort((b, a, -alike, ~is_finding))  # the numbers of items are in the order of their names
    if not asked.items:
        order = order[found["lift"][order] >= asked.min_lift]
    names, told = names_of(workspace, asked.level, asked.day), {**found, "is_finding": is_finding}
    rows = [
        _row(asked, names, items[a[k]], items[b[k]], {name: values[k] for name, values in told.items()},
             {"baskets": seen.count, "tests": tests})
        for k in order[: asked.most]
    ]  # fmt: skip
    return Pairs(rows, int(is_finding.sum()), tests, seen.count)


def _row(
    asked: _Asked, names: dict[str, str], a: str, b: str, found: dict[str, Any], of: dict[str, int]
) -> dict[str, Any]:
    values = {name: None if found[name] != found[name] else float(found[name]) for name in MEASURED}
    named = [names.get(item, item) for item in (a, b)]
    if named[0] == named[1]:  # two products of one title
        named = [f"{name} ({item})" for name, item in zip(named, (a, b), strict=True)]
    counts = {name: int(found[name]) for name in ("count_a", "count_b", "together")}
    row = {
        "as_of": asked.day, "level": asked.level, "by": asked.by, "item_a": a, "item_b": b,
        "name_a": named[0], "name_b": named[1], "baskets": of["baskets"], **counts, **values,
        "is_finding": bool(found["is_finding"]), "tests": of["tests"],
    }  # fmt: skip
    return row | {
        "verdict": verdict(row), "sentence_en": sentence(row, "en"), "sentence_zh": sentence(row, "zh"),
    }  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    text, whole, number = pa.string(), pa.int64(), pa.float64()
    schema = pa.schema(
        [("as_of", pa.date32())]
        + [(name, text) for name in ("level", "by", "item_a", "item_b", "name_a", "name_b")]
        + [(name, whole) for name in ("baskets", "count_a", "count_b", "together")]
        + [(name, number) for name in MEASURED]
        + [("is_finding", pa.bool_()), ("tests", whole)]
        + [(name, text) for name in ("verdict", "sentence_en", "sentence_zh")]
    )
    return pa.Table.from_pylist(rows, schema=schema)
