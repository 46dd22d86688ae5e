"""Which cells of a column of text hold nothing."""

from __future__ import annotations

from typing import Any

from regulars.core.text import BLANKS


def is_blank(values: Any) -> Any:
    """A mask: null, empty, or one of the words that stand for nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.or_(pc.is_null(values), pc.is_in(pc.utf8_trim_whitespace(values), pa.array(BLANKS)))
