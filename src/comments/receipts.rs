//! What lets an author without an account see, and take back, what they wrote.

use super::CommentId;
use super::appeals::{Contested, contested, in_time};
use super::apply::apply;
use super::events::{
    Actor, Cause, EDIT_REFUSED, Event, RuleCited, Step, is_of_edit, is_on_demand, takes_words_out,
};
use super::history::{deciding, holds};
use super::states::State;
use super::store::{self, CommentRow};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::seal::{Keys, ReceiptWords};
use crate::base::text::Prose;
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Result};

/// How long a receipt works, in days (DESIGN section 13).
pub(super) const RECEIPT_DAYS: u32 = 90;
/// The kind of a comment's first event.
pub(super) const ARRIVED: &str = "submitted";

/// How a comment stands, as its author may know it.
#[expect(clippy::struct_excessive_bools, reason = "each is a question that a page asks by itself")]
#[derive(Debug, Clone)]
pub struct Standing {
    /// The comment.
    pub comment: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// Its version, for taking it back.
    pub version: i64,
    /// Where it stands. What a check filed as spam shows as held: whom it caught learns nothing.
    pub state: State,
    /// The name above it; empty once it was taken back.
    pub name: String,
    /// Whether it was written with an account.
    pub by_account: bool,
    /// Its text, until it is taken back or erased.
    pub text: Option<Prose>,
    /// When it was sent: to the minute while it waits, to the day once it is decided.
    pub submitted_at: Timestamp,
    /// The day of the decision.
    pub decided_at: Option<Timestamp>,
    /// Until when its author may change it.
    pub editable_until: Option<Timestamp>,
    /// What its author changed of a published text, as long as a moderator has not decided on it.
    pub edit: Option<Prose>,
    /// Whether that was refused.
    pub edit_refused: bool,
    /// Whether a moderator took words out of it.
    pub redacted: bool,
    /// What its author says against the decision, and what came of that.
    pub contested: Option<Contested>,
    /// Whether a moderator decided on it last.
    pub decided_by_person: bool,
    /// Whether a legal demand led to where it stands.
    pub on_demand: bool,
    /// The rule that it broke, if it was rejected, returned or hidden, if what its author changed was refused, or if words
    /// were taken out.
    pub rule: Option<RuleCited>,
    /// The moderator's words to its author.
    pub words: Option<String>,
    /// Whether its author can take it back.
    pub can_be_withdrawn: bool,
    /// Whether an address was left with it, and if so whether it was confirmed.
    pub address_confirmed: Option<bool>,
    /// Whether answers are mailed to it as well.
    pub wants_replies: bool,
    /// Until when the receipt works; nothing if it was not asked for by receipt.
    pub expires_at: Option<Timestamp>,
}

impl Standing {
    /// Whether its author can change it now: what came back to them as long as it lies there, all else for
    /// [`EDIT_WINDOW`](super::EDIT_WINDOW).
    #[must_use]
    pub fn can_be_changed(&self, now: Timestamp) -> bool {
        match self.state {
            State::Returned => true,
            State::Held | State::Published => self.editable_until.is_some_and(|until| now < until),
            _ => false,
        }
    }

    /// Whether its author can contest what was decided: once, for [`APPEAL_DAYS`](super::APPEAL_DAYS).
    #[must_use]
    pub fn can_be_contested(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Rejected | State::Hidden)
            && self.decided_by_person
            && !self.on_demand
            && self.contested.is_none()
            && in_time(self.decided_at, now)
    }

    /// Whether its author can change the name above it as well: nobody reads it yet, and it is not an account's.
    #[must_use]
    pub const fn name_can_be_changed(&self) -> bool {
        !self.by_account && matches!(self.state, State::Held | State::Returned)
    }
}

