"""A site to attack: the real program on loopback, with made-up data and somebody of every role.

Nothing but Python's own library. The site ends with the script that started it.
"""

import atexit
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from html.parser import HTMLParser

PASSWORD = "violet tractor hums at the quiet harbour"
FORM = "application/x-www-form-urlencoded"
ROLES = ["stranger", "reader", "moderator", "editor", "admin"]
ADDRESSES = {"reader": "rosa@example.org", "moderator": "moderator@example.org", "editor": "editor@example.org", "admin": "ruth@example.org"}
# An attack is not about how often: limits are for the tests of limits.
NO_LIMITS = {
    "LIMITS__COMMENTS_IN_TEN_MINUTES": "1000000",
    "LIMITS__RECEIPT_TRIES_AN_HOUR": "1000000",
    "LIMITS__SIGN_INS_A_MINUTE": "1000000",
    "LIMITS__REGISTRATIONS_AN_HOUR": "1000000",
    "LIMITS__SUBSCRIPTIONS_AN_HOUR": "1000000",
}
# Hashes that cost as little as the program allows: a scanner sends thousands of passwords, and judges none of them.
CHEAP = {"PASSWORDS__MEMORY_KIB": "19456", "PASSWORDS__PASSES": "2"}


class Page(HTMLParser):
    """What a browser would find in a page: its links and its forms, with what they would send."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.links, self.forms, self._area, self._select = [], [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag == "a" and has.get("href"):
            self.links.append(has["href"])
        if tag == "form":
            form = {"action": has.get("action") or "", "method": (has.get("method") or "get").lower(), "fields": []}
            self.forms.append(form)
        if not self.forms or not has.get("name"):
            return
        fields = self.forms[-1]["fields"]
        if tag == "textarea":
            self._area = len(fields)
            fields.append([has["name"], ""])
        elif tag == "select":
            self._select = len(fields)
            fields.append([has["name"], ""])
        elif tag == "input" and has.get("type") in ("radio", "checkbox"):
            if "checked" in has:
                fields.append([has["name"], has.get("value") or "on"])
        elif tag in ("input", "button"):
            fields.append([has["name"], has.get("value") or ""])

    def handle_data(self, data):
        if self._area is not None:
            self.forms[-1]["fields"][self._area][1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None


class Answer:
    def __init__(self, status, headers, body, path):
        self.status, self.headers, self.body, self.path = status, headers, body, path

    def header(self, name):
        return ", ".join(value for named, value in self.headers if named.lower() == name)

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def page(self):
        return Page(self.text)

    def form(self, action):
        for form in self.page.forms:
            if action in form["action"]:
                return form
        raise SystemExit(f"no form acts on {action} at {self.path}: {self.status} {self.text[:2000]}")


class Browser:
    """Somebody with a browser that keeps cookies and follows nothing by itself."""

    def __init__(self, site):
        self.site, self.cookies = site, {}

    def ask(self, method, path, headers=None, body=b""):
        sent = {"Host": self.site.host, "Accept": "text/html"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            sent |= {"Origin": self.site.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": FORM}
        sent |= headers or {}
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body or method == "POST":
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            got = Answer(answer.status, answer.getheaders(), answer.read(), path)
        finally:
            connection.close()
        for name, value in got.headers:
            if name.lower() == "set-cookie":
                self._keep(value)
        return got

    def _keep(self, line):
        name, _, rest = line.partition("=")
        value = rest.split(";")[0]
        if value and "Max-Age=0" not in line:
            self.cookies[name] = value
        else:
            self.cookies.pop(name, None)

    def get(self, path, follow=True):
        answer = self.ask("GET", path)
        for _ in range(5):
            if not follow or answer.status not in (301, 302, 303, 307, 308):
                return answer
            answer = self.ask("GET", self.site.path_of(answer.header("location")))
        return answer

    def post(self, path, fields):
        return self.ask("POST", path, body=urllib.parse.urlencode([tuple(field) for field in fields]).encode())

    def submit(self, page, action, typed):
        """Fills in a form as a person does, and follows where that leads."""
        form = self.get(page).form(action)
        fields = dict(form["fields"]) | typed
        answer = self.post(self.site.path_of(form["action"]), list(fields.items()))
        if answer.status == 303:
            return self.get(self.site.path_of(answer.header("location")))
        return answer


class Site:
    def __init__(self, program, settings=None):
        self.folder = tempfile.mkdtemp(prefix="amicus-attack.")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.origin = f"http://{self.host}"
        self.program = os.path.abspath(program)
        keys = {"SERVER__LISTEN": self.host} | NO_LIMITS | (settings or {})
        self.environment = {f"AMICUS__{key}": value for key, value in keys.items()} | {"PATH": os.environ["PATH"]}
        self.log = open(os.path.join(self.folder, "log"), "w+b")
        self.process = subprocess.Popen(
            [self.program, "serve"], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT,
        )
        atexit.register(self.process.kill)
        self.wait_for("the first answer", lambda: self.answers())
        self.wait_for("the first admin's link", lambda: os.path.exists(self.file("first-admin")))

    def file(self, name):
        return os.path.join(self.folder, "var", name)

    def wait_for(self, what, is_so, seconds=60):
        ends = time.monotonic() + seconds
        while not is_so():
            if self.process.poll() is not None or time.monotonic() > ends:
                sys.exit(f"{what} did not come: {self.logged()}")
            time.sleep(0.05)

    def answers(self):
        try:
            return Browser(self).ask("GET", "/healthz").status == 200
        except OSError:
            return False

    def logged(self):
        self.log.flush()
        with open(self.log.name, encoding="utf-8", errors="replace") as log:
            return log.read()

    def command(self, *words):
        done = subprocess.run([self.program, *words], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"amicus {words}: {done.stderr}")
        return done.stdout

    def path_of(self, link):
        return link.removeprefix(self.origin) or "/"

    def letter_link(self, address, part):
        """The newest link with `part` that a letter to `address` brought."""
        found = []

        def look():
            folder = self.file("mail")
            # One that is still being written goes by another name.
            whole = [name for name in os.listdir(folder) if name.endswith(".eml")] if os.path.isdir(folder) else []
            letters = [os.path.join(folder, name) for name in whole]
            for letter in sorted(letters, key=os.path.getmtime):
                with open(letter, encoding="utf-8", errors="replace") as file:
                    text = file.read().replace("=\n", "").replace("=3D", "=")
                links = re.findall(re.escape(self.origin) + r"(/[^\s\"<>]*)", text)
                if f"To: {address}" in text or f"<{address}>" in text:
                    found.extend(link for link in links if part in link)
            return found

        self.wait_for(f"a letter to {address}", look)
        return found[-1]

    def memory(self):
        """Resident bytes of the program."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def end(self):
        self.process.terminate()
        try:
            code = self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = "it had to be killed"
        shutil.rmtree(self.folder, ignore_errors=True)
        return code


