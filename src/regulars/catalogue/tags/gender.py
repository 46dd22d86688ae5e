"""The latest gender that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="gender",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Gender", "zh": "性别"},
    about={
        "en": "The latest gender that any account of the customer told.",
        "zh": "客户各账户最近一次提供的性别。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "gender"),
)
