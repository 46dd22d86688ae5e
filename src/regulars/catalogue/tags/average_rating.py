"""Mean of all stars that the customer ever gave."""

from regulars.core.tag import Tag

TAG = Tag(
    name="average_rating",
    reads="review",
    unit="number",
    family="loyalty",
    title={"en": "Average rating", "zh": "平均评分"},
    about={
        "en": "Mean of all stars that the customer ever gave.",
        "zh": "客户历次评价的平均星级。",
    },
    value=lambda r, as_of: r.rating.mean(),
)
