"""Search words by day."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="keyword_day",
    grain="one word of one place of search and day",
    about="Searches on the own site, or those that a platform tells of.",
    title={"en": "Search word by day", "zh": "搜索词日报"},
    key=("word", "place", "searched_at"),
    moment="searched_at",
    columns=(
        Column("word", "text", "what was searched for", required=True),
        Column("place", "text", "where", required=True),
        Column("searched_at", "moment", "the day, its first moment", required=True),
        Column("searches", "integer", "how often"),
        Column("clicks", "integer", "how often a product was opened"),
        Column("without_result", "integer", "how often nothing was found"),
    ),
)
