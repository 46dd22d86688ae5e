"""Which shop a command is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.cli.discover import find_shop
from regulars.core.errors import InputError, MissingError


def a_shop(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "shop.yaml").write_text("name: x\n", encoding="utf-8")
    return folder


def test_named_shop_wins_over_the_variable_and_the_current_folder(tmp_path: Path) -> None:
    one, two, three = (a_shop(tmp_path / name) for name in ("one", "two", "three"))
    assert find_shop(str(one), environ={"REGULARS_SHOP": str(two)}, here=three) == one


def test_variable_wins_over_the_current_folder(tmp_path: Path) -> None:
    one, two = a_shop(tmp_path / "one"), a_shop(tmp_path / "two")
    assert find_shop(None, environ={"REGULARS_SHOP": str(one)}, here=two) == one


def test_current_folder_wins_over_the_shops_below_it(tmp_path: Path) -> None:
    outer = a_shop(tmp_path / "outer")
    a_shop(outer / "inner")
    assert find_shop(None, environ={}, here=outer) == outer


def test_only_shop_below_is_taken(tmp_path: Path) -> None:
    one = a_shop(tmp_path / "one")
    (tmp_path / "exports").mkdir()
    assert find_shop(None, environ={}, here=tmp_path) == one


def test_of_several_shops_below_none_is_guessed(tmp_path: Path) -> None:
    for name in ("gifts", "books"):
        a_shop(tmp_path / name)
    with pytest.raises(InputError, match=r"2 shops lie in .*: books, gifts\. Say which: --shop books"):
        find_shop(None, environ={}, here=tmp_path)


def test_no_shop_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="regulars init"):
        find_shop(None, environ={}, here=tmp_path)


def test_a_folder_that_is_no_shop_names_those_beside_it(tmp_path: Path) -> None:
    a_shop(tmp_path / "gifts")
    with pytest.raises(MissingError, match=r"Shops found there: .*gifts"):
        find_shop(str(tmp_path / "gfits"), environ={}, here=tmp_path)


def test_a_variable_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"\$REGULARS_SHOP"):
        find_shop(None, environ={"REGULARS_SHOP": str(tmp_path / "gone")}, here=tmp_path)