class World:
    """A site in which every page has something to show, and somebody of each role."""

    def __init__(self, program, settings=None):
        self.site = Site(program, settings)
        self.people = {role: Browser(self.site) for role in ROLES}
        self._become_admin()
        for role in ("moderator", "editor"):
            self._invite(role)
        self._register()
        self._write()

    def _become_admin(self):
        with open(self.site.file("first-admin"), encoding="utf-8") as file:
            link = self.site.path_of(file.read().strip())
        typed = {"name": "Ruth", "email": "ruth@example.org", "password": PASSWORD}
        self.people["admin"].submit(link, "/first-admin/", typed)

    def _invite(self, role):
        address = f"{role}@example.org"
        self.site.command("account", "invite", address, role)
        link = self.site.letter_link(address, "/account/invitation/")
        typed = {"name": role.capitalize() + " Mia", "password": PASSWORD}
        self.people[role].submit(link, "/invitation/", typed)

    def _register(self):
        rosa = self.people["reader"]
        typed = {"name": "Rosa", "email": "rosa@example.org", "password": PASSWORD}
        rosa.submit("/account/register", "/account/register", typed)
        link = self.site.letter_link("rosa@example.org", "/account/confirm/")
        rosa.submit(link, "/confirm/", {"password": PASSWORD})
        self.sign_in(rosa, "rosa@example.org")

    def sign_in(self, person, address, password=PASSWORD):
        return person.submit("/account/sign-in", "/account/sign-in", {"email": address, "password": password})

    def sign_in_anew(self, role):
        """In a new session: its owner has just proved who they are, as some forms ask."""
        person = self.people[role]
        person.cookies.pop("__Host-sid", None)
        self.sign_in(person, ADDRESSES[role])

    def _write(self):
        self.article = next(link for link in self.people["stranger"].get("/articles").page.links if link.startswith("/articles/"))
        self.case = next(link for link in self.people["stranger"].get("/cases").page.links if link.startswith("/cases/"))
        stranger, reader = self.people["stranger"], self.people["reader"]
        self.receipt = ""
        for number, (name, person) in enumerate([("Ada", stranger), ("Bea", stranger), ("Ada", stranger), ("", reader)]):
            typed = {"name": name, "comment": f"They read my mail, and I say so {number} times."}
            answer = person.submit(self.article, "/comments", typed)
            self.receipt = self.receipt or answer.path
        stranger.submit(self.case, "/subscriptions", {"email": "sara@example.org"})
        self.confirm = self.site.letter_link("sara@example.org", "/subscriptions/confirm/")
        moderator = self.people["moderator"]
        # Not the one whose receipt is kept: what its author changes could not be taken back any more.
        form = moderator.get("/moderation?name=Bea").form("/approve")
        moderator.post(form["action"], form["fields"])
        for role, person in self.people.items():
            if role != "stranger" and person.get("/account", follow=False).status != 200:
                sys.exit(f"the {role} is not signed in")

    def crawl(self, role, start=("/",), at_most=400):
        """Every page that somebody of a role comes to by links, as answers by path."""
        person, seen, found = self.people[role], {}, list(start)
        while found and len(seen) < at_most:
            path = found.pop(0).split("#")[0]
            if path in seen or not path.startswith("/") or path.startswith("//"):
                continue
            answer = person.get(path, follow=False)
            seen[path] = answer
            if answer.header("location"):
                found.append(self.site.path_of(answer.header("location")))
            if "html" in answer.header("content-type"):
                page = answer.page
                found += [self.site.path_of(link) for link in page.links]
                found += [f["action"] for f in page.forms if f["method"] == "get"]
        return seen

    def beginnings(self, role):
        """Where somebody of a role begins to look."""
        begin = ["/", self.article, self.case, self.receipt, self.confirm, "/account", "/account/sign-in", "/account/register"]
        begin += ["/account/reset", "/subscriptions", "/receipt", "/privacy", "/rules", "/mailbox", "/sitemap.xml", "/robots.txt"]
        begin += ["/api/v1/openapi.json", "/api/v1/articles", "/api/v1/cases", "/api/v1/rules"]
        if role in ("moderator", "admin"):
            begin += ["/moderation", "/moderation/decisions"]
        if role in ("editor", "admin"):
            begin += ["/editor", "/editor/articles/new", "/editor/cases", "/editor/cases/new", "/editor/letters"]
        if role == "admin":
            begin += ["/admin", "/admin/accounts", "/admin/invitations", "/admin/rules"]
        return begin


class Findings:
    """What an attack found: each once, with where."""

    def __init__(self, name):
        self.name, self.found, self.asked = name, {}, 0

    def add(self, what, where):
        self.found.setdefault(what, []).append(where)

    def close(self, site, say):
        faults = [line for line in site.logged().splitlines() if " ERROR " in line or "panicked" in line]
        for line in faults[:20]:
            self.add("the site logged a fault", line)
        code = site.end()
        if code != 0:
            self.add("the site did not end well", str(code))
        for what, places in self.found.items():
            print(f"FOUND {what}: {len(places)}")
            for place in places[:10]:
                print(f"      {place}")
        print(f"{self.name}: {say}; {'nothing found' if not self.found else f'{len(self.found)} findings'}")
        sys.exit(1 if self.found else 0)


def program():
    """The program under attack."""
    return os.environ.get("AMICUS_PROGRAM") or "target/release/amicus"
