"""A module of its own, which needs a package."""

from itsdangerous import Signer

from ledger import WORD

SIGNER = Signer(WORD)
