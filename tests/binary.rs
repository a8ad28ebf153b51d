//! The program itself: one real process over TCP, on a folder and a port of its own.
//!
//! `AMICUS_TEST_DATABASE=postgres` runs it on a PostgreSQL that is started here; `AMICUS_TEST_REQUIRE=all` makes
//! leaving anything out a failure. Nothing sleeps: every wait is for something named, with a deadline.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop by falling over"
)]
#![expect(clippy::disallowed_methods, reason = "a test run takes its own settings from the environment")]

#[expect(dead_code, reason = "here a site migrates its own database")]
#[path = "it/support/postgres.rs"]
mod postgres;

#[path = "binary/alerts.rs"]
mod alerts;
#[path = "binary/backups.rs"]
mod backups;
#[path = "binary/bodies.rs"]
mod bodies;
#[path = "binary/commands.rs"]
mod commands;
#[path = "binary/database.rs"]
mod database;
#[path = "binary/disk.rs"]
mod disk;
#[path = "binary/ends.rs"]
mod ends;
#[path = "binary/http.rs"]
mod http;
#[path = "binary/instances.rs"]
mod instances;
#[path = "binary/kills.rs"]
mod kills;
#[path = "binary/ledger.rs"]
mod ledger;
#[path = "binary/mail.rs"]
mod mail;
#[path = "binary/newsroom.rs"]
mod newsroom;
#[path = "binary/onion.rs"]
mod onion;
#[path = "binary/person.rs"]
mod person;
#[path = "binary/readme.rs"]
mod readme;
#[path = "binary/rotation.rs"]
mod rotation;
#[path = "binary/rows.rs"]
mod rows;
#[path = "binary/site.rs"]
mod site;
#[path = "binary/starts.rs"]
mod starts;
#[path = "binary/stolen.rs"]
mod stolen;
