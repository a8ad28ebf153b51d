//! The tables of the discussion; only this module names them.

mod appeals;
mod beside;
mod counts;
mod desk;
mod flood;
pub(super) mod holds;
mod keep;
mod made_up;
mod read;
mod redaction;
mod reports;
pub(super) mod sealed;
mod search;
pub(super) mod takedowns;
mod tallies;
mod tidy;

use diesel::prelude::*;

pub(super) use self::appeals::{
    AppealRow, OPEN, appeals_of, contested_among, drop_appeals, due_appeals, erase_appeals, insert_appeal,
    open_appeal, open_appeals, open_appeals_again, settle_appeals,
};
pub(super) use self::beside::{
    approvals, decided_of_network, due_likenesses, forget_decisions, forget_likenesses, insert_likeness,
    last_decided, names_like, note_decision, sharing_a_band, states_of_account, texts_with_names,
};
pub(super) use self::counts::{count_contested, count_edited, count_reported};
pub(super) use self::desk::{
    DecidedRow, InQueue, decided, edited, findings_of, found_by, history, matching, of_account, others_of,
    waiting,
};
pub(super) use self::flood::{arrived_since, published_since};
pub(super) use self::keep::{
    Changed, count, cut_times_to_day, end_text, erase_hidden_texts, erase_receipts, erase_texts, erase_words,
    insert_comment, insert_event, insert_finding, insert_receipt, insert_text, marked, open_discussion, pin,
    raise_counts, release_sameness, save, save_below, save_changed, set_text_state, settle_text, take_number,
};
pub(super) use self::made_up::insert_all;
pub(super) use self::read::{
    Place, article_of, at_places, by_email_digest, by_receipt, by_sameness, current_text, discussion, event,
    find, listed_after, listed_before, listed_between, pending_text, pinned, place_of, placed,
    published_names, receipt_expiry, same_texts, shown_texts, texts_of, with_email_since,
};
pub(super) use self::redaction::{
    drop_texts, due_asides, put_aside, put_texts_aside, readable_texts, texts_aside,
};
pub(super) use self::reports::{
    DISMISSED, ReportRow, UPHELD, all_reports_of, drop_reports, due_reports, erase_reports, erase_reports_of,
    insert_report, open_reports, open_reports_about, open_reports_again, reports_of, settle_reports,
};
pub(super) use self::search::{keep_words, without_words};
pub(super) use self::tallies::{
    first_event, happened, keep_tally, last_tallied, objected, public_decisions, reported, tallied,
};
pub(super) use self::tidy::{
    close_windows, drop_address_links, drop_receipts, due_addresses, due_receipts, due_texts, due_traces,
    due_windows, forget_addresses, forget_traces, not_erased, with_address,
};

use super::states::{RevisionState, State};
use super::{CommentId, EventId, RevisionId};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::seal::{EmailKey, SealedEmail};
use crate::base::text::Prose;
use crate::base::token::TokenDigest;
use crate::error::{Error, Result};
use crate::schema::{check_findings, comments, discussions, events, receipts, revisions};

/// A comment as its row has it.
#[expect(clippy::struct_excessive_bools, reason = "each is a column that queries ask for by itself")]
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = comments, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct CommentRow {
    pub(super) id: CommentId,
    pub(super) article_id: ArticleId,
    pub(super) parent_id: Option<CommentId>,
    pub(super) state: String,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) name_key: String,
    pub(super) account_id: Option<AccountId>,
    pub(super) staff: bool,
    pub(super) email_key: Option<EmailKey>,
    pub(super) email_sealed: Option<SealedEmail>,
    pub(super) email_digest: Option<TokenDigest>,
    pub(super) email_confirmed: bool,
    pub(super) path: Option<String>,
    pub(super) depth: i32,
    pub(super) listed: bool,
    pub(super) replies: i64,
    pub(super) priority: i32,
    pub(super) deciding: bool,
    pub(super) pseudonym: Option<String>,
    pub(super) sameness: Option<String>,
    pub(super) editable_until: Option<Timestamp>,
    pub(super) submitted_at: Timestamp,
    pub(super) decided_at: Option<Timestamp>,
    /// Since when a changed text of a published comment waits.
    pub(super) edited_at: Option<Timestamp>,
    pub(super) wants_replies: bool,
    pub(super) name_looks: Option<String>,
    /// What checks found in the text that it stands for now: |one||another|.
    pub(super) reasons: String,
    /// That of the text which it stands for now.
    pub(super) cluster: Option<String>,
    /// That of the decision by which it is in its state.
    pub(super) rule_number: Option<i32>,
}

