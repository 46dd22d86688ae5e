"""Everything paid less everything refunded."""

from regulars.core.tag import Tag

TAG = Tag(
    name="lifetime_spend",
    reads="customer",
    unit="money",
    family="value",
    title={"en": "Spend so far", "zh": "累计消费"},
    about={
        "en": "Everything paid less everything refunded.",
        "zh": "累计支付减累计退款。",
    },
    value=lambda c, as_of: c.spend,
)
