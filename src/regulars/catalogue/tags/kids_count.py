"""The latest children that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="kids_count",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Children", "zh": "子女数"},
    about={
        "en": "The latest children that any account of the customer told.",
        "zh": "客户各账户最近一次提供的子女数。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "kids_count"),
)
