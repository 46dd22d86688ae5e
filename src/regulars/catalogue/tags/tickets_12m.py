"""Tickets in which something was said in the last 365 days."""

from regulars.core.tag import Tag, within

TAG = Tag(
    name="tickets_12m",
    reads="ticket_message",
    unit="count",
    family="risk",
    title={"en": "Service tickets, 12 months", "zh": "近 12 个月客服工单数"},
    about={
        "en": "Tickets in which something was said in the last 365 days.",
        "zh": "近 365 天有对话的客服工单数。",
    },
    missing=0,
    value=lambda m, as_of: m.ticket_id.nunique(where=within(m, as_of, days=365)),
)
