"""The command ``regulars``: its commands by topic, and what becomes of an error."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from regulars.cli.command import Verb
from regulars.cli.option import COMMON, language_of, suggest
from regulars.cli.plain import to_json
from regulars.core.disk import disk_fault
from regulars.core.errors import OutsideError, RegularsError

#: The commands by topic, in the order of the help: (English, Chinese) → names, each a module of ``commands``.
TOPICS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Begin", "开始"): ("demo", "simulate", "init", "map", "mappings"),
    ("Bring in and build", "导入与构建"): ("load", "build", "quarantine", "quality"),
    ("Look", "查看"): ("status", "segments", "flow", "customers", "customer", "metrics", "report"),
    ("Choose", "圈选"): ("tags", "audience"),
    ("Find out", "洞察"): ("basket", "cross"),
    ("Go deeper", "深入"): ("tables", "sql", "runs"),
    ("Operate", "运维"): ("schedule", "backup", "restore", "version"),
}
NAMES = tuple(name for names in TOPICS.values() for name in names)
INTERRUPTED, PIPE_CLOSED = 128 + signal.SIGINT, 128 + 13
ABOUT = (
    "Turn a shop's visitors into regulars: who its customers are, which group and stage each is in, and how they move.",
    "把访客变成熟客：看清客户是谁、处于哪个分层与生命周期阶段，以及他们如何流动。",
)
MORE = (
    "Every command explains itself: regulars load --help. Without data of your own, begin with: regulars demo",
    "每个命令都有说明：regulars load --help。手头没有数据时，可先运行：regulars demo",
)


class _PipeClosedError(Exception):
    """Whoever read the output has gone."""


class Program(click.Group):
    """The root. Commands are imported when used, and everything heavy only when they run."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, ["version"] if args == ["--version"] else args or ["--help"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(NAMES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in NAMES:
            return None
        command: click.Command = import_module(f"regulars.cli.commands.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in NAMES:
            raise click.UsageError(suggest(ctx, "command", args[0], NAMES), ctx)
        return args[0], self.get_command(ctx, args[0]), args[1:]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        place = ("en", "zh").index(language_of(ctx))
        formatter.write_usage(ctx.command_path, ("COMMAND …", "命令 …")[place], prefix=("Usage: ", "用法：")[place])
        formatter.write_paragraph()
        formatter.write_text(ABOUT[place])
        for title, names in TOPICS.items():
            with formatter.section(title[place]):
                formatter.write_dl([(name, self._short(ctx, name)) for name in names])
        with formatter.section(("For every command", "所有命令通用")[place]):
            formatter.write_dl([record for param in self.params if (record := param.get_help_record(ctx))])
        formatter.write_paragraph()
        formatter.write_text(MORE[place])

    def _short(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        assert isinstance(command, Verb | click.Group)
        about: tuple[str, str] = command.about  # type: ignore[union-attr]
        return about[("en", "zh").index(language_of(ctx))].split("\n")[0]

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _PipeClosedError from error  # click would make it an exit code of 1, as if the command had failed

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run, and end the process with the exit code of whatever went wrong; one message, never a traceback."""
        _prepare_streams()
        extra["standalone_mode"] = False
        try:
            code = super().main(args, prog_name or "regulars", **extra)
            sys.stdout.flush()
        except (click.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        except click.ClickException as error:
            _tell(*_refused(error), code="usage", args=args)
            code = error.exit_code
        except RegularsError as error:
            if os.environ.get("REGULARS_DEBUG") == "1":
                raise
            _tell(str(error), code=error.code, args=args)
            code = error.exit_code
        except (BrokenPipeError, _PipeClosedError):
            _let_go_of_stdout()
            code = PIPE_CLOSED
        except OSError as error:
            if os.environ.get("REGULARS_DEBUG") == "1":
                raise
            told = disk_fault(error, Path.cwd())
            _tell(str(told or error), code=told.code if told is not None else OutsideError.code, args=args)
            code = told.exit_code if told is not None else OutsideError.exit_code
        sys.exit(code if isinstance(code, int) else 0)


def _tell(message: str, *more: str, code: str, args: Sequence[str] | None) -> None:
    """What went wrong with its stable code, on stderr; with --json on stdout too, for programs."""
    click.echo(f"regulars: {message}" + click.style(f" [{code}]", dim=True), err=True)
    for line in more:
        click.echo(line, err=True)
    if "--json" in (sys.argv[1:] if args is None else args):
        click.echo(to_json({"error": {"code": code, "message": message}}))


def _refused(error: click.ClickException) -> tuple[str, str]:
    """What is wrong with the command line, and where its help is."""
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "regulars"
    more = {"en": f"{path} --help shows what it takes.", "zh": f"用法见：{path} --help"}[language_of(ctx)]
    return error.format_message(), more


def _prepare_streams() -> None:
    """Chinese and currency signs must not end a command on a terminal of another encoding."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _let_go_of_stdout() -> None:
    """The reader of the pipe has gone; what is still buffered must not complain when Python ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return


def run() -> None:
    """Be the process ``regulars``."""
    if os.environ.get("REGULARS_DEBUG") != "1":
        sys.excepthook = _brief
    program.main(prog_name="regulars")


def _brief(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What a fault of Regulars itself looks like: Python ends the process with 1 after it."""
    if issubclass(kind, KeyboardInterrupt):
        return
    text = f"regulars: a fault of Regulars itself: {kind.__name__}: {error}\nREGULARS_DEBUG=1 shows where it happened."
    print(text, file=sys.stderr)  # noqa: T201 - click may be what failed


program = Program(name="regulars", params=COMMON(), context_settings={"max_content_width": 100})
