"""About the gateway itself."""

from datetime import datetime
from typing import Annotated

from gateway.model.codes import GatewayMode
from gateway.model.definition import about, output


@output("About the gateway.")
class GatewayInfo:
    """About the gateway."""

    version: Annotated[str, about("Version of the gateway.")]
    mode: Annotated[GatewayMode, about("Whether the answers are real.")]
    max_batch_size: Annotated[int, about("The most references that `shipments` takes at once.")]
    now: Annotated[datetime, about("The gateway's clock.")]
