//! What is kept of people goes when its time is over, and not before.

use std::time::Duration;

use amicus::base::clock::Timestamp;
use amicus::db::{Conn, Tx};
use amicus::site::retention::{self, Kept, ROWS};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::support::{DAY, HOUR, MINUTE, TestApp};

/// Something that is kept: how it comes into the database at `{now}` (of the day `{day}`), and how it is found there.
struct Thing {
    /// The row of the table of `/privacy`.
    row: &'static str,
    made: &'static str,
    found: &'static str,
}

const ACCOUNT: &str = "INSERT INTO accounts (id, email_key, email_sealed, public_name, name_key, role, confirmed_at, \
    version, created_at) VALUES ('keeper0000000000', 'k', {blob}, 'Keeper', 'keeper', 'reader', {now}, 1, {now})";
const COMMENT: &str = "INSERT INTO comments (id, article_id, state, version, name, name_key, staff, email_confirmed, \
    depth, listed, replies, priority, deciding, submitted_at";

const THINGS: [Thing; 23] = [
    Thing {
        row: "site-kept-pseudonym",
        made: "INSERT INTO daily_salts VALUES ('{day}', {blob})",
        found: "SELECT count(*) AS count FROM daily_salts",
    },
    Thing {
        row: "site-kept-form",
        made: "INSERT INTO spent_tokens VALUES ('d', {in_12_h})",
        found: "SELECT count(*) AS count FROM spent_tokens",
    },
    Thing {
        row: "site-kept-refused",
        made: "{comment}, decided_at) VALUES ('refused000000000', '{article}', 'rejected', 1, 'Ada', 'ada', FALSE, \
            FALSE, 1, FALSE, 0, 0, FALSE, {now}, {now})",
        found: "SELECT count(*) AS count FROM comments WHERE state = 'rejected'",
    },
    Thing {
        row: "site-kept-batch",
        made: "{account}; INSERT INTO batches (id, moderator_id, deed, state, total, created_at) \
            VALUES ('batch', 'keeper0000000000', 'spam', 'decided', 0, {now})",
        found: "SELECT count(*) AS count FROM batches",
    },
    Thing {
        row: "site-kept-note",
        made: "{account}; {comment}) VALUES ('held000000000000', '{article}', 'held', 1, 'Ada', 'ada', FALSE, FALSE, \
            1, FALSE, 0, 0, FALSE, {now}); \
            INSERT INTO comment_notes VALUES ('note', 'held000000000000', 'keeper0000000000', 'Known to us.', {now})",
        found: "SELECT count(*) AS count FROM comment_notes",
    },
    Thing {
        row: "site-kept-likeness",
        made: "{comment}) VALUES ('held000000000000', '{article}', 'held', 1, 'Ada', 'ada', FALSE, FALSE, 1, FALSE, \
            0, 0, FALSE, {now}); INSERT INTO revisions (id, comment_id, state, text, text_key, created_at) VALUES \
            ('r', 'held000000000000', 'pending', 'x', 'k', {now}); INSERT INTO likenesses VALUES ('r', \
            'held000000000000', 'r', 0, {now}, 1, 2, 3, 4, 5, 6, 7, 8)",
        found: "SELECT count(*) AS count FROM likenesses",
    },
    Thing {
        row: "site-kept-redacted",
        made: "{comment}) VALUES ('shown00000000000', '{article}', 'published', 1, 'Ada', 'ada', FALSE, FALSE, 1, FALSE, \
            0, 0, FALSE, {now}); INSERT INTO revisions (id, comment_id, state, text, text_key, created_at, redacted_on) \
            VALUES ('r', 'shown00000000000', 'superseded', 'x', 'k', {now}, {now})",
        found: "SELECT count(*) AS count FROM revisions",
    },
    Thing {
        row: "site-kept-appeal",
        made: "{comment}) VALUES ('shown00000000000', '{article}', 'published', 1, 'Ada', 'ada', FALSE, FALSE, 1, FALSE, \
            0, 0, FALSE, {now}); INSERT INTO events (id, comment_id, version, kind, to_state, actor_kind, cause, at) \
            VALUES ('event00000000000', 'shown00000000000', 1, 'rejected', 'rejected', 'moderator', 'queue', {now}); \
            INSERT INTO appeals (id, comment_id, event_id, state, words, created_at) VALUES ('appeal0000000000', \
            'shown00000000000', 'event00000000000', 'overturned', 'w', {now})",
        found: "SELECT count(*) AS count FROM appeals",
    },
    Thing {
        row: "site-kept-report",
        made: "{comment}) VALUES ('shown00000000000', '{article}', 'published', 1, 'Ada', 'ada', FALSE, FALSE, 1, FALSE, \
            0, 0, FALSE, {now}); INSERT INTO reports (id, comment_id, once_key, weight, state, created_at) VALUES \
            ('report0000000000', 'shown00000000000', 'k', 100, 'open', {now})",
        found: "SELECT count(*) AS count FROM reports",
    },
    Thing {
        row: "site-kept-takedown",
        made: "{comment}) VALUES ('shown00000000000', '{article}', 'published', 1, 'Ada', 'ada', FALSE, FALSE, 1, FALSE, \
            0, 0, FALSE, {now}); INSERT INTO takedowns (id, comment_id, claimant, basis, claim_sealed, received_on, \
            decide_by, outcome, recorded_at, decided_on, alone, version) VALUES ('takedown00000000', \
            'shown00000000000', 'court', 'b', {blob}, {now}, {now}, 'refused', {now}, {now}, FALSE, 1)",
        found: "SELECT count(*) AS count FROM takedowns WHERE claim_sealed IS NOT NULL",
    },
    Thing {
        row: "site-kept-receipt",
        made: "{comment}) VALUES ('held000000000000', '{article}', 'held', 1, 'Ada', 'ada', FALSE, FALSE, 1, FALSE, \
            0, 0, FALSE, {now}); INSERT INTO receipts VALUES ('d', 'held000000000000', {in_90_d})",
        found: "SELECT count(*) AS count FROM receipts",
    },
    Thing {
        row: "site-kept-address",
        made: "{comment}, email_key) VALUES ('held000000000000', '{article}', 'held', 1, 'Ada', 'ada', FALSE, TRUE, \
            1, FALSE, 0, 0, FALSE, {now}, 'k')",
        found: "SELECT count(*) AS count FROM comments WHERE email_key IS NOT NULL",
    },
    Thing {
        row: "site-kept-address-unconfirmed",
        made: "{comment}, email_key) VALUES ('held000000000000', '{article}', 'held', 1, 'Ada', 'ada', FALSE, FALSE, \
            1, FALSE, 0, 0, FALSE, {now}, 'k')",
        found: "SELECT count(*) AS count FROM comments WHERE email_key IS NOT NULL",
    },
    Thing {
        row: "site-kept-subscriber-unconfirmed",
        made: "{subscriber}; INSERT INTO subscriptions VALUES ('s', 'follower00000000', '{case}', 'pending', \
            'at_once', 'all', 'en', {now}, NULL, NULL)",
        found: "SELECT count(*) AS count FROM subscribers",
    },
    Thing {
        row: "site-kept-subscriber-left",
        made: "{subscriber}; INSERT INTO subscriptions VALUES ('s', 'follower00000000', '{case}', 'ended', \
            'at_once', 'all', 'en', {now}, {now}, {now})",
        found: "SELECT count(*) AS count FROM subscribers",
    },
    Thing {
        row: "site-kept-account-unconfirmed",
        made: "{account}; UPDATE accounts SET confirmed_at = NULL",
        found: "SELECT count(*) AS count FROM accounts",
    },
    Thing {
        row: "site-kept-sanction",
        made: "{account}; INSERT INTO sanctions (id, account_id, number, order_key, kind, days, state, rule_number, \
            rule_version, begun_at, until, version) VALUES ('sanction00000000', 'keeper0000000000', 1, 'k', \
            'suspension', 7, 'imposed', 1, 1, {now}, {now}, 1)",
        found: "SELECT count(*) AS count FROM sanctions",
    },
    Thing {
        row: "site-kept-email-change",
        made: "{account}; INSERT INTO email_changes (id, email_key, email_sealed, created_at, expires_at) \
            VALUES ('keeper0000000000', 'l', {blob}, {now}, {in_24_h})",
        found: "SELECT count(*) AS count FROM email_changes",
    },
    Thing {
        row: "site-kept-name",
        made: "INSERT INTO reserved_names VALUES ('keeper', {now})",
        found: "SELECT count(*) AS count FROM reserved_names",
    },
    Thing {
        row: "site-kept-session",
        made: "{account}; INSERT INTO sessions (digest, account_id, browser, created_at, last_used_at, \
            authenticated_at, ends_at) VALUES ('d', 'keeper0000000000', '', {now}, {now}, {now}, {in_30_d})",
        found: "SELECT count(*) AS count FROM sessions",
    },
    Thing {
        row: "site-kept-link",
        made: "{account}; INSERT INTO account_links (digest, purpose, account_id, created_at, expires_at) \
            VALUES ('d', 'confirm', 'keeper0000000000', {now}, {in_72_h})",
        found: "SELECT count(*) AS count FROM account_links",
    },
    Thing {
        row: "site-kept-audit-people",
        made: "INSERT INTO audit_entries (id, at, actor_kind, deed, target_kind, target_id, detail) VALUES ('entry', \
            {now}, 'account', 'invite', 'invitation', '', ''); INSERT INTO audit_people (entry_id, field, salt, \
            person, at) VALUES ('entry', 'actor', {blob}, 'keeper0000000000', {now})",
        found: "SELECT count(*) AS count FROM audit_people",
    },
    Thing {
        row: "site-kept-delivery",
        made: "INSERT INTO letters (id, kind, subject_id, lane, created_at, expires_at, state) VALUES ('letter', 'x', \
            'y', 'personal', {now}, {now}, 'done'); INSERT INTO deliveries (id, letter_id, lane, recipient_kind, \
            recipient_id, state, attempts, due_at, created_at, settled_at) VALUES ('delivery', 'letter', 'personal', \
            'account', 'z', 'sent', 1, {now}, {now}, {now})",
        found: "SELECT count(*) AS count FROM deliveries",
    },
];

