"""wapiti as everybody: it crawls, and tries injections of commands, files, headers, markup and SQL, and open redirects."""

import json
import os
import subprocess
import sys

from world import ROLES, Findings, World, program

# Not its module for forged posts: it knows tokens by a list of names and no fetch metadata, and the walk sends forged posts itself.
MODULES = "crlf,exec,file,redirect,sql,timesql,ssrf,xss,permanentxss,xxe,cookieflags,csp,http_headers,htaccess,backup"
SECONDS = int(os.environ.get("AMICUS_SCAN_SECONDS", "120"))
# What wapiti cannot know: `Secure` cookies are kept on loopback, and a trial on loopback has no HSTS.
KNOWN = ("Strict-Transport-Security is not set",)


def main():
    world, findings, said = World(program()), Findings("scan"), []
    site = world.site
    for role in ROLES:
        report = os.path.join(site.folder, f"wapiti-{role}.json")
        cookies = "; ".join(f"{name}={value}" for name, value in world.people[role].cookies.items())
        command = [
            "wapiti", "-u", site.origin + "/", "--scope", "domain", "-m", MODULES, "-f", "json", "-o", report, "--flush-session",
            "--max-scan-time", str(SECONDS), "--max-attack-time", str(SECONDS // 6), "-d", "4", "--max-links-per-page", "40",
            "--store-session", os.path.join(site.folder, f"session-{role}"), "-x", site.origin + "/account/sign-out", "--no-bugreport",
        ]
        for path in world.beginnings(role):
            command += ["-s", site.origin + path]
        command += ["-H", f"Cookie: {cookies}"] if cookies else []
        try:
            told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS * 2 + 60).stdout
        except subprocess.TimeoutExpired as late:
            told = (late.stdout or b"").decode("utf-8", "replace")
        if not os.path.exists(report):
            findings.add("wapiti did not do its work", f"{role}: {told[-400:]}")
            continue
        with open(report, encoding="utf-8") as file:
            told = json.load(file)
        said.append(f"{role} {told['infos'].get('crawled_pages_nbr', '?')} pages")
        for kind in ("vulnerabilities", "anomalies"):
            for name, places in told[kind].items():
                for place in places:
                    if not any(known in place["info"] for known in KNOWN):
                        findings.add(f"wapiti: {name}", f"{role} {place['method']} {place['path']} {place['parameter']}: {place['info']}")
    findings.close(site, "wapiti as " + ", ".join(said))


if __name__ == "__main__":
    sys.exit(main())
