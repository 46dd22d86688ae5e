"""What people did on web, app and mini-program, whatever the format in which it is told."""

from __future__ import annotations

from regulars.simulate.world import ADD, CART, CHECKOUT, DONE, EVENTS

_NAMES = "[" + ", ".join(f"'{name}'" for name in EVENTS) + "]"

#: One row an event: its ``key``, ``event``, ``happened_at`` (UTC), whose it is (``person``, ``anonymous_id``, and
#: ``user_id`` where they were logged in), ``channel``, ``product`` (or null), ``order_no``, ``quantity``, ``amount``.
#: Orders of a later day than their visit have no event: they were made elsewhere, by a link or on another device.
SEEN = f"""
    WITH visited AS (
        SELECT s.*, greatest(0, floor(p.cookies * s.day / plan_days())) AS cookie, s.is_logged_in AS is_known
        FROM session s JOIN person p USING (person) WHERE s.day >= seen_from()
    ), looked AS (
        SELECT e.session, e.name, nullif(e.product, -1) AS product, e."order" AS nth, NULL::VARCHAR AS order_no,
               NULL::BIGINT AS quantity, NULL::DOUBLE AS amount,
               v.second + coalesce(sum(e.dwell) OVER (
                   PARTITION BY e.session ORDER BY e."order" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               ), 0) AS second
        FROM event e JOIN visited v ON v.place = e.session
    ), filled AS (
        SELECT v.place AS session, c.product, c.quantity, c.person, c.day, c.turn, v.second + v.stay AS second
        FROM cart c JOIN visited v USING (person, day, turn)
    ), bought AS (
        SELECT f.session, f.second, o.amount, o.order_no
        FROM placed o JOIN filled f USING (person, day, turn) WHERE o.day = o.since
    ), done AS (
        SELECT * FROM looked
        UNION ALL SELECT session, {ADD}, product, 1000, NULL, quantity, NULL, second FROM filled
        UNION ALL SELECT session, {CART}, NULL, 1001, NULL, NULL, NULL, second + 12 FROM filled
        UNION ALL SELECT session, {CHECKOUT}, NULL, 1002, order_no, NULL, amount, second + 40 FROM bought
        UNION ALL SELECT session, {DONE}, NULL, 1003, order_no, NULL, amount, second + 95 FROM bought
    )
    SELECT md5(format('{{}} {{}} {{}} {{}}', v.person, v.day, v.turn, d.nth)) AS key, {_NAMES}[d.name + 1] AS event,
           shop_time(v.day, least(d.second, 86399)) - INTERVAL 8 HOUR AS happened_at, v.person,
           md5(format('cookie {{}} {{}}', coalesce(nullif(p.shares, -1), v.person), v.cookie)) AS anonymous_id,
           CASE WHEN v.is_known THEN account_id(v.person) END AS user_id, v.channel, d.product, d.order_no, d.quantity,
           d.amount
    FROM done d JOIN visited v ON v.place = d.session JOIN person p ON p.person = v.person
"""
