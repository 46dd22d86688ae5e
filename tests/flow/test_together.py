"""Readers beside a build, and a second build beside the first."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from subprocess import PIPE

import pytest

from regulars.app.flow import build
from regulars.app.load import load
from regulars.app.workspace import Workspace
from regulars.core.errors import ConflictError
from regulars.lake import Lake, lock_holder
from regulars.testing.random_shop import random_shop
from regulars.testing.source_rows import write_mappings

END = date(2024, 11, 5)
BUILD = """
import sys
from datetime import date
from pathlib import Path
from regulars.app.flow import build
from regulars.app.workspace import Workspace
build(Workspace(Path(sys.argv[1])), as_of=date(2024, 11, 5))
"""
#: Holds both locks and a transaction that has taken all customers away, until its input ends; then gives it up.
HOLD = """
import sys
from pathlib import Path
from regulars.lake import Lake, WorkLock
folder = Path(sys.argv[1]) / "lake"
lake = Lake(folder)
with WorkLock(folder, what="hold"), lake._commit_lock:
    lake._duck.execute("BEGIN")
    lake._duck.execute("DELETE FROM lake.main.customer")
    print("held", flush=True)
    sys.stdin.read()
    lake._duck.execute("ROLLBACK")
"""
READ = """
import sys
from pathlib import Path
from regulars.lake import Lake
print(Lake(Path(sys.argv[1]) / "lake").rows("SELECT count(*) FROM lake.main.customer")[0][0])
"""
COUNTS = """
SELECT (SELECT count(*) FROM lake.main.segment_history WHERE as_of = d.as_of),
       (SELECT count(*) FROM lake.main.customer WHERE as_of = d.as_of),
       (SELECT count(*) FROM lake.main.segment_cut WHERE as_of = d.as_of),
       d.as_of
FROM (SELECT DISTINCT as_of FROM lake.main.segment_history) d
"""


@pytest.fixture
def shop(built_shop):
    return built_shop(random_shop(4, accounts=40, orders=120), END)


@pytest.fixture
def building(shop):
    """Starts a build in a process of its own; it is at work when this returns."""
    started = []

    def start():
        process = subprocess.Popen([sys.executable, "-c", BUILD, str(shop.folder)])
        started.append(process)
        while lock_holder(shop.folder / "lake") is None:
            assert process.poll() is None, "the build ended before it was seen at work"
            time.sleep(0.02)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_readers_never_fail_and_always_see_whole_snapshots(shop, building, change_settings):
    change_settings(shop, rfm={"valuable": 61, "modest": 20})
    reader, reads, seen = Lake(shop.folder / "lake"), 0, set()
    process = building()
    while process.poll() is None:
        with reader.snapshot():
            counts = reader.rows(COUNTS)
            valuable = reader.rows("SELECT DISTINCT valuable FROM lake.main.segment_cut WHERE as_of = ?", [END])
            total = sum(row[0] for row in counts)
            assert total == reader.rows("SELECT count(*) FROM lake.main.segment_history")[0][0]
        reads += 1
        seen |= set(valuable)
        for history, customers, cuts, day in counts:
            assert cuts == 1, f"one row of thresholds for the snapshot of {day}"
            assert customers == (history if day == END else 0), f"{day}: {history} in the history, {customers} profiles"
    reader.close()
    assert process.returncode == 0
    assert seen == {(200.0,), (61.0,)}, "the reader saw the lake before and after"
    assert reads > 5, "reads came between"


def test_a_reader_does_not_wait_for_a_worker_or_an_unfinished_publication(shop):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(shop.folder)], stdin=PIPE, stdout=PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        read = subprocess.run(
            [sys.executable, "-c", READ, str(shop.folder)], capture_output=True, text=True, timeout=90
        )
        assert holder.poll() is None, "the locks were held all the while"
        holder.stdin.close()
    assert holder.returncode == 0
    assert read.returncode == 0, read.stderr
    assert int(read.stdout) == shop.lake.rows("SELECT count(*) FROM lake.main.customer")[0][0]


def test_a_second_build_is_told_who_works_or_waits_for_its_turn(shop, building, change_settings):
    change_settings(shop, rfm={"valuable": 62, "modest": 20})
    process = building()
    with pytest.raises(ConflictError) as caught:
        build(shop, as_of=END)
    assert f"process {process.pid}" in str(caught.value)
    assert "build as of 2024-11-05" in str(caught.value)
    told = []
    patient = Workspace(shop.folder, wait=300, told=told.append)
    again = build(patient, as_of=END)
    patient.close()
    assert f"process {process.pid}" in told[0]
    assert process.wait() == 0
    assert {line.table: line.made for line in again.tables if line.made} == {}, "the first one had done all"


def test_a_killed_build_holds_nothing_and_the_next_one_ends_it(shop, building, change_settings):
    change_settings(shop, rfm={"valuable": 63, "modest": 20})
    process = building()
    process.kill()
    process.wait()
    assert lock_holder(shop.folder / "lake") is None
    build(shop, as_of=END)
    assert shop.lake.rows("SELECT DISTINCT valuable FROM lake.main.segment_cut") == [(63.0,)]


#: Opens and closes the shop again and again until a file says stop, as a page that is reloaded does.
REOPEN = """
import sys
from pathlib import Path
import regulars
folder, opened = Path(sys.argv[1]), 0
while not (folder.parent / "stop").exists():
    with regulars.open(folder) as shop, regulars.open(folder) as other:
        shop.table("orders"), other.table("orders"), shop.sql("SELECT count(*) FROM orders")
    opened += 1
print(opened)
"""


def test_a_reader_that_opens_and_closes_is_never_disturbed_by_the_first_loads(tmp_path):
    shop = Workspace.create(tmp_path / "shop", {"name": "chance", "zone": "Asia/Shanghai", "currency": "CNY"})
    write_mappings(shop.folder)
    parts = random_shop(3).parts(3, 6)
    load(shop, parts[0].write(tmp_path / "first"), mapping="exports")
    reader = subprocess.Popen([sys.executable, "-c", REOPEN, str(shop.folder)], stdout=PIPE, stderr=PIPE, text=True)
    try:
        for place, part in enumerate(parts[1:]):
            load(shop, part.write(tmp_path / f"more{place}", ending=f"_{place}"), mapping="exports")
            shop.close()
    finally:
        (tmp_path / "stop").touch()
    told, fault = reader.communicate(timeout=60)
    assert reader.returncode == 0, fault
    assert int(told) > 0
