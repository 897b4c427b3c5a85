"""Making an index small once it is written: each of its parts becomes one segment, which is searched faster, too.

Until then OpenSearch keeps each document twice: as it is read, and as it was sent, so that a copy elsewhere that missed
it can be told of it. What no copy can miss any more is left out when segments are merged, and only then.

A merge is only for room on disk: the index is whole without, so what fails here fails no publishing.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec

from index.cluster.client import Client
from index.errors import EngineError

MERGED_FROM = 50_000
"""From how many documents on an index is merged. A smaller one takes little, and is there sooner without."""

_PATIENCE = 45.0
"""Seconds that OpenSearch may take to find that no copy can miss what was written; it looks each thirty seconds."""

_MERGED_WITHIN = 1800.0
"""Seconds that a merge is waited for, since nobody else may publish meanwhile: two shards of 9 GB on a node, one after
the other, at 10 MB a second. That speed is supposed. A merge that takes longer goes on by itself."""

_LOOK = 0.5


class _Lease(msgspec.Struct, frozen=True):
    retaining_seq_no: int


class _Leases(msgspec.Struct, frozen=True):
    leases: tuple[_Lease, ...]


class _Numbers(msgspec.Struct, frozen=True):
    max_seq_no: int


class _Shard(msgspec.Struct, frozen=True):
    seq_no: _Numbers
    retention_leases: _Leases


class _Index(msgspec.Struct, frozen=True):
    shards: dict[str, tuple[_Shard, ...]]


class _Stats(msgspec.Struct, frozen=True):
    indices: dict[str, _Index]


def divide(client: Client, index: str) -> None:
    """End the first segments of an index that is being written: one alone is not merged."""
    with suppress(EngineError):
        client.read("POST", f"/{index}/_refresh", dict[str, Any])


def merge_all(client: Client, index: str) -> None:
    """Merge an index that is written, refreshed and flushed, and has no copies yet, as far as that is possible."""
    with suppress(EngineError):
        until = time.monotonic() + _PATIENCE
        while any(_are_missable(client, index)) and time.monotonic() < until:
            time.sleep(_LOOK)
        client.ask("POST", f"/{index}/_forcemerge?max_num_segments=1&wait_for_completion=false")
        merging, until = True, time.monotonic() + _MERGED_WITHIN
        while merging and time.monotonic() < until:
            time.sleep(_LOOK)
            merging = _is_merged(client, index)
            client.read("POST", f"/{index}/_refresh", dict[str, Any])  # those of before take no disk any more


def _are_missable(client: Client, index: str) -> Iterator[bool]:
    """Tell of each part whether anything in it is still kept as it was sent."""
    told = client.read("GET", f"/{index}/_stats/docs?level=shards", _Stats).indices[index].shards
    for shard in (shard for shards in told.values() for shard in shards):
        yield any(lease.retaining_seq_no <= shard.seq_no.max_seq_no for lease in shard.retention_leases.leases)


def _is_merged(client: Client, index: str) -> bool:
    """Whether any node is merging the index."""
    told = client.read("GET", "/_tasks?actions=indices:admin/forcemerge&detailed&group_by=none", dict[str, Any])
    return any(f"[{index}]" in task.get("description", "") for task in told["tasks"])
