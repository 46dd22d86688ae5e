"""The door to personal data: sealed values, keyed tokens, erasure by shredding a person's key.

Reads the master key, vault.sqlite and keys.sqlite; makes tokens, sealed values, masked text and an audit of reveals.
It does not resolve who is who, decide who may reveal, or keep any personal value in the clear.
"""

from regulars.vault.audit import Reveal
from regulars.vault.keys import ENVIRONMENT, create_master_key, load_master_key
from regulars.vault.mask import mask
from regulars.vault.normalise import KINDS, normalise
from regulars.vault.recognise import recognise
from regulars.vault.store import Vault

__all__ = [
    "ENVIRONMENT",
    "KINDS",
    "Reveal",
    "Vault",
    "create_master_key",
    "load_master_key",
    "mask",
    "normalise",
    "recognise",
]
