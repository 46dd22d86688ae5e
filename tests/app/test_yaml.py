"""A YAML file that cannot be made values is one error that names the file and the line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from regulars.app.shop import Shop, create
from regulars.core.errors import InputError

BILLION = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ENDLESS = {
    "a list in itself": ("a: &x [*x]", "line 1 stands for itself"),
    "a mapping in itself": ("&x {tables: *x}", "line 1 stands for itself"),
    "in itself by way of another": ("a: &x\n  b: &y\n    c: *x\n", "line 3 stands for itself"),
    "thousands of brackets": ("a: " + "[" * 5000, "line 1 goes beyond 50 levels"),
    "thousands of dashes": ("- " * 5000 + "x", "line 1 goes beyond 50 levels"),
    "nine lines that stand for a billion values": (BILLION, "goes beyond 1,000,000 values"),
}
ODD = ("since: 2024-13-45", "amount: " + "9" * 5000, "a: !!int ''", "a: !!bool perhaps", "a: !!timestamp soon")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with create(tmp_path / "shop") as shop:
        yield shop


@pytest.mark.parametrize(("text", "told"), ENDLESS.values(), ids=ENDLESS)
def test_a_mapping_that_never_ends_is_told(text: str, told: str, shop: Shop) -> None:
    (shop.folder / "mappings" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"mapping 'mine' is not readable YAML: .*{told}"):
        shop.load("orders.csv", mapping="mine")


@pytest.mark.parametrize(("text", "told"), ENDLESS.values(), ids=ENDLESS)
def test_settings_that_never_end_are_told(text: str, told: str, shop: Shop) -> None:
    (shop.folder / "shop.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"shop\.yaml is not readable YAML: .*{told}"):
        shop.status()


@pytest.mark.parametrize("text", ODD)
def test_values_that_yaml_itself_stumbles_over_are_told(text: str, shop: Shop) -> None:
    (shop.folder / "shop.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"shop\.yaml is not readable YAML"):
        shop.status()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tables: {}\nzone: x\ntables: {}\n", "'tables' stands in line 1 and in line 3"),
        ("tables:\n  orders:\n    order_id: a\n    order_id: b\n", "'order_id' stands in line 3 and in line 4"),
        ("x: {a: 1, a: 2}\ny: [{b: 1}, {b: 2, b: 3}]\n", "'a' stands in line 1 .*'b' stands in line 2"),
    ],
)
def test_a_key_that_stands_twice_is_told_with_both_lines(text: str, told: str, shop: Shop) -> None:
    (shop.folder / "mappings" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"mapping 'mine' is not readable YAML: .*{told}"):
        shop.workspace.mapping("mine")


def test_aliases_that_end_are_what_they_stand_for(shop: Shop) -> None:
    with (shop.folder / "shop.yaml").open("a", encoding="utf-8") as file:
        file.write("stages: &few {lost_days: 100}\nrfm: {dated: [{from: 2024-01-01, <<: &low {modest: 9}}]}\n")
    assert shop.settings.stages.lost_days == 100
    assert shop.settings.dated[0][1].modest == 9


@pytest.mark.parametrize("formula", ["-" * 1900 + "1", "not " * 450 + "true", "1" + " + 1" * 450])
def test_a_formula_that_nests_without_end_is_a_fault_of_the_mapping(formula: str, shop: Shop) -> None:
    text = f"tables:\n  account: {{account_id: buyer, first_seen_at: '{formula}'}}\n"
    (shop.folder / "mappings" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="first_seen_at: goes beyond 100 levels"):
        shop.workspace.mapping("mine")


def test_names_that_double_one_another_are_a_fault_of_the_mapping(shop: Shop) -> None:
    doubled = "".join(f"  n{place}: n{place - 1} + n{place - 1}\n" for place in range(1, 60))
    text = f"let:\n  n0: amount\n{doubled}tables:\n  account: {{account_id: buyer, first_seen_at: day}}\n"
    (shop.folder / "mappings" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"let\.n12: more than 5,000 steps"):
        shop.workspace.mapping("mine")
