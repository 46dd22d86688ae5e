"""Posts, videos and live streams in which others show the shop's products."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="post",
    grain="one post or live stream",
    about="Views and likes are those of the last time that they were counted.",
    title={"en": "Post or live stream", "zh": "种草与直播"},
    key=("post_id",),
    moment="published_at",
    columns=(
        Column("post_id", "id", "number of the post", required=True),
        Column("author", "text", "name of the channel that published it", required=True),
        Column("platform", "text", "where it was published"),
        Column("kind", "text", "what it is", words=("post", "video", "live")),
        Column("published_at", "moment", "when it was published or began", required=True),
        Column("products", "text", "the products shown, parted by ;"),
        Column("views", "integer", "how often it was seen", unit="views", merge="max"),
        Column("likes", "integer", "how often it was liked", unit="likes"),
        Column("cost", "money", "what the author was paid for it, commission left out"),
    ),
)
