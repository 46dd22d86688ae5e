"""Lives in a known province other than the main one."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="other_province",
    dimension="address",
    title={"en": "From other provinces", "zh": "其他省份"},
    about={
        "en": "Lives in a known province other than the main one.",
        "zh": "所在省份已知，且不是客户最多的省份。",
    },
    rule=lambda t: t.province != t.leading_province,
)
