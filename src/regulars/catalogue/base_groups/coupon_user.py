"""Has used a coupon in the last twelve months."""

from regulars.core.base_group import BaseGroup

GROUP = BaseGroup(
    name="coupon_user",
    dimension="behaviour",
    title={"en": "Coupon users", "zh": "用券客户"},
    about={
        "en": "Has used a coupon in the last twelve months.",
        "zh": "近 12 个月用过优惠券。",
    },
    rule=lambda t: t.is_coupon_user,
)
