"""The providers: the only place that names them all.

A further provider is a folder beside these two, a value of `ProviderCode`, and its two lines here.
"""

from gateway.providers import shippo, shipstation

CONNECT = (shipstation.connect, shippo.connect)
"""What makes each provider from the settings, in the order in which they are preferred when they
disagree."""

TYPES = (*shipstation.TYPES, *shippo.TYPES)
"""The GraphQL types of the providers' own views; the schema can't find them through the interfaces
alone."""
