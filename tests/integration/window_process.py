"""A replica in a process of its own: it wants calls for ever and prints when it was granted one.

Its arguments are the server's URL, the limit, and how many calls it wants at once.
"""

import asyncio
import sys

from tests.integration.replicas import Replica, store_at


async def run(url: str, limit: int, wanted: int) -> None:
    """Take what there is, until the process is ended."""
    async with store_at(url, patience=1.0) as store:
        replica = Replica(store, limit)
        while True:
            wait = await replica.take(wanted)
            for at in replica.calls:
                print(at, flush=True)
            replica.calls.clear()
            await asyncio.sleep(max(0.001, wait))


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