/// From the instant at which tests begin to the next midnight: what is kept to the day begins there.
const TO_MIDNIGHT: Duration = Duration::from_mins(14 * 60 + 30);

/// An invitation is kept from when it ran out, 72 hours after it was made.
const INVITATION: Thing = Thing {
    row: "site-kept-invitation",
    made: "INSERT INTO invitations (id, email_key, email_sealed, role, created_at, expires_at) \
        VALUES ('guest', 'k', {blob}, 'editor', {now}, {now})",
    found: "SELECT count(*) AS count FROM invitations",
};

const SUBSCRIBER: &str = "INSERT INTO subscribers (id, email_key, email_sealed, asked, created_at) \
    VALUES ('follower00000000', 'k', {blob}, 1, {now})";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn things() -> impl Iterator<Item = &'static Thing> {
    THINGS.iter().chain(std::iter::once(&INVITATION))
}

fn time_of(thing: &Thing) -> Duration {
    match ROWS.iter().find(|row| row.what == thing.row).expect("a row of the table").kept {
        Kept::Hours(hours) => HOUR * hours,
        Kept::Days(days) => DAY * days,
        Kept::As(_) => panic!("{} has no end", thing.row),
    }
}

/// The SQL of a thing, on this database and at this time.
fn made(thing: &Thing, conn: &Conn, now: Timestamp, (article, case): (&str, &str)) -> String {
    let blob = if matches!(conn, Conn::Postgres(_)) { "'\\x00'::bytea" } else { "X'00'" };
    let at = |span: Duration| now.plus(span).as_micros().to_string();
    let words = [
        ("{account}", ACCOUNT.to_owned()),
        ("{subscriber}", SUBSCRIBER.to_owned()),
        ("{comment}", COMMENT.to_owned()),
        ("{article}", article.to_owned()),
        ("{case}", case.to_owned()),
        ("{blob}", blob.to_owned()),
        ("{day}", now.day().to_string()),
        ("{now}", at(Duration::ZERO)),
        ("{in_12_h}", at(HOUR * 12)),
        ("{in_24_h}", at(HOUR * 24)),
        ("{in_72_h}", at(HOUR * 72)),
        ("{in_30_d}", at(DAY * 30)),
        ("{in_90_d}", at(DAY * 90)),
    ];
    words.iter().fold(thing.made.to_owned(), |sql, (word, value)| sql.replace(word, value))
}

