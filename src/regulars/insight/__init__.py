"""Finds what stands out in what was bought: pairs in one basket, and what crossed groups of customers buy more of.

Reads lines of orders, tags and base groups as tables; makes counts in the engine and findings with their evidence.
Steps are pure: tables in and out, no clock, no chance, no I/O; it names no cause and sends nothing to anybody.
"""
