"""Several processes on one port: a master that keeps them running, and what they tell each other.

Workers share the socket that the master listens on, so that what waits to be accepted is never
lost with one of them. `master` starts them and passes signals on; `crew` asks them for their
metrics, and `joined` makes those of one gateway of them.
"""

from gateway.workers.crew import Crew
from gateway.workers.listening import address, listen
from gateway.workers.master import Master
from gateway.workers.signals import Signals

__all__ = ["Crew", "Master", "Signals", "address", "listen"]
