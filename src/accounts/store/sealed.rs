//! What is sealed in the tables of accounts.

use diesel::prelude::*;

use crate::accounts::invitations::row_of as row_of_invitation;
use crate::accounts::row_of;
use crate::base::seal::email_context;
use crate::db::sealed::{SealedColumn, sealed_column};
use crate::schema::{accounts, invitations};

pub(in crate::accounts) const COLUMNS: [SealedColumn; 2] = [
    sealed_column!(accounts.email_sealed, |id| email_context(&row_of(id))),
    sealed_column!(invitations.email_sealed, |id| email_context(&row_of_invitation(id))),
];
