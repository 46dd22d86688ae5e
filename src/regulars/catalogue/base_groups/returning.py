"""Bought again in the last 30 days after more than 180 without."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="returning",
    dimension="behaviour",
    title={"en": "Came back", "zh": "回流客户"},
    about={
        "en": "Bought again in the last 30 days after more than 180 without.",
        "zh": "沉寂 180 天以上后，近 30 天内再次购买。",
    },
    rule=lambda t: t.stage == "returned",
)