async fn count(app: &TestApp, thing: &'static Thing) -> i64 {
    let look = |conn: &mut Conn| {
        let counted: Count = match conn {
            Conn::Postgres(conn) => diesel::sql_query(thing.found).get_result(conn)?,
            Conn::Sqlite(conn) => diesel::sql_query(thing.found).get_result(conn)?,
        };
        Ok(counted.count)
    };
    app.db().read(look).await.unwrap()
}

async fn forget(app: &TestApp) {
    while app.db().write(retention::forget).await.unwrap() > 0 {}
}

#[actix_web::test]
async fn each_thing_goes_when_its_time_is_over_and_not_before() {
    for thing in things() {
        let app = TestApp::start().await;
        app.clock.advance(TO_MIDNIGHT);
        let article = app.given().article("the-lesson").await.id.as_str().to_owned();
        let case = app.given().case("the-lesson").await.id.as_str().to_owned();
        let make = move |tx: &mut Tx<'_>| {
            let sql = made(thing, tx, tx.now, (&article, &case));
            Ok(tx.batch_execute(&sql)?)
        };
        app.db().write(make).await.unwrap();
        let before = time_of(thing).checked_sub(MINUTE).unwrap();
        app.clock.advance(before);
        forget(&app).await;
        assert_eq!(count(&app, thing).await, 1, "{} went before its time", thing.row);
        app.clock.advance(MINUTE * 2);
        forget(&app).await;
        assert_eq!(count(&app, thing).await, 0, "{} outlived its time", thing.row);
    }
}

#[test]
fn every_row_of_the_table_that_ends_is_proved_here() {
    let ending = ROWS.iter().filter(|row| !matches!(row.kept, Kept::As(_))).map(|row| row.what);
    let proved: Vec<&str> = things().map(|thing| thing.row).collect();
    let open: Vec<&str> = ending.filter(|row| !proved.contains(row)).collect();
    assert!(open.is_empty(), "nothing shows that these go: {open:?}");
}
