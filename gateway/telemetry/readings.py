"""Numbers that are looked up when metrics are asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

Numbers = Mapping[tuple[str, ...], float]
"""The numbers of one metric by the values of its labels."""


@dataclass(frozen=True)
class Reading(Collector):
    """One metric: its name without `_total`, its labels, and how to look it up.

    A counter only ever grows; a gauge says how it is.
    """

    name: str
    documentation: str
    labels: tuple[str, ...]
    read: Callable[[], Numbers]
    is_counter: bool = False

    def collect(self) -> Iterable[CounterMetricFamily | GaugeMetricFamily]:
        """Look it up."""
        kind = CounterMetricFamily if self.is_counter else GaugeMetricFamily
        family = kind(self.name, self.documentation, labels=self.labels)
        for values, number in self.read().items():
            family.add_metric(values, number)
        yield family


def gauge(name: str, documentation: str, read: Callable[[], float]) -> Reading:
    """Return a reading of one number that says how it is."""
    return Reading(name, documentation, (), lambda: {(): read()})


def counter(name: str, documentation: str, read: Callable[[], float]) -> Reading:
    """Return a reading of one number that only ever grows."""
    return Reading(name, documentation, (), lambda: {(): read()}, is_counter=True)
