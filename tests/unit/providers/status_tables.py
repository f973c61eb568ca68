"""Write the tables of docs/statuses.md anew from the code: `python -m` this module."""

import re
from collections.abc import Iterable

from gateway.model import STAGES, TERMINAL, StatusCode, StatusMapping
from gateway.providers.shippo import statuses as shippo
from gateway.providers.shipstation import statuses as shipstation
from tests import needs

PAGE = needs.PROJECT_DIR / "docs" / "statuses.md"

ACTS = {True: "yes", False: "no", None: ""}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _code(name: str | None) -> str:
    return f"`{name}`" if name else ""


def _codes(names: Iterable[str]) -> str:
    return ", ".join(map(_code, sorted(names)))


def stages() -> str:
    return _table(
        ("`code`", "`stage`", "`isTerminal`"),
        (
            (_code(c.name), _code(STAGES[c].name), "yes" if c in TERMINAL else "")
            for c in StatusCode
        ),
    )


def shipstation_headlines() -> str:
    rows = shipstation.table()
    return _table(
        (
            "`status_code`",
            "ShipStation calls it",
            "label `tracking_status`",
            "`code`",
            "refined to",
        ),
        (
            (
                _code(code),
                rows[code, None].provider_description or "",
                _code(rows[code, None].label_tracking_status),
                _code(rows[code, None].code.name),
                _refined(code, rows.values()),
            )
            for code in shipstation.HEADLINES
        ),
    )


def _refined(headline: str, rows: Iterable[StatusMapping]) -> str:
    ours = [row for row in rows if row.provider_code == headline]
    plain = next(row.code for row in ours if row.detail_code is None)
    if headline == "UN":
        return "whatever the detail says"
    return _codes({row.code.name for row in ours if row.code is not plain})


def shipstation_details() -> str:
    details = shipstation.DETAILS
    return _table(
        ("`code`", "`status_detail_code`"),
        (
            (_code(code.name), _codes(d for d, c in details.items() if c is code))
            for code in StatusCode
            if code in details.values()
        ),
    )


def shipstation_actions() -> str:
    return _codes(shipstation.ACTION_REQUIRED)


def shippo_statuses() -> str:
    return _table(
        ("`status`", "`substatus.code`", "`code`", "`actionRequired`"),
        (
            (_code(status), _code(detail), _code(row.code.name), ACTS[row.action_required])
            for (status, detail), row in sorted(
                shippo.table().items(),
                key=lambda item: (list(shippo.STATUSES).index(item[0][0]), item[0][1] or ""),
            )
        ),
    )


TABLES = {
    "stages": stages,
    "shipstation-headlines": shipstation_headlines,
    "shipstation-details": shipstation_details,
    "shipstation-actions": shipstation_actions,
    "shippo-statuses": shippo_statuses,
}


def renewed(page: str) -> str:
    """Return the page with every table as the code has it."""
    for name, write in TABLES.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        page, found = re.subn(
            f"{begin}\n.*?{end}", f"{begin}\n{write()}\n{end}", page, count=1, flags=re.DOTALL
        )
        assert found, f"{begin} is missing"
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
