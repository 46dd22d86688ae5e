"""Amount of lines with a discount ÷ amount ordered."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="discounted_spend_share",
    reads="customer_month",
    unit="share",
    family="price",
    title={"en": "Spend on discounted lines", "zh": "优惠商品消费占比"},
    about={
        "en": "Amount of lines with a discount ÷ amount ordered.",
        "zh": "有优惠的明细金额 ÷ 下单金额。",
    },
    needs="discount",
    value=lambda m, as_of: share(m.discounted_amount.sum(), m.amount.sum()),
)
