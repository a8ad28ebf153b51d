"""slowhttptest in its three ways: heads, bodies and reads that take for ever. The site goes on answering others, and
cuts what is slow."""

import subprocess
import sys
import threading
import time

from world import Browser, Findings, World, program

CONNECTIONS = 400
SECONDS = 40
WAYS = {
    "heads": ["-H", "-i", "5"],
    "bodies": ["-B", "-i", "5", "-s", "8192"],
    "reads": ["-X", "-w", "1", "-y", "2", "-z", "1", "-n", "5", "-k", "3"],
}


def main():
    world, findings, said = World(program()), Findings("slow"), []
    site = world.site
    for name, way in WAYS.items():
        path = "/account/sign-in" if name == "bodies" else world.article
        command = ["slowhttptest", *way, "-c", str(CONNECTIONS), "-r", "200", "-l", str(SECONDS), "-p", "5", "-u", site.origin + path]
        times, until = [], threading.Event()

        def watch():
            while not until.is_set():
                begun = time.monotonic()
                try:
                    status = Browser(site).ask("GET", world.article).status
                except OSError as error:
                    status = str(error)
                times.append((time.monotonic() - begun, status))
                time.sleep(0.1)

        watching = threading.Thread(target=watch)
        watching.start()
        subprocess.run(command, capture_output=True, timeout=SECONDS + 60, cwd=site.folder)
        until.set()
        watching.join()
        for seconds, status in times:
            if status != 200 or seconds > 3:
                findings.add(f"slow {name} keep others waiting", f"{status} after {seconds:.1f} s")
        worst = max(seconds for seconds, _ in times)
        said.append(f"{name}: {len(times)} readers meanwhile, the slowest {worst * 1000:.0f} ms")
    findings.close(site, f"{CONNECTIONS} connections each way; " + "; ".join(said))


if __name__ == "__main__":
    sys.exit(main())
