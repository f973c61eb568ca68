"""The HTTP side towards providers: the only code that calls them.

Read `upstream` first: it leads a call through the gates `breaker` (the circuit), `budget` with its
`window` (the quota) and `outstanding` (how many are under way), `connection` (one GET) and `retry`.
`failures` names what goes wrong, `pauses` how long a refusal holds, `call` how urgent a call is.
Below `connection` lies HTTP: `lines` are the connections that are kept, `line` is one of them,
`body` what comes of a body.
"""

from gateway.upstream.breaker import State
from gateway.upstream.budget import Urgency
from gateway.upstream.call import Call, calling
from gateway.upstream.connect import connect
from gateway.upstream.connection import Limits
from gateway.upstream.failures import Failures, Problem
from gateway.upstream.upstream import Health, Upstream
from gateway.upstream.window import SECONDS, Quota, Taken, Window, Windows

__all__ = [
    "SECONDS",
    "Call",
    "Failures",
    "Health",
    "Limits",
    "Problem",
    "Quota",
    "State",
    "Taken",
    "Upstream",
    "Urgency",
    "Window",
    "Windows",
    "calling",
    "connect",
]
