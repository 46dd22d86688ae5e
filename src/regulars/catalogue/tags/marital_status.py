"""The latest marital status that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="marital_status",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Marital status", "zh": "婚姻状况"},
    about={
        "en": "The latest marital status that any account of the customer told.",
        "zh": "客户各账户最近一次提供的婚姻状况。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "marital_status"),
)
