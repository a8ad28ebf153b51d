"""hydra guesses a password from three hundred tries; then its victim, in a browser that they used before, signs in at the
first try, and a stranger with the right password does not."""

import os
import re
import subprocess
import sys
import tempfile

from world import CHEAP, PASSWORD, Browser, Findings, World, program

GUESSES = 300


def main():
    # Tries of one network are limited in the suite; whoever has many networks is limited by the account alone.
    world, findings = World(program(), CHEAP), Findings("guess")
    site, victim = world.site, world.people["reader"]
    form = Browser(site).get("/account/sign-in").form("/account/sign-in")
    token = dict(form["fields"])["form_token"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as words:
        words.write("\n".join(f"a guess of number {number}" for number in range(GUESSES)) + f"\n{PASSWORD}\n")
        words.flush()
        escaped = [header.replace(":", "\\:") for header in (f"Origin: {site.origin}", "Sec-Fetch-Site: same-origin", f"Host: {site.host}")]
        shape = f"/account/sign-in:email=^USER^&password=^PASS^&form_token={token}:"
        shape += "".join(f"H={header}:" for header in escaped) + "F=current-password"
        done = subprocess.run(
            ["hydra", "-I", "-t", "4", "-l", "rosa@example.org", "-P", words.name, "-s", str(site.port), "127.0.0.1", "http-post-form", shape],
            capture_output=True, text=True, timeout=1200, cwd=site.folder,
        )
    found = re.findall(r"login: .*password: .*", done.stdout)
    for line in found:
        findings.add("hydra found a password", line)
    if "completed" not in done.stdout:
        findings.add("hydra did not do its work", done.stdout[-500:] + done.stderr[-500:])
    stranger = world.sign_in(Browser(site), "rosa@example.org")
    if stranger.status != 429:
        findings.add("after thousands of failures a stranger's right password is taken", str(stranger.status))
    victim.cookies.pop("__Host-sid", None)
    again = world.sign_in(victim, "rosa@example.org")
    if "__Host-sid" not in victim.cookies:
        findings.add("the victim is kept out of their own browser", f"{again.status} {sorted(victim.cookies)}")
    findings.close(site, f"hydra tried {GUESSES + 1} passwords and found {len(found)}; the stranger got {stranger.status}, the victim {again.status}")


if __name__ == "__main__":
    sys.exit(main())
