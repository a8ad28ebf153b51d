//! The letters that came to one address, read as their recipient's program reads them (RFC 5322, 2045, 2047).

use amicus::mail::letters::Sealed;
use data_encoding::BASE64;

/// Everything that came to one address, oldest first.
#[derive(Debug)]
pub struct Mailbox {
    address: String,
    letters: Vec<Letter>,
}

/// One letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its subject line.
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// Its other form.
    pub html: String,
    /// All of it as it was sent.
    pub source: String,
}

impl Mailbox {
    pub(super) fn of(sent: &[Sealed], address: &str) -> Self {
        let letters = sent.iter().filter(|letter| letter.to == address).map(Letter::read).collect();
        Self { address: address.to_owned(), letters }
    }

    /// The last letter.
    pub fn last(&self) -> &Letter {
        self.letters
            .last()
            .unwrap_or_else(|| panic!("no letter came to {} (was app.deliver_mail() called?)", self.address))
    }

    /// All of them, oldest first.
    pub fn all(&self) -> &[Letter] {
        &self.letters
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.letters.len()
    }
}

impl Letter {
    pub(super) fn read(sealed: &Sealed) -> Self {
        let source = String::from_utf8(sealed.bytes.clone()).unwrap();
        let (head, body) = source.split_once("\r\n\r\n").unwrap();
        let parts = parts(head, body);
        let of = |kind: &str| {
            parts.iter().find(|(found, _)| found == kind).map(|(_, text)| text.clone()).unwrap_or_default()
        };
        Self {
            subject: words(&header(head, "subject")),
            text: of("text/plain"),
            html: of("text/html"),
            source: source.clone(),
        }
    }

    /// The one link that holds `part`; it stands in both forms of the letter.
    pub fn link_containing(&self, part: &str) -> String {
        let link = self.text.split_whitespace().map(|word| word.trim_matches(['<', '>', '(', ')', '.', ',']));
        let link = link.filter(|word| word.starts_with("http")).find(|word| word.contains(part));
        let link = link.unwrap_or_else(|| panic!("no link with {part:?} in:\n{}", self.text));
        let escaped = link.replace('&', "&amp;");
        assert!(
            self.html.contains(&escaped) || self.html.contains(link),
            "the link {link} is missing in the HTML form:\n{}",
            self.html
        );
        link.to_owned()
    }
}

/// The decoded text of every part, with its kind.
fn parts(head: &str, body: &str) -> Vec<(String, String)> {
    let kind = header(head, "content-type");
    if let Some(boundary) = kind.split("boundary=").nth(1) {
        let boundary = format!("--{}", boundary.split(';').next().unwrap_or_default().trim_matches('"'));
        let inner =
            body.split(&boundary).filter_map(|part| part.trim_start_matches("\r\n").split_once("\r\n\r\n"));
        return inner.flat_map(|(head, body)| parts(head, body)).collect();
    }
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    let bytes = match header(head, "content-transfer-encoding").to_ascii_lowercase().as_str() {
        "base64" => BASE64.decode(body.split_whitespace().collect::<String>().as_bytes()).unwrap(),
        "quoted-printable" => quoted_printable(body),
        _ => body.as_bytes().to_vec(),
    };
    vec![(kind, String::from_utf8(bytes).unwrap().replace("\r\n", "\n"))]
}

/// A header's value, unfolded; empty if there is none.
fn header(head: &str, name: &str) -> String {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let found = unfolded.lines().find_map(|line| {
        let (named, value) = line.split_once(':')?;
        named.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    found.unwrap_or_default()
}

/// Encoded words of a header, decoded (RFC 2047).
fn words(value: &str) -> String {
    let mut text = String::new();
    let mut after_encoded = false;
    for word in value.split(' ') {
        let decoded = encoded_word(word);
        if !(text.is_empty() || after_encoded && decoded.is_some()) {
            text.push(' ');
        }
        after_encoded = decoded.is_some();
        text.push_str(&decoded.unwrap_or_else(|| word.to_owned()));
    }
    text
}

fn encoded_word(word: &str) -> Option<String> {
    let inner = word.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut parts = inner.splitn(3, '?');
    let (_charset, coding, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = match coding {
        "b" | "B" => BASE64.decode(text.as_bytes()).ok()?,
        _ => quoted_printable(&text.replace('_', " ")),
    };
    String::from_utf8(bytes).ok()
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let joined = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'=').then(|| after.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes
}
