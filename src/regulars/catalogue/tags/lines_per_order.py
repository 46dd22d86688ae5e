"""Lines ordered ÷ orders placed."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="lines_per_order",
    reads="customer_month",
    unit="number",
    family="value",
    title={"en": "Lines per order", "zh": "单均明细行"},
    about={
        "en": "Lines ordered ÷ orders placed.",
        "zh": "明细行 ÷ 下单数。",
    },
    value=lambda m, as_of: share(m["lines"].sum(), m.orders.sum()),
)
