"""Functions of the loading engine (DuckDB) that ibis does not spell; the flow after loading does not use these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    def strlen(text: Any) -> Any: ...
    def strptime(text: Any, formats: Any) -> Any: ...
else:
    import ibis

    @ibis.udf.scalar.builtin(name="strlen")
    def strlen(text: str) -> int: ...

    @ibis.udf.scalar.builtin(name="try_strptime")
    def strptime(text: str, formats: list[str]) -> ibis.dtype("timestamp"): ...
