"""The paths of both providers."""
