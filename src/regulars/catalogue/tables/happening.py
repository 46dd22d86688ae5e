"""Festivals and big sales of the calendar, known before they come."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="happening",
    grain="one festival or sale of one year",
    about="The calendar is known beforehand, so no as-of reading hides it.",
    title={"en": "Happening", "zh": "节庆与大促"},
    key=("name", "first_day"),
    columns=(
        Column("name", "text", "what it is called", required=True),
        Column("first_day", "day", "its first day", required=True),
        Column("last_day", "day", "its last day", required=True),
        Column("title", "text", "its name as customers see it"),
    ),
)
