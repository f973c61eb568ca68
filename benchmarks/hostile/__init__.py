"""Single requests that are meant to keep the gateway busy.

`BATTERY` lists them, each with the code of the error that it has to get. `everything` is the
opposite: the largest request that somebody may need.
"""

from benchmarks.hostile.battery import BATTERY
from benchmarks.hostile.everything import everything
from benchmarks.hostile.request import Hostile

__all__ = ["BATTERY", "Hostile", "everything"]
