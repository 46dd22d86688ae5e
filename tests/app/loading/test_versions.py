"""A version stands until the next one that was told, in whatever order they are loaded."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from regulars.app.shop import Shop

SEEN = {"tables": {"product": {"product_id": "sku", "valid_from": "at", "name": "name", "price": "price"}}}
FILES = ("cup,2024-03-01,Cup,10", "cup,2024-03-10,Cup,10", "cup,2024-03-05,Mug,12")
ANSWERS = {1: "Cup", 4: "Cup", 5: "Mug", 9: "Mug", 10: "Cup", 31: "Cup"}  #: day of March: what the product is called


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_version_seen_again_ends_one_that_comes_late_between_the_two(order, new_shop, bring) -> None:
    shop = new_shop(seen=SEEN)
    for place in order:
        bring(shop, f"sku,at,name,price\n{FILES[place]}\n", mapping="seen", name=f"{place}.csv")
    told = {day: Shop(shop).table("product", as_of=date(2024, 3, day))["name"] for day in ANSWERS}
    assert told == {day: [name] for day, name in ANSWERS.items()}


def test_a_version_seen_again_stays_when_the_one_before_it_is_corrected(new_shop, bring) -> None:
    shop = new_shop(seen=SEEN)
    bring(shop, "sku,at,name,price\n" + "\n".join(FILES[:2]) + "\n", mapping="seen", name="first.csv")
    bring(shop, "sku,at,name,price\ncup,2024-03-01,Beaker,10\n", mapping="seen", name="corrected.csv")
    told = [Shop(shop).table("product", as_of=date(2024, 3, day))["name"] for day in (4, 11)]
    assert told == [["Beaker"], ["Cup"]]
