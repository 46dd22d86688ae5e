"""Neither a province nor a country is known."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="address_unknown",
    dimension="address",
    title={"en": "Address unknown", "zh": "地址未知"},
    about={
        "en": "Neither a province nor a country is known.",
        "zh": "省份与国家均未知。",
    },
    rule=lambda t: t.province.isnull() & t.country.isnull(),
)
