"""Lives in a known country other than the one where most customers live."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="other_country",
    dimension="address",
    title={"en": "From other countries", "zh": "其他国家"},
    about={
        "en": "Lives in a known country other than the one where most customers live.",
        "zh": "所在国家已知，且不是客户最多的国家。",
    },
    rule=lambda t: t.country != t.leading_country,
)
