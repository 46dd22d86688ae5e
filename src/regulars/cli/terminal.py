"""What a command has at hand: the shop, the language, and where answers and remarks go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from regulars.cli import show
from regulars.cli.discover import find_shop
from regulars.cli.option import LANGUAGES
from regulars.cli.plain import to_json
from regulars.core.errors import InputError, MissingError, RegularsError
from regulars.core.text import counted

if TYPE_CHECKING:
    from regulars.app.shop import Shop
    from regulars.app.workspace import Workspace
    from regulars.cli.progress import Progress
    from regulars.core.frame import Frame
    from regulars.core.settings import Settings
    from regulars.report.numbers import Numbers

Head = show.Head


class Terminal:
    """Answers go to stdout, progress and remarks to stderr."""

    def __init__(self, *, shop: str | None, as_json: bool, language: str | None, quiet: bool) -> None:
        self.as_json, self.quiet = as_json, quiet
        self._named, self._language = shop, language or os.environ.get("REGULARS_LANGUAGE")
        self._shop: Shop | None = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shop is not None:
            self._shop.close()

    # The shop --------------------------------------------------------------------------------------------------------

    @cached_property
    def folder(self) -> Path:
        return find_shop(self._named)

    def open(self, *, wait: float = 0.0) -> Shop:
        """The shop of this command, opened once."""
        if self._shop is None:
            from regulars.app import shop

            self._shop = shop.open(self.folder, wait=wait)
            self._shop.workspace.told = self.remark
            self._shop.workspace.starting = self._starting
        return self._shop

    def _starting(self, master: str) -> None:
        self.remark(
            self.words(
                f"starting Spark at {master}: the first answer can take a minute",
                f"正在启动 Spark（{master}），第一个结果可能要等一分钟",
            )
        )

    def asked(self) -> Shop:
        """The shop for a question about what was built; says where data came in since."""
        from regulars.app.status import is_stale

        shop = self.open()
        if is_stale(shop.workspace) and shop.workspace.lake.has("build_part"):
            self.remark(
                self.words(
                    "Data were loaded since the last build and are not counted here yet: regulars build",
                    "上次构建之后又导入了数据，此处尚未计入：请运行 regulars build",
                )
            )
        return shop

    def open_if_there(self) -> Workspace | None:
        """The workspace, or None where no shop was named and none is found: a mapping can be made before a shop."""
        try:
            return self.open().workspace
        except (MissingError, InputError):
            if self._named:
                raise
            return None

    def settle(self, shop: Shop) -> None:
        """Answer about this shop from now on: the one that a command has just made."""
        self._shop, self._named = shop, str(shop.workspace.folder)

    @property
    def settings(self) -> Settings:
        return self.open().workspace.settings

    # Words and numbers -----------------------------------------------------------------------------------------------

    @cached_property
    def language(self) -> Any:
        """What was asked for, else the shop's, else English."""
        if self._language in LANGUAGES:
            return self._language
        try:
            return self.settings.language
        except RegularsError:
            return "en"

    @property
    def asked_language(self) -> str | None:
        """The language of --language or $REGULARS_LANGUAGE, where one was given."""
        return self._language if self._language in LANGUAGES else None

    def words(self, english: str, chinese: str) -> str:
        return chinese if self.language == "zh" else english

    def word(self, shelf: str, code: str | None) -> str:
        """The word for a group, stage, tier, level or cause."""
        from regulars.report.names import name

        return "–" if code is None else name(shelf, code, self.language)

    @cached_property
    def numbers(self) -> Numbers:
        from regulars.report.numbers import Numbers

        return Numbers(self.language, currency=self.settings.currency, zone=self.settings.zone)

    # Answers ---------------------------------------------------------------------------------------------------------

    def json(self, value: Any) -> None:
        """The answer for programs."""
        self._print(to_json(value))

    def line(self, english: str, chinese: str) -> None:
        """A line of the answer."""
        self._print(self.words(english, chinese))

    def notes(self, notes: Iterable[str]) -> None:
        """What one should hear beside an answer, a line each."""
        for note in notes:
            self.line(f"note: {note}", f"提示：{note}")

    def text(self, text: str) -> None:
        self._print(text)

    def table(self, heads: Sequence[show.Head], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
        show.table(heads, rows, out=sys.stdout, title=title)

    def frame(self, frame: Frame, *, limit: int | None = None) -> None:
        """A result as it is: drawn on a terminal, tab-separated where the output goes on, or JSON."""
        whole = len(frame)
        if limit is not None:
            from regulars.core.frame import Frame

            frame = Frame(frame.arrow.slice(0, limit))
        if self.as_json:
            self.json(frame.rows())
        elif sys.stdout.isatty():
            rows = [["" if value is None else show.raw(value) for value in row.values()] for row in frame.rows()]
            first = frame.rows()[:50]
            heads = [show.Head(name, right=any(_is_number(row[name]) for row in first)) for name in frame.columns]
            self.table(heads, rows)
            self.remark(self.words(counted(len(rows), "row"), f"共 {len(rows):,} 行"))
        else:
            show.tabbed(frame.columns, (list(row.values()) for row in frame.rows()), out=sys.stdout)
        if not self.as_json:
            self._more(whole - len(frame))

    def answer(
        self, frame: Frame, *, limit: int | None = None, columns: Sequence[str] = (), title: str = "",
        total: int | None = None,
    ) -> None:  # fmt: skip
        """A result in words: titles, units, the shop's currency and days; JSON has the codes and all columns.

        ``total`` is how many rows there are where the frame itself is a part of them.
        """
        from regulars.cli.dress import cell, heads

        rows = frame.arrow.slice(0, limit).to_pylist() if limit else frame.rows()
        if self.as_json:
            self.json(rows)
            return
        chosen = [name for name in columns or frame.columns if name in frame.columns]
        shown = [[cell(row[column], column, self) for column in chosen] for row in rows]
        self.table(heads(chosen, self), shown, title=title)
        self._more((len(frame) if total is None else total) - len(rows))

    def _more(self, more: int) -> None:
        if more > 0:
            self.remark(self.words(f"… {more:,} more: --limit 0 shows all", f"…… 还有 {more:,} 行：--limit 0 显示全部"))

    def remark(self, text: str) -> None:
        """Something beside the answer; silent with --quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def progress(self) -> Progress:
        from regulars.cli.progress import Progress

        return Progress(sys.stderr, language=self.language, quiet=self.quiet)

    def _print(self, text: str) -> None:
        sys.stdout.write(text + "\n")


def _is_number(value: Any) -> bool:
    from decimal import Decimal

    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
