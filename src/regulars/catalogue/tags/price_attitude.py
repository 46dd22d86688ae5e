"""Price attitude."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag


def _attitude(t: Any) -> Any:
    import ibis

    is_sensitive = (t.discount_share >= 0.2) | (t.discounted_line_share >= 0.5)
    is_seeking = (t.discount_share < 0.05) & (t.mean_piece_price >= 100)
    named = ibis.cases((is_sensitive, "price_sensitive"), (is_seeking, "quality_seeking"), else_="balanced")
    return ibis.ifelse((t.order_count >= 3) & t.discount_share.notnull(), named, ibis.null("string"))


TAG = Tag(
    name="price_attitude",
    reads="tag",
    unit="word",
    family="price",
    title={"en": "Price attitude", "zh": "价格态度"},
    about={
        "en": (
            "Price-sensitive: 20 % off the list price or more, or half of the lines discounted. "
            "Quality-seeking: under 5 % off and a mean piece price of 100 or more. From three orders "
            "on."
        ),
        "zh": ("价格敏感：平均优惠 20% 以上或一半明细有优惠；品质优先：优惠低于 5% 且件单价 100 以上。至少 3 单。"),
    },
    needs="discount",
    words={
        "price_sensitive": {"en": "Price-sensitive", "zh": "价格敏感"},
        "quality_seeking": {"en": "Quality-seeking", "zh": "品质优先"},
        "balanced": {"en": "Balanced", "zh": "均衡"},
    },
    value=lambda t, as_of: _attitude(t),
)
