//! The suite over HTTP, in one process: each test has a site of its own. `support/mod.rs` shows how a test reads.
//!
//! `AMICUS_TEST_DATABASE=postgres` runs it on a PostgreSQL that it starts itself; `AMICUS_TEST_REQUIRE=all`
//! makes leaving anything out a failure.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop by falling over"
)]
#![expect(unreachable_pub, reason = "in a test crate `pub` says what its tests may use")]
#![expect(clippy::disallowed_methods, reason = "a test run takes its own settings from the environment")]

mod accounts;
mod admin;
mod alerts;
mod articles;
mod attacks;
mod audit;
mod bad_input;
mod canaries;
mod cases;
mod comments;
mod journeys;
mod limits;
mod mail;
mod moderation;
mod security;
mod site;
mod support;
mod templates;
mod web;
mod words;
