"""Personal data never lies in plain text: not in any file of the shop, not in an error, not in a note or a log."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regulars.app import quarantine
from regulars.core.errors import DataError, InputError, RegularsError

MEMBERS = {
    "personal": {"姓名": "name", "身份证": "id_number", "地址": "address"},
    "tables": {"account": {"account_id": "会员号", "registered_at": "注册时间"}},
    "contacts": {"of": "会员号", "seen_at": "注册时间", "values": {"phone": "手机", "email": "邮箱"}},
}
HEAD = "会员号,注册时间,姓名,手机,邮箱,身份证,地址\n"
NAMES = ["欧阳靖雯", "司马懿轩", "Zoltán Kovács-Ördög", "夏侯明月"]
PHONES = ["13812345678", "13987654321", "19912340001", "15900007777"]
MAILS = ["jingwen.ouyang@mail.example", "yixuan@shop.example", "zoltan@kovacs.example", "moon@xiahou.example"]
IDS = ["11010519491231002X", "440524188001010014", "110105194912310038", "11010519491231002x"]
PLACES = [
    "浙江省杭州市西湖区文三路90号",
    "上海市静安区南京西路1266号",
    "Kossuth utca 14, Szeged",
    "成都市锦江区春熙路8号",
]
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
GUESTS = ["not-a-phone 13611112222 ext", "bad@@mail.example secret"]


def members() -> str:
    """Good rows, one with a bad time, two shifted ones, one with bad values, and a ragged one with all of it."""
    rows = list(zip(["m1", "m2", "m3", "m4"], NAMES, PHONES, MAILS, IDS, PLACES, strict=True))
    lines = [
        f'{no},2024-03-01 10:00,{name},{phone},{mail},{number},"{place}"'
        for no, name, phone, mail, number, place in rows
    ]
    lines[1] = lines[1].replace("2024-03-01 10:00", "never")
    lines.append(f"m7,{NAMES[3]},{PHONES[3]},{MAILS[3]},,{IDS[1]},{PLACES[0]}")
    lines.append(f"m8,{PHONES[2]},{NAMES[2]},{PHONES[0]},,,")
    lines.append(f"m5,2024-03-02,{NAMES[0]},{GUESTS[0]},{GUESTS[1]},{IDS[0]}9,{PLACES[3]}")
    lines.append(f"m6,2024-03-02,{NAMES[1]},{PHONES[0]},{MAILS[0]},{IDS[0]},{PLACES[1]},too,many")
    return HEAD + "\n".join(lines) + "\n"


def plain_values() -> list[str]:
    return [*NAMES, *PHONES, *MAILS, *IDS[:3], *PLACES, *GUESTS, "13611112222"]


def leaks(folder: Path) -> list[str]:
    """Every plain value that any file holds, as bytes in four encodings or as text of a Parquet column."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        texts = json.dumps(_texts(path), ensure_ascii=False).lower() if path.suffix == ".parquet" else ""
        for value in plain_values():
            forms = {form.encode(code, "ignore") for form in (value, value.lower()) for code in ENCODINGS}
            if any(form in content for form in forms) or value.lower() in texts:
                found.append(f"{path.relative_to(folder)}: {value}")
    return found


def _texts(path: Path) -> list[object]:
    table = pq.read_table(path)
    columns = [
        column for column in table.columns if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    ]
    return [column.to_pylist() for column in columns]


@pytest.fixture
def member_shop(new_shop):
    return new_shop(members=MEMBERS)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_no_byte_of_the_shop_holds_a_plain_value(new_shop, bring, caplog, encoding) -> None:
    shop = new_shop(members=MEMBERS)
    content = members()
    if encoding == "gb18030":
        content = content.replace("Zoltán Kovács-Ördög", NAMES[2])
    with caplog.at_level(logging.DEBUG):
        loaded = bring(shop, content.encode(encoding), mapping="members", name="members.csv")
    assert (loaded.rows, loaded.accepted, loaded.quarantined) == (8, 4, 4)
    assert leaks(shop.folder) == []
    said = " ".join([*loaded.notes, *loaded.reasons, caplog.text, repr(loaded)])
    assert [value for value in plain_values() if value in said] == []
    told = str(quarantine.listed(shop).rows()) + str(quarantine.rows(shop, loaded.load_id).rows())
    assert [value for value in plain_values() if value in told] == []
    shop.close()
    assert leaks(shop.folder) == [], "closing writes what was held back"


