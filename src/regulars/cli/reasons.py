"""Why rows were put aside, in words."""

from __future__ import annotations

#: code: (English, Chinese)
REASONS: dict[str, tuple[str, str]] = {
    "required": ("a needed value is missing", "缺少必填值"),
    "not_a_number": ("not a number", "不是数字"),
    "not_a_time": ("not a date or time", "不是日期或时间"),
    "ambiguous_date": ("a date whose day and month cannot be told apart", "日期的日与月无法区分"),
    "not_yes_or_no": ("not yes or no", "不是“是/否”"),
    "out_of_range": ("a number too large to store", "数值超出可存范围"),
    "negative": ("negative where only amounts from 0 up can be", "不应为负数"),
    "too_long": ("an identifier longer than allowed", "标识过长"),
    "implausible_time": ("a date long ago or in the future", "日期过早或在未来"),
    "unknown_word": ("a word that the list does not know", "不在取值范围内"),
    "amount_impossible": ("quantity × price − discounts is no possible amount", "数量×单价−优惠 得不到合理金额"),
    "key_conflict": ("the same key told twice with different content", "同一主键内容不一致"),
    "bad_text": ("text in a broken encoding", "文字编码损坏"),
    "not_an_object": ("not an object with fields", "不是带字段的对象"),
    "not_json": ("not JSON", "不是合法 JSON"),
    "ragged_row": ("more or fewer cells than the header", "列数与表头不一致"),
    "repeated_field": ("a field given twice", "字段重复"),
    "too_deep": ("nested too deeply", "嵌套过深"),
    "unreadable": ("the row could not be read", "该行无法读取"),
}
REJECTED = "rejected: "


def reason_words(code: str, language: str) -> str:
    """A reason in words. What a mapping rejects carries the mapping's own words."""
    if code.startswith(REJECTED):
        return code[len(REJECTED) :]
    pair = REASONS.get(code)
    return code if pair is None else pair[1 if language == "zh" else 0]
