"""What Prometheus may read of a server: requests, answers, stages, jobs and the index, in figures and never in words.

The log's records are what is counted, so that no number tells more than a line may. All workers count in files of one
folder, from which any of them gives the sums (the library's multiprocess mode). The library looks for that folder when
it is imported: the server imports this module once the folder is there.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from corpus import PioneerError
from index import ClusterIndex, IndexFolder
from web import log
from web.jobs.job import JobState
from web.jobs.store import JobStore

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: from a remembered answer to one that nobody waits for."""


class Meter(logging.Handler):
    """Counts the requests and answers that the log is told of."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Begin at nothing."""
        super().__init__()
        self._requests = Histogram(
            "pioneer_qa_request_seconds",
            "Requests by the pattern of their address and by status, and how long each took.",
            ("route", "status"),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._answers = Counter(
            "pioneer_qa_answers",
            "Answers by outcome (answered, or why not), confidence band, and whether they were remembered.",
            ("outcome", "band", "remembered"),
            registry=registry,
        )
        self._stages = Histogram(
            "pioneer_qa_stage_seconds",
            "How long each stage of an answer took, of those that were not remembered.",
            ("stage",),
            buckets=_BUCKETS,
            registry=registry,
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Count what a record tells of."""
        try:
            self._count(log.fields_of(record) or {})
        except Exception:  # no request is to fail since it could not be counted
            self.handleError(record)

    def _count(self, fields: dict[str, Any]) -> None:
        match fields.get("event"):
            case "request":
                self._requests.labels(fields["route"], fields["status"]).observe(fields["ms"] / 1000)
            case "answer":
                stages = {name.removesuffix("_ms"): ms for name, ms in fields.items() if name.endswith("_ms")}
                remembered = "no" if stages else "yes"
                self._answers.labels(fields["outcome"], fields["band"], remembered).inc()
                for stage, ms in stages.items():
                    self._stages.labels(stage).observe(ms / 1000)


class Kept(Collector):
    """What the disk tells when it is asked: the index that is published, and how many jobs are in each state."""

    def __init__(self, folder: IndexFolder | ClusterIndex, jobs: JobStore) -> None:
        """Store where they are."""
        self._folder = folder
        self._jobs = jobs

    def collect(self) -> Iterable[Metric]:
        """Read them; what cannot be read is left out, which an alert sees."""
        with suppress(PioneerError):
            for kept in self._folder.kept()[:1]:
                published = GaugeMetricFamily(
                    "pioneer_qa_index", "The published index, by its version.", labels=["version"]
                )
                published.add_metric([kept.version], 1)
                yield published
                built = datetime.fromisoformat(kept.built_at).timestamp()
                yield GaugeMetricFamily("pioneer_qa_index_built_timestamp_seconds", "When it was built.", built)
                yield GaugeMetricFamily("pioneer_qa_index_articles", "How many articles it holds.", kept.articles)
                yield GaugeMetricFamily("pioneer_qa_index_sentences", "How many sentences it holds.", kept.sentences)
        with suppress(PioneerError):
            states = GaugeMetricFamily("pioneer_qa_jobs", "The jobs that are remembered, by state.", labels=["state"])
            counts = self._jobs.counts()
            for state in JobState:
                states.add_metric([state], counts.get(state, 0))
            yield states


def begin(folder: IndexFolder | ClusterIndex, jobs: JobStore) -> Callable[..., Any]:
    """Count from now on, in this process and in those that it forks; returns the WSGI app that gives all figures."""
    log.OWN.addHandler(Meter(CollectorRegistry()))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Kept(folder, jobs))
    app: Callable[..., Any] = make_wsgi_app(registry)
    return app
