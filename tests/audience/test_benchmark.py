"""The benchmark runs, small: ours and the plain queries count the same people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "audience.py"


def test_the_plain_queries_count_the_same_people(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    size = ["--people", "21000", "--events", "200000", "--rounds", "1"]
    command = [
        sys.executable,
        str(SCRIPT),
        *size,
        "--judge",
        "--json",
        str(figures),
        "--page",
        str(tmp_path / "page.md"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(figures.read_text("utf-8"))
    assert all(one["is_equal"] for one in told["figures"])
    assert sum(one["people"] > 0 for one in told["figures"]) >= 8, "the questions are about somebody"
    assert 9_000 < told["estimates"]["sample"] < told["estimates"]["of"] == 21_000
    assert told["estimates"]["within_share"] > 0.5
    assert "| 3 × Product Added" in (tmp_path / "page.md").read_text("utf-8")
