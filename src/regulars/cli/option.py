"""Options in both languages, and those that every command takes."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable
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
limit_option = option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    words=("At most so many; 0: all. Default: 20, in JSON all.", "最多行数；0 为全部。默认 20，JSON 默认全部。"),
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
