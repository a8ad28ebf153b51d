//! What a decision on a legal demand needs to be known before: what is left of the comment, and who else could decide.

use super::Quote;
use super::redaction::take_out;
use crate::base::seal::Keys;
use crate::base::words::Words;
use crate::comments;
use crate::comments::takedowns::deeds::{MEANWHILE, Ruling};
use crate::comments::takedowns::{self, Outcome, Takedown, TakedownId};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};

/// The words complained of do not stand there any more, or nothing would be left; a key of `locales/`.
const WORDS_GONE: &str = "moderation-demand-words-gone";

/// What a chosen outcome does to the comment, and whether nobody else than whoever recorded the demand could decide.
///
/// # Errors
/// [`Error::Invalid`] at `ruling`, if the words complained of are to go and do not stand there; [`Error::Conflict`] with
/// [`MEANWHILE`], if the demand ended by itself; [`Error::NotFound`] without it.
pub(super) fn gather(
    conn: &mut Conn,
    keys: &Keys,
    id: &TakedownId,
    (chosen, words): (Outcome, &Words),
) -> Result<(Ruling, bool)> {
    let found = takedowns::find(conn, keys, id)?.or_not_found()?;
    let alone = takedowns::nobody_else_decides(conn, &found)?;
    let ruling = match chosen {
        Outcome::Removed => Ruling::Remove,
        Outcome::Refused => Ruling::Refuse,
        Outcome::Redacted => without_words(conn, &found, words)?,
        Outcome::Gone => return Err(Error::Conflict(MEANWHILE)),
    };
    Ok((ruling, alone))
}

fn without_words(conn: &mut Conn, found: &Takedown, words: &Words) -> Result<Ruling> {
    let claim = found.claim.as_ref().ok_or(Error::Conflict(MEANWHILE))?;
    let text = comments::find_for_moderation(conn, &found.comment)?.or_not_found()?.comment.text;
    let quote = Quote { words: claim.quote.as_str().to_owned(), everywhere: true };
    let mark = words.say("moderation-demand-mark");
    let left = text.map(|text| take_out(&text, &quote, &mark)).and_then(Result::ok);
    left.map(Ruling::Redact).ok_or_else(|| Error::invalid("ruling", WORDS_GONE))
}
