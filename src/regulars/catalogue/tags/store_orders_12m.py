"""Orders made in stores in this month and the eleven before."""

from regulars.core.tag import Tag, in_store, within_months

TAG = Tag(
    name="store_orders_12m",
    reads="orders",
    unit="count",
    family="rhythm",
    title={"en": "Store orders, 12 months", "zh": "近 12 个月门店订单数"},
    about={
        "en": "Orders made in stores on the street in this month and the eleven before.",
        "zh": "本月及之前 11 个月在线下门店的订单数。",
    },
    missing=0,
    needs="store",
    value=lambda o, as_of: o.count(where=in_store(o) & within_months(o, as_of, months=12)),
)
