"""The daily round: when it is due, what a failure does, and that it stops cleanly."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from regulars.app.schedule import (
    MARK,
    Doors,
    Errand,
    Step,
    cron_lines,
    due_day,
    keep_going,
    last_day,
    next_moment,
    read_time,
    run_round,
    systemd_units,
)
from regulars.core.errors import ConflictError, InputError, MissingError


class Shop:
    """Remembers what was asked of it; ``broken`` steps fail."""

    def __init__(self, folder: Path, broken: frozenset[str] = frozenset()) -> None:
        self.workspace = SimpleNamespace(folder=folder)
        self.broken, self.asked = broken, list[str]()
        self.is_closed = False

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if what in self.broken:
            raise MissingError(f"no {what}")

    def load(self, place: str, *, mapping: str) -> None:
        self._ask(f"load {place} by {mapping}")

    def build(self) -> None:
        self._ask("build")

    def report(self, path: Path) -> None:
        self._ask("report")

    def close(self) -> None:
        self.is_closed = True


class Clock:
    """Time passes only by sleeping; the loop is stopped at ``end``."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.at, self.end = start, end
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.at += timedelta(seconds=seconds)

    @property
    def doors(self) -> Doors:
        return Doors(now=lambda: self.at, sleep=self.sleep, is_stopped=lambda: self.at >= self.end)


def rounds(folder: Path, clock: Clock, shop: Shop, told: Callable[[Step], Any] = lambda step: None) -> None:
    keep_going(
        lambda: shop, [], folder=folder, at=(3, 30), zone="Asia/Shanghai", doors=clock.doors, told=told  # type: ignore[arg-type,return-value]
    )  # fmt: skip


def test_round_is_due_by_the_shops_clock_not_the_machines() -> None:
    before, after = datetime(2026, 3, 1, 19, 29, tzinfo=UTC), datetime(2026, 3, 1, 19, 30, tzinfo=UTC)
    assert due_day(before, (3, 30), "Asia/Shanghai") == date(2026, 3, 1)
    assert due_day(after, (3, 30), "Asia/Shanghai") == date(2026, 3, 2)
    assert next_moment(before, (3, 30), "Asia/Shanghai").astimezone(UTC) == after


def test_a_time_that_the_clock_change_skips_still_has_its_round() -> None:
    after = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert due_day(after, (1, 30), "Europe/London") == date(2026, 3, 29), (
        "01:30 does not exist on that day; 02:00 has passed it"
    )


def test_a_time_that_comes_twice_has_one_round(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 10, 24, 23, 0, tzinfo=UTC), datetime(2026, 10, 25, 12, 0, tzinfo=UTC))
    shop = Shop(tmp_path)
    keep_going(lambda: shop, [], folder=tmp_path, at=(1, 30), zone="Europe/London", doors=clock.doors)  # type: ignore[arg-type,return-value]
    assert shop.asked == ["build", "report"]


@pytest.mark.parametrize("text", ["3", "25:00", "03:60", "3:5", "03.30", "-1:30", ""])
def test_odd_times_of_day_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="03:30"):
        read_time(text)


def test_each_day_has_one_round(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 3, 4, 0, 0, tzinfo=UTC))
    shop = Shop(tmp_path)
    rounds(tmp_path, clock, shop)
    assert shop.asked == ["build", "report"] * 3
    assert max(clock.naps) <= 30, "a machine that slept, or a clock that was set, is noticed within half a minute"


def test_missed_days_are_caught_up_once(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("2026-02-20\n", encoding="utf-8")
    clock = Clock(datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 3, 1, 6, 0, tzinfo=UTC))
    shop = Shop(tmp_path)
    rounds(tmp_path, clock, shop)
    assert shop.asked == ["build", "report"], "nine missed days are one round"
    assert last_day(tmp_path / MARK) == date(2026, 3, 1)


def test_a_restart_does_not_repeat_the_round_of_the_day(tmp_path: Path) -> None:
    for _ in range(2):
        clock = Clock(datetime(2026, 3, 1, 20, 0, tzinfo=UTC), datetime(2026, 3, 1, 22, 0, tzinfo=UTC))
        (tmp_path / MARK).write_text("2026-03-02\n", encoding="utf-8")
        shop = Shop(tmp_path)
        rounds(tmp_path, clock, shop)
        assert shop.asked == []


