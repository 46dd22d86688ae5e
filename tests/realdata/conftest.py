"""Shops filled from public data, opened once a module, and what their tables hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from regulars.app.load import load
from regulars.app.workspace import Workspace
from regulars.core.errors import RegularsError

Shop = Callable[..., Workspace]
Row = Callable[[Workspace, str], tuple[Any, ...]]
FACTS = ("order_item", "orders", "refund", "payment", "account", "account_attribute", "contact_key")


@pytest.fixture(scope="module")
def new_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Makes an empty shop; each has a folder of its own."""
    opened: list[Workspace] = []

    def make(zone: str, currency: str) -> Workspace:
        folder = tmp_path_factory.mktemp("shop") / "shop"
        opened.append(Workspace.create(folder, {"name": "public data", "zone": zone, "currency": currency}))
        return opened[-1]

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture(scope="session")
def row() -> Row:
    """The one row that a question about a shop's tables has for an answer."""

    def answer(workspace: Workspace, select: str) -> tuple[Any, ...]:
        (found,) = workspace.lake.rows(select)
        return found

    return answer


@pytest.fixture(scope="session")
def facts() -> Callable[..., dict[str, str]]:
    """A hash of each table of facts that is there."""

    def hashes(workspace: Workspace, names: tuple[str, ...] = FACTS) -> dict[str, str]:
        return {name: workspace.lake.fingerprint(name) for name in names if workspace.lake.has(name)}

    return hashes


@pytest.fixture(scope="session")
def bring() -> Callable[..., Any]:
    """Loads one place and gives back what became of it."""

    def one(workspace: Workspace, place: Path, mapping: str) -> Any:
        try:
            (loaded,) = load(workspace, [str(place)], mapping=mapping)
        except RegularsError as error:
            pytest.fail(f"{place.name} by {mapping}: {error}")
        return loaded

    return one
