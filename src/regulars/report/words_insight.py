"""The sentences of the sections on tags, crossed groups, pairs and audiences, by key: (English, Chinese)."""

from __future__ import annotations

INSIGHT: dict[str, tuple[str, str]] = {
    "audience": ("Audience", "人群"),
    "audience_fault": ("cannot be used: {fault}", "无法使用：{fault}"),
    "audience_waits": ("counted by the next build", "下次构建时开始记录"),
    "audiences": ("Audiences", "自定义人群"),
    "audiences_entered": ("Entered", "新进入"),
    "audiences_finding": (
        "{title}: {people} on {day}; {entered} entered and {left} left since {before}",
        "「{title}」{day}共 {people}，自{before}以来进入 {entered} 人、离开 {left} 人",
    ),
    "audiences_first": (
        "{n} {n:audience is|audiences are} recorded; who enters and leaves shows from the second day on",
        "已记录 {n} 个自定义人群，从第二个记录日起显示进出变化",
    ),
    "audiences_left": ("Left", "离开"),
    "audiences_more": (
        "The last {n} recorded days; all of them: regulars audience drift NAME",
        "最近 {n} 个记录日；全部：regulars audience drift 名称",
    ),
    "audiences_none": (
        "Save a group of people under a name, and each build records who is in it: regulars audience save NAME "
        "'spend_12m >= 1000'. Then run regulars build.",
        "给一群人起名保存，之后每次构建都会记录成员：regulars audience save 名称 'spend_12m >= 1000'，再运行 "
        "regulars build。",
    ),
    "audiences_read": (
        "Sizes as recorded by each build, under the rule that the audience had then.",
        "人数为每次构建时按当时规则记录的结果。",
    ),
    "audiences_rule": ("Rule", "规则"),
    "crossed": ("Crossed groups", "交叉群"),
    "crossed_all": (
        "All crossings and their base groups: regulars cross --ways 2 (or 3, 4).",
        "全部交叉与基础群：regulars cross --ways 2（或 3、4）。",
    ),
    "crossed_few": (
        "not enough data: of no crossing did 50 people buy again, or nothing was expected 5 times",
        "数据不足：没有交叉群再次购买满 50 人，或预期不足 5 人",
    ),
    "crossed_finding": (
        "{found} of {tests} tested combinations of a crossed group and what it buys {found:stands|stand} out",
        "检验 {tests} 个「交叉群 × 购买内容」组合，{found} 个突出",
    ),
    "crossed_first": (
        "Told here are the first {most} of each number of dimensions: {shown} of {found}.",
        "每个维度数只列前 {most} 项：共 {found} 项中的 {shown} 项。",
    ),
    "crossed_group": ("Crossed group", "交叉群"),
    "crossed_groups": ("Groups of 50 or more", "满 50 人的交叉群"),
    "crossed_having": ("Bought it later", "之后购买"),
    "crossed_index": ("Times as common, 95% interval", "倍数（95% 区间）"),
    "crossed_judged": ("Bought again: 50 or more", "再次购买满 50 人"),
    "crossed_no_groups": (
        "no crossing holds 50 people: some dimension has no group with 50 people in it and 50 out of it",
        "没有满 50 人的交叉：某个维度缺少组内外均满 50 人的基础群",
    ),
    "crossed_none": ("nothing stands out", "均不突出"),
    "crossed_not_enough": (
        "Not enough data yet to say what crossed groups buy more of after {cut}",
        "数据不足，暂不能判断交叉群在{cut}之后更爱买什么",
    ),
    "crossed_nothing": (
        "Nothing stands out of {tests} tested {tests:combination|combinations} of a crossed group and what it buys",
        "检验 {tests} 个「交叉群 × 购买内容」组合，均不突出",
    ),
    "crossed_of": ("{having} of {people}, expected {expected}", "{people} 人中 {having} 人，预期 {expected}"),
    "crossed_read": (
        "Groups are of what was known on {cut}, judged only on what was bought after it, against people who buy as "
        "much. What is expected goes by all of them, the group included; the times go by the others alone, so the two "
        "are not one another's quotient. At most one in ten of what stands out is chance. The line marks 1: as common "
        "as among the others.",
        "人群按{cut}当日的标签划分，只看此后的购买，并与购买量相同的人比较；预期人数按全部这些人（含本群）计算，"
        "倍数只与其中的其他人相比，因此两者不能直接相除。突出项中偶然的不超过十分之一。竖线为 1，即与其他人相同。",
    ),
    "crossed_runs": ("What was tested", "检验范围"),
    "crossed_stand_out": ("Stand out", "突出"),
    "crossed_tests": ("Tested", "检验数"),
    "crossed_waits": (
        "Groups are judged by what they buy afterwards: 100 buyers a month or more ago, and 50 since then, are needed.",
        "交叉群要用之后的购买来检验：至少一个月前有 100 位买家，其后有 50 位购买。",
    ),
    "crossed_ways": ("Dimensions", "维度数"),
    "known": ("Known of", "已知人数"),
    "lift": ("Lift, 95% interval", "提升度（95% 区间）"),
    "lower_quartile": ("Lower quartile", "下四分位"),
    "median": ("Median", "中位数"),
    "median_chart": ("The middle half", "中间一半"),
    "q_value": ("q", "q"),
    "tag": ("Tag", "标签"),
    "tag_value": ("Value", "取值"),
    "tags": ("Tags", "标签"),
    "tags_all": (
        "All tags: regulars tags. One of them: regulars tags NAME.",
        "全部标签：regulars tags；单个标签：regulars tags 名称。",
    ),
    "tags_finding": (
        "{told} of {declared} tags {told:is|are} known of somebody.",
        "{declared} 个标签中有 {told} 个已有取值。",
    ),
    "tags_none": (
        "Tags are kept of the days that were built: run regulars build for this one.",
        "标签只保留在构建过的日期：请对这一天运行 regulars build。",
    ),
    "tags_number": ("In numbers: the middle customer and the middle half", "数值标签：中位客户与中间一半"),
    "tags_repeat": ("{share} of {n} {n:customer|customers} are repeat buyers", "{n} 位客户中 {share} 是复购客户"),
    "tags_word": ("In words: the most frequent", "文字标签：最常见的取值"),
    "tags_yes": ("Yes or no: how many customers have it", "是否标签：符合的客户"),
    "together": ("Bought together", "一起购买"),
    "together_all": (
        "All that stand out: regulars basket --level {level} --as-of {day} --min-support {support} --limit 0. Other "
        "levels and supports test other pairs.",
        "全部突出组合：regulars basket --level {level} --as-of {day} --min-support {support} --limit 0。"
        "层级与支持度不同，检验的组合也不同。",
    ),
    "together_alike": ("Among orders of like size", "同大小订单中"),
    "together_both": ("Together", "同购"),
    "together_confidence": ("B with A · A with B", "含甲购乙·含乙购甲"),
    "together_finding": (
        "{found} of {tests} {tests:pair|pairs} of {items} {found:stands|stand} out, first {one} with {other}: {n} "
        "{n:order|orders}",
        "检验 {tests} 对{items}，{found} 对突出；首位是{one}与{other}：{n} 笔订单",
    ),
    "together_items_category": ("categories", "品类"),
    "together_items_product": ("products", "商品"),
    "together_items_title": ("titles", "品名"),
    "together_none": ("Pairs need lines of orders that name a product.", "需要带商品的订单明细。"),
    "together_not_enough": (
        "Not enough data: of {n} {n:order|orders}, no two {items} are in enough of them",
        "数据不足：{n} 笔订单中，没有两个{items}出现得足够多",
    ),
    "together_nothing": (
        "Nothing stands out of {tests} {tests:pair|pairs} of {items} tested: no two are together more often than "
        "orders of that size hold anyway",
        "检验 {tests} 对{items}，均不突出：没有哪两样的同购次数超出同样大小的订单",
    ),
    "together_of": ("{n} {n:order|orders} ({share})", "{n} 笔（{share}）"),
    "together_pair": ("Pair", "组合"),
    "together_read": (
        "{found} of {tests} {tests:pair|pairs} of {items} {found:stands|stand} out of {baskets} "
        "{baskets:order|orders}; both and the pair are in at least {support} of them. Told here: {shown}, the best by "
        "the lift among orders of like size. Lift compares with items that know nothing of one another; the line marks "
        "1.",
        "{baskets} 笔订单中检验 {tests} 对{items}，{found} 对突出；两者与组合均至少出现在 {support} 的订单中。"
        "此处列出 {shown} 对，按同大小订单中的提升度排序。提升度与互不相关时比较，竖线为 1。",
    ),
    "unknown_share": ("Unknown", "未知占比"),
    "upper_quartile": ("Upper quartile", "上四分位"),
    "values_more": ("{n} values in all", "共 {n} 个取值"),
    "yes_share": ("Share of the known", "占已知比例"),
}
