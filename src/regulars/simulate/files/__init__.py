"""The files that a simulated shop's sources bring: one module a file, found by themselves."""
