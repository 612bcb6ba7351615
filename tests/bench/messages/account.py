"""Counts: what was sent, acknowledged, handled; what was lost, what came twice; how long it took after each kill."""

import time
from bisect import bisect_right

from kit.report import percentile


class Journal:
    """What one app wrote down so far."""

    def __init__(self, path):
        self.path, self.times, self.numbers, self._read = path, [], [], 0

    def forget(self):
        """Counts from here."""
        self.times, self.numbers = [], []

    def read(self):
        """Adds the lines since the last time; True when there were some."""
        if not self.path.exists():
            return False
        with open(self.path, "rb") as file:
            file.seek(self._read)
            lines = file.read().rpartition(b"\n")[0]
        self._read += len(lines) + 1 if lines else 0
        for line in lines.splitlines():
            at, number = line.split()
            self.times.append(int(at))
            self.numbers.append(int(number))
        return lines != b""


def account(publisher, journals, kills, messages):
    """The figures of a run, and in `faults` what must not be."""
    first, deliveries = {}, 0
    for journal in journals:
        for at, number in zip(journal.times, journal.numbers):
            if number > 0:
                deliveries += 1
                first[number] = min(first.get(number, at), at)
    lost = sorted(publisher.acknowledged.keys() - first.keys())
    refused = sum(publisher.refused.values())
    latencies = [(at - publisher.sent[number]) / 1e6 for number, at in first.items() if number in publisher.sent]
    figures = {
        "sent": len(publisher.sent), "acknowledged": len(publisher.acknowledged), "refused": refused, "unknown": publisher.unknown,
        "refused_by_status": dict(publisher.refused), "refusals": publisher.samples,
        "handled": len(first), "handled_unacknowledged": len(first.keys() - publisher.acknowledged.keys()),
        "lost": len(lost), "lost_numbers": lost[:50], "duplicates": deliveries - len(first),
        "p50_ms": percentile(latencies, 50) if latencies else None, "p99_ms": percentile(latencies, 99) if latencies else None,
        "max_ms": max(latencies, default=None),
        "kills": [_after_kill(kill, publisher, journals, first) for kill in kills],
    }
    figures["faults"] = list(_faults(figures, first, publisher, kills, messages))
    return figures


def _faults(figures, first, publisher, kills, messages):
    if figures["lost"]:
        yield f"{figures['lost']} messages were acknowledged and never handled, the first of them {figures['lost_numbers'][:10]}"
    if figures["sent"] != messages or figures["acknowledged"] + figures["refused"] + figures["unknown"] != messages:
        yield (f"of {messages} messages {figures['sent']} were sent, {figures['acknowledged']} acknowledged, {figures['refused']} refused and "
               f"{figures['unknown']} unknown: that does not add up")
    if strangers := first.keys() - publisher.sent.keys():
        yield f"{len(strangers)} numbers were handled that nobody sent: {sorted(strangers)[:10]}"
    if missing := sum(kill.back_ns == 0 for kill in kills):
        yield f"{missing} of {len(kills)} kills did not happen"


def _after_kill(kill, publisher, journals, first):
    """
    `handled_ms`: kill to the next event that any app handled. `back_ms`: kill to the next work of the one that was killed, where there is one.
    `settled_ms`: kill to when all that had been acknowledged before it was handled.
    """
    own = {"publisher": lambda: publisher.by_port[publisher.ports[kill.which]], "subscriber": lambda: journals[kill.which].times,
           "app": lambda: journals[kill.which].times}.get(kill.kind, lambda: sorted(publisher.acknowledged.values()))()
    before = [first[number] for number, at in publisher.acknowledged.items() if at < kill.at_ns and number in first]
    return {
        "kind": kill.kind, "which": kill.which, "after_messages": kill.after, "down_ms": (kill.back_ns - kill.at_ns) / 1e6,
        "handled_ms": _next(sorted(time for journal in journals for time in journal.times), kill.at_ns, kill.at_ns),
        "back_ms": _next(own, kill.at_ns + int(kill.pause * 1e9), kill.at_ns),
        "settled_ms": max(0.0, (max(before, default=0) - kill.at_ns) / 1e6),
    }


def _next(times, after_ns, since_ns):
    """Milliseconds from `since_ns` to the first of the ordered times that is later than `after_ns`; None when nothing came."""
    index = bisect_right(times, after_ns)
    return (times[index] - since_ns) / 1e6 if index < len(times) else None