impl CommentRow {
    pub(super) fn state(&self) -> Result<State> {
        state_of(&self.state)
    }

    /// Forgets who wrote it; what stays is a place among the others.
    pub(super) fn forget_author(&mut self) {
        self.name.clear();
        self.name_key.clear();
        self.name_looks = None;
        self.account_id = None;
        self.staff = false;
        self.forget_address();
    }

    /// Forgets the address that was left with it.
    pub(super) fn forget_address(&mut self) {
        self.email_key = None;
        self.email_sealed = None;
        self.email_digest = None;
        self.email_confirmed = false;
        self.wants_replies = false;
    }
}

/// The state that a row names.
pub(super) fn state_of(word: &str) -> Result<State> {
    State::parse(word).ok_or_else(|| Error::fault(format!("no state of a comment is called {word}")))
}

/// A text of a comment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = revisions, treat_none_as_default_value = false)]
pub(super) struct TextRow {
    pub(super) id: RevisionId,
    pub(super) comment_id: CommentId,
    pub(super) state: String,
    pub(super) text: Prose,
    pub(super) text_key: String,
    pub(super) created_at: Timestamp,
    /// Which of the texts of its comment, from 1.
    pub(super) number: i32,
    /// The event that ended it, if it stood beside another text then.
    pub(super) ended_by: Option<EventId>,
    pub(super) cluster: Option<String>,
}

impl TextRow {
    pub(super) fn state(&self) -> Result<RevisionState> {
        let state = RevisionState::parse(&self.state);
        state.ok_or_else(|| Error::fault(format!("no state of a text is called {}", self.state)))
    }
}

/// An entry of a comment's history.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub(super) struct EventRow {
    pub(super) id: EventId,
    pub(super) comment_id: CommentId,
    pub(super) revision_id: Option<RevisionId>,
    pub(super) version: i64,
    pub(super) kind: String,
    pub(super) from_state: Option<String>,
    pub(super) to_state: String,
    pub(super) actor_kind: String,
    pub(super) actor_id: Option<String>,
    pub(super) actor_version: Option<String>,
    pub(super) rule_number: Option<i32>,
    pub(super) rule_version: Option<i32>,
    pub(super) words: Option<String>,
    pub(super) cause: String,
    pub(super) reverts: Option<EventId>,
    pub(super) hours_waited: Option<i64>,
    pub(super) at: Timestamp,
}

/// Why a check held a text, or where it filed it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = check_findings)]
pub(super) struct FindingRow {
    pub(super) revision_id: RevisionId,
    pub(super) check_name: String,
    pub(super) check_version: i32,
    pub(super) outcome: String,
    pub(super) reason: String,
    pub(super) lists_version: Option<i64>,
    pub(super) detail: Option<String>,
}

/// What a receipt's words lead to.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = receipts)]
pub(super) struct ReceiptRow {
    pub(super) digest: TokenDigest,
    pub(super) comment_id: CommentId,
    pub(super) expires_at: Timestamp,
}

/// What is kept of a whole discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Queryable, Selectable)]
#[diesel(table_name = discussions)]
pub(super) struct DiscussionRow {
    pub(super) published: i64,
    pub(super) version: i64,
}
