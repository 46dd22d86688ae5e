"""The latest household size that any account of the customer told."""

from regulars.core.tag import Tag

TAG = Tag(
    name="household_size",
    reads="customer_attribute",
    unit="word",
    family="person",
    title={"en": "Household size", "zh": "家庭人数"},
    about={
        "en": "The latest household size that any account of the customer told.",
        "zh": "客户各账户最近一次提供的家庭人数。",
    },
    value=lambda b, as_of: b["value"].max(where=b.name == "household_size"),
)
