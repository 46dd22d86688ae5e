"""Registered within the newcomer days and has not bought yet."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_newcomer",
    reads="customer",
    unit="yes_no",
    family="loyalty",
    title={"en": "Newcomer", "zh": "新注册未购"},
    about={
        "en": "Registered within the newcomer days and has not bought yet.",
        "zh": "在新客期内注册且尚未购买。",
    },
    value=lambda c, as_of: c.is_newcomer,
)
