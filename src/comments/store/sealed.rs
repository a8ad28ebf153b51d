//! What is sealed in the table of comments.

use diesel::prelude::*;

use crate::base::seal::email_context;
use crate::comments::address::row_of;
use crate::db::sealed::{SealedColumn, sealed_column};
use crate::schema::comments;

pub(in crate::comments) const COLUMNS: [SealedColumn; 1] =
    [sealed_column!(comments.email_sealed, |id| email_context(&row_of(id)))];
