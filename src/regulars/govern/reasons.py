"""Why rows are put aside, in words and with what to do next; what a mapping rejects carries the mapping's own."""

from __future__ import annotations

from dataclasses import dataclass

REJECTED = "rejected: "


@dataclass(frozen=True)
class Reason:
    """``title`` says what is wrong, ``step`` what the operator can do; both in English and Chinese."""

    title: dict[str, str]
    step: dict[str, str]


def _reason(en: str, zh: str, step_en: str, step_zh: str) -> Reason:
    return Reason({"en": en, "zh": zh}, {"en": step_en, "zh": step_zh})


_MEND = ("correct it in the file or with quarantine fix, then replay", "在源文件中或用 quarantine fix 改正，再 replay")
_EXPORT = ("export the file again and load it", "重新导出文件后再导入")

REASONS: dict[str, Reason] = {
    "required": _reason(
        "a needed value is missing, or written as nothing (nan, NULL …)",
        "缺少必填值，或写作空值（nan、NULL 等）",
        *_MEND,
    ),
    "not_a_number": _reason(
        "not a number", "不是数字",
        "fix the value; where the file writes 1.234,50, say decimal: ',' in the mapping; then replay",
        "改正该值；若文件写作 1.234,50，请在映射中设 decimal: ','；然后 replay",
    ),
    "not_a_time": _reason(
        "not a date or time", "不是日期或时间",
        "fix the value, or name its form under dates: {formats: [...]} in the mapping; then replay",
        "改正该值，或在映射 dates: {formats: [...]} 中写明格式；然后 replay",
    ),
    "ambiguous_date": _reason(
        "a date whose day and month cannot be told apart", "日期的日与月无法区分",
        "say dates: {day_first: true} or false in the mapping, then replay",
        "在映射中设 dates: {day_first: true} 或 false，然后 replay",
    ),
    "not_yes_or_no": _reason("not yes or no", "不是“是/否”", *_MEND),
    "out_of_range": _reason(
        "a number too large to be true (money and pieces: above 10^11), or none at all (nan)",
        "数值过大，不可能为真（金额与件数：超过 10^11），或根本不是数（nan）",
        *_MEND,
    ),
    "negative": _reason(
        "negative where only amounts from 0 up can be", "不应为负数",
        "where it is a refund, let the mapping make refunds of such rows, else fix the value; then replay",
        "若为退款，请在映射中将此类行映射为退款，否则改正该值；然后 replay",
    ),
    "too_long": _reason(
        "an identifier longer than 256 signs", "标识超过 256 个字符",
        "see whether columns are shifted in this row; fix the value and replay, or dismiss",
        "检查该行是否串列；改正后 replay，或 dismiss",
    ),
    "implausible_time": _reason(
        "a date before 1980 or in the future", "日期早于 1980 年或在未来",
        "fix the value and replay; dismiss placeholders such as 1900-01-01",
        "改正后 replay；1900-01-01 之类的占位值可 dismiss",
    ),
    "unknown_word": _reason(
        "a word that the list does not know", "不在取值范围内",
        "add the word under words in the mapping, then replay", "在映射的 words 中补充该词，然后 replay",
    ),
    "amount_impossible": _reason(
        "quantity × price − discounts is no possible amount", "数量×单价−优惠 得不到合理金额",
        "check the three columns; fix the wrong one and replay", "核对这几列，改正错误的一列后 replay",
    ),
    "looks_personal": _reason(
        "it looks personal where nothing personal is expected; the value was not kept",
        "该处不应有个人信息，但看起来是；值未保存",
        "see whether the row is shifted in the file; else declare the column under personal, or list it under plain; "
        "then load the file again and dismiss this row",
        "检查源文件中该行是否串列；否则在映射的 personal 中声明该列，或列入 plain；然后重新导入文件并 dismiss 该行",
    ),
    "key_conflict": _reason(
        "the same key told twice with different content; the later row stands", "同一主键内容不一致，以后出现的行为准",
        "dismiss where the later row is right; else correct the source and load it again",
        "若后一行正确则 dismiss；否则改正源文件后重新导入",
    ),
    "bad_text": _reason("the text is damaged", "文本已损坏", *_EXPORT),
    "ragged_row": _reason(
        "more or fewer fields than the header", "字段数与表头不符",
        "quote values that hold the delimiter, export the file again and load it; such a row was not kept",
        "给含分隔符的值加引号，重新导出后再导入；此类行未保存",
    ),
    "wrong_type": _reason(
        "a value that its column's type cannot hold", "值超出该列类型的范围",
        "cast the column in the query, or mend it in the source, and load it again; such a row was not kept",
        "在查询中转换该列类型，或在来源中改正后重新导入；此类行未保存",
    ),
    "repeated_field": _reason("a field that stands twice", "字段重复", *_EXPORT),
    "not_json": _reason("not JSON", "不是 JSON", *_EXPORT),
    "not_an_object": _reason("not a JSON object", "不是 JSON 对象", *_EXPORT),
    "too_deep": _reason("nested too deeply", "嵌套过深", *_EXPORT),
}  # fmt: skip
_REJECT_STEP = {
    "en": "nothing to do where the mapping is right to leave it out; dismiss",
    "zh": "若映射有意剔除则无需处理，可 dismiss",
}


def reason_title(code: str) -> dict[str, str]:
    """A reason in both languages; a code that is not listed stands as it is."""
    plain = code.removeprefix(REJECTED)
    return REASONS[code].title if code in REASONS else {"en": plain, "zh": plain}


def next_step(code: str) -> dict[str, str]:
    """What to do about rows with this reason, in both languages."""
    return REASONS[code].step if code in REASONS else _REJECT_STEP
