"""What the long proofs share: whether they run in full, and the pages on which their figures are kept."""

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

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "docs" / "results"


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
    """The commit, with a mark where the sources differ from it."""
    asked = ["git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=+"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "machine": f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }
