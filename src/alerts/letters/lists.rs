//! What mail programs want to know of a letter to many: of which list it is, how to leave it, where its archive lies.

use data_encoding::BASE64;

use crate::mail::Header;

/// The most bytes of a list's name: a header must fit into one line of 998 (RFC 5322 section 2.1.1).
const MOST_NAME: usize = 240;
/// The most bytes of text in one encoded word, whose length may be 75 (RFC 2047 section 2).
const MOST_ENCODED: usize = 45;

/// What a letter to many says of itself.
#[derive(Debug)]
pub(super) struct List<'a> {
    /// Its name, for people.
    pub(super) name: &'a str,
    /// Its id, below the site's host.
    pub(super) id: &'a str,
    /// Where a click ends it: a page, and a POST of RFC 8058.
    pub(super) leave: &'a str,
    /// Where everything that was sent can be read.
    pub(super) archive: &'a str,
    /// What it is about, for counting complaints: never who it is for.
    pub(super) feedback: &'a str,
}

impl List<'_> {
    /// As headers (RFC 2919, 2369, 8058).
    pub(super) fn headers(&self) -> Vec<Header> {
        vec![
            header("List-Id", format!("{} <{}>", phrase(self.name), self.id)),
            header("List-Unsubscribe", format!("<{}>", self.leave)),
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            header("List-Archive", format!("<{}>", self.archive)),
            header("Feedback-ID", format!("{}:alerts:amicus", self.feedback)),
        ]
    }
}

/// That a letter belongs to a conversation, which begins with a letter that was never sent.
pub(super) fn thread(id: &str) -> [Header; 2] {
    [header("In-Reply-To", id.to_owned()), header("References", id.to_owned())]
}

fn header(name: &'static str, value: String) -> Header {
    Header { name, value }
}

/// A name as a header may carry it: in quotation marks if it is ASCII (RFC 5322 section 3.2.4), else in encoded words.
fn phrase(name: &str) -> String {
    let name = name.get(..name.floor_char_boundary(MOST_NAME)).unwrap_or_default();
    if name.is_ascii() {
        return format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    let mut words: Vec<String> = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(MOST_ENCODED));
        words.push(format!("=?utf-8?b?{}?=", BASE64.encode(word.as_bytes())));
        rest = after;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_is_quoted() {
        assert_eq!(phrase("WhatsApp v. NSO Group"), "\"WhatsApp v. NSO Group\"");
        assert_eq!(phrase("The \"Pegasus\" case"), "\"The \\\"Pegasus\\\" case\"");
    }

    #[test]
    fn another_name_is_encoded_in_words_of_at_most_75_letters() {
        assert_eq!(phrase("Größe"), "=?utf-8?b?R3LDtsOfZQ==?=");
        let long = phrase(&"ü".repeat(200));
        assert!(long.is_ascii() && long.len() < 500, "{long}");
        assert!(long.split(' ').all(|word| word.len() <= 75), "{long}");
    }
}
