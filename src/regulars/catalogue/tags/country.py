"""The latest country that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="country",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Country", "zh": "国家"},
    about={
        "en": "The latest country that any account of the customer told.",
        "zh": "客户各账户最近一次提供的国家。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "country"),
)
