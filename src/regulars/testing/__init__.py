"""What tests are made of, shipped with the package: a tiny shop and the promises that a driver must keep.

Reads nothing outside; makes small data with known traps, and test classes for a new driver to subclass.
Nothing below the command line imports it: only the demonstration takes its shop from here.
"""
