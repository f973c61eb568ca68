"""Requests begin one after the other, and who would wait for too long is refused at once."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive, Scope, Send

from gateway.http.admission import PATIENCE, ROUNDS, Admission, Room

ALWAYS = frozenset({"/healthz"})


class Clock:
    """Goes on by itself by `pace` whenever it is read, as if everything took that long."""

    def __init__(self, pace: float = 0.0) -> None:
        self.pace = pace
        self.time = 0.0

    def __call__(self) -> float:
        self.time += self.pace
        return self.time


async def _rounds(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def _crowd(room: Room, count: int) -> list[bool]:
    return await asyncio.gather(*(room.enter() for _ in range(count)))


async def test_the_first_one_begins_at_once() -> None:
    entering = Room(8, Clock()).enter()
    assert await asyncio.wait_for(entering, timeout=None)


async def test_a_crowd_begins_one_in_each_round_of_the_loop() -> None:
    room = Room(100, Clock())
    begun = []

    async def request(number: int) -> None:
        await room.enter()
        begun.append(number)

    tasks = [asyncio.create_task(request(number)) for number in range(10)]
    counts = []
    while len(begun) < 10:
        before = len(begun)
        await asyncio.sleep(0)
        counts.append(len(begun) - before)
    assert max(counts) == 1
    assert begun == list(range(10))
    await asyncio.gather(*tasks)


async def test_nobody_begins_while_a_crowd_is_still_coming_in() -> None:
    room = Room(100, Clock())
    begun = []

    async def request(number: int) -> None:
        await room.enter()
        begun.append(number)

    tasks = []
    for number in range(20):
        tasks.append(asyncio.create_task(request(number)))
        await _rounds(1)
    assert begun == [0]
    await asyncio.gather(*tasks)
    assert begun == list(range(20))


async def test_a_crowd_that_never_ends_is_served_all_the_same() -> None:
    room = Room(1_000, Clock())
    tasks = []
    for _ in range(4 * ROUNDS):
        tasks.append(asyncio.create_task(room.enter()))
        await _rounds(1)
    assert sum(task.done() for task in tasks) >= 3
    assert all(await asyncio.gather(*tasks))


async def test_no_more_than_the_most_are_under_way() -> None:
    room = Room(8, Clock())
    assert await _crowd(room, 10) == [True] * 8 + [False] * 2
    room.leave()
    assert await _crowd(room, 2) == [True, False]


async def test_who_would_wait_for_too_long_is_refused() -> None:
    room = Room(10_000, Clock(pace=0.01))
    # The queue has to move before anybody can tell how fast it does.
    assert all(await _crowd(room, 400))
    late = [asyncio.create_task(room.enter()) for _ in range(1_000)]
    await _rounds(1)
    refused = [task for task in late if task.done() and not task.result()]
    assert refused
    assert room.wait <= PATIENCE * 1.1
    assert sum(await asyncio.gather(*late)) == 1_000 - len(refused)


async def test_one_stall_makes_nobody_impatient() -> None:
    clock = Clock(pace=0.001)
    room = Room(10_000, clock)
    assert all(await _crowd(room, 1_000))
    crowd = [asyncio.create_task(room.enter()) for _ in range(200)]
    await _rounds(2)
    clock.time += 0.5
    await _rounds(2)
    assert all(await _crowd(room, 200))
    assert all(await asyncio.gather(*crowd))


async def test_a_queue_that_moves_fast_takes_everybody() -> None:
    room = Room(10_000, Clock(pace=0.0001))
    assert all(await _crowd(room, 1_000))
    assert all(await _crowd(room, 5_000))


async def test_who_waits_for_a_provider_keeps_nobody_waiting() -> None:
    room = Room(1_000, Clock(pace=5.0))
    for _ in range(500):
        assert await room.enter()
        await _rounds(1)
    assert room.wait == 0
    assert room.taken == 500


async def test_who_goes_away_in_the_queue_leaves_no_gap() -> None:
    room = Room(100, Clock())
    tasks = [asyncio.create_task(room.enter()) for _ in range(10)]
    await _rounds(1)
    for task in tasks[1:9]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [results[0], results[9]] == [True, True]
    assert room.taken == 2


async def test_a_refusal_says_when_to_come_back() -> None:
    sent = await _call(Room(0, Clock()), "/graphql")
    assert sent[0]["status"] == 503
    headers = dict(sent[0]["headers"])
    assert headers[b"retry-after"] == b"1"
    assert headers[b"content-length"] == str(len(sent[1]["body"])).encode()
    error = json.loads(sent[1]["body"])["errors"][0]
    assert error["extensions"] == {
        "code": "OVERLOADED",
        "retryable": True,
        "retryAfterSeconds": 1,
    }


async def test_health_is_never_refused() -> None:
    assert await _call(Room(0, Clock()), "/healthz") == []


async def test_a_request_that_fails_makes_room_as_well() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError

    room = Room(1, Clock())
    results = [
        await asyncio.gather(_call(room, "/graphql", failing), return_exceptions=True)
        for _ in range(3)
    ]
    assert [type(result) for (result,) in results] == [ValueError] * 3
    assert room.taken == 0


async def _quiet(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer nothing."""


async def _call(
    room: Room,
    path: str,
    app: Callable[[Scope, Receive, Send], Awaitable[None]] = _quiet,
) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    await Admission(app, room, ALWAYS)({"type": "http", "path": path}, receive, send)
    return sent
