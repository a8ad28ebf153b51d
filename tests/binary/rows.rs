//! Looking into a site's tables, and preparing what no page could.

use amicus::db::{Conn, DatabaseUrl};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{PgConnection, SqliteConnection};

use crate::site::Place;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// A connection of one's own to a site's database.
pub(crate) fn connect(place: &Place) -> Conn {
    let url = DatabaseUrl::parse(place.setting("DATABASE__URL")).unwrap();
    match url.path() {
        Some(path) => Conn::Sqlite(SqliteConnection::establish(path.to_str().unwrap()).unwrap()),
        None => Conn::Postgres(PgConnection::establish(&url.reveal()).unwrap()),
    }
}

/// How many rows a table has.
pub(crate) fn count(place: &Place, table: &str) -> i64 {
    number(place, &format!("SELECT count(*) AS count FROM {table}"))
}

/// What a query for one number called `count` finds.
pub(crate) fn number(place: &Place, sql: &str) -> i64 {
    let counted: Count = match connect(place) {
        Conn::Sqlite(mut conn) => diesel::sql_query(sql).get_result(&mut conn).unwrap(),
        Conn::Postgres(mut conn) => diesel::sql_query(sql).get_result(&mut conn).unwrap(),
    };
    counted.count
}

/// What a query for one column called `word` finds.
pub(crate) fn words(place: &Place, sql: &str) -> Vec<String> {
    let words: Vec<Word> = match connect(place) {
        Conn::Sqlite(mut conn) => diesel::sql_query(sql).load(&mut conn).unwrap(),
        Conn::Postgres(mut conn) => diesel::sql_query(sql).load(&mut conn).unwrap(),
    };
    words.into_iter().map(|word| word.word).collect()
}

/// Changes something behind the site's back.
pub(crate) fn change(place: &Place, sql: &str) {
    connect(place).batch_execute(sql).unwrap();
}

/// Lets audit entries be changed, as whoever has the database in their hands can.
pub(crate) fn unguard(place: &Place) {
    let sql = match connect(place) {
        Conn::Sqlite(_) => "DROP TRIGGER audit_entries_keep_update",
        Conn::Postgres(_) => "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_keep_rows",
    };
    change(place, sql);
}

/// A connection that holds the whole database until it is dropped.
pub(crate) fn hold(place: &Place) -> Conn {
    let mut conn = connect(place);
    conn.batch_execute("PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE").unwrap();
    conn
}
