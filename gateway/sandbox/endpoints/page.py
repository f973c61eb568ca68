"""The page that shows people what the sandbox holds. No script, nothing from elsewhere."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape

from gateway.sandbox.faults.scene import Fault
from gateway.sandbox.parcel import Parcel

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #8884; padding: .25rem .5rem; text-align: left }
code { font-size: 90% }
:root { color-scheme: light dark }
"""
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def page(parcels: Sequence[Parcel], faults: Iterable[Fault]) -> str:
    """Render the page."""
    whole = [parcel for parcel in parcels if parcel.kind != "fault"]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Tracking sandbox</title><style>{_STYLE}</style></head><body>"
        "<h1>Tracking sandbox</h1>"
        "<p>A local ShipStation (<code>/v2</code>, <code>/v1</code>) and Shippo "
        "(<code>/tracks</code>). Nothing here is real.</p>"
        f"<h2>{len(whole)} parcels</h2>"
        + _table(("Label", "Carrier", "Number", "Known to", "What it shows"), map(_row, whole))
        + "<h2>Faults</h2><p>Each is the label <code>se-fault-NAME</code> and the number "
        "<code>FAULTNAME</code> of carrier <code>ups</code>; with <code>faultss</code> or "
        "<code>faultsp</code> instead of <code>fault</code> only ShipStation or only Shippo "
        "fails. <code>POST /sandbox/faults</code> makes a whole provider fail.</p>"
        + _table(("Name", "What happens"), ((one.name, one.what) for one in faults))
        + "</body></html>\n"
    )


def _row(parcel: Parcel) -> tuple[str, ...]:
    labels = [label.label_id for label in parcel.labels]
    shown = f"{labels[0]} … {labels[-1]}" if len(labels) > 1 else "".join(labels)
    known = {"ShipStation": parcel.shipstation, "Shippo": parcel.shippo}
    who = ", ".join(name for name, side in known.items() if side)
    return shown, parcel.carrier, parcel.tracking_number, who, parcel.title


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table>"
