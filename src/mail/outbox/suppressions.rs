//! Whom nothing is sent any more: keyed hashes of addresses, and why.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::seal::{Keys, Purpose};
use crate::base::text::EmailAddress;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::suppressions;

/// Why nothing is sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Its owner unsubscribed. A new confirmation lifts it.
    Left,
    /// Its mail system said that there is no such address.
    Bounced,
    /// Its owner called a letter unwanted.
    Complained,
}

impl Cause {
    /// Its name in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Left, Self::Bounced, Self::Complained].into_iter().find(|cause| cause.as_str() == name)
    }
}

/// Sends nothing to many to the address any more. Saying so twice changes nothing.
///
/// # Errors
/// Those of the database.
pub fn suppress(tx: &mut Tx<'_>, keys: &Keys, address: &EmailAddress, cause: Cause) -> Result<()> {
    let row = (
        suppressions::address_key
            .eq(keys.mac(Purpose::Suppression, &[address.normalised().as_bytes()]).to_hex()),
        suppressions::cause.eq(cause.as_str()),
        suppressions::created_at.eq(tx.now.to_day()),
    );
    let unless_there = diesel::insert_into(suppressions::table)
        .values(row)
        .on_conflict((suppressions::address_key, suppressions::cause))
        .do_nothing();
    Each(unless_there).execute(&mut **tx)?;
    Ok(())
}

/// Takes one cause back, because its owner said so anew. Other causes stay.
///
/// # Errors
/// Those of the database.
pub fn lift(tx: &mut Tx<'_>, keys: &Keys, address: &EmailAddress, cause: Cause) -> Result<()> {
    let noted = suppressions::table
        .filter(suppressions::address_key.eq_any(names(keys, address)))
        .filter(suppressions::cause.eq(cause.as_str()));
    diesel::delete(noted).execute(&mut **tx)?;
    Ok(())
}

/// Why nothing to many is sent to the address, and since which day; empty if nothing holds it back.
///
/// # Errors
/// Those of the database.
pub fn causes(conn: &mut Conn, keys: &Keys, address: &EmailAddress) -> Result<Vec<(Cause, Timestamp)>> {
    let noted = suppressions::table
        .filter(suppressions::address_key.eq_any(names(keys, address)))
        .order(suppressions::created_at)
        .select((suppressions::cause, suppressions::created_at));
    let noted: Vec<(String, Timestamp)> = noted.load(conn)?;
    Ok(noted.iter().filter_map(|(cause, since)| Some((Cause::of(cause)?, *since))).collect())
}

/// Whether a letter to many may not go to the address, for whatever cause. Personal letters do not ask.
///
/// # Errors
/// Those of the database.
pub fn stops_bulk(conn: &mut Conn, keys: &Keys, address: &EmailAddress) -> Result<bool> {
    let noted = suppressions::table.filter(suppressions::address_key.eq_any(names(keys, address)));
    Ok(noted.select(suppressions::cause).first::<String>(conn).optional()?.is_some())
}

/// The address under every key that may have been the newest once.
fn names(keys: &Keys, address: &EmailAddress) -> Vec<String> {
    let macs = keys.macs(Purpose::Suppression, &[address.normalised().as_bytes()]);
    macs.iter().map(crate::base::seal::Mac::to_hex).collect()
}
