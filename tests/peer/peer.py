#!/usr/bin/python3
"""An SMTP peer that is not ours: aiosmtpd takes the letters, Python's email package reads them.

Prints `listening on PORT`, then writes one line of JSON for each letter into the ledger, flushed before the 250 goes
out: whoever was told 250 finds the letter there. Ends when its standard input ends, so it never outlives its test.
"""

import argparse
import asyncio
import email
import email.policy
import html.parser
import json
import logging
import re
import ssl
import sys
import time
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

TEXT_LINK = re.compile(r"https?://[^\s<>\"]+")
FIRST_ID = re.compile(rb"^Message-ID:\s*(<[^>]*>)", re.IGNORECASE | re.MULTILINE)


class Links(html.parser.HTMLParser):
    """Where the links of an HTML part lead, and what it would fetch."""

    def __init__(self):
        super().__init__()
        self.links = []
        self.fetched = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if tag == "a" and name == "href":
                self.links.append(value)
            elif name in ("src", "srcset", "background", "poster", "data", "action") or name == "href":
                self.fetched.append(value)
            elif name == "style" and "url(" in (value or ""):
                self.fetched.append(value)


def part_of(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return "" if part is None else part.get_content()


def defects_of(message):
    """What the parser objects to, in any part and any header."""
    found = []
    for part in message.walk():
        found += [repr(defect) for defect in part.defects]
        for name, value in part.items():
            found += [f"{name}: {defect!r}" for defect in getattr(value, "defects", ())]
    return found


def read(content):
    """A letter as Python's parser understands it."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    text, markup = part_of(message, "plain"), part_of(message, "html")
    links = Links()
    links.feed(markup)
    return {
        "subject": str(message["subject"] or ""),
        "headers": [[name, str(value)] for name, value in message.items()],
        "kinds": [part.get_content_type() for part in message.walk()],
        "text": text,
        "html": markup,
        "text_links": [link.rstrip(".,)") for link in TEXT_LINK.findall(text)],
        "html_links": links.links,
        "fetched": links.fetched,
        "defects": defects_of(message),
    }


class Taker:
    """Writes down what comes."""

    def __init__(self, options):
        self.options = options
        self.taken = 0
        self.ledger = open(options.ledger, "a", encoding="utf-8")
        self.refusals = [refusal.rsplit("=", 1) for refusal in options.fail_rcpt]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if self.options.pipelining:
            responses.insert(-1, "250-PIPELINING")
        return responses

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        for pattern, code in self.refusals:
            if re.search(pattern, address):
                return f"{code} refused as asked"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        half = self.options.delay / 2000
        if half:
            await asyncio.sleep(half)
        self.write_down(session, envelope)
        if half:
            await asyncio.sleep(half)
        return "250 2.0.0 taken"

    def write_down(self, session, envelope):
        content = envelope.content
        found = FIRST_ID.search(content)
        line = {
            "time": time.time(),
            "mail_from": envelope.mail_from or "",
            "rcpt_tos": envelope.rcpt_tos,
            "message_id": found.group(1).decode("ascii", "replace") if found else "",
            "size": len(content),
            "tls": session.ssl is not None or self.options.smtps is not None,
            "login": session.auth_data or "",
        }
        self.taken += 1
        if self.taken <= 20 or self.taken % self.options.read_every == 0:
            line.update(read(content))
        self.ledger.write(json.dumps(line) + "\n")
        self.ledger.flush()


def authenticator(login, password):
    def check(server, session, envelope, mechanism, given):
        good = given == LoginPassword(login.encode(), password.encode())
        return AuthResult(success=good, handled=False, auth_data=login if good else None)

    return check


def settings(options):
    """What aiosmtpd is told about each connection."""
    told = {"hostname": "peer.example", "ident": "a peer that is not ours", "timeout": 120}
    if options.starttls:
        told |= {"tls_context": certificate(options.starttls), "require_starttls": True}
    if options.auth:
        told |= {
            "authenticator": authenticator(*options.auth),
            "auth_required": True,
            # aiosmtpd knows only of TLS that began by STARTTLS.
            "auth_require_tls": options.smtps is None,
        }
    return told


def certificate(files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


async def until_stdin_ends():
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass


async def serve(options):
    loop = asyncio.get_running_loop()
    taker, told = Taker(options), settings(options)
    tls = certificate(options.smtps) if options.smtps else None
    server = await loop.create_server(
        lambda: SMTP(taker, loop=loop, **told), "127.0.0.1", 0, ssl=tls, backlog=256
    )
    print("listening on", server.sockets[0].getsockname()[1], flush=True)
    await until_stdin_ends()


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", help="the file to which letters are written")
    parser.add_argument("--starttls", nargs=2, metavar=("CERT", "KEY"), help="demand STARTTLS")
    parser.add_argument("--smtps", nargs=2, metavar=("CERT", "KEY"), help="TLS from the first byte")
    parser.add_argument("--auth", nargs=2, metavar=("USER", "PASSWORD"), help="take letters only after AUTH")
    parser.add_argument("--pipelining", action="store_true", help="offer PIPELINING")
    parser.add_argument("--delay", type=float, default=0, metavar="MS", help="wait with each 250")
    parser.add_argument("--fail-rcpt", action="append", default=[], metavar="PATTERN=REPLY")
    parser.add_argument("--read-every", type=int, default=1, metavar="N", help="read one in N after the first 20")
    return parser.parse_args()


if __name__ == "__main__":
    # It warns of what a test does on purpose: passwords outside the TLS that it knows of.
    warnings.simplefilter("ignore")
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    asyncio.run(serve(options()))
