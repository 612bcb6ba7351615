"""Who is killed when: drawn from a seed, spread over the run, each kind as often as the others."""

import asyncio
import random
import time
from dataclasses import dataclass

KINDS = ("publisher", "subscriber", "app", "broker", "backlog")  # the last: every subscriber, and the broker once messages wait in it
BACKLOG = 100
OUTAGE = 250  # messages that are published while the broker is away: enough to see them refused, and no more
PAUSE_SECONDS = (0.2, 1.0)  # between a kill and the start that follows


@dataclass
class Kill:
    """One kill as planned, and when it happened."""

    kind: str
    which: int
    after: int  # messages that are sent before it
    pause: float
    at_ns: int = 0
    back_ns: int = 0


def plan(kills, messages, seed):
    """The kills of a run, in order. The same seed gives the same plan."""
    chance = random.Random(seed)
    kinds = []
    while len(kinds) < kills:
        kinds += chance.sample(KINDS, len(KINDS))
    share = messages / (kills + 1)
    return [Kill(kind, chance.randrange(2), int(share * (i + 0.5 + chance.random() / 2)), chance.uniform(*PAUSE_SECONDS))
            for i, kind in enumerate(kinds[:kills])]


class Killer:
    """Carries out a plan. It tells publishing how far it may go, so that a kill comes at its message however slow the machine is."""

    def __init__(self, kills, scene, publisher, messages):
        self.kills, self.scene, self.publisher, self.messages = kills, scene, publisher, messages
        self._returning = {}  # member → the task that starts it again
        self._outage, self._outage_limit = None, 0

    async def run(self):
        """Returns when everything that was killed is back."""
        for kill in self.kills:
            await self._allow(kill.after)
            while len(self.publisher.sent) < kill.after:
                await asyncio.sleep(0.005)
            victims = self.scene.victims[kill.kind]
            stages = victims[kill.which % len(victims)]
            victim = [member for stage in stages for member in stage]
            # What an earlier kill took is back first: nobody dies twice of one kill. Others may be away, the broker too.
            await asyncio.gather(*(self._returning[member] for member in victim if member in self._returning))
            await self._kill(kill, stages)
            returning = asyncio.create_task(self._bring_back(kill, victim))
            self._returning.update((member, returning) for member in victim)
            if kill.kind in ("broker", "backlog"):
                self._outage, self._outage_limit = returning, len(self.publisher.sent) + OUTAGE
        await self._allow(self.messages)
        await asyncio.gather(*self._returning.values())

    async def _allow(self, number):
        """Lets publishing go as far as this message; with an outage in between, once the broker is back."""
        if self._outage is not None and number > self._outage_limit:
            self.publisher.may_send(self._outage_limit)
            await self._outage
        self.publisher.may_send(number)

    async def _kill(self, kill, stages):
        for i, stage in enumerate(stages):
            if i > 0:
                enough = len(self.publisher.acknowledged) + BACKLOG
                while len(self.publisher.acknowledged) < enough and len(self.publisher.sent) < self.messages:
                    self.publisher.may_send(len(self.publisher.sent) + BACKLOG)
                    await asyncio.sleep(0.005)
            kill.at_ns = time.monotonic_ns()
            self.scene.kill(stage)

    async def _bring_back(self, kill, victim):
        await asyncio.sleep(kill.pause)
        await self.scene.restart(victim)
        kill.back_ns = time.monotonic_ns()
