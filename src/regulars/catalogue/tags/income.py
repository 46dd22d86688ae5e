"""The latest income that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="income",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Income", "zh": "收入"},
    about={
        "en": "The latest income that any account of the customer told.",
        "zh": "客户各账户最近一次提供的收入。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "income"),
)
