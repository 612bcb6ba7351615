"""The figures of a run as text."""

from statistics import median


def show(result):
    for name, figures in result["brokers"].items():
        print("\n" + "\n".join(_lines(name, figures)))


def _lines(name, f):
    yield (f"{name}: {f['sent']} sent in {f['publishing_s']:.0f} s, {f['acknowledged']} acknowledged, {f['refused']} refused, {f['unknown']} unknown, "
           f"{f['handled']} handled ({f['handled_unacknowledged']} of them never acknowledged)")
    yield f"  lost after acknowledged: {f['lost']}; duplicates: {f['duplicates']} ({f['duplicates'] / max(1, f['handled']):.2%}); drained in {f['draining_s']:.1f} s; the pace waited {f['held_s']:.1f} s for kills"
    yield f"  publish to handled: p50 {_ms(f['p50_ms'])}, p99 {_ms(f['p99_ms'])}, longest {_ms(f['max_ms'])}"
    head = f"  {'killed':<14}{'after':>8}{'away':>9}{'handled':>10}{'back':>10}{'settled':>10}"
    yield head
    yield "  " + "-" * (len(head) - 2)
    for kill in f["kills"]:
        yield (f"  {kill['kind'] + ' ' + str(kill['which'] + 1):<14}{kill['after_messages']:>8}"
               f"{_ms(kill['down_ms']):>9}{_ms(kill['handled_ms']):>10}{_ms(kill['back_ms']):>10}{_ms(kill['settled_ms']):>10}")
    for field, what in (("handled_ms", "kill to next handled event"), ("settled_ms", "kill to all handled that was acknowledged before it")):
        times = [kill[field] for kill in f["kills"] if kill[field] is not None]
        if times:
            yield f"  {what}: median {_ms(median(times))}, longest {_ms(max(times))}"
    yield from (f"  refusal {sample}" for sample in f["refusals"])
    yield from (f"  FAULT {fault}" for fault in f["faults"])


def _ms(value):
    return "–" if value is None else f"{value:.0f} ms" if value < 10_000 else f"{value / 1000:.1f} s"
