"""Who followed an account of the shop, and who left it again."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.social import FOLLOWED, followings, told
from regulars.simulate.stretch import Stretch
from regulars.simulate.words import named


def _rows(stretch: Stretch) -> str:
    spells = told(stretch.world, "follow", followings(stretch.world))
    stretch.held("follow_spell", {**spells, "name": named(FOLLOWED, spells["of"])})
    return """
    SELECT account_id(person) AS member_id, name AS account, shop_time(since, begins) AS acted, 'follow' AS act
    FROM follow_spell
    UNION ALL
    SELECT account_id(person), name, shop_time(until, ends), 'leave' FROM follow_spell WHERE until >= 0
    ORDER BY acted, member_id, account
    """


FILE = File("follows", "csv", _rows, every="once")
