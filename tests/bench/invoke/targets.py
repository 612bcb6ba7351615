"""What a call through two sidecars may cost, and the text of the start times."""

from statistics import median

from kit import report

TARGETS = (
    ("CPU per request at 64B/32, times HAProxy's", "cpu_ratio", 2.5, "×"),
    ("p50 added over direct at 64B/1, times what HAProxy adds", "added_p50_ratio", 2.0, "×"),
    ("start to healthy, p95", "start_p95_ms", 300, " ms"),
    ("idle RSS of one sidecar", "idle_rss_mb", 60, " MB"),
)


def verdicts(name, cells, starts):
    """Whether one contender meets each target."""
    figures = {
        "cpu_ratio": cells.get("64B/32", {}).get(name, {}).get("cpu_ratios", {}).get("haproxy"),
        "added_p50_ratio": cells.get("64B/1", {}).get(name, {}).get("added_p50_ratio"),
    }
    if name in starts:
        figures["start_p95_ms"] = max(report.percentile(starts[name][f"start_ms_{label}"], 95) for label in ("no_app", "app"))
        figures["idle_rss_mb"] = max(starts[name][f"idle_rss_mb_{label}"] for label in ("no_app", "app"))
    return report.verdicts(TARGETS, figures, name, cells)


def start_table(starts):
    lines = []
    for name, s in starts.items():
        for label in ("no_app", "app"):
            times = s[f"start_ms_{label}"]
            lines.append(f"{name:<12}{label:<8} start p50 {median(times):.0f} ms, p95 {report.percentile(times, 95):.0f} ms "
                         f"({len(times)} starts); idle RSS {s[f'idle_rss_mb_{label}']:.1f} MB")
        lines.append(f"{name:<12}first start of all (makes the CA): {s['first_start_ms']:.0f} ms")
    return "\n".join(lines)
