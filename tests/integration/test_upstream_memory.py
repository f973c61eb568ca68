"""Answers of 200 MB and more cost a few megabytes: the peak of a process of its own tells."""

import asyncio
import subprocess
import sys

import pytest

from gateway.sandbox import running_sandbox
from tests import needs

MOST = 16 * 1024 * 1024

PROGRAM = """
import asyncio, sys, tracemalloc
from gateway.errors import BadResponse
from gateway.upstream import Limits
from tests.integration.upstreams import TRACK, asked, upstream_to

async def main(url, bomb):
    async with upstream_to(url, limits=Limits(total=30)) as upstream:
        assert isinstance(await asked(upstream, *TRACK), bytes)
        tracemalloc.start()
        for _ in range(3):
            answer = await asked(upstream, *TRACK[:2], bomb, within=60)
            assert isinstance(answer, BadResponse), answer
        print(tracemalloc.get_traced_memory()[1])

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("bomb", ["HUGE", "ENDLESS", "GZIPBOMB", "MANYHEADERS", "LONGHEADER"])
async def test_a_bomb_costs_a_few_megabytes(bomb: str) -> None:
    async with running_sandbox() as box:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", PROGRAM, box.url, f"FAULT{bomb}"),
            cwd=needs.PROJECT_DIR,
            stdout=subprocess.PIPE,
        )
        printed, _ = await process.communicate()
    assert process.returncode == 0
    assert int(printed) < MOST
