"""How many accounts the customer ever brought to the shop."""

from regulars.core.tag import Tag

TAG = Tag(
    name="referrals",
    reads="referral",
    unit="count",
    family="loyalty",
    title={"en": "Customers brought", "zh": "带来的新客数"},
    about={
        "en": "How many accounts the customer ever brought to the shop.",
        "zh": "客户累计带来的新账户数。",
    },
    missing=0,
    value=lambda r, as_of: r.count(),
)
