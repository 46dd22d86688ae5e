"""The lake publishes all or nothing, tells equal contents apart from different ones, and cleans up after the dead."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from regulars.core.errors import DataError, MissingError
from regulars.lake import Change, Lake


def put(lake, table, query, **change):
    """Stage the answer and publish it."""
    if not lake.has(table):
        lake.ensure(table, lake.types(query))
    staged = lake.stage(query, name=table)
    lake.publish([Change(table, add=(staged,) if staged else (), **change)], message="test")


def numbers(lake, table="t"):
    return [row[0] for row in lake.rows(f"SELECT n FROM lake.main.{table} ORDER BY n")]


def files(lake):
    return {path for path in lake.data.rglob("*") if path.is_file()}


def test_a_publication_that_fails_at_its_end_changes_nothing(lake):
    put(lake, "t", "SELECT unnest([1, 2, 3])::BIGINT AS n")
    staged = lake.stage("SELECT 4::BIGINT AS n", name="t")
    with pytest.raises(Exception, match="no_such_table"):
        lake.publish(
            [Change("t", where="n = 1", add=(staged,)), Change("no_such_table", where="true")], message="broken"
        )
    assert numbers(lake) == [1, 2, 3]
    put(lake, "t", "SELECT 5::BIGINT AS n")
    assert numbers(lake) == [1, 2, 3, 5], "the lake is as usable as before"


def test_rows_are_replaced_by_condition_and_by_key(lake):
    put(lake, "t", "SELECT unnest([1, 2, 3])::BIGINT AS n")
    put(lake, "t", "SELECT 20::BIGINT AS n", where="n = 2")
    assert numbers(lake) == [1, 3, 20]
    gone = lake.keep("SELECT 3::BIGINT AS n")
    put(lake, "t", "SELECT 30::BIGINT AS n", without=gone.get_name(), on=("n",))
    assert numbers(lake) == [1, 20, 30]


def test_files_that_nobody_published_are_removed_and_no_others(lake):
    put(lake, "t", "SELECT 1::BIGINT AS n")
    kept = files(lake)
    lake.stage("SELECT 2::BIGINT AS n", name="t")
    lake.new_file("raw").write_bytes(b"half a file")
    assert files(lake) > kept
    assert lake.recover() == 2
    assert files(lake) == kept
    assert numbers(lake) == [1]


def test_a_snapshot_sees_one_state_whatever_is_published_meanwhile(lake):
    put(lake, "t", "SELECT 1::BIGINT AS n")
    reader = Lake(lake.folder)
    with reader.snapshot():
        assert numbers(reader) == [1]
        put(lake, "t", "SELECT 2::BIGINT AS n")
        assert numbers(reader) == [1]
    assert numbers(reader) == [1, 2]
    reader.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT unnest([1, 2])::BIGINT AS n", "SELECT unnest([1, 3])::BIGINT AS n"),
        ("SELECT unnest([1, 1])::BIGINT AS n", "SELECT unnest([2, 2])::BIGINT AS n"),
        ("SELECT unnest([1, 2, 2])::BIGINT AS n", "SELECT unnest([1, 3, 3])::BIGINT AS n"),
    ],
)
def test_different_rows_have_different_contents_and_fingerprints(lake, one, other):
    """Identical rows come in pairs (two equal pieces of one refund): they must not cancel out."""
    contents, prints = set(), set()
    for place, query in enumerate((one, other)):
        put(lake, f"t{place}", query)
        contents.add(lake.content(lake.stage(query, name=f"t{place}")))
        prints.add(lake.fingerprint(f"t{place}"))
    assert len(contents) == 2
    assert len(prints) == 2


def test_the_order_of_rows_and_the_number_of_files_change_no_fingerprint(lake):
    put(lake, "whole", "SELECT unnest(range(1000))::BIGINT AS n")
    for start in (500, 0):
        put(lake, "parts", f"SELECT unnest(range({start + 499}, {start - 1}, -1))::BIGINT AS n")
    assert lake.fingerprint("parts") == lake.fingerprint("whole")


def test_a_copied_shop_reads_its_own_files(lake, tmp_path):
    put(lake, "t", "SELECT unnest(range(50))::BIGINT AS n")
    put(lake, "t", "SELECT 7777::BIGINT AS n", where="n < 10")
    lake.close()
    shutil.copytree(lake.folder, tmp_path / "it's elsewhere")
    shutil.rmtree(lake.data)
    with_quote = Lake(tmp_path / "it's elsewhere")
    assert numbers(with_quote) == [*range(10, 50), 7777]
    put(with_quote, "t", "SELECT 8888::BIGINT AS n")
    assert numbers(with_quote)[-1] == 8888
    with_quote.close()


def test_a_column_that_changes_its_type_is_refused_and_a_new_one_is_added(lake):
    lake.ensure("t", {"n": "BIGINT"})
    with pytest.raises(DataError, match=r"t\.n is stored as BIGINT, this would be VARCHAR"):
        lake.ensure("t", {"n": "VARCHAR"})
    lake.ensure("t", {"n": "BIGINT", "m": "VARCHAR"})
    assert lake.schema("t") == {"n": "BIGINT", "m": "VARCHAR"}


def test_a_table_that_is_not_there_is_named_with_those_that_are(lake):
    lake.ensure("orders", {"n": "BIGINT"})
    with pytest.raises(MissingError, match="orders"):
        lake.table("order")


def test_a_long_answer_draws_nothing_on_stdout(lake):
    """A script without a file (python -c) counts as interactive, and a bar would be drawn into what it prints."""
    program = (
        "import sys; from pathlib import Path; from regulars.lake import Lake;"
        "print(Lake(Path(sys.argv[1])).rows(\"SELECT current_setting('enable_progress_bar')\"))"
    )
    told = subprocess.run([sys.executable, "-c", program, str(lake.folder)], capture_output=True, text=True, check=True)
    assert told.stdout == "[(False,)]\n"


def test_several_tables_are_ensured_in_one_commit_or_not_at_all(lake: Lake) -> None:
    lake.ensure("known", {"a": "BIGINT"})
    before = lake.version
    lake.ensure_all({"known": {"a": "BIGINT", "b": "DATE"}, "fresh": {"c": "VARCHAR"}})
    assert lake.version == before + 1
    assert (lake.schema("known"), lake.schema("fresh")) == ({"a": "BIGINT", "b": "DATE"}, {"c": "VARCHAR"})
    lake.ensure_all({"known": {"a": "BIGINT"}, "fresh": {"c": "VARCHAR"}})
    assert lake.version == before + 1, "nothing is lacking"
    with pytest.raises(DataError, match=r"known\.a is stored as BIGINT"):
        lake.ensure_all({"other": {"d": "DATE"}, "known": {"a": "VARCHAR"}})
    assert not lake.has("other")
