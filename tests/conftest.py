"""What every test runs under: no network outside this machine, public data where it lies, and how hard to look;
where long proofs keep their figures."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results"

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
    """Mark whatever asks for the public data or for Spark, so that ``-m 'not spark'`` finds it without a mark by hand.

    Those of Spark go first: shared out over two processes, one of them starts it and not both.
    """
    for item in items:
        for name, mark in (("realdata", "realdata"), ("small_spark", "spark")):
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(mark)
    items.sort(key=lambda item: item.get_closest_marker("spark") is None)


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of public data sets; REGULARS_REALDATA names another than ../shared/data."""
    folder = Path(os.environ.get("REGULARS_REALDATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no public data sets at {folder}; REGULARS_REALDATA may name their folder")
    return folder


#: For shops of a few rows: Java compiles nothing, for that costs them many times what it saves.
SMALL_SPARK = {
    "master": "local[1]",
    "options": {
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms512m -Xmn400m",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.autoBroadcastJoinThreshold": "-1",
    },
}


@pytest.fixture(scope="session")
def small_spark() -> dict[str, Any]:
    """The ``spark`` of a small shop's shop.yaml. Skips, with the reason, where Spark cannot start."""
    from regulars.core.errors import UnsupportedError
    from regulars.lake import spark_session

    try:
        spark_session.check()
    except UnsupportedError as error:
        pytest.skip(str(error))
    return SMALL_SPARK


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A folder that is dear to make, made by the first worker that asks for it; nobody may change it."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        place = root / name
        with FileLock(f"{place}.lock"):
            if not place.exists():
                make(place)
        return place

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


# Long proofs: whether they run in full, and the pages on which their figures are kept -------------------------------


@pytest.fixture
def full() -> None:
    """Skips unless the proofs run in full."""
    if os.environ.get("REGULARS_PROOF") != "full":
        pytest.skip("a long proof: make proof")


class Record:
    """The trials of one proof, kept one by one, so that a broken-off proof goes on where it stopped."""

    def __init__(self, name: str) -> None:
        self._name, self._path = name, RESULTS / f"{name}.json"
        self.commit = _commit()
        held = json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}
        self.trials: list[dict[str, Any]] = held.get("trials", []) if held.get("commit") == self.commit else []

    def add(self, **trial: Any) -> None:
        """One more trial that held."""
        self.trials.append(trial)
        RESULTS.mkdir(parents=True, exist_ok=True)
        kept = {"commit": self.commit, "machine": _machine(), "trials": self.trials}
        self._path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def page(self, *, title: str, text: str, rows: list[tuple[object, ...]]) -> None:
        """The figures for people: ``rows`` are (what, figure)."""
        facts = [("commit", self.commit), ("day", datetime.now(UTC).date()), *_machine().items()]
        table = "\n".join(f"| {what} | {figure} |" for what, figure in [*rows, *facts])
        page = f"# {title}\n\n{text}\n\n| | |\n|---|---|\n{table}\n"
        (RESULTS / f"{self._name}.md").write_text(page, encoding="utf-8")


@pytest.fixture
def record() -> Callable[[str], Record]:
    return Record


def _commit() -> str:
    """The commit, with a mark where anything but results differs from it."""
    commit = _git("describe", "--always", "--abbrev=12", "--exclude=*")
    changed = _git("status", "--porcelain", "--", ".", ":!docs/results")
    return f"{commit}{'+' if changed else ''}" if commit else "unknown"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }
