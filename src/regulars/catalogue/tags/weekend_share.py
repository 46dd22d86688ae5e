"""Paid on Saturdays and Sundays ÷ paid."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="weekend_share",
    reads="customer_day",
    unit="share",
    family="rhythm",
    title={"en": "Weekend share", "zh": "周末消费占比"},
    about={
        "en": "Paid on Saturdays and Sundays ÷ paid.",
        "zh": "周六、周日支付金额 ÷ 支付金额。",
    },
    value=lambda d, as_of: share(d.paid_amount.sum(where=d.day.day_of_week.index() >= 5), d.paid_amount.sum()),
)
