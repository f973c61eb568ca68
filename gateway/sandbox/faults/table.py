"""All switches, and which names of parcels turn one on."""

from types import MappingProxyType

from gateway.sandbox.faults.answers import answers
from gateway.sandbox.faults.lines import lines
from gateway.sandbox.faults.mangled import mangled
from gateway.sandbox.faults.scene import Fault

FAULTS = MappingProxyType({fault.name: fault for fault in (*lines(), *answers(), *mangled())})

#: What stands before a fault's name in an identifier, and who fails then.
GROUPS = MappingProxyType(
    {
        "fault": ("shipstation", "shippo"),
        "faultss": ("shipstation",),
        "faultsp": ("shippo",),
    }
)
_NAMED = MappingProxyType(
    {
        identifier: (providers, fault)
        for group, providers in GROUPS.items()
        for name, fault in FAULTS.items()
        for identifier in (f"se-{group}-{name}", f"{group}{name}".replace("-", "").upper())
    }
)


def named(identifier: str, provider: str) -> Fault | None:
    """Tell which fault a label id or tracking number asks of a provider, if any."""
    providers, fault = _NAMED.get(identifier, ((), None))
    return fault if provider in providers else None
