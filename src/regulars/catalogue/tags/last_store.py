"""The store of the last visit or order there."""

from regulars.core.tag import Tag, in_store, latest_word

TAG = Tag(
    name="last_store",
    reads="orders",
    unit="word",
    family="rhythm",
    title={"en": "Last store", "zh": "最近购买门店"},
    about={
        "en": "The store in which the customer bought last; online shop fronts are none.",
        "zh": "客户最近一次购买的线下门店。",
    },
    needs="store",
    value=lambda o, as_of: latest_word(o.store_id, o.ordered_at, where=in_store(o)),
)
