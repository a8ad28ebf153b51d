//! Invitations: how moderators, editors and further admins come in.
//!
//! An invitation is bound to an address and a role, good once and for 72 hours, and can be revoked. An
//! admin starts it and never sets a password for anyone (ASVS 6.4.1, 6.4.6).

use std::time::Duration;

use serde_json::json;

use super::registration::{Registration, check_name, end_everything};
use super::role::Role;
use super::sign_in::Proven;
use super::store::invitations as store;
use super::{ADDRESS_TAKEN, Account, AccountId, NewAccount, admin, create, letters, store as accounts};
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// What an invitation's secret is digested for.
const PURPOSE: &str = "invitation";
/// How long an invitation is good.
pub const LASTS: Duration = Duration::from_hours(72);
/// Somebody decided on the invitation first; a key of `locales/`.
pub const CLOSED: &str = "accounts-invitation-closed";

/// The id of an invitation.
pub type InvitationId = Id<Invitation>;

/// One invitation.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The role that it opens.
    pub role: Role,
    /// The admin who invited; `None` for the terminal.
    pub invited_by: Option<AccountId>,
    /// When.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was revoked, or a newer one took its place.
    pub revoked_at: Option<Timestamp>,
}

impl Invitation {
    /// Whether it can be accepted at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none() && self.expires_at > now
    }
}

/// Who is invited, and to what.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Their address.
    pub email: EmailAddress,
    /// The role that awaits them; not [`Role::Reader`], who needs no invitation.
    pub role: Role,
}

