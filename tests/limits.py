"""Settings for tests that need a document larger than anybody's."""

from gateway.schema.limits import SETTINGS
from gateway.settings import Settings

WIDE = Settings.model_construct().model_copy(
    update=dict.fromkeys(set(SETTINGS.values()) - {"max_batch_size"}, 1_000_000)
)
