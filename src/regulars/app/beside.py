"""Two steps of a build at a time: one runs beside the other, in a thread with a connection of its own.

An engine is idle on one core while a query is thought out, published or at its last row; a second step uses it. The
second one brings its own thread, so the engine gives one up meanwhile: two threads that group millions of people each
hold all of them and take half as much again of CPU time than one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Self

from regulars.app.parts import Parts

if TYPE_CHECKING:
    from regulars.lake import Lake

Work = Callable[["Lake", Parts], None]


class Beside:
    """Runs works one after another beside the caller; at once, where the engine has no second thread.

    What a work raises is raised by ``wait``. A caller that fails stops the work: within a part where a query runs at
    that moment, else before the next part.
    """

    def __init__(self, lake: Lake, parts: Parts) -> None:
        self._lake, self._parts = lake.beside(), parts
        self._own, self._count = (lake, parts), lake.threads
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="beside") if self._lake is not None else None
        self._works: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._threads is None or self._lake is None:
            return
        try:
            if error is not None:
                self._threads.shutdown(wait=False, cancel_futures=True)
                self._lake.interrupt()
            self._threads.shutdown()
        finally:
            self._own[0].threads = self._count
            self._lake.close()

    def start(self, work: Work) -> None:
        """Run a work on the lake and the parts that it is handed. Nothing else may run beside when it is called."""
        if self._threads is None or self._lake is None:
            work(*self._own)
            return
        self._own[0].threads = self._count - 1
        self._works.append(self._threads.submit(self._done, work, self._lake))

    def _done(self, work: Work, lake: Lake) -> None:
        try:
            work(lake, self._parts.beside(lake))
        finally:
            lake.threads = self._count  # the caller has the engine for itself again

    def wait(self) -> None:
        """Until all that was started is done."""
        while self._works:
            self._works.pop(0).result()
