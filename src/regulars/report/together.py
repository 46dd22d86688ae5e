"""The section of pairs: the sentence over it, and the scale that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.report.ratio import ends

if TYPE_CHECKING:
    from regulars.report.insight import Together
    from regulars.report.numbers import Numbers
    from regulars.report.picture import Picture


#: What a pair is made of, by level.
ITEMS = {
    "title": "together_items_title",
    "product": "together_items_product",
    "category": "together_items_category",
}


def items(together: Together, write: Numbers) -> str:
    return write.words(ITEMS[together.level])


def finding(picture: Picture, write: Numbers) -> str | None:
    together = picture.together
    if together is None:
        return None
    what = items(together, write)
    if not together.tests:
        return write.words("together_not_enough", n=write.count(together.baskets), items=what)
    if not together.top:
        return write.words("together_nothing", tests=write.count(together.tests), items=what)
    best = together.top[0]
    return write.words(
        "together_finding", one=best.one, other=best.other, n=write.count(best.together),
        found=write.count(together.found), tests=write.count(together.tests), items=what,
    )  # fmt: skip


def span(together: Together) -> tuple[float, float]:
    return ends([(one.low, one.high) for one in together.top])
