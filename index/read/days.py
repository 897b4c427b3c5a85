"""Days of publication as numbers, to be compared for many articles at once."""

from calendar import monthrange
from datetime import date

UNKNOWN = (0, 0)


def days_of(published: str | None) -> tuple[int, int]:
    """Return the first day and the last that a day, a month or a year may mean, as `date` numbers them; UNKNOWN for
    what tells none.
    """
    parts = (published or "")[:10].split("-")
    try:
        year, month, day = (int(part) for part in (*parts, "0", "0")[:3])
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return UNKNOWN
    return first.toordinal(), last.toordinal()
