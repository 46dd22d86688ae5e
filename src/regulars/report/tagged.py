"""The section of tags: what its picture shows, and the sentence over it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regulars.report.insight import Number, Tags, TagSpread

if TYPE_CHECKING:
    from regulars.report.numbers import Numbers
    from regulars.report.picture import Picture


def finding(picture: Picture, write: Numbers) -> str | None:
    tags = picture.tags
    if tags is None or not tags.spreads:
        return None
    said = write.words("tags_finding", told=tags.told, declared=tags.declared)
    best = next((one for one in tags.spreads if one.name == "is_repeat_buyer" and one.known), None)
    if best is None:
        return said
    more = write.words("tags_repeat", share=write.share((best.yes or 0) / best.known), n=write.count(best.known))
    return (" " if write.language == "en" else "").join((said, more))


def of_kind(tags: Tags, kind: str) -> list[TagSpread]:
    """The tags of a kind: ``yes``, ``number`` or ``word``."""
    return [one for one in tags.spreads if kind_of(one) == kind]


def kind_of(spread: TagSpread) -> str:
    return {"yes_no": "yes", "word": "word"}.get(spread.unit, "number")


def value(spread: TagSpread, told: Number | date, write: Numbers) -> str:
    """A value of a tag in its unit."""
    from regulars.report.numbers import exact

    if isinstance(told, date):
        return write.day(told)
    if spread.unit == "share":
        return write.share(told)
    if spread.unit == "money":
        return write.money(told)
    if spread.unit == "days":
        return write.days(told)
    return write.count(round(exact(told), 1))


def unknown(spread: TagSpread, write: Numbers) -> str:
    """The share of the customers of whom a tag is not known."""
    return write.share((spread.people - spread.known) / spread.people if spread.people else None)
