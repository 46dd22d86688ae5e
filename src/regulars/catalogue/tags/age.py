"""The latest age that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="age",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Age", "zh": "年龄"},
    about={
        "en": "The latest age that any account of the customer told.",
        "zh": "客户各账户最近一次提供的年龄。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "age"),
)
