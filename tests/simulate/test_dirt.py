"""Faults of simulated sources: each that is listed is there, nothing else differs, and a shop comes out as without."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta

import duckdb
import pytest

import regulars
from regulars.simulate.export import export
from regulars.simulate.plan import Plan

PLAN = Plan(people=1_500, days=75, ahead=0, seed=3)
NAMES = ("web_events", "mini_program_events", "mail_events", "orders", "payments", "refunds", "members", "pos_tickets")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The same shop with faults and without: their sources."""
    return {
        dirty: export(
            PLAN, tmp_path_factory.mktemp("made"), provinces=["浙江省", "广东省"], is_dirty=dirty
        ).folder
        for dirty in (True, False)
    }  # fmt: skip


@pytest.fixture(scope="module")
def planted(folders):
    """Keys by kind and file."""
    found = {}
    for kind, file, key in duckdb.sql(f"FROM '{folders[True].parent}/truth/planted.parquet'").fetchall():
        found.setdefault((kind, file), []).append(key)
    return found


def lines_of(folder, name):
    """Lines of a source by their key, and the names of their files."""
    found = {}
    for path in sorted(folder.glob(f"{name}*")):
        lines = path.read_text("utf-8").splitlines()
        for line in lines[1:] if path.suffix == ".csv" else lines:
            found.setdefault(_key(name, line), []).append((path.name, line))
    return found


def _key(name, line):
    if not line.startswith("{"):
        return "/".join(line.split(",")[: 2 if name == "pos_tickets" else 1])
    row = json.loads(line)
    return row["properties"]["$track_id"] if name == "mini_program_events" else row["messageId"]


def test_every_kind_is_planted(planted):
    assert {kind for kind, _ in planted} == {
        "bot", "junk e-mail", "junk phone", "junk user", "late", "scanner click", "told twice", "wrong zone",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_listed_is_there_and_nothing_else_differs(folders, planted, name):
    dirty, clean = lines_of(folders[True], name), lines_of(folders[False], name)
    listed = {kind: set(keys) for (kind, file), keys in planted.items() if file == name}
    twice, late = listed.get("told twice", set()), listed.get("late", set())
    changed = set().union(
        *(listed.get(kind, set()) for kind in ("wrong zone", "junk user", "junk phone", "junk e-mail"))
    )
    for key, rows in clean.items():
        assert len(rows) == 1
        (file, line), told = rows[0], dirty.pop(key)
        assert len(told) == (2 if key in twice - late else 1), key
        assert {found for found, _ in told} == {file} or key in late, key
        if key in late:
            assert told[0][0] > file, "in the file of a later month"
        assert {found for _, found in told} == {line} or key in changed, key
        if key in changed:
            assert told[0][1] != line, key
    assert not dirty or name == "web_events", "only bots come to what people did"


def test_wrong_zones_are_eight_hours_off(folders, planted):
    dirty, clean = (lines_of(folders[is_dirty], "web_events") for is_dirty in (True, False))
    hit = [key for key in planted["wrong zone", "web_events"] if key in clean]  # and not a bot's
    assert hit
    for key in hit:
        moved, right = (datetime.fromisoformat(json.loads(rows[key][0][1])["timestamp"]) for rows in (dirty, clean))
        assert moved - right == timedelta(hours=8)


def test_bots_look_at_much_log_in_never_and_buy_nothing(folders, planted):
    bots = planted["bot", "web_events"]
    rows = duckdb.sql(
        'SELECT "anonymousId", count(*), count("userId"), count(*) FILTER (event != \'Product Viewed\') '
        f"FROM read_json('{folders[True]}/web_events*', format = 'nd') GROUP BY 1"
    ).fetchall()
    counted = {who: (views, known, others) for who, views, known, others in rows}
    assert bots
    for bot in bots:
        views, known, others = counted[bot]
        assert views >= 60
        assert (known, others) == (0, 0)


def test_scanners_are_there_at_once_and_people_are_not(folders, planted):
    scanned = set(planted["scanner click", "mail_events"])
    rows = duckdb.sql(
        "WITH told AS (SELECT *, min(\"timestamp\"::TIMESTAMP) FILTER (event = 'Email Delivered') "
        'OVER (PARTITION BY "userId", properties.email_id) AS sent FROM '
        f"read_json('{folders[True]}/mail_events*', format = 'nd')) "
        'SELECT "messageId", date_diff(\'second\', sent, "timestamp"::TIMESTAMP) FROM told '
        "WHERE event IN ('Email Opened', 'Email Link Clicked')"
    ).fetchall()
    after = dict(rows)
    assert scanned <= after.keys()
    assert max(after[key] for key in scanned) < 10 < min(wait for key, wait in after.items() if key not in scanned)


def test_a_shop_comes_out_as_without_faults(folders, tmp_path):
    tables = {}
    for is_dirty, folder in folders.items():
        with regulars.create(tmp_path / str(is_dirty), name="made", zone="Asia/Shanghai", currency="CNY") as shop:
            shop.load(folder, mapping="simulated")
            tables[is_dirty] = {
                name: Counter(tuple(row.items()) for row in shop.sql(f"SELECT {columns} FROM {name}").rows())
                for name, columns in (
                    ("orders", "order_id, account_id, ordered_at, amount"),
                    ("payment", "payment_id, order_id, paid_at, amount"),
                    ("refund", "refund_id, order_id, refunded_at, amount"),
                    ("order_item", "order_id, line_no, product_id, amount"),
                )
            }
            names = shop.sql("SELECT count(*) AS n FROM account WHERE account_id = 'undefined'").rows()
            assert names[0]["n"] == 0, "a word for nobody is nobody"
    assert tables[True] == tables[False]
