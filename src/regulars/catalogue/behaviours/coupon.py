"""Using a coupon."""

from __future__ import annotations

from typing import Any

from regulars.core.behaviour import Behaviour, Read


def _rows(read: Read, wanted: frozenset[str]) -> Any:
    use = read("coupon_use")
    # One coupon may be used twice on one order: the occurrence tells them apart.
    number = use.occurrence.cast("string")
    return use.select(
        "account_id", "day", "coupon_id", "campaign_id", "deduction", at="used_at",
        id=use.coupon_id + "\x1f" + use.order_id.fill_null("") + "\x1f" + use.used_at.cast("string") + "\x1f" + number,
    )  # fmt: skip


BEHAVIOUR = Behaviour(
    name="coupon",
    title={"en": "Used a coupon", "zh": "用券"},
    about={
        "en": "A coupon redeemed; the deduction is what it took off.",
        "zh": "核销一张优惠券；deduction 为实际抵扣金额。",
    },
    reads=("coupon_use",),
    fields={"coupon_id": "word", "campaign_id": "word", "deduction": "money"},
    rows=_rows,
)
