"""Events by chance, put straight into a shop's lake: what a site or an app would have told of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace

NAMES = ("Product Viewed", "Product Added", "Rated")


def random_events(
    seed: int, *, who: Sequence[str | None], first: date, days: int, count: int
) -> list[dict[str, Any]]:  # fmt: skip
    """Rows of ``event``; some ids stand in two rows, the first name is done most, now and then many times by one."""
    chance, rows = random.Random(seed), []
    for number in range(count):
        day = first + timedelta(days=chance.randrange(days))
        name = chance.choice((NAMES[0], NAMES[0], *NAMES))
        row = {"event_id": f"{seed}-{number}", "name": name, "happened_at": datetime(day.year, day.month, day.day, 3),
               "account_id": chance.choice(who), "day": day}  # fmt: skip
        rows += [row] * chance.choice((1, 1, 1, 2))
    return rows


def publish_events(workspace: Workspace, rows: Sequence[dict[str, Any]], *, load_id: str) -> list[date]:
    """Add rows to the facts as a load does; the months that were touched."""
    from regulars.lake import Change

    months = sorted({row["day"].replace(day=1) for row in rows})
    at = datetime.now(UTC).replace(tzinfo=None)
    marks = tuple(
        {"table": "event", "month": month, "load_id": load_id, "first_day": month, "at": at} for month in months
    )
    changes = [Change("event", values=tuple(rows)), Change("fact_version", values=marks)]
    workspace.lake.publish(changes, message=f"events {load_id}")
    return months
