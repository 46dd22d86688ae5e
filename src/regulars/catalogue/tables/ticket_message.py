"""Service tickets, message by message."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="ticket_message",
    grain="one message of one ticket",
    about="Kept as it was written; the first message of a ticket is its question.",
    title={"en": "Ticket message", "zh": "客服对话"},
    key=("ticket_id", "place"),
    moment="sent_at",
    columns=(
        Column("ticket_id", "id", "the ticket", required=True),
        Column("place", "integer", "1, 2, 3 … within it", required=True),
        Column("sent_at", "moment", "when", required=True),
        Column("account_id", "id", "whose ticket it is"),
        Column("order_id", "id", "what it is about"),
        Column("author", "text", "who wrote", words=("customer", "agent", "bot")),
        Column("text", "text", "the words"),
    ),
    references={"account_id": "account", "order_id": "orders"},
)
