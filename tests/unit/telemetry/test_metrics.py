"""What the gateway counts of codes that it does not know."""

from gateway.telemetry import MAX_CODES, Metrics


def test_a_code_that_no_table_knows_is_counted_by_its_name() -> None:
    metrics = Metrics()
    metrics.unmapped("SHIPPO", ["TELEPORTED", "TELEPORTED"])
    line = 'gateway_unmapped_status_codes_total{code="TELEPORTED",provider="SHIPPO"} 2.0'
    assert line in metrics.render().decode()


def test_a_code_can_not_forge_a_line_of_the_metrics() -> None:
    metrics = Metrics()
    metrics.unmapped("SHIPPO", ['X"} 9\nforged{a="'])
    assert "\nforged" not in metrics.render().decode()
    assert 'code="X9forgeda"' in metrics.render().decode()


def test_a_flood_of_codes_makes_no_flood_of_metrics() -> None:
    metrics = Metrics()
    metrics.unmapped("SHIPPO", (f"CODE{number}" for number in range(10 * MAX_CODES)))
    lines = [
        line for line in metrics.render().decode().splitlines() if "status_codes_total{" in line
    ]
    assert len(lines) == MAX_CODES + 1
    assert 'code="other"' in "".join(lines)
