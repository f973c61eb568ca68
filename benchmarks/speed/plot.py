"""Figures as SVG, written by hand: one picture takes no library."""

import math
from collections.abc import Mapping, Sequence

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 440, 300, 56, 40, 44
COLOURS = ("#0b6e99", "#c4501b", "#4a7a2c", "#7a4a9e")


def chart(title: str, across: str, lines: Mapping[str, Points]) -> str:
    """Draw lines on two logarithmic axes, with their names; `across` names the one below."""
    points = [point for line in lines.values() for point in line]
    x = _Axis([x for x, _ in points], LEFT, WIDTH - 12)
    y = _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP + 14 * len(lines))
    parts = [f'<text x="{LEFT}" y="16" font-weight="bold">{title}</text>']
    parts += [
        f'<text x="{x(value):.0f}" y="{HEIGHT - 26}" text-anchor="middle">{value:g}</text>'
        for value in x.ticks()
    ]
    parts += [
        f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - 12}" stroke="#ddd"/>'
        f'<text x="{LEFT - 6}" y="{y(value) + 4:.0f}" text-anchor="end">{value:g}</text>'
        for value in y.ticks()
    ]
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">{across}</text>')
    for place, ((name, line), colour) in enumerate(zip(lines.items(), COLOURS, strict=False)):
        path = "L".join(f"{x(a):.1f} {y(b):.1f}" for a, b in line)
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{LEFT + 4}" y="{32 + 14 * place}" fill="{colour}">{name}</text>'
        )
    return "\n".join(parts)


def page(charts: Sequence[str]) -> str:
    """Put charts beside each other in one file."""
    inside = "\n".join(
        f'<g transform="translate({WIDTH * place} 0)">\n{each}\n</g>'
        for place, each in enumerate(charts)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * len(charts)}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{inside}\n</svg>\n'
    )


class _Axis:
    """Places values between two ends, by their logarithms."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        self._low, high = math.log10(min(values)), math.log10(max(values))
        self._span = (high - self._low) or 1.0
        self._begin, self._length = begin, end - begin

    def __call__(self, value: float) -> float:
        return self._begin + (math.log10(value) - self._low) / self._span * self._length

    def ticks(self) -> list[float]:
        """Return the round values between the ends."""
        low, high = self._low, self._low + self._span
        steps = (1, 3) if self._span < 4 else (1,)
        every = [s * 10.0**e for e in range(math.floor(low), math.ceil(high) + 1) for s in steps]
        return [value for value in every if low - 1e-9 <= math.log10(value) <= high + 1e-9]
