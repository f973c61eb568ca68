"""Parcels that both providers know: what was scanned, and who heard of it."""

from datetime import datetime
from functools import partial

from gateway.sandbox.catalogue.names import label_id
from gateway.sandbox.catalogue.stories import STORIES
from gateway.sandbox.catalogue.story import Story
from gateway.sandbox.parcel import Json, Label, Parcel, hours_before, instant, midnight
from gateway.sandbox.shippo import bodies as shippo
from gateway.sandbox.shipstation import bodies as shipstation


def _label(story: Story) -> Label:
    name = label_id("both", story.name)
    return Label(name, story.carrier_code, story.tracking_number, story.status_code, story.ship_age)


def _midnight(anchor: datetime, days: int | None) -> str | None:
    return None if days is None else instant(midnight(anchor, days))


def _shipstation(story: Story, anchor: datetime) -> Json:
    delivered = story.delivered_age
    headline = shipstation.Headline(
        status_code=story.status_code,
        carrier_status=story.carrier_status,
        detail=story.detail,
        ship_date=instant(hours_before(anchor, story.ship_age)),
        estimated=_midnight(anchor, story.shipstation_eta),
        delivered=None if delivered is None else instant(hours_before(anchor, delivered)),
        exception=story.exception,
    )
    return shipstation.track(_label(story), headline, story.scans, anchor)


def _shippo(story: Story, anchor: datetime) -> Json:
    frame = shippo.Frame(
        carrier=story.carrier,
        tracking_number=story.tracking_number,
        origin=story.origin,
        destination=story.destination,
        eta=_midnight(anchor, story.shippo_eta),
        original_eta=_midnight(anchor, story.original_eta),
        metadata=f"Order {story.name}",
    )
    return shippo.track(frame, story.scans, anchor)


def histories() -> list[Parcel]:
    """List the parcels that both providers know."""
    return [
        Parcel(
            title=story.title,
            kind="both",
            carrier=story.carrier,
            tracking_number=story.tracking_number,
            labels=(_label(story),),
            shipstation=partial(_shipstation, story),
            shippo=partial(_shippo, story),
        )
        for story in STORIES
    ]
