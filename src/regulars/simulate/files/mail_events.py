"""What became of mails, as Segment JSON lines; machines that scan links open and click them too."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch

_STEPS = (
    ("Email Delivered", "is_delivered", "0"),
    ("Email Opened", "is_opened OR by_machine", "wait"),
    ("Email Link Clicked", "is_clicked OR is_scanned_click", "wait + CASE WHEN by_machine THEN 1 ELSE 25 END"),
    ("Unsubscribed", "is_unsubscribed", "wait + 40"),
    ("Email Marked as Spam", "is_complaint", "wait + 55"),
)
_SENT = 36_000  #: ten in the morning
_TOLD = " UNION ALL ".join(
    f"SELECT *, {place} AS step, '{name}' AS event, {_SENT} + person % 1200 + {after} AS second FROM receipt "
    f"WHERE {which}"
    for place, (name, which, after) in enumerate(_STEPS)
)
_KEY = "md5(format('mail {} {} {} {}', person, day, treatment, step))"


def _rows(stretch: Stretch) -> str:
    return f"""
    SELECT {_KEY} AS "messageId", 'track' AS type, event, account_id(person) AS "userId",
           strftime(shop_time(day, second) - INTERVAL 8 HOUR, '%Y-%m-%dT%H:%M:%S.000Z') AS timestamp,
           {{'email_id': format('{{}}-{{}}', strftime(shop_time(day, 0), '%Y%m%d'), treatment),
             'campaign_name': treatment_name(treatment)}} AS properties
    FROM ({_TOLD}) ORDER BY day, second, "messageId"
    """


def _planted(stretch: Stretch) -> str:
    return f"SELECT 'scanner click' AS kind, {_KEY} AS key FROM ({_TOLD}) WHERE by_machine AND step IN (1, 2)"


FILE = File("mail_events", "jsonl", _rows, key='"messageId"', planted=_planted)
