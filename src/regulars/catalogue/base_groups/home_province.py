"""Lives in the province where most customers live."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="home_province",
    dimension="address",
    title={"en": "From the main province", "zh": "主要省份"},
    about={
        "en": "Lives in the province where most customers live.",
        "zh": "所在省份为客户最多的省份。",
    },
    rule=lambda t: t.province == t.leading_province,
)
