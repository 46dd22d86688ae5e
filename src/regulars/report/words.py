"""Every sentence of the pages in English and Chinese, by key; the Chinese is written by meaning, not by word."""

from __future__ import annotations

from regulars.core.text import PLURAL
from regulars.report.picture import Language
from regulars.report.words_insight import INSIGHT

#: key: (English, Chinese)
_PLAIN: dict[str, tuple[str, str]] = {
    "all_refunded_line": ("everything they bought was refunded", "买过但已全额退款"),
    "also_flow": ("Also: {start} to {end} (not a full month)", "另：{start}至{end}（未满月）"),
    "amount": ("Amount", "金额"),
    "aov": ("Per order", "笔单价"),
    "aov_is": ("{money} per order", "笔单价 {money}"),
    "as_of": ("As of the end of {day}", "数据截至{day}（含当日）"),
    "axes_advice": (
        "Advice: “{level}” in {axis} holds {share} of customers. Moving its threshold from {current} to {proposed} "
        "would split them more evenly.",
        "建议：{axis}的「{level}」档占了 {share} 的客户，把阈值从{current}调到{proposed}，分布会更均匀。",
    ),
    "axes_even": (
        "Every level of R, F and M holds between 2% and 70% of customers",
        "R、F、M 各档客户占比都在 2%–70% 之间，分档合理",
    ),
    "axes_title": ("The three axes and their thresholds", "三个维度与分档阈值"),
    "axes_uneven": (
        "{axis} does not separate customers: “{level}” holds {share} of them",
        "{axis}区分度不够：「{level}」档占 {share} 的客户",
    ),
    "best_month": ("{month} was the best full month: {paid} paid", "{month}支付金额最高，为 {paid}"),
    "better": ("better", "变好"),
    "built": ("Made on {moment} ({zone})", "生成于 {moment}（{zone}）"),
    "buyers": ("Buyers", "买家数"),
    "changed_best": (", {change} on the month before", "，环比 {change}"),
    "changed_last": ("; {month} {change} on the month before", "；{month}环比 {change}"),
    "check_rows": ("read ≠ accepted + quarantined", "读入 ≠ 入库 + 隔离"),
    "cohort_finding": (
        "Of {n} first-time {n:buyer|buyers}, {share} bought again in the month after",
        "{n} 位首购客户中，{share} 在次月再次购买",
    ),
    "cohort_legend": (
        "Each row: first-time buyers of one month. Each cell: the share of them who bought in that later month. "
        "Blank: that month is not complete yet.",
        "每行是当月首购客户，每格是其中在第 N 个月再次购买的比例。空白：该月尚未结束。",
    ),
    "cohort_month": ("First bought in", "首购月份"),
    "cohort_none": (
        "No cohort has a complete month after its first purchase yet",
        "还没有任何一批首购客户走完次月，暂不能判断复购",
    ),
    "cohort_unknown": (
        "* The history is too short to know that these people bought for the first time; they are not in the headline.",
        "* 历史数据不够长，无法确认是否真为首购，未计入标题数字。",
    ),
    "colon": (": ", "："),
    "comma": (", ", "，"),
    "customer_page": ("Customer", "客户"),
    "data_range": ("Data from {start} to {end}", "数据范围 {start}至{end}"),
    "date": ("Date", "日期"),
    "day_one": ("{n} day", "{n} 天"),
    "days": ("{n} days", "{n} 天"),
    "definition": ("How it is counted", "口径说明"),
    "empty_command_why": (
        "It reads the file, keeps what it understands, puts the rest aside with a reason, and tells you both.",
        "命令会读取文件，看得懂的入库，看不懂的放入隔离区并写明原因，两边都会告诉你。",
    ),
    "empty_filled": ("This is how it will look, with your numbers in it.", "填满之后大致是这个样子，数字是你自己的。"),
    "empty_mapping": ("NAME", "映射名"),
    "empty_section": ("Nothing here yet. {needs}", "这里还没有内容。{needs}"),
    "empty_text": (
        "Load an export of orders (CSV, Excel or Parquet) through a mapping, build, and make this report again. "
        "regulars map orders.csv proposes a mapping.",
        "先按映射导入一份订单数据（CSV、Excel 或 Parquet），构建后再重新生成报告。"
        "regulars map orders.csv 可自动建议映射。",
    ),
    "empty_title": ("No orders yet", "还没有订单数据"),
    "exact": ("Exactly {value}", "精确值 {value}"),
    "figures": ("Key figures", "核心指标"),
    "figures_finding": (
        "Customers paid {paid}; after refunds {net} remains",
        "支付金额 {paid}，扣除退款后净销售额 {net}",
    ),
    "figures_finding_month": (
        "{month}: customers paid {paid}; after refunds {net} remains",
        "{month}支付金额 {paid}，扣除退款后净销售额 {net}",
    ),
    "figures_period": ("{period}, compared with {previous}", "统计期：{period}；对比：{previous}"),
    "figures_title": ("The shop's key figures", "店铺核心指标"),
    "first_last": ("First and last purchase", "首次与最近购买"),
    "flow": ("Movement", "分层流动"),
    "flow_causes": ("Why they moved", "变动原因"),
    "flow_finding": (
        "From {start} to {end}, {slept} fell dormant and {woke} woke up",
        "{start}至{end}，{slept}转为沉睡，{woke}被唤醒",
    ),
    "flow_from": ("From \\ to", "从 \\ 到"),
    "flow_left_out": (
        "{n} who never bought and still have not are left out of the picture; the table has them.",
        "图中未画一直未购买的{n}，表格中有。",
    ),
    "flow_moves": ("The largest moves", "最大的几股流动"),
    "flow_none": (
        "The first flow appears once two month-ends are covered.",
        "数据覆盖两个月末后，这里会显示人群流动。",
    ),
    "flow_read": (
        "Left: groups on {start}. Right: groups on {end}. Thickness is people.",
        "左侧为{start}的人群，右侧为{end}的人群，粗细代表人数。",
    ),
    "footer": (
        "Made by Regulars from the shop's own data. Nothing on this page is loaded from the network.",
        "由 Regulars 根据店铺自有数据生成，本页不加载任何网络内容。",
    ),
    "formula": ("Formula", "公式"),
    "gap_needs": ("Needs purchases on at least three days.", "至少需要三天有购买。"),
    "gmv_ordered": ("Ordered", "下单金额"),
    "gmv_paid": ("Paid", "支付金额"),
    "gmv_share": ("Share of GMV", "GMV 占比"),
    "group": ("Group", "人群"),
    "groups": ("Groups", "人群分层"),
    "groups_best": (
        "{group} are {people} of people and bring {gmv} of GMV.",
        "「{group}」占人数 {people}，贡献 GMV {gmv}。",
    ),
    "groups_finding": (
        "Dormant groups hold {people} of people and {gmv} of GMV",
        "沉睡人群占人数 {people}，占 GMV {gmv}",
    ),
    "groups_legend": (
        "Area: people. Shade: share of GMV (paid), from little to much:",
        "面积：人数；深浅：GMV（支付）占比，由少到多：",
    ),
    "groups_money": (
        "Money of the groups: {paid}, all that customers paid up to {day}; refunds are not deducted, but days refunded "
        "as a whole are left out.",
        "人群金额共 {paid}：客户截至{day}累计支付的金额，不扣退款，但已全额退款的购买日不计。",
    ),
    "groups_money_less": (
        "The shop's paid GMV up to then is {gmv}: orders without a customer, such days and erased customers belong to "
        "no group.",
        "店铺同期支付金额（GMV）为 {gmv}，差额来自无客户标识的订单、上述购买日和已删除的客户，它们不属于任何人群。",
    ),
    "groups_none": ("Groups need paid orders that name their customer.", "需要带客户标识的已支付订单。"),
    "groups_stages": ("Groups and stages together", "人群 × 生命周期"),
    "groups_stages_fault": (
        "{n} {n:person stands|people stand} in a cell that the rules make impossible (marked !): report it, it is a "
        "fault of ours",
        "{n} 人出现在规则上不可能的格子里（标 !），这是程序问题，请反馈给我们",
    ),
    "groups_stages_top": (
        "The largest cell is {group}, {stage}: {n}",
        "人数最多的组合是「{group}」×「{stage}」：{n}",
    ),
    "history_finding": (
        "Dormant share went from {before} to {after} ({change}) between {start} and {end}",
        "沉睡人群占比从 {before} 变为 {after}（{change}），{start}至{end}",
    ),
    "history_none": ("Month-end snapshots will stand here.", "这里会显示每个月末的人群规模。"),
    "history_read": (
        "Each bar: the people in the eight groups at the end of that month.",
        "每根柱子是该月末八个人群的人数。",
    ),
    "identities": ("Accounts, and why they are one person", "关联账号与合并依据"),
    "identities_line": ("Linked by {key} {token}", "通过{key} {token} 关联"),
    "impossible": ("impossible by the rules", "规则上不可能"),
    "interval": ("95% interval {low} – {high}", "95% 区间 {low} – {high}"),
    "lang": ("en", "zh-CN"),
    "legend_net": ("net of refunds (narrow bar)", "净销售额（窄柱）"),
    "legend_ordered": ("ordered (line)", "下单金额（横线）"),
    "legend_paid": ("paid (wide bar)", "支付金额（宽柱）"),
    "level_line": ("{axis}: {level}", "{axis}：{level}"),
    "loads": ("What was loaded", "数据导入情况"),
    "loads_accepted": ("Accepted", "入库"),
    "loads_at": ("Loaded at", "导入时间"),
    "loads_finding": (
        "{accepted} of {rows} {rows:row was|rows were} accepted ({share})",
        "读入 {rows} 行，入库 {accepted} 行（{share}）",
    ),
    "loads_none": ("Nothing was loaded yet.", "还没有导入任何数据。"),
    "loads_quarantined": ("Quarantined", "隔离"),
    "loads_rows": ("Rows read", "读入行数"),
    "loads_source": ("Source", "来源"),
    "lost_line": (
        "{share} of customers are {stage}, the largest stage; {lost} are lost",
        "「{stage}」客户最多，占 {share}；流失占 {lost}",
    ),
    "month": ("Month", "月份"),
    "months": ("Months", "月度走势"),
    "months_customer": ("Paid by month", "每月支付金额"),
    "months_read": (
        "Refunds count in the month in which they were paid back.",
        "退款按退款发生的月份计入。",
    ),
    "n_buyers": ("n\u00a0=\u00a0{n}", "样本\u00a0n\u00a0=\u00a0{n}"),
    "names_nobody": (
        "The data name no customers, so groups, stages, tiers, movement and retention cannot be told. They appear once "
        "the mapping says which column names the buyer (account_id).",
        "数据中没有客户标识，无法判断人群分层、生命周期、会员等级、流动与留存。"
        "在映射中写明哪一列是买家（account_id）后即可显示。",
    ),
    "net": ("Net", "净销售额"),
    "never_bought_line": ("known, but have not bought yet", "已有记录但还没下过单"),
    "no_change": ("within the noise", "波动范围内，暂不能判断变化"),
    "notes": ("Notes", "备注"),
    "of_gmv": ("{share} of GMV", "GMV 占比 {share}"),
    "of_people": ("{share} of people", "人数占比 {share}"),
    "orders": ("Paid orders", "支付订单数"),
    "orders_finding": (
        "{month}: {orders} paid {orders:order|orders} and {buyers} {buyers:buyer|buyers}, {each} {each:order|orders} a "
        "buyer",
        "{month}：支付订单 {orders} 笔，买家 {buyers} 位，人均 {each} 单",
    ),
    "overdue": (
        "Usually buys every {gap}; the last purchase was {recency} ago: later than usual",
        "通常每 {gap}买一次，距上次已{recency}，比平时晚",
    ),
    "overview": ("In one minute", "一分钟看完"),
    "paid_less_refunds": ("paid {paid}, refunded {refunds}", "支付 {paid}，退款 {refunds}"),
    "partial": ("so far", "未满月"),
    "people": ("{n} people", "{n} 人"),
    "people_head": ("People", "人数"),
    "people_share": ("Share of people", "人数占比"),
    "person": ("{n} person", "{n} 人"),
    "points": ("{n} pp", "{n} 个百分点"),
    "previous": ("before: {value}", "上期 {value}"),
    "print_hint": ("Shop report", "店铺报告"),
    "product": ("Product", "商品"),
    "products": ("Bought most", "最常购买"),
    "quality": ("Data quality", "数据质量"),
    "quality_all_fine": ("All {n} {n:measure is|measures are} at 99% or above", "{n} 项质量指标全部达到 99% 以上"),
    "quality_each": ("What each measure found", "各项指标的说明"),
    "quality_finding": (
        "{low} of {n} measures {low:is|are} below 99%; the weakest: {measure} of {table}, {share}",
        "{n} 项质量指标中有 {low} 项低于 99%，最弱的是 {table} 的{measure}：{share}",
    ),
    "quality_marks": ("● 99% or above  ▲ 95% to 99%  ■ below 95%", "● 99% 以上  ▲ 95%–99%  ■ 低于 95%"),
    "quality_none": ("Measures appear after the first load.", "首次导入后显示质量指标。"),
    "quantity": ("Quantity", "数量"),
    "reason": ("Reason", "原因"),
    "recency": ("Since the last purchase", "距最近购买"),
    "refunds": ("Refunds", "退款"),
    "refunds_finding": (
        "{share} of refunds found their order; {n} did not, worth {amount}",
        "{share} 的退款找到了原订单；{n} 笔未匹配，金额 {amount}",
    ),
    "refunds_matched": ("Matched", "已匹配"),
    "refunds_unmatched": ("Unmatched", "未匹配"),
    "rejected_finding": (
        "{n} {n:row stands|rows stand} in quarantine; the most frequent reason: {reason}",
        "隔离区有 {n} 行，最多的原因是：{reason}",
    ),
    "rejected_rows": ("Rows", "行数"),
    "retention": ("Retention", "留存"),
    "row_sum": ("Sum", "合计"),
    "share": ("Share", "占比"),
    "since_months": ("Months since the first purchase", "首购后第 N 个月"),
    "size": ("Size", "人数"),
    "source": ("Source: {sources}. As of {day}.", "来源：{sources}。截至{day}。"),
    "spend": ("Spend", "累计消费"),
    "spend_12m": ("Spend, 12 months", "近 12 个月消费"),
    "spend_share": ("Share of spend", "消费占比"),
    "stage": ("Stage", "阶段"),
    "stages": ("Stages", "生命周期"),
    "stages_none": ("Stages appear with the first customers.", "有客户后显示生命周期。"),
    "stale": (
        "Data were loaded since the last build and are not on this page yet: run regulars build.",
        "上次构建之后又导入了数据，本页尚未包含：请运行 regulars build。",
    ),
    "table": ("Show the table", "查看数据表"),
    "table_name": ("Table", "数据表"),
    "threshold": ("Threshold", "门槛"),
    "threshold_above": ("above {value}", "{value} 以上（不含）"),
    "threshold_below": ("under {value}", "{value} 以下"),
    "threshold_between": ("between", "介于两者之间"),
    "threshold_f": ("{n} days a month", "每月 {n} 天"),
    "threshold_f_one": ("{n} day a month", "每月 {n} 天"),
    "threshold_f_rare": ("{n} days in 3 months", "每 3 个月 {n} 天"),
    "threshold_f_rare_one": ("{n} day in 3 months", "每 3 个月 {n} 天"),
    "threshold_from": ("from {value}", "{value} 起"),
    "threshold_least": ("≥ {value}", "≥ {value}"),
    "threshold_most": ("≤ {value}", "≤ {value}"),
    "tier": ("Tier", "会员等级"),
    "tier_next": ("{amount} to {tier}", "再消费 {amount} 升{tier}"),
    "tiers": ("Tiers", "会员等级"),
    "tiers_finding": (
        "{people} of people are {tiers} and made {spend} of the spend of 12 months",
        "{tiers}占人数 {people}，占近 12 个月消费 {spend}",
    ),
    "tiers_none": ("Tiers appear with the first paid orders.", "有支付订单后显示会员等级。"),
    "timeline": ("Timeline", "时间线"),
    "timeline_finding": ("orders {orders}, refunds {refunds}", "订单 {orders} 笔，退款 {refunds} 笔"),
    "timely": (
        "Usually buys every {gap}; the last purchase was {recency} ago",
        "通常每 {gap}买一次，距上次{recency}",
    ),
    "unknown": ("cannot tell yet", "暂不能判断"),
    "unknown_why": ("There is not enough data.", "数据还不够。"),
    "usual_gap": ("Usual gap", "通常购买间隔"),
    "worse": ("worse", "变差"),
}
WORDS = dict(sorted((_PLAIN | INSIGHT).items()))


class Words:
    """The sentences of one language: ``words("people", n=3)``."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.place = 0 if language == "en" else 1

    def __call__(self, key: str, /, **values: object) -> str:
        return PLURAL.format(WORDS[key][self.place], **values)
