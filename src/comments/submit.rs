//! A comment arrives.
//!
//! What has to be looked up is gathered in a read before ([`gather`]); the change itself writes only rows of its
//! own, so that any number of people can write at once (DESIGN section 6).

use std::time::Duration;

use super::events::{Actor, Cause, actor_columns};
use super::evidence::{Examined, Examiner, bounds_of};
use super::receipts::RECEIPT_DAYS;
use super::states::{RevisionState, State};
use super::store::{self, CommentRow, EventRow, ReceiptRow, TextRow};
use super::texts::{NewText, cluster_for, keep_text};
use super::{CommentId, SHUT_OUT, address, place};
use crate::accounts::second_factor::Owner;
use crate::accounts::{self, AccountId, session};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::seal::{Keys, Purpose, ReceiptWords};
use crate::base::text::{EmailAddress, Name, Prose};
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::rules::checks::{self, Outcome};
use crate::web::form::WHOLE;

const DAY: Duration = Duration::from_hours(24);
/// How long an author may change a comment, and how long a second sending is taken for the first (DESIGN section 13).
pub const EDIT_WINDOW: Duration = Duration::from_mins(15);
/// A text this long is no two people's by chance; a shorter one may be.
const NO_TWO_PEOPLES: usize = 40;
/// Confirmation letters to one address, three in all until it is confirmed (DESIGN section 13).
const LETTERS_EVER: usize = 3;

/// Whoever writes by their account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByAccount {
    /// The account.
    pub id: AccountId,
    /// Whether it is one of a moderator, an editor or an admin, as readers see beside the name.
    pub staff: bool,
    /// The session in which it writes; none where a comment of its own is changed.
    pub session: Option<TokenDigest>,
}

impl ByAccount {
    /// Refuses what was sent in a session that has ended since (ASVS 7.4.1).
    fn still_writes(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Some(session) = self.session.clone() else { return Ok(()) };
        match session::still_stands(tx, &Owner { account: self.id.clone(), session }) {
            Err(Error::SignInRequired) => Err(Error::invalid("name", "comments-problem-signed-out")),
            stands => stands,
        }
    }
}

/// A comment as somebody sent it, every field taken apart.
#[expect(clippy::struct_excessive_bools, reason = "each is an answer to a question of its own")]
#[derive(Debug, Clone)]
pub struct Submission {
    /// The article that it is about.
    pub article: ArticleId,
    /// The published comment that it answers.
    pub parent: Option<CommentId>,
    /// The name that will stand above it.
    pub name: Name,
    /// Its text.
    pub text: Prose,
    /// An address for what is decided.
    pub email: Option<EmailAddress>,
    /// Whether its owner wants to hear of answers as well.
    pub wants_replies: bool,
    /// Whether that address may get a letter now, as the limit of one a day has it. An address that gets none is
    /// not kept: nobody could confirm it.
    pub may_write: bool,
    /// The account, if it is written by one.
    pub account: Option<ByAccount>,
    /// The network's pseudonym of the day.
    pub pseudonym: String,
    /// Whether that network wrote more than the limit lately.
    pub over_rate: bool,
    /// Whether the field that nobody sees was filled: a program wrote it.
    pub trapped: bool,
    /// The comment that it changes, if it is no new one: no check takes that one's own texts for another's.
    pub changes: Option<CommentId>,
}

/// What was looked up for a submission.
#[derive(Debug, Clone)]
pub struct Evidence {
    depth: i32,
    sameness: Option<String>,
    first: Option<First>,
    pub(super) examined: Examined,
    letters_left: bool,
    slow: bool,
}

impl Evidence {
    /// Whether it is a comment of an account that was slowed down, and not one that came before.
    pub(super) fn is_slowed(&self) -> bool {
        self.slow && !self.first.as_ref().is_some_and(|first| first.recent)
    }

    /// What all checks come to.
    pub(super) fn verdict(&self) -> checks::Verdict {
        checks::verdict(&self.examined.findings)
    }
}

/// A held comment that is the same, word for word.
#[derive(Debug, Clone)]
struct First {
    id: CommentId,
    recent: bool,
}

/// What a submission came to.
#[derive(Debug)]
pub struct Submitted {
    /// The comment.
    pub comment: CommentId,
    /// The words with which its author finds it again; shown once.
    pub receipt: ReceiptWords,
    /// Whether it had come before, and this is a further receipt to it.
    pub resent: bool,
}

