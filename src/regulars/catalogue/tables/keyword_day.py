"""What was searched for, by word and day."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="keyword_day",
    grain="one word of one place of search and day",
    about="Of the shop's own search, of a marketplace or of a search engine; counts only, nobody's searches.",
    title={"en": "Search word by day", "zh": "搜索词日报"},
    key=("place", "word", "day"),
    columns=(
        Column("place", "text", "where was searched", required=True),
        Column("word", "text", "what was searched for, as typed", required=True),
        Column("day", "day", "the day", required=True),
        Column("searches", "integer", "how often"),
        Column("clicks", "integer", "products looked at after it"),
        Column("orders", "integer", "orders in the same visit"),
    ),
)
