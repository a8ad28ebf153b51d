//! The tables of accounts, sessions and links; those of other chapters are beside.

pub(super) mod email_changes;
pub(super) mod erasure;
pub(super) mod former_addresses;
pub(super) mod invitations;
pub(super) mod passkeys;
pub(super) mod reserved_names;
pub(super) mod sanctions;
pub(super) mod sealed;
pub(super) mod second_factor;
pub(super) mod sign_ins;

use std::collections::HashMap;
use std::time::Duration;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

use super::links::{Link, Purpose};
use super::role::Role;
use super::session::Session;
use super::{Account, AccountId};
use crate::base::clock::Timestamp;
use crate::base::seal::{EmailKey, SealedEmail};
use crate::base::text::Name;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{account_links, accounts, sessions};

/// Rows of one kind that one step forgets: a change touches at most 500.
const STEP: i64 = 60;
/// The staff of a campaign fit on one page.
const LISTED: i64 = 500;
const DAY: Duration = Duration::from_hours(24);
/// An account that nobody confirmed is kept for this long.
const UNCONFIRMED_FOR: Duration = DAY.saturating_mul(7);

/// A role as its column keeps it.
#[derive(Debug, Clone, Copy, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub(super) struct RoleColumn(pub(super) Role);

impl<DB: Backend> ToSql<Text, DB> for RoleColumn
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for RoleColumn
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(String::from_sql(bytes)?.parse()?))
    }
}

/// A new account's row.
pub(super) struct NewRow<'a> {
    pub(super) id: AccountId,
    pub(super) email_key: EmailKey,
    pub(super) email_sealed: SealedEmail,
    pub(super) public_name: &'a Name,
    pub(super) name_key: String,
    pub(super) password_hash: Option<&'a str>,
    pub(super) role: Role,
    pub(super) confirmed_at: Option<Timestamp>,
    pub(super) disabled_at: Option<Timestamp>,
    pub(super) version: i64,
    pub(super) created_at: Timestamp,
}

type AccountRow =
    (AccountId, Name, RoleColumn, Option<Timestamp>, Option<Timestamp>, i64, Timestamp, Option<Timestamp>);

type AccountColumns = (
    accounts::id,
    accounts::public_name,
    accounts::role,
    accounts::confirmed_at,
    accounts::disabled_at,
    accounts::version,
    accounts::created_at,
    accounts::staff_since,
);

const ACCOUNT: AccountColumns = (
    accounts::id,
    accounts::public_name,
    accounts::role,
    accounts::confirmed_at,
    accounts::disabled_at,
    accounts::version,
    accounts::created_at,
    accounts::staff_since,
);

fn account_of_row(
    (id, public_name, role, confirmed_at, disabled_at, version, created_at, staff_since): AccountRow,
) -> Account {
    Account { id, public_name, role: role.0, confirmed_at, disabled_at, version, created_at, staff_since }
}

type SessionRow = (TokenDigest, AccountId, String, Timestamp, Timestamp, Timestamp, Timestamp);

fn session_of_row(
    (digest, account_id, browser, created_at, last_used_at, authenticated_at, ends_at): SessionRow,
) -> Session {
    Session { digest, account_id, browser, created_at, last_used_at, authenticated_at, ends_at }
}

// Accounts

