"""Prefers the category that most customers prefer, with half of the money or more."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="leading_category_fan",
    dimension="usage",
    title={"en": "Fans of the main category", "zh": "主力品类爱好者"},
    about={
        "en": "Prefers the category that most customers prefer, with half of the money or more.",
        "zh": "偏好多数客户偏好的品类，且其消费占一半以上。",
    },
    rule=lambda t: (t.top_category == t.leading_category) & (t.top_category_share >= 0.5),
    excludes=("leading_category",),
)
