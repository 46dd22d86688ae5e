"""Makes a shop whose hidden causes are known, and a world that answers when the shop acts.

Reads a plan (seed, people, days); makes people, goods and a calendar, steps through days, writes the files that real
sources would bring, and apart from them the truth. Numbers come from a plan's seed only: no clock, no order of threads.
It knows nothing of how the other rooms analyse: they are judged by its truth.
"""
