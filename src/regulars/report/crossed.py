"""The section of crossed groups: the sentence over it, and what is said where nothing stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.report.insight import CrossingRun, Standout
from regulars.report.ratio import ends

if TYPE_CHECKING:
    from regulars.report.insight import Crossed
    from regulars.report.numbers import Numbers
    from regulars.report.picture import Picture


def finding(picture: Picture, write: Numbers) -> str | None:
    crossed = picture.crossed
    if crossed is None:
        return None
    runs = crossed.runs
    found, tests = sum(run.found for run in runs), sum(run.tests for run in runs)
    if not tests:
        return write.words("crossed_not_enough", cut=write.day(crossed.cut))
    if not found:
        return write.words("crossed_nothing", tests=write.count(tests))
    return write.words("crossed_finding", found=write.count(found), tests=write.count(tests))


def said(run: CrossingRun, write: Numbers) -> str:
    """What one number of ways came to."""
    if not run.crossed:
        return write.words("crossed_no_groups")
    if not run.tests:
        return write.words("crossed_few")
    return write.words("crossed_none") if not run.found else ""


def standing_out(crossed: Crossed) -> list[tuple[int, Standout]]:
    """What is shown, with its number of ways."""
    return [(run.ways, one) for run in crossed.runs for one in run.top]


def first(crossed: Crossed, write: Numbers) -> str:
    """How many of all are shown, where that is a part."""
    shown, found = len(standing_out(crossed)), sum(run.found for run in crossed.runs)
    most = max((len(run.top) for run in crossed.runs), default=0)
    if shown == found:
        return ""
    return write.words("crossed_first", most=write.count(most), shown=write.count(shown), found=write.count(found))


def span(crossed: Crossed) -> tuple[float, float]:
    return ends([(one.low, one.high) for _, one in standing_out(crossed)])
