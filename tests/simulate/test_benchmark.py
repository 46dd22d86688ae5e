"""The benchmark runs, small."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "simulate.py"


def test_making_a_shop_is_measured(tmp_path: Path) -> None:
    figures, page = tmp_path / "figures.json", tmp_path / "page.md"
    words = ["--people", "200", "--days", "20", "--judge", "--json", str(figures), "--page", str(page)]
    done = subprocess.run([sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(figures.read_text("utf-8"))
    assert told["events"] > 500
    assert told["ours"]["peak_bytes"] > told["again"]["peak_bytes"] / 10 > 0
    assert "the shop is too small" in done.stdout
    assert "| made | **" in page.read_text("utf-8")
