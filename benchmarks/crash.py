"""Whether a save that was called saved is still there after crashes: python benchmarks/crash.py [seconds]

Forty tabs save as fast as they get answers, while PostgreSQL is stopped short five times and processes of the web
server are killed five times. A tab sends a save again until it is acknowledged, as the page does. At the end each
answer must hold at least what was acknowledged last, with one operation for each version.
"""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from threading import Event, Thread

from installation import Installation, Person, installation

TABS, CRASHES, KILLS = 40, 5, 5


class Tab(Thread):
    def __init__(self, person: Person, over: Event) -> None:
        super().__init__(daemon=True)
        self.person, self.over, self.acknowledged, self.again, self.conflicts = person, over, 0, 0, 0

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            operation = uuid.uuid4()
            while (status := self.person.save(str(number), operation)) != 200:
                self.again += 1
                if status == 409:
                    self.conflicts += 1
                    return
                if self.over.is_set():
                    return
                time.sleep(0.2)
            self.acknowledged = number


def kill_web(place: Installation) -> None:
    """One of granian's processes, at random; its parent starts another."""
    children: list[str] = []
    while not children:
        find = ["pgrep", "-P", str(place.server.pid)]
        children = subprocess.run(find, capture_output=True, text=True, check=False).stdout.split()
        time.sleep(0.05)
    os.kill(int(random.choice(children)), signal.SIGKILL)


def disturb(place: Installation, seconds: float) -> None:
    blows = ["crash"] * CRASHES + ["kill"] * KILLS
    random.shuffle(blows)
    for blow in blows:
        time.sleep(seconds / (len(blows) + 1))
        place.crash_database() if blow == "crash" else kill_web(place)
    time.sleep(seconds / (len(blows) + 1))


def main(seconds: float) -> int:
    with installation() as place:
        people = place.people(TABS)
        with place.web():
            over = Event()
            tabs = [Tab(Person(place.port, *person), over) for person in people]
            for tab in tabs:
                tab.start()
            disturb(place, seconds)
            over.set()
            for tab in tabs:
                tab.join(30)
        stored = place.stored()
    lost = [tab for tab in tabs if tab.acknowledged and int(stored[tab.person.code][0]) < tab.acknowledged]
    torn = [code for code, (_note, version, operations) in stored.items() if version != operations]
    print(f"{sum(tab.acknowledged for tab in tabs)} saves acknowledged, {sum(tab.again for tab in tabs)} sent again")
    print(f"{len(lost)} tabs lost an acknowledged save, {len(torn)} answers without one operation for each version")
    print(f"{sum(tab.conflicts for tab in tabs)} tabs conflicted with themselves")
    return 1 if lost or torn or any(tab.conflicts for tab in tabs) or not all(tab.acknowledged for tab in tabs) else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 60))
