"""What advertising cost and brought, by campaign and day."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="ad_day",
    grain="one campaign of one channel and day",
    about="As the advertising platform counts: its clicks are more than the visits that come of them.",
    title={"en": "Ad day", "zh": "广告日报"},
    key=("channel", "campaign_id", "day"),
    columns=(
        Column("channel", "text", "where the advertisement stood", required=True),
        Column("campaign_id", "id", "the campaign of the platform", required=True),
        Column("day", "day", "the day", required=True),
        Column("impressions", "integer", "how often it was shown"),
        Column("clicks", "integer", "how often it was clicked"),
        Column("cost", "money", "what the platform charged"),
    ),
)
