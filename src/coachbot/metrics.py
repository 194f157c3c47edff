"""What is counted while serving, for Prometheus. Numbers only: no name, id or word of anybody."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_ACK_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 3)
_ANSWER_S = (0.05, 0.1, 0.2, 0.4, 0.7, 1, 2, 5, 15, 60)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()

        def counter(name: str, what: str, labels: tuple[str, ...] = ()) -> Counter:
            return Counter(f"coachbot_{name}", what, labels, registry=registry)

        self.messages_in = counter("messages_in", "Events written down.", ("platform",))
        self.known_already = counter("messages_known_already", "Events that a platform delivered again.", ("platform",))
        self.not_written = counter("messages_not_written", "Events that could not be written down: answered 503.", ("platform",))
        self.answered = counter("messages_answered", "Events whose answer was sent.", ("platform",))
        self.failed = counter("messages_failed", "Events without the answer they should have had.", ("platform",))
        self.sends_retried = counter("sends_retried", "Sends that were tried again.", ("platform", "why"))
        self.found_sent = counter("sends_found", "Second sends spared: the answer was there already.", ("platform",))
        self.repeats_possible = counter(
            "repeats_possible", "Sends after which an answer may be there twice: the platform can't be read back.", ("platform",)
        )
        self.take_overs = counter("take_overs", "Turns taken over from a replica that died.")
        self.given_up = counter("turns_given_up", "Turns cancelled after they were taken over too often.")
        self.last_good = counter(
            "playbook_last_good", "Looks at a playbook in force after which the last good one had to stay.", ("why",)
        )
        self.suspects = Gauge("coachbot_suspects", "Turns on the suspect queue.", registry=registry)
        self.requests_refused = counter("requests_refused", "Requests refused by a limit.", ("limit",))
        self.ack_s = Histogram(
            "coachbot_ack_seconds", "From a request to its acknowledgement.", buckets=_ACK_S, registry=registry
        )
        self.answer_s = Histogram(
            "coachbot_answer_seconds", "From an event written down to its answer sent.", buckets=_ANSWER_S, registry=registry
        )

    def exposed(self) -> bytes:
        """Everything counted so far, in Prometheus's text format."""
        return generate_latest(self._registry)

    def value(self, name: str, labels: dict[str, str] | None = None) -> float:
        """One number, by its exposed name (`coachbot_take_overs_total`); 0 where nothing was counted."""
        return self._registry.get_sample_value(name, labels or {}) or 0.0
