"""What an operator may set, read once.

`settings` has it all, by the sections that it is made of: `providers`, `serving`, `callers`,
`operation`, `limits`, `asking`, `answering`. `reading` reads it and reports every problem at once.
docs/settings.md lists every variable, as `table` does; a test holds the two together.
"""

from gateway.settings.choices import Authentication, Edition, Environment, LogFormat
from gateway.settings.reading import read_settings
from gateway.settings.section import PREFIX
from gateway.settings.settings import Settings, reveal
from gateway.settings.table import settings_table

__all__ = [
    "PREFIX",
    "Authentication",
    "Edition",
    "Environment",
    "LogFormat",
    "Settings",
    "read_settings",
    "reveal",
    "settings_table",
]
