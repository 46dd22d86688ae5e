"""Behaviour: views, searches, clicks, carts."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="event",
    grain="one event",
    about="Names follow the Segment e-commerce specification.",
    title={"en": "Event", "zh": "行为事件"},
    key=("event_id",),
    moment="happened_at",
    columns=(
        Column("event_id", "id", "message id", required=True),
        Column("name", "text", "event name", required=True),
        Column("happened_at", "moment", "when it happened", required=True),
        Column("account_id", "id", "who did it, where known"),
        Column("anonymous_id", "id", "device or cookie"),
        Column("product_id", "id", "product concerned"),
        Column("order_id", "id", "order concerned"),
        Column("properties", "text", "further properties as JSON"),
    ),
    references={"account_id": "account", "product_id": "product"},
)
