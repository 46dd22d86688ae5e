"""Every reason for which a row can be put aside has words and a next step in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import regulars
from regulars.app.aside import UNREADABLE
from regulars.govern.reasons import REASONS, next_step, reason_title

SOURCE = Path(regulars.__file__).parent


def codes_of_checks() -> set[str]:
    """What cleaning writes as reasons: the first argument of every Check, and the tables of codes."""
    texts = [path.read_text("utf-8") for path in (SOURCE / "govern").glob("*.py") if path.name != "reasons.py"]
    text = "\n".join(texts)
    named = set(re.findall(r'Check\("(\w+)"', text)) | set(re.findall(r'wrongs\.append\(\("(\w+)"', text))
    table = re.search(r"code = {(.*?)}", text)
    assert table, "the codes of conversions stand in one table"
    return named | set(re.findall(r': "(\w+)"', table[1])) | {"key_conflict"}


def codes_of_readers() -> set[str]:
    """Reasons of rows that a reader could not turn into columns."""
    text = "\n".join(path.read_text("utf-8") for path in (SOURCE / "sources").glob("*.py"))
    return set(re.findall(r'RowError\("(\w+)"', text)) | set(re.findall(r'Unreadable\([^,()]+, "(\w+)"', text))


def test_the_search_finds_codes() -> None:
    assert len(codes_of_checks()) > 8
    assert len(codes_of_readers()) > 3


@pytest.mark.parametrize("code", sorted(codes_of_checks() | codes_of_readers()))
def test_every_code_has_words_and_a_next_step(code: str) -> None:
    assert code in REASONS, f"govern/reasons.py must say what {code} means and what to do"


@pytest.mark.parametrize("code", sorted(REASONS))
def test_words_are_there_in_both_languages(code: str) -> None:
    for words in (REASONS[code].title, REASONS[code].step):
        assert words.keys() == {"en", "zh"}
        assert re.search("[\u4e00-\u9fff]", words["zh"]), f"the Chinese of {code} is Chinese"
        assert not re.search("[\u4e00-\u9fff]", words["en"]), f"the English of {code} is English"


def test_rows_that_a_mapping_rejects_carry_its_own_words() -> None:
    assert reason_title("rejected: stock correction")["en"] == "stock correction"
    assert "dismiss" in next_step("rejected: stock correction")["en"]


def test_unreadable_reasons_are_those_of_the_readers() -> None:
    assert set(UNREADABLE) == codes_of_readers()
