"""What personal values look like, by what the column is read as that they stand in.

The forms are strict where identifiers of shops look alike (order numbers of eleven or eighteen digits, article numbers
in groups) and wide where people write freely. Values are folded first: full-width signs, invisible ones, odd blanks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from regulars.collect.blank import is_blank
from regulars.core.id_number import is_checked

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a column is read as: numbers and times only, identifiers (and numbers) only, or words.
Use = Literal["measure", "id", "text"]

_BARE = r"1[3-9][0-9]{9}"
_GROUPED = r"1[3-9][0-9][-. ]?[0-9]{4}[-. ]?[0-9]{4}"
_CHINA = r"(?:\(?(?:\+|00)86\)?[- ]?|86[- ]?)"
_LANDLINE = r"0[1-9][0-9]{1,2}-[0-9]{7,8}"
_ABROAD = r"\+(?:1|7|[2-9][0-9]{1,2})(?:[0-9]{8,12}|[- (][0-9 ()\-]{6,}[0-9])"
_BRITISH = r"0[1-9][0-9]{3} [0-9]{6}|0[1-9][0-9]{2} [0-9]{4} [0-9]{4}|0[12][0-9] [0-9]{4} [0-9]{4}"
#: The ends of addresses that people have, so that 3.1@Gen.Two is none.
_ENDS = (
    r"(?:[a-z]{2}|com|net|org|edu|gov|mil|int|info|biz|name|pro|mobi|asia|top|xyz|vip|club|shop|store|online|site|app|dev|"
    r"mail|email|tech|cloud|live|link|wang|group|ltd|world|today|company|example|test|invalid|localhost)"
)
_MAIL = rf"[a-z0-9._%+\-\x{{80}}-\x{{10ffff}}]+@(?:[a-z0-9\x{{80}}-\x{{10ffff}}\-]+\.)+{_ENDS}"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_ID_NUMBER = rf"{_PROVINCE}[0-9]{{4}}(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{{3}}[0-9x]"
_SPOKEN = r"(?:tel|phone|mobile|call|wechat|wx|电话|手机|联系|致电|微信|电联)"
_PHONE_IN_ID = (
    rf"^[\s'\x60]*(?:{_CHINA}?{_BARE}(?:\.0+)?|{_CHINA}{_GROUPED}|{_ABROAD}|{_LANDLINE})\s*$|^1\.[3-9][0-9]{{3,9}}e\+?10$"
    rf"|(?:^|[^\x00-\x7f]|[_/,; ]){_BARE}(?:$|[^\x00-\x7f]|[_/,; ])"
)
_PHONE_IN_TEXT = (
    rf"(?:^|[^0-9.]){_BARE}(?:\.0+)?(?:[^0-9.]|\.?$)|{_CHINA}{_GROUPED}|{_SPOKEN}[^0-9]{{0,4}}{_GROUPED}"
    rf"|^\s*(?:{_GROUPED}|{_BRITISH})\s*$|{_ABROAD}|(?:^|[^0-9]){_LANDLINE}(?:[^0-9]|$)|1\.[3-9][0-9]{{3,9}}e\+?10"
)
_MAIL_IN_ID = rf"^[<\s]*{_MAIL}[>\s]*$"
_MAIL_IN_TEXT = rf"{_MAIL}(?:[^a-z0-9]|$)"
_ID_NUMBER_IN = rf"(?:^|[^0-9a-z])({_ID_NUMBER})(?:[^0-9a-z]|$)"
_MAIL_IN_NAME = r"[\w.%+\-]+@[\w.\-]+\.\w{2,}"
#: What a number or a time never holds, currencies and words for times aside: the letters of names and addresses.
_LETTERS = (
    r"[a-z]{4,}|[a-z]{2,}[ ,]+[a-z]{2,}|.{41,}"
    r"|[^\x00-\x7f\x{a0}\x{202f}¥£€￥，．：－／元年月日号時时分秒点點上下午周星期一二三四五六七八九十件个個盒瓶套只包箱—–−]"
)
#: The family names of some 85 % of the people of China, double ones among them.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_DOUBLE = "欧阳|司马|上官|夏侯|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|南宫"
#: A name or an address by its form: one in a column of numbers tells by itself that the row is shifted.
_PERSON = (
    rf"^(?:(?:{_DOUBLE})[一-龥]{{1,2}}|[{_SURNAMES}][一-龥]{{1,2}})$"
    r"|[一-龥](?:省|市|区|县|镇|路|街|道|巷|村)[^,]*[0-9]+ ?[号室弄幢栋]|[省市区县][一-龥0-9]{2,}(?:路|街|道|号|镇|村)"
    r"|[0-9]+[a-z]? [a-z]+ (?:st|street|rd|road|ave|avenue|lane|close|drive|way)\b|^[a-z]{2,} [a-z]{2,}(?: [a-z]{2,})?$"
)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_INVISIBLE = r"[\x{200b}-\x{200f}\x{2060}\x{feff}]"


def without_personal(text: str) -> str:
    """The name of a file, a sheet or a column for notes and records: phones, e-mails and identity numbers as dots."""
    return re.sub(rf"(?i){_MAIL_IN_NAME}|{_BARE}|{_ID_NUMBER}", "···", text)


def looks_personal(value: str, use: Use) -> bool:
    """Whether a value is a phone, an e-mail or an identity number, or holds one where words are read."""
    import pyarrow as pa

    return matching(pa.chunked_array([[value]]), use) is not None


def blanked(values: list[Any]) -> list[Any]:
    """Values of one column, with nothing in the place of texts that look personal."""
    import pyarrow as pa

    if not any(isinstance(value, str) for value in values):
        return values
    texts = [value if isinstance(value, str) else None for value in values]
    mask = matching(pa.chunked_array([pa.array(texts, pa.string())]), "text")
    return values if mask is None else [None if hit else one for one, hit in zip(values, mask.to_pylist(), strict=True)]


def matching(values: Any, use: Use) -> Any:
    """Which values look personal, blanks aside; None where none does. Each distinct value is looked at once."""
    patterns = (_PHONE_IN_ID, _MAIL_IN_ID) if use == "id" else (_PHONE_IN_TEXT, _MAIL_IN_TEXT)
    found = distinct_with(values, "|".join(patterns), only=_long_enough)
    if use != "id":
        found = _together(found, numbered(values))
    return _within(values, found)


def numbered(values: Any) -> Any:
    """The distinct values that hold an identity number, its check digit (GB 11643) right. In a column of identifiers
    they say something only as a share: one in thousands of the long numbers of marketplaces is formed so by chance."""
    import pyarrow as pa

    folded = distinct_with(values, _ID_NUMBER_IN, only=_long_enough)
    if folded is None:
        return None
    held = [value for value in folded.to_pylist() if _has_valid_number(value)]
    return pa.array(held, folded.type) if held else None


def lettered(values: Any) -> Any:
    """Which values of a column of numbers and times have the letters of a name; None where none has."""
    import pyarrow.compute as pc

    distinct = distinct_with(values, _LETTERS)
    if distinct is None:
        return None
    plain = pc.match_substring_regex(
        pc.utf8_lower(_folded(distinct)), rf"\b{_MONTHS}\b|[0-9](?:am|pm)\b|asia/|europe/|utc"
    )
    return _within(values, distinct.filter(pc.invert(plain)))


def persons(values: Any) -> Any:
    """Which values of a column of numbers and times are a name or an address by their form; None where none is."""
    return _within(values, distinct_with(values, _PERSON))


def distinct_with(values: Any, pattern: str, *, only: Callable[[Any], Any] | None = None) -> Any:
    """The distinct values that match when they are folded; None where there are none."""
    import pyarrow.compute as pc

    distinct = (only(values) if only is not None else values).unique()
    if not len(distinct):
        return None
    is_hit = pc.match_substring_regex(pc.utf8_lower(_folded(distinct)), pattern)
    hits = distinct.filter(pc.and_not(is_hit, is_blank(distinct)))
    return hits if len(hits) else None


def _folded(values: Any) -> Any:
    import pyarrow.compute as pc

    return pc.replace_substring_regex(pc.utf8_normalize(values, form="NFKC"), _INVISIBLE, "")


def _long_enough(values: Any) -> Any:
    """Values that can be a phone or a number by their length, or an e-mail: looking costs less than a hash."""
    import pyarrow.compute as pc

    is_long = pc.greater_equal(pc.binary_length(values), 10)
    return values.filter(pc.or_(is_long, pc.match_substring(values, "@")))


def _has_valid_number(value: str) -> bool:
    import unicodedata

    folded = unicodedata.normalize("NFKC", value).upper()
    pattern = _ID_NUMBER_IN.replace("0-9x]", "0-9X]").replace("0-9a-z]", "0-9A-Z]")
    return any(map(is_checked, re.findall(pattern, folded)))


def _together(one: Any, other: Any) -> Any:
    import pyarrow as pa

    return other if one is None else one if other is None else pa.concat_arrays([one, other])


def _within(values: Any, found: Any) -> Any:
    import pyarrow.compute as pc

    return pc.is_in(values, found) if found is not None and len(found) else None
