"""The tiny shop with its audiences, built as of two days, once; and what its exports say, read without Regulars."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import regulars
from regulars.app.flow import Built
from regulars.app.shop import Shop
from regulars.testing import tiny_shop

BEFORE, DAY = date(2024, 12, 31), date(2025, 3, 31)
#: Accounts of one person → the one that names the customer at the end of ``DAY``.
ONE_PERSON = {"b_shared_1": "b_shared_2", "b_later_2": "b_later_1"}


@dataclass(frozen=True)
class Deed:
    """An order or a refund as an export tells it; ``at`` is local."""

    customer: str
    number: str
    at: datetime
    amount: Decimal


@dataclass(frozen=True)
class Tiny:
    folder: Path
    built: Built
    orders: tuple[Deed, ...]
    refunds: tuple[Deed, ...]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Nobody may change it. One of its audiences cannot be used."""
    root = tmp_path_factory.mktemp("tiny")
    exports = tiny_shop.write(root / "exports")
    with regulars.create(root / "tiny", name="tiny", zone=tiny_shop.ZONE, currency=tiny_shop.CURRENCY) as shop:
        shop.load(*exports.values(), mapping="tiny_shop")
        shop.save_audience("big", "spend_12m >= 1000", title="大客户")
        shop.save_audience("lost", {"all": ["stage == 'lost'", {"none": ["audience('big')"]}]})
        shop.build(as_of=BEFORE)
        (root / "tiny" / "audiences" / "broken.yaml").write_text("rule: spned > 1\n", encoding="utf-8")
        built = shop.build(as_of=DAY)
    return Tiny(root / "tiny", built, *_deeds(exports))


def _deeds(exports: dict[str, Path]) -> tuple[tuple[Deed, ...], tuple[Deed, ...]]:
    rows = {name: list(csv.DictReader(path.read_text("utf-8").splitlines())) for name, path in exports.items()}
    placed = [row for name in ("orders", "orders_late") for row in rows[name]]
    buyer = {row["order_no"]: ONE_PERSON.get(row["buyer_id"], row["buyer_id"]) for row in placed}

    def deed(row: dict[str, str], number: str, at: str, amount: str) -> Deed:
        moment = datetime.fromisoformat(row[at])
        return Deed(buyer[row["order_no"]], row[number], moment, Decimal(row[amount]))

    orders = tuple(deed(row, "order_no", "created_at", "total") for row in placed if row["buyer_id"])
    refunds = tuple(deed(row, "refund_no", "refunded_at", "amount") for row in rows["refunds"])
    known = [one for one in (*orders, *refunds) if one.at.date() <= DAY]
    return tuple(one for one in orders if one in known), tuple(one for one in refunds if one in known)


@pytest.fixture(scope="session")
def shop(tiny: Tiny) -> Iterator[Shop]:
    """The tiny shop, opened once for all that only ask."""
    with regulars.open(tiny.folder) as opened:
        yield opened


@pytest.fixture
def own_shop(tiny: Tiny, tmp_path: Path) -> Iterator[Shop]:
    """A copy that the test may change."""
    shutil.copytree(tiny.folder, tmp_path / "own")
    with regulars.open(tmp_path / "own") as opened:
        yield opened
