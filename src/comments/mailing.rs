//! What is mailed about a comment to whoever left an address with it, and the links that end that.
//!
//! Decisions are mailed to every confirmed address, answers only to whom asked for them. Each letter carries a link of
//! its own that ends it, by a page or by one click of a mail program (RFC 8058). Nothing is stored for that link: it is
//! a keyed hash of what it ends.

use data_encoding::BASE64URL_NOPAD;

use super::CommentId;
use super::address::RECIPIENT;
use super::states::State;
use super::store::{self, CommentRow};
use crate::articles::ArticleId;
use crate::base::seal::{Keys, Purpose};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::{self, Letter, PERSONAL_USEFUL_FOR, Recipient};

/// The letter that tells of an answer.
pub(super) const ANSWERED: &str = "comment-answered";
/// As many bytes of the keyed hash stand in a link (128 bits).
const TAG_BYTES: usize = 16;
/// The letters of a kind and an id.
const NAME_LETTERS: usize = 17;

/// A kind of mail about a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What moderators decide. With it ends all mail about the comment: its address is erased.
    Decisions,
    /// What others answer.
    Answers,
}

impl About {
    const fn letter(self) -> &'static str {
        match self {
            Self::Decisions => "d",
            Self::Answers => "a",
        }
    }
}

/// What a link ends, and whether there is anything to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// The kind of mail.
    pub about: About,
    /// The comment.
    pub comment: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// Whether it is mailed.
    pub live: bool,
}

/// The token that ends a kind of mail about a comment.
#[must_use]
pub fn mailing_token(keys: &Keys, about: About, comment: &CommentId) -> String {
    let name = format!("{}{comment}", about.letter());
    let mac = keys.mac(Purpose::Unsubscribe, &[b"comment", name.as_bytes()]);
    let tag: Vec<u8> = mac.as_bytes().iter().copied().take(TAG_BYTES).collect();
    format!("{name}{}", BASE64URL_NOPAD.encode(&tag))
}

/// What a token ends; `None` unless we made it, with whichever key.
#[must_use]
pub fn parse_mailing_token(keys: &Keys, token: &str) -> Option<(About, CommentId)> {
    use subtle::ConstantTimeEq as _;
    let (name, tag) = token.split_at_checked(NAME_LETTERS)?;
    let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).ok().filter(|tag| tag.len() == TAG_BYTES)?;
    let ours = keys.macs(Purpose::Unsubscribe, &[b"comment", name.as_bytes()]).iter().any(|mac| {
        let made: Vec<u8> = mac.as_bytes().iter().copied().take(TAG_BYTES).collect();
        bool::from(made.ct_eq(&tag))
    });
    let (letter, id) = name.split_at_checked(1)?;
    let about = [About::Decisions, About::Answers].into_iter().find(|about| about.letter() == letter);
    about.zip(id.parse().ok()).filter(|_| ours)
}

/// What a link is about, as it stands now; `None` if the comment is gone.
///
/// # Errors
/// Those of the database.
pub fn mailing(conn: &mut Conn, about: About, comment: &CommentId) -> Result<Option<Mailing>> {
    let row = store::find(conn, comment)?;
    Ok(row.map(|row| Mailing {
        about,
        live: row.email_sealed.is_some() && (about == About::Decisions || row.wants_replies),
        comment: row.id,
        article: row.article_id,
    }))
}

/// Ends a kind of mail about a comment; asked again, it ends nothing more. Answers whether the address was erased, which
/// the journal must keep.
///
/// # Errors
/// Those of the database.
pub fn end_mailing(tx: &mut Tx<'_>, about: About, comment: &CommentId) -> Result<bool> {
    let Some(mut row) = store::find(tx, comment)? else { return Ok(false) };
    match about {
        About::Decisions => row.forget_address(),
        About::Answers => row.wants_replies = false,
    }
    store::save(tx, &row)?;
    Ok(about == About::Decisions)
}

/// Mails whoever wrote the comment that this one answers, if they asked for it and can read it.
pub(super) fn tell_of_answer(tx: &mut Tx<'_>, answer: &CommentRow) -> Result<()> {
    let Some(parent) = &answer.parent_id else { return Ok(()) };
    let Some(parent) = store::find(tx, parent)?.filter(|row| wants_answers(row, answer)) else {
        return Ok(());
    };
    let recipient = Recipient { kind: RECIPIENT, id: parent.id.as_str() };
    let subject = answer.id.as_str();
    mail::post(tx, &Letter { kind: ANSWERED, subject, recipient, useful_for: PERSONAL_USEFUL_FOR })
}

/// Whether the author of `asked` is to hear of `answer`: they confirmed an address, want it, and did not write it.
pub(super) fn wants_answers(asked: &CommentRow, answer: &CommentRow) -> bool {
    let own = asked.account_id.is_some() && asked.account_id == answer.account_id;
    let both_read = [asked, answer].iter().all(|row| row.state == State::Published.as_str());
    asked.wants_replies && asked.email_confirmed && asked.email_sealed.is_some() && both_read && !own
}
