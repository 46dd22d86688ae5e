"""What every test runs under: no network outside this machine, public data where it lies, and how hard to look."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("default", max_examples=25, deadline=None)
settings.register_profile("full", max_examples=500, deadline=None)
settings.load_profile("full" if os.environ.get("REGULARS_PROOF") == "full" else "default")


if workers := os.environ.get("PYTEST_XDIST_WORKER_COUNT"):
    # Tests that run side by side share the cores: engines that each take all of them wait for one another on every
    # small query. Processes that a test starts inherit it.
    os.environ.setdefault("REGULARS_THREADS", str(max(1, (os.cpu_count() or 1) // int(workers))))


def pytest_configure(config: pytest.Config) -> None:
    """Let sockets reach this machine only; the options of pytest-socket still win on the command line."""
    config.option.allow_hosts = config.option.allow_hosts or "127.0.0.1,::1"
    config.option.allow_unix_socket = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever asks for the public data, so that ``-m 'not realdata'`` finds it without a mark by hand."""
    for item in items:
        if "realdata" in getattr(item, "fixturenames", ()):
            item.add_marker("realdata")


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of public data sets; REGULARS_REALDATA names another than ../shared/data."""
    folder = Path(os.environ.get("REGULARS_REALDATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no public data sets at {folder}; REGULARS_REALDATA may name their folder")
    return folder


@pytest.fixture(scope="session")
def gifts_folder(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """UCI Online Retail, loaded and built once for all rooms: copy the folder, nobody may change it."""
    import regulars

    folder = tmp_path_factory.mktemp("gifts") / "gifts"
    with regulars.create(folder, name="gifts", zone="Europe/London", currency="GBP") as shop:
        shop.load(realdata / "online_retail" / "online_retail.parquet", mapping="online_retail")
        shop.build()
    return folder
