//! The pages that span the features: what readers see, the mailbox of a trial, the admin's home, and what the
//! machine's own supervisor asks.

mod admin;
mod health;
mod mailbox;
mod notices;
mod press;
mod reading;

pub use self::admin::admin;
pub use self::health::{healthz, readyz};
pub use self::mailbox::mailbox;
pub use self::notices::{privacy, robots, sitemap};
pub use self::reading::{article, articles, front};
