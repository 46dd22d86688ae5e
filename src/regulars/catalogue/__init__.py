"""Content without an engine: canonical tables, metrics, source mappings and word lists.

Reads nothing at run time but its own folder; makes declarations that every room reads.
It runs no query, opens no file of the shop and knows no other room than core.
"""
