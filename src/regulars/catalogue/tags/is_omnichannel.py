"""Buys both in stores and online."""

from __future__ import annotations

from datetime import date
from typing import Any

from regulars.core.tag import Tag, in_store, within_months


def _is_both(o: Any, as_of: date) -> Any:
    """Orders without a store are those of the shop online."""
    is_late, is_there = within_months(o, as_of, months=12), in_store(o)
    return (o.count(where=is_late & is_there) > 0) & (o.count(where=is_late & ~is_there) > 0)


TAG = Tag(
    name="is_omnichannel",
    reads="orders",
    unit="yes_no",
    family="rhythm",
    title={"en": "Buys in stores and online", "zh": "线上线下双渠道客户"},
    about={
        "en": "Has ordered in a store on the street and elsewhere within the last twelve months.",
        "zh": "本月及之前 11 个月既在线下门店又在线上下过单。",
    },
    missing=False,
    needs="store",
    value=lambda o, as_of: _is_both(o, as_of),
)
