"""Windows of load: who takes turns, and the CPU and memory of a contender's hops over exactly one window."""

from . import report
from .machine import Machine
from .processes import Failed

PATIENCE_SECONDS = 14  # below wrk's time-out of 15 s


def measure_cells(options, contenders, cells, warm_cell, check, load, bystanders, measured):
    """
    Fills `measured` cell by cell. Contenders take turns within a round, so that all see the same weather.

    `check(contender, cell)` raises when an answer is not right; `load(contender, cell, seconds)` runs the generator and gives requests,
    duration_us, p50_us, p99_us and errors.
    """
    print("warming up …", flush=True)
    for contender in contenders:
        if contender.hops:
            check(contender, warm_cell)
            for _ in range(2):  # tiered compilation promotes in the background, after the first load pauses
                load(contender, warm_cell, 1 if options.quick else 3)
    for cell in cells:
        print(f"{cell.name} …", flush=True)
        for contender in contenders:
            check(contender, cell)
        rounds = {contender.name: [] for contender in contenders}
        for number in range(options.rounds):
            for contender in contenders:
                if number == 0:
                    load(contender, cell, 1)
                rounds[contender.name].append(measure(contender, cell, options.seconds, load, bystanders))
        measured[cell.name] = {name: report.summarise(each) for name, each in rounds.items()}


def measure(contender, cell, seconds, load, bystanders):
    """Runs one window and returns its figures; a window too short for a single answer is repeated once, long enough to tell slow from stuck."""
    figures = _measure(contender, cell, seconds, load, bystanders) \
        or _measure(contender, cell, max(seconds, PATIENCE_SECONDS), load, bystanders)
    if figures is None:
        raise Failed(f"{contender.name} completed no request in {cell.name} within {PATIENCE_SECONDS} s\n{hop_logs(contender)}")
    return figures


def hop_logs(contender):
    """What the hops of a contender said last."""
    return "\n".join(f"  {hop.name}:\n{hop.output()}" for hop in contender.hops)


def _measure(contender, cell, seconds, load, bystanders):
    for hop in contender.hops:
        hop.check_alive()
        hop.forget_peak_rss()
    before, machine = [hop.cpu_us() for hop in contender.hops], Machine(bystanders)
    seen = load(contender, cell, seconds)
    cpu = [hop.cpu_us() - start for hop, start in zip(contender.hops, before)]
    other = machine.other_cpu_share(sum(cpu))
    for hop in contender.hops:
        hop.check_alive()
    requests = seen["requests"]
    if requests == 0:
        return None
    return {
        "requests_per_second": requests / (seen["duration_us"] / 1e6),
        "p50_us": seen["p50_us"],
        "p99_us": seen["p99_us"],
        "cpu_us_per_request": sum(cpu) / requests if cpu else None,
        "cpu_us_per_request_by_hop": [each / requests for each in cpu],
        "peak_rss_mb": sum(hop.rss_kb("VmHWM") for hop in contender.hops) / 1024 if cpu else None,
        "errors": seen["errors"],
        "requests": requests,
        "other_cpu_share": other,
    }
