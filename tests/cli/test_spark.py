"""The command line on Spark: a shop from its exports to an audience, and a process that ends cleanly."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from regulars.lake import spark_session
from regulars.testing.generated_shop import write_shop

RULE = "spend_12m >= 100 and did('order', at_least=2)"
ASKED = (("segments",), ("audience", "count", RULE))


@pytest.fixture(scope="module")
def walked(run: Any, small_spark: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """A shop that was loaded, built and asked on Spark, and what each command answered."""
    root = tmp_path_factory.mktemp("spark")
    exports = write_shop(root / "exports", customers=60, lines=600, months=1, format="csv")
    folder = root / "shop"
    assert run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY").exit_code == 0
    with (folder / "shop.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump({"engine": "spark", "spark": small_spark}))
    commands = [("load", *exports, "--mapping", "generated"), ("build",), *ASKED]
    done = [run(*command, "--shop", folder, "--json") for command in commands]
    assert [one.exit_code for one in done] == [0] * 4, [one.output for one in done]
    return folder, [json.loads(one.stdout) for one in done]


def test_duckdb_goes_on_with_what_was_loaded_and_built_on_spark(
    run: Any, walked: tuple[Path, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, (_, built, *answers) = walked
    assert {line["table"] for line in built["tables"] if line["made"]} >= {"account_day", "customer", "customer_tag"}
    monkeypatch.setenv("REGULARS_ENGINE", "duckdb")
    assert [json.loads(run(*one, "--shop", folder, "--json").stdout) for one in ASKED] == answers
    again = json.loads(run("build", "--shop", folder, "--json").stdout)
    assert {line["made"] for line in again["tables"]} == {0}, "what Spark built is fresh for DuckDB"


def test_a_process_of_its_own_says_only_that_spark_starts_and_leaves_nothing_behind(
    walked: tuple[Path, list[Any]], tmp_path: Path
) -> None:
    folder, (*_, counted) = walked
    command = [sys.executable, "-m", "regulars", "audience", "count", RULE, "--shop", str(folder), "--json"]
    before = set((folder / "lake" / "spill").iterdir())
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "starting Spark at local[1]: the first answer can take a minute\n")
    assert json.loads(done.stdout) == counted
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith(("regulars", "spark", "blockmgr"))]
    assert left == []
    assert set((folder / "lake" / "spill").iterdir()) == before


def test_a_command_says_that_spark_starts_unless_it_is_quiet(run: Any, walked: tuple[Path, list[Any]]) -> None:
    asked = ("segments", "--shop", walked[0], "--json")
    assert "正在启动 Spark（local[1]）" in run(*asked, "--language", "zh").stderr
    assert run(*asked, "--quiet").stderr == ""


def test_a_master_that_does_not_answer_is_told_at_once(
    run: Any, walked: tuple[Path, list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(walked[0], tmp_path / "shop")
    settings = yaml.safe_load((folder / "shop.yaml").read_text("utf-8"))
    monkeypatch.setattr(spark_session, "_context", None)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{silent.getsockname()[1]}"
        settings["spark"]["master"] = master
        (folder / "shop.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        done = run("audience", "count", RULE, "--shop", folder)
    assert done.exit_code == 7, done.output
    for part in (f"Spark does not answer at {master}", "refused", "spark://host:7077", "local[*]"):
        assert part in done.stderr
