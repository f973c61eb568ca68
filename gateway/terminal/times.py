"""Days and moments as they are known, for people who read them in a terminal."""

from datetime import UTC, date, datetime, timedelta


class Reader:
    """Reads the times of answers for somebody whose clock this is; `now` is aware."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def moment(self, instant: str) -> str:
        """Write a moment by the reader's own clock, with the name of its zone."""
        at = datetime.fromisoformat(instant).astimezone(self._now.tzinfo)
        return f"{at:%Y-%m-%d %H:%M} {at.tzname() or 'UTC'}"

    def of_event(self, local: str | None, instant: str | None, confidence: str) -> str:
        """Write when an event was, by the clock at its place where that is known."""
        if local:
            return f"{datetime.fromisoformat(local):%Y-%m-%d %H:%M} local"
        if not instant:
            return "no time given"
        about = "" if confidence == "EXACT" else "about "
        return about + self.moment(instant)

    def is_over(self, day: str) -> bool:
        """Say whether a day without a zone is over everywhere on earth."""
        last = datetime.combine(date.fromisoformat(day), datetime.max.time(), UTC)
        return self._now > last + timedelta(hours=12)