/// Looks up what a submission's fate depends on: the comment that it answers, whether it came before, what the
/// checks say.
///
/// # Errors
/// [`Error::Invalid`] at `parent` if the comment that it answers is not published (any more), at `name` if a stranger
/// writes under the name of someone of the team, with [`SHUT_OUT`] if a sanction keeps its account from writing.
pub fn gather(
    conn: &mut Conn,
    examiner: &Examiner,
    now: Timestamp,
    submission: &Submission,
) -> Result<Evidence> {
    refuse_borrowed_name(conn, submission)?;
    let bounds = bounds_of(conn, now, submission)?;
    if bounds.shut_out {
        return Err(Error::invalid(WHOLE, SHUT_OUT));
    }
    let keys = &examiner.keys;
    let sameness = sameness_of(keys, submission);
    let first = match &sameness {
        Some(sameness) => store::by_sameness(conn, sameness)?,
        None => None,
    };
    Ok(Evidence {
        depth: depth_of(conn, submission)?,
        first: first.map(|first| First {
            id: first.id,
            recent: first.editable_until.is_some_and(|until| now < until),
        }),
        sameness,
        examined: examiner.examine(conn, now, submission, bounds)?,
        letters_left: letters_left(conn, keys, now, submission.email.as_ref())?,
        slow: bounds.slow,
    })
}

/// A stranger does not write under the name of a moderator, an editor or an admin.
fn refuse_borrowed_name(conn: &mut Conn, submission: &Submission) -> Result<()> {
    if submission.account.is_some() {
        return Ok(());
    }
    let owner = accounts::find_by_name(conn, &submission.name)?;
    if owner.is_some_and(|owner| owner.role.is_staff()) {
        Err(Error::invalid("name", "comments-problem-name-staff"))
    } else {
        Ok(())
    }
}

fn depth_of(conn: &mut Conn, submission: &Submission) -> Result<i32> {
    let Some(parent) = &submission.parent else { return Ok(place::level_below(None)) };
    let gone = || Error::invalid("parent", "comments-problem-parent");
    let parent = store::find(conn, parent)?.ok_or_else(gone)?;
    let there = parent.article_id == submission.article && parent.state()? == State::Published;
    if there { Ok(place::level_below(Some(parent.depth))) } else { Err(gone()) }
}

/// Every address that is kept got its letter, so that counting them counts letters.
fn letters_left(conn: &mut Conn, keys: &Keys, now: Timestamp, email: Option<&EmailAddress>) -> Result<bool> {
    let Some(email) = email else { return Ok(false) };
    let known = keys.email_keys(email);
    let lately = store::with_email_since(conn, &known, now.minus(address::UNCONFIRMED_FOR), 3)?;
    Ok(lately < LETTERS_EVER)
}

/// What tells a second sending from another comment: everything that was typed, and who sent it, under a key. What was
/// typed is read by whoever moderates, and many send one letter of a campaign: only its account, or for a stranger its
/// network of the day, tells the author from them (decision 0082).
fn sameness_of(keys: &Keys, submission: &Submission) -> Option<String> {
    let known = submission.text.grapheme_count() >= NO_TWO_PEOPLES && !submission.trapped;
    let account = submission.account.as_ref().map_or("", |account| account.id.as_str());
    let network = if account.is_empty() { submission.pseudonym.as_str() } else { "" };
    let email = submission.email.as_ref().map(EmailAddress::normalised).unwrap_or_default();
    let parts = [
        &b"sameness"[..],
        submission.article.as_str().as_bytes(),
        submission.parent.as_ref().map_or("", CommentId::as_str).as_bytes(),
        submission.name.as_str().as_bytes(),
        submission.text.as_str().as_bytes(),
        email.as_bytes(),
        account.as_bytes(),
        network.as_bytes(),
    ];
    known.then(|| keys.mac(Purpose::Receipt, &parts).to_hex())
}

/// Keeps a comment, held for a moderator, and answers its receipt. The same text of the same author that is still
/// held gets a further receipt instead of a second comment.
///
/// # Errors
/// [`Error::Invalid`] at `name` if the account's session has ended meanwhile; those of the database.
pub fn submit(
    tx: &mut Tx<'_>,
    keys: &Keys,
    submission: &Submission,
    evidence: &Evidence,
) -> Result<Submitted> {
    if let Some(account) = &submission.account {
        account.still_writes(tx)?;
    }
    if let Some(first) = &evidence.first {
        if first.recent && still_same(tx, &first.id, evidence)? {
            return again(tx, keys, &first.id);
        }
        store::release_sameness(tx, &first.id)?;
    }
    let cluster = cluster_for(tx, evidence);
    let comment = comment_row(tx, keys, submission, (evidence, &cluster));
    if !store::insert_comment(tx, &comment)? {
        // The same text arrived between our look and now: a double click.
        let first = evidence
            .sameness
            .as_deref()
            .map(|sameness| store::by_sameness(tx, sameness))
            .transpose()?
            .flatten();
        let first = first.ok_or_else(|| Error::fault("a comment was refused without its double"))?;
        return again(tx, keys, &first.id);
    }
    let state =
        if comment.state == State::Held.as_str() { RevisionState::Pending } else { RevisionState::Refused };
    let place = NewText { comment: &comment.id, state, number: 1, at: comment.submitted_at, cluster };
    let text = keep_text(tx, &place, submission, evidence)?;
    store::insert_event(tx, &arrival(tx, &comment, &text, &Actor::Author))?;
    if comment.email_key.is_some() && !submission.trapped {
        address::ask(tx, &comment.id)?;
    }
    let receipt = give_receipt(tx, keys, &comment.id)?;
    Ok(Submitted { comment: comment.id, receipt, resent: false })
}

