//! The letters of a trial, read back from the folder that the postman writes to.
//!
//! Only what our own letters use is understood: encoded words in headers (RFC 2047), a multipart body, and the
//! transfer encodings of RFC 2045. Nothing of a letter is shown but words and links to our own origin.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use data_encoding::BASE64_MIME_PERMISSIVE;
use percent_encoding::percent_decode;

use crate::base::clock::Timestamp;
use crate::base::origin::Origin;

/// How many letters the page shows.
const SHOWN: usize = 50;
/// A letter of ours is far smaller.
const MOST_BYTES: u64 = 1024 * 1024;

/// One letter, as its reader would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) subject: String,
    pub(super) sent: Option<Timestamp>,
    pub(super) text: Vec<Piece>,
}

/// A part of a letter's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words as they are.
    Words(String),
    /// An address of our own.
    Link(String),
}

/// The letters in a folder, the newest first, at most 50. A folder that is not there yet holds none.
pub(super) fn letters(folder: &Path, origin: &Origin) -> io::Result<Vec<Letter>> {
    let mut files = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(Result::ok).filter_map(|entry| file_of(&entry)).collect::<Vec<_>>(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    files.sort_by(|a, b| b.cmp(a));
    let read = |(_, path): &(SystemTime, std::path::PathBuf)| fs::read(path).ok();
    let mut letters: Vec<Letter> =
        files.iter().take(SHOWN).filter_map(read).filter_map(|bytes| parse(&bytes, origin)).collect();
    letters.sort_by_key(|letter| std::cmp::Reverse(letter.sent));
    Ok(letters)
}

fn file_of(entry: &fs::DirEntry) -> Option<(SystemTime, std::path::PathBuf)> {
    let (path, about) = (entry.path(), entry.metadata().ok()?);
    let hidden = entry.file_name().to_string_lossy().starts_with('.');
    let letter =
        path.extension().is_some_and(|ending| ending == "eml") && about.len() <= MOST_BYTES && !hidden;
    letter.then_some((about.modified().ok()?, path))
}

fn parse(bytes: &[u8], origin: &Origin) -> Option<Letter> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n")?;
    let head = Head::of(head);
    let sent =
        jiff::fmt::rfc2822::parse(&head.get("date")).ok().map(|sent| Timestamp::from(sent.timestamp()));
    Some(Letter {
        to: head.get("to"),
        from: head.get("from"),
        subject: head.get("subject"),
        sent,
        text: pieces(&plain_text(&head, body), origin),
    })
}

/// The headers of a letter or of one of its parts.
struct Head(Vec<(String, String)>);

