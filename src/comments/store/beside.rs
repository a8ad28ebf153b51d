//! What stands beside a text that arrives: texts like it, names like its author's, what was decided of late.

use diesel::prelude::*;

use super::{EventRow, TextRow};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::comments::{CommentId, RevisionId};
use crate::db::dialect::go_by_indexes;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::rules::checks::likeness::Likeness;
use crate::schema::{comments, events, likenesses, network_decisions, revisions};

/// A text that may be alike.
#[derive(Debug, Clone, Queryable)]
pub(in crate::comments) struct MaybeAlike {
    pub(in crate::comments) comment_id: CommentId,
    pub(in crate::comments) cluster: String,
    pub(in crate::comments) print: i64,
    pub(in crate::comments) day: Timestamp,
}

/// Up to `most` texts that share a band with this one. Each band has an index of its own, so that looking costs the
/// same among many texts.
pub(in crate::comments) fn sharing_a_band(
    conn: &mut Conn,
    likeness: &Likeness,
    most: i64,
) -> Result<Vec<MaybeAlike>> {
    let [one, two, three, four, five, six, seven, eight] = likeness.bands.map(u64::cast_signed);
    let shares = likenesses::band_1
        .eq(one)
        .or(likenesses::band_2.eq(two))
        .or(likenesses::band_3.eq(three))
        .or(likenesses::band_4.eq(four))
        .or(likenesses::band_5.eq(five))
        .or(likenesses::band_6.eq(six))
        .or(likenesses::band_7.eq(seven))
        .or(likenesses::band_8.eq(eight));
    let columns = (likenesses::comment_id, likenesses::cluster, likenesses::print, likenesses::day);
    go_by_indexes(conn)?;
    Ok(likenesses::table.filter(shares).limit(most).select(columns).load(conn)?)
}

