"""Spark as the engine of a lake: the same table steps, over the same Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.core.errors import OutsideError, UnsupportedError
from regulars.lake.files import Files
from regulars.lake.spark_session import session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir
    import pyarrow as pa

#: DuckDB's types in Spark's words; decimals are the same in both.
_TYPES = {
    "BIGINT": "bigint", "INTEGER": "int", "SMALLINT": "smallint", "TINYINT": "tinyint", "DOUBLE": "double",
    "FLOAT": "float", "BOOLEAN": "boolean", "VARCHAR": "string", "DATE": "date", "TIMESTAMP": "timestamp_ntz",
}  # fmt: skip


class Spark:
    """Tables of the lake are views of its files, made anew for each expression when something was published."""

    def __init__(
        self, files: Files, schema: Callable[[str], Mapping[str, str]], *, master: str, memory: str,
        options: Mapping[str, str],
    ) -> None:  # fmt: skip
        import ibis

        self._session = session(master, memory, options)
        self._backend = ibis.pyspark.connect(self._session)
        self._files, self._schema = files, schema
        self._tables: dict[str, tuple[str, ir.Table]] = {}
        self._seen: dict[str, tuple[int, list[str]]] = {}

    # Tables ----------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> ir.Table:
        kinds = _ddl(name, self._schema(name))
        if name not in self._tables or self._tables[name][0] != kinds:
            self._seen.pop(name, None)
            self._view(name)
            self._tables[name] = (kinds, self._named(name))
        return self._tables[name][1]

    def kept(self, name: str, folder: Path) -> ir.Table:
        self._session.read.parquet(str(folder)).createOrReplaceTempView(name)
        return self._named(name)

    def drop(self, name: str) -> None:
        self._session.catalog.dropTempView(name)

    def owns(self, expression: Any) -> bool:
        backends, _ = expression._find_backends()
        return backends == [self._backend]

    def _view(self, name: str) -> None:
        """The view of a table over its files as of now."""
        snapshot, (known, paths) = self._files.snapshot(), self._seen.get(name, (-1, []))
        if known == snapshot:
            return
        now = self._files.of(name)
        if known == -1 or now != paths:
            kinds = _ddl(name, self._schema(name))
            read = self._session.read.schema(kinds)
            frame = read.parquet(*now) if now else self._session.createDataFrame([], kinds)
            frame.createOrReplaceTempView(name)
        self._seen[name] = (snapshot, now)

    def _named(self, name: str) -> ir.Table:
        import ibis
        import ibis.expr.operations as ops
        from ibis.backends.pyspark.datatypes import PySparkType

        schema = ibis.schema(PySparkType.to_ibis(self._session.table(name).schema))
        return ops.DatabaseTable(name, schema=schema, source=self._backend, namespace=ops.Namespace()).to_expr()

    # Answers ---------------------------------------------------------------------------------------------------------

    def arrow(self, expression: ir.Table) -> pa.Table:
        with _told():
            return self._frame(expression).toArrow()

    def write(self, expression: ir.Table, folder: Path, *, place: str | None = None) -> None:
        with _told():
            frame = self._frame(expression)
            if place is not None:
                from pyspark.sql.functions import monotonically_increasing_id

                frame = frame.withColumn(place, monotonically_increasing_id())
            frame.write.parquet(str(folder))

    def close(self) -> None:
        for name in self._tables:
            self.drop(name)

    def _frame(self, expression: ir.Table) -> Any:
        import ibis.expr.operations as ops

        for table in expression.op().find(ops.DatabaseTable):
            if table.name in self._tables:
                self._view(table.name)
        return self._session.sql(self._backend.compile(expression))


def _ddl(name: str, schema: Mapping[str, str]) -> str:
    """The columns of a table as Spark declares them. UnsupportedError for a type that it does not have."""
    strange = {column: kind for column, kind in schema.items() if kind not in _TYPES and not kind.startswith("DECIMAL")}
    if strange:
        told = ", ".join(f"{column} is {kind}" for column, kind in strange.items())
        raise UnsupportedError(f"Spark cannot read {name}: {told}. Ask it with REGULARS_ENGINE=duckdb")
    columns = ((column.replace("`", "``"), _TYPES.get(kind, kind.lower())) for column, kind in schema.items())
    return ", ".join(f"`{column}` {kind}" for column, kind in columns)


class _told:
    """What Spark says when it fails, without the pages of Java around it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        if isinstance(error, Py4JError | PySparkException | ConnectionError):
            first = str(error).strip().split("\n\tat ")[0][:1500]
            raise OutsideError(f"Spark could not answer: {first}. DuckDB can: REGULARS_ENGINE=duckdb", code="spark")
