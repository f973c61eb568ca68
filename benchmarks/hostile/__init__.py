"""Single requests that are meant to keep the gateway busy, and how they are put to it.

`BATTERY` lists them, each with the code of the error that it has to get.
"""

from benchmarks.hostile.battery import BATTERY
from benchmarks.hostile.request import Hostile

__all__ = ["BATTERY", "Hostile"]
