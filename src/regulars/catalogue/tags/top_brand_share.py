"""What part of the weighted money goes to the favourite brand."""

from regulars.core.tag import Tag

TAG = Tag(
    name="top_brand_share",
    reads="customer_affinity",
    unit="share",
    family="taste",
    title={"en": "Share of the favourite brand", "zh": "偏好品牌占比"},
    about={
        "en": "What part of the weighted money goes to the favourite brand.",
        "zh": "偏好品牌占加权消费的比例。",
    },
    value=lambda a, as_of: a["share"].max(where=(a.dimension == "brand") & (a.place == 1)),
)
