"""A small shop made through the command line, once, and the way to ask it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from regulars.cli.program import program
from regulars.testing.generated_shop import write_shop

Run = Callable[..., Result]


@dataclass(frozen=True)
class Made:
    """The shop, its exports, and what each command of the walk printed."""

    folder: Path
    exports: list[Path]
    customers: int
    lines: int
    init: Result
    load: Result
    build: Result


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No shop or language of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("REGULARS_")]:
        if name not in ("REGULARS_REALDATA", "REGULARS_PROOF", "REGULARS_THREADS"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def run() -> Run:
    """Any command, in this process."""
    return lambda *arguments: CliRunner().invoke(program, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Made:
    root = tmp_path_factory.mktemp("walk")
    exports = write_shop(root / "exports", customers=60, lines=900, months=4, format="csv")
    with exports[0].open("a", encoding="utf-8") as file:
        file.write("O9999990001,C0000001,P00001,not a date,1,2.50,广东省\n")
        file.write("O9999990002,C0000001,P00001,2023-01-05 10:00:00,0,2.50,广东省\n")
    folder = root / "myshop"
    done = [
        run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY"),
        run("load", *exports, "--mapping", "generated", "--shop", folder),
        run("build", "--shop", folder),
    ]
    for result in done:
        assert result.exit_code == 0, (result.output, result.exception)
    return Made(folder, exports, 60, 900, *done)


@pytest.fixture
def ask(made: Made, run: Run) -> Callable[..., Result]:
    """A command on the shop that must succeed."""

    def asked(*arguments: object) -> Result:
        result = run(*arguments, "--shop", made.folder)
        assert result.exit_code == 0, (result.output, result.exception)
        return result

    return asked


@pytest.fixture
def answer(ask: Callable[..., Result]) -> Callable[..., Any]:
    """The same, its JSON parsed."""

    def answered(*arguments: object) -> Any:
        result = ask(*arguments, "--json", "--quiet")
        assert result.stderr == "", "with --quiet nothing stands beside the answer"
        return json.loads(result.stdout)

    return answered
