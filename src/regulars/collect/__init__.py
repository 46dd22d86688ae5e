"""Accepts what sources hand over and keeps it as received, personal columns sealed at the door.

Reads feeds; makes raw Parquet with a row number and a load id, and the list of rows that could not be read.
It does not judge values (govern does) and never keeps a column that no mapping names.
"""

from regulars.collect.door import Door, Sealer
from regulars.collect.personal import Use, blanked, looks_personal, without_personal
from regulars.collect.place import region_start
from regulars.collect.receive import Received, Taken, receive

__all__ = [
    "Door",
    "Received",
    "Sealer",
    "Taken",
    "Use",
    "blanked",
    "looks_personal",
    "receive",
    "region_start",
    "without_personal",
]
