"""Posts, videos and live streams of others that show the shop's products."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT format('N{:04d}{:02d}{:d}', day, author_no, kind_no) AS post_no, author, platform,
           kind, shop_time(day, second) AS published, products AS skus, views, likes, cost AS fee
    FROM post ORDER BY published, post_no
    """


FILE = File("posts", "csv", _rows, every="once")
