"""How a command is declared: its words in both languages, two or three examples, and the options it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click
from click.core import ParameterSource

from regulars.cli.option import COMMON, LANGUAGES, Words, language_of, suggest, told

STOPPED = ("stopped", "已停止")
STOPPED_WORK = ("stopped; nothing is lost, run it again to go on", "已停止；数据没有丢失，再次运行即可接着做")


class Verb(click.Command):
    """One command. Its function takes the terminal first and then its own options.

    ``goes_on`` is said of work that can be stopped at any time and goes on where it stopped when run again.
    """

    def __init__(
        self,
        name: str,
        run: Callable[..., Any],
        *,
        about: Words,
        more: Words,
        examples: Sequence[str],
        params: list[click.Parameter],
        goes_on: bool = False,
    ) -> None:
        super().__init__(name, params=[*params, *COMMON()], callback=run, help=about[0])
        self.about, self.more, self.examples, self.goes_on = about, more, tuple(examples), goes_on

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            known = {name for param in self.params if isinstance(param, click.Option) for name in param.opts}
            raise click.UsageError(suggest(ctx, "option", error.option_name, known), ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        from regulars.cli.terminal import Terminal

        common = {param.name: told(ctx, str(param.name)) for param in COMMON()}
        for name in common:
            ctx.params.pop(str(name), None)
        if common["as_json"] and _is_by_default(ctx, "limit"):
            ctx.params["limit"] = 0  # a program must not take a part for the whole
        with Terminal(
            shop=common["shop"],
            as_json=bool(common["as_json"]),
            language=common["language"],
            quiet=bool(common["quiet"]),
        ) as terminal:
            assert self.callback is not None
            try:
                return ctx.invoke(self.callback, terminal, **ctx.params)
            except Exception as error:
                if not _is_interrupt(error):
                    raise
                stopped: BaseException = error
            except KeyboardInterrupt as error:
                stopped = error
            click.echo(terminal.words(*(STOPPED_WORK if self.goes_on else STOPPED)), err=True)
            raise click.Abort from stopped

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        place = LANGUAGES.index(language_of(ctx))
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=("Usage: ", "用法：")[place]
        )
        formatter.write_paragraph()
        formatter.write_text(self.about[place])
        if self.more[place]:
            formatter.write_paragraph()
            formatter.write_text(self.more[place])
        with formatter.section(("Examples", "示例")[place]):
            for example in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        own = {param.name for param in COMMON()}
        for title, wanted in ((("Options", "选项"), False), (("For every command", "所有命令通用"), True)):
            records = [
                record
                for param in self.get_params(ctx)
                if (param.name in own) is wanted and param.name != "help" and (record := param.get_help_record(ctx))
            ]
            if records:
                with formatter.section(title[place]):
                    formatter.write_dl(records)


def verb(
    name: str, *, en: str, zh: str, examples: Sequence[str], more: Words = ("", ""), goes_on: bool = False
) -> Callable[[Callable[..., Any]], Verb]:
    """Make a command of a function; ``option`` and ``argument`` stand below it."""

    def made(run: Callable[..., Any]) -> Verb:
        params = list(reversed(run.__dict__.pop("__click_params__", [])))
        return Verb(name, run, about=(en, zh), more=more, examples=examples, params=params, goes_on=goes_on)

    return made


def _is_by_default(ctx: click.Context, name: str) -> bool:
    return bool(ctx.params.get(name)) and ctx.get_parameter_source(name) is ParameterSource.DEFAULT


def _is_interrupt(error: BaseException) -> bool:
    """Whether this is how Ctrl-C looks when it comes while the engine works."""
    return type(error).__name__ == "InterruptException" or (
        type(error) is RuntimeError and str(error) == "Query interrupted"
    )


class Noun(click.Group):
    """A command with verbs of its own; without one it does ``default``."""

    def __init__(
        self, name: str, verbs: Sequence[Verb], *, default: str, about: Words, examples: Sequence[str]
    ) -> None:
        super().__init__(name, commands={str(verb.name): verb for verb in verbs}, params=COMMON(), help=about[0])
        self.default, self.about, self.examples = default, about, tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if (
            "--help" not in args
            and not any(arg in self.commands for arg in args)
            and all(arg.startswith("-") for arg in args[:1])
        ):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            raise click.UsageError(suggest(ctx, "command", args[0], self.commands), ctx)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        place = LANGUAGES.index(language_of(ctx))
        formatter.write_usage(
            ctx.command_path, ("[COMMAND] …", "[子命令] …")[place], prefix=("Usage: ", "用法：")[place]
        )
        formatter.write_paragraph()
        formatter.write_text(self.about[place])
        with formatter.section((f"Commands (without one: {self.default})", f"子命令（默认：{self.default}）")[place]):
            rows = [
                (name, command.about[place]) for name, command in self.commands.items() if isinstance(command, Verb)
            ]
            formatter.write_dl(rows)
        with formatter.section(("Examples", "示例")[place]):
            for example in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
        with formatter.section(("For every command", "所有命令通用")[place]):
            formatter.write_dl([record for param in self.params if (record := param.get_help_record(ctx))])
