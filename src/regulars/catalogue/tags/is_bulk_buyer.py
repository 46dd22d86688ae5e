"""Ten pieces a line or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_bulk_buyer",
    reads="tag",
    unit="yes_no",
    family="value",
    title={"en": "Buys by the box", "zh": "批量购买"},
    about={
        "en": "Ten pieces a line or more.",
        "zh": "行均件数 10 件以上。",
    },
    value=lambda t, as_of: t.pieces_per_line >= 10,
)
