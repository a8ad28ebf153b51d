//! Mailed links, by their digests.

use diesel::prelude::*;

use super::LinkRow;
use crate::alerts::SubscriptionId;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::subscription_links;

pub(in crate::alerts) fn insert_link(tx: &mut Tx<'_>, link: &LinkRow) -> Result<()> {
    diesel::insert_into(subscription_links::table).values(link).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::alerts) fn link(conn: &mut Conn, digest: &TokenDigest) -> Result<Option<LinkRow>> {
    Ok(subscription_links::table.find(digest).select(LinkRow::as_select()).first(conn).optional()?)
}

/// Makes the links of one subscription worthless.
pub(in crate::alerts) fn drop_links_of_subscription(tx: &mut Tx<'_>, id: &SubscriptionId) -> Result<()> {
    let own = subscription_links::table.filter(subscription_links::subscription_id.eq(id));
    diesel::delete(own).execute(&mut **tx)?;
    Ok(())
}
