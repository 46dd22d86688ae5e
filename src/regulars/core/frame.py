"""A small table that leaves the system: Arrow inside, taken by pandas, Polars, DuckDB and notebooks."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from regulars.core.errors import UnsupportedError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class Frame:
    """An immutable result table. ``pl.from_arrow(frame)`` and ``pa.table(frame)`` copy nothing."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    @property
    def arrow(self) -> pa.Table:
        return self._table

    @property
    def columns(self) -> list[str]:
        return list(self._table.column_names)

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __getitem__(self, name: str) -> list[Any]:
        return list(self._table.column(name).to_pylist())

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        return list(self._table.to_pylist())

    def to_pandas(self) -> pd.DataFrame:
        try:
            import pandas  # noqa: F401  pyarrow's own message does not say how to install it
        except ImportError as error:
            raise _no_library("pandas") from error
        return self._table.to_pandas()

    def to_polars(self) -> pl.DataFrame:
        try:
            import polars
        except ImportError as error:
            raise _no_library("polars") from error
        frame = polars.from_arrow(self._table)
        assert isinstance(frame, polars.DataFrame)
        return frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._table.schema.__arrow_c_schema__()

    def __repr__(self) -> str:
        shown = "\n".join(str(tuple(row.values())) for row in self._table.slice(0, 10).to_pylist())
        more = "" if len(self) <= 10 else f"\n… {len(self) - 10:,} more rows"
        return f"Frame of {len(self):,} rows: {', '.join(self.columns)}\n{shown}{more}"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row.values()) + "</tr>"
            for row in self._table.slice(0, 20).to_pylist()
        )
        more = "" if len(self) <= 20 else f"<p>{len(self):,} rows, the first 20 shown</p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _no_library(name: str) -> UnsupportedError:
    return UnsupportedError(
        f"{name} is not installed. Run: pip install 'regulars[frames]', or take the rows as they are: .rows(), .arrow",
        code="not_installed",
    )
