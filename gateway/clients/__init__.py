"""Who may ask, and how often.

Read `door` first, which decides of each request; then `register` and `keys` (who it is) and
`ledger` (how often it asked). Nothing here waits for anything while a request is let in.
"""

from gateway.clients.client import Client, Purpose
from gateway.clients.door import HEADER, Door, Refusal
from gateway.clients.ledger import Ledger
from gateway.clients.register import Register

__all__ = ["HEADER", "Client", "Door", "Ledger", "Purpose", "Refusal", "Register"]
