//! The pages that span the features: what readers see, the mailbox of a trial, the admin's home, and what the
//! machine's own supervisor asks.

mod admin;
mod cases;
mod feeds;
mod follow;
mod health;
mod mailbox;
mod notices;
mod of_case;
mod office;
mod person;
mod press;
mod reading;
mod record;
mod transparency;
mod troubled;
mod updates;
mod work;

pub use self::admin::admin;
pub use self::cases::{case, cases};
pub use self::feeds::{atom, calendar, json};
pub use self::health::{healthz, readyz};
pub use self::mailbox::mailbox;
pub use self::notices::{privacy, robots, security, sitemap};
pub use self::person::{erase, export, show_erase, show_export};
pub use self::reading::{article, articles, front};
pub use self::record::audit;
pub use self::transparency::{figures, figures_csv, figures_json, public_log};
pub use self::troubled::{again, letters};
pub use self::updates::{update, updates};
pub use self::work::work;
