"""Load, build and report every day at one local time of the shop's zone."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from regulars.cli.command import verb
from regulars.cli.option import option
from regulars.cli.terminal import Terminal
from regulars.core.errors import InputError, MissingError

if TYPE_CHECKING:
    from regulars.app.schedule import Errand, Step
    from regulars.app.shop import Shop


@verb(
    "schedule",
    en="Load, build and report every day, in the foreground.",
    zh="每天定时导入、构建并出报告（前台运行）。",
    more=(
        "One failed step is reported and the rest goes on. A missed day is caught up once. Ctrl-C or SIGTERM ends it "
        "after the step at hand. --print writes a unit for cron or systemd instead.",
        "某一步失败会提示，其余照常进行；错过的日子只补一次；Ctrl-C 或 SIGTERM 会在当前步骤结束后停止。"
        "--print 可输出 cron 或 systemd 的现成配置。",
    ),
    examples=(
        "regulars schedule --at 03:30 --load 'exports/orders-*.csv' --mapping mine",
        "regulars schedule --once --load exports/ --mapping mine",
        "regulars schedule --at 03:30 --load exports/ --mapping mine --print systemd",
    ),
)
@option(
    "--at",
    default="03:30",
    metavar="HH:MM",
    words=("Local time of the shop. Default: 03:30.", "店铺当地时间，默认 03:30。"),
)
@option(
    "--load",
    "places",
    multiple=True,
    metavar="PLACE",
    words=("What to load; as often as needed.", "要导入的内容，可多次给出。"),
)
@option(
    "--mapping",
    "mappings",
    multiple=True,
    metavar="NAME",
    words=("Its mapping: one for all, or one for each --load in order.", "对应的映射：一个通用，或按顺序逐一对应。"),
)
@option("--once", is_flag=True, words=("Run one round now and end.", "立即运行一轮后结束。"))
@option(
    "--print",
    "unit",
    type=click.Choice(["cron", "systemd"]),
    words=("Print a ready unit instead.", "改为输出现成的定时配置。"),
)
def command(
    terminal: Terminal, *, at: str, places: tuple[str, ...], mappings: tuple[str, ...], once: bool, unit: str | None
) -> None:
    from regulars.app import schedule

    time = schedule.read_time(at)
    errands = _errands(places, mappings)
    folder, zone = Path(os.path.abspath(terminal.folder)), terminal.settings.zone
    lost = schedule.absent(errands)
    if unit is not None:
        _warn(terminal, errands, lost)
        found = shutil.which("regulars")
        program = [os.path.abspath(found)] if found else [sys.executable, "-m", "regulars"]
        write = schedule.cron_lines if unit == "cron" else schedule.systemd_units
        terminal.text(write(program, folder, errands, at=time, zone=zone).rstrip("\n"))
        return
    _check(terminal, errands)
    if lost:
        raise MissingError(f"nothing is at {', '.join(lost)}. Make the folder first, or name another place with --load")
    stop = _stopping(terminal)
    doors = schedule.Doors(sleep=stop.wait, is_stopped=stop.is_set)
    if once:
        _once(terminal, errands, doors, zone)
        return
    due = schedule.next_moment(doors.now(), time, zone)
    terminal.remark(
        terminal.words(f"Next round: {due:%Y-%m-%d %H:%M} ({zone})", f"下一轮：{due:%Y-%m-%d %H:%M}（{zone}）")
    )
    _warn(terminal, errands, lost)
    schedule.keep_going(
        lambda: _opened(terminal),
        errands,
        folder=folder,
        at=time,
        zone=zone,
        doors=doors,
        told=lambda step: _tell(terminal, step),
    )


def _once(terminal: Terminal, errands: list[Errand], doors: Any, zone: str) -> None:
    from regulars.app import schedule

    day = schedule.due_day(doors.now(), (0, 0), zone)
    done = schedule.run_round(
        lambda: _opened(terminal), errands, day=day, doors=doors, told=lambda step: _tell(terminal, step)
    )
    if terminal.as_json:
        terminal.json(done)
    if done.failed:
        click.get_current_context().exit(5)


def _errands(places: tuple[str, ...], mappings: tuple[str, ...]) -> list[Errand]:
    from regulars.app.schedule import Errand

    if places and len(mappings) not in (1, len(places)):
        raise InputError(
            f"{len(places)} places to load and {len(mappings)} mappings: "
            "give one --mapping for all, or one for each --load"
        )
    if mappings and not places:
        raise InputError("--mapping without --load: say what to load with --load PLACE")
    each = mappings * len(places) if len(mappings) == 1 else mappings
    return [Errand(place, mapping) for place, mapping in zip(places, each, strict=True)]


def _warn(terminal: Terminal, errands: list[Errand], lost: list[str]) -> None:
    """What a round would not do as it is written."""
    if not errands:
        terminal.remark(
            terminal.words(
                "It loads nothing, only builds and reports: name what to load with --load PLACE --mapping NAME",
                "未指定导入内容，只会构建并出报告：用 --load 位置 --mapping 映射名 指定",
            )
        )
    for place in lost:
        terminal.remark(terminal.words(f"Nothing is at {place} yet", f"{place} 目前不存在"))


def _check(terminal: Terminal, errands: list[Errand]) -> None:
    """A wrong mapping is told now, not at half past three."""
    workspace = terminal.open().workspace
    for errand in errands:
        for name in workspace.mappings_of(errand.mapping):
            workspace.mapping(name)


def _opened(terminal: Terminal) -> Shop:
    """A fresh opening for each round, which waits for whoever else works on the shop."""
    from regulars.app import shop

    return shop.open(terminal.folder, wait=3600)


def _stopping(terminal: Terminal) -> threading.Event:
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()
        terminal.remark(terminal.words("stopping after this step", "将在当前步骤后停止"))

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, ask)
        signal.signal(signal.SIGINT, ask)
    return stop


def _tell(terminal: Terminal, step: Step) -> None:
    if terminal.as_json:
        return
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if step.error is None:
        terminal.line(
            f"{at} {step.what}: done in {step.seconds:.1f} s", f"{at} {step.what}：完成，用时 {step.seconds:.1f} 秒"
        )
    else:
        terminal.line(f"{at} {step.what}: FAILED: {step.error}", f"{at} {step.what}：失败：{step.error}")
    sys.stdout.flush()
