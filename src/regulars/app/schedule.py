"""The daily round: load, build and report at one local time of the shop's zone, every day, in the foreground."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from regulars.core.errors import InputError, RegularsError

if TYPE_CHECKING:
    from regulars.app.shop import Shop

#: How long the loop sleeps at most, so that a changed clock or a machine that was asleep is noticed.
NAP = 30.0
MARK = "schedule.last"


@dataclass(frozen=True)
class Errand:
    """One thing to load every day."""

    place: str
    mapping: str


@dataclass(frozen=True)
class Step:
    """What one step of a round did: ``error`` tells why it failed."""

    what: str
    seconds: float
    error: str | None = None


@dataclass
class Round:
    """One day's work."""

    day: date
    steps: list[Step] = field(default_factory=list)

    @property
    def failed(self) -> list[Step]:
        return [step for step in self.steps if step.error is not None]


@dataclass
class Doors:
    """What a test replaces: the clock, sleeping, and whether someone asked to stop."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], object] = time.sleep
    is_stopped: Callable[[], bool] = lambda: False


def read_time(text: str) -> tuple[int, int]:
    """``03:30`` as hour and minute. Raises InputError."""
    hour, sign, minute = text.partition(":")
    if sign and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60 and len(minute) == 2:
        return int(hour), int(minute)
    raise InputError(f"{text!r} is not a time of day. Write it as 03:30")


def due_day(now: datetime, at: tuple[int, int], zone: str) -> date:
    """The last local day whose time has come. A time that a clock change skips comes when the clock has passed it."""
    local = now.astimezone(ZoneInfo(zone))
    today = local.date()
    return today if (local.hour, local.minute) >= at else today - timedelta(days=1)


def next_moment(now: datetime, at: tuple[int, int], zone: str) -> datetime:
    """When the next round is due, in the shop's zone."""
    day = due_day(now, at, zone) + timedelta(days=1)
    return datetime(day.year, day.month, day.day, *at, tzinfo=ZoneInfo(zone))


def run_round(
    opened: Callable[[], Shop], errands: list[Errand], *, day: date, doors: Doors,
    told: Callable[[Step], None] = lambda step: None,
) -> Round:  # fmt: skip
    """Load each errand, build, write the report. A step that fails is told and the next ones still run."""
    done = Round(day)
    shop = opened()

    def step(what: str, verb: Callable[[], object]) -> None:
        if doors.is_stopped():
            return
        started = time.monotonic()
        error = None
        try:
            verb()
        except Exception as fault:  # noqa: BLE001  one bad day must not end the service
            error = _told(fault)
        done.steps.append(Step(what, time.monotonic() - started, error))
        told(done.steps[-1])

    try:
        for errand in errands:
            step(f"load {errand.place}", partial(shop.load, errand.place, mapping=errand.mapping))
        step("build", shop.build)
        step("report", lambda: shop.report(report_path(shop.workspace.folder)))
    finally:
        shop.close()
    return done


def report_path(folder: Path) -> Path:
    """Where the daily report lies; the newest one has always the same name, so that a link to it lasts."""
    return folder / "reports" / "daily.html"


def keep_going(
    opened: Callable[[], Shop], errands: list[Errand], *, folder: Path, at: tuple[int, int], zone: str, doors: Doors,
    told: Callable[[Step], None] = lambda step: None,
) -> None:  # fmt: skip
    """Run a round whenever one is due, until stopped. A missed day is caught up once, however many were missed.

    The day of the last round stands in the shop's folder, so a restart neither repeats nor forgets one.
    """
    mark = folder / MARK
    if not mark.exists():
        _remember(mark, due_day(doors.now(), at, zone))
    while not doors.is_stopped():
        due = due_day(doors.now(), at, zone)
        if due > last_day(mark):
            _attempt(opened, errands, day=due, doors=doors, told=told)
            if doors.is_stopped():
                return
            _remember(mark, due)
        wait = (next_moment(doors.now(), at, zone) - doors.now()).total_seconds()
        doors.sleep(min(NAP, max(1.0, wait)))


def _attempt(
    opened: Callable[[], Shop], errands: list[Errand], *, day: date, doors: Doors, told: Callable[[Step], None]
) -> None:
    """A round whose shop cannot even be opened is told as a failed step; the loop goes on."""
    try:
        run_round(opened, errands, day=day, doors=doors, told=told)
    except Exception as fault:  # noqa: BLE001  nor must a shop that cannot be opened
        told(Step("open the shop", 0.0, _told(fault)))


def _told(fault: Exception) -> str:
    if isinstance(fault, RegularsError | OSError):
        return str(fault)
    return f"a fault of Regulars itself: {type(fault).__name__}: {fault}"


def last_day(mark: Path) -> date:
    try:
        return date.fromisoformat(mark.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return date.min


def _remember(mark: Path, day: date) -> None:
    partial = mark.with_suffix(".new")
    partial.write_text(f"{day.isoformat()}\n", encoding="utf-8")
    partial.replace(mark)


# Ready units ---------------------------------------------------------------------------------------------------------


def arguments(folder: Path, errands: list[Errand]) -> list[str]:
    """The command line of one round."""
    found = ["schedule", "--once", "--shop", str(folder)]
    for errand in errands:
        found += ["--load", _absolute(errand.place), "--mapping", _absolute_file(errand.mapping)]
    return found


def absent(errands: list[Errand]) -> list[str]:
    """Folders of the errands that are not there: nothing can ever come from them. A file may come later."""
    found = []
    for place in (errand.place for errand in errands):
        path = Path(place).expanduser()
        if "://" in place or any(sign in place for sign in "*?[") or path.exists():
            continue
        if not path.suffix or not path.parent.is_dir():
            found.append(place)
    return found


def _absolute(place: str) -> str:
    """A place as it is found from any folder; a database has its address."""
    return place if "://" in place else str(Path(os.path.abspath(Path(place).expanduser())))


def _absolute_file(mapping: str) -> str:
    """A mapping is a name, but where it is a file."""
    is_file = mapping.endswith((".yaml", ".yml")) and Path(mapping).exists()
    return os.path.abspath(mapping) if is_file else mapping


def cron_lines(program: list[str], folder: Path, errands: list[Errand], *, at: tuple[int, int], zone: str) -> str:
    """A crontab entry. A percent sign means a new line to cron, so it is escaped.

    Only cronie knows CRON_TZ; other crons take it for a plain variable and go by the machine's zone: the entry says so.
    """
    import shlex

    line = shlex.join([*program, *arguments(folder, errands)]).replace("%", "\\%")
    log = shlex.quote(str(folder / "schedule.log")).replace("%", "\\%")
    head = f"# Without cronie the time below is the machine's, not {zone}'s.\nCRON_TZ={zone}\n"
    return head + f"{at[1]} {at[0]} * * * {line} >>{log} 2>&1\n"


def systemd_units(program: list[str], folder: Path, errands: list[Errand], *, at: tuple[int, int], zone: str) -> str:
    """A service and its timer; ``Persistent`` catches a missed run up once."""
    line = " ".join(_quoted(word) for word in [*program, *arguments(folder, errands)])
    return (
        "# regulars.service\n"
        "[Unit]\nDescription=Regulars: load, build and report\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={str(folder).replace('%', '%%')}\nExecStart={line}\n\n"
        "# regulars.timer\n"
        "[Unit]\nDescription=Regulars every day\n\n"
        f"[Timer]\nOnCalendar=*-*-* {at[0]:02d}:{at[1]:02d}:00 {zone}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or any(sign in word for sign in " '\t;") else word
