"""Faults on purpose: everything that a provider, or the way to it, can do wrong."""
