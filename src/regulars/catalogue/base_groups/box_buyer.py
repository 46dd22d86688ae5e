"""Ten pieces a line or more on average."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="box_buyer",
    dimension="usage",
    title={"en": "Buys by the box", "zh": "整箱购买"},
    about={
        "en": "Ten pieces a line or more on average.",
        "zh": "平均每行 10 件及以上。",
    },
    rule=lambda t: t.is_bulk_buyer,
)
