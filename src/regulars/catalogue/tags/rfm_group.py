"""One of the eight groups by recency, frequency and value; refunded or no_purchase for those outside."""

from regulars.core.tag import Tag

TAG = Tag(
    name="rfm_group",
    reads="customer",
    unit="word",
    family="value",
    title={"en": "RFM group", "zh": "RFM 分层"},
    about={
        "en": ("One of the eight groups by recency, frequency and value; refunded or no_purchase for those outside."),
        "zh": ("按最近购买、频次与金额划分的八个分层之一；无有效购买者为 refunded 或 no_purchase。"),
    },
    value=lambda c, as_of: c.rfm_group,
)
