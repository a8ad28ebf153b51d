//! What somebody reads who stole the database.

use amicus::db::{Conn, Db};
use diesel::prelude::*;
use diesel::sql_types::Text;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE_TABLES: &str =
    "SELECT name AS line FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
const POSTGRES_TABLES: &str =
    "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = 'public'";

fn lines(conn: &mut Conn, sql: &str) -> Vec<String> {
    let found: Vec<Line> = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(sql).load(conn).unwrap(),
        Conn::Postgres(conn) => diesel::sql_query(sql).load(conn).unwrap(),
    };
    found.into_iter().map(|found| found.line).collect()
}

/// How a row of a table is written as one text.
fn row(conn: &mut Conn, table: &str) -> String {
    if matches!(conn, Conn::Postgres(_)) {
        return format!("SELECT '{table}: ' || t::text AS line FROM {table} t");
    }
    let columns = lines(conn, &format!("SELECT name AS line FROM pragma_table_info('{table}')"));
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    format!("SELECT '{table}: ' || {} AS line FROM {table}", quoted.join(" || ' ' || "))
}

/// Every row of every table, a line each.
pub async fn every_row(db: &Db) -> String {
    let look = |conn: &mut Conn| {
        let tables = if matches!(conn, Conn::Postgres(_)) { POSTGRES_TABLES } else { SQLITE_TABLES };
        let mut all = Vec::new();
        for table in lines(conn, tables) {
            let rows = row(conn, &table);
            all.extend(lines(conn, &rows));
        }
        Ok(all.join("\n"))
    };
    db.read(look).await.unwrap()
}
