"""Tests of the tracking gateway; a package, so that no other `tests` can stand in for it."""
