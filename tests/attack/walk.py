"""A walk with bad data: every place of src/routes.rs, by every role, with values that no reader would send.

Nothing may answer 5xx, hang, or lack a header of the set; nothing typed may stand on a page as markup.
"""

import pathlib
import re
import sys
import urllib.parse

from world import FORM, ROLES, Findings, World, program

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARK = "zq7<b>x</b>"
ODD = [
    "", " ", "0", "-1", "1e99", "9223372036854775807", "9223372036854775808", "99999999999999999999999",
    "true", "null", "NaN", "[]", "{}", "'", "\"", "'; DROP TABLE accounts; --", "%", "%25", "_", "..", "../../etc/passwd",
    "a" * 300, "ä" * 5000, "\u202eabc", "\u200b", "\u0000", "\r\nSet-Cookie: a=b", "\ud7ff", "😀" * 61, MARK,
    "=?utf-8?q?a?=", "a@b.example, c@d.example", "\"a b\"@example.org", "a@[127.0.0.1]", "2026-13-45", "24:61", "0001-01-01",
    "999999999-01-01", "https://evil.example/", "javascript:alert(1)", "{{7*7}}", "${7*7}", "<!--", "]]>", "\\", "AAAAAAAAAAAAAAAAAAAAAA",
]
PATHS = ["%00", "%ff", "..%2f..", "%2e%2e", "a" * 2000, "'", "%22%3E", "-1", "0", "9223372036854775808", "%F0%9F%98%80", ".", "%0d%0aX:y"]
QUERIES = ["after=%00", "before=" + "9" * 40, "after=a&after=b", "state=none", "page=-1", "q=%ff", "done=" + "x" * 4000, "%", "&&&&", "a" * 7000]
SET = [
    "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "cross-origin-embedder-policy", "permissions-policy", "cache-control",
]


def places():
    """Every URL of the program, as `routes.rs` has it."""
    source, found = (ROOT / "src/routes.rs").read_text(encoding="utf-8"), []
    for part in source.split("\nfn "):
        below = "/api/v1" if part.startswith("api(") else ""
        for path, rest in re.findall(r'at\(\s*"([^"]+)"\s*\)(.*?)\.done\(\)', part, re.S):
            found.append((below + path, ".look(" in rest, ".act(" in rest))
    return found


def kind_of(answer):
    return answer.header("content-type").lower()


def one_of_each(form):
    """The names of a form's fields by their kinds: of the boxes of forty comments, each named by an id, one stands for all."""
    kinds = {}
    for name, _ in form["fields"]:
        kinds.setdefault(re.sub(r"[a-z0-9]{16}", "*", name), name)
    return kinds


class Walk:
    def __init__(self):
        self.world, self.findings, self.statuses = World(program()), Findings("walk"), {}

    def ask(self, person, method, path, headers=None, body=b""):
        where = f"{method} {path[:120]} {body[:160]!r}"
        try:
            answer = person.ask(method, path, headers, body)
        except OSError as error:
            self.findings.add("no answer", f"{where}: {error}")
            return None
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if answer.status >= 500:
            self.findings.add(f"answered {answer.status}", where)
        # The parser of HTTP itself answers what is no request at all.
        if answer.status != 400 or answer.body:
            for name in SET:
                if not answer.header(name):
                    self.findings.add(f"lacks {name}", f"{where}: {answer.status}")
        if answer.body and answer.status != 304:
            kind = kind_of(answer)
            if not kind or (kind.startswith("text/") and "charset=utf-8" not in kind):
                self.findings.add("a body without its kind", f"{where}: {kind!r}")
        # What somebody takes along is data, and holds what they typed as they typed it.
        if MARK.encode() in answer.body and "json" not in kind_of(answer):
            self.findings.add("what was typed stands on the page as markup", where)
        return answer

    def odd_paths(self, role):
        """Every place with odd names in its path and odd queries."""
        person = self.world.people[role]
        for place, looks, acts in places():
            names = PATHS if "{" in place else ["x"]
            for name in names:
                path = re.sub(r"\{[^}]+\}", name, place)
                if looks:
                    self.ask(person, "GET", path)
                if acts and place != "/account/sign-out":
                    self.ask(person, "POST", path, body=b"form_token=x")
            path = re.sub(r"\{[^}]+\}", "x", place)
            if looks:
                for query in QUERIES:
                    self.ask(person, "GET", f"{path}?{query}")
            for method in ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
                self.ask(person, method, path)

    def odd_fields(self, role):
        """Every form that somebody of a role comes to, with an odd value in one field after another, and in all."""
        person, forms = self.world.people[role], {}
        for path, answer in self.world.crawl(role, self.world.beginnings(role)).items():
            if "html" in answer.header("content-type"):
                for form in answer.page.forms:
                    if form["method"] == "post" and not form["action"].endswith("/sign-out"):
                        shape = (re.sub(r"[A-Za-z0-9_-]{16,}", "*", form["action"]), tuple(one_of_each(form)))
                        forms.setdefault(shape, (path, form))
        for path, form in forms.values():
            self.one_form(person, path, form)
        return len(forms)

    def one_form(self, person, path, form):
        action, typed = form["action"], [name for name in one_of_each(form).values() if name != "form_token"]
        for value in ODD:
            for field in typed or ["none"]:
                token = self.fresh(person, path, form)
                fields = [[name, value if name == field else old] for name, old in form["fields"] if name != "form_token"]
                self.send(person, action, [["form_token", token], *fields])
            token = self.fresh(person, path, form)
            self.send(person, action, [["form_token", token], *[[name, value] for name in typed]])
        self.ask(person, "POST", action, body=b"")
        self.ask(person, "POST", action, body=b"form_token=%ff&" + b"=&" * 50)
        self.ask(person, "POST", action, {"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n")
        self.ask(person, "POST", action, {"Content-Type": "application/json"}, b"{}")
        self.ask(person, "POST", action, {"Content-Encoding": "gzip"}, b"\x1f\x8b")
        self.forged(person, path, form)

    def forged(self, person, path, form):
        """The whole form, with its token, as another site's page would send it: the post itself must be refused."""
        fields = [[name, value or "a"] for name, value in form["fields"] if name != "form_token"]
        body = urllib.parse.urlencode([("form_token", self.fresh(person, path, form)), *map(tuple, fields)]).encode()
        for said in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}):
            answer = self.ask(person, "POST", form["action"], said, body)
            if answer and answer.status != 403 and not form["action"].startswith("/u/"):
                self.findings.add("a post of another site was taken", f"{form['action']} {said}: {answer.status}")

    def fresh(self, person, path, form):
        """A token of the form as its page has it now; the old one if the form is gone."""
        answer = person.ask("GET", path)
        for found in answer.page.forms if "html" in answer.header("content-type") else []:
            if found["action"] == form["action"]:
                return dict(found["fields"]).get("form_token", "")
        return dict(form["fields"]).get("form_token", "")

    def send(self, person, action, fields):
        body = urllib.parse.urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in fields])
        self.ask(person, "POST", action, {"Content-Type": FORM}, body.encode())


def main():
    walk, forms = Walk(), 0
    for role in ROLES:
        walk.odd_paths(role)
        forms += walk.odd_fields(role)
    total = sum(walk.statuses.values())
    by_status = ", ".join(f"{status}: {count}" for status, count in sorted(walk.statuses.items()))
    walk.findings.close(walk.world.site, f"{len(places())} places, {forms} forms, {total} requests ({by_status})")


if __name__ == "__main__":
    sys.exit(main())
