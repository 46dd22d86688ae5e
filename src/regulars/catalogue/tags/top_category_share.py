"""What part of the weighted money goes to the favourite category."""

from regulars.core.tag import Tag

TAG = Tag(
    name="top_category_share",
    reads="customer_affinity",
    unit="share",
    family="taste",
    title={"en": "Share of the favourite category", "zh": "偏好品类占比"},
    about={
        "en": "What part of the weighted money goes to the favourite category.",
        "zh": "偏好品类占加权消费的比例。",
    },
    value=lambda a, as_of: a["share"].max(where=(a.dimension == "category") & (a.place == 1)),
)
