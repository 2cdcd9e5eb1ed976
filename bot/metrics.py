"""What an operator can see on /metrics: counts and times, never about anybody in particular."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """All series of one running Bauta, in a registry of their own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.waiting = Gauge("bauta_waiting", "People in the waiting line.", registry=registry)
        self.rooms = Gauge("bauta_rooms", "Open rooms.", registry=registry)
        self.matches = Counter("bauta_matches", "Rooms opened.", registry=registry)
        self.wait = Histogram(
            "bauta_wait_seconds",
            "How long people waited for their partner.",
            buckets=(0.1, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800),
            registry=registry,
        )
        self.relayed = Counter("bauta_relayed", "Messages delivered to a partner.", ["platform"], registry=registry)
        self.undelivered = Counter(
            "bauta_undelivered", "Messages that could not be delivered.", ["platform", "why"], registry=registry
        )
        self.unsaid = Counter(
            "bauta_unsaid",
            "Messages refused without a word, because many such words are on their way already.",
            registry=registry,
        )
        self.sent_again = Counter(
            "bauta_sent_again",
            "Messages sent again because the first send may have arrived.",
            ["platform"],
            registry=registry,
        )
        self.lane_depth = Gauge("bauta_lane_depth", "Messages on their way, all lanes together.", registry=registry)
        self.skipped = Counter(
            "bauta_skipped", "Updates and frames that made no sense.", ["platform"], registry=registry
        )
        self.refused_calls = Counter(
            "bauta_telegram_refused_calls", "Calls of Telegram's webhook that were refused.", ["why"], registry=registry
        )
        self.refused = Counter(
            "bauta_refused",
            "Taps, reports, words and appeals that were not somebody's to make, or forged.",
            ["what"],
            registry=registry,
        )
        self.not_relayed = Counter(
            "bauta_not_relayed", "Messages of a kind that is not relayed.", ["kind"], registry=registry
        )
        self.moderation_refused = Counter(
            "bauta_moderation_refused", "Taps and commands of moderators that were refused.", ["why"], registry=registry
        )
        self.removed = Counter(
            "bauta_removed", "Rows removed because their time was over.", ["what"], registry=registry
        )
        self.overdue = Gauge(
            "bauta_overdue_seconds", "For how long the oldest row has been past its time.", registry=registry
        )
        self.unkept = Counter(
            "bauta_unkept", "Messages of which nothing but a tag is kept for a report.", registry=registry
        )
        self.failed_turns = Counter(
            "bauta_failed_turns", "Turns that failed and were answered with an apology.", registry=registry
        )
        self.turns = Counter("bauta_turns", "Events handled.", ["how"], registry=registry)
