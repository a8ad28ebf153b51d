//! What is sealed in the table of subscribers.

use diesel::prelude::*;

use crate::alerts::row_of;
use crate::base::seal::email_context;
use crate::db::sealed::{SealedColumn, sealed_column};
use crate::schema::subscribers;

pub(in crate::alerts) const COLUMNS: [SealedColumn; 1] =
    [sealed_column!(subscribers.email_sealed, |id| email_context(&row_of(id)))];
