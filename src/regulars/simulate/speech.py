"""What people write: reviews, answers and service dialogues in Chinese, whose topic and mood are known.

A text is an opening, one or two statements and an ending; statements have slots that are filled with words of the goods,
degrees and times. So texts of one topic and mood share few sentences, as in life.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from regulars.simulate.draws import Floats, Ints
from regulars.simulate.words import Words

TOPICS = ("quality", "delivery", "service", "price", "packing", "fit", "effect")
MOODS = ("positive", "neutral", "negative")
# fmt: off
STATEMENTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("quality", "positive"): ("{goods}质量{very}好，{use}都没问题", "做工{very}扎实，摸着就不便宜", "用了{time}还跟新的一样", "东西是正品，{goods}的质感没得说", "料子{very}舒服，{family}都说好"),
    ("quality", "neutral"): ("{goods}质量一般，对得起这个价", "做工中规中矩，没什么惊喜", "比想象中薄一点，还能用", "{goods}和图片差不多，没有特别的"),
    ("quality", "negative"): ("{goods}用了{time}就坏了", "做工{very}粗糙，{flaw}", "跟图片完全两个样，{flaw}", "打开就发现{flaw}，{angry}", "质量{very}差，{family}一看就说买亏了"),
    ("delivery", "positive"): ("下单{soon}就到了，快递{very}给力", "物流{very}快，{city}隔天达", "快递小哥态度好，送到家门口", "半夜下单，{soon}就收到了"),
    ("delivery", "neutral"): ("物流正常，{days}天到的", "快递放驿站了，自己去拿的", "到货时间跟页面写的差不多", "发货隔了一天，其他还行"),
    ("delivery", "negative"): ("等了{days}天才到，{angry}", "物流{very}慢，催了{times}次才发货", "显示签收了可我根本没收到", "快递直接扔门口，电话也不打", "说好{soon}发货，结果拖了{days}天"),
    ("service", "positive"): ("客服{very}耐心，问什么答什么", "有问题找客服，{soon}就解决了", "售后{very}负责，主动补发了", "客服小姐姐还教我怎么用{goods}"),
    ("service", "neutral"): ("客服回复有点慢，不过还是处理了", "问了客服，都是标准回答", "售后流程走得挺长，最后退了"),
    ("service", "negative"): ("客服{very}敷衍，问了{times}遍都不正面回答", "找售后像踢皮球，{angry}", "客服态度{very}差，再也不来了", "退款拖了{days}天，客服还说再等等", "机器人客服翻来覆去就那几句话"),
    ("price", "positive"): ("活动价{very}划算，比{other}便宜不少", "用了券到手价{very}香，囤了{count}份", "这个价格买到{goods}，值了", "性价比{very}高，已经回购{times}次"),
    ("price", "neutral"): ("价格跟别家差不多", "不便宜也不算贵，等活动再买", "凑单买的，价格还可以接受"),
    ("price", "negative"): ("刚买完就降价，{angry}", "先涨后降，套路{very}深", "比{other}贵了一截，后悔没比价", "券根本用不了，价格虚高", "说是大促，到手价比平时还贵"),
    ("packing", "positive"): ("包装{very}严实，一点没磕碰", "盒子{very}好看，送人有面子", "里外三层气泡膜，用心了"),
    ("packing", "neutral"): ("包装简单，东西没坏就行", "普通纸箱，没有多余的东西", "包装跟上次不一样了"),
    ("packing", "negative"): ("盒子压扁了，里面{flaw}", "包装{very}敷衍，就套了个袋子", "收到的时候漏了一半，{angry}", "外箱破了个洞，{goods}都露出来了"),
    ("fit", "positive"): ("尺寸{very}合适，按推荐拍的没错", "颜色跟图上一样，{family}很喜欢", "版型{very}正，显瘦", "规格选对了，用着刚刚好"),
    ("fit", "neutral"): ("尺码偏大一点，能穿", "颜色比图片深一些，看习惯了还行", "规格跟描述一致"),
    ("fit", "negative"): ("尺码{very}不准，按表拍的还小一号", "颜色跟图片差太多，{angry}", "发错规格了，要的不是这个", "{goods}型号对不上，白等{days}天"),
    ("effect", "positive"): ("用了{time}效果{very}明显", "{family}用了都说有效果", "第{times}次回购，{goods}是真的好用", "味道好，{family}天天惦记"),
    ("effect", "neutral"): ("用了{time}，暂时没看出什么变化", "味道一般，习惯就好", "效果因人而异吧，我觉得普通"),
    ("effect", "negative"): ("用了{time}一点效果都没有", "用完{very}不舒服，不敢再用", "味道{very}怪，{family}都不肯碰", "广告吹得厉害，实际{very}一般"),
}
SLOTS: dict[str, tuple[str, ...]] = {
    "very": ("很", "非常", "特别", "真的", "超级", "相当", "挺", "实在"),
    "time": ("一周", "三天", "半个月", "一个月", "两次", "不到十天", "一阵子"),
    "soon": ("第二天", "当天", "不到二十四小时", "隔天", "两天"),
    "days": ("三", "五", "六", "七", "八", "十", "半个月零两"),
    "times": ("两", "三", "四", "五", "好几"),
    "count": ("两", "三", "五", "一箱、两"),
    "family": ("家里人", "老公", "我妈", "宝宝", "室友", "同事", "孩子", "闺蜜"),
    "use": ("天天用", "平时用", "送人自用", "出差带着"),
    "flaw": ("有划痕", "缺了配件", "有股怪味", "线头一大堆", "日期不新鲜", "掉漆", "封口开了"),
    "angry": ("太失望了", "气人", "无语", "真是服了", "差评没商量", "以后不会再来"),
    "other": ("超市", "别家", "线下店", "上个月", "直播间"),
    "city": ("我们这小县城", "广州", "成都", "乡镇", "沈阳", "乌鲁木齐"),
}
OPENINGS: dict[str, tuple[str, ...]] = {
    "positive": ("", "", "", "好评！", "必须五星。", "老顾客了，", "第一次买，", "朋友推荐的，", "收到啦，", "不错不错，"),
    "neutral": ("", "", "", "还行吧，", "一般般，", "先用着看，", "中评，", "说实话，"),
    "negative": ("", "", "", "差评！", "第一次给差评，", "踩雷了，", "避雷，", "退货了，", "忍不住说一句，"),
}
ENDINGS: dict[str, tuple[str, ...]] = {
    "positive": ("。", "！", "～", "，推荐。", "，会回购。", "，下次还来！", "👍", "，店家加油。", " 满意"),
    "neutral": ("。", "。", "吧。", "，凑合。", "，就这样。", "，再看看。", "…"),
    "negative": ("。", "！", "！！", "，不推荐。", "，求处理。", "，大家慎重。", "😡", "，希望改进。"),
}
BUT = ("，不过", "。另外", "，就是", "；", "，还有")
ASKS: dict[str, tuple[str, ...]] = {
    "quality": ("我买的{goods}{flaw}，怎么处理？", "{goods}用了{time}坏了，能换吗", "这是正品吗，怎么{flaw}"),
    "delivery": ("我的快递到哪了？都{days}天了", "为什么还不发货", "显示签收了但没收到{goods}"),
    "service": ("退款什么时候到账，等了{days}天", "上次的售后没人跟进", "能不能转人工"),
    "price": ("刚买就降价，能退差价吗", "券为什么用不了", "这个价格还能再优惠吗"),
    "packing": ("收到的时候包装破了，里面{flaw}", "箱子压坏了能补发吗", "能不能换个礼盒包装"),
    "fit": ("尺码不合适，怎么换", "颜色跟图片不一样，想退", "发错规格了，麻烦看一下"),
    "effect": ("{goods}用了{time}没效果，正常吗", "用完不舒服怎么办", "怎么用效果才好"),
}
ANSWERS: dict[str, tuple[str, ...]] = {
    "positive": ("您好，已为您登记补发，{soon}发出，请留意查收。", "亲，马上为您处理，稍后有专员联系您。", "已经退款到原账户，给您添麻烦了，这边再补一张券。"),
    "neutral": ("您好，已反馈给仓库，请耐心等待。", "亲，请提供一下订单号和照片哦。", "这边查询后一个工作日内回复您。"),
    "negative": ("系统显示正常，请您自行联系快递。", "亲，活动规则页面都有写的哦。", "超过时间不能处理呢。"),
}
THANKS: dict[str, tuple[str, ...]] = {
    "positive": ("好的，谢谢，服务不错", "收到了，谢谢", "行，这次挺快的", "满意"),
    "neutral": ("哦，那我等等", "知道了", "好吧", "行吧"),
    "negative": ("这也叫处理？我要投诉", "{angry}", "算了，不会再买了", "你们就是这么做生意的？"),
}
# fmt: on

WAITS = ("您好，请稍等，正在为您查询。", "亲，稍等一下，我看看订单。", "您好，工号 07 为您服务，请稍等。")
URGES = ("好的", "快一点", "等了很久了", "在吗", "麻烦了", "？")
SPEAKERS = ("customer", "agent")
#: A number between 0 and 1 for each of the texts, by what it decides.
Luck = Callable[[str], Floats]


def reviews(luck: Luck, *, topic: Ints, other: Ints, mood: Ints, goods: Words) -> Words:
    """Reviews of some goods, of a topic and a mood each by its place; some go on about the other topic."""
    text = _about(luck, "said", topic, mood, goods)
    calmer = np.where(luck("calms down") < 0.5, MOODS.index("neutral"), mood)
    more = said(luck, "but", _first(topic), [BUT], goods) + _about(luck, "more", other, calmer, goods)
    goes_on = (luck("goes on") < 0.3) & (other != topic)
    opening = said(luck, "opening", mood, [OPENINGS[one] for one in MOODS], goods)
    ending = said(luck, "ending", mood, [ENDINGS[one] for one in MOODS], goods)
    return np.asarray(opening + text + np.where(goes_on, more, "") + ending, dtype=object)


def dialogues(luck: Luck, *, topic: Ints, mood: Ints, goods: Words) -> tuple[Ints, Ints, Words]:
    """Who said what in some tickets, message by message: the place of the ticket, of the speaker, and the text.

    The customer is the first and the last to speak. The mood is that at the end.
    """
    every, is_slow = np.arange(len(topic)), luck("is slow") < 1 / 3
    asks = said(luck, "asks", topic, [ASKS[one] for one in TOPICS], goods)
    waits = said(luck, "waits", _first(topic), [WAITS], goods)
    urges = said(luck, "urges", _first(topic), [URGES], goods)
    answers = said(luck, "answers", mood, [ANSWERS[one] for one in MOODS], goods)
    thanks = said(luck, "thanks", mood, [THANKS[one] for one in MOODS], goods)
    turns = (
        (every, 0, asks),
        (every[is_slow], 1, waits),
        (every[is_slow], 0, urges),
        (every, 1, answers),
        (every, 0, thanks),
    )
    ticket = np.concatenate([who for who, _, _ in turns])
    order = np.argsort(ticket, kind="stable")
    speaker = np.concatenate([np.full(len(who), one) for who, one, _ in turns])
    return ticket[order], speaker[order], np.concatenate([texts[who] for who, _, texts in turns])[order]


def _first(like: Ints) -> Ints:
    return np.zeros(len(like), dtype=np.int64)


def _about(luck: Luck, purpose: str, topic: Ints, mood: Ints, goods: Words) -> Words:
    shelves = [STATEMENTS[one, how] for one in TOPICS for how in MOODS]
    return said(luck, purpose, topic * len(MOODS) + mood, shelves, goods)


def said(luck: Luck, purpose: str, shelf: Ints, shelves: Sequence[tuple[str, ...]], goods: Words) -> Words:
    """One text of each row's shelf, its slots filled; all rows of one text are filled together."""
    texts = [text for one in shelves for text in one]
    sizes = np.array([len(one) for one in shelves])
    place = (np.cumsum(sizes) - sizes)[shelf] + (luck(purpose) * sizes[shelf]).astype(np.int64)
    found = np.array(texts, dtype=object)[place]
    chosen = {"goods": goods}
    order = np.argsort(place, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(place[order])) + 1):
        parts = texts[place[rows[0]]].split("{") if len(rows) else [""]
        filled = parts[0]
        for part in parts[1:]:
            slot, _, after = part.partition("}")
            if slot not in chosen:
                words = np.array(SLOTS[slot], dtype=object)
                chosen[slot] = words[(luck(f"{purpose} {slot}") * len(words)).astype(np.int64)]
            filled = filled + chosen[slot][rows] + after
        found[rows] = filled
    return found
