//! What a decision can say to an author.

use crate::db::Conn;
use crate::error::Result;
use crate::moderation::snippets::{self, Snippet};
use crate::rules::{self, Rule};

/// The rules in force, and the words that the team keeps.
#[derive(Debug)]
pub(in crate::moderation) struct Citable {
    pub(in crate::moderation) rules: Vec<Rule>,
    pub(in crate::moderation) snippets: Vec<Snippet>,
}

impl Citable {
    /// What can be said now.
    pub(super) fn now(conn: &mut Conn) -> Result<Self> {
        Ok(Self { rules: rules::in_force(conn)?, snippets: snippets::all(conn)? })
    }
}