/// How the comment of a receipt stands; `None` if no receipt has these words, or it has run out.
///
/// # Errors
/// Those of the database.
pub fn by_receipt(
    conn: &mut Conn,
    keys: &Keys,
    words: &ReceiptWords,
    now: Timestamp,
) -> Result<Option<Standing>> {
    let digests = words.digests(keys);
    let Some(id) = store::by_receipt(conn, &digests, now)? else { return Ok(None) };
    let Some(comment) = store::find(conn, &id)? else { return Ok(None) };
    let mut standing = standing(conn, &comment)?;
    standing.expires_at = store::receipt_expiry(conn, &digests)?;
    Ok(Some(standing))
}

/// How a comment stands, as its author may know it; `None` without it.
///
/// # Errors
/// Those of the database.
pub fn standing_of(conn: &mut Conn, id: &CommentId) -> Result<Option<Standing>> {
    let Some(comment) = store::find(conn, id)? else { return Ok(None) };
    standing(conn, &comment).map(Some)
}

pub(super) fn standing(conn: &mut Conn, comment: &CommentRow) -> Result<Standing> {
    let holding = holds(conn, &comment.id)?;
    let actual = comment.state()?;
    let caught = actual == State::Spam && holding.last().is_some_and(|last| last.actor_kind == "author");
    let state = if caught { State::Held } else { actual };
    let of_edit = holding.iter().rfind(|event| is_of_edit(&event.kind));
    let edit_refused = state == State::Published && of_edit.is_some_and(|event| event.kind == EDIT_REFUSED);
    let stays = matches!(state, State::Held | State::Published);
    let redaction = holding.iter().rfind(|event| stays && takes_words_out(&event.kind));
    let said = match state {
        State::Rejected | State::Returned | State::Hidden => deciding(&holding),
        _ => of_edit.filter(|_| edit_refused).or(redaction),
    };
    let cited = said.and_then(|event| event.rule_number.zip(event.rule_version));
    Ok(Standing {
        comment: comment.id.clone(),
        article: comment.article_id.clone(),
        version: comment.version,
        state,
        name: comment.name.clone(),
        by_account: comment.account_id.is_some(),
        text: store::current_text(conn, &comment.id)?.map(|text| text.text),
        submitted_at: comment.submitted_at,
        decided_at: comment.decided_at.filter(|_| !caught),
        editable_until: comment.editable_until,
        edit: match comment.edited_at {
            Some(_) => store::pending_text(conn, &comment.id)?.map(|text| text.text),
            None => None,
        },
        edit_refused,
        redacted: redaction.is_some(),
        contested: contested(conn, &comment.id, &holding)?,
        decided_by_person: deciding(&holding).is_some_and(|event| event.actor_kind == "moderator"),
        on_demand: deciding(&holding).is_some_and(|event| is_on_demand(&event.kind)),
        rule: cited.map(|(number, version)| RuleCited { number, version }),
        words: said.and_then(|event| event.words.clone()),
        can_be_withdrawn: state != State::Spam && state.may_become(State::Withdrawn),
        address_confirmed: comment.email_key.as_ref().map(|_| comment.email_confirmed),
        wants_replies: comment.wants_replies,
        expires_at: None,
    })
}

/// Its author takes a comment back, by receipt or by account: its words, the name and the address go at once
/// (under a legal hold the words when it ends), what answers it stays. Taken back already, it stays so, whichever version was seen: whoever tries again after a lost
/// answer hears that it is done.
///
/// # Errors
/// [`Error::Conflict`](crate::error::Error::Conflict) if somebody decided meanwhile, or it was rejected.
pub fn withdraw(tx: &mut Tx<'_>, comment: &CommentId, version: i64, cause: Cause) -> Result<()> {
    if is_withdrawn(tx, comment)? {
        return Ok(());
    }
    let step = Step::Withdraw;
    apply(tx, &Event { comment: comment.clone(), version, actor: Actor::Author, step, cause })?;
    Ok(())
}

/// Whether its author took this comment back.
///
/// # Errors
/// [`Error::NotFound`](crate::error::Error::NotFound) without such a comment; those of the database.
pub fn is_withdrawn(conn: &mut Conn, comment: &CommentId) -> Result<bool> {
    Ok(store::find(conn, comment)?.or_not_found()?.state()? == State::Withdrawn)
}
