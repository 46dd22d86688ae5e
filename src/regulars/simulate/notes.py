"""What shop assistants write of those whom they serve: what they came for, and in which mood."""

from __future__ import annotations

import numpy as np

from regulars.simulate.draws import Ints
from regulars.simulate.speech import MOODS, Luck, said
from regulars.simulate.words import Words

NEEDS = ("own use", "gift", "replenish", "compare", "try on", "new arrivals", "complaint")
NEED_SHARES = np.array([0.27, 0.16, 0.17, 0.14, 0.11, 0.1, 0.05])
#: How many are pleased, neither, or annoyed; of those with a complaint all but a few are annoyed.
MOOD_SHARES, UPSET_SHARES = np.array([0.45, 0.42, 0.13]), np.array([0.04, 0.16, 0.8])
# fmt: off
WHO: tuple[str, ...] = ("老会员，", "年轻女生，", "一对情侣，", "带孩子来的，", "和{family}一起来，", "午休时过来，", "第一次进店，", "下班顺路，", "", "", "会员，")
WISHES: dict[str, tuple[str, ...]] = {
    "own use": ("想买{goods}自己用，预算没明说", "问{goods}哪款{use}合适", "看中{goods}，在两款之间犹豫", "自用{goods}，讲究成分和做工", "想换一款{goods}，原来那款用腻了"),
    "gift": ("挑{goods}送{family}，要礼盒", "给{family}过生日，想要体面一点的{goods}", "公司送礼，问{goods}能不能开票", "想送{goods}，拿不准对方喜好", "探望长辈，看了{goods}又看了别的"),
    "replenish": ("{goods}用完了来补，直接要老款", "每{time}来补一次{goods}", "家里{goods}快没了，顺手多拿了{count}份", "老牌子{goods}回购，问有没有大包装"),
    "compare": ("拿手机比价，说{other}的{goods}更便宜", "问{goods}什么时候打折", "{goods}嫌贵，想等活动", "在店里看{goods}，说回去网上再下单", "问会员价和线上是不是一样"),
    "try on": ("试了{times}款{goods}，尺寸都差一点", "试用{goods}样品，说再想想", "试了颜色，{goods}更喜欢浅一点的", "想试{goods}，手上这款没有样品"),
    "new arrivals": ("专门来看{goods}新品", "问新款{goods}什么时候到货", "看到推送来的，对新款{goods}感兴趣", "想预订新款{goods}，留了联系意愿"),
    "complaint": ("上次买的{goods}{flaw}，要求处理", "{goods}用了{time}就坏，来换货", "说线上客服不管，拿着{goods}到店里来", "反映{goods}跟宣传不一样"),
}
MOODY: dict[str, tuple[str, ...]] = {
    "positive": ("，聊得{very}开心。", "，走的时候说下次还来。", "，{very}满意，当场加了企微。", "，对推荐{very}认可。", "，心情不错，还夸了店里布置。"),
    "neutral": ("。", "，没多说话。", "，说再考虑。", "，随便转了转就走了。", "，问完价格就走了。", "，留意活动通知。"),
    "negative": ("，{very}着急，嫌等太久。", "，有点不耐烦。", "，{angry}，安抚后才离开。", "，说不会再来，需要回访。", "，对库存不足{very}不满。"),
}
# fmt: on


def notes(luck: Luck, *, need: Ints, mood: Ints, goods: Words) -> Words:
    """Notes of needs and moods by their place, and of the goods that somebody came for."""
    every = np.zeros(len(need), dtype=np.int64)
    who = said(luck, "note of whom", every, [WHO], goods)
    wish = said(luck, "note wish", need, [WISHES[one] for one in NEEDS], goods)
    ending = said(luck, "note ending", mood, [MOODY[one] for one in MOODS], goods)
    return np.asarray(who + wish + ending, dtype=object)