def test_the_search_for_leaks_finds_one(shop) -> None:
    pq.write_table(pa.table({"x": [PHONES[0]]}), shop.folder / "lake" / "data" / "leak.parquet")
    (shop.folder / "note.txt").write_bytes(NAMES[0].encode("utf-16-le"))
    assert leaks(shop.folder) == [f"lake/data/leak.parquet: {PHONES[0]}", f"note.txt: {NAMES[0]}"]


def test_values_come_back_with_the_master_key_under_the_account(member_shop, bring) -> None:
    bring(member_shop, members(), mapping="members", name="members.csv")
    asked = {"purpose": "test", "by": "tester"}
    assert member_shop.vault.reveal("m1", "phone", **asked) == ["+8613812345678"]
    assert member_shop.vault.reveal("m1", "name", **asked) == [NAMES[0]]
    assert member_shop.vault.reveal("m3", "address", **asked) == [PLACES[2]]


def test_the_same_phone_in_two_files_gives_the_same_token(new_shop, bring, all_of) -> None:
    orders = {
        "personal": {"tel": "phone"}, "namespace": "web",
        "tables": {"orders": {"order_id": "no", "account_id": "buyer", "ordered_at": "at"}},
        "contacts": {"of": "buyer", "seen_at": "at", "values": {"phone": "tel"}},
    }  # fmt: skip
    shop = new_shop(members=MEMBERS, web=orders)
    bring(shop, members(), mapping="members", name="members.csv")
    bring(shop, "no,buyer,at,tel\n1, ｗ1 ,2024-03-05,+86 138-1234-5678\n", mapping="web", name="web.csv")
    rows = all_of(shop, "contact_key", "token", "account_id", "kind")
    holders = {row["account_id"] for row in rows if row["token"] == shop.vault.token("phone", PHONES[0])}
    assert holders == {"m1", "web:w1"}
    assert shop.vault.reveal("web:w1", "phone", purpose="test", by="tester") == ["+8613812345678"], (
        "spelled as in facts"
    )


def test_long_numbers_that_a_spreadsheet_made_floats_are_still_phones(new_shop, bring, all_of, tmp_path) -> None:
    import io

    mapping = {
        "tables": {"account": {"account_id": "no", "registered_at": "at"}},
        "contacts": {"of": "no", "seen_at": "at", "values": {"phone": "tel"}},
    }
    shop = new_shop(floats=mapping)
    file = io.BytesIO()
    pq.write_table(pa.table({"no": [1.0, 2.0], "at": ["2024-03-01"] * 2, "tel": [13812345678.0, None]}), file)
    bring(shop, file.getvalue(), mapping="floats", name="m.parquet")
    (row,) = all_of(shop, "contact_key", "account_id", "token")
    assert row == {"account_id": "1", "token": shop.vault.token("phone", PHONES[0])}
    assert shop.vault.reveal("1", "phone", purpose="test", by="tester") == ["+8613812345678"]


@pytest.mark.parametrize(
    ("column", "kind", "value"),
    [("mail", "email", MAILS[0]), ("tel", "phone", PHONES[0]), ("idno", "id_number", IDS[0])],
)
def test_a_personal_column_that_nobody_declared_is_refused_without_its_values(
    new_shop, bring, column, kind, value
) -> None:
    mapping = {"tables": {"orders": {"order_id": "no", "account_id": column, "ordered_at": "at"}}}
    shop = new_shop(open=mapping)
    late = "".join(f"{place},,2024-03-01\n" for place in range(2000))
    with pytest.raises(DataError) as told:
        bring(shop, f"no,{column},at\n{late}9,{value},2024-03-01\n", mapping="open")
    assert f"{column!r} looks like {kind}" in str(told.value)
    assert value not in str(told.value)
    assert leaks(shop.folder) == []


