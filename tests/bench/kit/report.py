"""Turns rounds into medians, ratios, a table and verdicts."""

from statistics import median


def percentile(values, share):
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def summarise(rounds):
    """Median and spread of each figure over the rounds of one contender in one cell."""
    summary = {}
    for field in ("requests_per_second", "p50_us", "p99_us", "cpu_us_per_request", "peak_rss_mb", "other_cpu_share"):
        values = [each[field] for each in rounds if each[field] is not None]
        if values:
            middle = median(values)
            summary[field] = middle
            summary[field + "_spread"] = (max(values) - min(values)) / middle if middle else 0.0
    summary["errors"] = {kind: sum(each["errors"][kind] for each in rounds) for kind in rounds[0]["errors"]}
    summary["rounds"] = rounds
    return summary


def paired_ratio(ours, yardstick, field):
    """Median of the ratios of neighbouring windows: noise that lasts longer than a window divides out."""
    return median(mine[field] / theirs[field] for mine, theirs in zip(ours["rounds"], yardstick["rounds"]))


def compare(cells, yardsticks):
    """
    Adds to each contender of each cell its ratios to each yardstick (of CPU) and to the first (of the rest), and to all but "direct" what they
    added to p50.
    """
    for contenders in cells.values():
        first, direct = contenders.get(yardsticks[0]), contenders.get("direct")
        for name, summary in contenders.items():
            if direct and name != "direct":
                summary["added_p50_us"] = median(
                    mine["p50_us"] - bare["p50_us"] for mine, bare in zip(summary["rounds"], direct["rounds"]))
        for name, summary in contenders.items():
            if not first or name in ("direct", yardsticks[0]):
                continue
            summary["cpu_ratios"] = {other: paired_ratio(summary, contenders[other], "cpu_us_per_request")
                                     for other in yardsticks if other in contenders and other != name}
            summary["rps_ratio"] = paired_ratio(summary, first, "requests_per_second")
            if direct and first["added_p50_us"] > 0:
                summary["added_p50_ratio"] = summary["added_p50_us"] / first["added_p50_us"]


def table(cells, yardsticks):
    ratios = "".join(f"{'CPU/' + name:>13}" for name in yardsticks)
    head = f"{'cell':<14}{'path':<12}{'req/s':>9}{'p50 µs':>9}{'p99 µs':>9}{'CPU µs/req':>12}{'±':>5}{'peak MB':>9}{'errors':>8}{ratios}{'req/s ×':>9}"
    lines = [head, "-" * len(head)]
    for cell, contenders in cells.items():
        for name, s in contenders.items():
            cpu, spread = s.get("cpu_us_per_request"), s.get("cpu_us_per_request_spread")
            ratios = "".join(f"{_or_dash(s.get('cpu_ratios', {}).get(other), '.2f'):>13}" for other in yardsticks)
            lines.append(
                f"{cell:<14}{name[:11]:<12}{s['requests_per_second']:>9.0f}{s['p50_us']:>9.0f}{s['p99_us']:>9.0f}"
                f"{_or_dash(cpu, '.1f'):>12}{_or_dash(spread and spread * 50, '.0f', '%'):>5}{_or_dash(s.get('peak_rss_mb'), '.0f'):>9}"
                f"{sum(s['errors'].values()):>8}{ratios}{_or_dash(s.get('rps_ratio'), '.2f'):>9}")
        lines.append("")
    return "\n".join(lines)


def foreign_load(cells):
    """How far to trust the figures: what other programs took in the worst cell."""
    other = max(summary["other_cpu_share"] for contenders in cells.values() for summary in contenders.values())
    return f"Largest share of the machine taken by other programs in a cell (median window): {other:.0%}."


def verdicts(targets, figures, name, cells):
    """Whether each target (text, key of its figure, limit, unit) is met for one contender; None when not measured."""
    result = []
    for text, key, limit, unit in targets:
        value = figures.get(key)
        met = None if value is None else value <= limit
        said = "not measured" if value is None else f"{value:.2f}{unit}" if unit == "×" else f"{value:.0f}{unit}"
        result.append({"target": text, "limit": limit, "value": value, "met": met, "text":
                       f"{'  – ' if met is None else 'MET ' if met else 'MISS'} {text}: {said} (limit {limit:g}{unit})"})
    errors = sum(sum(contenders[name]["errors"].values()) for contenders in cells.values() if name in contenders)
    result.append({"target": "errors", "limit": 0, "value": errors, "met": errors == 0,
                   "text": f"{'MET ' if errors == 0 else 'MISS'} errors in all cells: {errors} (limit 0)"})
    return result


def print_verdicts(verdicts_by_name):
    for name, lines in verdicts_by_name.items():
        print(f"\n{name}:")
        for line in lines:
            print("  " + line["text"])


def _or_dash(value, form, suffix=""):
    return "–" if value is None else format(value, form) + suffix
