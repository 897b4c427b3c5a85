"""A removal on the command line overtakes documents that were sent for the same articles and wait for a builder."""

from collections.abc import Collection

from corpus import PioneerError
from web.jobs.builder import building
from web.jobs.store import JobStore
from web.settings import Where


class BeingIndexed(PioneerError):
    """An article was to be removed while a builder is at work on a document for it."""


def overtake(where: Where, ids: Collection[str]) -> None:
    """End the jobs that would bring articles back which are about to be removed. Raises BeingIndexed or DataError."""
    with building(where.jobs) as lock:  # while it is held, nobody is at work on what a dead builder had begun
        begun = JobStore(where.jobs).supersede(ids, working=lock is None)
    if begun:
        raise BeingIndexed(
            f"{begun[0].article}: a document for it is being indexed right now; nothing was removed. "
            "Remove it once that is done"
        )
