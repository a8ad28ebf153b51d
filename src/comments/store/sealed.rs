//! What is sealed in the tables of comments.

use diesel::prelude::*;

use crate::base::seal::email_context;
use crate::comments::address::row_of;
use crate::comments::takedowns::row_context;
use crate::db::sealed::{SealedColumn, sealed_column};
use crate::schema::{comments, takedowns};

pub(in crate::comments) const COLUMNS: [SealedColumn; 2] = [
    sealed_column!(comments.email_sealed, |id| email_context(&row_of(id))),
    sealed_column!(takedowns.claim_sealed, row_context),
];
