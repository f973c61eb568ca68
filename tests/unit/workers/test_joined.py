"""The metrics of several workers read as those of one gateway."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from gateway.workers.joined import joined


def _told(requests: int, *, extra: bool = False) -> str:
    registry = CollectorRegistry()
    counter = Counter("asked", "Requests, by what\nthey {were}.", ["kind"], registry=registry)
    counter.labels('a "quoted" {kind} \\ of, two words').inc(requests)
    Histogram("seconds", "How long.", buckets=[1], registry=registry).observe(requests)
    if extra:
        Gauge("extra", "What only one of them has.", registry=registry).set(1)
    return generate_latest(registry).decode()


def test_each_sample_names_its_worker_and_is_otherwise_as_it_was() -> None:
    texts = {"1": _told(3), "2": _told(4, extra=True)}
    seen = set()
    for family in text_string_to_metric_families(joined(texts)):
        for sample in family.samples:
            labels = {name: value for name, value in sample.labels.items() if name != "worker"}
            seen.add((sample.labels["worker"], sample.name, *labels.items(), sample.value))
    assert seen == {
        (worker, sample.name, *sample.labels.items(), sample.value)
        for worker, text in texts.items()
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_each_metric_is_one_group_that_says_once_what_it_is() -> None:
    lines = joined({"1": _told(1), "2": _told(2), "3": ""}).splitlines()
    told = [line for line in lines if line.startswith("#")]
    assert told == [line for line in _told(1).splitlines() if line.startswith("#")]
    names = [line.split("{")[0].split("_")[0] for line in lines if not line.startswith("#")]
    assert names == sorted(names, key=["asked", "seconds"].index)


def test_nothing_is_made_of_nothing() -> None:
    assert joined({}) == ""
    assert joined({"1": ""}) == ""
