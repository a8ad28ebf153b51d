//! The letters of alerts: those that answer one person, and those that tell many.

mod digest;
mod lists;
mod personal;
pub(super) mod update;

pub use self::digest::Digests;
pub use self::personal::Personal;
pub(super) use self::personal::{post_ask, post_known, post_manage};
pub use self::update::Updates;