def test_one_failure_is_told_and_ends_neither_the_round_nor_the_loop(tmp_path: Path) -> None:
    shop = Shop(tmp_path, broken=frozenset({"build"}))
    clock = Clock(datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    told: list[Step] = []
    rounds(tmp_path, clock, shop, told.append)
    assert [(step.what, step.error) for step in told] == [("build", "no build"), ("report", None)] * 2


def test_not_even_a_fault_of_our_own_ends_the_round_or_the_loop(tmp_path: Path) -> None:
    class Faulty(Shop):
        def build(self) -> None:
            raise ArithmeticError("160000000000000 does not fit")

    clock = Clock(datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    told: list[Step] = []
    rounds(tmp_path, clock, Faulty(tmp_path), told.append)
    fault = "a fault of Regulars itself: ArithmeticError: 160000000000000 does not fit"
    assert [(step.what, step.error) for step in told] == [("build", fault), ("report", None)] * 2


def test_a_shop_that_cannot_be_opened_does_not_end_the_loop(tmp_path: Path) -> None:
    def opened() -> Any:
        raise ConflictError("held")

    clock = Clock(datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
    told: list[Step] = []
    keep_going(opened, [], folder=tmp_path, at=(3, 30), zone="Asia/Shanghai", doors=clock.doors, told=told.append)
    assert [step.error for step in told] == ["held", "held"]


def test_stopping_ends_between_steps_and_the_round_is_run_again_later(tmp_path: Path) -> None:
    shop, stopped = Shop(tmp_path), []
    doors = Doors(
        now=lambda: datetime(2026, 3, 1, tzinfo=UTC), sleep=lambda seconds: None, is_stopped=lambda: bool(stopped)
    )
    (tmp_path / MARK).write_text("2026-02-28\n", encoding="utf-8")
    keep_going(
        lambda: shop, [Errand("a.csv", "mine")], folder=tmp_path, at=(3, 30), zone="Asia/Shanghai", doors=doors,  # type: ignore[arg-type,return-value]
        told=stopped.append,
    )  # fmt: skip
    assert shop.asked == ["load a.csv by mine"], "the step at hand is finished and the next is not begun"
    assert shop.is_closed
    assert last_day(tmp_path / MARK) == date(2026, 2, 28), "a round that was cut short is not marked as done"


def test_round_loads_each_errand_then_builds_and_reports(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    errands = [Errand("a.csv", "one"), Errand("b/", "two")]
    done = run_round(lambda: shop, errands, day=date(2026, 3, 1), doors=Doors())  # type: ignore[arg-type,return-value]
    assert shop.asked == ["load a.csv by one", "load b/ by two", "build", "report"]
    assert not done.failed


def test_cron_line_gives_the_shell_the_same_words() -> None:
    folder, place = Path("/srv/my shop"), "/srv/ex ports/100%/*.csv"
    lines = cron_lines(["regulars"], folder, [Errand(place, "mine")], at=(3, 5), zone="Asia/Shanghai").splitlines()
    assert "CRON_TZ=Asia/Shanghai" in lines
    assert lines[-1].startswith("5 3 * * * ")
    words = shlex.split(lines[-1].split("* * * ")[1].replace("\\%", "%"))
    assert words[:8] == ["regulars", "schedule", "--once", "--shop", str(folder), "--load", place, "--mapping"]
    assert "%" not in lines[-1].replace("\\%", ""), "cron takes a bare percent sign for the end of the line"


def test_places_stand_whole_since_cron_starts_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    line = cron_lines(["regulars"], tmp_path, [Errand("exports", "mine")], at=(3, 5), zone="Asia/Shanghai")
    assert f"--load {tmp_path / 'exports'} " in line


def test_systemd_units_have_a_timer_that_catches_up() -> None:
    text = systemd_units(
        ["regulars"], Path("/srv/my shop"), [Errand("/srv/a%b $c.csv", "mine")], at=(3, 5), zone="Asia/Shanghai"
    )
    assert "OnCalendar=*-*-* 03:05:00 Asia/Shanghai" in text
    assert "Persistent=true" in text
    assert 'ExecStart=regulars schedule --once --shop "/srv/my shop" --load "/srv/a%%b $$c.csv" --mapping mine' in text
