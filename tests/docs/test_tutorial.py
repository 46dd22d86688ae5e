"""The tutorial, run command by command as a reader would type it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "tutorial"


def _blocks(text: str) -> list[tuple[str, str]]:
    return re.findall(r"```(sh|python)\n(.*?)```", text, flags=re.DOTALL)


def _said(page: str, folder: Path) -> str:
    """All that the commands of a page answer, run in a folder that holds its files."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    outputs = []
    for language, code in _blocks((PAGES / page).read_text(encoding="utf-8")):
        step = ["bash", "-euc", code] if language == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(step, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
        outputs.append(done.stdout)
    return "\n".join(outputs)


@pytest.mark.realdata
def test_the_tutorial_runs_as_it_is_written(tmp_path, realdata):
    shutil.copy(realdata / "online_retail" / "online_retail.parquet", tmp_path / "online_retail.parquet")
    everything = _said("online-retail.md", tmp_path)
    for figure in ("541,909", "540,570", "1,339", "2,095", "active_rare_valuable"):
        assert figure in everything, f"the tutorial's page says {figure}, the commands never did"
    reports = sorted(path.name for path in (tmp_path / "gifts" / "reports").iterdir())
    assert len([name for name in reports if name.endswith(".html")]) == 2


@pytest.mark.realdata
def test_the_sixteen_groups_are_crossed_as_the_page_says(tmp_path, realdata):
    (tmp_path / "complete_journey").mkdir()
    for path in (realdata / "complete_journey").glob("*.parquet"):
        shutil.copy(path, tmp_path / "complete_journey")
    everything = _said("sixteen-groups.md", tmp_path)
    quoted = re.findall(
        r"^> (.*?)\n\n", (PAGES / "sixteen-groups.md").read_text("utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    assert [one.replace("\n> ", " ") in everything for one in quoted] == [True], (
        "the sentence on the page is the answer"
    )
    for figure in (
        "742,567", "78,536", "1,216", "197 customers", "31 Dec 2017: 197. 46 stayed", "151 entered", "96 left",
        "100 is in as of", "53 of 66 who bought again bought FUEL", "76 of 183 who bought again bought GROCERY/ICE CREAM",
        "not crossed: holds 1,216 of 1,216 customers", "814 tested, 6 stand out", "156 tested, 2 stand out",
        "14,430 tested, 14 stand out", "21 crossings of 50 people or more",
    ):  # fmt: skip
        assert figure in everything, f"the page says {figure}, the commands never did"
    page = next((tmp_path / "grocer" / "reports").glob("*.html")).read_text(encoding="utf-8")
    for figure in ("FROSTING", "610 orders", "78,370", "Regulars who are late"):
        assert figure in page, f"the tutorial says {figure}, the report never did"
