//! What readers reported, with what they say.

use super::card::{Articles, Card, card};
use super::notice::{Notice, Told, of_elsewhere, rule_line};
use super::place::REPORTED;
use super::{Citable, Offer, Viewer};
use crate::comments::{self, CommentId, Said};
use crate::db::Conn;
use crate::error::Result;
use crate::moderation::Deed;

/// A reported comment.
#[derive(Debug)]
pub(in crate::moderation) struct ReportCard {
    pub(in crate::moderation) id: CommentId,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) comment: Card,
    pub(in crate::moderation) count: usize,
    /// What readers say: a rule, words, or both.
    pub(in crate::moderation) said: Vec<(Option<String>, Option<String>)>,
    pub(in crate::moderation) offers: Vec<Offer>,
}

/// The heaviest of them.
#[derive(Debug)]
pub(in crate::moderation) struct Reports {
    pub(in crate::moderation) notice: Option<Notice>,
    pub(in crate::moderation) cards: Vec<ReportCard>,
    pub(in crate::moderation) citable: Citable,
    /// How many more there are.
    pub(in crate::moderation) more: usize,
}

/// What readers reported.
///
/// # Errors
/// Those of the database.
pub(in crate::moderation) fn reports(conn: &mut Conn, viewer: &Viewer, told: &Told) -> Result<Reports> {
    let (found, more) = comments::reported(conn)?;
    let mut articles = Articles::default();
    let mut cards = Vec::new();
    for one in found {
        let offers = Deed::OF_REPORTS.map(|deed| Offer { deed, token: viewer.token(&one.comment.id, deed) });
        let comment = card(conn, viewer, &mut articles, &one.comment)?;
        cards.push(ReportCard {
            id: one.comment.id.clone(),
            version: one.comment.version,
            count: one.count,
            said: said(conn, viewer, one.said)?,
            offers: if comment.why_not.is_some() { Vec::new() } else { offers.to_vec() },
            comment,
        });
    }
    let notice = of_elsewhere(conn, viewer, REPORTED, told)?;
    Ok(Reports { notice, cards, citable: Citable::now(conn)?, more })
}

/// What readers say about one comment.
pub(super) fn of_comment(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &CommentId,
) -> Result<Vec<(Option<String>, Option<String>)>> {
    let found = comments::reports_about(conn, id)?;
    said(conn, viewer, found)
}

fn said(conn: &mut Conn, viewer: &Viewer, said: Vec<Said>) -> Result<Vec<(Option<String>, Option<String>)>> {
    let line = |one: Said| {
        let rule = one.rule.map(|rule| rule_line(conn, viewer, rule)).transpose()?;
        Ok((rule, one.words.map(|words| words.as_str().to_owned())))
    };
    said.into_iter().map(line).collect()
}

/// What can be done beside the decisions on one comment: take words out, keep what was reported, pin, or unpin.
pub(super) fn further_offers(
    conn: &mut Conn,
    viewer: &Viewer,
    comment: &comments::Waiting,
    reported: bool,
) -> Result<Vec<Offer>> {
    if comment.deciding {
        return Ok(Vec::new());
    }
    let pinned = comments::is_pinned(conn, &comment.article, &comment.id)?;
    let pin = if pinned { Deed::Unpin } else { Deed::Pin };
    let open = reported.then_some(Deed::Keep).into_iter().chain([pin, Deed::Redact]);
    Ok(open
        .filter(|deed| deed.fits(comment.state))
        .map(|deed| Offer { deed, token: viewer.token(&comment.id, deed) })
        .collect())
}
