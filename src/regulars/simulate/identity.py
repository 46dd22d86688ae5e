"""Under which names people are known: accounts, devices, phones, e-mails; all made up, none of them anybody's.

Phones begin with 154, which no operator holds; e-mails end with names that RFC 2606 keeps free; identity numbers have a
right check digit and the region 99, which is none (GB 11643).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from regulars.core.id_number import check_digit
from regulars.simulate.draws import Draws, Floats, Ints
from regulars.simulate.plan import Plan
from regulars.simulate.words import Words

# fmt: off
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "子梓雨欣一诺浩宇可馨思涵嘉怡俊杰晨曦佳琪博文静雅志强秀英建国丽娟晓明海燕雪梅文博天佑若溪语桐沐阳书瑶景行知夏云舒安然清和"
ENGLISH = (
    "Alice", "Ben", "Chloe", "Daniel", "Emma", "Felix", "Grace", "Henry", "Isla", "Jack", "Kate", "Leo", "Mia", "Noah",
    "Olivia", "Paul", "Quinn", "Ruby", "Sam", "Tessa", "Uma", "Victor", "Wendy", "Xander", "Yara", "Zoe",
)
FAMILY = (
    "Archer", "Baker", "Carter", "Dawson", "Ellis", "Foster", "Gibson", "Harper", "Ingram", "Jarvis", "Keller", "Lawson",
    "Morris", "Norton", "Osborne", "Porter", "Quincy", "Reeves", "Sutton", "Turner", "Underhill", "Vaughn", "Walker",
)
# fmt: on
#: No operator holds 154, so the numbers look right (eleven digits, 1[3-9]…) and ring nowhere.
PHONE_PREFIX, REGION = "154", "990000"
DOMAINS = ("example.com", "example.org", "example.net")


@dataclass(frozen=True)
class Identity:
    """By person. ``second`` is whether they hold a second account with the same phone; ``shares`` the person whose
    device they also use (−1: nobody's)."""

    name: Words
    phone: Words
    email: Words
    id_number: Words
    birthday: NDArray[np.object_]
    province: Ints
    second: NDArray[np.bool_]
    shares: Ints
    cookies: Ints  #: how many cookies they use, one after another
    logs_in: Floats  #: share of visits in which they are logged in


def identity(plan: Plan, draws: Draws, provinces: Floats) -> Identity:
    """Names and numbers of everybody; no two phones and no two e-mails are the same."""
    chance, many = draws.generator("identity"), plan.people
    is_chinese = chance.random(many) < 0.9
    surname, one, two = (chance.integers(0, len(of), many) for of in (SURNAMES, GIVEN, GIVEN))
    first, family = chance.integers(0, len(ENGLISH), many), chance.integers(0, len(FAMILY), many)
    has_two = chance.random(many) < 0.8
    name = np.array(
        [
            SURNAMES[surname[k]] + GIVEN[one[k]] + (GIVEN[two[k]] if has_two[k] else "")
            if is_chinese[k]
            else f"{ENGLISH[first[k]]} {FAMILY[family[k]]}"
            for k in range(many)
        ],
        dtype=object,
    )
    numbers = _apart(chance, 10**8, many)
    ages = 16 + (chance.beta(2.0, 3.5, many) * 60).astype(np.int64)
    born = [plan.start - timedelta(days=int(age * 365.25) + int(rest)) for age, rest in
            zip(ages, chance.integers(0, 365, many), strict=True)]  # fmt: skip
    serial = chance.integers(0, 1000, many)
    shares = np.where(chance.random(many) < 0.03, chance.integers(0, many, many), -1)
    return Identity(
        name=name, phone=np.array([f"{PHONE_PREFIX}{number:08d}" for number in numbers], dtype=object),
        email=np.array([f"p{number:08d}@{DOMAINS[number % 3]}" for number in numbers], dtype=object),
        id_number=np.array([id_number(day, int(n)) for day, n in zip(born, serial, strict=True)], dtype=object),
        birthday=np.array(born, dtype=object), province=chance.choice(len(provinces), many, p=provinces / provinces.sum()),
        second=chance.random(many) < 0.06, shares=np.where(shares == np.arange(many), -1, shares),
        cookies=1 + chance.poisson(0.8, many), logs_in=chance.beta(4.0, 2.0, many),
    )  # fmt: skip


def id_number(born: date, serial: int) -> str:
    """Eighteen signs with the check digit of GB 11643, of no region that exists."""
    body = f"{REGION}{born:%Y%m%d}{serial:03d}"
    return body + check_digit(body)


def _apart(chance: np.random.Generator, below: int, many: int) -> Ints:
    """So many different numbers, in no order."""
    found = np.unique(chance.integers(0, below, int(many * 1.2) + 50))
    while len(found) < many:
        found = np.unique(np.concatenate([found, chance.integers(0, below, many)]))
    return chance.permutation(found)[:many]
