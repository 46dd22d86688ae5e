"""Tables, JSON and progress on the console."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from regulars.cli.plain import to_json
from regulars.cli.progress import Progress
from regulars.cli.show import Head, tabbed, table


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_aligned_text_gives_chinese_two_places() -> None:
    out = io.StringIO()
    table([Head("分层"), Head("人数", right=True)], [["活跃", "12"], ["abcd", "3"]], out=out)
    assert out.getvalue() == "分层  人数\n活跃    12\nabcd     3\n"


def test_terminal_gets_a_drawn_table() -> None:
    out = Screen()
    table([Head("Group"), Head("People", right=True)], [["Active", "12"]], out=out, title="Now")
    assert "─" in out.getvalue()
    assert "Active" in out.getvalue()


@pytest.mark.parametrize("out", [io.StringIO(), Screen()], ids=["pipe", "terminal"])
def test_data_cannot_move_the_cursor_or_break_a_line(out: io.StringIO) -> None:
    table([Head("Name")], [["a\x1b[2Jb\nc\td\x07"], ["[bold]not markup[/bold]"]], out=out)
    text = out.getvalue()
    assert "\x1b[2J" not in text
    assert "\x07" not in text
    assert "a[2Jb c d" in text
    assert "[bold]not markup[/bold]" in text


def test_tabs_in_values_do_not_make_columns() -> None:
    out = io.StringIO()
    tabbed(["a", "b"], [["x\ty\nz", None], [Decimal("1.5000"), date(2011, 8, 31)]], out=out)
    assert out.getvalue() == "a\tb\nx y z\t\n1.5000\t2011-08-31\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("8911407.9000"), "8911407.9000"),
        (Decimal("1E+3"), "1000"),
        (Decimal(37436), 37436),
        (date(2011, 8, 31), "2011-08-31"),
        (datetime(2011, 8, 31, 12, 30), "2011-08-31T12:30:00Z"),
        (datetime(2011, 8, 31, 12, 30, tzinfo=timezone(timedelta(hours=8))), "2011-08-31T04:30:00Z"),
        (datetime(2011, 8, 31, tzinfo=UTC), "2011-08-31T00:00:00Z"),
        (float("nan"), None),
        (0.25, 0.25),
        ({"客户": {"x"}}, {"客户": ["x"]}),
    ],
)
def test_json_has_iso_days_and_exact_decimals(value: object, expected: object) -> None:
    assert json.loads(to_json(value)) == expected


def test_progress_is_plain_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 11.0, 11.0, 12.0])
    monkeypatch.setattr("regulars.cli.progress.time.monotonic", lambda: next(clock))
    out = io.StringIO()
    with Progress(out, language="en", quiet=False) as progress:
        progress("receive", 10, 20)
        progress("receive", 15, 20)
        progress("receive", 20, 20)
    assert out.getvalue() == "reading rows: 15 / 20\n", "one line every ten seconds, not one a call"


def test_progress_draws_on_a_terminal_and_leaves_it_clean() -> None:
    out = Screen()
    with Progress(out, language="zh", quiet=False) as progress:
        progress("segments", 3, 13)
        progress("segments", 13, 13)
    assert "分层" in out.getvalue()


def test_quiet_progress_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.cli.progress.EVERY", 0.0)
    out = io.StringIO()
    with Progress(out, language="en", quiet=True) as progress:
        progress("receive", 10, 20)
    assert out.getvalue() == ""
