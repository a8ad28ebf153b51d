"""A crawl in Chromium, as everybody: no request leaves the site, nothing breaks the content security policy, every answer
carries the header set, no page is wider than a telephone, and axe-core (if it is at hand) finds no fault of accessibility.

Chromium finds no other host than the site. What it asks for is read from its own log of the network.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

from walk import SET
from world import PASSWORD, ROLES, Findings, World, program

AXE = os.environ.get("AMICUS_AXE", "")
NARROW = 320
OVER = """arguments[0]([...document.querySelectorAll('body *')].filter((it) =>
    ['fixed', 'sticky'].includes(getComputedStyle(it).position) && it.getClientRects().length).map((it) => it.outerHTML.slice(0, 80)).join(' '))"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Driver:
    """chromedriver, and one window at a time."""

    def __init__(self):
        self.process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                self.base = f"http://127.0.0.1:{found[1]}"
                return
        sys.exit("chromedriver did not start")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self):
        self.profile = tempfile.mkdtemp(prefix="amicus-crawl.")
        options = {
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-default-apps", "--disable-extensions",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--user-data-dir={self.profile}", "--window-size=1280,1000",
            ],
            "perfLoggingPrefs": {"enableNetwork": True},
        }
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}
        self.session = "/session/" + self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def close(self):
        self.call("DELETE", self.session)
        shutil.rmtree(self.profile, ignore_errors=True)

    def go(self, address):
        self.call("POST", self.session + "/url", {"url": address})

    def run(self, script, *arguments):
        return self.call("POST", self.session + "/execute/async", {"script": script, "args": list(arguments)})

    def devtools(self, command, **params):
        return self.call("POST", self.session + "/goog/cdp/execute", {"cmd": command, "params": params})

    def log(self, kind):
        return self.call("POST", self.session + "/se/log", {"type": kind})

    def cookies(self, browser):
        for name, value in browser.cookies.items():
            cookie = {"name": name, "value": value, "path": "/", "secure": True, "httpOnly": True, "sameSite": "Strict"}
            self.call("POST", self.session + "/cookie", {"cookie": cookie})


class Crawl:
    def __init__(self):
        self.world, self.findings, self.driver = World(program()), Findings("crawl"), Driver()
        self.pages = self.requests = self.judged = 0
        self.shapes = set()
        if AXE:
            with open(AXE, encoding="utf-8") as file:
                self.axe = file.read()

    def role(self, role):
        site = self.world.site
        paths = self.pages_of(role)
        self.driver.open()
        self.driver.go(site.origin + "/healthz")
        self.driver.cookies(self.world.people[role])
        # What Chromium's own first page asked for.
        self.driver.log("performance"), self.driver.log("browser")
        for path in paths:
            self.visit(role, path)
        if role == "stranger":
            self.errors()
        self.driver.close()

    def pages_of(self, role):
        """One page of each kind: what differs only in an id is drawn by the same template."""
        kinds = {}
        for path, answer in self.world.crawl(role, self.world.beginnings(role)).items():
            if answer.status == 200 and "html" in answer.header("content-type"):
                kinds.setdefault(re.sub(r"[A-Za-z0-9_-]{16,}|\d+", "*", path), path)
        return kinds.values()

    def visit(self, role, path):
        self.pages += 1
        self.driver.go(self.world.site.origin + path)
        self.look(role, path)
        self.judge(role, path)
        self.reflow(role, path)

    def reflow(self, role, path):
        """At 320 px nothing has to be scrolled sideways (WCAG 1.4.10), and nothing lies over the rest (2.4.11)."""
        self.driver.devtools("Emulation.setDeviceMetricsOverride", width=NARROW, height=700, deviceScaleFactor=1, mobile=False)
        wide = self.driver.run("arguments[0](document.documentElement.scrollWidth)")
        over = self.driver.run(OVER)
        self.driver.devtools("Emulation.clearDeviceMetricsOverride")
        if wide > NARROW:
            self.findings.add("a page is wider than a telephone", f"{role} {path}: {wide} px")
        if over:
            self.findings.add("something lies over the page, and could hide what has the focus", f"{role} {path}: {over}")

    def look(self, role, path):
        for entry in self.driver.log("performance"):
            message = json.loads(entry["message"])["message"]
            params = message["params"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests += 1
                url = params["request"]["url"]
                # Chromium draws the calendar beside a day from an address that holds the picture itself: nobody is asked.
                if not url.startswith((self.world.site.origin + "/", "data:")):
                    self.findings.add("a request left the site", f"{role} {path}: {url}")
            if message["method"] == "Network.responseReceivedExtraInfo":
                headers = {name.lower() for name in params["headers"]}
                for name in SET:
                    if name not in headers:
                        self.findings.add(f"an answer lacks {name}", f"{role} {path}: {params['statusCode']}")
        for entry in self.driver.log("browser"):
            text = entry["message"]
            if "Content Security Policy" in text or "violates" in text:
                self.findings.add("the content security policy was broken", f"{role} {path}: {text}")
            elif "status of 4" not in text:
                self.findings.add("the browser complained", f"{role} {path}: {text}")

    def judge(self, role, path):
        if not AXE:
            return
        self.judged += 1
        script = self.axe + """;
            const done = arguments[arguments.length - 1];
            axe.run(document, { runOnly: arguments[0] }).then(
                (found) => done(found.violations.map((it) => `${it.id}: ${it.nodes[0].html}`)), (error) => done([String(error)]));"""
        for fault in self.driver.run(script, TAGS):
            self.findings.add(f"axe: {fault.split(':')[0]}", f"{role} {path}: {fault}")
        self.driver.log("performance"), self.driver.log("browser")

    def errors(self):
        """What only a mistake shows: forms that came back, a page that is not there."""
        send = "const done = arguments[0]; addEventListener('pagehide', () => done()); document.querySelectorAll('main form')[0].submit();"
        for path in (self.world.article, self.world.case, "/account/sign-in", "/account/register", "/account/reset", "/receipt", "/subscriptions"):
            self.driver.go(self.world.site.origin + path)
            try:
                self.driver.run(send)
            except OSError:
                pass
            self.look("stranger", f"{path} sent empty")
            self.judge("stranger", f"{path} sent empty")
        self.visit("stranger", "/nothing/here")


def main():
    crawl = Crawl()
    try:
        for role in ROLES:
            crawl.role(role)
    finally:
        crawl.driver.process.terminate()
    said = f"{crawl.pages} pages in Chromium as {len(ROLES)} people, {crawl.requests} requests, all to the site; axe-core judged {crawl.judged}"
    crawl.findings.close(crawl.world.site, said)


if __name__ == "__main__":
    sys.exit(main())
