"""The stars of the customer's last review."""

from regulars.core.tag import Tag, latest

TAG = Tag(
    name="last_rating",
    reads="review",
    unit="number",
    family="risk",
    title={"en": "Last rating", "zh": "最近评分"},
    about={
        "en": "The stars of the customer's last review.",
        "zh": "客户最近一次评价的星级。",
    },
    value=lambda r, as_of: latest(r.rating, r.written_at),
)
