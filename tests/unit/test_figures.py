"""The drills' figures say what was seen, what was promised, and whether they fit."""

from benchmarks.drills.figures import at_least, at_most, noted, percentile, row


def test_a_bound_is_kept_at_the_bound() -> None:
    assert at_most("calls", 20, 20).kept
    assert not at_most("calls", 21, 20).kept
    assert at_least("goodput", 80, 80, "%").kept
    assert not at_least("goodput", 79, 80, "%").kept


def test_nothing_is_kept_where_nothing_is_promised() -> None:
    assert noted("peak", 3).kept is None


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([], 0.99) == 0


def test_a_row_shows_units_and_verdict() -> None:
    figures = [at_most("p99", 1234.5, 100, "ms"), at_most("failed", 0, 0), noted("peak", 0.123)]
    assert [row("down", figure) for figure in figures] == [
        "| down | p99 | 1,234 ms | ≤ 100 ms | **no** |",
        "| down | failed | 0 | 0 | yes |",
        "| down | peak | 0.12 |  |  |",
    ]