/// Keeps the fingerprints of a text, to the day.
pub(in crate::comments) fn insert_likeness(
    tx: &mut Tx<'_>,
    text: &TextRow,
    likeness: &Likeness,
    cluster: &str,
) -> Result<()> {
    let [one, two, three, four, five, six, seven, eight] = likeness.bands.map(u64::cast_signed);
    let row = (
        likenesses::revision_id.eq(&text.id),
        likenesses::comment_id.eq(&text.comment_id),
        likenesses::cluster.eq(cluster),
        likenesses::print.eq(likeness.print.cast_signed()),
        likenesses::day.eq(tx.now.to_day()),
        likenesses::band_1.eq(one),
        likenesses::band_2.eq(two),
        likenesses::band_3.eq(three),
        likenesses::band_4.eq(four),
        likenesses::band_5.eq(five),
        likenesses::band_6.eq(six),
        likenesses::band_7.eq(seven),
        likenesses::band_8.eq(eight),
    );
    diesel::insert_into(likenesses::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Texts whose fingerprints are older than `before`.
pub(in crate::comments) fn due_likenesses(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<RevisionId>> {
    let old = likenesses::table.filter(likenesses::day.lt(before));
    Ok(old.limit(most).select(likenesses::revision_id).load(conn)?)
}

pub(in crate::comments) fn forget_likenesses(tx: &mut Tx<'_>, texts: &[RevisionId]) -> Result<()> {
    diesel::delete(likenesses::table.filter(likenesses::revision_id.eq_any(texts))).execute(&mut **tx)?;
    Ok(())
}

/// Up to `most` comments of a discussion since an instant whose name looks so, with the names' keys.
pub(in crate::comments) fn names_like(
    conn: &mut Conn,
    (article, looks): (&ArticleId, String),
    since: Timestamp,
    most: i64,
) -> Result<Vec<(CommentId, String)>> {
    let alike = comments::name_looks.eq(looks).and(comments::article_id.eq(article));
    let lately = comments::table.filter(alike).filter(comments::submitted_at.ge(since));
    let newest = lately.order(comments::submitted_at.desc()).limit(most);
    Ok(newest.select((comments::id, comments::name_key)).load(conn)?)
}

/// Where the latest comments of an account stand, up to `most`, with the days on which that was decided.
pub(in crate::comments) fn states_of_account(
    conn: &mut Conn,
    account: &AccountId,
    most: i64,
) -> Result<Vec<(String, Option<Timestamp>)>> {
    let own = comments::table.filter(comments::account_id.eq(account));
    let newest = own.order((comments::submitted_at.desc(), comments::id.desc())).limit(most);
    Ok(newest.select((comments::state, comments::decided_at)).load(conn)?)
}

/// Which of up to `most` decisions on comments of a network were refusals.
pub(in crate::comments) fn decided_of_network(
    conn: &mut Conn,
    pseudonym: &str,
    most: i64,
) -> Result<Vec<bool>> {
    let own = network_decisions::table.filter(network_decisions::pseudonym.eq(pseudonym));
    Ok(own.limit(most).select(network_decisions::refused).load(conn)?)
}

/// Notes a decision on a comment of a network, and not of which.
pub(in crate::comments) fn note_decision(tx: &mut Tx<'_>, pseudonym: &str, refused: bool) -> Result<()> {
    let row = (
        network_decisions::id.eq(tx.fresh_id::<crate::comments::EventRecord>()),
        network_decisions::pseudonym.eq(pseudonym),
        network_decisions::refused.eq(refused),
        network_decisions::day.eq(tx.now.to_day()),
    );
    diesel::insert_into(network_decisions::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Forgets how was decided before `before` on comments of any network; up to `most` rows.
pub(in crate::comments) fn forget_decisions(tx: &mut Tx<'_>, before: Timestamp, most: i64) -> Result<usize> {
    let old = network_decisions::table.filter(network_decisions::day.lt(before)).limit(most);
    let old: Vec<String> = old.select(network_decisions::id).load(&mut **tx)?;
    let gone = network_decisions::table.filter(network_decisions::id.eq_any(old));
    Ok(diesel::delete(gone).execute(&mut **tx)?)
}

/// The last decisions of moderators that let a comment appear or kept it away, the newest day first.
pub(in crate::comments) fn last_decided(conn: &mut Conn, most: i64) -> Result<Vec<EventRow>> {
    let decided = events::table.filter(events::actor_kind.eq("moderator")).filter(events::kind.eq_any([
        "approved",
        "rejected",
        "filed_as_spam",
    ]));
    let newest = decided.order((events::at.desc(), events::id.desc())).limit(most);
    Ok(newest.select(EventRow::as_select()).load(conn)?)
}

/// These texts, as far as they are kept, with the names and accounts of their authors.
pub(in crate::comments) fn texts_with_names(
    conn: &mut Conn,
    texts: &[RevisionId],
) -> Result<Vec<(TextRow, String, Option<AccountId>)>> {
    let these = revisions::table.inner_join(comments::table).filter(revisions::id.eq_any(texts));
    Ok(these.select((TextRow::as_select(), comments::name, comments::account_id)).load(conn)?)
}

/// Which of an account's published comments moderators approved since an instant, and who; of the latest `most`.
pub(in crate::comments) fn approvals(
    conn: &mut Conn,
    account: &AccountId,
    since: Timestamp,
    most: i64,
) -> Result<Vec<(CommentId, Option<String>)>> {
    let own = comments::table.filter(comments::account_id.eq(account));
    let published = own.filter(comments::state.eq("published")).filter(comments::decided_at.ge(since));
    let newest = published.order((comments::submitted_at.desc(), comments::id.desc())).limit(most);
    let ids: Vec<CommentId> = newest.select(comments::id).load(conn)?;
    let approved = events::kind.eq("approved").and(events::actor_kind.eq("moderator"));
    let of_these = events::table.filter(events::comment_id.eq_any(ids)).filter(approved);
    Ok(of_these.select((events::comment_id, events::actor_id)).load(conn)?)
}
