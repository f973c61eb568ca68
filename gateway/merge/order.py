"""The order of the scans."""

from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime

from gateway.merge.scans import Scan
from gateway.merge.timing import ScanTime, place_in_time
from gateway.model import EventReport

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def in_order(
    histories: Sequence[Sequence[EventReport]], scans: Sequence[Scan], times: Sequence[ScanTime]
) -> list[int]:
    """Return the positions of the scans, oldest first, each history in its own order.

    A scan is due when it comes next in every history that holds it; of those the earliest goes
    first. Where two histories contradict each other the first one's order holds. Reports are told
    apart as objects: equal ones may come twice.
    """
    scan_of = {id(report): number for number, scan in enumerate(scans) for report in scan}
    queues = [deque(scan_of[id(report)] for report in history) for history in histories]
    due_at = _due_at(queues, times)
    done = [False] * len(scans)
    ordered = []
    while heads := [queue[0] for queue in queues if queue]:
        due = [number for number in heads if heads.count(number) == len(scans[number])]
        number = min(due, key=due_at.__getitem__) if due else heads[0]
        ordered.append(number)
        done[number] = True
        for queue in queues:
            while queue and done[queue[0]]:
                queue.popleft()
    return ordered


def _due_at(queues: Sequence[Sequence[int]], times: Sequence[ScanTime]) -> list[datetime]:
    """Return when each scan is due. An undated one follows its predecessor at once.

    Without a predecessor it goes right before its successor.
    """
    known = [place_in_time(time) for time in times]
    due_at = [time or _EARLIEST for time in known]
    for queue in queues:
        first = next((time for number in queue if (time := known[number])), None)
        for number in queue:
            if known[number] is not None:
                break
            due_at[number] = first or _EARLIEST
    return due_at
