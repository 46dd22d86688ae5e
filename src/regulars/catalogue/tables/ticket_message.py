"""What was said between customers and service."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="ticket_message",
    grain="one message of one ticket",
    about="What holds of the whole ticket (account, order, channel, topic) stands beside each of its messages.",
    title={"en": "Ticket message", "zh": "客服对话"},
    key=("ticket_id", "message_no"),
    moment="said_at",
    columns=(
        Column("ticket_id", "id", "the ticket", required=True),
        Column("message_no", "integer", "1 for the first, and so on", required=True),
        Column("account_id", "id", "whose ticket it is"),
        Column("order_id", "id", "the order concerned"),
        Column("channel", "text", "how they talked: chat, phone, e-mail"),
        Column("topic", "text", "what the shop filed it under"),
        Column("speaker", "text", "who spoke", required=True, words=("customer", "agent", "bot")),
        Column("said_at", "moment", "when", required=True),
        Column("text", "text", "the words"),
    ),
    references={"account_id": "account", "order_id": "orders"},
)
