"""Words and names: both languages complete, every key used, no placeholder lost in translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regulars import report
from regulars.report.names import GROUPS, LEVELS, SHELVES, name
from regulars.report.words import WORDS, Words

ROOM = Path(report.__file__).parent
SOURCES = [path for path in (*ROOM.glob("*.py"), *ROOM.rglob("*.jinja")) if not path.name.startswith("words")]
USED = "\n".join(path.read_text("utf-8") for path in SOURCES)


@pytest.mark.parametrize("key", WORDS)
def test_a_sentence_has_both_languages_and_the_same_values(key):
    english, chinese = WORDS[key]
    assert english.strip()
    assert chinese.strip()
    assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", chinese))


@pytest.mark.parametrize("key", WORDS)
def test_a_sentence_is_used(key):
    assert f'"{key}"' in USED, "a sentence that no page says is dead"


def test_a_sentence_fits_one_and_many():
    english = Words("en")
    assert english("rejected_finding", n="1", reason="x").startswith("1 row stands")
    assert english("rejected_finding", n="1,200", reason="x").startswith("1,200 rows stand in")
    assert english("together_of", n="1", share="0.1%") == "1 order (0.1%)"
    assert english("orders_finding", month="May", orders="3", buyers="1", each="3").endswith(
        "1 buyer, 3 orders a buyer"
    )


def test_keys_are_in_order():
    assert list(WORDS) == sorted(WORDS)


def test_no_exclamation_marks():
    assert not [key for key, pair in WORDS.items() if "!" in pair[0].replace("(marked !)", "") or "！" in pair[1]]


def test_names_have_both_languages_and_are_told_apart():
    for shelf, names in SHELVES.items():
        for place, language in enumerate(("en", "zh")):
            said = [pair[place] for pair in names.values()]
            assert all(said)
            assert len(said) == len(set(said)), f"two codes of {shelf} have one name in {language}"


def test_a_level_has_a_word_of_its_own_where_it_is_not_the_half_of_a_group():
    halves = {half.strip().lower() for pair in GROUPS.values() for said in pair for half in re.split("·", said)}
    shared = [code for code, pair in LEVELS.items() if {said.lower() for said in pair} & halves]
    assert shared == ["dormant"], "dormant is one rule on both; an active group reaches further than the recent level"


def test_a_code_of_the_shop_itself_stands_as_it_is():
    assert name("tier", "platinum", "zh") == "platinum"
