"""Statistics that know nothing of shops: intervals, bounds, tests and quantiles over numbers.

Reads numbers and arrays and makes numbers and arrays, with *unknown, because …* where none can be had.
It does no I/O, sees no table or customer, and imports numpy and scipy only.
"""
