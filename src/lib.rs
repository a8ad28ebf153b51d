//! **amicus**, friend of the court: the public side of a privacy campaign in one program.
//!
//! It hosts the article, holds a moderated discussion under it, gives people accounts, follows the
//! court case and mails everyone who asked when the case moves. What it does not hold cannot be taken.
//!
//! # Where to begin
//! 1. [`routes`]: every URL on one screen.
//! 2. [`comments`]: a feature, with the chapters that every feature has.
//! 3. [`db`]: the one promise that both databases keep.
//! 4. [`web::form`] and [`web::respond`]: how a request is checked and how an outcome becomes an answer.
//! 5. [`app`] and [`duties`]: how it is put together, and what it does by the clock.
//!
//! # The chapters of a feature
//! `mod.rs` has the feature's words and deeds: plain functions over [`&mut Tx`](db::Tx) (they change) or
//! [`&mut Conn`](db::Conn) (they look), which know no HTTP. `store.rs` is private and the only place that names
//! the feature's tables. `pages.rs` and `api.rs` extract, do one deed and answer. `letters.rs` writes its mails
//! just before they are sent. `guard.rs` has permissions as extractor types: a handler that asks for a
//! [`Moderator`](accounts::guard::Moderator) is never reached by anyone else, and one that asks for
//! [`Recently<Admin>`](accounts::guard::Recently) by nobody who proved longer than ten minutes ago who they are.
//!
//! # Who may use whom (`tests/architecture.rs` checks it)
//! ```text
//! base ← error ← db ← mail        base ← error ← config        web: base, error, db
//! every feature: base, error, config, db, mail, web, and the features to its left
//! audit ← accounts ← articles ← cases ← rules ← comments ← moderation ← site        cases ← alerts ← site
//! app, routes, duties, cli, main: all
//! ```
//! A later feature reacts to an earlier one by reading its state, never by being called back.
//!
//! # The modules
//! - [`base`]: instants, ids, tokens, texts, words, keys, markup, paging. Time and randomness are given, never taken.
//! - [`error`]: the one error type, whose `Display` a stranger may read, and the problems of a form.
//! - [`config`]: `config/default.toml`, the operator's file and the environment, typed.
//! - [`db`]: reading, changing and queueing on SQLite and PostgreSQL; migrations, jobs, duties. [`schema`] names the tables.
//! - [`mail`]: the outbox with its two lanes, the postman, the ways out.
//! - [`web`]: the doors and what comes in by them, forms, answers, headers, limits, who is asking.
//! - [`audit`]: what people with a role did, append-only, sealed into a chain.
//! - [`accounts`]: people, passwords, second factors, sessions, roles, invitations, sanctions.
//! - [`articles`]: what the campaign publishes, with every text that it ever had.
//! - [`cases`]: the court case: its facts and parties, hearings, numbered updates, and who may release one.
//! - [`rules`]: the published rules of the discussion, the checks that look at a text, how watchful the discussions are.
//! - [`comments`]: the discussion: submitting and changing, states, receipts, threads, appeals, reports, legal demands,
//!   finding by words, what is counted of each day.
//! - [`moderation`]: the queue, the decisions, many of them at once, and what moderators share: notes, kept words.
//! - [`alerts`]: who asked for mail when a case moves; releasing, digests, and the editors' view of a send.
//! - [`site`]: what spans features: front page, article and case pages, feeds, page cache, privacy, retention,
//!   transparency, trial mailbox.
//! - [`app`], [`routes`], [`duties`], [`cli`]: the house around them.
//!
//! # Four requests, start to end
//! **A reader opens the article.** `GET /articles/{slug}` → [`web::headers`] checks the host → [`site`] finds the
//! page in its cache, as ready bytes in the encoding that the browser takes; or reads article and thread in one
//! [`Db::read`](db::Db::read), renders, and keeps the bytes with what they were made of.
//!
//! **A reader comments.** `POST /articles/{slug}/comments` → [`web::form::Public`] reads the body (bounded in size
//! and time), judges where it comes from and its token → [`comments`] parses name and text into types that prove
//! themselves, gathers evidence in a read, and submits in one [`Db::write`](db::Db::write): comment, revision,
//! event, receipt → 303 to the receipt. A problem answers the same form, filled, with a message beside the field.
//!
//! **A moderator approves.** `POST /moderation/comments/{id}/approve` → [`web::form::Private`] reads the
//! body, lets [`Moderator`](accounts::guard::Moderator) prove itself, and spends the form's token, which is good once →
//! [`moderation`] decides on the version that the moderator saw; a colleague who was faster makes it a 409 that
//! says what was decided → [`comments::apply`] writes state, event and counts → 303 back to the queue.
//!
//! **An editor releases an update.** `POST /editor/updates/{id}/release` → [`cases::permit()`] says whether this person
//! may → [`alerts::release`](alerts) publishes it and makes one delivery a matching subscription, in one change → the
//! [postman](mail::postman) leases them in batches, has each letter written just before it is sent, and settles it.

pub mod accounts;
pub mod alerts;
pub mod app;
pub mod articles;
pub mod audit;
pub mod base;
pub mod cases;
pub mod cli;
pub mod comments;
pub mod config;
pub mod db;
pub mod duties;
pub mod error;
pub mod mail;
pub mod moderation;
pub mod routes;
pub mod rules;
pub mod schema;
pub mod site;
pub mod web;
