"""Which as-of days a shop can answer for, and which one is meant where none is named."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from regulars.app.kept_days import built_days
from regulars.core.errors import InputError, MissingError

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace

Day = date | str | None  #: a day, or its text such as 2024-12-31
#: Snapshots of month ends hold the segments; the whole profile is kept for the days that were built.
SEGMENTS, PROFILE = "segment_history", "customer"
#: All that is kept for the days that were built only.
PROFILES = (PROFILE, "customer_tag", "customer_affinity")


def days_of(workspace: Workspace, table: str = SEGMENTS) -> list[date]:
    """The days of which there is a snapshot, ascending."""
    lake = workspace.lake
    if not lake.has("build_part"):
        return []
    asked = 'SELECT part FROM lake.main.build_part WHERE "table" = ? ORDER BY 1'
    found = lake.noted(f"days of {table}", lambda: [row[0] for row in lake.rows(asked, [table])])
    return [date.fromisoformat(part) for part in found]


def newest_built(workspace: Workspace) -> date | None:
    """The newest as-of day that was built; None where nothing was. A look back at an old day changes no answer."""
    return max(days_of(workspace, PROFILE), default=None)


def chosen(workspace: Workspace, as_of: date | None, table: str = SEGMENTS) -> date:
    """The as-of day itself, or the newest that was built. MissingError where there is no snapshot of it."""
    days = days_of(workspace, table)
    # A build that failed on its way has the day itself, and not yet all that is made of it.
    day = as_of or max(set(days) & set(days_of(workspace, PROFILE)), default=None) or newest_built(workspace)
    if day is None or not days:
        raise MissingError(
            f"nothing is built in {workspace.folder.name} yet. Load orders, then run: regulars build", code="not_built"
        )
    if day not in days and table in PROFILES and day in [one.day for one in built_days(workspace.lake)]:
        what = "profiles" if table == PROFILE else "tags"
        raise MissingError(
            f"the {what} of {day} are not kept: they were dropped by a later build. There are those of: "
            f"{_told(days)}. Make them again with: regulars build --as-of {day}", code="no_snapshot",
        )  # fmt: skip
    if day not in days:
        raise MissingError(f"there is no snapshot of {day}. There are: {_told(days)}. {_how(workspace, day)}",
                           code="no_snapshot")  # fmt: skip
    return day


def snapshot(workspace: Workspace, name: str, day: date) -> ir.Table:
    """The rows of a day of a table with ``customer_id``, but for those who were erased, also after it or since the last
    build: whoever asked to be forgotten is in no day any more."""
    table = workspace.lake.table(name)
    rows = table.filter(table.as_of == day)
    if not has_erased(workspace, day):
        return rows
    erased = workspace.lake.table("erasure").select(erased_id="account_id").distinct()
    return rows.anti_join(erased, rows.customer_id == erased.erased_id)


def has_erased(workspace: Workspace, day: date) -> bool:
    """Whether the snapshot of a day still has people who were erased; mostly none, and then nothing has to be asked."""
    lake = workspace.lake
    if not lake.has("erasure"):
        return False
    asked = (
        f"SELECT count(*) FROM lake.main.{PROFILE} WHERE as_of = ? "
        "AND customer_id IN (SELECT account_id FROM lake.main.erasure)"
    )
    return bool(lake.noted(f"erased people of {day}", lambda: lake.rows(asked, [day])[0][0]))


def links(workspace: Workspace, day: date) -> ir.Table:
    """The accounts that belonged to a customer together with others at the end of a day."""
    table = workspace.lake.table("customer_account")
    return table.filter(table.as_of == day).select("account_id", "customer_id")


def _how(workspace: Workspace, day: date) -> str:
    """How to get the snapshot, where a build of that day is not refused."""
    today = datetime.now(ZoneInfo(workspace.settings.zone)).date()
    first, last = workspace.lake.rows("SELECT min(first_day), max(last_day) FROM lake.main.load")[0]
    if first is not None and day < first:
        return f"The data begin on {first}: nothing can be built before it"
    if day > max(today, last or today):
        return f"{day} has not come yet"
    return f"Make it with: regulars build --as-of {day}"


def plain_day(given: Day) -> date | None:
    """A day from what people hand in. Raises InputError for text that is none."""
    if isinstance(given, datetime):
        return given.date()
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise InputError(f"{given!r} is no day. Give one as 2024-12-31, or as a datetime.date") from error


def _told(days: list[date], most: int = 15) -> str:
    shown = [str(day) for day in days[-most:]]
    return (f"{len(days) - most} earlier, " if len(days) > most else "") + ", ".join(shown)
