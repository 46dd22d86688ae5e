"""Who may work: one load or build at a time; readers are never held up."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from regulars.core.errors import ConflictError


class WorkLock:
    """Held from the first staged file to the last publication of a load or build.

    The operating system frees it when the holder dies, so there is no stale lock to remove.
    """

    def __init__(
        self, folder: Path, *, what: str, wait: float = 0.0, told: Callable[[dict[str, Any]], None] | None = None
    ) -> None:
        self._lock = FileLock(folder / "work.lock")
        self._note = folder / "work.holder.json"
        self._what, self._wait, self._told = what, wait, told

    def __enter__(self) -> WorkLock:
        self._acquire()
        note = {"pid": os.getpid(), "what": self._what, "since": time.time()}
        self._note.write_text(json.dumps(note), encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._note.unlink(missing_ok=True)
        self._lock.release()

    def _acquire(self) -> None:
        """Take the lock at once, or wait for whoever works. Someone who only asks holds it for a moment and leaves no
        note: that is no reason to give up."""
        patience = time.monotonic() + 5
        while True:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                if _is_working(self._note) or time.monotonic() > patience:
                    return self._wait_for_it()
                time.sleep(0.002)
            else:
                return None

    def _wait_for_it(self) -> None:
        holder = _holder(self._note)
        if self._told is not None:
            self._told(holder)
        try:
            self._lock.acquire(timeout=self._wait)
        except Timeout as error:
            raise ConflictError(
                f"{describe(_holder(self._note))} holds this shop; waited {self._wait:.0f} s. "
                "Try again when it is done, or give --wait SECONDS"
            ) from error


def describe(holder: dict[str, Any]) -> str:
    if not holder:
        return "another process"
    return f"{holder['what']} (process {holder['pid']}, for {max(0, time.time() - holder['since']):.0f} s)"


def lock_holder(folder: Path) -> dict[str, Any] | None:
    """Who works on the shop now: pid, what, since; None where nobody does."""
    probe = FileLock(folder / "work.lock")
    try:
        probe.acquire(timeout=0)
    except Timeout:
        return _holder(folder / "work.holder.json") or {"pid": 0, "what": "another process", "since": time.time()}
    probe.release()
    return None


def _is_working(note: Path) -> bool:
    """Whether the process that left the note still runs; a killed one leaves its note behind."""
    try:
        os.kill(int(_holder(note)["pid"]), 0)
    except (KeyError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _holder(note: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
