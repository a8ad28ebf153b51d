"""sqlmap on every form and every parameter of an address, level 3 and risk 2, with a fresh token before each try."""

import os
import re
import subprocess
import sys
import urllib.parse

from world import FORM, ROLES, Findings, World, program

SECONDS = int(os.environ.get("AMICUS_INJECT_SECONDS", "60"))
LEVEL = os.environ.get("AMICUS_INJECT_LEVEL", "3")


def targets(world):
    """Every form once, by the least of those who come to it; and the lists that take parameters."""
    seen = set()
    for role in ROLES:
        for path, answer in world.crawl(role, world.beginnings(role)).items():
            for form in answer.page.forms if "html" in answer.header("content-type") else []:
                shape = re.sub(r"[A-Za-z0-9_-]{16,}|\d+", "*", form["action"]) + form["method"]
                if form["method"] == "post" and shape not in seen and not form["action"].endswith("/sign-out"):
                    seen.add(shape)
                    yield role, path, form["action"], form["fields"]
    for role, path in (("stranger", world.article), ("stranger", world.case + "/updates"), ("moderator", "/moderation")):
        yield role, path, path + "?after=1&before=1&done=1", None


def main():
    world, findings, tried, cut = World(program()), Findings("inject"), 0, 0
    site = world.site
    for role, page, action, fields in list(targets(world)):
        tried += 1
        output = os.path.join(site.folder, f"sqlmap-{tried}")
        command = [
            "sqlmap", "-u", site.origin + action, "--batch", "--level", LEVEL, "--risk", "2", "--flush-session", "--output-dir", output,
            "--disable-coloring", "--ignore-code", "*", "--skip", "form_token,Host,Referer,User-Agent,Cookie", "--technique", "BEUS",
            "--headers", f"Origin: {site.origin}\nSec-Fetch-Site: same-origin\nContent-Type: {FORM}", "--drop-set-cookie",
        ]
        cookies = world.people[role].cookies
        if cookies:
            command += ["--cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())]
        if fields is not None:
            command += ["--data", urllib.parse.urlencode([(name, value or "a") for name, value in fields])]
            command += ["--csrf-token", "form_token", "--csrf-url", site.origin + page]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as late:
            cut += 1
            told = (late.stdout or b"").decode("utf-8", "replace")
        else:
            told = done.stdout
        if re.search(r"is vulnerable|identified the following injection|appears to be '.*' injectable", told):
            findings.add("sqlmap found an injection", f"{role} {action}: {told[-600:]}")
        if "all tested parameters" not in told and "testing" not in told:
            findings.add("sqlmap did not do its work", f"{role} {action}: {told[-400:]}")
    findings.close(site, f"sqlmap on {tried} forms and addresses, level {LEVEL}; {cut} were cut after {SECONDS} s each")


if __name__ == "__main__":
    sys.exit(main())
