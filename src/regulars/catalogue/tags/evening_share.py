"""Orders from 18 to 24 o'clock ÷ orders."""

from regulars.core.tag import Tag, orders_between, share

TAG = Tag(
    name="evening_share",
    reads="customer_month",
    unit="share",
    family="rhythm",
    title={"en": "Evening share", "zh": "晚间下单占比"},
    about={
        "en": "Orders from 18 to 24 o'clock ÷ orders.",
        "zh": "18–24 点下单数 ÷ 下单数。",
    },
    value=lambda m, as_of: share(orders_between(m, 18, 24).sum(), m.orders.sum()),
)
