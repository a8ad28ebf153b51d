"""wapiti as everybody, through the gate: it tries injections of commands, files, headers, markup and SQL, and open
redirects, on one page of each kind and on every form there. It ends by itself, and must find what is wrong with a bad page first.
As the roles that are named, else as each."""

import json
import os
import re
import subprocess
import sys

from gate import Bad, Gate
from world import CHEAP, ROLES, Findings, World, program

# Not its module for forged posts: it knows tokens by a list of names and no fetch metadata, and the walk sends forged posts itself.
MODULES = "crlf,redirect,sql,xss,permanentxss,cookieflags,csp,http_headers"
# Commands, files and forgotten copies: what the whole world can try.
DEEPER = ",exec,file,htaccess,backup"
SECONDS = int(os.environ.get("AMICUS_SCAN_SECONDS", "1800"))
# What wapiti cannot know: `Secure` cookies are kept on loopback, and a trial on loopback has no HSTS.
KNOWN = ("Strict-Transport-Security is not set",)
# A receipt is found by its six words, whatever signs stand around them: no forgotten copy of a page.
WORDS = re.compile(r"Backup file \S+/receipt/")
# A scanner presses every button: these would end the session, or the person, as whom it comes, and those of the next.
CLOSED = ("/sign-out", "/account/sessions/", "/account/erase", "/account/password", "/role", "/disable", "/end-sessions")
# What must be found on the bad page.
FLAWS = ("SQL Injection", "Reflected Cross Site Scripting", "Open Redirect")


def wapiti(gate, modules, starts, folder, name):
    """What wapiti reports, and what it said on the way."""
    report = os.path.join(folder, f"wapiti-{name}.json")
    command = [
        "wapiti", "-u", gate.origin + "/", "--scope", "domain", "-m", modules, "-f", "json", "-o", report, "--flush-session",
        "--max-scan-time", str(SECONDS), "-d", "1", "--max-links-per-page", "4", "--skip", "form_token", "--tasks", "4", "-t", "30",
        "--store-session", os.path.join(folder, f"session-{name}"), "--no-bugreport",
    ]
    for path in starts:
        command += ["-s", gate.origin + path]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 120).stdout
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode("utf-8", "replace")
    if not os.path.exists(report):
        return None, said
    with open(report, encoding="utf-8") as file:
        return json.load(file), said


def kind_of(path):
    """What a page has in common with those that one template draws: no ids, and no values behind its question mark."""
    place, _, query = path.partition("?")
    return re.sub(r"[A-Za-z0-9_-]{16,}|\d+", "*", place), tuple(sorted(part.partition("=")[0] for part in query.split("&")))


def kinds_of_pages(world, role):
    """One page of each kind. A queue that is narrowed in two ways at once is left out: each way comes alone."""
    kinds = {}
    for path, answer in world.crawl(role, world.beginnings(role)).items():
        if answer.status == 200 and "&" not in path:
            kinds.setdefault(kind_of(path), path)
    return list(kinds.values())


def sees_flaws(findings, folder):
    """Whether flaws would be found where there are some: one of them behind a token that is good once."""
    gate = Gate(Bad().visitor())
    report, said = wapiti(gate, MODULES, ["/", "/?q=word", "/away?to=/"], folder, "bad")
    for flaw in FLAWS:
        if not (report and report["vulnerabilities"].get(flaw)):
            findings.add("wapiti finds nothing even on a bad page", f"{flaw}, {gate.counts}: {said[-300:]}")


def scan(world, findings, role):
    person = world.people[role]
    if role != "stranger":
        world.sign_in_anew(role)
    gate = Gate(person, CLOSED)
    modules = MODULES + DEEPER if role == "stranger" else MODULES
    report, said = wapiti(gate, modules, kinds_of_pages(world, role), world.site.folder, role)
    if report is None:
        findings.add("wapiti did not do its work", f"{role}: {said[-400:]}")
        return ""
    if "reached" in said or "Max scan time" in said:
        findings.add("wapiti was cut", f"{role}: {re.findall('.*reached.*', said)[:3]}")
    # An admin's scanner freezes the discussions, which then answer 503; wapiti calls all from 500 on by one name.
    broken = any(status == 500 for _, status in gate.counts)
    for kind in ("vulnerabilities", "anomalies"):
        for name, places in report[kind].items():
            for place in places if broken or name != "Internal Server Error" else ():
                if not WORDS.match(place["info"]) and not any(known in place["info"] for known in KNOWN):
                    findings.add(f"wapiti: {name}", f"{role} {place['method']} {place['path']} {place['parameter']}: {place['info']}")
    if role != "stranger" and person.get("/account", follow=False).status != 200:
        findings.add("wapiti lost its session", role)
    if not gate.came_in():
        findings.add("nothing that wapiti sent came to a handler", f"{role}: {dict(gate.counts)}")
    pages = report["infos"].get("crawled_pages_nbr", "?")
    return f"{role} {pages} pages, {sum(gate.counts.values())} requests, posts {gate.posts()}"


def main():
    world, findings, said = World(program(), CHEAP), Findings("scan"), []
    sees_flaws(findings, world.site.folder)
    for role in sys.argv[1:] or ROLES:
        said.append(scan(world, findings, role))
        print(f"   {said[-1]}", flush=True)
    findings.close(world.site, "wapiti as " + "; ".join(said))


if __name__ == "__main__":
    sys.exit(main())
