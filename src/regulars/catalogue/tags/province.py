"""The latest province that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="province",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Province", "zh": "省份"},
    about={
        "en": "The latest province that any account of the customer told.",
        "zh": "客户各账户最近一次提供的省份。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "province"),
)
