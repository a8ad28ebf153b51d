//! The discussion under an article: comments, the texts they had, what was decided on them, receipts.
//!
//! A comment arrives by [`submit()`] and is held. From then on its state, and every count that depends on it,
//! changes only by [`apply()`]: one [`Event`], checked against the version that its author saw, recorded with
//! what it did. Readers meet comments as [`thread()`] pages, moderators as [`waiting`] ones, authors by receipt.

mod address;
pub mod api;
mod appeals;
mod apply;
mod clusters;
mod counts;
pub mod demo;
mod desk;
mod edits;
mod erasure;
mod events;
mod evidence;
pub mod export;
mod flood;
mod history;
pub mod holds;
mod lessons;
pub mod letters;
mod mailing;
mod own;
pub mod pages;
mod place;
mod receipts;
mod reports;
mod retention;
mod search;
mod states;
mod store;
mod submit;
pub mod takedowns;
pub mod tallies;
mod texts;
mod thread;
mod trial;
mod trust;

#[cfg(test)]
mod tests;

pub use self::address::{Unconfirmed, confirm_address, open_address};
pub use self::appeals::{
    APPEAL_DAYS, Answered, Appeal, Contested, MOST_OF_APPEAL, OpenAppeal, appeal, contested_among,
    must_not_be_against, nobody_else_decides, open_appeal, open_appeals,
};
pub use self::apply::{apply, put_back, set_aside};
pub use self::clusters::waiting_by_cluster;
pub use self::counts::{Beside, beside_queue};
pub use self::desk::{
    Brief, Filter, ForModeration, MOST_COUNTED, QUEUE_PAGE, RevisionEntry, Waiting, Why, by_account,
    distressing, find_for_moderation, is_distressing, latest_of, matching, of_author, text_now, waiting,
    waiting_count,
};
pub use self::edits::{Change, Edited, change, edit_of_comment, edited, gather_change};
pub use self::erasure::{
    ADDRESS_KIND, ERASED_KIND, close_address_links, erase_again, forget_address, forget_address_again,
    not_erased, take_from_account,
};
pub use self::events::{Actor, Applied, Cause, Event, RuleCited, Step};
pub use self::evidence::{Examined, Examiner};
pub use self::flood::{published_since, watch};
pub use self::history::{
    Decided, Decisions, HistoryEntry, decided, decided_by_kind, decision_in_force, history, is_being_decided,
    state_of,
};
pub use self::mailing::{About, Mailing, end_mailing, mailing, mailing_token, parse_mailing_token};
pub use self::own::another_decides;
pub use self::receipts::{Standing, by_receipt, is_withdrawn, standing_of, withdraw};
pub use self::reports::{
    MOST_OF_REPORT, Report, Reported, Said, Weighed, report, reported, reports_about, weigh,
};
pub use self::retention::forget;
pub use self::search::{Sought, make_findable};
pub use self::states::{RevisionState, State};
pub use self::submit::{ByAccount, EDIT_WINDOW, Evidence, Submission, Submitted, gather, submit};
pub use self::thread::{
    Addressee, Ancestor, Counted, PAGE, PageOf, Thread, ThreadItem, is_pinned, page_of, published_comment,
    published_count, recount, stamp, thread,
};
pub use self::trial::{TRIED_ON, try_lists};
pub use self::trust::{let_appear, may_appear};

use crate::base::ids::Id;
use crate::db::sealed::SealedColumn;

/// One comment.
#[derive(Debug)]
pub enum Comment {}
/// The id of a comment.
pub type CommentId = Id<Comment>;
/// One text of a comment.
#[derive(Debug)]
pub enum Revision {}
/// The id of a text.
pub type RevisionId = Id<Revision>;
/// One entry of a comment's history.
#[derive(Debug)]
pub enum EventRecord {}
/// The id of an event.
pub type EventId = Id<EventRecord>;

/// The columns of comments that hold what is sealed.
pub const SEALED: [SealedColumn; 2] = store::sealed::COLUMNS;

/// Somebody decided meanwhile, or the comment changed.
pub const DECIDED_MEANWHILE: &str = "comments-conflict-decided";
/// The comment's state does not allow the step.
pub const NO_SUCH_STEP: &str = "comments-conflict-step";
/// An open legal demand keeps it out of sight.
pub const HIDDEN_ON_DEMAND: &str = "comments-conflict-on-demand";
/// It was removed after a legal demand, for good.
pub const REMOVED_ON_DEMAND: &str = "comments-conflict-removed-on-demand";
/// Its words were to be erased, and are only kept for a court.
pub const ONLY_KEPT: &str = "comments-conflict-only-kept";
/// Its author cannot contest what was decided.
pub const CANNOT_BE_CONTESTED: &str = "comments-conflict-appeal";
/// Nobody answers an appeal against a decision of their own.
pub const OWN_DECISION: &str = "comments-conflict-own";
/// Nobody decides on a comment of their own.
pub const OWN_COMMENT: &str = "comments-conflict-own-comment";
/// Its author cannot change it any more.
pub const CANNOT_BE_CHANGED: &str = "comments-conflict-change";
/// A sanction keeps the account from writing.
pub const SHUT_OUT: &str = "comments-problem-shut-out";
/// A sanction lets the account write one comment in a while.
pub const SLOWED: &str = "comments-problem-slowed";
/// The decision cannot be taken back.
pub const NOT_UNDOABLE: &str = "comments-conflict-undo";
