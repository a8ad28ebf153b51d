//! The table of invitations.

use std::time::Duration;

use diesel::prelude::*;

use super::{RoleColumn, STEP};
use crate::accounts::AccountId;
use crate::accounts::invitations::{Invitation, InvitationId};
use crate::base::clock::Timestamp;
use crate::base::seal::{EmailKey, SealedEmail};
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::invitations;

/// The invitations of a campaign fit on one page.
const LISTED: i64 = 200;
/// An invitation is kept for this long after it ran out.
const KEPT_FOR: Duration = Duration::from_hours(14 * 24);

type InvitationRow =
    (InvitationId, RoleColumn, Option<AccountId>, Timestamp, Timestamp, Option<Timestamp>, Option<Timestamp>);

type InvitationColumns = (
    invitations::id,
    invitations::role,
    invitations::invited_by,
    invitations::created_at,
    invitations::expires_at,
    invitations::accepted_at,
    invitations::revoked_at,
);

const INVITATION: InvitationColumns = (
    invitations::id,
    invitations::role,
    invitations::invited_by,
    invitations::created_at,
    invitations::expires_at,
    invitations::accepted_at,
    invitations::revoked_at,
);

fn invitation_of_row(row: InvitationRow) -> Invitation {
    let (id, role, invited_by, created_at, expires_at, accepted_at, revoked_at) = row;
    Invitation { id, role: role.0, invited_by, created_at, expires_at, accepted_at, revoked_at }
}

pub(in crate::accounts) fn insert(
    tx: &mut Tx<'_>,
    invitation: &Invitation,
    key: &EmailKey,
    sealed: &SealedEmail,
) -> Result<()> {
    let values = (
        invitations::id.eq(&invitation.id),
        invitations::email_key.eq(key),
        invitations::email_sealed.eq(sealed),
        invitations::role.eq(RoleColumn(invitation.role)),
        invitations::invited_by.eq(&invitation.invited_by),
        invitations::created_at.eq(invitation.created_at),
        invitations::expires_at.eq(invitation.expires_at),
    );
    diesel::insert_into(invitations::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn find(conn: &mut Conn, id: &InvitationId) -> Result<Option<Invitation>> {
    let row = invitations::table.find(id).select(INVITATION).first::<InvitationRow>(conn).optional()?;
    Ok(row.map(invitation_of_row))
}

pub(in crate::accounts) fn of_token(conn: &mut Conn, digest: &TokenDigest) -> Result<Option<Invitation>> {
    let held = invitations::table.filter(invitations::digest.eq(digest));
    Ok(held.select(INVITATION).first::<InvitationRow>(conn).optional()?.map(invitation_of_row))
}

/// The invitations, newest first, each with its sealed address.
pub(in crate::accounts) fn list(conn: &mut Conn) -> Result<Vec<(Invitation, SealedEmail)>> {
    let rows = invitations::table.order(invitations::created_at.desc()).limit(LISTED);
    let rows =
        rows.select((INVITATION, invitations::email_sealed)).load::<(InvitationRow, SealedEmail)>(conn)?;
    Ok(rows.into_iter().map(|(row, sealed)| (invitation_of_row(row), sealed)).collect())
}

pub(in crate::accounts) fn sealed_address(conn: &mut Conn, id: &InvitationId) -> Result<Option<SealedEmail>> {
    Ok(invitations::table.find(id).select(invitations::email_sealed).first(conn).optional()?)
}

pub(in crate::accounts) fn set_token(tx: &mut Tx<'_>, id: &InvitationId, digest: &TokenDigest) -> Result<()> {
    diesel::update(invitations::table.find(id)).set(invitations::digest.eq(digest)).execute(&mut **tx)?;
    Ok(())
}

/// Marks an open invitation as accepted; `false` if it is open no more.
pub(in crate::accounts) fn set_accepted(tx: &mut Tx<'_>, id: &InvitationId) -> Result<bool> {
    let open = invitations::table
        .find(id)
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    Ok(diesel::update(open).set(invitations::accepted_at.eq(tx.now)).execute(&mut **tx)? == 1)
}

/// Marks an open invitation as revoked; `false` if it is open no more.
pub(in crate::accounts) fn set_revoked(tx: &mut Tx<'_>, id: &InvitationId) -> Result<bool> {
    let open = invitations::table
        .find(id)
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    Ok(diesel::update(open).set(invitations::revoked_at.eq(tx.now)).execute(&mut **tx)? == 1)
}

/// Revokes the open invitations of an address: the newest one alone holds.
pub(in crate::accounts) fn revoke_earlier(tx: &mut Tx<'_>, keys: &[EmailKey]) -> Result<()> {
    let open = invitations::table
        .filter(invitations::email_key.eq_any(keys))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    diesel::update(open).set(invitations::revoked_at.eq(tx.now)).execute(&mut **tx)?;
    Ok(())
}

/// Deletes every invitation of an address.
pub(in crate::accounts) fn delete_of(tx: &mut Tx<'_>, keys: &[EmailKey]) -> Result<()> {
    diesel::delete(invitations::table.filter(invitations::email_key.eq_any(keys))).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let over = invitations::table.filter(invitations::expires_at.le(tx.now.minus(KEPT_FOR)));
    let over: Vec<InvitationId> = over.select(invitations::id).limit(STEP).load(&mut **tx)?;
    Ok(diesel::delete(invitations::table.filter(invitations::id.eq_any(over))).execute(&mut **tx)?)
}

/// Revokes what is still open and makes every mailed link worthless.
pub(in crate::accounts) fn forget_digests(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    let open = invitations::table
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    let closed = diesel::update(open).set(invitations::revoked_at.eq(now)).execute(&mut **tx)?;
    diesel::update(invitations::table).set(invitations::digest.eq(None::<TokenDigest>)).execute(&mut **tx)?;
    Ok(closed)
}

/// Revokes what is open of the invitations that an account sent.
pub(in crate::accounts) fn revoke_of_sender(tx: &mut Tx<'_>, sender: &AccountId) -> Result<()> {
    let open = invitations::table
        .filter(invitations::invited_by.eq(sender))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    diesel::update(open).set(invitations::revoked_at.eq(tx.now)).execute(&mut **tx)?;
    Ok(())
}
