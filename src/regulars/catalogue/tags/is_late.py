"""Has not bought for more than one and a half times the own mean gap; from three purchase days on."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_late",
    reads="tag",
    unit="yes_no",
    family="risk",
    title={"en": "Later than usual", "zh": "超出购买周期"},
    about={
        "en": ("Has not bought for more than one and a half times the own mean gap; from three purchase days on."),
        "zh": "距上次购买超过自身平均间隔的 1.5 倍；至少 3 个购买日。",
    },
    value=lambda t, as_of: (t.recency_days > 1.5 * t.mean_gap_days) & (t.purchase_days >= 3),
)
