"""The only place that knows two rooms: wires doors to verbs, one file of verbs per noun; the daily build in flow.py.

Reads a shop's folder and its configuration; makes loads, builds, answers and reports out of the rooms below.
It holds no rule of its own: what a number means stands in the rooms and the catalogue.
"""
