"""Who is who: links the accounts of all sources to customers with stable ids.

Reads the identifiers in facts; makes ``identity_edge`` and ``customer``, each edge with its source, time and rule.
It sees keyed hashes only, never the identifiers themselves, and judges no customer.
"""
