//! The configuration as the admin's page shows it: read-only, without secrets.

use crate::config::{Config, Mode, StaffScripts};
use crate::db::DatabaseUrl;

/// Every setting worth a look: its key in the configuration, and its value.
pub(super) fn shown(config: &Config) -> Vec<(&'static str, String)> {
    let mut shown = shown_of_the_house(config);
    shown.extend(shown_of_the_work(config));
    shown
}

/// Where the site is, who it is, and where things are kept.
fn shown_of_the_house(config: &Config) -> Vec<(&'static str, String)> {
    let Config { server, site, database, keys, .. } = config;
    let origin = server.origin().map(|origin| origin.to_string()).unwrap_or_default();
    let onion = server.onion().map(|(listen, origin)| (listen.to_string(), origin.to_string()));
    let (onion_listen, onion_origin) = onion.unwrap_or_default();
    let proxies: Vec<String> = server.trusted_proxies.iter().map(ToString::to_string).collect();
    vec![
        ("server.listen", server.listen.to_string()),
        ("server.origin", origin),
        ("server.onion_listen", onion_listen),
        ("server.onion_origin", onion_origin),
        ("server.onion_circuits", server.onion_circuits.to_string()),
        ("server.trusted_proxies", proxies.join(", ")),
        ("server.body_seconds", server.body_within().as_secs().to_string()),
        ("server.drain_seconds", server.drain_within().as_secs().to_string()),
        ("site.name", site.name.clone()),
        ("site.language", site.language.clone()),
        ("site.time_zone", site.time_zone().iana_name().unwrap_or("UTC").to_owned()),
        ("site.security_contact", site.security_contact().unwrap_or_default().to_owned()),
        ("site.staff_scripts", scripts(site.staff_scripts).to_owned()),
        ("database.url", database_address(&database.url)),
        ("database.owner_url", database.owner_url().map(database_address).unwrap_or_default()),
        ("database.readers", database.readers.to_string()),
        ("database.writers", database.writers.to_string()),
        ("database.queue", database.queue.to_string()),
        ("keys.file", keys.file.display().to_string()),
    ]
}

/// How letters leave, how comments are moderated, how often is too often.
fn shown_of_the_work(config: &Config) -> Vec<(&'static str, String)> {
    let Config { server, mail, moderation, limits, passwords, .. } = config;
    let grace = moderation.grace(server.is_trial()).as_secs();
    let undo = moderation.undo_within().as_secs() / (24 * 60 * 60);
    vec![
        ("mail.url", mail.place()),
        ("mail.from", mail.from.clone()),
        ("mail.return_path", mail.return_path().to_owned()),
        ("mail.rate", mail.rate().map(|rate| rate.to_string()).unwrap_or_default()),
        ("mail.daily_cap", mail.daily_cap().map(|cap| cap.to_string()).unwrap_or_default()),
        ("mail.digest_at", mail.digest_at().strftime("%H:%M").to_string()),
        ("mail.ca_file", mail.ca_file().map(|file| file.display().to_string()).unwrap_or_default()),
        ("moderation.mode", mode(moderation.mode).to_owned()),
        ("moderation.grace_seconds", grace.to_string()),
        ("moderation.undo_days", undo.to_string()),
        ("limits.comments_in_ten_minutes", limits.comments_in_ten_minutes.to_string()),
        ("limits.receipt_tries_an_hour", limits.receipt_tries_an_hour.to_string()),
        ("limits.sign_ins_a_minute", limits.sign_ins_a_minute.to_string()),
        ("limits.registrations_an_hour", limits.registrations_an_hour.to_string()),
        ("limits.subscriptions_an_hour", limits.subscriptions_an_hour.to_string()),
        ("passwords.memory_kib", passwords.memory_kib.to_string()),
        ("passwords.passes", passwords.passes.to_string()),
    ]
}

/// Without the password that an address may hold.
fn database_address(url: &str) -> String {
    DatabaseUrl::parse(url).map(|url| url.to_string()).unwrap_or_default()
}

const fn scripts(scripts: StaffScripts) -> &'static str {
    match scripts {
        StaffScripts::Own => "self",
        StaffScripts::None => "none",
    }
}

const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Pre => "pre",
        Mode::Trusted => "trusted",
    }
}
