"""The door to facts: a DuckLake of Parquet files with a SQL catalogue, in the shop's folder.

Reads and writes lake tables, snapshots and staged files; publishes all changes of a step in one short transaction.
It knows no fact by name and computes nothing of its own: expressions come in, tables and files come out.
"""

from regulars.lake.change import Change, Staged
from regulars.lake.lake import Lake
from regulars.lake.lock import WorkLock, lock_holder

__all__ = ["Change", "Lake", "Staged", "WorkLock", "lock_holder"]
