"""The latest home ownership that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="home_ownership",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Home ownership", "zh": "住房"},
    about={
        "en": "The latest home ownership that any account of the customer told.",
        "zh": "客户各账户最近一次提供的住房。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "home_ownership"),
)