fn still_same(tx: &mut Tx<'_>, first: &CommentId, evidence: &Evidence) -> Result<bool> {
    Ok(store::find(tx, first)?
        .is_some_and(|first| first.sameness == evidence.sameness && first.sameness.is_some()))
}

fn again(tx: &mut Tx<'_>, keys: &Keys, first: &CommentId) -> Result<Submitted> {
    let receipt = give_receipt(tx, keys, first)?;
    Ok(Submitted { comment: first.clone(), receipt, resent: true })
}

fn give_receipt(tx: &mut Tx<'_>, keys: &Keys, comment: &CommentId) -> Result<ReceiptWords> {
    let words = ReceiptWords::fresh(tx.random());
    let expires_at = tx.now.to_day().plus(DAY * RECEIPT_DAYS);
    store::insert_receipt(
        tx,
        &ReceiptRow { digest: words.digest(keys), comment_id: comment.clone(), expires_at },
    )?;
    Ok(words)
}

fn comment_row(
    tx: &Tx<'_>,
    keys: &Keys,
    submission: &Submission,
    (evidence, cluster): (&Evidence, &str),
) -> CommentRow {
    let id: CommentId = tx.fresh_id();
    let verdict = evidence.verdict();
    let spam = submission.trapped || verdict.outcome == Some(Outcome::Spam);
    // Kept with spam as well: a receipt without it would tell whoever was caught.
    let may_write = submission.may_write && evidence.letters_left;
    let email = submission.email.as_ref().filter(|_| may_write);
    CommentRow {
        article_id: submission.article.clone(),
        parent_id: submission.parent.clone(),
        state: if spam { State::Spam } else { State::Held }.as_str().to_owned(),
        version: 1,
        name: submission.name.as_str().to_owned(),
        name_key: submission.name.key(),
        account_id: submission.account.as_ref().map(|account| account.id.clone()),
        staff: submission.account.as_ref().is_some_and(|account| account.staff),
        email_key: email.map(|email| keys.email_key(email)),
        email_sealed: email.map(|email| keys.seal_email(email, &address::row_of(&id), tx.random())),
        email_digest: None,
        email_confirmed: false,
        path: None,
        depth: evidence.depth,
        listed: false,
        replies: 0,
        priority: verdict.priority,
        deciding: false,
        pseudonym: Some(submission.pseudonym.clone()),
        sameness: evidence.sameness.clone().filter(|_| !spam),
        editable_until: Some(tx.now.plus(EDIT_WINDOW).to_minute()),
        submitted_at: tx.now.to_minute(),
        decided_at: spam.then(|| tx.now.to_day()),
        edited_at: None,
        wants_replies: submission.wants_replies && email.is_some(),
        name_looks: Some(submission.name.looks()),
        reasons: String::new(),
        cluster: Some(cluster.to_owned()),
        rule_number: None,
        id,
    }
}

/// The first entry of a comment's history.
pub(super) fn arrival(tx: &Tx<'_>, comment: &CommentRow, text: &TextRow, actor: &Actor) -> EventRow {
    let (actor_kind, actor_id, actor_version) = actor_columns(actor);
    EventRow {
        id: tx.fresh_id(),
        comment_id: comment.id.clone(),
        revision_id: Some(text.id.clone()),
        version: 1,
        kind: super::receipts::ARRIVED.to_owned(),
        from_state: None,
        to_state: comment.state.clone(),
        actor_kind: actor_kind.to_owned(),
        actor_id,
        actor_version,
        rule_number: None,
        rule_version: None,
        words: None,
        cause: Cause::Submission.as_str().to_owned(),
        reverts: None,
        hours_waited: None,
        at: comment.submitted_at,
    }
}
