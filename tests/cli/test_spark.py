"""The command line on Spark: a shop from its exports to an audience, and a process that ends cleanly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from regulars.testing.generated_shop import write_shop


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_shop(tmp_path_factory.mktemp("exports"), customers=60, lines=600, months=2, format="csv")


def test_a_shop_is_loaded_built_and_asked_on_spark(
    run: Any, small_spark: dict[str, Any], exports: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGULARS_SHOP", str(tmp_path / "shop"))
    commands = [
        ("load", *exports, "--mapping", "generated"),
        ("build",),
        ("segments",),
        ("audience", "count", "spend_12m >= 100 and did('order', at_least=2)"),
    ]
    assert run("init", tmp_path / "shop", "--zone", "Asia/Shanghai", "--currency", "CNY").exit_code == 0
    with (tmp_path / "shop" / "shop.yaml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump({"engine": "spark", "spark": small_spark}))
    done = [run(*command, "--json") for command in commands]
    assert [one.exit_code for one in done] == [0] * 4, [one.output for one in done]
    on_spark = [json.loads(one.stdout) for one in done]
    assert {line["table"] for line in on_spark[1]["tables"] if line["made"]} >= {
        "account_day",
        "customer",
        "customer_tag",
    }

    monkeypatch.setenv("REGULARS_ENGINE", "duckdb")
    asked = [json.loads(run(*command, "--json").stdout) for command in commands[2:]]
    assert asked == on_spark[2:], "DuckDB answers the same of the lake that Spark built"
    again = json.loads(run("build", "--json").stdout)
    assert {line["made"] for line in again["tables"]} == {0}, "what Spark built is fresh for DuckDB"


def test_a_process_of_its_own_says_nothing_of_spark_and_leaves_none_behind(
    run: Any, small_spark: dict[str, Any], exports: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY")
    assert run("load", exports[0], "--mapping", "generated", "--shop", folder).exit_code == 0
    assert run("build", "--shop", folder).exit_code == 0
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "REGULARS_ENGINE": "spark", "TMPDIR": str(temporary)}
    command = [
        sys.executable,
        "-m",
        "regulars",
        "audience",
        "count",
        "stage != 'lost'",
        "--shop",
        str(folder),
        "--json",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGULARS_ENGINE", "duckdb")
        assert json.loads(done.stdout) == json.loads(run(*command[3:]).stdout)
    left = [path.name for path in temporary.iterdir() if path.name.startswith(("regulars", "spark", "blockmgr"))]
    assert left == []
    assert not list((folder / "lake" / "spill").iterdir())
