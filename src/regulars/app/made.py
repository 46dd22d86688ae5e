"""The tables that the build makes: grain, what a row tells, how it is read as of a day, what it is made from."""

from __future__ import annotations

MADE: dict[str, dict[str, str]] = {
    "refund_piece": {
        "grain": "one piece of one refund line, with the sale that it undoes",
        "about": "Pieces without a paid day are unmatched: no sale or no payment was found.",
        "dated": "day",
        "reads": "refund, order_item, orders, payment",
    },
    "payment_movement": {
        "grain": "one account, day and paid day",
        "about": "Payments on the day on which they count; a deposit counts when the balance comes.",
        "dated": "day",
        "reads": "payment, orders",
    },
    "account_day": {
        "grain": "one account (null: guests), day and paid day",
        "about": "Ordered, paid and refunded amounts and counts; additive, but for paid_days_90.",
        "dated": "day",
        "reads": "order_item, orders, payment_movement, refund_piece",
    },
    "segment_history": {
        "grain": "one customer at the end of one day (each month's last and the as-of days)",
        "about": "Levels, group, stage and tier.",
        "dated": "as_of",
        "reads": "account_day, account, contact_key, erasure, event, loyalty_account",
    },
    "customer": {
        "grain": "one customer at the end of an as-of day",
        "about": "All figures of the customer's profile, once for each day that was built: ask for one, "
        "WHERE as_of = ….",
        "dated": "as_of",
        "reads": "account_day, account, contact_key, erasure, event, loyalty_account",
    },
    "customer_account": {
        "grain": "one account that belongs to a customer together with others, at the end of a snapshot's day",
        "about": "Accounts that are not listed are customers of their own.",
        "dated": "as_of",
        "reads": "account, contact_key, erasure",
    },
    "account_month": {
        "grain": "one account and month",
        "about": "Orders by weekday and hour, prices, discounts by who bears them, coupons: counters that add up.",
        "dated": "month",
        "reads": "order_item, orders, coupon_use",
    },
    "account_taste": {
        "grain": "one account, month, category path, brand and price band",
        "about": "Money and lines: what tastes are made from.",
        "dated": "month",
        "reads": "order_item, product",
    },
    "customer_affinity": {
        "grain": "one customer, dimension and preferred value at the end of an as-of day",
        "about": "The five values of each dimension with most money, recent money counting more.",
        "dated": "as_of",
        "reads": "account_taste, customer, customer_account",
    },
    "customer_tag": {
        "grain": "one customer at the end of an as-of day",
        "about": "One column per tag of the catalogue.",
        "dated": "as_of",
        "reads": "customer, account_day, account_month, customer_affinity, account_attribute, customer_account",
    },
    "customer_sample": {
        "grain": "one of some customers at the end of an as-of day",
        "about": "Rows of customer_tag for estimates: a hundredth, 10,000 at least. None where customers are few.",
        "dated": "as_of",
        "reads": "customer_tag",
    },
    "event_day": {
        "grain": "one event name, day and account",
        "about": "How often; with the name empty, all events together. Made only where a shop has events.",
        "dated": "day",
        "reads": "event",
    },
    "event_last": {
        "grain": "one event name and customer at the end of an as-of day",
        "about": "The days of the last eight times: last_1 that of the last one.",
        "dated": "as_of",
        "reads": "event_day, customer_account, customer_tag",
    },
    "audience_member": {
        "grain": "one customer in one saved audience at the end of an as-of day",
        "about": "Who was in it under the rule that it had when the day was built.",
        "dated": "as_of",
        "reads": "customer_tag, customer_affinity, customer_account, orders, order_item, payment, refund, coupon_use, "
        "event, event_day, event_last, product",
    },
    "segment_cut": {
        "grain": "one snapshot's thresholds",
        "about": "Fixed, or the quantiles of that day.",
        "dated": "as_of",
        "reads": "segment_history",
    },
    "segment_flow": {
        "grain": "people by value before, value after and cause, between two snapshots",
        "about": "Groups, stages and tiers; everyone of either snapshot counts once.",
        "dated": "to_day",
        "reads": "segment_history, customer_account",
    },
}
