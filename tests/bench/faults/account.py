"""The account of a load: sent, ok, failed by class, duplicated, lost, and the time to recovery. It must add up."""

from collections import Counter

from kit.report import percentile
from load import OK

SECOND = 1_000_000_000


def executions(journals):
    """How often each id was executed, by all instances together."""
    counts = Counter()
    for journal in journals:
        if journal.exists():
            counts.update(line.split()[1] for line in journal.read_text().splitlines() if " " in line)
    return counts


def account(calls, journals):
    """The figures, and in `faults` what may be in no row: a sum that does not hold, a lost call, a POST executed twice, a call that hangs."""
    counts, known = executions(journals), {call.id: call for call in calls}
    counts = {id: count for id, count in counts.items() if id in known}
    failed = [call for call in calls if call.outcome != OK]
    lost = [call.id for call in calls if call.outcome == OK and call.id not in counts]
    twice = Counter(known[id].verb for id, count in counts.items() if count > 1)
    latencies = [(call.ended_ns - call.sent_ns) / 1e6 for call in calls if call.outcome == OK]
    figures = {
        "sent": len(calls), "ok": len(calls) - len(failed), "failed": len(failed),
        "failed_by_class": dict(Counter(f"{call.verb} {call.outcome}" for call in failed)),
        "duplicated": dict(twice), "lost": len(lost),
        "p50_ms": percentile(latencies, 50) if latencies else None, "p99_ms": percentile(latencies, 99) if latencies else None,
        "max_ms": max(latencies, default=None), "recovery_s": recovery_seconds(calls),
    }
    figures["faults"] = list(_faults(calls, lost, twice))
    return figures


def recovery_seconds(calls):
    """The longest stretch from a first error to the start of the first second without one; 0 when nothing failed."""
    errors = sorted(call.ended_ns for call in calls if call.outcome != OK)
    longest, begin, last = 0, None, None
    for at in errors:
        if last is None or at - last > SECOND:
            begin = at
        last = at
        longest = max(longest, at - begin)
    return longest / SECOND


def _faults(calls, lost, twice):
    if unknown := sum(not call.outcome for call in calls):
        yield f"{unknown} calls have no outcome: the account does not add up"
    if lost:
        yield f"{len(lost)} calls were answered with success and never executed: {lost[:5]}"
    if twice["POST"]:
        yield f"{twice['POST']} POSTs were executed more than once"
    if hanging := sum(call.outcome == "no answer" for call in calls):
        yield f"{hanging} calls got no answer within 30 s"
    if strange := sum(call.outcome == "another's answer" for call in calls):
        yield f"{strange} calls got a wrong or truncated answer that looked whole"
