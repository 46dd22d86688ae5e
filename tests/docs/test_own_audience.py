"""The page on audiences, typed command by command in the demonstration shop that it is written for."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import regulars
from regulars.app.shop import Shop
from regulars.cli.program import program
from regulars.testing.demo import make_demo

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "own-audience.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[list[str]]:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    return [[line for line in block.splitlines() if line] for block in found]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("page") / "demo-shop", customers=600, months=15).folder


@pytest.fixture
def own(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A copy, stood in, as the page says."""
    folder = shutil.copytree(demo, tmp_path / "demo-shop")
    monkeypatch.chdir(folder)
    with regulars.open(folder) as shop:
        yield shop


def typed(line: str) -> str:
    done = CliRunner().invoke(program, shlex.split(line, comments=True)[1:])
    assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception}"
    return done.stdout


def test_every_command_of_the_page_answers_with_somebody(own: Shop) -> None:
    lines = [line for block in blocks("sh") for line in block]
    assert len(lines) >= 8
    answers = {line: typed(line) for line in lines}
    for line, answer in answers.items():
        assert not re.search(r"(^|[^\d,.])0 customers", answer), f"{line}\n{answer}"
    people = own.audience("worth a call").count()
    assert people > 0
    (exported,) = [answer for line, answer in answers.items() if " export " in line]
    assert f"{people:,} customer" in exported
    assert (own.folder / "call.xlsx").is_file()


def test_the_rules_that_are_for_the_demonstration_mean_somebody_there(own: Shop) -> None:
    for rule in blocks("rule")[0]:
        assert own.audience(rule).count() > 0, rule


def test_the_file_of_the_page_is_an_audience_of_the_demonstration(own: Shop) -> None:
    text = "\n".join(blocks("yaml")[0])
    yaml.safe_load(text)
    (own.folder / "audiences" / "worth a call.yaml").write_text(text, encoding="utf-8")
    assert own.audience("worth a call").count() > 0
