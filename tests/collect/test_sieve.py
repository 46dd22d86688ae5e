"""Personal values in columns that nobody declared are hidden cell by cell; what only resembles them stays."""

from __future__ import annotations

import pyarrow as pa
import pytest

from regulars.collect.personal import Use, lettered, looks_personal
from regulars.collect.place import Places, region_start
from regulars.collect.sieve import Sieve
from regulars.core.errors import DataError
from regulars.core.text import HIDDEN

PHONES = ["13812345678", "+86 138-1234-5678", "8613812345678", " 13812345678 ", "+44 20 7946 0958"]
PHONES += [
    "１３８１２３４５６７８",
    "1３812345678",
    "13812345678.0",
    "1.3812345678E+10",
    "008613812345678",
    "(+86)13812345678",
]
PHONES += [
    "'13812345678",
    "买家13812345678",
    "13812345678_a",
    "13812345678/13912345670",
    "021-62345678",
    "\u200b13812345678",
]
MAILS = ["ann@mail.example", "Ann.Lee+x@mail.co.example", "zhang＠qq.com", "<zhang@qq.com>"]


def sifted(uses: dict[str, Use], columns: dict[str, list[str | None]], **more) -> tuple[dict, Sieve]:
    sieve = Sieve(uses, **more)
    return sieve.pass_through(
        pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    ).to_pydict(), sieve


@pytest.mark.parametrize("value", [*PHONES, *MAILS])
@pytest.mark.parametrize("use", ["id", "text", "measure"])
def test_phones_and_mails_are_personal_wherever_they_stand(value: str, use: Use) -> None:
    assert looks_personal(value, use)


@pytest.mark.parametrize(
    "value",
    [
        "1234567890",
        "20240301138123456781",
        "11010519491231002X",
        "138123456789",
        "A13812345678",
        "o@",
        "张三",
        "",
        "SW1A 1AA",
        "154-4512-1909",
        "100120240501000",
        "1714550400123",
        "SO-15900001234",
        "C536365",
        "钢管 159 1200 3000",
        "wx_2024",
    ],
)
def test_order_numbers_and_names_that_shops_give_stay_identifiers(value: str) -> None:
    assert not looks_personal(value, "id")


@pytest.mark.parametrize(
    ("value", "is_personal"),
    [
        ("call 13812345678 please", True), ("电话：13812345678，谢谢", True), ("write to ann@mail.example", True),
        ("身份证11010519491231002X", True), ("１３８１２３４５６７８", True), ("tel +44 20 7946 0958", True),
        ("wx13812345678", True), ("13812345678abc", True), ("电话 138-1234-5678", True), ("07700 900123", True),
        ("size 38, 1381234567", False), ("order 20240301138123456781", False), ("@home cups", False), ("5 @ 3.00", False),
        ("钢管 159 1200 3000", False), ("Size 130-1400-1500", False), ("套装+3 1000 2000 3000", False),
        ("USB-C 3.1@Gen.Two", False), ("活动2.0@双11.Sale", False), ("110105194912310021", False),
        ("30.13812345678, 120.1", False), ("isbn 978-7-111-54742-6", False),
    ],
)  # fmt: skip
def test_words_are_searched_for_what_they_hold(value: str, is_personal: bool) -> None:
    assert looks_personal(value, "text") == is_personal


HONEST = [
    "£12.50",
    "€1 234,50",
    "¥12.50",
    "￥12.50",
    "12.50元",
    "1\u00a0234.50",
    "+1,234.50",
    "(5.00)",
    "2件",
    "1e308",
    "12.50 GBP",
]
HONEST += [
    "2024-05-01T10:00:00+08:00",
    "2024年3月1日 10时5分",
    "上午10:30",
    "5 March 2024",
    "1 Mar 2024",
    "03/04/2024 5:10 PM",
]
HONEST += [
    "2024-05-01 10:00:00 Asia/Shanghai",
    "1714550400",
    "20240501100000",
    "NULL",
    "—",
    "-",
    "n/a",
    "1O0",
    "13.812345678",
]


@pytest.mark.parametrize("value", HONEST)
def test_numbers_and_times_as_people_write_them_are_no_names(value: str) -> None:
    assert not looks_personal(value, "measure")
    assert lettered(pa.chunked_array([[value]])) is None


@pytest.mark.parametrize("value", ["张三", "Li Wei", "Smith", "杭州市西湖区文三路90号", "昨天下午", "x" * 41])
def test_letters_in_a_column_of_numbers_may_be_a_name(value: str) -> None:
    assert lettered(pa.chunked_array([[value]])) is not None


