"""List price ÷ pieces ordered."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="mean_piece_price",
    reads="customer_month",
    unit="money",
    family="price",
    title={"en": "Mean price of a piece", "zh": "件单价"},
    about={
        "en": "List price ÷ pieces ordered.",
        "zh": "原价金额 ÷ 下单件数。",
    },
    value=lambda m, as_of: share(m.list_amount.sum(), m.pieces.sum()),
)
