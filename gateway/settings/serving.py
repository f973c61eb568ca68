"""Where the gateway runs, and how it listens."""

from pydantic import Field, ValidationInfo, field_validator

from gateway.settings.choices import Environment
from gateway.settings.section import Section, seconds


class Serving(Section):
    """What it is served as, by how many processes, and what connections may take."""

    sandbox: bool = Field(
        False, description="Ask built-in providers with sample data; no credentials needed."
    )
    environment: Environment = Field(
        Environment.DEVELOPMENT,
        description="`development`, or `production`, which serves no IDE and no sample data.",
    )
    board: bool | None = Field(
        None,
        description="Serve a page for people at `/`. Unset: yes in development, no in production.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(
        1,
        ge=1,
        le=64,
        description="Processes that answer on the port. Without a cache server each has its share "
        "of every budget.",
    )
    max_connections: int = Field(
        2_048, ge=8, le=100_000, description="Connections of clients that are open at once."
    )
    head_timeout_seconds: float = seconds(
        5, "Seconds within which a request's first line and headers have to come.", most=60
    )
    body_timeout_seconds: float = seconds(
        10, "Seconds within which a request's body has to come.", most=600
    )
    answer_timeout_seconds: float = seconds(
        10, "Seconds within which a client has to take what was sent to it.", most=600
    )
    keep_alive_seconds: float = seconds(
        75, "Seconds after which a connection that nothing is asked on is closed.", most=3_600
    )
    drain_seconds: float = Field(
        1,
        ge=0,
        le=300,
        description="Seconds for which connections are still taken after SIGTERM, while `/readyz` "
        "says that it is over.",
    )

    @property
    def serves_board(self) -> bool:
        """Whether there is a page for people at `/`."""
        if self.board is None:
            return self.environment is Environment.DEVELOPMENT
        return self.board

    @field_validator("environment")
    @classmethod
    def _check_environment(cls, value: Environment, info: ValidationInfo) -> Environment:
        if value is Environment.PRODUCTION and info.data.get("sandbox"):
            raise ValueError("production answers with no sample data; unset GATEWAY_SANDBOX")
        return value
