"""The tags of some customers, always the same ones: what estimates are made of, in shops with many."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regulars.app.parts import Parts, digest
from regulars.core.sample import is_sampled, sample_share

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.lake import Lake

TABLE = "customer_sample"


def make(lake: Lake, parts: Parts, day: date) -> None:
    """The sample of a day whose tags are made; nothing where these are few enough."""
    share = sample_share(parts.rows("customer_tag", day))
    if share >= 1:
        return

    def rows() -> ir.Table:
        tags = lake.table("customer_tag")
        return tags.filter(tags.as_of == day, is_sampled(tags.customer_id, share))

    if not parts.is_fresh(TABLE, day, inputs(parts, day)):
        lake.ensure(TABLE, lake.schema("customer_tag"))  # also of tags that are new
    parts.make(TABLE, day, inputs(parts, day), rows, where=f"as_of = DATE '{day}'")


def inputs(parts: Parts, day: date) -> str:
    """All that a sample depends on."""
    return digest([parts.content("customer_tag", day), sample_share(parts.rows("customer_tag", day))])
