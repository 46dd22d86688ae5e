"""Which engine runs a shop's table steps: DuckDB inside this process, or Spark."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from regulars.core.errors import InputError
from regulars.core.settings import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from regulars.core.settings import Settings
    from regulars.core.settings import Spark as Where
    from regulars.lake import Lake
    from regulars.lake.engine import Engine

VARIABLE = "REGULARS_ENGINE"


def engine_of(
    settings: Settings, *, starting: Callable[[str], None] = lambda master: None
) -> Callable[[Lake], Engine] | None:
    """What makes the engine when the lake first needs it; None for DuckDB. The environment wins over ``shop.yaml``.

    ``starting`` hears where Spark runs before it starts there.
    """
    named = os.environ.get(VARIABLE) or settings.engine
    if named not in ENGINES:
        raise InputError(f"{VARIABLE} is {' or '.join(ENGINES)}, not {named!r}", code="engine")
    return partial(_spark, settings.spark, starting) if named == "spark" else None


def _spark(where: Where, starting: Callable[[str], None], lake: Lake) -> Engine:
    from regulars.lake.spark import Spark

    starting(where.master)
    how = lake.files(), lake.schema, lambda: lake.version
    return Spark(*how, master=where.master, memory=where.memory, options=where.options)
