"""What the lake needs of an engine that runs its expressions in DuckDB's stead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


class Engine(Protocol):
    """Reads the lake's Parquet files; answers as Arrow, or as Parquet files that the lake types and publishes."""

    def table(self, name: str) -> ir.Table:
        """A table of the lake, as it is when an expression over it runs."""
        ...

    def kept(self, name: str, folder: Path) -> ir.Table:
        """Parquet files in a folder, under a name of their own."""
        ...

    def drop(self, name: str) -> None:
        """Forget what ``kept`` named."""
        ...

    def owns(self, expression: Any) -> bool:
        """Whether an ibis expression is over tables of this engine only."""
        ...

    def arrow(self, expression: ir.Table) -> pa.Table:
        """The answer; types may be wider than those of the lake's own engine."""
        ...

    def write(self, expression: ir.Table, folder: Path, *, place: str | None = None) -> None:
        """The answer as Parquet files in a new folder; ``place`` names a column with a number for each row."""
        ...

    def close(self) -> None: ...
