"""The tutorial, run command by command as a reader would type it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "online-retail.md"


def _blocks(text: str) -> list[tuple[str, str]]:
    return re.findall(r"```(sh|python)\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.realdata
def test_the_tutorial_runs_as_it_is_written(tmp_path, realdata):
    shutil.copy(realdata / "online_retail" / "online_retail.parquet", tmp_path / "online_retail.parquet")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    outputs = []
    for language, code in _blocks(PAGE.read_text(encoding="utf-8")):
        steps = [["bash", "-euc", code]] if language == "sh" else [[sys.executable, "-c", code]]
        for step in steps:
            done = subprocess.run(step, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
            outputs.append(done.stdout)
    everything = "\n".join(outputs)
    for figure in ("541,909", "540,570", "1,339", "2,095", "active_rare_valuable"):
        assert figure in everything, f"the tutorial's page says {figure}, the commands never did"
    reports = sorted(path.name for path in (tmp_path / "gifts" / "reports").iterdir())
    assert len([name for name in reports if name.endswith(".html")]) == 2