def test_without_personal_columns_a_measure_keeps_its_words_but_no_phone() -> None:
    rows, sieve = sifted({"sum": "measure"}, {"sum": ["pending", "待付款", "13812345678"]}, is_guarded=False)
    assert rows["sum"] == ["pending", "待付款", HIDDEN]
    assert sieve.hidden == {"sum": 1}


def test_a_shifted_row_loses_its_words_and_what_may_be_a_name_in_its_identifiers() -> None:
    columns = {
        "no": ["1", "2", "3 Elm Road", "4", "5"],
        "buyer": ["anna", "欧阳", "bob", "carl", "文"],
        "note": ["blue", "red", "Ann Lee", "green", "Ann Lee"],
        "sum": ["5", "never", "ann@mail.example", "两件", "Anna Lee"],
        "at": ["2024-03-01", "2024-03-01", "2024-03-01", "2024-03-01", "杭州"],
    }
    uses: dict[str, Use] = {"no": "id", "buyer": "id", "note": "text", "sum": "measure", "at": "measure"}
    rows, _ = sifted(uses, columns)
    assert rows["no"] == ["1", "2", HIDDEN, "4", "5"]
    assert rows["buyer"] == ["anna", "欧阳", "bob", "carl", HIDDEN]
    assert rows["note"] == ["blue", "red", HIDDEN, "green", HIDDEN], "one word among numbers is a slip of the pen"
    assert rows["sum"] == ["5", HIDDEN, HIDDEN, HIDDEN, HIDDEN]


def test_a_phone_in_the_place_of_a_name_tells_of_a_shift_only_where_none_stands_in_its_own() -> None:
    columns = {"note": ["blue", "Ann Lee", "red"], "name": ["Ann Lee", "13812345678", "13812345678"]}
    columns["tel"] = ["13812345678", "Elm Road", "13812345678"]
    rows, _ = sifted({"note": "text"}, columns, names=frozenset({"name"}), phones=frozenset({"tel"}))
    assert rows["note"] == ["blue", HIDDEN, "red"]


def test_identity_numbers_as_identifiers_are_told_by_their_share_and_kept_where_they_are_chance() -> None:
    valid, chance = "11010519491231002X", "110105194912310021"
    _, sieve = sifted({"card": "id"}, {"card": [valid] * 60 + ["7"] * 40})
    with pytest.raises(DataError, match="60 of 100 values of 'card'"):
        sieve.refuse_personal()
    rows, sieve = sifted({"card": "id"}, {"card": [chance] * 60 + [valid] + ["7"] * 40})
    sieve.refuse_personal()
    assert HIDDEN not in rows["card"]


@pytest.mark.parametrize(("strays", "is_refused"), [(19, False), (20, True), (400, True)])
def test_a_column_with_many_phones_is_personal_by_its_nature(strays: int, is_refused: bool) -> None:
    _, sieve = sifted({"buyer": "id"}, {"buyer": ["13812345678"] * strays + ["anna"] * (400 - strays)})
    assert sieve.hidden == {"buyer": strays}
    if is_refused:
        with pytest.raises(DataError, match=rf"{strays} of 400 values of 'buyer'.*declare"):
            sieve.refuse_personal()
    else:
        sieve.refuse_personal()


def test_a_few_phones_in_a_long_column_are_strays() -> None:
    _, sieve = sifted({"buyer": "id"}, {"buyer": ["13812345678"] * 30 + ["anna"] * 970})
    sieve.refuse_personal()
    assert sieve.hidden == {"buyer": 30}


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.decimal128(20, 0), pa.uint64()])
def test_mobile_numbers_as_numbers_are_refused(kind: pa.DataType) -> None:
    sieve = Sieve({"buyer": "id", "level": "text", "sum": "measure"})
    cells = pa.array([7, 13812345678], pa.int64()).cast(kind)
    sieve.pass_through(pa.table({"sum": cells}))
    for name in ("buyer", "level"):
        with pytest.raises(DataError, match=f"{name!r} holds mobile numbers"):
            sieve.pass_through(pa.table({name: cells}))


def test_of_an_address_only_what_names_the_province_is_kept() -> None:
    places = Places(frozenset({"at"}), frozenset({"浙江", "330000"}))
    told = places.pass_through(
        pa.table({"at": ["浙江省杭州市文三路90号", " 浙江", "330000", "Kossuth utca 14", "", None, "33号楼"]})
    )
    assert told.column("at").to_pylist() == ["浙江", "浙江", "330000", "?", None, None, "?"]
    assert places.unknown == {"at": 2}
    assert region_start("浙江省杭州市", places.regions) == "浙江"
    assert region_start("文三路90号", places.regions) is None
