"""What a process does that a call in the same process cannot show: exit codes, pipes, signals, locks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from regulars.cli.command import verb
from regulars.cli.program import program
from regulars.cli.terminal import Terminal
from regulars.core.errors import (
    ConflictError,
    DataError,
    InputError,
    MissingError,
    OutsideError,
    RegularsError,
    UnsupportedError,
)
from regulars.lake import lock_holder

Made = Any
Run = Callable[..., Result]
PROGRAM = [sys.executable, "-m", "regulars"]

HOLDER = """
import sys, time
from pathlib import Path
from regulars.lake import WorkLock
with WorkLock(Path(sys.argv[1]) / "lake", what="load of big.csv"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def started(*arguments: object, **settings: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **settings
    )


def failing(error: BaseException, *, goes_on: bool = False) -> click.Command:
    @verb("fail", en="Fail.", zh="失败。", examples=("regulars fail",), goes_on=goes_on)
    def command(terminal: Terminal) -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("what"), 2), (MissingError("what"), 3), (ConflictError("what"), 4), (DataError("what"), 5),
        (UnsupportedError("what"), 6), (OutsideError("what"), 7), (RegularsError("what"), 1),
        (PermissionError(13, "what"), 7), (KeyboardInterrupt(), 130), (BrokenPipeError(), 141), (click.Abort(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)  # fmt: skip
def test_each_family_of_errors_has_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.cli.program.Program.get_command", lambda self, ctx, name: failing(error))
    monkeypatch.setattr("regulars.cli.program._let_go_of_stdout", lambda: None)
    ran = CliRunner().invoke(program, ["status"])
    assert ran.exit_code == code
    assert ran.stdout == ""
    is_quiet = isinstance(error, KeyboardInterrupt | BrokenPipeError | click.Abort)
    assert ("what" in ran.stderr) is not is_quiet, "an interrupted command does not say what, a failed one does"
    assert "Traceback" not in ran.stderr


def test_an_error_has_its_stable_code_beside_it_and_is_json_for_programs(run: Run, tmp_path: Path) -> None:
    plain = run("segments", "--shop", tmp_path / "none")
    assert plain.stderr.rstrip().endswith("[missing]")
    assert plain.stdout == ""
    told = run("segments", "--shop", tmp_path / "none", "--json")
    error = json.loads(told.stdout)["error"]
    assert (told.exit_code, error["code"]) == (3, "missing")
    assert error["message"] in told.stderr
    wrong = run("segmets", "--json")
    assert json.loads(wrong.stdout)["error"]["code"] == "usage"
    assert "[usage]" in wrong.stderr


def test_the_version_is_told_as_an_option_too(run: Run) -> None:
    assert run("--version").stdout == run("version").stdout


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")], ids=["python", "engine"])
@pytest.mark.parametrize(
    ("language", "work", "look"),
    [("en", "stopped; nothing is lost, run it again to go on", "stopped"),
     ("zh", "已停止；数据没有丢失，再次运行即可接着做", "已停止")],
)  # fmt: skip
def test_ctrl_c_says_that_work_goes_on_when_run_again(
    error: BaseException, language: str, work: str, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for goes_on, words in ((True, work), (False, look)):
        stopped = failing(error, goes_on=goes_on)
        monkeypatch.setattr("regulars.cli.program.Program.get_command", lambda self, ctx, name, it=stopped: it)
        ran = CliRunner().invoke(program, ["status", "--language", language])
        assert (ran.exit_code, ran.stdout, ran.stderr) == (130, "", words + "\n")


def test_a_build_that_is_interrupted_goes_on_when_run_again(made: Made, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    run("init", folder, "--zone", "Asia/Shanghai", "--currency", "CNY")
    assert run("load", *made.exports, "--mapping", "generated", "--shop", folder).exit_code == 0
    process = started("build", "--shop", folder)
    assert process.stderr is not None
    while process.poll() is None and lock_holder(folder / "lake") is None:
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "stopped; nothing is lost, run it again to go on\n")
    assert run("build", "--shop", folder).exit_code == 0


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGULARS_DEBUG", "1")
    monkeypatch.setattr("regulars.cli.program.Program.get_command", lambda self, ctx, name: failing(DataError("what")))
    ran = CliRunner().invoke(program, ["status"])
    assert isinstance(ran.exception, DataError), "with REGULARS_DEBUG=1 the error itself reaches Python"


@pytest.mark.parametrize(
    ("debug", "expected"), [("", "a fault of Regulars itself: ZeroDivisionError"), ("1", "Traceback")]
)
def test_a_fault_of_regulars_itself_is_one_message(debug: str, expected: str) -> None:
    script = (
        "import sys\nfrom regulars.cli import main\nfrom regulars.cli.program import Program\n"
        "Program.get_command = lambda self, ctx, name: 1 / 0\nsys.argv = ['regulars', 'status']\nmain()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "REGULARS_DEBUG": debug},
    )
    assert ran.returncode == 1
    assert expected in ran.stderr
    assert ("Traceback" in ran.stderr) is (debug == "1")


def test_a_reader_that_stops_reading_is_no_error(made: Made) -> None:
    process = started("sql", "SELECT i, repeat('x', 200) AS x FROM range(200000) t(i)", "--shop", made.folder)
    assert process.stdout is not None
    assert process.stdout.readline() == "i\tx\n"
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


def test_output_in_a_pipe_is_plain_text(made: Made) -> None:
    ran = subprocess.run(
        [*PROGRAM, "segments", "--shop", str(made.folder)], capture_output=True, timeout=60,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert b"\x1b" not in ran.stdout, "no colours and no drawing where no terminal is"


def test_interrupting_a_schedule_ends_it_cleanly(made: Made) -> None:
    process = started("schedule", "--at", "03:30", "--shop", made.folder)
    assert process.stderr is not None
    assert "Next round" in process.stderr.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err


def test_whoever_holds_the_shop_is_named(made: Made, run: Run) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(made.folder), "30"], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        refused = run("build", "--shop", made.folder)
        assert refused.exit_code == 4
        assert "load of big.csv" in refused.stderr
        assert str(holder.pid) in refused.stderr
        assert "--wait" in refused.stderr
        assert run("segments", "--shop", made.folder).exit_code == 0, "readers are never held up"
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_waiting_outlasts_the_holder(made: Made, run: Run) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(made.folder), "2"], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder:
        assert holder.stdout.readline() == "held\n"
        waited = run("build", "--wait", "60", "--shop", made.folder)
    assert waited.exit_code == 0, waited.output
    assert "waiting for load of big.csv" in waited.stderr


def test_shop_is_found_where_one_stands_or_just_below(made: Made, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.folder)
    here = run("segments", "--json")
    monkeypatch.chdir(made.folder.parent)
    above = run("segments", "--json")
    monkeypatch.chdir("/")
    monkeypatch.setenv("REGULARS_SHOP", str(made.folder))
    named = run("segments", "--json")
    assert here.exit_code == 0, here.output
    assert here.stdout == above.stdout == named.stdout
    assert run("--shop", made.folder, "--json", "segments").stdout == here.stdout, (
        "options may stand before the command"
    )


@pytest.mark.parametrize("command", ["status", "build", "segments", "report", "sql"])
def test_without_a_shop_every_command_says_how_to_make_one(command: str, run: Run, tmp_path: Path) -> None:
    more = ["SELECT 1"] if command == "sql" else []
    refused = run(command, *more)
    assert refused.exit_code == 3
    assert "regulars init" in refused.stderr


def test_before_the_first_load_the_next_step_is_said(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "new", "--zone", "Asia/Shanghai", "--currency", "CNY")
    assert "regulars load" in run("build", "--shop", tmp_path / "new").stderr
    assert run("segments", "--shop", tmp_path / "new").exit_code == 3
    assert "regulars load" in run("status", "--shop", tmp_path / "new").stdout
    again = run("init", tmp_path / "new")
    assert again.exit_code == 4


def test_load_without_a_mapping_says_which_there_are(made: Made, run: Run) -> None:
    refused = run("load", made.exports[0], "--shop", made.folder)
    assert refused.exit_code == 2
    assert "online_retail" in refused.stderr
    assert "regulars map" in refused.stderr
    wrong = run("load", made.exports[0], "--mapping", "genrated", "--shop", made.folder)
    assert wrong.exit_code == 3
    assert "Did you mean 'generated'?" in wrong.stderr
    assert "regulars mappings" in wrong.stderr
    assert "tiny_shop/" not in wrong.stderr, "what is far from it is not listed"
    assert "tiny_shop/" not in refused.stderr, "an export of several files stands there once"
    several = run("mappings", "show", "tiny_shop", "--shop", made.folder)
    assert "tiny_shop/orders" in several.stderr
