"""What one replica knows of the calls of all: names, times, shares."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.cache.calls import Calls
from tests.fakes import Clock

LIFETIME = 63.0


def heard(clock: Clock, *told: tuple[str, float]) -> Calls:
    calls = Calls(LIFETIME, clock)
    calls.hear("", told, apart=False)
    return calls


def test_a_call_that_is_told_twice_counts_once() -> None:
    calls = heard(Clock(), ("b:1:1", 5.0), ("b:1:2", 4.0))
    calls.hear("", [("b:1:2", 4.0), ("c:9:1", 1.0)], apart=False)
    assert calls.free(10, 1) == 7


def test_a_call_is_forgotten_when_its_time_is_over() -> None:
    clock = Clock()
    calls = heard(clock, ("b:1:1", 60.0), ("b:1:2", 10.0))
    assert calls.waits(2, 1, 5) == [3.0, 53.0]
    clock.now += 3.0
    assert calls.free(2, 1) == 1
    assert calls.waits(1, 1, 1) == [50.0]
    clock.now += 50.0
    assert calls.free(2, 1) == 2


def test_alone_it_leaves_as_much_to_each_other_replica() -> None:
    calls = heard(Clock(), *((f"b:1:{n}", 1.0) for n in range(40)))
    assert calls.free(100, 3) == 20
    calls.add(15, apart=True)
    assert calls.free(100, 3) == 5
    calls.add(5, apart=True)
    assert calls.free(100, 3) == 0
    # Three of the others' calls must leave before there is room for one more of each replica.
    assert calls.waits(100, 3, 2) == [62.0, 62.0]


def test_a_quota_with_no_call_for_each_replica_has_none_to_share() -> None:
    calls = Calls(LIFETIME, Clock())
    assert calls.free(2, 3) == 0
    assert calls.waits(2, 3, 1) == [LIFETIME]


def test_a_grant_that_was_never_heard_of_is_void() -> None:
    calls = Calls(LIFETIME, Clock())
    lost, open_ = calls.begin(), calls.begin()
    calls.end(lost)
    calls.hear("", [(f"{lost}:1", 1.0), (f"{open_}:1", 1.0)], apart=False)
    assert calls.void == {f"{lost}:1"}
    assert calls.free(10, 1) == 10
    # The answer to the one under way brings it.
    calls.end(open_)
    calls.hear(open_, [(f"{open_}:1", 1.0)], apart=False)
    assert calls.free(10, 1) == 9


def test_names_are_never_given_twice() -> None:
    clock = Clock()
    replicas = [Calls(LIFETIME, clock) for _ in range(3)]
    names: list[str] = []
    for calls in replicas:
        calls.add(2, apart=False)
        calls.add(2, apart=True)
        names += [*calls.untold, f"{calls.begin()}:1", f"{calls.begin()}:1"]
    assert len(set(names)) == len(names) == 18


def test_the_newest_call_that_was_told_is_the_sign_of_the_servers_memory() -> None:
    clock = Clock()
    calls = heard(clock, ("b:1:1", 8.0), ("b:1:2", 5.0))
    calls.add(1, apart=False)
    assert calls.newest(60.0) == "b:1:2"
    clock.now += 55.0
    assert calls.newest(60.0) == ""


def test_a_server_that_forgot_is_told_everything() -> None:
    clock = Clock()
    calls = heard(clock, ("b:1:1", 62.0), ("b:1:2", 5.0))
    calls.add(1, apart=True)
    [own] = calls.untold
    clock.now += 1.0
    calls.untell()
    assert calls.newest(60.0) == ""
    assert calls.ages(calls.untold) == {"b:1:2": 6.0, own: 1.0}


Steps = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 30), st.floats(0, 20)), max_size=60)


@given(
    replicas=st.integers(1, 5),
    limit=st.integers(1, 60),
    known=st.lists(st.floats(0, 62), max_size=60),
    steps=Steps,
)
def test_replicas_that_know_the_same_never_exceed_the_limit_together(
    replicas: int, limit: int, known: list[float], steps: list[tuple[int, int, float]]
) -> None:
    clock = Clock()
    told = [(f"x:1:{n}", age) for n, age in enumerate(sorted(known[:limit], reverse=True))]
    those = [heard(clock, *told) for _ in range(replicas)]
    made = [clock.now - age for _, age in told]
    for who, wanted, later in steps:
        calls = those[who % replicas]
        granted = min(wanted, calls.free(limit, replicas))
        calls.add(granted, apart=True)
        made += [clock.now] * granted
        assert sum(at > clock.now - LIFETIME for at in made) <= limit
        clock.now += later


@given(replicas=st.integers(1, 4), limit=st.integers(4, 40), steps=Steps)
def test_a_call_is_free_when_the_wait_for_it_is_over_and_not_before(
    replicas: int, limit: int, steps: list[tuple[int, int, float]]
) -> None:
    clock = Clock()
    calls = Calls(LIFETIME, clock)
    for who, wanted, later in steps:
        if free := min(wanted, calls.free(limit, replicas)):
            calls.add(free, apart=who > 1)
        else:
            wait = calls.waits(limit, replicas, 1)[0]
            clock.now += wait - 1e-6
            assert calls.free(limit, replicas) == 0
            clock.now += 2e-6
            assert calls.free(limit, replicas) >= 1
        clock.now += later
