"""Two hundred sign-ins at once: memory stays within what the hashes at work may take, whoever finds the waiting room full is
told so at once, and meanwhile the article is read as fast as ever."""

import os
import sys
import threading
import time

from world import Browser, Findings, World, program

AT_ONCE = 200
MIB = 1024 * 1024


def reads(site, article, until, times):
    reader = Browser(site)
    while not until.is_set():
        begun = time.monotonic()
        reader.ask("GET", article)
        times.append(time.monotonic() - begun)
        time.sleep(0.01)


def worst(times):
    """The 99th of a hundred, in milliseconds."""
    return sorted(times)[int(len(times) * 0.99)] * 1000 if times else 0


def measured(site, article, work):
    until, times = threading.Event(), []
    reading = threading.Thread(target=reads, args=(site, article, until, times))
    reading.start()
    work()
    until.set()
    reading.join()
    return worst(times)


def main():
    world, findings = World(program()), Findings("logins")
    site = world.site
    form = Browser(site).get("/account/sign-in").form("/account/sign-in")
    fields = dict(form["fields"]) | {"email": "nobody@example.org", "password": "not the password of anybody"}
    statuses, lock, peak = [], threading.Lock(), [0]

    def one(number):
        answer = Browser(site).post("/account/sign-in", list((fields | {"email": f"n{number}@example.org"}).items()))
        with lock:
            statuses.append((answer.status, answer.header("retry-after")))
            peak[0] = max(peak[0], site.memory())

    def all_at_once():
        threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]

    idle = measured(site, world.article, lambda: time.sleep(3))
    before = site.memory()
    busy = measured(site, world.article, all_at_once)
    permits = max(1, (os.cpu_count() or 1) // 2)
    may, grew = permits * 64 + 64, (peak[0] - before) / MIB
    full = [retry for status, retry in statuses if status == 503]
    if grew > may:
        findings.add("memory grew beyond the hashes at work", f"{grew:.0f} MiB of {may}")
    if {status for status, _ in statuses} - {422, 503} or not all(full):
        findings.add("an answer is neither a refusal nor a full waiting room with a time to come back", str(statuses[:5]))
    if len(full) < AT_ONCE - permits - 64 - 20:
        findings.add("the waiting room has no end", f"{len(full)} of {AT_ONCE} were told to come back")
    if busy > max(2 * idle, 50):
        findings.add("reading waits for sign-ins", f"p99 {idle:.1f} ms idle, {busy:.1f} ms meanwhile")
    say = f"{AT_ONCE} at once: {len(full)} told to come back, memory +{grew:.0f} MiB of {may}, article p99 {idle:.1f} ms idle, {busy:.1f} ms meanwhile"
    findings.close(site, say)


if __name__ == "__main__":
    sys.exit(main())
