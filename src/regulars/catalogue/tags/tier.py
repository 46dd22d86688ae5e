"""The imported tier, else the one that the spend of twelve months gives."""

from regulars.core.tag import Tag

TAG = Tag(
    name="tier",
    reads="customer",
    unit="word",
    family="loyalty",
    title={"en": "Member tier", "zh": "会员等级"},
    about={
        "en": "The imported tier, else the one that the spend of twelve months gives.",
        "zh": "导入的等级；没有则按近 12 个月消费计算。",
    },
    value=lambda c, as_of: c.tier,
)
