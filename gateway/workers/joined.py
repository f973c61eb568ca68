"""The metrics of several workers as those of one gateway."""

from collections.abc import Mapping


def joined(texts: Mapping[str, str]) -> str:
    """Return texts in Prometheus's format as one, each sample with a label that names its worker.

    Source: https://prometheus.io/docs/instrumenting/exposition_formats/, read 2026-11-22: all lines
    of one metric are one group, and begin with what it is.
    """
    families: dict[str, tuple[list[str], list[str]]] = {}
    for worker, text in texts.items():
        family: tuple[list[str], list[str]] = ([], [])
        for line in text.splitlines():
            if line.startswith("# HELP "):
                family = families.setdefault(line.split(" ")[2], ([], []))
            told, samples = family
            if not line.startswith("#"):
                samples.append(_labelled(line, worker))
            elif line not in told:
                told.append(line)
    return "".join(f"{line}\n" for family in families.values() for part in family for line in part)


def _labelled(sample: str, worker: str) -> str:
    # The name ends at the first brace or blank; whatever else there is, is in the labels' values.
    name, brace, rest = sample.partition("{")
    if brace and " " not in name:
        return f'{name}{{worker="{worker}",{rest}'
    name, _, value = sample.partition(" ")
    return f'{name}{{worker="{worker}"}} {value}'
