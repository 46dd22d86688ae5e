"""Shops for the tests of the daily build, and the oracle that they are held against."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from regulars.app.flow import build
from regulars.app.load import load
from regulars.app.workspace import Workspace
from regulars.testing.source_rows import COLUMNS, Row, SourceRows, write_mappings

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def oracle() -> ModuleType:
    """tests/independent.py, which shares nothing with the engine."""
    spec = importlib.util.spec_from_file_location("independent", HERE.parent / "independent.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def new_shop(tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Makes empty shops of random rows in folders of their own; ``settings`` are those of shop.yaml."""
    opened: list[Workspace] = []

    def make(zone: str = "Asia/Shanghai", **settings: Any) -> Workspace:
        folder = tmp_path / f"shop{len(opened)}"
        workspace = Workspace.create(folder, {"name": "chance", "zone": zone, "currency": "CNY", **settings})
        write_mappings(folder)
        opened.append(workspace)
        return workspace

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The folder of a shop of some rows, loaded and built as of a day; made once for equal ones, nobody may change it.
    ``settings`` are those of shop.yaml."""
    made: list[tuple[Any, Path]] = []

    def make(rows: SourceRows, as_of: date | None = None, **settings: Any) -> Path:
        key = (rows, as_of, settings)
        for known, folder in made:
            if known == key:
                return folder
        root = tmp_path_factory.mktemp("built")
        named = {"name": "chance", "zone": rows.zone, "currency": "CNY", **settings}
        with closing(Workspace.create(root / "shop", named)) as workspace:
            write_mappings(workspace.folder)
            load(workspace, rows.write(root / "exports"), mapping="exports")
            build(workspace, as_of=as_of)
        made.append((key, root / "shop"))
        return root / "shop"

    return make


@pytest.fixture
def built_shop(built_folder: Callable[..., Path], tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """A copy of such a shop, to be changed."""
    opened: list[Workspace] = []

    def copied(rows: SourceRows, as_of: date | None = None, **settings: Any) -> Workspace:
        folder = shutil.copytree(built_folder(rows, as_of, **settings), tmp_path / f"copy{len(opened)}")
        opened.append(Workspace(folder))
        return opened[-1]

    yield copied
    for workspace in opened:
        workspace.close()


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., None]:
    """Loads the rows of a random shop into a workspace; every row is accepted."""
    loads = 0

    def bring(workspace: Workspace, rows: SourceRows) -> None:
        nonlocal loads
        loads += 1
        places = rows.write(tmp_path / f"load{loads}", ending=f"_{loads}")
        for one in load(workspace, places, mapping="exports") if places else []:
            assert one.quarantined == 0, f"{one.name}: {one.reasons}"

    return bring


@pytest.fixture
def change_settings() -> Callable[..., Workspace]:
    """Writes shop.yaml anew and opens the shop again, as an operator would."""

    def change(workspace: Workspace, **settings: Any) -> Workspace:
        path = workspace.folder / "shop.yaml"
        data = {**yaml.safe_load(path.read_text(encoding="utf-8")), **settings}
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
        workspace.__dict__.pop("settings", None)
        return workspace

    return change


@pytest.fixture
def snapshot(oracle: ModuleType) -> Callable[[SourceRows, date], dict[str, dict[str, Any]]]:
    """The oracle's snapshot of a random shop at the end of a day, erased accounts left out."""
    return lambda rows, day: oracle.snapshot(_facts(oracle, rows.until(day)), day)


