"""Ad spend by day."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="ad_day",
    grain="one campaign of one channel and day",
    about="As the ad platform told it; its own orders are its claim, no effect.",
    title={"en": "Ad day", "zh": "广告日报"},
    key=("channel", "campaign_id", "spent_at"),
    moment="spent_at",
    columns=(
        Column("channel", "text", "the platform", required=True),
        Column("campaign_id", "id", "the campaign", required=True),
        Column("spent_at", "moment", "the day, its first moment", required=True),
        Column("impressions", "integer", "how often it was shown"),
        Column("clicks", "integer", "how often it was clicked"),
        Column("cost", "money", "what it cost"),
        Column("claimed_orders", "integer", "orders that the platform counts as its own"),
    ),
)
