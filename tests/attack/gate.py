"""A gate before the site, through which scanners come as somebody's browser.

Scanners know nothing of fetch metadata, of cookies that need TLS, or of forms that are good once: what they send by
themselves is refused at the door, and says nothing of what lies behind it. The gate adds what the browser of a person
sends, puts a fresh token of the same form into each post, and counts what came of it.

`Bad` is the opposite of a site: a page with the flaws that the scanners must find if they work at all.
"""

import collections
import http.server
import re
import secrets
import sqlite3
import threading
import urllib.parse

from world import Browser

# What the gate says in a scanner's place, and what belongs to one connection.
OURS = {"host", "connection", "cookie", "accept-encoding", "content-length", "transfer-encoding", "origin", "sec-fetch-site"}
# What a handler answers, as opposed to the door before it: there is a page, it moved on, something was wrong with the
# fields, somebody else was first.
BEHIND_THE_DOOR = {200, 303, 409, 422}
TOKEN = re.compile(rb"(?<![^&])form_token=([^&]*)")
# A form of a public page is good as often as one likes on its day.
DAYS_TOKEN = re.compile(rb"\d{4}-\d\d-\d\d\.")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def forms_in(html):
    """What each form that posts acts on, and what stands in it."""
    return re.findall(r'<form\b[^>]*\bmethod="post"[^>]*\baction="([^"]*)"[^>]*>(.*?)</form>', html, re.S)


class Server(http.server.ThreadingHTTPServer):
    """On loopback, until the script ends."""

    daemon_threads = True

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, content = answer(self.command, self.path, self.headers, body)
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = handle_one

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.origin = f"http://{self.host}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass


class Gate(Server):
    """Where a scanner meets the site as `person`; posts to what is `closed` go no further."""

    def __init__(self, person, closed=()):
        self.person, self.closed = person, closed
        self.pages, self.versions = {}, {}
        self.counts, self.lock = collections.Counter(), threading.Lock()
        super().__init__(self.pass_on)

    def learn(self, path, text):
        """Remembers on which page each form stands."""
        for action, _ in forms_in(text):
            self.pages[self.person.site.path_of(action)] = path

    def pass_on(self, method, path, headers, body):
        place = path.split("?")[0]
        if method == "POST" and any(closed in place for closed in self.closed):
            return 403, [], b""
        if method == "POST":
            body = self.with_fresh_token(place, body)
        sent = {name: value for name, value in headers.items() if name.lower() not in OURS}
        try:
            answer = self.person.ask(method, path, sent, body)
        except (OSError, ValueError, http.client.HTTPException):
            # No request at all, as a library has it; the walk sends those byte by byte.
            return 400, [], b""
        with self.lock:
            self.counts[method, answer.status] += 1
        if method == "GET" and answer.status == 200 and "html" in answer.header("content-type"):
            self.learn(path, answer.text)
        return answer.status, answer.headers, answer.body

    def with_fresh_token(self, place, body):
        """The same body with what its page says now of itself: the token, and the version that is to be changed."""
        page, token = self.pages.get(place), TOKEN.search(body)
        if page is None or token is None or DAYS_TOKEN.match(token[1]):
            return body
        for action, html in forms_in(self.person.ask("GET", page).text):
            if self.person.site.path_of(action) == place:
                return self.renewed(place, body, dict(HIDDEN.findall(html)))
        return body

    def renewed(self, place, body, now):
        version = now.get("version", "")
        before = self.versions.setdefault(place, version)
        body = TOKEN.sub(lambda _: b"form_token=" + now.get("form_token", "").encode(), body)
        return re.sub(rb"\bversion=%s(?=&|$)" % before.encode(), b"version=" + version.encode(), body)

    def posts(self):
        """How many posts were answered how."""
        return {status: count for (method, status), count in sorted(self.counts.items()) if method == "POST"}

    def came_in(self):
        """How many requests came to a handler."""
        return sum(count for (_, status), count in self.counts.items() if status in BEHIND_THE_DOOR)


class Bad(Server):
    """A page that believes what it is told, behind a form that is good once, as ours are."""

    def __init__(self):
        self.people = sqlite3.connect(":memory:", check_same_thread=False)
        self.people.executescript("create table people (name text); insert into people values ('a'), ('b'), ('c')")
        self.tokens, self.lock = set(), threading.Lock()
        super().__init__(self.answer)

    def path_of(self, link):
        return link.removeprefix(self.origin) or "/"

    def visitor(self):
        return Browser(self)

    def answer(self, method, path, _, body):
        kind = [("Content-Type", "text/html; charset=utf-8")]
        place, _, query = path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        if place == "/away":
            return 303, [("Location", asked.get("to", "/"))], b""
        if method != "POST":
            token = secrets.token_urlsafe(12)
            with self.lock:
                self.tokens.add(token)
            form = f'<form method="post" action="/find"><input type="hidden" name="form_token" value="{token}"><input name="name"></form>'
            links = '<a href="/?q=word">word</a> <a href="/away?to=/">away</a>'
            return 200, kind, f"<!doctype html><title>Find</title><p>{asked.get('q', '')}</p>{links}{form}".encode()
        sent = dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        with self.lock:
            if sent.get("form_token") not in self.tokens:
                return 403, kind, b"<title>No</title>"
            self.tokens.remove(sent["form_token"])
            try:
                found = self.people.execute(f"select name from people where name = '{sent.get('name', '')}'").fetchall()
            except sqlite3.Error as error:
                return 500, kind, f"<title>Fault</title>sqlite3.OperationalError: {error}".encode()
        return 200, kind, f"<!doctype html><title>Found</title><p>{found}</p>".encode()
