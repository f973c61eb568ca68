"""What unit tests of several rooms ask for."""

import pytest

from tests.fakes import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock that stands until the test moves it."""
    return Clock()
