//! What is sealed in the tables of accounts.

use diesel::prelude::*;

use crate::accounts::email_change::{change_row, former_row};
use crate::accounts::invitations::row_of as row_of_invitation;
use crate::accounts::row_of;
use crate::accounts::second_factor::{authenticator, passkey};
use crate::base::seal::email_context;
use crate::db::sealed::{SealedColumn, sealed_column};
use crate::schema::{accounts, authenticators, email_changes, former_addresses, invitations, passkeys};

pub(in crate::accounts) const COLUMNS: [SealedColumn; 6] = [
    sealed_column!(accounts.email_sealed, |id| email_context(&row_of(id))),
    sealed_column!(invitations.email_sealed, |id| email_context(&row_of_invitation(id))),
    sealed_column!(email_changes.email_sealed, |id| email_context(&change_row(id))),
    sealed_column!(former_addresses.email_sealed, |id| email_context(&former_row(id))),
    sealed_column!(passkeys.passkey_sealed, passkey::row_context),
    sealed_column!(authenticators.secret_sealed, authenticator::row_context),
];
