"""The section of audiences: the sentence over it, and a line of each audience's size over its recorded days."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup

from regulars.report.chart import box, breadth, drawing, in_widths, line, scale, text
from regulars.report.insight import AudienceDay, AudienceSizes

if TYPE_CHECKING:
    from regulars.report.numbers import Numbers
    from regulars.report.picture import Picture

#: So many days stand in the table of an audience, so many audiences have a line.
MOST_DAYS, MOST_LINES = 31, 12
LABEL = 15


def finding(picture: Picture, write: Numbers) -> str | None:
    """The audience that changed most between its last two recorded days."""
    known = [one for one in picture.audiences if one.days]
    if not known:
        return None
    moved = [one for one in known if len(one.days) > 1]
    if not moved:
        return write.words("audiences_first", n=write.count(len(known)))
    most = max(moved, key=lambda one: (one.days[-1].entered or 0) + (one.days[-1].left or 0))
    last = most.days[-1]
    return write.words(
        "audiences_finding", title=most.title[write.language], day=write.day(last.day),
        people=write.people(last.people), entered=write.count(last.entered),
        left=write.count(last.left), before=write.day(most.days[-2].day),
    )  # fmt: skip


def lined(audiences: Sequence[AudienceSizes]) -> list[AudienceSizes]:
    """Those whose size is drawn: it needs two days."""
    return [one for one in audiences if len(one.days) > 1][:MOST_LINES]


def size_chart(days: Sequence[AudienceDay], write: Numbers, *, label: str) -> Markup:
    """One of two that stand side by side."""
    return in_widths(lambda width: size_line(days, width, write, label=label), parts=2)


def size_line(days: Sequence[AudienceDay], width: int, write: Numbers, *, label: str) -> Markup:
    """People from zero over the days as they lie in time; the first, the most and the last are labelled."""
    height, top, ground = 170, 26, 128
    place = scale(0, max([day.people for day in days] + [1]), ground, top)
    across = scale(days[0].day.toordinal(), days[-1].day.toordinal(), 24, width - 36)
    points = [(across(day.day.toordinal()), place(day.people)) for day in days]
    parts = [line(0, ground, width, ground, css="ground")]
    parts += [line(*here, *there, css="trend") for here, there in pairwise(points)]
    if len(days) <= MOST_DAYS:
        parts += [box(x - 3, y - 3, 6, 6, css="dot") for x, y in points]
    most = max(range(len(days)), key=lambda index: days[index].people)
    free = -1e9
    for index in sorted({0, most, len(days) - 1}):
        words = write.brief(days[index].people)
        start = points[index][0] - breadth(words) / 2
        if start > free or index == len(days) - 1:
            parts.append(text(points[index][0], points[index][1] - 10, words, anchor="middle", css="strong"))
            free = start + breadth(words)
    for index, anchor in ((0, "start"), (len(days) - 1, "end")):
        x = 0 if index == 0 else width
        parts.append(text(x, ground + LABEL + 4, write.day(days[index].day), anchor=anchor, css="quiet"))
    return drawing(width, height, label, parts)
