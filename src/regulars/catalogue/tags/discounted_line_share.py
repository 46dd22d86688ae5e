"""Lines with a discount ÷ lines ordered."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="discounted_line_share",
    reads="customer_month",
    unit="share",
    family="price",
    title={"en": "Lines with a discount", "zh": "优惠商品行占比"},
    about={
        "en": "Lines with a discount ÷ lines ordered.",
        "zh": "有优惠的明细行 ÷ 全部明细行。",
    },
    needs="discount",
    value=lambda m, as_of: share(m.discounted_lines.sum(), m["lines"].sum()),
)
