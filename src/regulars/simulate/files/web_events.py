"""Events of web and app as Segment JSON lines, one ``track`` call each."""

from __future__ import annotations

from regulars.simulate.dirt import Changed, Late, Twice
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch

_BOT = "md5(format('bot {}', bot))"
_BOTS = f"""
    SELECT md5(format('bot {{}} {{}}', bot, nth)) AS key, 'Product Viewed' AS event,
           shop_time(day, second) - INTERVAL 8 HOUR AS happened_at, {_BOT} AS anonymous_id, 0 AS channel, product
    FROM bot_view
"""
_TIME = "'%Y-%m-%dT%H:%M:%S.000Z'"


def _rows(stretch: Stretch) -> str:
    return f"""
    SELECT key AS "messageId", 'track' AS type, event, anonymous_id AS "anonymousId", user_id AS "userId",
           strftime(happened_at, {_TIME}) AS timestamp,
           {{'library': {{'name': CASE channel WHEN 0 THEN 'analytics.js' ELSE 'analytics-android' END}},
             'timezone': 'Asia/Shanghai'}} AS context,
           {{'product_id': product_id(seen.product), 'name': product.name, 'category': product.category,
             'brand': product.brand, 'quantity': quantity, 'order_id': order_no, 'total': amount,
             'currency': CASE WHEN amount IS NOT NULL THEN 'CNY' END}} AS properties
    FROM (FROM seen UNION ALL BY NAME {_BOTS}) seen LEFT JOIN product USING (product)
    WHERE channel < 2 ORDER BY happened_at, key
    """


def _planted(stretch: Stretch) -> str:
    return f"SELECT DISTINCT 'bot' AS kind, {_BOT} AS key FROM bot_view"


FILE = File(
    "web_events", "jsonl", _rows, key='"messageId"', planted=_planted,
    dirt=(
        Twice(0.002), Late(0.001),
        Changed("wrong zone", 0.001, "timestamp", f"strftime(strptime(timestamp, {_TIME}) + INTERVAL 8 HOUR, {_TIME})"),
        Changed("junk user", 0.0005, '"userId"', "'undefined'"),
    ),
)  # fmt: skip
