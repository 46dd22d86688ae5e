"""Pieces ordered ÷ orders placed."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="items_per_order",
    reads="customer_day",
    unit="number",
    family="value",
    title={"en": "Pieces per order", "zh": "连带件数"},
    about={
        "en": "Pieces ordered ÷ orders placed.",
        "zh": "下单件数 ÷ 下单数。",
    },
    value=lambda d, as_of: share(d.items.sum(), d.orders.sum()),
)