def _facts(oracle: ModuleType, rows: SourceRows) -> Any:
    """Source rows as the oracle's facts. Erased accounts and guests are nobody."""
    files: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for row in rows.rows:
        files[row.file].append(row)
    gone = {row.values["buyer"] for row in files["deeds"] if row.values["kind"] == "erasure"} | {None}
    buyer = {row.values["order_no"]: row.values["buyer"] for row in files["orders"]}
    buyer |= {row.values["invoice"]: row.values["buyer"] for row in files["lines"]}
    paid = [*_paid_by_payments(oracle, files, buyer), *_paid_on_the_spot(oracle, files)]
    refunds = [*_named_refunds(oracle, files, buyer), *_matched_refunds(oracle, files)]
    traces = [
        (row.values["buyer"], row.at)
        for name in ("orders", "lines", "refunds", "people", "deeds")
        for row in files[name]
        if name != "deeds" or row.values["kind"] == "event"
    ]
    seen: dict[Any, datetime] = {}
    for account, at in traces:
        if account not in gone:
            seen[account] = min(at, seen.get(account, at))
    registrations: dict[Any, date] = {}
    for row in files["people"]:
        account = row.values["buyer"]
        if row.values["registered_at"] is not None and account not in gone:
            registrations[account] = min(row.at.date(), registrations.get(account, row.at.date()))
    deeds = [row for row in files["deeds"] if row.values["kind"] == "event"]
    return oracle.Facts(
        paid=[one for one in paid if one.account not in gone],
        refunds=[one for one in refunds if one.account not in gone],
        registrations=registrations,
        tiers=[
            (row.values["buyer"], row.at.date(), row.values["tier"])
            for row in files["deeds"]
            if row.values["kind"] == "tier" and row.values["buyer"] in seen
        ],
        activity=[
            (row.values["buyer"], row.at.date())
            for row in [*files["orders"], *files["lines"], *deeds]
            if row.values["buyer"] not in gone
        ],
        identifiers=[
            oracle.Identifier(row.values["buyer"], "phone", row.values["phone"], row.at)
            for row in files["people"]
            if row.values["phone"] and row.values["buyer"] not in gone
        ],
        seen=seen,
    )


def _paid_by_payments(oracle: ModuleType, files: dict[str, list[Row]], buyer: dict[Any, Any]) -> Iterator[Any]:
    for order in files["orders"]:
        number = order.values["order_no"]
        payments = [row for row in files["payments"] if row.values["order_no"] == number]
        closing = [row.at for row in payments if row.values["kind"] != "deposit" and row.values["amount"] > 0]
        if closing:
            amount = oracle.Decimal(sum(row.values["amount"] for row in payments))
            yield oracle.Paid(buyer[number], number, min(closing).date(), amount)


def _paid_on_the_spot(oracle: ModuleType, files: dict[str, list[Row]]) -> Iterator[Any]:
    amounts: dict[Any, Any] = {}
    for row in files["lines"]:
        key = (row.values["buyer"], row.values["invoice"], row.at.date())
        amounts[key] = amounts.get(key, 0) + row.values["qty"] * row.values["price"]
    for (account, invoice, day), amount in amounts.items():
        yield oracle.Paid(account, invoice, day, oracle.Decimal(amount))


def _named_refunds(oracle: ModuleType, files: dict[str, list[Row]], buyer: dict[Any, Any]) -> Iterator[Any]:
    for row in files["refunds"]:
        order = row.values["order_no"]
        if order is not None:
            account = row.values["buyer"] or buyer[order]
            yield oracle.Refund(order, account, row.at.date(), oracle.Decimal(row.values["amount"]))


def _matched_refunds(oracle: ModuleType, files: dict[str, list[Row]]) -> Iterator[Any]:
    def line(place: int, row: Row, number: str, at: datetime) -> Any:
        values = row.values
        price = oracle.Decimal(values["price"])
        return oracle.Line(place, values[number], values["sku"], values["qty"], at, price, values["buyer"])

    sold = [(row, "invoice") for row in files["lines"]] + [(row, "order_no") for row in files["items"]]
    sales = [line(place, row, number, row.at) for place, (row, number) in enumerate(sold)]
    refunds = [
        line(place, row, "refund_no", row.at)
        for place, row in enumerate(files["refunds"])
        if row.values["order_no"] is None
    ]
    for piece in oracle.match_refunds(sales, refunds):
        order = piece.sale.invoice if piece.sale else None
        yield oracle.Refund(order, piece.refund.customer, piece.refund.at.date(), piece.amount)