pub(super) fn insert_account(tx: &mut Tx<'_>, row: &NewRow<'_>) -> Result<()> {
    let values = (
        accounts::id.eq(&row.id),
        accounts::email_key.eq(&row.email_key),
        accounts::email_sealed.eq(&row.email_sealed),
        accounts::public_name.eq(row.public_name),
        accounts::name_key.eq(&row.name_key),
        accounts::password_hash.eq(row.password_hash),
        accounts::role.eq(RoleColumn(row.role)),
        accounts::confirmed_at.eq(row.confirmed_at),
        accounts::disabled_at.eq(row.disabled_at),
        accounts::version.eq(row.version),
        accounts::created_at.eq(row.created_at),
        accounts::staff_since.eq(row.role.is_staff().then_some(row.created_at)),
    );
    diesel::insert_into(accounts::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn account(conn: &mut Conn, id: &AccountId) -> Result<Option<Account>> {
    let row = accounts::table.find(id).select(ACCOUNT).first::<AccountRow>(conn).optional()?;
    Ok(row.map(account_of_row))
}

pub(super) fn account_of_name(conn: &mut Conn, name_key: &str) -> Result<Option<Account>> {
    let named = accounts::table.filter(accounts::name_key.eq(name_key));
    Ok(named.select(ACCOUNT).first::<AccountRow>(conn).optional()?.map(account_of_row))
}

pub(super) fn account_of_address(conn: &mut Conn, keys: &[EmailKey]) -> Result<Option<Account>> {
    let addressed = accounts::table.filter(accounts::email_key.eq_any(keys));
    Ok(addressed.select(ACCOUNT).first::<AccountRow>(conn).optional()?.map(account_of_row))
}

pub(super) fn password_hash(conn: &mut Conn, id: &AccountId) -> Result<Option<String>> {
    let hash =
        accounts::table.find(id).select(accounts::password_hash).first::<Option<String>>(conn).optional()?;
    Ok(hash.flatten())
}

/// The sealed address of an account; one that was emptied has none.
pub(super) fn sealed_address(conn: &mut Conn, id: &AccountId) -> Result<Option<SealedEmail>> {
    let whole = accounts::table.find(id).filter(accounts::erasure.is_null());
    Ok(whole.select(accounts::email_sealed).first(conn).optional()?)
}

pub(super) fn names(conn: &mut Conn, ids: &[AccountId]) -> Result<HashMap<AccountId, String>> {
    let named =
        accounts::table.filter(accounts::id.eq_any(ids)).select((accounts::id, accounts::public_name));
    Ok(named.load::<(AccountId, String)>(conn)?.into_iter().collect())
}

pub(super) fn anyone_is(conn: &mut Conn, roles: &[Role]) -> Result<bool> {
    let roles: Vec<RoleColumn> = roles.iter().copied().map(RoleColumn).collect();
    let found =
        accounts::table.filter(accounts::role.eq_any(roles)).select(accounts::id).first::<AccountId>(conn);
    Ok(found.optional()?.is_some())
}

/// Whether an admin other than this one can still sign in.
pub(super) fn another_admin(conn: &mut Conn, than: &AccountId) -> Result<bool> {
    let admins = accounts::table
        .filter(accounts::role.eq(RoleColumn(Role::Admin)))
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::confirmed_at.is_not_null())
        .filter(accounts::id.ne(than));
    Ok(admins.select(accounts::id).first::<AccountId>(conn).optional()?.is_some())
}

/// Whether somebody else than these has one of these roles and is not shut out.
pub(super) fn somebody_else_is(conn: &mut Conn, roles: &[Role], but: &[&AccountId]) -> Result<bool> {
    let roles: Vec<RoleColumn> = roles.iter().copied().map(RoleColumn).collect();
    let staff = accounts::table.filter(accounts::role.eq_any(roles));
    let here = staff.filter(accounts::disabled_at.is_null()).filter(accounts::confirmed_at.is_not_null());
    let enough = i64::try_from(but.len()).unwrap_or(LISTED).saturating_add(1);
    let found: Vec<AccountId> = here.select(accounts::id).limit(enough).load(conn)?;
    Ok(found.iter().any(|id| !but.contains(&id)))
}

/// Everyone but readers, by role and age.
pub(super) fn staff(conn: &mut Conn) -> Result<Vec<Account>> {
    let staff = Role::STAFF.map(RoleColumn).to_vec();
    let rows = accounts::table
        .filter(accounts::role.eq_any(staff))
        .order((accounts::role.asc(), accounts::created_at.asc()))
        .limit(LISTED)
        .select(ACCOUNT);
    Ok(rows.load::<AccountRow>(conn)?.into_iter().map(account_of_row).collect())
}

pub(super) fn set_password(tx: &mut Tx<'_>, id: &AccountId, hash: &str) -> Result<()> {
    let set = (accounts::password_hash.eq(hash), accounts::version.eq(accounts::version + 1));
    diesel::update(accounts::table.find(id)).set(set).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn set_address(tx: &mut Tx<'_>, id: &AccountId, key: &str, sealed: &SealedEmail) -> Result<()> {
    let set = (
        accounts::email_key.eq(key),
        accounts::email_sealed.eq(sealed),
        accounts::version.eq(accounts::version + 1),
    );
    diesel::update(accounts::table.find(id)).set(set).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn set_name(tx: &mut Tx<'_>, id: &AccountId, name: &Name) -> Result<()> {
    let set = (accounts::public_name.eq(name), accounts::name_key.eq(name.key()));
    diesel::update(accounts::table.find(id)).set(set).execute(&mut **tx)?;
    Ok(())
}

/// Replaces a hash by another of the same password, unless the password was changed meanwhile.
pub(super) fn replace_hash(tx: &mut Tx<'_>, id: &AccountId, old: &str, new: &str) -> Result<()> {
    let same = accounts::table.find(id).filter(accounts::password_hash.eq(old));
    diesel::update(same).set(accounts::password_hash.eq(new)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn set_confirmed(tx: &mut Tx<'_>, id: &AccountId) -> Result<()> {
    let open = accounts::table.find(id).filter(accounts::confirmed_at.is_null());
    let set = (accounts::confirmed_at.eq(tx.now), accounts::version.eq(accounts::version + 1));
    diesel::update(open).set(set).execute(&mut **tx)?;
    Ok(())
}

/// Whoever becomes staff by it is so since now; who was staff before stays so since then.
pub(super) fn set_role(tx: &mut Tx<'_>, account: &Account, role: Role) -> Result<()> {
    let since = match (account.role.is_staff(), role.is_staff()) {
        (true, true) => account.staff_since,
        (false, true) => Some(tx.now),
        (_, false) => None,
    };
    let set = (
        accounts::role.eq(RoleColumn(role)),
        accounts::staff_since.eq(since),
        accounts::version.eq(accounts::version + 1),
    );
    diesel::update(accounts::table.find(&account.id)).set(set).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn raise_version(tx: &mut Tx<'_>, id: &AccountId) -> Result<()> {
    let raised = accounts::version.eq(accounts::version + 1);
    diesel::update(accounts::table.find(id)).set(raised).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn set_disabled(tx: &mut Tx<'_>, id: &AccountId, at: Option<Timestamp>) -> Result<()> {
    let set = (accounts::disabled_at.eq(at), accounts::version.eq(accounts::version + 1));
    diesel::update(accounts::table.find(id)).set(set).execute(&mut **tx)?;
    Ok(())
}

// Sessions

pub(super) fn insert_session(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    let values = (
        sessions::digest.eq(&session.digest),
        sessions::account_id.eq(&session.account_id),
        sessions::browser.eq(&session.browser),
        sessions::created_at.eq(session.created_at),
        sessions::last_used_at.eq(session.last_used_at),
        sessions::authenticated_at.eq(session.authenticated_at),
        sessions::ends_at.eq(session.ends_at),
    );
    diesel::insert_into(sessions::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn session(conn: &mut Conn, digest: &TokenDigest) -> Result<Option<(Session, Account)>> {
    let both = sessions::table.inner_join(accounts::table).filter(sessions::digest.eq(digest));
    let row =
        both.select((sessions::all_columns, ACCOUNT)).first::<(SessionRow, AccountRow)>(conn).optional()?;
    Ok(row.map(|(session, account)| (session_of_row(session), account_of_row(account))))
}

pub(super) fn sessions(conn: &mut Conn, account: &AccountId) -> Result<Vec<Session>> {
    let theirs =
        sessions::table.filter(sessions::account_id.eq(account)).order(sessions::last_used_at.desc());
    Ok(theirs.limit(LISTED).load::<SessionRow>(conn)?.into_iter().map(session_of_row).collect())
}

pub(super) fn touch_session(tx: &mut Tx<'_>, digest: &TokenDigest) -> Result<()> {
    diesel::update(sessions::table.find(digest)).set(sessions::last_used_at.eq(tx.now)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_session(tx: &mut Tx<'_>, digest: &TokenDigest) -> Result<()> {
    diesel::delete(sessions::table.find(digest)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_sessions(
    tx: &mut Tx<'_>,
    account: &AccountId,
    keep: Option<&TokenDigest>,
) -> Result<()> {
    let kept = keep.map_or("", TokenDigest::as_str);
    let theirs = sessions::table.filter(sessions::account_id.eq(account)).filter(sessions::digest.ne(kept));
    diesel::delete(theirs).execute(&mut **tx)?;
    Ok(())
}

// Links

pub(super) fn insert_link(tx: &mut Tx<'_>, digest: &TokenDigest, link: &Link) -> Result<()> {
    let values = (
        account_links::digest.eq(digest),
        account_links::purpose.eq(link.purpose.as_str()),
        account_links::account_id.eq(&link.account_id),
        account_links::created_at.eq(tx.now),
        account_links::expires_at.eq(link.expires_at),
    );
    diesel::insert_into(account_links::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn link(conn: &mut Conn, digest: &TokenDigest, purpose: Purpose) -> Result<Option<Link>> {
    let row = account_links::table
        .find(digest)
        .filter(account_links::purpose.eq(purpose.as_str()))
        .select((account_links::account_id, account_links::expires_at))
        .first::<(Option<AccountId>, Timestamp)>(conn)
        .optional()?;
    Ok(row.map(|(account_id, expires_at)| Link { purpose, account_id, expires_at }))
}

/// Takes a link away; `false` if somebody else was first.
pub(super) fn delete_link(tx: &mut Tx<'_>, digest: &TokenDigest) -> Result<bool> {
    Ok(diesel::delete(account_links::table.find(digest)).execute(&mut **tx)? == 1)
}

pub(super) fn delete_links_of(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    diesel::delete(account_links::table.filter(account_links::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn delete_links_for(tx: &mut Tx<'_>, purpose: Purpose) -> Result<()> {
    diesel::delete(account_links::table.filter(account_links::purpose.eq(purpose.as_str())))
        .execute(&mut **tx)?;
    Ok(())
}

// What has run out

pub(super) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let opened = forget_sessions(tx)? + forget_links(tx)? + sign_ins::forget(tx)?;
    let over = reserved_names::forget(tx)? + sanctions::forget(tx)?;
    Ok(opened + forget_unconfirmed(tx)? + over + forget_changes(tx)?)
}

fn forget_changes(tx: &mut Tx<'_>) -> Result<usize> {
    Ok(email_changes::forget(tx)? + former_addresses::forget(tx)?)
}

fn forget_sessions(tx: &mut Tx<'_>) -> Result<usize> {
    let over = sessions::table.filter(sessions::ends_at.le(tx.now)).select(sessions::digest).limit(STEP);
    let over: Vec<TokenDigest> = over.load(&mut **tx)?;
    Ok(diesel::delete(sessions::table.filter(sessions::digest.eq_any(over))).execute(&mut **tx)?)
}

fn forget_links(tx: &mut Tx<'_>) -> Result<usize> {
    let over = account_links::table.filter(account_links::expires_at.le(tx.now));
    let over: Vec<TokenDigest> = over.select(account_links::digest).limit(STEP).load(&mut **tx)?;
    Ok(diesel::delete(account_links::table.filter(account_links::digest.eq_any(over))).execute(&mut **tx)?)
}

fn forget_unconfirmed(tx: &mut Tx<'_>) -> Result<usize> {
    let over = accounts::table
        .filter(accounts::confirmed_at.is_null())
        .filter(accounts::role.eq(RoleColumn(Role::Reader)))
        .filter(accounts::created_at.le(tx.now.minus(UNCONFIRMED_FOR)));
    let over: Vec<AccountId> = over.select(accounts::id).limit(STEP).load(&mut **tx)?;
    Ok(diesel::delete(accounts::table.filter(accounts::id.eq_any(over))).execute(&mut **tx)?)
}
