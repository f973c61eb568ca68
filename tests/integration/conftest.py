"""Which event loops the tests here run on, and servers of their own."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.integration.redis_process import RedisProcess

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


# Both loops where the tests are about connections, which end differently on them; the server's own
# where a whole provider misbehaves.
LOOPS = {"test_upstream_wire.py": ("asyncio", "uvloop"), "test_upstream_faults.py": ("uvloop",)}


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, LoopFactory]:
    """Return the loops to run a test on, by their names."""
    factories: dict[str, LoopFactory] = {"asyncio": asyncio.new_event_loop}
    wanted = LOOPS.get(item.path.name, ("asyncio",))
    if "uvloop" in wanted and find_spec("uvloop") is not None:
        from uvloop import new_event_loop

        factories["uvloop"] = new_event_loop
    return {name: factories[name] for name in wanted if name in factories} or factories


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisProcess]:
    """A server of this test's own, which it may ill-treat and which keeps nothing on disk."""
    server = RedisProcess(tmp_path)
    server.start()
    yield server
    server.kill()
