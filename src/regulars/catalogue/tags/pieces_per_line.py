"""Pieces ÷ lines ordered: who buys by the box."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="pieces_per_line",
    reads="customer_month",
    unit="number",
    family="value",
    title={"en": "Pieces per line", "zh": "行均件数"},
    about={
        "en": "Pieces ÷ lines ordered: who buys by the box.",
        "zh": "下单件数 ÷ 明细行：是否整箱购买。",
    },
    value=lambda m, as_of: share(m.pieces.sum(), m["lines"].sum()),
)
