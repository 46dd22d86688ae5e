"""One load or build at a time: the second is told who works, or waits; the dead hold nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from regulars.core.errors import ConflictError
from regulars.lake import WorkLock, lock_holder

HOLD = """
import sys, time
from pathlib import Path
from regulars.lake import WorkLock
with WorkLock(Path(sys.argv[1]), what="build as of 2024-03-31"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def hold(tmp_path):
    """Starts a process that holds the lock for some seconds."""
    started = []

    def start(seconds=60.0):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path), str(seconds)], stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_second_worker_is_told_the_command_and_the_process_that_works(hold, tmp_path):
    holder = hold()
    with pytest.raises(ConflictError) as caught, WorkLock(tmp_path, what="load of orders.csv"):
        pass
    assert "build as of 2024-03-31" in str(caught.value)
    assert f"process {holder.pid}" in str(caught.value)
    assert lock_holder(tmp_path)["pid"] == holder.pid


def test_a_worker_that_is_told_to_wait_says_for_whom_and_gets_its_turn(hold, tmp_path):
    holder, told = hold(1.5), []
    with WorkLock(tmp_path, what="load", wait=60, told=told.append):
        assert lock_holder(tmp_path)["what"] == "load"
    assert [note["pid"] for note in told] == [holder.pid]
    assert lock_holder(tmp_path) is None


def test_waiting_has_an_end(hold, tmp_path):
    hold()
    started = time.monotonic()
    with pytest.raises(ConflictError, match="build as of"), WorkLock(tmp_path, what="load", wait=0.5):
        pass
    assert 0.4 < time.monotonic() - started < 10


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of posix")
def test_a_killed_worker_holds_nothing(hold, tmp_path):
    holder = hold()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert lock_holder(tmp_path) is None
    with WorkLock(tmp_path, what="load"):
        assert lock_holder(tmp_path)["pid"] == os.getpid()


def test_asking_who_works_never_keeps_anybody_from_working(tmp_path):
    done = threading.Event()

    def ask():
        while not done.is_set():
            lock_holder(tmp_path)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    try:
        for _ in range(300):
            with WorkLock(tmp_path, what="build"):
                pass
    finally:
        done.set()
        for asker in askers:
            asker.join()
