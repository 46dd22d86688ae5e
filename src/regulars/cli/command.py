"""How a command is declared: its words in both languages, two or three examples, and the options all of them take."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import click

LANGUAGES = ("en", "zh")
Words = tuple[str, str]


def told(ctx: click.Context, name: str) -> Any:
    """An option of the command, or of the groups before it: ``regulars --shop x status`` and ``status --shop x``."""
    at: click.Context | None = ctx
    while at is not None:
        value = at.params.get(name)
        if value not in (None, False):
            return value
        at = at.parent
    return None


def language_of(ctx: click.Context | None) -> str:
    """The language of help and errors, before any shop is open."""
    asked = told(ctx, "language") if ctx is not None else None
    asked = asked or os.environ.get("REGULARS_LANGUAGE", "")
    return asked if asked in LANGUAGES else "en"


def suggest(ctx: click.Context | None, kind: str, name: str, known: Iterable[str]) -> str:
    """Say that a command or an option is not known and what was probably meant."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if language_of(ctx) == "zh":
        guess = f"是不是想用 {close[0]}？" if close else ""
        return f"没有名为 {name!r} 的{'命令' if kind == 'command' else '选项'}。{guess}可用的有：{'、'.join(names)}"
    guess = f" Did you mean {close[0]}?" if close else ""
    return f"no {kind} named {name!r}.{guess} Known: {', '.join(names)}"


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *names: str, words: Words, **settings: Any) -> None:
        super().__init__(list(names), **settings)
        self.words = words

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = self.words[LANGUAGES.index(language_of(ctx))]
        return super().get_help_record(ctx)


class Day(click.ParamType):
    """A calendar day, 2011-08-31."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as 2011-08-31", param, ctx)


class Month(click.ParamType):
    """A calendar month, 2011-08; its value is the first day."""

    name = "MONTH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m").date()
        except ValueError:
            self.fail(f"{value!r} is not a month. Write it as 2011-08", param, ctx)


def COMMON() -> list[click.Parameter]:  # noqa: N802 - a fresh list of constants, as click keeps its own
    """The options that every command takes, before its name or after."""
    return [
        Option(
            "--shop",
            metavar="DIR",
            words=(
                "The shop's folder. Default: $REGULARS_SHOP, else the current folder, else the only shop below it.",
                "店铺文件夹。默认依次取 $REGULARS_SHOP、当前文件夹、其下唯一的店铺。",
            ),
        ),
        Option(
            "--json",
            "as_json",
            is_flag=True,
            words=(
                "Answer in JSON: days and UTC moments in ISO 8601; money and other decimals as strings with their "
                "stored digits (money: 4); counts, shares and means as numbers.",
                "以 JSON 输出：日期与 UTC 时刻用 ISO 8601；金额等小数为字符串，"
                "保留存储位数（金额 4 位）；计数、占比、均值为数字。",
            ),
        ),
        Option(
            "--language",
            type=click.Choice(LANGUAGES),
            is_eager=True,
            words=(
                "Language of the console. Default: $REGULARS_LANGUAGE, else the shop's.",
                "界面语言。默认取 $REGULARS_LANGUAGE，否则用店铺的语言。",
            ),
        ),
        Option("--quiet", is_flag=True, words=("Print the answer only, no progress.", "只输出结果，不显示进度。")),
    ]


class Verb(click.Command):
    """One command. Its function takes the terminal first and then its own options."""

    def __init__(
        self,
        name: str,
        run: Callable[..., Any],
        *,
        about: Words,
        more: Words,
        examples: Sequence[str],
        params: list[click.Parameter],
    ) -> None:
        super().__init__(name, params=[*params, *COMMON()], callback=run, help=about[0])
        self.about, self.more, self.examples = about, more, tuple(examples)

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
        with Terminal(
            shop=common["shop"],
            as_json=bool(common["as_json"]),
            language=common["language"],
            quiet=bool(common["quiet"]),
        ) as terminal:
            assert self.callback is not None
            return ctx.invoke(self.callback, terminal, **ctx.params)

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
    name: str, *, en: str, zh: str, examples: Sequence[str], more: Words = ("", "")
) -> Callable[[Callable[..., Any]], Verb]:
    """Make a command of a function; ``option`` and ``argument`` stand below it."""

    def made(run: Callable[..., Any]) -> Verb:
        params = list(reversed(run.__dict__.pop("__click_params__", [])))
        return Verb(name, run, about=(en, zh), more=more, examples=examples, params=params)

    return made


def option(*names: str, words: Words, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def added(run: Callable[..., Any]) -> Callable[..., Any]:
        run.__dict__.setdefault("__click_params__", []).append(Option(*names, words=words, **settings))
        return run

    return added


def argument(name: str, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def added(run: Callable[..., Any]) -> Callable[..., Any]:
        run.__dict__.setdefault("__click_params__", []).append(click.Argument([name], **settings))
        return run

    return added


as_of_option = option(
    "--as-of",
    type=Day(),
    words=(
        "The state at the end of this day, built before. Default: the newest.",
        "查看这一天结束时的状态（须已构建）。默认取最新。",
    ),
)
wait_option = option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    words=(
        "Wait so long for another load or build. Default: not at all, and say who works.",
        "等待其他导入或构建结束的秒数。默认不等待，直接提示是谁在占用。",
    ),
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
