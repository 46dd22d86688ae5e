"""The demonstration shop."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import regulars
from regulars.cli.commands.demo import _typed
from regulars.testing.demo import make_demo

Run = Callable[..., Result]


def test_demo_makes_a_shop_says_where_to_look_and_is_not_made_twice(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo-shop"
    made = run("demo", folder, "--customers", "50", "--months", "1", "--language", "zh")
    assert made.exit_code == 0, (made.output, made.exception)
    for page in ("shop-en.html", "shop-zh.html"):
        assert str(folder / "reports" / page) in made.stdout
        assert (folder / "reports" / page).exists()
    assert "示例店铺已就绪" in made.stdout
    assert "regulars segments --shop" in made.stdout
    groups = json.loads(run("segments", "--shop", folder, "--json").stdout)
    assert sum(row["people"] for row in groups) > 50, "registered people who never bought are customers too"

    again = run("demo", folder)
    assert again.exit_code == 4
    assert "--again" in again.stderr

    (folder / "thesis.txt").write_text("not asked for", encoding="utf-8")
    afresh = make_demo(folder, customers=3, months=1, again=True)
    assert afresh.built is not None
    assert not (folder / "thesis.txt").exists(), "a demonstration is begun afresh as a whole"


def test_commands_are_printed_as_they_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / ".venv" / "bin" / "regulars"
    program.parent.mkdir(parents=True)
    monkeypatch.setattr("sys.executable", str(program.parent / "python"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    assert _typed() == ".venv/bin/python -m regulars"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    assert _typed() == ".venv/bin/regulars"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert _typed() == str(program)
    monkeypatch.setenv("PATH", str(program.parent))
    assert _typed() == "regulars"


def test_demo_never_removes_what_is_no_demonstration(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", encoding="utf-8")
    refused = run("demo", mine, "--again")
    assert refused.exit_code == 4
    assert (mine / "thesis.txt").exists()


def test_the_demonstration_has_audiences_whose_sizes_can_be_followed(tmp_path: Path) -> None:
    made = make_demo(tmp_path / "demo", customers=300, months=3)
    with regulars.open(made.folder) as shop:
        saved = shop.audiences().rows()
        assert [row["people"] is not None and row["fault"] is None for row in saved] == [True] * 3
        assert all(row["title_en"] != row["title_zh"] for row in saved), "a title in each language"
        days = [row["as_of"] for row in shop.audience("fresh").sizes().rows()]
    assert len(days) == 3
    assert made.built is not None
    assert days[-1] == made.built.as_of
    page = (made.folder / "reports" / "shop-zh.html").read_text(encoding="utf-8")
    assert "近 60 天首购" in page
