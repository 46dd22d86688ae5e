"""What a look at a raw column tells of its values."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.govern.look import answers, questions

WORDS = st.text(st.sampled_from(" \t\n\r\fa中!~.　"), max_size=4)


@pytest.fixture(scope="module")
def engine():
    return ibis.duckdb.connect()


@given(st.lists(st.none() | WORDS, min_size=1, max_size=6))
def test_a_column_has_edges_where_a_value_begins_or_ends_with_a_blank(engine, words):
    raw = ibis.memtable(pa.table({"word": pa.array(words, pa.string())}))
    (row,) = engine.to_pyarrow(questions(raw, frozenset({("word", "text")}))).to_pylist()
    edges = any(word != word.strip(" \t\n\r\f") for word in words if word)
    assert answers(raw, row).columns["word"].has_edges == edges
