//! What is kept and for how long: the table that `/privacy` shows and the duty `forget` keeps.
//!
//! A row without a sweep is kept as its words say; every other row is swept by the feature that owns it.

use std::time::Duration;

use crate::db::Tx;
use crate::error::Result;
use crate::mail::outbox;
use crate::web::limits;
use crate::{accounts, alerts, audit, comments, moderation};

const DAY: Duration = Duration::from_hours(24);
/// How long the record of a delivered letter is kept.
const DELIVERY_DAYS: u32 = 14;

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// At most this many hours.
    Hours(u32),
    /// At most this many days.
    Days(u32),
    /// As the words of a key say.
    As(&'static str),
}

/// One row of the table. Every text is a key of `locales/`.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What is kept.
    pub what: &'static str,
    /// How long.
    pub kept: Kept,
    /// Why.
    pub why: &'static str,
}

const fn row(what: &'static str, kept: Kept, why: &'static str) -> Row {
    Row { what, kept, why }
}

/// Everything that is kept of a person (DESIGN section 13).
pub const ROWS: [Row; 34] = [
    row("site-kept-network", Kept::As("site-kept-never"), "site-kept-network-why"),
    row("site-kept-pseudonym", Kept::Hours(48), "site-kept-pseudonym-why"),
    row("site-kept-form", Kept::Hours(12), "site-kept-form-why"),
    row("site-kept-comment", Kept::As("site-kept-while-published"), "site-kept-comment-why"),
    row("site-kept-refused", Kept::Days(30), "site-kept-refused-why"),
    row("site-kept-redacted", Kept::Days(30), "site-kept-redacted-why"),
    row("site-kept-batch", Kept::Days(30), "site-kept-batch-why"),
    row("site-kept-note", Kept::Days(30), "site-kept-note-why"),
    row("site-kept-likeness", Kept::Days(7), "site-kept-likeness-why"),
    row("site-kept-appeal", Kept::Days(30), "site-kept-appeal-why"),
    row("site-kept-report", Kept::Days(90), "site-kept-report-why"),
    row("site-kept-takedown", Kept::Days(comments::takedowns::KEPT_DAYS), "site-kept-takedown-why"),
    row("site-kept-hold", Kept::As("site-kept-while-held"), "site-kept-hold-why"),
    row("site-kept-receipt", Kept::Days(90), "site-kept-receipt-why"),
    row("site-kept-address", Kept::Days(90), "site-kept-address-why"),
    row("site-kept-address-unconfirmed", Kept::Days(7), "site-kept-address-unconfirmed-why"),
    row("site-kept-subscriber", Kept::As("site-kept-while-following"), "site-kept-subscriber-why"),
    row("site-kept-subscriber-unconfirmed", Kept::Days(7), "site-kept-subscriber-unconfirmed-why"),
    row("site-kept-subscriber-left", Kept::Hours(24), "site-kept-subscriber-left-why"),
    row("site-kept-suppression", Kept::As("site-kept-while-site"), "site-kept-suppression-why"),
    row("site-kept-account", Kept::As("site-kept-while-account"), "site-kept-account-why"),
    row("site-kept-account-unconfirmed", Kept::Days(7), "site-kept-account-unconfirmed-why"),
    row("site-kept-factor", Kept::As("site-kept-while-account"), "site-kept-factor-why"),
    row("site-kept-sanction", Kept::Days(180), "site-kept-sanction-why"),
    row("site-kept-email-change", Kept::Hours(24), "site-kept-email-change-why"),
    row("site-kept-name", Kept::Days(7), "site-kept-name-why"),
    row("site-kept-pending", Kept::As("site-kept-ten-minutes"), "site-kept-pending-why"),
    row("site-kept-session", Kept::Days(30), "site-kept-session-why"),
    row("site-kept-link", Kept::Hours(72), "site-kept-link-why"),
    row("site-kept-invitation", Kept::Days(14), "site-kept-invitation-why"),
    row("site-kept-delivery", Kept::Days(DELIVERY_DAYS), "site-kept-delivery-why"),
    row("site-kept-audit-people", Kept::Days(audit::people::DAYS), "site-kept-audit-people-why"),
    row("site-kept-erased", Kept::As("site-kept-while-site"), "site-kept-erased-why"),
    row("site-kept-audit", Kept::As("site-kept-while-site"), "site-kept-audit-why"),
];

/// A deed that forgets a step of what has run out, some hundred rows at most, and answers how much.
type Sweep = fn(&mut Tx<'_>) -> Result<usize>;

/// Used-up tokens, limits and salts; sessions, links, invitations, sanctions and unconfirmed accounts; refused texts, receipts,
/// traces and addresses of comments; which decisions were made at once, notes of moderators; deliveries; subscribers who left or never confirmed; whom audit entries name.
const SWEEPS: [Sweep; 8] = [
    limits::forget,
    accounts::forget,
    comments::forget,
    moderation::batches::forget,
    moderation::colleagues::forget,
    forget_deliveries,
    alerts::forget,
    audit::people::forget,
];

fn forget_deliveries(tx: &mut Tx<'_>) -> Result<usize> {
    let before = tx.now.minus(DAY * DELIVERY_DAYS);
    outbox::forget_settled(tx, before)
}

/// Forgets one step of what has run out, of each kind, and answers how much that was; 0 when nothing is left. The
/// duty asks again until then, each step in a change of its own: a flood of one kind keeps no other waiting.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    SWEEPS.iter().try_fold(0, |gone, sweep| Ok(gone + sweep(tx)?))
}
