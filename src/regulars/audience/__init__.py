"""Answers rules: who is in an audience, why, how audiences overlap, and who came and went between two days.

Reads customer_tag, customer_affinity and facts cut to a day; makes members, reasons and counts. Steps are pure.
It reads no rule's text (core does), writes no file, sends nothing, and sees nothing after the day.
"""