def test_a_fix_of_a_personal_column_is_sealed_and_kept_as_its_token(member_shop, bring, all_of) -> None:
    loaded = bring(member_shop, members(), mapping="members", name="members.csv")
    with pytest.raises(InputError) as told:
        quarantine.fix(member_shop, loaded.load_id, 2, "手机", "no 13900 number")
    assert "13900" not in str(told.value)
    fixed = quarantine.fix(member_shop, loaded.load_id, 2, "手机", PHONES[3])
    assert fixed.value == member_shop.vault.token("phone", PHONES[3])
    quarantine.fix(member_shop, loaded.load_id, 2, "注册时间", "2024-03-01")
    assert quarantine.replay(member_shop)[0].replayed == 1
    assert member_shop.vault.reveal("m2", "phone", purpose="test", by="tester") == ["+8613987654321", "+8615900007777"]
    assert leaks(member_shop.folder) == []


FAULTS = {
    "unclosed quote": lambda text: (
        text + f'm9,2024-03-01,"{NAMES[0]},{PHONES[0]}\nm10,2024-03-01,{NAMES[1]},{PHONES[1]},,,\n'
    ),
    "missing column": lambda text: text.replace("会员号", "编号", 1),
    "repeated header": lambda text: text.replace("邮箱", "手机", 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_errors_never_repeat_a_personal_value(member_shop, bring, fault) -> None:
    with pytest.raises(RegularsError) as told:
        bring(member_shop, FAULTS[fault](members()), mapping="members", name="members.csv")
    chain, error = "", told.value
    while error is not None:
        chain += str(error)
        error = error.__cause__ or error.__context__
    assert [value for value in plain_values() if value in chain] == []
    assert leaks(member_shop.folder) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from regulars.app.load import load
from regulars.app.workspace import Workspace
import regulars.collect.receive as receive
import pyarrow.parquet as pq

def dying(self, table, **more):
    written(self, table, **more)
    self.file_handle and self.file_handle.flush()
    os.kill(os.getpid(), signal.SIGKILL)

written, pq.ParquetWriter.write_table = pq.ParquetWriter.write_table, dying
load(Workspace(Path(sys.argv[1])), [sys.argv[2]], mapping="members")
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_kill_while_receiving_leaves_tokens_only(member_shop, bring, tmp_path) -> None:
    file = tmp_path / "members.csv"
    rows = members().split("\n", 1)[1]
    file.write_text(HEAD + rows * 2000, encoding="utf-8")
    member_shop.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(member_shop.folder), str(file)], capture_output=True, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert list((member_shop.folder / "lake" / "data").rglob("*.parquet")), "it died after the first rows were written"
    bytes_left = b"".join(path.read_bytes() for path in member_shop.folder.rglob("*") if path.is_file())
    assert [value for value in plain_values() if value.encode() in bytes_left] == []
    assert bring(member_shop, members(), mapping="members", name="again.csv").accepted == 4


def test_a_loaded_erasure_shreds_the_key_and_no_later_load_seals_the_person_again(new_shop, bring) -> None:
    gone = {"tables": {"erasure": {"account_id": "who", "erased_at": "at"}}}
    shop = new_shop(members=MEMBERS, gone=gone)
    bring(shop, members(), mapping="members", name="members.csv")
    asked = {"purpose": "test", "by": "tester"}
    assert shop.vault.reveal("m1", "phone", **asked)
    bring(shop, "who,at\nm1,2024-04-01\n", mapping="gone", name="gone.csv")
    assert shop.vault.reveal("m1", "phone", **asked) == []
    bring(shop, members() + "m9,2024-05-01,,13500001111,,,\n", mapping="members", name="overlap.csv")
    assert shop.vault.reveal("m1", "phone", **asked) == []
    assert shop.vault.reveal("m9", "phone", **asked) == ["+8613500001111"]


def test_names_of_files_and_columns_carry_no_phone_into_the_record(new_shop, bring) -> None:
    shop = new_shop(members=MEMBERS)
    text = members().replace("\n", ",\n").replace("地址,\n", f"地址,{PHONES[0]}\n", 1)
    loaded = bring(shop, text, mapping="members", name=f"list_{PHONES[1]}.csv")
    assert loaded.name == "list_···.csv"
    shop.close()
    assert leaks(shop.folder) == []
