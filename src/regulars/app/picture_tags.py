"""The tags on the report page: a handful of telling ones, and how they lie among the customers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regulars.app.day import days_of
from regulars.app.place_names import place_name
from regulars.app.tag_list import TABLE, spread, tags
from regulars.report.insight import Tags, TagSpread, TagWord

if TYPE_CHECKING:
    from regulars.app.tag_list import Spread
    from regulars.app.workspace import Workspace

#: The tags that are told, by kind; those that are known of nobody make room for the next ones.
TELLING = (
    ("is_repeat_buyer", "is_late", "is_cross_category", "is_discount_dependent", "is_weekend_buyer", "is_night_buyer",
     "is_coupon_user", "is_bulk_buyer"),
    ("spend_12m", "order_count", "average_order_value", "recency_days", "mean_gap_days", "discount_share",
     "category_count"),
    ("top_category", "top_price_band", "favourite_hours", "province", "country", "price_attitude", "trend"),
)  # fmt: skip
MOST = (6, 6, 4)
MOST_WORDS = 5


def tag_spreads(workspace: Workspace, day: date) -> Tags | None:
    """None where no tags are kept of the day."""
    if day not in days_of(workspace, TABLE):
        return None
    known = {row["name"]: row["known_share"] or 0 for row in tags(workspace, day).rows()}
    chosen = [
        name
        for names, most in zip(TELLING, MOST, strict=True)
        for name in [each for each in names if known.get(each)][:most]
    ]
    told = tuple(_told(spread(workspace, name, day)) for name in chosen)
    return Tags(told, sum(share > 0 for share in known.values()), len(known))


def _told(found: Spread) -> TagSpread:
    tag = found.tag
    yes, quartiles = None, None
    words: tuple[TagWord, ...] = ()
    if tag.unit == "yes_no":
        yes = sum(row["people"] for row in found.rows if row["value"] is True)
    elif tag.unit == "word":
        titles = tag.words or {}
        words = tuple(
            TagWord(titles.get(row["value"]) or _place(tag.name, row["value"]), row["people"])
            for row in found.rows[:MOST_WORDS]
        )
    else:
        at = {row["quantile"]: row["value"] for row in found.rows}
        quartiles = (at[0.25], at[0.5], at[0.75])
    return TagSpread(
        tag.name, tag.unit, tag.title, found.people, found.known, yes=yes, quartiles=quartiles, words=words,
        values=found.values,
    )  # fmt: skip


def _place(name: str, value: str) -> dict[str, str]:
    """A province or a country by its name; any other word stands as it is."""
    return {language: place_name(name, value, language) for language in ("en", "zh")}
