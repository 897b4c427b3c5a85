"""How an index in OpenSearch is: which one answers, and whether all of its parts are there."""

from dataclasses import dataclass

import msgspec

from index.cluster.client import Client
from index.cluster.publish import answering, read_published


@dataclass(frozen=True, slots=True)
class ClusterHealth:
    """The `release` of the engine; the index that answers, by its name and `version`; how OpenSearch says that it is:
    `green`, `yellow` where copies are missing, `red` where parts are; how many parts and copies have no node.
    """

    release: str
    index: str
    version: str
    color: str
    missing_parts: int
    missing_copies: int


class _Health(msgspec.Struct, frozen=True):
    status: str
    number_of_shards: int
    active_primary_shards: int
    unassigned_shards: int


class _Healths(msgspec.Struct, frozen=True):
    indices: dict[str, _Health]


def read_health(client: Client) -> ClusterHealth | None:
    """Return how the index that answers is; None where there is none. Raises EngineError."""
    release, name = client.check_release(), answering(client)
    if name is None:
        return None
    told = client.read("GET", f"/_cluster/health/{name}?level=indices", _Healths).indices[name]
    parts = told.number_of_shards - told.active_primary_shards
    version, _ = read_published(client, name)
    return ClusterHealth(release, name, version, told.status, parts, told.unassigned_shards - parts)
