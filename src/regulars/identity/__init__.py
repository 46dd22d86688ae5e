"""Says which accounts are one person: edges between accounts that share a declared key, and the clusters they make.

Reads contact keys, accounts and erasures up to a day; makes the map from accounts to customers.
Deterministic links only; it guesses nothing and merges nothing that a key does not tell.
"""

from regulars.identity.customer_account import customer_accounts

__all__ = ["customer_accounts"]