/// Invites somebody by mail. An earlier invitation of the same address ends. A reader's account whose
/// address nobody confirmed is in nobody's way: whoever reads the letter takes it over ([`accept`]).
///
/// # Errors
/// [`Error::Invalid`] at `email` if it has an account: its role is changed there; at `role` for a reader.
pub fn invite(tx: &mut Tx<'_>, keys: &Keys, actor: &Actor, guest: &Guest) -> Result<InvitationId> {
    admin::must_be_one(tx, actor)?;
    if !guest.role.is_staff() {
        return Err(Error::invalid("role", "accounts-role-missing"));
    }
    let found_by = keys.email_keys(&guest.email);
    let in_the_way = |known: &Account| {
        known.confirmed_at.is_some() || known.disabled_at.is_some() || known.role.is_staff()
    };
    if accounts::account_of_address(tx, &found_by)?.as_ref().is_some_and(in_the_way) {
        return Err(Error::invalid("email", ADDRESS_TAKEN));
    }
    store::revoke_earlier(tx, &found_by)?;
    let invitation = Invitation {
        id: tx.fresh_id(),
        role: guest.role,
        invited_by: account_of(actor),
        created_at: tx.now,
        expires_at: tx.now.plus(LASTS),
        accepted_at: None,
        revoked_at: None,
    };
    let id = invitation.id.clone();
    let sealed = keys.seal_email(&guest.email, &row_of(&id), tx.random());
    store::insert(tx, &invitation, &keys.email_key(&guest.email), &sealed)?;
    letters::post_invitation(tx, &id)?;
    audit::record(tx, actor, "invite", target(&id), &json!({ "role": guest.role.as_str() }))?;
    Ok(id)
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`] if there is none, [`Error::Conflict`] if it was accepted or revoked already.
pub fn revoke(tx: &mut Tx<'_>, actor: &Actor, id: &InvitationId) -> Result<()> {
    admin::must_be_one(tx, actor)?;
    store::find(tx, id)?.or_not_found()?;
    if !store::set_revoked(tx, id)? {
        return Err(Error::Conflict(CLOSED));
    }
    audit::record(tx, actor, "revoke-invitation", target(id), &json!({}))
}

/// Closes every invitation that a restored backup holds: some were accepted or taken back since it was made. Those
/// still wanted are sent again.
///
/// # Errors
/// Those of the database.
pub fn close_all(tx: &mut Tx<'_>) -> Result<usize> {
    store::forget_digests(tx)
}

/// The invitation that a mailed secret opens, with its address, if it is open at `now`.
///
/// # Errors
/// Those of the database.
pub fn find_open(
    conn: &mut Conn,
    keys: &Keys,
    token: &Token,
    now: Timestamp,
) -> Result<Option<(Invitation, EmailAddress)>> {
    let held = store::of_token(conn, &token.digest(PURPOSE))?.filter(|invitation| invitation.is_open(now));
    let Some(invitation) = held else { return Ok(None) };
    let address = address(conn, keys, &invitation.id)?;
    Ok(address.map(|address| (invitation, address)))
}

/// Accepts an invitation: the account begins with the invited role, its address proved by the link.
/// Someone who registered with the same address meanwhile gets the role and the new password; all
/// their sessions end.
///
/// # Errors
/// [`Error::NotFound`] if it is open no more; [`Error::Invalid`] at `name` if another account has it;
/// [`Error::Conflict`] if the address got a role of its own meanwhile.
pub fn accept(tx: &mut Tx<'_>, keys: &Keys, token: &Token, who: &Registration) -> Result<Proven> {
    let now = tx.now;
    let (invitation, address) = find_open(tx, keys, token, now)?.or_not_found()?;
    if address != who.email || !store::set_accepted(tx, &invitation.id)? {
        return Err(Error::NotFound);
    }
    let id = match accounts::account_of_address(tx, &keys.email_keys(&address))? {
        Some(known) if known.role.is_staff() || known.disabled_at.is_some() => {
            return Err(Error::Conflict(CLOSED));
        }
        Some(known) => {
            if known.public_name.key() != who.name.key() {
                check_name(tx, &who.name)?;
            }
            accounts::set_name(tx, &known.id, &who.name)?;
            accounts::set_password(tx, &known.id, &who.password_hash)?;
            accounts::set_role(tx, &known, invitation.role)?;
            accounts::set_confirmed(tx, &known.id)?;
            end_everything(tx, &known.id)?;
            known.id
        }
        None => {
            check_name(tx, &who.name)?;
            create(tx, keys, &new_account(who, invitation.role))?
        }
    };
    let (by, detail) = (Actor::Account(id.as_str().to_owned()), json!({ "role": invitation.role.as_str() }));
    audit::record(tx, &by, "accept-invitation", target(&invitation.id), &detail)?;
    accounts::account(tx, &id)?.map(|account| Proven::of(&account)).or_not_found()
}

/// The invitations of the last weeks, newest first, with their addresses: for admins only.
///
/// # Errors
/// Those of the database; a fault if a seal is broken.
pub fn list(conn: &mut Conn, keys: &Keys) -> Result<Vec<(Invitation, EmailAddress)>> {
    let rows = store::list(conn)?.into_iter().map(|(invitation, sealed)| {
        let address = keys.open_email(&sealed, &row_of(&invitation.id)).map_err(Error::fault)?;
        Ok((invitation, address))
    });
    rows.collect()
}

/// Forgets invitations that ran out two weeks ago or earlier.
pub(super) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    store::forget(tx)
}

/// For its letter: an open invitation, its address and a fresh secret, which replaces the one before.
pub(super) fn hand_out(
    tx: &mut Tx<'_>,
    keys: &Keys,
    id: &InvitationId,
) -> Result<Option<(Invitation, EmailAddress, Token)>> {
    let now = tx.now;
    let open = store::find(tx, id)?.filter(|invitation| invitation.is_open(now));
    let (Some(invitation), Some(address)) = (open, address(tx, keys, id)?) else { return Ok(None) };
    let token = Token::fresh(tx.random());
    store::set_token(tx, id, &token.digest(PURPOSE))?;
    Ok(Some((invitation, address, token)))
}

fn address(conn: &mut Conn, keys: &Keys, id: &InvitationId) -> Result<Option<EmailAddress>> {
    let sealed = store::sealed_address(conn, id)?;
    sealed.map(|sealed| keys.open_email(&sealed, &row_of(id)).map_err(Error::fault)).transpose()
}

fn new_account(who: &Registration, role: Role) -> NewAccount {
    NewAccount {
        email: who.email.clone(),
        name: who.name.clone(),
        role,
        password_hash: Some(who.password_hash.clone()),
        confirmed: true,
    }
}

fn account_of(actor: &Actor) -> Option<AccountId> {
    match actor {
        Actor::Account(id) => id.parse().ok(),
        Actor::Terminal | Actor::Program => None,
    }
}

fn target(id: &InvitationId) -> Target<'_> {
    Target { kind: "invitation", id: id.as_str() }
}

pub(super) fn row_of(id: &(impl std::fmt::Display + ?Sized)) -> String {
    format!("invitations/{id}")
}
