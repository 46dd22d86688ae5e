"""What shop assistants write down about people whom they serve."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="assistant_note",
    grain="one note of one shop assistant",
    about="Kept as it was written.",
    title={"en": "Shop-assistant note", "zh": "导购记录"},
    key=("note_id",),
    moment="noted_at",
    columns=(
        Column("note_id", "id", "note number", required=True),
        Column("account_id", "id", "whom it is about", required=True),
        Column("noted_at", "moment", "when it was written", required=True),
        Column("store_id", "id", "the store"),
        Column("assistant_id", "id", "who wrote it"),
        Column("kind", "text", "what they did", words=("fitting", "advice", "message", "call", "visit")),
        Column("text", "text", "the note"),
    ),
    references={"account_id": "account", "store_id": "store"},
)
