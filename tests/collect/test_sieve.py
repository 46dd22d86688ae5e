"""Personal values in columns that nobody declared are hidden cell by cell; what only resembles them stays."""

from __future__ import annotations

import pyarrow as pa
import pytest

from regulars.collect.place import Places, region_start
from regulars.collect.sieve import Sieve, Use, looks_personal
from regulars.core.errors import DataError
from regulars.core.text import HIDDEN

PHONES = ["13812345678", "+86 138-1234-5678", "8613812345678", " 13812345678 ", "+44 20 7946 0958"]
MAILS = ["ann@mail.example", "Ann.Lee+x@mail.co.example"]


def sifted(uses: dict[str, Use], columns: dict[str, list[str | None]], **more) -> tuple[dict, Sieve]:
    sieve = Sieve(uses, **more)
    return sieve.pass_through(
        pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    ).to_pydict(), sieve


@pytest.mark.parametrize("value", [*PHONES, *MAILS])
@pytest.mark.parametrize("use", ["id", "text", "measure"])
@pytest.mark.parametrize("is_guarded", [True, False])
def test_phones_and_mails_are_personal_wherever_they_stand(value: str, use: Use, is_guarded: bool) -> None:
    assert looks_personal(value, use, is_guarded=is_guarded)


@pytest.mark.parametrize(
    "value",
    ["1234567890", "20240301138123456781", "11010519491231002X", "138123456789", "A13812345678", "o@", "张三", ""],
)
def test_order_numbers_and_names_that_shops_give_stay_identifiers(value: str) -> None:
    assert not looks_personal(value, "id", is_guarded=True)


@pytest.mark.parametrize(
    ("value", "is_personal"),
    [
        ("call 13812345678 please", True), ("电话：13812345678，谢谢", True), ("write to ann@mail.example", True),
        ("身份证11010519491231002X", True), ("１３８１２３４５６７８", True), ("tel +44 20 7946 0958", True),
        ("size 38, 1381234567", False), ("order 20240301138123456781", False), ("@home cups", False), ("5 @ 3.00", False),
    ],
)  # fmt: skip
def test_words_are_searched_for_what_they_hold(value: str, is_personal: bool) -> None:
    assert looks_personal(value, "text", is_guarded=True) == is_personal


def test_without_personal_columns_a_measure_keeps_its_words_but_no_phone() -> None:
    rows, sieve = sifted({"sum": "measure"}, {"sum": ["pending", "待付款", "13812345678"]}, is_guarded=False)
    assert rows["sum"] == ["pending", "待付款", HIDDEN]
    assert sieve.hidden == {"sum": 1}


def test_a_shifted_row_loses_its_words_and_what_may_be_a_name_in_its_identifiers() -> None:
    columns = {
        "no": ["1", "2", "3 Elm Road", "4"],
        "buyer": ["anna", "欧阳", "bob", "carl"],
        "note": ["blue", "red", "Ann Lee", None],
        "sum": ["5", "never", "ann@mail.example", "Anna Lee"],
    }
    rows, _ = sifted({"no": "id", "buyer": "id", "note": "text", "sum": "measure"}, columns)
    assert rows["no"] == ["1", "2", HIDDEN, "4"]
    assert rows["buyer"] == ["anna", "欧阳", "bob", "carl"]
    assert rows["note"] == ["blue", "red", HIDDEN, None]
    assert rows["sum"] == ["5", HIDDEN, HIDDEN, HIDDEN]


def test_a_phone_in_the_place_of_a_name_tells_that_the_row_is_shifted() -> None:
    columns = {"note": ["blue", "Ann Lee"], "name": ["Ann Lee", "13812345678"]}
    rows, _ = sifted({"note": "text"}, columns, names=frozenset({"name"}))
    assert rows["note"] == ["blue", HIDDEN]


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
    sieve = Sieve({"buyer": "id", "sum": "measure"})
    cells = pa.array([7, 13812345678], pa.int64()).cast(kind)
    sieve.pass_through(pa.table({"sum": cells}))
    with pytest.raises(DataError, match="'buyer' holds mobile numbers"):
        sieve.pass_through(pa.table({"buyer": cells}))


def test_of_an_address_only_what_names_the_province_is_kept() -> None:
    places = Places(frozenset({"at"}), frozenset({"浙江", "330000"}))
    told = places.pass_through(
        pa.table({"at": ["浙江省杭州市文三路90号", " 浙江", "330000", "Kossuth utca 14", "", None, "33号楼"]})
    )
    assert told.column("at").to_pylist() == ["浙江", "浙江", "330000", "?", None, None, "?"]
    assert places.unknown == {"at": 2}
    assert region_start("浙江省杭州市", places.regions) == "浙江"
    assert region_start("文三路90号", places.regions) is None
