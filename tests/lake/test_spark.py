"""What Spark reads is what the lake holds, also where rows were deleted or lie in the catalogue."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regulars.app.engine import engine_of
from regulars.core.errors import InputError, OutsideError, UnsupportedError
from regulars.core.settings import Settings, read_settings
from regulars.lake import Change, Lake, spark_session

ROWS = "SELECT i AS n, (i / 4)::DECIMAL(18, 2) AS money, 'k' || i % 3 AS word FROM range(2000) t(i)"


def put(lake: Lake, query: str, **change: Any) -> None:
    lake.ensure("t", lake.types(ROWS))
    lake.publish([Change("t", add=(lake.stage(query, name="t"),), **change)], message="test")


def numbers(paths: list[str]) -> list[int]:
    return sorted(n for path in paths for n in pq.read_table(path)["n"].to_pylist())


# Files ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [1, 700, 2000], ids=["a row", "many rows", "all rows"])
def test_files_hold_what_deletes_have_left(lake: Lake, gone: int) -> None:
    put(lake, ROWS)
    put(lake, f"SELECT n + 10000 AS n, money, word FROM ({ROWS})")
    files = lake.files()
    whole = files.of("t")
    assert len(whole) == 2
    lake.publish([Change("t", where=f"n < {gone}")], message="test")
    left = files.of("t")
    assert numbers(left) == [*range(gone, 2000), *range(10_000, 12_000)]
    assert len(set(left) & set(whole)) == 1, "the file that nobody touched is read as it is"
    assert files.of("t") == left, "the same copy serves until the table changes again"


def test_files_hold_rows_that_lie_in_the_catalogue(lake: Lake) -> None:
    put(lake, ROWS)
    files = lake.files()
    values = ({"n": -1, "money": Decimal("2.5"), "word": "x"},)
    lake.publish([Change("t", values=values)], message="test")
    assert lake.rows("FROM lake.main.t WHERE filename NOT LIKE '%.parquet'"), "the catalogue keeps single rows itself"
    assert numbers(files.of("t")) == [-1, *range(2000)]
    lake.publish([Change("t", where="true")], message="test")
    assert files.of("t") == []


# Spark ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sparked(small_spark: dict[str, Any], tmp_path: Path) -> Iterator[Lake]:
    """A lake whose expressions Spark runs."""
    Lake.create(tmp_path / "lake").close()
    lake = Lake(tmp_path / "lake", engine=engine_of(read_settings({"engine": "spark", "spark": small_spark})))
    yield lake
    lake.close()


def summed(lake: Lake) -> dict[str, Any]:
    table = lake.table("t")
    return lake.arrow(table.aggregate(rows=table.count(), money=table.money.sum(), least=table.n.min())).to_pylist()[0]


def test_spark_sees_each_publication_and_inside_a_snapshot_none(sparked: Lake) -> None:
    put(sparked, ROWS)
    asked = sparked.table("t").count().as_table()
    assert sparked.arrow(asked).to_pylist() == [{"CountStar(t)": 2000}]
    with sparked.snapshot():
        assert summed(sparked)["rows"] == 2000
        other = Lake(sparked.folder)
        other.publish([Change("t", where="n % 2 = 0")], message="test")
        other.close()
        assert summed(sparked)["rows"] == 2000
    assert summed(sparked) == {"rows": 1000, "money": Decimal("250000.00"), "least": 1}
    assert sparked.arrow(asked).to_pylist() == [{"CountStar(t)": 1000}], "an expression is of the lake as it is"
    sparked.publish([Change("t", where="true")], message="test")
    assert summed(sparked) == {"rows": 0, "money": None, "least": None}


def test_a_column_that_came_later_is_empty_before(sparked: Lake) -> None:
    put(sparked, ROWS)
    sparked.ensure("t", {"more": "DATE"})
    put(sparked, f"SELECT *, DATE '2024-02-29' AS more FROM ({ROWS}) LIMIT 3")
    table = sparked.table("t")
    assert sparked.arrow(table.more.count().name("days").as_table()).to_pylist() == [{"days": 3}]


def test_answers_have_the_types_of_duckdb(sparked: Lake) -> None:
    put(sparked, ROWS)
    table = sparked.table("t")
    asked = table.group_by("word").aggregate(
        money=table.money.sum(),
        mean=table.money.sum() / table.count(),
        n=table.n.max(),
        short=table.n.min().cast("int16"),
    )
    with sparked.embedded():
        plain = sparked.table("t")
        same = plain.group_by("word").aggregate(
            money=plain.money.sum(), mean=plain.money.sum() / plain.count(), n=plain.n.max(),
            short=plain.n.min().cast("int16"),
        )  # fmt: skip
        expected, types = sparked.arrow(same), sparked.types(same)
    assert sparked.types(asked) == types
    found = sparked.arrow(asked)
    assert found.schema == expected.schema
    assert found.sort_by("word").to_pylist() == expected.sort_by("word").to_pylist()
    kept = sparked.keep(asked)
    assert sparked.types(kept) == types
    assert [batch.num_rows for batch in sparked.batches(kept)] == [3]


def test_what_is_kept_lasts_as_long_as_its_scope_and_can_be_asked_by_sql_too(sparked: Lake) -> None:
    put(sparked, ROWS)
    with sparked.scratch():
        placed = sparked.keep(sparked.table("t").select("n"), place="place")
        places = sparked.arrow(placed)["place"].to_pylist()
        assert len(set(places)) == 2000
        held = sparked.hold(pa.table({"n": pa.array([3, 4, 4_000], pa.int64())}))
        both = placed.semi_join(held, "n").select("n").order_by("n")
        assert sparked.arrow(both)["n"].to_pylist() == [3, 4]
        assert sparked.rows(sparked.sql(both)) == [(3,), (4,)], "the same over DuckDB"
        assert any(sparked._temporary.glob("kept_*"))
        sparked.drop(held)
    assert not any(sparked._temporary.glob("kept_*"))


def test_a_table_that_spark_cannot_read_and_a_query_that_fails_say_what_to_do(sparked: Lake) -> None:
    sparked.ensure("odd", {"n": "BIGINT", "parts": "BIGINT[]"})
    with pytest.raises(UnsupportedError, match=r"odd: parts is BIGINT\[\].*REGULARS_ENGINE=duckdb"):
        sparked.table("odd")
    put(sparked, ROWS)
    with pytest.raises(OutsideError, match=r"CAST_INVALID_INPUT.*DuckDB can: REGULARS_ENGINE=duckdb") as raised:
        sparked.arrow(sparked.table("t").mutate(number=sparked.table("t").word.cast("int64")))
    assert "\tat " not in str(raised.value), "no pages of Java"


# Settings and machines without Spark ---------------------------------------------------------------------------------


def test_faults_of_the_settings_are_told_at_once() -> None:
    wrong = {
        "engine": "snowflake",
        "spark": {"master": "local[x]", "memory": "lots", "cores": 2, "options": {"shuffle": 3}},
    }
    with pytest.raises(InputError) as raised:
        read_settings(wrong)
    for part in ("engine: is duckdb or spark", "spark.master", "spark.memory", "spark.cores", "spark.options.shuffle"):
        assert part in str(raised.value)
    found = read_settings({"spark": {"master": "local[3]", "options": {"spark.x": True, "spark.y": 7}}}).spark
    assert (found.master, dict(found.options)) == ("local[3]", {"spark.x": "true", "spark.y": "7"})


@pytest.mark.parametrize(
    "master",
    ["local", "local[2]", "local[*, 3]", "spark://host:7077", "spark://a.b:1,[::1]:2", "yarn", "k8s://https://h:1"],
)
def test_masters_that_spark_knows_are_taken(master: str) -> None:
    assert read_settings({"spark": {"master": master}}).spark.master == master


@pytest.mark.parametrize("master", ["local[x]", "local[0]", "nowhere", "spark://nowhere", "nowhere:7077", ""])
def test_a_master_that_cannot_be_is_told_with_those_that_can(master: str) -> None:
    with pytest.raises(InputError) as raised:
        read_settings({"spark": {"master": master}})
    assert "spark.master: is where Spark runs: local[*], local[4], spark://host:7077" in str(raised.value)
    assert f"not {master!r}" in str(raised.value)


def test_the_environment_wins_and_must_name_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REGULARS_ENGINE", raising=False)
    assert engine_of(Settings()) is None
    assert engine_of(Settings(engine="spark")) is not None
    monkeypatch.setenv("REGULARS_ENGINE", "duckdb")
    assert engine_of(Settings(engine="spark")) is None
    monkeypatch.setenv("REGULARS_ENGINE", "sprak")
    with pytest.raises(InputError, match="REGULARS_ENGINE is duckdb or spark, not 'sprak'"):
        engine_of(Settings())


@pytest.fixture
def no_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "_context", None)


def test_without_pyspark_the_extra_is_named(no_context: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis.backends.pyspark", None)
    with pytest.raises(UnsupportedError, match=r"pip install 'regulars\[spark\]'") as raised:
        spark_session.session("local[1]", "1g", {})
    assert (raised.value.code, raised.value.exit_code) == ("no_spark", 6)


@pytest.mark.parametrize(
    ("java", "told"),
    [
        (None, "needs Java, and JAVA_HOME is"),
        ("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", "Java 11 is too old"),
        ("echo 'java version \"1.8.0_292\"' >&2", "Java 8 is too old"),
        ("exit 1", "needs Java, and JAVA_HOME is"),
    ],
    ids=["none", "11", "8", "broken"],
)
def test_without_java_the_next_step_is_told(
    no_context: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, java: str | None, told: str
) -> None:
    pytest.importorskip("pyspark")
    (tmp_path / "bin").mkdir()
    if java is not None:
        (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{java}\n")
        (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UnsupportedError, match=told) as raised:
        spark_session.session("local[1]", "1g", {})
    assert raised.value.code == "no_java"
    assert "REGULARS_ENGINE=duckdb" in str(raised.value)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pyspark leaves its pipe to Java open
def test_a_java_that_does_not_start_is_told_in_its_own_words(
    no_context: None, small_spark: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    script = 'case "$1" in -version) echo \'version "17.0.1"\' >&2;; *) echo "Could not reserve enough space" >&2; exit 1;; esac'
    (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(OutsideError, match=r"(?s)Could not reserve enough space.*spark: in shop\.yaml"):
        spark_session.session("local[1]", "900g", {})
