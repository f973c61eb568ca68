"""Who asks."""

from dataclasses import dataclass
from enum import Enum

from gateway.credentials import DEFAULT

ANONYMOUS = "anonymous"
"""What everybody is called where no keys are asked for."""


class Purpose(Enum):
    """What a client key is good for."""

    GRAPHQL = "graphql"
    METRICS = "metrics"


@dataclass(frozen=True, slots=True)
class Client:
    """One client. `name` is public: logs and metrics may tell it.

    `credentials` names the set of provider credentials that is asked with. At most
    `requests_per_minute` are let in of the requests that are `counted_as` the same; None lets all
    of them in.
    """

    name: str
    credentials: str = DEFAULT
    purpose: Purpose = Purpose.GRAPHQL
    requests_per_minute: int | None = None
    counted_as: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Whether it has shown no key."""
        return self.name == ANONYMOUS
