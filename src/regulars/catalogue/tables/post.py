"""Posts of KOLs and the shop, and live streams."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="post",
    grain="one post or live stream",
    about="Reach as the platform told it when the file was made.",
    title={"en": "Post or live stream", "zh": "种草与直播"},
    key=("post_id",),
    moment="published_at",
    columns=(
        Column("post_id", "id", "number of the post", required=True),
        Column("published_at", "moment", "when it came out", required=True),
        Column("author", "text", "who made it"),
        Column("kind", "text", "what it is", words=("kol", "own", "live")),
        Column("platform", "text", "where"),
        Column("product_id", "id", "what it shows"),
        Column("cost", "money", "what it cost"),
        Column("views", "integer", "views"),
        Column("likes", "integer", "likes"),
        Column("comments", "integer", "comments"),
        Column("minutes", "integer", "how long a stream was", unit="minutes"),
    ),
    references={"product_id": "product"},
)
