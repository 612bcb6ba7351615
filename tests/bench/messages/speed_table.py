"""The figures of speed.py as text."""

from statistics import median

GOALS = (("single publishes, handled", "ours", 3_000), ("bulk, accepted", "bulk", 20_000))
LATENCY_GOAL_MS = 5


def show(result):
    head = f"{'broker':<12}{'path':<20}{'msg/s':>10}{'±':>6}{'CPU µs/msg':>12}{'broker µs':>11}{'publish p50':>13}{'p99':>9}{'errors':>8}"
    print("\n" + head + "\n" + "-" * len(head))
    for broker, figures in result["brokers"].items():
        for path, label in (("ours", "through sidecars"), ("bare", "bare"), ("bulk", "bulk, accepted"), ("bulk_bare", "bare, as many rows")):
            if path in figures:
                print(_row(broker, label, figures[path]))
        latency = figures["latency"]
        print(f"{broker:<12}at {result['latency_rate']} msg/s from publish to handled: p50 {latency['p50_ms']:.1f} ms, p99 {latency['p99_ms']:.1f} ms, "
              f"longest {latency['max_ms']:.0f} ms; lost {latency['lost']}, duplicates {latency['duplicates']}")
        print(f"{broker:<12}ours over bare: msg/s × {_ratio(figures, 'per_second'):.2f}, CPU × {_ratio(figures, 'cpu_us'):.2f}\n")
    for line in _verdicts(result["brokers"]):
        print(line)


def _row(broker, label, rounds):
    def middle(field, form, scale=1.0):
        values = [each[field] for each in rounds if field in each]
        return format(median(values) * scale, form) if values else "–"

    rates = [each["per_second"] for each in rounds]
    spread = (max(rates) - min(rates)) / median(rates) / 2
    return (f"{broker:<12}{label:<20}{middle('per_second', '.0f'):>10}{spread:>6.0%}{middle('cpu_us', '.1f'):>12}{middle('broker_cpu_us', '.1f'):>11}"
            f"{middle('publish_p50_us', '.1f', 0.001):>10} ms{middle('publish_p99_us', '.1f', 0.001):>6} ms{sum(each.get('errors', 0) for each in rounds):>8}")


def _ratio(figures, field):
    """Median over neighbouring windows: what disturbs both divides out. CPU with the broker's own, which a sidecar can load more or less."""
    def of(each):
        return each["cpu_us"] + each["broker_cpu_us"] if field == "cpu_us" else each[field]

    return median(of(ours) / of(bare) for ours, bare in zip(figures["ours"], figures["bare"]))


def _verdicts(brokers):
    for broker, figures in brokers.items():
        for what, path, goal in GOALS:
            if path == "ours" or broker == "sqlite":
                rate = median(each["per_second"] for each in figures[path])
                yield f"{'MET ' if rate >= goal else 'MISS'} {broker}: {what}: {rate:.0f}/s (goal ≥ {goal}/s)"
        p50 = figures["latency"]["p50_ms"]
        yield f"{'MET ' if p50 <= LATENCY_GOAL_MS else 'MISS'} {broker}: p50 from publish to handled: {p50:.1f} ms (goal ≤ {LATENCY_GOAL_MS} ms)"
        if figures["latency"]["faults"]:
            yield f"MISS {broker}: {'; '.join(figures['latency']['faults'])}"
