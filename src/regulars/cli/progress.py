"""Progress on stderr: a bar on a terminal, a plain line every ten seconds elsewhere, nothing when quiet."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, TextIO

EVERY = 10.0
WHAT = {
    "receive": ("reading rows", "读取数据行"),
    "clean": ("cleaning and merging", "清洗与合并"),
    "account_day": ("account days", "账户日"),
    "segments": ("groups, stages, tiers", "分层、阶段与等级"),
    "account_month": ("counters of tags", "标签计数"),
    "customer_tag": ("tags", "标签"),
    "audience_member": ("audiences", "人群"),
    "basket": ("what is bought together", "同购组合"),
    "report": ("sections of the page", "报告各部分"),
    "flow": ("flow between months", "月度流动"),
}


class Progress:
    """Called as ``progress(what, done, total)`` by the verbs of app."""

    def __init__(self, out: TextIO, *, language: str, quiet: bool) -> None:
        self._out, self._place, self._quiet = out, 1 if language == "zh" else 0, quiet
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}
        self._told = time.monotonic()

    def __enter__(self) -> Progress:
        if self._out.isatty() and not self._quiet:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(file=self._out),
                transient=True,
            )
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        name = WHAT[what][self._place] if what in WHAT else what
        if self._bar is not None:
            self._move(what, name, done, total)
        elif not self._quiet and time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            of = f" / {total:,}" if total else ""
            self._out.write(f"{name}: {done:,}{of}\n")
            self._out.flush()

    def _move(self, what: str, name: str, done: int, total: int | None) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[what], completed=done, total=total)
