"""The people of a kind of entity, who take what waits for them in the order in which it came. Pure."""

from collections import deque
from dataclasses import dataclass, field

from protocols.simulation.assumptions import Capacity
from protocols.simulation.hours import Hours


@dataclass(slots=True, eq=False)
class Visit:
    """A case at a step: when it came, when somebody took it and really began, when it left.

    All in seconds; `work` is how much of it the step takes, `missed` whether its deadline was.
    """

    case: int
    step: str
    opened: int
    work: int
    due: int | None = None
    taken: int | None = None
    begun: int | None = None
    closed: int | None = None
    ending: str = ""


@dataclass(slots=True)
class Pool:
    """Workers of one kind; without a capacity everything begins at once and goes by the calendar."""

    kind: str
    capacity: Capacity | None
    free: int = 0
    queue: deque[Visit] = field(default_factory=deque)
    busy: int = 0  # seconds of work done
    queued: int = 0  # seconds that visits spent waiting to be taken, together
    longest: int = 0
    hours: Hours | None = None

    @classmethod
    def of(cls, kind: str, capacity: Capacity | None) -> "Pool":
        """Return the pool of a kind; with no worker, or no hours, it never takes anything."""
        if capacity is None:
            return cls(kind, None)
        hours = Hours.of(capacity.hours)
        workers = capacity.workers if hours.length else 0
        return cls(kind, capacity, free=workers, hours=hours)

    def arrive(self, visit: Visit) -> None:
        """Put a visit into the queue."""
        self.queue.append(visit)

    def take(self, now: int) -> list[tuple[Visit, int]]:
        """Let whoever is free take what waits; return it with the moments at which it will be done."""
        taken = []
        while self.queue and (self.capacity is None or self.free):
            visit = self.queue.popleft()
            visit.taken = now
            self.queued += now - visit.opened
            if self.hours is None:
                visit.begun, done = now, now + visit.work
            else:
                self.free -= 1
                visit.begun = self.hours.begins(now)
                done = self.hours.finishes(now, visit.work)
            taken.append((visit, done))
        self.longest = max(self.longest, len(self.queue))
        return taken

    def leave(self, visit: Visit, now: int) -> None:
        """Let a visit go that is done or cancelled; its worker is free again."""
        if visit.taken is None:
            self.queue.remove(visit)
            self.queued += now - visit.opened
        elif self.hours is not None:
            self.free += 1
            self.busy += self.hours.worked(now) - self.hours.worked(visit.taken)
