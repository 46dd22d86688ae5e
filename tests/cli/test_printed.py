"""What commands print for people: commands that can be typed as they stand, counts in words, files where they were
asked for, progress, and what is said of a lake that lost its files."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from regulars.core.text import PLURAL, counted

Run = Callable[..., Result]
Ask = Callable[..., Result]


def commands_in(text: str) -> list[list[str]]:
    """The words that a shell makes of each command in a text, up to its end or the next sentence."""
    return [shlex.split(part.split(". ")[0].split("\n")[0]) for part in text.split("regulars ")[1:]]


def test_the_name_of_an_audience_is_quoted_where_a_command_holds_it(ask: Ask) -> None:
    ask("audience", "save", "big spenders", "is_late")
    told = ask("audience", "remove", "big spenders").stdout
    assert commands_in(told) == [["audience", "undo", "big spenders"]]
    for language in ("en", "zh"):
        ask("audience", "undo", "big spenders")
        assert "undo 'big spenders'" in ask("audience", "remove", "big spenders", "--language", language).stdout


def test_folders_and_files_are_quoted_where_a_command_holds_them(made: Any, run: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(made.folder, tmp_path / "my shop's")
    unread = run("load", "all orders.csv", "--shop", folder).stderr
    assert "regulars map 'all orders.csv'" in unread
    backup = tmp_path / "a.tar"
    assert run("backup", backup, "--shop", folder).exit_code == 0
    restored = run("restore", backup, tmp_path / "it's back").stdout
    assert commands_in(restored) == [["status", "--shop", str(tmp_path / "it's back")]]
    missing = run("status", "--shop", tmp_path / "no shop").stderr
    assert f"regulars init '{tmp_path / 'no shop'}'" in missing


def test_the_only_hint_of_several_shops_can_be_typed(made: Any, run: Run, tmp_path: Path) -> None:
    for name in ("a shop", "b shop"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shop.yaml").write_text("name: x\n", encoding="utf-8")
    assert "--shop 'a shop'" in run("status").stderr


def test_a_demonstration_that_is_there_is_named_as_it_can_be_typed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "my demo"
    folder.mkdir()
    (folder / "demo").write_text("", encoding="utf-8")
    told = run("demo", folder).stderr
    assert f"regulars status --shop '{folder}'" in told
    assert f"regulars demo '{folder}' --again" in told


@pytest.mark.parametrize(
    "words",
    [
        ("audience", "export", "is_late", "FILE.csv"),
        ("report", "--out", "FILE.html"),
        ("backup", "FILE.tar"),
        ("quarantine", "export", "--out", "FILE.tsv"),
        ("map", "EXPORT", "--out", "FILE.yaml"),
    ],
    ids=lambda words: words[0],
)
def test_no_command_makes_the_folder_of_a_file(words: tuple[str, ...], made: Any, run: Run, tmp_path: Path) -> None:
    nowhere = tmp_path / "mistyped"
    given = [str(made.exports[0]) if word == "EXPORT" else word.replace("FILE", f"{nowhere}/file") for word in words]
    refused = run(*given, "--shop", made.folder)
    assert refused.exit_code == 3, refused.output
    assert f"there is no folder {nowhere}. Make it first" in refused.stderr
    assert not nowhere.exists()


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 customers"), (1, "1 customer"), (2, "2 customers"), (1500, "1,500 customers")]
)
def test_counts_are_told_in_words_that_fit(count: int, told: str) -> None:
    assert counted(count, "customer") == told
    assert PLURAL.format("{n:,} {n:customer|customers}", n=count) == told


def test_one_customer_is_told_as_one(ask: Ask, answer: Callable[..., Any]) -> None:
    rows = answer("audience", "members", "order_count >= 1", "--columns", "lifetime_spend")
    most = max((row["lifetime_spend"] for row in rows), key=float)
    assert ask("audience", "count", f"lifetime_spend >= {most}").stdout.startswith("1 customer as of")


@pytest.mark.parametrize(("words", "said"), [(("report",), "sections of the page"), (("basket",), "bought together")])
def test_long_answers_show_how_far_they_are(
    words: tuple[str, ...], said: str, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.cli.progress.EVERY", 0.0)
    told = ask(*words).stderr
    steps = [line for line in told.splitlines() if said in line]
    assert len(steps) >= 3
    last = steps[-1].rpartition(": ")[2].split(" / ")
    assert last[0] == last[1], "the last line says that all is done"
    assert said not in ask(*words, "--quiet").stderr


def test_where_no_pair_is_left_that_is_said(ask: Ask) -> None:
    told = ask("basket", "--min-lift", 100_000).stdout
    assert told == "No pair reaches the support and lift asked for.\n"


@pytest.mark.parametrize("words", [("report",), ("customers",), ("sql", "SELECT sum(amount) FROM order_item")])
def test_a_lake_that_lost_its_files_says_which_folder_and_the_way_back(
    words: tuple[str, ...], made: Any, run: Run, tmp_path: Path
) -> None:
    folder = shutil.copytree(made.folder, tmp_path / "lost")
    data = folder / "lake" / "data"
    for path in data.rglob("*.parquet"):
        path.unlink()
    told = run(*words, "--shop", folder)
    assert told.exit_code == 5, (told.output, told.exception)
    assert f"files of the lake are gone from {data}" in told.stderr
    assert "regulars restore BACKUP FOLDER" in told.stderr
    assert "fault of Regulars itself" not in told.stderr
