"""What the rest of the machine did during a window."""

import resource
from pathlib import Path

from .processes import TICKS_PER_SECOND


class Machine:
    """Begins to watch when made. A large share of other programs means that the window is noisy."""

    def __init__(self, bystanders):
        self.bystanders = bystanders  # processes of the run that are not under test
        self.start = self._now()

    def other_cpu_share(self, hops_us):
        (total, busy, steal), known = self.start
        (total_end, busy_end, steal_end), known_end = self._now()
        other = (busy_end - busy) - hops_us - (known_end - known) + (steal_end - steal)
        return max(0.0, other / max(1.0, total_end - total))

    def _now(self):
        tick = 1_000_000 / TICKS_PER_SECOND
        fields = [int(value) * tick for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        user, nice, system, idle, iowait, irq, softirq, steal = fields
        # irq and softirq are charged to whoever runs as well, so they are left out of "busy".
        children = resource.getrusage(resource.RUSAGE_CHILDREN)  # the load generators, which have ended
        known = sum(process.cpu_us() for process in self.bystanders) + (children.ru_utime + children.ru_stime) * 1e6
        return (sum(fields), user + nice + system, steal), known
