"""Turns facts into what is known of each customer: paid days, RFM groups, life stages, tiers, and their flow.

Reads fact tables cut to a day; makes account_day, refund_match, segment_history and segment_flow.
Steps are pure: ibis tables in and out (array steps: Arrow), no clock, no chance, no I/O; nothing after the day is seen.
"""
