"""Anything that a site or an app told of: a view, a search, a cart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from regulars.catalogue.behaviours.order import PRODUCT, with_product
from regulars.core.behaviour import Behaviour, Read


def _rows(read: Read, wanted: frozenset[str]) -> Any:
    event = read("event")
    found = event.select("account_id", "day", "name", "product_id", "order_id", id="event_id", at="happened_at")
    return with_product(found, read, day="day") if wanted & PRODUCT.keys() else found


def named(name: str) -> Behaviour:
    """The events of one name as a behaviour of their own: ``did('Product Viewed')``."""

    def rows(read: Read, wanted: frozenset[str]) -> Any:
        found = _rows(read, wanted)
        return found.filter(found.name == name)

    return replace(BEHAVIOUR, name=name, rows=rows, events="named")


BEHAVIOUR = Behaviour(
    name="event",
    title={"en": "Did anything on site or app", "zh": "站内行为"},
    about={
        "en": "Any event; those of one name are a behaviour of that name too: did('Product Viewed').",
        "zh": "任意行为事件；某一名称的事件也可直接用其名称：did('Product Viewed')。",
    },
    reads=("event", "product"),
    fields={"name": "word", "product_id": "word", "order_id": "word", **PRODUCT},
    rows=_rows,
    events="all",
)
