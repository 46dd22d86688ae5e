"""Spark as the engine of a lake: the same table steps, over the same Parquet files."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.core.errors import OutsideError, UnsupportedError
from regulars.lake.files import Files
from regulars.lake.spark_session import session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
        self, files: Files, schema: Callable[[str], Mapping[str, str]], version: Callable[[], int], *, master: str,
        memory: str, options: Mapping[str, str],
    ) -> None:  # fmt: skip
        """``schema`` tells the columns of a lake table, ``version`` a number that every publication changes."""
        import ibis

        self._session = session(master, memory, options)
        self._backend = ibis.pyspark.connect(self._session)
        self._files, self._schema, self._version = files, schema, version
        self._tables: dict[str, tuple[list[tuple[str, str]], ir.Table]] = {}
        self._seen: dict[str, tuple[int, list[str]]] = {}  #: the version and the files of each view

    # Tables ----------------------------------------------------------------------------------------------------------

    def table(self, name: str) -> ir.Table:
        kinds = _kinds(name, self._schema(name))
        if name not in self._tables or self._tables[name][0] != kinds:
            self._seen.pop(name, None)
            self._view(name, self._version())
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

    def _view(self, name: str, version: int) -> None:
        """The view of a table over its files as of now."""
        known, paths = self._seen.get(name, (-1, []))
        if known == version:
            return
        now = self._files.of(name)
        if known == -1 or now != paths:
            kinds = _kinds(name, self._schema(name))
            if now:
                frame = self._session.read.schema(", ".join(f"{column} {kind}" for column, kind in kinds)).parquet(*now)
            else:  # a frame of no Python rows would start Python workers
                nothing = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in kinds)
                frame = self._session.sql(f"SELECT {nothing} WHERE false")
            frame.createOrReplaceTempView(name)
        self._seen[name] = (version, now)

    def _named(self, name: str) -> ir.Table:
        import ibis
        import ibis.expr.operations as ops
        from ibis.backends.pyspark.datatypes import PySparkType

        schema = ibis.schema(PySparkType.to_ibis(self._session.table(name).schema))
        return ops.DatabaseTable(name, schema=schema, source=self._backend, namespace=ops.Namespace()).to_expr()

    # Answers ---------------------------------------------------------------------------------------------------------

    def arrow(self, expression: ir.Table) -> pa.Table:
        with _told(), warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # pyspark leaves the answer's socket to be collected
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

        version = self._version()
        for table in expression.op().find(ops.DatabaseTable):
            if table.name in self._tables:
                self._view(table.name, version)
        return self._session.sql(self._backend.compile(expression))


def _kinds(name: str, schema: Mapping[str, str]) -> list[tuple[str, str]]:
    """The columns of a table, quoted, with Spark's types. UnsupportedError for a type that it does not have."""
    strange = {column: kind for column, kind in schema.items() if kind not in _TYPES and not kind.startswith("DECIMAL")}
    if strange:
        told = ", ".join(f"{column} is {kind}" for column, kind in strange.items())
        raise UnsupportedError(f"Spark cannot read {name}: {told}. Ask it with REGULARS_ENGINE=duckdb")
    quoted = (column.replace("`", "``") for column in schema)
    return [
        (f"`{column}`", _TYPES.get(kind, kind.lower())) for column, kind in zip(quoted, schema.values(), strict=True)
    ]


@contextmanager
def _told() -> Iterator[None]:
    """What Spark says when it fails, without the pages of Java around it."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        first = str(error).strip().split("\n")[0][:1000]
        raise OutsideError(
            f"Spark could not answer: {first}. DuckDB can: REGULARS_ENGINE=duckdb", code="spark"
        ) from error
