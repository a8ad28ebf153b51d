//! What every letter of the program keeps, whoever wrote it: it brings nothing along, leads only to us or to a court,
//! is text before it is HTML, and its head is plain lines. Every test that sends a letter holds it to these rules.

use mail_parser::{MessageParser, MimeHeaders as _};
use scraper::{Html, Selector};

/// Headers that a letter may have. Another one was put in by somebody.
const HEADERS: [&str; 19] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
    "x-auto-response-suppress",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-archive",
    "list-help",
    "list-owner",
    "in-reply-to",
    "references",
    "feedback-id",
];
/// Elements that fetch something, do something or hide where they lead.
const ELEMENTS: &str = "img, image, link, script, iframe, frame, object, embed, video, audio, source, track, base, form, input, svg, style";
/// Attributes that fetch something or do something.
const ATTRIBUTES: [&str; 11] = [
    "src",
    "srcset",
    "background",
    "poster",
    "data",
    "action",
    "formaction",
    "ping",
    "http-equiv",
    "cite",
    "longdesc",
];
/// Where a letter may lead besides ourselves: the courts' own sites.
const COURTS: [&str; 3] = ["uscourts.gov", "supremecourt.gov", "curia.europa.eu"];
/// The longest line of a head (RFC 5322 section 2.1.1).
const LONGEST: usize = 998;

/// What a letter breaks, for a site at `origin`; nothing if it keeps all.
pub fn broken(letter: &[u8], origin: &str) -> Vec<String> {
    let mut found = Vec::new();
    head(letter, &mut found);
    let Some(message) = MessageParser::default().parse(letter) else {
        found.push("it is no letter".to_owned());
        return found;
    };
    let kinds: Vec<String> = message.parts.iter().map(kind_of).collect();
    if kinds != ["multipart/alternative", "text/plain", "text/html"] {
        found.push(format!("its parts are {kinds:?}, not text and then HTML"));
    }
    let (text, html) = (message.body_text(0).unwrap_or_default(), message.body_html(0).unwrap_or_default());
    if text.trim().is_empty() {
        found.push("its text is empty".to_owned());
    }
    for link in links_of_text(&text).filter(|link| !may_lead(link, origin)) {
        found.push(format!("its text leads to {link}"));
    }
    body(&html, &text, origin, &mut found);
    found
}

fn kind_of(part: &mail_parser::MessagePart<'_>) -> String {
    let kind = part.content_type();
    kind.map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())).unwrap_or_default()
}

fn head(letter: &[u8], found: &mut Vec<String>) {
    let end = letter.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(letter.len());
    let head = String::from_utf8_lossy(&letter[..end]).into_owned();
    if !head.is_ascii() {
        found.push("its head is not ASCII".to_owned());
    }
    let mut names = Vec::new();
    for line in head.split("\r\n") {
        if line.contains(['\r', '\n', '\0']) {
            found.push(format!("a line of its head is broken: {line:?}"));
        }
        if line.len() > LONGEST {
            found.push(format!("a line of its head has {} bytes", line.len()));
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if !HEADERS.contains(&name.as_str()) {
            found.push(format!("it has a header {name:?}"));
        }
        if names.contains(&name) {
            found.push(format!("it has the header {name:?} twice"));
        }
        names.push(name);
    }
    for needed in ["from", "to", "subject", "date", "message-id", "auto-submitted"] {
        if !names.iter().any(|name| name == needed) {
            found.push(format!("it has no {needed:?}"));
        }
    }
}

fn body(html: &str, text: &str, origin: &str, found: &mut Vec<String>) {
    let page = Html::parse_document(html);
    for element in page.select(&Selector::parse(ELEMENTS).unwrap()) {
        found.push(format!("its HTML holds <{}>", element.value().name()));
    }
    for element in page.select(&Selector::parse("*").unwrap()) {
        for (name, value) in element.value().attrs() {
            let value = value.trim();
            if ATTRIBUTES.contains(&name) || name.starts_with("on") {
                found.push(format!("its HTML holds {name}={value:?}"));
            }
            if name == "style"
                && ["url(", "@import", "image", "expression"].iter().any(|bad| value.contains(bad))
            {
                found.push(format!("its HTML has the style {value:?}"));
            }
            if name == "href" && !may_lead(value, origin) {
                found.push(format!("its HTML leads to {value}"));
            }
            if name == "href" && !text.contains(value) {
                found.push(format!("only its HTML leads to {value}"));
            }
        }
    }
}

fn links_of_text(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(['<', '>', '(', ')', '.', ',', '"']))
        .filter(|word| word.contains("://") || word.starts_with("www."))
}

fn may_lead(link: &str, origin: &str) -> bool {
    let ours = link.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let host = link.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    let court = host.is_some_and(|host| {
        COURTS.iter().any(|court| host == *court || host.ends_with(&format!(".{court}")))
    });
    ours || court
}
