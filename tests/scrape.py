"""What `/metrics` says, as Prometheus reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from tests.serving import Served, serving


@dataclass(frozen=True)
class Scrape:
    """One answer of `/metrics`."""

    text: str

    def __call__(self, name: str, **labels: str) -> float:
        """Return the sum of the samples of a name that have these labels; 0 without any."""
        return sum(
            sample.value
            for sample in self._samples()
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def names(self) -> dict[str, set[str]]:
        """Return the names of all samples, each with the labels that it has."""
        names: dict[str, set[str]] = {}
        for sample in self._samples():
            names.setdefault(sample.name, set()).update(sample.labels)
        return names

    def _samples(self) -> Iterator[Sample]:
        for family in text_string_to_metric_families(self.text):
            yield from family.samples


async def scrape(gateway: Served) -> Scrape:
    """Ask a gateway for its metrics."""
    response = await gateway.http.get("/metrics")
    assert response.status_code == 200
    return Scrape(response.text)


async def eventful_scrape() -> Scrape:
    """Return what a gateway says to whom everything has happened that makes a series."""
    async with serving() as gateway:
        await gateway.post({"query": "{ nothing }"})
        odd = '{ shipment(ref: {carrier: "usps", trackingNumber: "QUIRKODDSTATUS"}) { id } }'
        await gateway.execute(odd)
        return await scrape(gateway)
