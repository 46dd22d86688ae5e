"""What shop assistants note of those whom they served."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="assistant_note",
    grain="one note of one shop assistant",
    about="The text is kept as it was written; what it was about stands beside it where the assistant chose it.",
    title={"en": "Shop-assistant note", "zh": "导购记录"},
    key=("note_id",),
    moment="noted_at",
    columns=(
        Column("note_id", "id", "number of the note", required=True),
        Column("account_id", "id", "who was served; null where unknown"),
        Column("store_id", "id", "where"),
        Column("assistant_id", "id", "who served"),
        Column("noted_at", "moment", "when it was written", required=True),
        Column("need", "text", "what they came for"),
        Column("text", "text", "the words"),
    ),
    references={"account_id": "account", "store_id": "store"},
)
