"""All of them."""

from benchmarks.hostile.bodies import BODIES
from benchmarks.hostile.request import Hostile
from benchmarks.hostile.selections import SELECTIONS
from benchmarks.hostile.texts import TEXTS
from benchmarks.hostile.wholes import WHOLES

BATTERY: list[Hostile] = [*SELECTIONS, *TEXTS, *WHOLES, *BODIES]
