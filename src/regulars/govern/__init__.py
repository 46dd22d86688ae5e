"""Cleans raw rows into facts: types, zones, currencies, words, regions; each fix counted, each fault told.

Reads raw rows and a mapping as ibis tables; makes fact rows, quarantined rows with reasons, and quality measures.
It writes nothing itself, drops nothing silently and never decides which person an account is.
"""
