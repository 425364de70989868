"""What is counted for Prometheus: routes by template, units of work, queues, workers. Never ids."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

disable_created_metrics()  # type: ignore[no-untyped-call]
registry = CollectorRegistry()
ProcessCollector(registry=registry)

REQUESTS = Counter("okno_requests", "Answered requests", ("method", "route", "status"), registry=registry)
REQUEST_SECONDS = Histogram(
    "okno_request_seconds",
    "Time until an answer begins",
    ("route",),
    registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
UNITS = Counter("okno_units", "Units of work that landed", registry=registry)
REPEATED = Counter("okno_units_repeated", "Units of work that had to begin again", registry=registry)
BOOKS = Counter("okno_books", "Books sent: kept from before, or made anew", ("how",), registry=registry)
PUSHES = Counter("okno_pushes", "Pushes by what the service answered", ("answer",), registry=registry)
DUE = Gauge("okno_queue_due", "Rows that wait in a queue and are due", ("queue",), registry=registry)
WORKERS = Gauge("okno_workers", "Workers whose heartbeat is fresh", registry=registry)


def page() -> bytes:
    """All of it in Prometheus' text format."""
    return generate_latest(registry)
