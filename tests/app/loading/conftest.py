"""Small shops, files written on the spot, and what every test of loading asks of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from regulars.app.load import Loaded, load
from regulars.app.workspace import Workspace

#: An order export with one line an order, as small shops have it.
ORDERS: dict[str, Any] = {
    "tables": {
        "orders": {"order_id": "order_no", "account_id": "buyer", "ordered_at": "ordered_at", "amount": "amount"},
        "payment": {"payment_id": "order_no", "order_id": "order_no", "paid_at": "ordered_at", "amount": "amount"},
    },
}
#: Lines of invoices, the same line twice being two sales.
LINES: dict[str, Any] = {
    "tables": {
        "order_item": {
            "order_id": "invoice", "account_id": "buyer", "product_id": "sku", "ordered_at": "at", "quantity": "qty",
            "unit_price": "price", "is_paid": "true",
        },
    },
}  # fmt: skip
FACTS = ("orders", "payment", "order_item", "refund", "account", "contact_key", "account_attribute", "product")


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop's folder to be copied: making a lake costs ten times copying one."""
    folder = tmp_path_factory.mktemp("template") / "shop"
    Workspace.create(folder, {"name": "small"}).close()
    return folder


@pytest.fixture
def new_shop(tmp_path: Path, empty_shop: Path) -> Iterator[Callable[..., Workspace]]:
    """Makes shops in folders of their own; settings as of shop.yaml, mappings by name."""
    opened: list[Workspace] = []

    def make(settings: dict[str, Any] | None = None, **mappings: dict[str, Any]) -> Workspace:
        given = {"name": "small", "zone": "Asia/Shanghai", "currency": "CNY"} if settings is None else settings
        folder = tmp_path / f"shop{len(opened)}"
        shutil.copytree(empty_shop, folder)
        (folder / "shop.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
        workspace = Workspace(folder)
        opened.append(workspace)
        for name, mapping in {"orders": ORDERS, "lines": LINES, **mappings}.items():
            text = yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False)
            (workspace.folder / "mappings" / f"{name}.yaml").write_text(text, encoding="utf-8")
        return workspace

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture
def shop(new_shop: Callable[..., Workspace]) -> Workspace:
    return new_shop()


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., Loaded]:
    """Writes text or bytes as a file and loads it."""
    count = 0

    def bring(shop: Workspace, content: str | bytes, *, mapping: str = "orders", name: str = "orders.csv") -> Loaded:
        nonlocal count
        count += 1
        folder = tmp_path / f"files{count}"
        folder.mkdir()
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load(shop, [str(path)], mapping=mapping)[0]

    return bring


@pytest.fixture
def facts() -> Callable[[Workspace], dict[str, str]]:
    """Fingerprints of all facts that a shop has rows of."""

    def told(shop: Workspace) -> dict[str, str]:
        lake = shop.lake
        prints = {name: lake.fingerprint(name) for name in FACTS if lake.has(name)}
        return {name: found for name, found in prints.items() if not found.startswith("0-")}

    return told


@pytest.fixture
def all_of() -> Callable[..., list[dict[str, Any]]]:
    """The rows of a lake table, in a stable order."""

    def rows(shop: Workspace, table: str, *columns: str) -> list[dict[str, Any]]:
        listed = ", ".join(f'"{column}"' for column in columns) or "*"
        return list(shop.lake.arrow(f'SELECT {listed} FROM lake.main."{table}" ORDER BY ALL').to_pylist())

    return rows


@pytest.fixture
def reasons(all_of: Callable[..., list[dict[str, Any]]]) -> Callable[[Workspace], list[tuple[Any, ...]]]:
    """What lies in quarantine: row, reason, column, value."""

    def told(shop: Workspace) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in all_of(shop, "quarantine", "row_no", "reason", "column", "value")]

    return told