impl Head {
    fn of(text: &str) -> Self {
        let unfolded = text.replace("\n ", " ").replace("\n\t", " ");
        let line = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_ascii_lowercase(), decoded_words(value.trim())))
        };
        Self(unfolded.lines().filter_map(line).collect())
    }

    fn get(&self, name: &str) -> String {
        self.0.iter().find(|(named, _)| named == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// The text that a mail program without HTML would show.
fn plain_text(head: &Head, body: &str) -> String {
    let kind = head.get("content-type");
    let boundary = kind.split_once("boundary=").map(|(_, rest)| rest.trim_start_matches('"'));
    let boundary = boundary.and_then(|rest| rest.split(['"', ';']).next()).filter(|found| !found.is_empty());
    let Some(boundary) = boundary else {
        return decoded_body(&head.get("content-transfer-encoding"), body);
    };
    let mark = format!("--{boundary}");
    let parts =
        body.split(mark.as_str()).skip(1).filter_map(|part| part.trim_start_matches('\n').split_once("\n\n"));
    let mut parts = parts.map(|(head, body)| (Head::of(head), body));
    parts
        .find(|(head, _)| head.get("content-type").starts_with("text/plain"))
        .map(|(head, body)| decoded_body(&head.get("content-transfer-encoding"), body))
        .unwrap_or_default()
}

fn decoded_body(encoding: &str, body: &str) -> String {
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => from_base64(body),
        "quoted-printable" => from_quoted_printable(&body.replace("=\n", "")),
        _ => body.to_owned(),
    }
}

fn from_base64(text: &str) -> String {
    let bytes = BASE64_MIME_PERMISSIVE.decode(text.as_bytes()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `=C3=A9` is what `%C3%A9` is in a URL.
fn from_quoted_printable(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('=', "%");
    percent_decode(escaped.as_bytes()).decode_utf8_lossy().into_owned()
}

/// Header text with its encoded words read: `=?utf-8?b?…?=`.
fn decoded_words(value: &str) -> String {
    let mut read = String::new();
    let mut rest = value;
    while let Some((before, encoded)) = rest.split_once("=?") {
        let mut parts = encoded.splitn(3, '?');
        let (Some(_), Some(way), Some(after)) = (parts.next(), parts.next(), parts.next()) else { break };
        let Some((word, tail)) = after.split_once("?=") else { break };
        if !before.trim().is_empty() || read.is_empty() {
            read.push_str(before);
        }
        read.push_str(&if way.eq_ignore_ascii_case("b") {
            from_base64(word)
        } else {
            from_quoted_printable(&word.replace('_', " "))
        });
        rest = tail;
    }
    read.push_str(rest);
    read
}

/// Words, and those of them that are addresses of our own.
fn pieces(text: &str, origin: &Origin) -> Vec<Piece> {
    let start = origin.link("/");
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while let Some(at) = rest.find(&start) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let end = from
            .find(|letter: char| letter.is_whitespace() || "<>\"'()".contains(letter))
            .unwrap_or(from.len());
        let (link, after) = from.split_at_checked(end).unwrap_or((from, ""));
        let bare = link.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        pieces.push(Piece::Words(before.to_owned()));
        pieces.push(Piece::Link(bare.to_owned()));
        pieces.push(Piece::Words(link.strip_prefix(bare).unwrap_or_default().to_owned()));
        rest = after;
    }
    pieces.push(Piece::Words(rest.to_owned()));
    pieces.retain(|piece| *piece != Piece::Words(String::new()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        "http://127.0.0.1:8080".parse().unwrap()
    }

    const LETTER: &str = "From: Spyware on Trial <news@localhost>\r\nTo: ada@example.org\r\n\
        Subject: =?utf-8?b?WmXDrQ==?=\r\n =?utf-8?q?_l=C3=A1?=\r\nDate: Tue, 29 Oct 2019 10:00:00 +0000\r\n\
        Content-Type: multipart/alternative;\r\n boundary=\"abc\"\r\n\r\n\
        --abc\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        100% caf=C3=A9: http://127.0.0.1:8080/account/confirm/x=\r\ny=3D1.\r\nNot http://evil.example/ though.\r\n\
        --abc\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--abc--\r\n";

    #[test]
    fn a_letter_is_read_as_its_reader_would_see_it() {
        let letter = parse(LETTER.as_bytes(), &origin()).unwrap();
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("ada@example.org", "Zeí lá"));
        assert_eq!(letter.sent.unwrap().to_string(), "2019-10-29T10:00:00Z");
        let expected = [
            Piece::Words("100% café: ".to_owned()),
            Piece::Link("http://127.0.0.1:8080/account/confirm/xy=1".to_owned()),
            Piece::Words(".".to_owned()),
            Piece::Words("\nNot http://evil.example/ though.".to_owned()),
        ];
        assert_eq!(letter.text, expected);
    }

    #[test]
    fn what_is_no_letter_is_passed_over() {
        for text in ["", "no head", "\n\n", "Content-Type: multipart/x; boundary=\"\"\n\n--\n"] {
            parse(text.as_bytes(), &origin());
        }
        assert_eq!(letters(Path::new("/nowhere/at/all"), &origin()).unwrap(), []);
    }
}
