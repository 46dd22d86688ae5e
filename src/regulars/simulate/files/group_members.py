"""Who joined which chat group, and left it again."""

from __future__ import annotations

from regulars.simulate.file import File
from regulars.simulate.social import memberships, told
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    stretch.held("group_spell", told(stretch.world, "group", memberships(stretch.world)))
    return """
    SELECT format('G{:04d}', "of" + 1) AS group_no, account_id(person) AS member_id, shop_time(since, begins) AS joined,
           CASE WHEN until >= 0 THEN shop_time(until, ends) END AS quit
    FROM group_spell ORDER BY joined, group_no, member_id
    """


FILE = File("group_members", "csv", _rows, every="once")
