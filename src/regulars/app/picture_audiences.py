"""Saved audiences on the report page: how many each had on the days on which a build recorded it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regulars.app.audience_days import sizes
from regulars.app.audience_files import rule_of, saved, saved_names
from regulars.core.errors import RegularsError
from regulars.report.insight import AudienceDay, AudienceSizes

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace


def audience_sizes(workspace: Workspace, day: date) -> tuple[AudienceSizes, ...]:
    """Every saved audience with its recorded days up to one; a file that cannot be used keeps none other away."""
    return tuple(_sizes(workspace, name, day) for name in saved_names(workspace))


def _sizes(workspace: Workspace, name: str, day: date) -> AudienceSizes:
    try:
        found, (_, rule) = saved(workspace, name), rule_of(workspace, name)
    except RegularsError as error:
        return AudienceSizes(name, {"en": name, "zh": name}, "", fault=str(error))
    days = tuple(
        AudienceDay(row["as_of"], row["people"], row["entered"], row["left"])
        for row in sizes(workspace, name, rule).rows()
        if row["as_of"] <= day
    )
    titles = {each: found.title.get(each) or next(iter(filter(None, found.title.values())), name)
              for each in ("en", "zh")}  # fmt: skip
    return AudienceSizes(name, titles, found.text, days)
