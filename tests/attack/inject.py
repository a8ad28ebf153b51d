"""sqlmap on every form, and on every address that takes parameters: as somebody to whom the form is shown, with a fresh
token in each try. It ends by itself, and must find what is wrong with a bad page first."""

import os
import re
import subprocess
import sys
import urllib.parse

from gate import Bad, Gate, forms_in
from world import CHEAP, FORM, PASSWORD, ROLES, Findings, Page, World, program

SECONDS = int(os.environ.get("AMICUS_INJECT_SECONDS", "1800"))
# What anybody can send is tried in every way that sqlmap knows for this database; of those ways, staff's forms see the likelier.
LEVELS = {"stranger": "3", "reader": "3", "moderator": "2", "editor": "2", "admin": "2"}
# What it is sure of; what merely appears so it looks at again by itself.
INJECTION = r"is vulnerable|identified the following injection"
# What the gate makes itself: a token that is judged by its keyed hash, and what a browser says in headers.
LEFT_OUT = "form_token,Host,Referer,User-Agent,Cookie"
RADIO = re.compile(r'<input type="radio"[^>]* name="([^"]+)" value="([^"]*)"')
# What may stay empty in a form that is taken.
EMPTY = ("version", "tab", "comments_until", "website")
# Deeds that end with the form they stand in: sent for another version than there is, they are judged again and again.
ONCE = ("/approve", "/return", "/reject", "/spam", "/undo", "/hide", "/withdraw", "/retire", "/retract")
# In this order: what is frozen takes no comments, and whoever has another password signs in no more.
LAST = ("/comments", "/attack/freeze", "/account/password")
VALUES = {
    "email": "someone@example.org", "password": PASSWORD, "code": "123456", "words": "unbent mosaic overreach unlucky channel tadpole",
    "date": "2026-01-02", "happened_on": "2026-01-02", "starts": "2030-01-02 10:00", "time_zone": "UTC", "language": "en", "slug": "a-slug",
    "filed_on": "2020-01-02", "source_url": "https://example.org/", "court_id": "cand", "docket_id": "1", "standfirst": "What it is about.",
}


def sqlmap(gate, level, action, fields, output):
    """What sqlmap said of a form or an address, and whether it was cut."""
    command = [
        "sqlmap", "-u", gate.origin + action, "--batch", "--level", level, "--risk", "2", "--technique", "BEUS", "--dbms", "SQLite",
        "--flush-session", "--output-dir", output, "--disable-coloring", "--ignore-code", "*", "--skip", LEFT_OUT, "--text-only",
        "--drop-set-cookie", "--ignore-redirects", "--threads", "2",
    ]
    if fields is not None:
        command += ["--headers", f"Content-Type: {FORM}", "--data", urllib.parse.urlencode(fields)]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS).stdout, False
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode("utf-8", "replace"), True


def filled(html, fields):
    """The fields of a form as somebody would send them who means it: what is empty gets a value that is taken, and one is
    chosen of what can be chosen. What is long is cut, so that an answer is compared in time."""
    chosen = {name: value for name, value in RADIO.findall(html)}
    values = chosen | {name: value.strip()[:200] or VALUES.get(name, "a") for name, value in fields}
    values = {name: value for name, value in values.items() if name not in EMPTY or value != "a"}
    return values | ({"texts": "none"} if "texts" in values else {})


def shape_of(place):
    """The same for every place that differs in ids alone."""
    return re.sub(r"[A-Za-z0-9_-]{16,}|\d+", "*", place)


def targets(world):
    """Every form once, by the least of those who come to it, if anything can be typed into it; and every parameter of a
    link, on each page that takes it. What changes the world for others comes last: comments by the hundred, which push
    others off the queue and put the site on its guard, the switch that freezes the discussions, and a new password."""
    seen, last = set(), []
    for role in ROLES:
        for path, answer in world.crawl(role, world.beginnings(role)).items():
            place, _, query = path.partition("?")
            asked = {(shape_of(place), name) for name, _ in urllib.parse.parse_qsl(query)}
            if answer.status == 200 and not asked <= seen:
                seen |= asked
                yield role, path, path, None
            html = answer.text if "html" in answer.header("content-type") else ""
            for form, (action, inside) in zip([it for it in Page(html).forms if it["method"] == "post"], forms_in(html)):
                shape = shape_of(action)
                fields = filled(inside, form["fields"]) | ({"version": "99"} if action.endswith(ONCE) else {})
                if shape in seen or set(fields) <= {"form_token"}:
                    continue
                seen.add(shape)
                last.append((role, path, action, fields)) if shape.endswith(LAST) else (yield role, path, action, fields)
    yield from sorted(last, key=lambda target: [target[2].endswith(place) for place in LAST], reverse=True)


def sees_a_flaw(findings, folder):
    """Whether an injection would be found where there is one: in a field behind a token that is good once."""
    gate = Gate(Bad().visitor())
    gate.person.ask("GET", "/")
    gate.pages["/find"] = "/"
    told, _ = sqlmap(gate, "2", "/find", {"form_token": "x", "name": "a"}, os.path.join(folder, "sqlmap-bad"))
    if not re.search(INJECTION, told):
        findings.add("sqlmap finds nothing even on a bad page", f"{gate.posts()}: {told[-600:]}")


def main():
    world, findings = World(program(), CHEAP), Findings("inject")
    site, gates, tried, came_in = world.site, {}, 0, 0
    sees_a_flaw(findings, site.folder)
    for role, page, action, fields in list(targets(world)):
        tried += 1
        where = f"{role} {action}"
        gate = gates.setdefault(role, Gate(world.people[role]))
        gate.pages[site.path_of(action)] = page
        gate.counts.clear()
        if role != "stranger":
            world.sign_in_anew(role)
        told, cut = sqlmap(gate, LEVELS[role], site.path_of(action), fields, os.path.join(site.folder, f"sqlmap-{tried}"))
        print(f"   {where}: {dict(gate.counts)}", flush=True)
        came_in += gate.came_in()
        if re.search(INJECTION, told):
            findings.add("sqlmap found an injection", f"{where}: {told[-600:]}")
        if cut:
            findings.add(f"sqlmap was cut after {SECONDS} s", where)
        elif "all tested parameters" not in told:
            findings.add("sqlmap did not do its work", f"{where}: {told[-400:]}")
        if not gate.came_in():
            findings.add("nothing that sqlmap sent came to a handler", f"{where}: {dict(gate.counts)}")
    findings.close(site, f"sqlmap on {tried} forms and addresses to the end, {came_in} requests came to a handler")


if __name__ == "__main__":
    sys.exit(main())
