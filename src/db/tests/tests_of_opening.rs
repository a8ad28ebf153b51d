//! Opening, migrating and naming what a database refused.

use super::*;

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("letter.txt");
    for text in ["dear Ada", "this is a longer letter, and it is no database either"] {
        std::fs::write(&path, text).unwrap();
        let refusal = open_at(&path).unwrap_err();
        assert!(matches!(refusal, OpenError::NotADatabase(_)), "{refusal}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    assert!(matches!(open_at(folder.path()), Err(OpenError::NotADatabase(_))));
}

#[tokio::test]
async fn a_damaged_file_is_refused_in_one_line() {
    let house = house().await;
    let lines =
        (0..500).map(|id| (notes::id.eq(id), notes::words.eq("a line of some length, again and again")));
    let lines: Vec<_> = lines.collect();
    house
        .db
        .write(move |tx| {
            super::dialect::on_each!(&mut **tx, c => diesel::insert_into(notes::table).values(&lines).execute(c))?;
            Ok(())
        })
        .await
        .unwrap();
    let path = house.path();
    house.db.close().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 4096;
    bytes[last..last + 512].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let refusal = open_at(&path).unwrap_err();
    assert!(matches!(refusal, OpenError::Damaged { .. }), "{refusal}");
    assert!(!refusal.to_string().contains('\n'));
}

#[tokio::test]
async fn a_file_without_the_right_to_write_is_refused() {
    let house = house().await;
    let path = house.path();
    house.db.close().await;
    let mut mode = std::fs::metadata(&path).unwrap().permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(&path, mode).unwrap();
    assert!(matches!(open_at(&path), Err(OpenError::ReadOnly(_))));
}

#[tokio::test]
async fn a_locked_file_is_refused_after_a_while() {
    let house = house().await;
    let path = house.path();
    let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let refusal = open_at(&path).unwrap_err();
    assert!(matches!(refusal, OpenError::Locked(_)), "{refusal}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let house = house().await;
    house
        .db
        .write(|tx| Ok(tx.batch_execute("INSERT INTO schema_migrations VALUES ('9999_flying', 1)")?))
        .await
        .unwrap();
    assert!(matches!(open_at(&house.path()), Err(OpenError::NewerSchema(name)) if name == "9999_flying"));
    assert!(matches!(house.db.migrate().await, Err(OpenError::NewerSchema(_))));
}

#[tokio::test]
async fn a_new_file_and_its_folder_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("var/amicus.db");
    let db = open_at(&path).unwrap();
    db.migrate().await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn migrations_are_applied_once_whoever_comes_first() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amicus.db");
    let (one, other) = (open_at(&path).unwrap(), open_at(&path).unwrap());
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(!first.is_empty() || !second.is_empty());
    assert!(first.iter().all(|name| !second.contains(name)));
    assert_eq!(one.migrate().await.unwrap(), Vec::<String>::new());
}

#[test]
fn the_names_of_violated_indexes_are_read_from_sqlite() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        "CREATE TABLE a (email_key TEXT NOT NULL, n INTEGER CONSTRAINT a_small CHECK (n < 10), m INTEGER);
         CREATE UNIQUE INDEX a_email_key ON a (email_key);
         CREATE UNIQUE INDEX a_n_m ON a (n, m);
         INSERT INTO a VALUES ('x', 1, 1)",
    )
    .unwrap();
    let mut broken = |sql: &str| diesel::sql_query(sql).execute(&mut conn).unwrap_err();
    assert!(violates(&broken("INSERT INTO a VALUES ('x', 2, 2)"), "a_email_key"));
    assert!(violates(&broken("INSERT INTO a VALUES ('y', 1, 1)"), "a_n_m"));
    assert!(violates(&broken("INSERT INTO a VALUES ('y', 99, 1)"), "a_small"));
    assert!(!violates(&broken("INSERT INTO a VALUES ('x', 2, 2)"), "a_n_m"));
    assert!(!violates(&broken("INSERT INTO nowhere VALUES (1)"), "a_n_m"));
    assert!(!violates(&diesel::result::Error::NotFound, "a_n_m"));
}

#[tokio::test]
async fn ids_made_by_the_database_are_ids_each_its_own() {
    let house = house().await;
    let made: Vec<String> = house
        .db
        .write(|tx| {
            (0..20).try_for_each(|id| note(tx, id, "x"))?;
            Ok(notes::table.select(random_id()).load(&mut **tx)?)
        })
        .await
        .unwrap();
    assert!(made.iter().all(|id| id.parse::<Id<RandomId>>().is_ok()));
    assert_eq!(made.iter().collect::<std::collections::BTreeSet<_>>().len(), 20);
}

#[tokio::test]
async fn a_statement_that_the_pair_refuses_goes_through_each() {
    let house = house().await;
    let twice = house.db.write(|tx| {
        for words in ["one", "two"] {
            let row = (notes::id.eq(1), notes::words.eq(words));
            let upsert = diesel::insert_into(notes::table).values(row).on_conflict(notes::id).do_update();
            Each(upsert.set(notes::words.eq(words))).execute(&mut **tx)?;
        }
        Ok(notes::table.select(notes::words).first::<String>(&mut **tx)?)
    });
    assert_eq!(twice.await.unwrap(), "two");
}
