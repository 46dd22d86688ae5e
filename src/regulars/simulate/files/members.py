"""Registered members with what they told of themselves."""

from __future__ import annotations

from regulars.simulate.dirt import Changed
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def _rows(stretch: Stretch) -> str:
    return """
    SELECT account_id(person) AS member_id, name, phone, email, birthday, province_name(province) AS province,
           shop_time(greatest(arrives, -1), 34000 + 13 * (person % 3000)) AS registered_at, source
    FROM person WHERE arrives < plan_days() ORDER BY registered_at, member_id
    """


FILE = File(
    "members", "csv", _rows, every="once", key="member_id",
    dirt=(
        Changed("junk phone", 0.003, "phone", "'13800138000'"),
        Changed("junk e-mail", 0.003, "email", "'test@test.com'"),
    ),
)  # fmt: skip
