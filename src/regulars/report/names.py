"""The words for the codes that the picture carries: groups, levels, stages, tiers, causes and measures."""

from __future__ import annotations

from regulars.report.picture import Language

Names = dict[str, tuple[str, str]]

#: code: (English, Chinese). The order is the order on every page.
GROUPS: Names = {
    "active_frequent_valuable": ("Active · frequent · valuable", "活跃·高频·高价值"),
    "active_frequent_modest": ("Active · frequent · modest", "活跃·高频·普通"),
    "active_rare_valuable": ("Active · rare · valuable", "活跃·低频·高价值"),
    "active_rare_modest": ("Active · rare · modest", "活跃·低频·普通"),
    "dormant_frequent_valuable": ("Dormant · frequent · valuable", "沉睡·高频·高价值"),
    "dormant_frequent_modest": ("Dormant · frequent · modest", "沉睡·高频·普通"),
    "dormant_rare_valuable": ("Dormant · rare · valuable", "沉睡·低频·高价值"),
    "dormant_rare_modest": ("Dormant · rare · modest", "沉睡·低频·普通"),
    "refunded": ("All refunded", "已全额退款"),
    "no_purchase": ("Never bought", "未购买"),
}
SIDES: Names = {
    "not_yet": ("Not yet a customer", "尚未成为客户"),
    "merged": ("Merged into another", "已并入其他客户"),
    "erased": ("Erased", "已删除"),
}
STAGES: Names = {
    "visitor": ("Visitor", "访客"),
    "registered": ("Registered", "已注册"),
    "activated": ("Activated", "已激活"),
    "new": ("New", "新客"),
    "growing": ("Growing", "成长期"),
    "mature": ("Mature", "成熟期"),
    "one_time": ("One-time", "一次客"),
    "returned": ("Returned", "回流"),
    "lost": ("Lost", "流失"),
}
TIERS: Names = {"silver": ("Silver", "白银"), "gold": ("Gold", "黄金"), "diamond": ("Diamond", "钻石")}
AXES: Names = {
    "R": ("Recency (R)", "最近购买（R）"),
    "F": ("Frequency (F)", "购买频次（F）"),
    "M": ("Value of an order (M)", "笔单价（M）"),
}
LEVELS: Names = {
    "active": ("Recent", "近期"),
    "dormant": ("Dormant", "沉睡"),
    "high": ("High", "高"),
    "middle": ("Middle", "中"),
    "low": ("Low", "低"),
}
CAUSES: Names = {
    "entered": ("first seen", "首次出现"),
    "merged": ("merged", "账号合并"),
    "erased": ("erased", "已删除"),
    "bought": ("bought", "有新购买"),
    "refunded": ("refunded", "全额退款"),
    "threshold": ("thresholds changed", "阈值调整"),
    "aged": ("time passed without a purchase", "久未购买"),
    "stayed": ("stayed", "未变动"),
}
MEASURES: Names = {
    "completeness": ("Completeness", "完整性"),
    "uniqueness": ("Uniqueness", "唯一性"),
    "validity": ("Validity", "有效性"),
    "consistency": ("Consistency", "一致性"),
    "timeliness": ("Timeliness", "及时性"),
}
FAMILIES: Names = {
    "gmv": ("GMV in its three meanings", "GMV 的三种口径"),
    "orders": ("Orders and buyers", "订单与买家"),
    "return": ("Coming back", "复购"),
    "trust": ("Refunds and gaps in the data", "退款与数据缺口"),
}
DIRECTIONS: Names = {
    "entered": ("joined", "新进入"),
    "first": ("bought for the first time", "首次购买"),
    "woke": ("woke up", "被唤醒"),
    "slept": ("fell dormant", "转为沉睡"),
    "other": ("changed otherwise", "其他变动"),
    "left": ("left", "离开"),
    "stayed": ("stayed", "未变动"),
}
KEYS: Names = {
    "email": ("e-mail", "邮箱"),
    "phone": ("phone", "手机号"),
    "account": ("account number", "账号"),
    "loyalty": ("loyalty number", "会员号"),
    "device": ("device", "设备"),
}
KINDS: Names = {
    "order": ("Order", "下单"),
    "refund": ("Refund", "退款"),
    "registered": ("Registered", "注册"),
    "other": ("Other", "其他"),
}
SHELVES: dict[str, Names] = {
    "group": GROUPS | SIDES,
    "stage": STAGES | SIDES,
    "tier": TIERS | SIDES,
    "axis": AXES,
    "level": LEVELS,
    "cause": CAUSES,
    "measure": MEASURES,
    "family": FAMILIES,
    "direction": DIRECTIONS,
    "key": KEYS,
    "kind": KINDS,
}


def name(shelf: str, code: str, language: Language) -> str:
    """The word for a code; a code that a shop added itself stands as it is."""
    pair = SHELVES[shelf].get(code)
    if pair is None:
        return code
    return pair[0] if language == "en" else pair[1]
