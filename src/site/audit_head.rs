//! The head of the audit chain is told once a day: in the log of whoever serves, and in a letter to every admin. Who
//! holds the database alone cannot take either back.

use super::letters;
use crate::accounts::{self, Account, Role};
use crate::audit::heads;
use crate::base::seal::Keys;
use crate::db::Tx;
use crate::error::Result;

/// Tells the head unless it was told already; answers how many heads that were, 1 or 0.
///
/// # Errors
/// Those of the database.
pub fn tell(tx: &mut Tx<'_>, keys: &Keys) -> Result<usize> {
    let Some(head) = heads::tell(tx, keys)? else { return Ok(0) };
    // The link itself was kept by an earlier change, so that this is true even if this change is not kept.
    tracing::info!(head = head.line(), "the audit chain has a new head");
    for admin in accounts::admin::staff(tx)?.iter().filter(|account| is_admin(account)) {
        letters::post_head(tx, &head, &admin.id)?;
    }
    Ok(1)
}

fn is_admin(account: &Account) -> bool {
    account.role == Role::Admin && account.may_sign_in()
}
