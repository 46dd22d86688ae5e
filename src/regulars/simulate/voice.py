"""What customers say of the shop: reviews, tickets and answers, whose topic and mood follow from what happened to them.

A line makes somebody content by the quality of the product, by their own temper, and less so when it came late, was
given back, or was the purchase after which they left for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from regulars.core.text import PATH_SEPARATOR
from regulars.simulate.draws import Draws, Floats, Ints
from regulars.simulate.goods import CATEGORIES
from regulars.simulate.parcel import comes_late, days_on_way
from regulars.simulate.people import STORE
from regulars.simulate.speech import MOODS, SPEAKERS, TOPICS, Luck, dialogues, reviews
from regulars.simulate.words import Words, named, told
from regulars.simulate.world import Columns, World

if TYPE_CHECKING:
    from regulars.simulate.stretch import Facts

#: Nobody says anything of a purchase that lies longer back.
BACK = 45
POSITIVE, NEUTRAL, NEGATIVE = range(len(MOODS))
QUALITY, DELIVERY, SERVICE, PRICE, PACKING, FIT, EFFECT = range(len(TOPICS))
#: Of what somebody speaks to whom nothing happened, by topic; no size fits a coffee, and a coat has no effect.
_USUAL = np.array([0.34, 0.15, 0.07, 0.2, 0.1, 0.0, 0.0])
_WEARABLE = np.array([one.name.startswith("clothes/") for one in CATEGORIES])
_WORKS = np.array(
    [one.name.split(PATH_SEPARATOR)[0] in ("baby", "care", "beauty", "food", "pet") for one in CATEGORIES]
)
TALKS = (
    _USUAL + np.outer(_WEARABLE, np.eye(len(TOPICS))[FIT] * 0.35) + np.outer(_WORKS, np.eye(len(TOPICS))[EFFECT] * 0.25)
)


def quality(world: World) -> Floats:
    """How good each product is: 0 is as expected."""
    return 0.5 * world.draws.normal("quality", np.arange(world.goods.many))


def temper(world: World) -> Floats:
    """How easily each person is content: 0 is as others."""
    return 0.45 * world.draws.normal("temper", np.arange(len(world.people)))


@dataclass(frozen=True)
class Lines:
    """Order lines of the last weeks: of which order, how content they make, and what went wrong."""

    person: Ints
    bought: Ints
    since: Ints
    turn: Ints
    line: Ints  #: from 1 on, as the order counts
    product: Ints
    content: Floats
    is_late: NDArray[np.bool_]
    is_back: NDArray[np.bool_]

    @property
    def key(self) -> tuple[Ints, Ints, Ints]:
        """By what a line's luck is drawn."""
        return self.person, self.bought, _turn(self.__dict__)

    def kept(self, which: NDArray[Any]) -> Lines:
        return Lines(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


class Voice:
    """Remembers what was bought in the last weeks, as people write of it days later."""

    def __init__(self, world: World) -> None:
        self._world, self._quality, self._temper = world, quality(world), temper(world)
        self._items = {name: np.empty(0, dtype=np.int64) for name in (*_ITEM, "line")}
        self._refunds = np.empty(0, dtype=np.int64)

    def made(self, facts: Facts) -> dict[str, Columns]:
        """What is said in some days: ``review``, ``ticket_message`` and ``survey_answer``."""
        lines = self._lines(facts)
        return {
            "review": self._reviews(lines, facts), "ticket_message": self._tickets(lines, facts),
            "survey_answer": self._answers(lines, facts),
        }  # fmt: skip

    # What happened ---------------------------------------------------------------------------------------------------

    def _lines(self, facts: Facts) -> Lines:
        world, draws = self._world, self._world.draws
        fresh = _numbered(facts)
        known = {name: np.concatenate([column, fresh[name]]) for name, column in self._items.items()}
        refund, waiting = facts.tables["refund"], world.returns
        come = [_purchase(refund), _purchase({name: getattr(waiting, name) for name in (*_ITEM[:4], "product")})]
        back = np.concatenate([self._refunds, *come])
        late = known["bought"] > facts.last - BACK
        self._items = {name: column[late] for name, column in known.items()}
        self._refunds = np.unique(np.concatenate([self._refunds, come[0]]))
        rows = {name: known[name] for name in (*_ITEM, "line")}
        person, bought, product = rows["person"], rows["bought"], rows["product"]
        is_late = comes_late(draws, person, bought, rows["since"], rows["turn"])
        is_back = np.isin(_purchase(rows), back)
        content = 1.3 + self._quality[product] + self._temper[person] - 1.5 * (world.people.leaves[person] - 0.2)
        content = content - 1.4 * is_late - 1.7 * is_back - 1.2 * (world.left[person] == bought)
        content = content + 0.7 * draws.normal("content", person, bought, _turn(rows))
        return Lines(**rows, content=content, is_late=is_late, is_back=is_back)

    # What they write -------------------------------------------------------------------------------------------------

    def _reviews(self, lines: Lines, facts: Facts) -> Columns:
        draws = self._world.draws
        comes = days_on_way(draws, lines.person, lines.bought, lines.since, lines.turn)
        wait = comes + 1 + draws.geometric("reviews after", 5.0, *lines.key, most=BACK - 15)
        writes = draws.uniform("reviews", *lines.key) < np.where(lines.content < 0, 0.42, 0.28)
        day = lines.bought + wait
        now = writes & (day >= facts.first) & (day <= facts.last)
        lines, day = lines.kept(now), day[now]
        luck: Luck = partial(_drawn, draws, "review", lines.key)
        mood = _mood(lines.content)
        topic = self._topics(lines, mood, luck)
        other = draws.chosen("review other", self._talks(lines.product), *lines.key)
        stars = luck("stars")
        rating = np.select(
            [mood == POSITIVE, mood == NEUTRAL], [np.where(stars < 0.84, 5, 4), np.where(stars < 0.45, 4, 3)],
            1 + (stars > 0.5) + (stars > 0.85),
        )  # fmt: skip
        return {
            **_of(lines), "line": lines.line, "product": lines.product, "day": day,
            "second": 25_000 + (luck("second") * 58_000).astype(np.int64), "rating": rating,
            "topic": named(TOPICS, topic), "mood": named(MOODS, mood),
            "text": reviews(luck, topic=topic, other=other, mood=mood, goods=self._goods(lines.product)),
        }  # fmt: skip

    def _tickets(self, lines: Lines, facts: Facts) -> Columns:
        """One ticket an order at most, of its first line or of the first that came back."""
        draws = self._world.draws
        lines = _one_an_order(lines)
        chance = 0.03 + 0.4 * lines.is_late + 0.35 * lines.is_back + 0.1 * (lines.content < 0)
        opens = draws.uniform("opens a ticket", *lines.key) < chance
        day = lines.bought + np.where(lines.is_late, 4, 1) + draws.geometric("ticket after", 2.5, *lines.key, most=30)
        now = opens & (day >= facts.first) & (day <= facts.last)
        lines, day = lines.kept(now), day[now]
        luck: Luck = partial(_drawn, draws, "ticket", lines.key)
        mood = _mood(lines.content + 0.5 + 0.9 * draws.normal("ticket helped", *lines.key))
        asked = np.where(lines.is_late | lines.is_back, NEGATIVE, mood)
        topic = self._topics(lines, asked, luck)
        ticket, speaker, text = dialogues(luck, topic=topic, mood=mood, goods=self._goods(lines.product))
        counts = np.bincount(ticket, minlength=len(day))
        first = np.cumsum(counts) - counts
        nth = np.arange(len(ticket)) - np.repeat(first, counts)
        person, bought = lines.person[ticket], lines.bought[ticket]
        pause = 20 + draws.geometric("answers after", 150.0, person, bought, nth, most=1_800)
        passed = np.cumsum(pause) - pause
        second = 30_000 + (luck("second") * 45_000).astype(np.int64)
        is_filed, is_wrong = luck("is filed") < 0.7, luck("is filed wrong") < 0.08
        filed = np.where(is_wrong, (topic + 1) % len(TOPICS), topic)
        columns = {
            **_of(lines), "day": day, "topic": named(TOPICS, topic), "mood": named(MOODS, mood),
            "filed": told(named(TOPICS, filed), is_filed),
            "channel": np.where(luck("channel") < 0.8, "chat", "WeCom").astype(object),
        }  # fmt: skip
        return {
            **{name: column[ticket] for name, column in columns.items()}, "message": nth + 1,
            "second": second[ticket] + passed - np.repeat(passed[first], counts),
            "speaker": named(SPEAKERS, speaker), "text": text,
        }  # fmt: skip

    def _answers(self, lines: Lines, facts: Facts) -> Columns:
        """Some are asked after an order whether they would recommend the shop: once a month, and half say why."""
        draws = self._world.draws
        lines = _one_an_order(lines)
        day = lines.bought + 6 + draws.geometric("answers the survey after", 2.0, *lines.key, most=12)
        now = (draws.uniform("answers", *lines.key) < 0.16) & (day >= facts.first) & (day <= facts.last)
        lines, day = lines.kept(now), day[now]
        month = np.array([self._month(number) for number in range(facts.first, facts.last + 1)])[day - facts.first]
        nth = np.lexsort((day, month, lines.person))
        is_first = np.append(True, (np.diff(lines.person[nth]) != 0) | (np.diff(month[nth]) != 0))[: len(day)]
        once = np.sort(nth[is_first])
        lines, day = lines.kept(once), day[once]
        luck: Luck = partial(_drawn, draws, "survey", lines.key)
        score = (
            np.round(6.4 + 1.7 * lines.content + 0.8 * draws.normal("score", *lines.key)).clip(0, 10).astype(np.int64)
        )
        mood = np.select([score >= 9, score >= 7], [POSITIVE, NEUTRAL], NEGATIVE)
        topic = self._topics(lines, mood, luck)
        says_why = luck("says why") < 0.5
        text = reviews(luck, topic=topic, other=topic, mood=mood, goods=self._goods(lines.product))
        return {
            **_of(lines), "day": day, "second": 30_000 + (luck("second") * 50_000).astype(np.int64), "score": score,
            "topic": named(TOPICS, topic), "mood": named(MOODS, mood), "text": told(text, says_why),
        }  # fmt: skip

    def _month(self, number: int) -> int:
        day = self._world.plan.day(number)
        return day.year * 12 + day.month

    def _topics(self, lines: Lines, mood: Ints, luck: Luck) -> Ints:
        """Whoever is unhappy speaks of what happened, mostly; of what came back for its fit where it is worn."""
        usual = self._world.draws.chosen("talks of", self._talks(lines.product), *lines.key)
        is_worn = _WEARABLE[self._world.goods.category[lines.product]]
        of_back = np.where(is_worn & (luck("of fit") < 0.7), FIT, np.where(luck("of money") < 0.3, SERVICE, QUALITY))
        is_told = (mood == NEGATIVE) & (luck("of cause") < 0.85)
        return np.select(
            [is_told & lines.is_late, is_told & lines.is_back], [np.full(len(mood), DELIVERY), of_back], usual
        )

    def _talks(self, product: Ints) -> Floats:
        talks: Floats = TALKS[self._world.goods.category[product]]
        return talks

    def _goods(self, product: Ints) -> Words:
        leaves = [one.title_zh.split(PATH_SEPARATOR)[-1] for one in CATEGORIES]
        return np.array(leaves, dtype=object)[self._world.goods.category[product]]


_ITEM = ("person", "bought", "since", "turn", "product")


def _numbered(facts: Facts) -> Columns:
    """The lines of some days with the order that they are of, and their number in it; of what was sent home."""
    item, order = facts.tables["item"], facts.tables["order"]
    of = item["order"]
    nth = np.argsort(of, kind="stable")
    first = np.searchsorted(of[nth], of[nth])
    line = np.empty(len(of), dtype=np.int64)
    line[nth] = np.arange(len(of)) - first + 1
    found = {
        "person": item["person"], "bought": item["day"], "since": order["since"][of], "turn": order["turn"][of],
        "product": item["product"], "line": line,
    }  # fmt: skip
    is_online = order["channel"][of] != STORE
    return {name: column[is_online] for name, column in found.items()}


def _purchase(rows: Columns) -> Ints:
    """One number for a product of an order."""
    order = (rows["person"] * 4096 + rows["bought"]) * 16 + (rows["bought"] - rows["since"])
    return np.asarray((order * 16 + rows["turn"]) * 1024 + rows["product"], dtype=np.int64)


def _turn(rows: Columns) -> Ints:
    """One number for a line among those that a person bought on a day."""
    return np.asarray((rows["bought"] - rows["since"]) * 4096 + rows["turn"] * 256 + rows["line"], dtype=np.int64)


def _one_an_order(lines: Lines) -> Lines:
    """Of each order a line that came back, else its first one."""
    order = (lines.person * 4096 + lines.bought) * 256 + (lines.bought - lines.since) * 16 + lines.turn
    nth = np.lexsort((lines.line, ~lines.is_back, order))
    is_first = np.concatenate([[True], np.diff(order[nth]) > 0]) if len(order) else np.empty(0, dtype=bool)
    kept = np.zeros(len(order), dtype=bool)
    kept[nth[is_first]] = True
    return lines.kept(kept)


def _drawn(draws: Draws, of: str, key: tuple[Ints, Ints, Ints], purpose: str) -> Floats:
    return draws.uniform(f"{of} {purpose}", *key)


def _mood(content: Floats) -> Ints:
    return np.select([content > 0.35, content > -0.3], [POSITIVE, NEUTRAL], NEGATIVE)


def _of(lines: Lines) -> Columns:
    return {"person": lines.person, "bought": lines.bought, "since": lines.since, "turn": lines.turn}
