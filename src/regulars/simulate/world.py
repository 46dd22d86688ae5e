"""The world: it goes on day by day, and answers when the shop acts."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from regulars.core.errors import InputError
from regulars.simulate.anomaly import Anomalies, anomalies
from regulars.simulate.calendar import Calendar, calendar
from regulars.simulate.draws import Draws, Floats, Ints
from regulars.simulate.goods import CATEGORIES, Goods, goods
from regulars.simulate.people import BUY, HOURS, OPEN, STORE, TREATMENTS, VISIT, WEEKDAYS, People, people
from regulars.simulate.plan import Plan

Columns = dict[str, NDArray[Any]]
#: What an event is, by its number.
EVENTS = (
    "Session Started", "Product List Viewed", "Products Searched", "Product Viewed", "Product Added", "Cart Viewed",
    "Checkout Started", "Order Completed",
)  # fmt: skip
START, LIST, SEARCH, VIEW, ADD, CART, CHECKOUT, DONE = range(len(EVENTS))
#: A cart that is not bought at once is bought after so many days, or left; a reminder may still turn that.
CART_DAYS = 7
#: So many days after the one on which it is offered a coupon can be used.
COUPON_DAYS = 7
#: What a push of the log odds is worth a day later, and how fast people forget that they were written to.
PUSH_STAYS, TIRED_STAYS = 0.72, 0.93
_FIRST_CART, _FIRST_ORDER = 1.75, -1.2
_CYCLE_OF_REST = 45.0
#: What an empty tin at home does to those who have the habit: visits a day, log odds of the cart and of the order.
_HABIT_VISITS, _HABIT_CART, _HABIT_ORDER = 0.4, 4.5, 3.0
#: Who is in a store came to buy: added to the log odds of taking something, and of paying for it.
_STORE_CART, _STORE_ORDER = 0.4, 0.4


@dataclass
class Actions:
    """What the shop does on a day: one row per exposure. ``treatment`` by its place in ``TREATMENTS``; ``off`` is money
    off the next order of at least ``floor``, for a week; 0 where nothing is offered."""

    person: Ints
    treatment: Ints
    off: Floats
    floor: Floats

    @classmethod
    def of(cls, person: Any, treatment: str, *, off: float = 0.0, floor: float = 0.0) -> Actions:
        """The same for some people. InputError for a treatment that the world does not know."""
        if treatment not in TREATMENTS:
            raise InputError(f"no treatment named {treatment!r}. Known: {', '.join(TREATMENTS)}")
        who = np.asarray(person, dtype=np.int64)
        many = len(who)
        place = np.full(many, TREATMENTS.index(treatment), dtype=np.int64)
        return cls(who, place, np.full(many, float(off)), np.full(many, float(floor)))


def _none() -> Ints:
    return np.empty(0, dtype=np.int64)


class _Rows:
    """Rows that wait, a column a field."""

    def kept(self, which: Any) -> Self:
        return type(self)(*(getattr(self, one.name)[which] for one in fields(self)))  # type: ignore[arg-type]

    def joined(self, other: Self) -> Self:
        pairs = ((getattr(self, one.name), getattr(other, one.name)) for one in fields(self))  # type: ignore[arg-type]
        return type(self)(*(np.concatenate(pair) for pair in pairs))


@dataclass
class Carts(_Rows):
    """Carts that wait: of whom, since when, what is in them, and when they are bought by themselves (−1: never)."""

    person: Ints = field(default_factory=_none)
    since: Ints = field(default_factory=_none)
    turn: Ints = field(default_factory=_none)
    product: Ints = field(default_factory=_none)
    quantity: Ints = field(default_factory=_none)
    channel: Ints = field(default_factory=_none)
    due: Ints = field(default_factory=_none)


@dataclass
class Returns(_Rows):
    """Lines that will come back, each on its day."""

    due: Ints = field(default_factory=_none)
    bought: Ints = field(default_factory=_none)
    person: Ints = field(default_factory=_none)
    since: Ints = field(default_factory=_none)
    turn: Ints = field(default_factory=_none)
    product: Ints = field(default_factory=_none)
    quantity: Ints = field(default_factory=_none)
    amount: Floats = field(default_factory=lambda: np.empty(0))


@dataclass
class Day:
    """What happened on a day: rows of ``session``, ``event``, ``cart``, ``order``, ``item``, ``refund``, and of what
    the shop did ``receipt``. Times are seconds of the shop's day. A session may be the visit of a store, of which there
    are no events and no cart."""

    number: int
    facts: dict[str, Columns]

    def __getitem__(self, name: str) -> Columns:
        return self.facts[name]


class World:
    """One shop of a plan. ``only`` simulates some of its people: they do what they do among all the others."""

    def __init__(self, plan: Plan, *, only: Any = None) -> None:
        self.plan, self.draws = plan, Draws(plan.seed)
        self.year: Calendar = calendar(plan.start, plan.horizon)
        self.goods: Goods = goods(plan, self.draws, self.year)
        self.people: People = people(plan, self.draws)
        self.odd: Anomalies = anomalies(plan, self.draws)
        self.who = np.arange(plan.people) if only is None else np.unique(np.asarray(only, dtype=np.int64))
        many, kinds = plan.people, len(CATEGORIES)
        self.today = 0
        self.left = np.full(many, -1, dtype=np.int64)  #: the day on which somebody left for good; −1: not yet
        self.push_visit, self.push_buy, self.tired = np.zeros(many), np.zeros(many), np.zeros(many)
        self.off, self.floor = np.zeros(many), np.zeros(many)
        self.off_until = np.full(many, -1, dtype=np.int64)
        self.is_reachable = np.ones(many, dtype=bool)
        cycle = np.where(self.people.cycle > 0, self.people.cycle, _CYCLE_OF_REST)
        start = self.draws.generator("supplies").random((many, kinds))
        self.supplied = (start - 0.5) * cycle  #: until which day somebody has enough of a category
        self.carts, self.returns = Carts(), Returns()
        self._popular = _popular(self.goods)

    def copy(self) -> World:
        """The same world once more, to see what would have been."""
        other = object.__new__(World)
        for name, value in self.__dict__.items():
            is_fixed = name in ("plan", "draws", "year", "goods", "people", "odd", "who", "_popular")
            other.__dict__[name] = value if is_fixed else deepcopy(value)
        return other

    def step(self, actions: Actions | None = None) -> Day:
        """The next day. InputError where the plan looks no further, or an action is for nobody that is simulated."""
        day = self.today
        if day >= self.plan.horizon:
            raise InputError(f"the world ends after {self.plan.day(day - 1)}: the plan looks no further ahead")
        receipts = self._reached(actions, day)
        sessions = self._sessions(day)
        events, carts = self._browsed(sessions, day)
        bought = self._bought(carts, day)
        orders, items = self._ordered(bought, day)
        refunds = self._returned(day)
        self._went(bought, day)
        self._passed(day)
        online = carts.kept(carts.channel != STORE)
        filled = {"person": online.person, "turn": online.turn, "product": online.product, "quantity": online.quantity}
        facts = {
            "session": sessions, "event": events, "cart": filled, "order": orders, "item": items,
            "refund": refunds, "receipt": receipts,
        }  # fmt: skip
        return Day(day, facts)

    # The shop acts ---------------------------------------------------------------------------------------------------

    def _reached(self, actions: Actions | None, day: int) -> Columns:
        """Who got it, opened it (or a machine did), clicked, had enough, complained; and what it does to them."""
        told = actions or Actions.of([], TREATMENTS[0])
        if len(told.person) and not np.isin(told.person, self.who).all():
            raise InputError("actions are for people who are simulated here")
        who, kind, draws, people = told.person, told.treatment, self.draws, self.people
        turn = kind  # one treatment a day each; another one of the same day has luck of its own
        is_there = self.is_reachable[who] & (draws.uniform("delivered", who, day, turn) < 0.97)
        opens = people.opens[who] * np.exp(-0.35 * self.tired[who])
        is_opened = is_there & (draws.uniform("opened", who, day, turn) < opens)
        by_machine = is_there & people.is_scanned[who] & ~is_opened
        clicks = draws.uniform("clicked", who, day, turn) < 0.25
        gives_up = 0.004 * (1 + 2 * self.tired[who]) * np.where(people.responds[who, kind] < 0, 4.0, 1.0)
        is_out = is_opened & (draws.uniform("unsubscribed", who, day, turn) < gives_up)
        complains = is_out & (draws.uniform("complained", who, day, turn) < 0.08)
        self.is_reachable[who[is_out]] = False
        np.add.at(self.tired, who[is_there], 0.6 * people.tires[who[is_there]])
        if self.plan.responds:
            self._moved(told, is_opened, day)
        return {
            "person": who, "treatment": kind, "off": told.off, "floor": told.floor, "is_delivered": is_there,
            "is_opened": is_opened, "by_machine": by_machine,
            "is_clicked": is_opened & clicks, "is_scanned_click": by_machine, "is_unsubscribed": is_out,
            "is_complaint": complains,
        }  # fmt: skip

    def _moved(self, told: Actions, is_opened: NDArray[np.bool_], day: int) -> None:
        who, kind = told.person[is_opened], told.treatment[is_opened]
        factor = self.people.responds[who, kind] * np.exp(-0.3 * self.tired[who])
        np.add.at(self.push_visit, who, VISIT[kind] * factor)
        np.add.at(self.push_buy, who, BUY[kind] * factor)
        off, floor = told.off[is_opened], told.floor[is_opened]
        offered = off > 0
        self.off[who[offered]], self.floor[who[offered]] = off[offered], floor[offered]
        self.off_until[who[offered]] = day + COUPON_DAYS
        is_put_off = (factor < 0) & (self.draws.uniform("put off", who, day, kind) < -0.15 * factor)
        gone = who[is_put_off & (self.left[who] < 0)]
        self.left[gone] = day

    # People visit ----------------------------------------------------------------------------------------------------

    def _here(self, day: int) -> Ints:
        who = self.who
        return who[(self.people.arrives[who] <= day) & (self.left[who] < 0)]

    def _need(self, who: Ints, day: int) -> tuple[Floats, Floats]:
        """People × categories: how much somebody needs of each, little while they have enough and more when it is out;
        and, of those with the habit, from 0 to 1 whether it is time to buy it again."""
        cycle = np.where(self.people.cycle[who] > 0, self.people.cycle[who], _CYCLE_OF_REST)
        out = np.clip((day - self.supplied[who]) / (0.18 * cycle), -30, 30)
        need = (0.15 + 2.2 / (1 + np.exp(-out))) * self.goods.season[None, :, day]
        return need, self.people.habit[who] / (1 + np.exp(-3 * out - 2))

    def _sessions(self, day: int) -> Columns:
        draws, people = self.draws, self.people
        who = self._here(day)
        weekday = self.plan.day(day).weekday()
        need, misses = self._need(who, day)
        urge = (people.taste[who] * need).sum(1)
        mean = people.visits[who] * WEEKDAYS[people.kind[who], weekday] * self.year.busy[day]
        mean = mean * np.sqrt(urge) * np.exp(self.push_visit[who]) * self.odd.visits[people.source[who], day]
        mean = mean + _HABIT_VISITS * misses.sum(1)
        first = people.arrives[who] == day
        count = np.maximum(draws.poisson("visits", np.minimum(mean, 4.0), who, day), first)
        row = np.repeat(np.arange(len(who)), count)
        person = who[row]
        turn = _turns(count)
        channel = draws.chosen("channel", people.channel[person], person, day, turn)
        hours = HOURS[people.kind[person]] * np.where((channel == STORE)[:, None], OPEN, 1.0)
        hour = draws.chosen("hour", hours, person, day, turn)
        second = hour * 3600 + (draws.uniform("second", person, day, turn) * 3000).astype(np.int64)
        weights = people.taste[person] * need[row] + 12 * misses[row]
        return {
            "person": person, "turn": turn, "second": second,
            "channel": channel,
            "category": draws.chosen("category", weights, person, day, turn),
        }  # fmt: skip

    def _browsed(self, sessions: Columns, day: int) -> tuple[Columns, Carts]:
        """The events of visits, and the carts that come of them."""
        draws, people, person, turn = self.draws, self.people, sessions["person"], sessions["turn"]
        views = 1 + draws.geometric("views", people.browsing[person], person, day, turn, most=40)
        row = np.repeat(np.arange(len(person)), views)
        nth = _turns(views)
        who, key = person[row], turn[row] * 64 + nth
        product = self._looked_at(who, sessions["category"][row], key, day)
        dwell = 15 + draws.geometric("dwell", 35.0, who, day, key, most=400)
        last = np.cumsum(views) - 1
        carts = self._filled(sessions, product[last], day)
        is_search = draws.uniform("search", person, day, turn) < 0.3
        lead = np.concatenate([
            np.full(len(person), START), np.where(is_search, SEARCH, LIST),
        ])  # fmt: skip
        columns = {
            "session": np.concatenate([np.arange(len(person)), np.arange(len(person)), row]),
            "name": np.concatenate([lead, np.full(len(row), VIEW)]),
            "product": np.concatenate([np.full(2 * len(person), -1), product]),
            "order": np.concatenate([np.zeros(len(person), int), np.ones(len(person), int), 2 + 2 * nth]),
            "dwell": np.concatenate([np.full(len(person), 4), np.full(len(person), 11), dwell]),
        }  # fmt: skip
        more = draws.uniform("next list", who, day, key) < 0.35  # back to the list for the next one
        again = {
            "session": row[more], "name": np.full(more.sum(), LIST), "product": np.full(more.sum(), -1),
            "order": 3 + 2 * nth[more], "dwell": np.full(more.sum(), 9),
        }  # fmt: skip
        events = {name: np.concatenate([columns[name], again[name]]) for name in columns}
        is_online = sessions["channel"][events["session"]] != STORE
        return {name: column[is_online] for name, column in events.items()}, carts

    def _looked_at(self, who: Ints, category: Ints, key: Ints, day: int) -> Ints:
        """A popular product of the category, or one at the price that somebody looks for."""
        draws, shop = self.draws, self.goods
        first, count = shop.first[category], shop.count[category]
        told = draws.uniform("product", who, day, key)
        popular = self._popular.searchsorted(category + told).clip(max=shop.many - 1)
        aim = 1 / (1 + np.exp(-1.0 * self.people.wealth[who] - 0.9 * draws.normal("price", who, day, key)))
        near = first + np.minimum((aim * count).astype(np.int64), count - 1)
        return np.where(draws.uniform("which", who, day, key) < 0.45, popular, near)

    def _worth(self, who: Ints, product: Ints, day: int) -> Floats:
        """What today's price adds to the log odds of buying."""
        shop = self.goods
        ratio = np.log(shop.price[product, day] / shop.base[product])
        return shop.elasticity[product] * self.people.sensitivity[who] * ratio

    def _filled(self, sessions: Columns, product: Ints, day: int) -> Carts:
        draws, people, who, turn = self.draws, self.people, sessions["person"], sessions["turn"]
        here = np.arange(len(who)), sessions["category"]
        need, misses = (of_all[here] for of_all in self._need(who, day))
        product = self._in_stock(who, product, turn, day)
        logit = people.buying[who] + _FIRST_CART + 0.8 * np.log(need) + self.push_buy[who] + self.year.buying[day]
        logit = logit + 0.5 * self._worth(who, np.maximum(product, 0), day) + self._offer(who, day)
        is_there = sessions["channel"] == STORE
        logit = (
            logit + _HABIT_CART * misses + np.log(self.odd.carts[sessions["category"], day]) + _STORE_CART * is_there
        )
        fills = (product >= 0) & (draws.uniform("cart", who, day, turn) < 1 / (1 + np.exp(-logit)))
        who, turn, product, is_there = who[fills], turn[fills], product[fills], is_there[fills]
        buys = _FIRST_ORDER + 0.35 * (people.buying[who] + 4.5) + 0.5 * self.push_buy[who] + 0.5 * self.year.buying[day]
        buys = buys + 0.5 * self._worth(who, product, day) + self._offer(who, day)
        buys = buys + _HABIT_ORDER * misses[fills] + np.log(self.odd.orders[sessions["channel"][fills], day])
        buys = buys + _STORE_ORDER * is_there
        luck = draws.uniform("buys", who, day, turn)
        will = luck < 1 / (1 + np.exp(-buys))
        wait = draws.picked("waits", np.array([0.62, 0.2, 0.1, 0.05, 0.015, 0.005, 0.005, 0.005]), who, day, turn)
        quantity = 1 + draws.poisson("quantity", np.full(len(who), 0.25), who, day, turn, most=5)
        found = Carts(
            who, np.full(len(who), day), turn, product, quantity, sessions["channel"][fills],
            np.where(will, np.where(is_there, day, day + wait), -1),
        )  # fmt: skip
        return found.kept(will | ~is_there)  # what is not bought in a store is put back

    def _offer(self, who: Ints, day: int) -> Floats:
        """What a coupon in hand adds to the log odds."""
        return np.where(self.off_until[who] >= day, self.people.deals[who], 0.0)

    def _in_stock(self, who: Ints, product: Ints, turn: Ints, day: int) -> Ints:
        """The product, or where it is out of stock its neighbour for half of the people, nothing (−1) for others."""
        shop = self.goods
        is_out = shop.is_out[product, day]
        last = shop.first[shop.category[product]] + shop.count[shop.category[product]] - 1
        other = np.where(product < last, product + 1, product - 1)
        takes = ~shop.is_out[other, day] & (self.draws.uniform("diverted", who, day, turn) < 0.5)
        return np.where(is_out, np.where(takes, other, -1), product)

    # People buy ------------------------------------------------------------------------------------------------------

    def _bought(self, fresh: Carts, day: int) -> Carts:
        """The carts that are bought today. A cart that would be left is bought after all when its person was pushed."""
        held = self.carts
        pushed = (held.due < 0) & (self.push_buy[held.person] > 0.05)
        odds = 0.35 * self.push_buy[held.person]
        turns = pushed & (self.draws.uniform("comes back", held.person, held.since, held.turn) < odds)
        held.due = np.where(turns, day, held.due)
        is_there = self.left[held.person] < 0
        now = held.kept((held.due == day) & is_there)
        self.carts = held.kept((held.due != day) & (day - held.since < CART_DAYS)).joined(fresh.kept(fresh.due != day))
        bought = now.joined(fresh.kept(fresh.due == day))
        # Out of stock by now: another product, or none.
        bought.product = self._in_stock(bought.person, bought.product, bought.turn + 8 * bought.since, day)
        return bought.kept(bought.product >= 0)

    def _ordered(self, carts: Carts, day: int) -> tuple[Columns, Columns]:
        """Orders and their lines; a coupon is good for one order. What a person bought is enough for a while, whatever
        brought them to it."""
        draws, shop, who, turn = self.draws, self.goods, carts.person, carts.turn + 8 * carts.since
        extra = draws.poisson("extras", np.full(len(who), 0.8), who, day, turn, most=6)
        row = np.concatenate([np.arange(len(who)), np.repeat(np.arange(len(who)), extra)])
        nth = np.concatenate([np.zeros(len(who), dtype=np.int64), 1 + _turns(extra)])
        person, key = who[row], turn[row] * 8 + nth
        need = self.people.taste[person] * self._need(person, day)[0]
        category = draws.chosen("extra category", need, person, day, key)
        more = self._in_stock(person, self._looked_at(person, category, key + 4096, day), key + 4096, day)
        product = np.where(nth == 0, carts.product[row], more)
        quantity = np.where(nth == 0, carts.quantity[row], 1)
        kept = product >= 0
        row, person, product, quantity = row[kept], person[kept], product[kept], quantity[kept]
        price = shop.price[product, day]
        amount = np.round(price * quantity, 2)
        listed = np.bincount(row, amount, len(who))
        off = np.where(
            (self.off_until[who] >= day) & (listed >= self.floor[who]), np.minimum(self.off[who], listed), 0.0
        )
        off = np.where(_is_first(np.where(off > 0, who, -1 - np.arange(len(who)))), off, 0.0)
        self.off_until[who[off > 0]] = -1
        share = np.divide(off, listed, out=np.zeros(len(who)), where=listed > 0)
        cycle = np.where(self.people.cycle > 0, self.people.cycle, _CYCLE_OF_REST)
        kind = shop.category[product]
        place = (person, kind)
        self.supplied[place] = np.maximum(self.supplied[place], day)
        np.add.at(self.supplied, place, quantity * cycle[place])
        orders = {
            "person": who, "since": carts.since, "turn": carts.turn, "channel": carts.channel, "listed": listed,
            "off": off,
            "amount": np.round(listed - off, 2),
            "second": (draws.uniform("order second", who, day, turn) * 1800).astype(np.int64),
        }  # fmt: skip
        items = {
            "order": row, "person": person, "product": product, "quantity": quantity, "price": price,
            "off": np.round(amount * share[row], 2),
        }  # fmt: skip
        self._will_return(orders, items, day)
        return orders, items

    def _will_return(self, orders: Columns, items: Columns, day: int) -> None:
        draws, person, row = self.draws, items["person"], items["order"]
        key = (orders["since"][row] * 8 + orders["turn"][row]) * 1024 + items["product"]
        kind = self.goods.category[items["product"]]
        chance = np.array([one.refund for one in CATEGORIES])[kind] * self.odd.refunds[kind, day]
        back = draws.uniform("returned", person, day, key) < chance
        wait = 2 + (draws.uniform("return days", person, day, key) * 11).astype(np.int64)
        amount = np.round(items["price"] * items["quantity"] - items["off"], 2)
        self.returns = self.returns.joined(
            Returns(
                day + wait[back], np.full(back.sum(), day), person[back], orders["since"][row][back],
                orders["turn"][row][back], items["product"][back], items["quantity"][back], amount[back],
            )
        )  # fmt: skip

    def _returned(self, day: int) -> Columns:
        now = self.returns.due == day
        found = self.returns.kept(now)
        self.returns = self.returns.kept(~now)
        return {
            "person": found.person, "bought": found.bought, "since": found.since, "turn": found.turn,
            "product": found.product, "quantity": found.quantity, "amount": found.amount,
        }  # fmt: skip

    # People leave ----------------------------------------------------------------------------------------------------

    def _went(self, bought: Carts, day: int) -> None:
        who = np.unique(bought.person)
        self.left[who[self.draws.uniform("leaves", who, day) < 0.35 * self.people.leaves[who]]] = day
        here = self._here(day)
        self.left[here[self.draws.uniform("drifts", here, day) < self.people.drifts[here]]] = day

    def _passed(self, day: int) -> None:
        self.push_visit *= PUSH_STAYS
        self.push_buy *= PUSH_STAYS
        self.tired *= TIRED_STAYS
        self.today = day + 1


def _is_first(who: Ints) -> NDArray[np.bool_]:
    """Whether nobody before is the same one."""
    found = np.zeros(len(who), dtype=bool)
    found[np.unique(who, return_index=True)[1]] = True
    return found


def _turns(count: Ints) -> Ints:
    """0, 1, 2 … within each of some counts."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count)


def _popular(shop: Goods) -> Floats:
    """The distribution over products within each category, laid one after another: the k-th ends at k + 1."""
    found = np.empty(shop.many)
    for kind, (first, count) in enumerate(zip(shop.first, shop.count, strict=True)):
        shares = np.cumsum(shop.popularity[first : first + count])
        found[first : first + count] = kind + shares / shares[-1]
    return found
