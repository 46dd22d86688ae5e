"""Orders from 0 to 6 o'clock ÷ orders."""

from regulars.core.tag import Tag, orders_between, share

TAG = Tag(
    name="night_share",
    reads="customer_month",
    unit="share",
    family="rhythm",
    title={"en": "Night share", "zh": "凌晨下单占比"},
    about={
        "en": "Orders from 0 to 6 o'clock ÷ orders.",
        "zh": "0–6 点下单数 ÷ 下单数。",
    },
    value=lambda m, as_of: share(orders_between(m, 0, 6).sum(), m.orders.sum()),
)
