"""Words that every room shares: specifications, errors, time, formulas, frames.

Reads nothing and writes nothing: no I/O lives here. It does not know any other room.
"""
