//! Copies of one text, which stand as one card and are decided on together.

use super::card::{Card, counted};
use super::{Place, Viewer};
use crate::comments::{self, Filter, Waiting};
use crate::db::Conn;
use crate::error::Result;
use crate::moderation::forms::BatchForm;
use crate::web::form::Form as _;

const BATCHES: &str = "/moderation/batches";

/// The copies of a card's text, itself among them, and the form that decides on all of them.
#[derive(Debug)]
pub(in crate::moderation) struct Copies {
    /// How many there are, itself among them.
    pub(in crate::moderation) count: String,
    pub(in crate::moderation) path: String,
    pub(in crate::moderation) token: String,
    pub(in crate::moderation) tab: String,
}

/// Says on each card how many copies of its text there are, wherever they stand.
pub(super) fn mark_copies(
    conn: &mut Conn,
    viewer: &Viewer,
    place: &Place,
    cards: &mut [Card],
    found: &[Waiting],
) -> Result<()> {
    for (card, found) in cards.iter_mut().zip(found) {
        let Some(cluster) = &found.cluster else { continue };
        let copies = Filter { cluster: Some(cluster.clone()), ..Filter::of(found.state) };
        let count = comments::waiting_count(conn, &copies)?;
        if count > 1 {
            let all = place.of_cluster(cluster);
            card.copies = Some(Copies {
                count: counted(viewer, count),
                path: all.path(),
                token: viewer.tokens.private(BatchForm::NAME, BATCHES, &viewer.binding),
                tab: all.to_text(),
            });
        }
    }
    Ok(())
}
