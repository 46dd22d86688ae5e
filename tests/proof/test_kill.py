"""kill -9 at any moment of loading and building: the next run ends with the tables of an undisturbed one."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from regulars.app.workspace import Workspace
from regulars.testing.random_shop import random_shop
from regulars.testing.source_rows import Clerk, SourceRows, write_mappings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is of posix")

TRIALS = 60
#: Small chunks, so that a load of a few thousand rows is published in several transactions as a large one is.
WALK = """
import sys
from datetime import date
from pathlib import Path
from regulars.app import facts
from regulars.app.flow import build
from regulars.app.load import load
from regulars.app.workspace import Workspace

facts.CHUNK_ROWS = 700
shop = Workspace(Path(sys.argv[1]))
load(shop, sorted(map(str, Path(sys.argv[2]).glob("*.parquet"))), mapping="exports")
build(shop, as_of=date(2024, 11, 5))
shop.close()
"""
#: What tells of the run and not of the data. A load that was cut off finds known what it had published before, so its
#: record counts less as new and spans only the days of that; how timely it was follows from the last of them.
OF_THE_RUN = {
    "load": ("started_at", "seconds", "new_rows", "changed_rows", "first_day", "last_day"),
    "quarantine": ("at",),
    "build_part": ("built_at",),
    "fact_version": ("first_day", "at"),
}
QUALITY = """SELECT * EXCLUDE ("at") FROM lake.main.quality WHERE measure <> 'timeliness' ORDER BY ALL"""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A new shop (its key makes its tokens, so all trials are copies of it) and its exports, some rows of them bad."""
    folder = tmp_path_factory.mktemp("template")
    rows, at = random_shop(8, accounts=250, orders=1200), Clerk("Asia/Shanghai")
    bad = [at.order(f"bad{n}", "p1", "2024-04-01 10:00:00", -5) for n in range(20)]
    SourceRows(rows.zone, (*rows.rows, *bad)).write(folder / "exports")
    shop = Workspace.create(folder / "shop", {"name": "mortal", "zone": rows.zone, "currency": "CNY"})
    write_mappings(shop.folder)
    shop.close()
    return folder


@pytest.fixture(scope="module")
def undisturbed(template, tmp_path_factory):
    """Table → fingerprint of a run that nobody killed, the seconds it took, and the files it made."""
    folder = tmp_path_factory.mktemp("undisturbed") / "shop"
    shutil.copytree(template / "shop", folder)
    started = time.monotonic()
    assert start(template, folder).wait() == 0
    seconds = time.monotonic() - started
    found = prints(folder)
    shop = Workspace(folder)
    assert shop.lake.rows("SELECT count(*) FROM lake.main.quarantine")[0][0] == 20
    shop.close()
    return found, seconds, len(files(folder))


def start(template, folder):
    return subprocess.Popen([sys.executable, "-c", WALK, str(folder), str(template / "exports")])


def files(folder):
    return list((folder / "lake" / "data").rglob("*.parquet"))


def prints(folder):
    """Table → fingerprint, after a look for what nobody owns."""
    shop = Workspace(folder)
    orphans = shop.lake.rows("CALL ducklake_delete_orphaned_files('lake', cleanup_all => true, dry_run => true)")
    assert orphans == [], "a finished run leaves no file that no table has"
    spills = [path.name for path in (folder / "lake" / "spill").iterdir()]
    assert len(spills) == 1, f"only the open lake has a folder to spill to: {spills}"
    found = {
        name: shop.lake.fingerprint(name, without=OF_THE_RUN.get(name, ()))
        for name in shop.lake.names()
        if name not in ("run", "quality")
    }
    found["quality"] = str(shop.lake.rows(QUALITY))
    shop.close()
    return found


def killed_after(template, folder, seconds):
    """Start, kill after some seconds; whether it was still running."""
    process = start(template, folder)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def killed_at_file(template, folder, number, delay):
    """Start, kill a moment after the so-many-th file appeared: while it is staged, published, or recorded."""
    process = start(template, folder)
    while process.poll() is None and len(files(folder)) < number:
        time.sleep(0.001)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def assert_same(template, folder, undisturbed):
    assert start(template, folder).wait() == 0
    found = prints(folder)
    wrong = {table for table in found.keys() | undisturbed[0] if found.get(table) != undisturbed[0].get(table)}
    assert not wrong, f"after the kill these tables differ from those of an undisturbed run: {sorted(wrong)}"


def test_a_run_that_is_killed_five_times_ends_as_if_it_never_was(template, undisturbed, tmp_path):
    folder, chance = tmp_path / "shop", random.Random(1)
    shutil.copytree(template / "shop", folder)
    for _ in range(5):
        more = len(files(folder)) + chance.randrange(1, 6)  # each run goes on where the one before was killed
        assert killed_at_file(template, folder, more, chance.random() * 0.05), "it was to be killed before its end"
    assert_same(template, folder, undisturbed)


@pytest.mark.proof
def test_a_run_that_is_killed_at_any_of_many_moments_ends_as_if_it_never_was(
    full, record, template, undisturbed, tmp_path
):
    kept = record("kill")
    _, seconds, number = undisturbed
    for trial in range(len(kept.trials), TRIALS):
        folder, chance = tmp_path / f"trial{trial}", random.Random(trial)
        shutil.copytree(template / "shop", folder)
        if trial % 2:
            at, moment = "file", chance.randrange(1, number)
            killed = killed_at_file(template, folder, moment, chance.random() * 0.05)
        else:
            at, moment = "share of the time", round(trial / TRIALS + chance.random() / TRIALS, 3)
            killed = killed_after(template, folder, seconds * moment)
        assert_same(template, folder, undisturbed)
        shutil.rmtree(folder)
        kept.add(at=at, moment=moment, killed=killed)
    hit = sum(trial["killed"] for trial in kept.trials)
    kept.page(
        title="Killed at any moment",
        text="A shop of some 7,000 rows is loaded in chunks and built by a process that is killed with "
        "SIGKILL, half of the times after a share of the time that it needs, half when a certain file appears. The same "
        "commands are then run to their end. Every table then has the fingerprint of an undisturbed run: facts, raw, "
        "quarantine, all that is derived; no file is left that no table has. `make proof` repeats it.",
        rows=[
            ("runs", len(kept.trials)),
            ("killed before their end", hit),
            ("ended with the same tables", len(kept.trials)),
        ],
    )
    assert hit >= 50, "at least fifty runs were killed before their end"
