"""Why rows are put aside, in words; what a mapping rejects carries the mapping's own."""

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
    "unreadable": ("the row could not be read", "该行无法读取"),
    "bad_text": ("the text is damaged", "文本已损坏"),
    "ragged_row": ("more or fewer fields than the header", "字段数与表头不符"),
    "repeated_field": ("a field that stands twice", "字段重复"),
    "not_json": ("not JSON", "不是 JSON"),
    "not_an_object": ("not a JSON object", "不是 JSON 对象"),
    "too_deep": ("nested too deeply", "嵌套过深"),
}
REJECTED = "rejected: "


def reason_title(code: str) -> dict[str, str]:
    """A reason in both languages; a code that is not listed stands as it is."""
    plain = code.removeprefix(REJECTED)
    english, chinese = REASONS.get(code, (plain, plain))
    return {"en": english, "zh": chinese}
