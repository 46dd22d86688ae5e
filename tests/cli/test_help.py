"""Help: fast, complete, in both languages, and helpful about what it does not know."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from regulars.cli import commands
from regulars.cli.command import Noun, Verb
from regulars.cli.program import NAMES, program

HEAVY = ("ibis", "duckdb", "pyarrow", "pandas", "rich", "babel", "yaml", "numpy", "jinja2", "sqlglot", "cryptography")


def every_verb() -> Iterator[tuple[str, Verb]]:
    ctx = click.Context(program, info_name="regulars")
    for name in NAMES:
        command = program.get_command(ctx, name)
        if isinstance(command, Noun):
            for inner, verb in command.commands.items():
                assert isinstance(verb, Verb)
                yield f"{name} {inner}", verb
        else:
            assert isinstance(command, Verb), f"{name} is declared with verb(…)"
            yield name, command


VERBS = dict(every_verb())


def test_every_file_of_commands_stands_in_the_help() -> None:
    files = {path.stem for path in Path(commands.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == set(NAMES), "a command is one file and one name under a topic of the help"


@pytest.mark.parametrize("arguments", [["--help"], ["load", "--help"], ["quarantine", "--help"], ["nonsense"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom regulars.cli import main\nsys.argv[0] = 'regulars'\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('imported:' + ' '.join([name for name in {HEAVY!r} if name in sys.modules]), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60)
    loaded = [line for line in ran.stderr.split("\n") if line.startswith("imported:")]
    assert loaded == ["imported:"], f"{arguments} imports what takes longer than the help may: {loaded}"


@pytest.mark.parametrize("name", VERBS)
def test_every_command_has_examples_of_itself(name: str) -> None:
    verb = VERBS[name]
    assert 2 <= len(verb.examples) <= 3, f"{name} shows two or three examples"
    noun = name.split()[0]
    for example in verb.examples:
        assert example.startswith(f"regulars {noun}"), f"an example of {name} begins with it: {example!r}"
        assert len(example) <= 100, f"an example fits its line: {example!r}"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", VERBS)
def test_help_of_every_command_is_in_both_languages(name: str, language: str) -> None:
    ran = CliRunner().invoke(
        program, [*name.split(), "--help"], env={"REGULARS_LANGUAGE": language}, terminal_width=100
    )
    assert ran.exit_code == 0, ran.output
    verb = VERBS[name]
    about = verb.about[0 if language == "en" else 1]
    assert about[:12] in ran.output
    for example in verb.examples:
        assert example in ran.output, "an example is printed as it is typed, on one line"
    for param in verb.params:
        if isinstance(param, click.Option):
            assert param.opts[0] in ran.output, f"{name} does not tell of {param.opts[0]}"


@pytest.mark.parametrize("name", VERBS)
def test_chinese_words_are_chinese(name: str) -> None:
    texts = [VERBS[name].about[1], *(param.words[1] for param in VERBS[name].params if hasattr(param, "words"))]
    for text in texts:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text), f"{name}: no Chinese in {text!r}"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["segmnts"], "Did you mean segments?"),
        (["segments", "--asof", "2011-01-01"], "Did you mean --as-of?"),
        (["quarantine", "replya"], "Did you mean replay?"),
        (["tables", "shwo"], "Did you mean show?"),
        (["load", "x.csv", "--maping", "y"], "Did you mean --mapping?"),
        (["segments", "--by", "stages"], "'stage'"),
        (["build", "--as-of", "31.8.2011"], "Write it as 2011-08-31"),
        (["flow", "--month", "2011"], "Write it as 2011-08"),
    ],
)
def test_unknown_words_get_what_was_probably_meant(arguments: list[str], expected: str) -> None:
    ran = CliRunner().invoke(program, arguments)
    assert ran.exit_code == 2
    assert expected in ran.stderr
    assert ran.stdout == "", "a refusal is no answer: it goes to stderr"
    assert "--help" in ran.stderr, "and says where the help is"


def test_unknown_words_are_told_in_chinese_too() -> None:
    ran = CliRunner().invoke(program, ["--language", "zh", "segmnts"])
    assert ran.exit_code == 2
    assert "是不是想用 segments" in ran.stderr


def test_module_and_command_are_the_same_program() -> None:
    ran = subprocess.run([sys.executable, "-m", "regulars", "--help"], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0
    assert ran.stdout.startswith("Usage: regulars COMMAND")
