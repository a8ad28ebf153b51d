//! Each rule is shown a source that breaks it, and one that does not.

use crate::names::Source;
use crate::{Finding, arrows, shapes, walls};

/// The lines that a rule finds fault with in one file.
fn lines(rule: fn(&[Source]) -> Vec<Finding>, file: &str, text: &str) -> Vec<usize> {
    let mut lines: Vec<usize> =
        rule(&[Source::parse(file, text)]).iter().map(|finding| finding.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

#[track_caller]
fn caught(rule: fn(&[Source]) -> Vec<Finding>, file: &str, text: &str) {
    assert_eq!(lines(rule, file, text), [1], "not caught, or not at its line, in {file}: {text}");
}

#[track_caller]
fn let_through(rule: fn(&[Source]) -> Vec<Finding>, file: &str, text: &str) {
    assert_eq!(lines(rule, file, text), [0; 0], "wrongly caught in {file}: {text}");
}

#[test]
fn an_import_against_the_arrows_is_caught_however_it_is_written() {
    let rule = arrows::against_the_arrows;
    for text in [
        "use crate::comments::submit;",
        "use crate::{base::ids, comments};",
        "use crate::comments as c;",
        "use amicus::comments::submit;",
        "use super::super::comments;",
        "pub use crate::{self as all, comments::*};",
        "fn f() { crate::comments::submit() }",
        "fn f() { super::super::comments::submit() }",
        "fn f(_: &dyn crate::comments::Deed<u8>) {}",
        "fn f() -> Vec<Option<crate::comments::Comment>> { vec![] }",
        "fn f() { println!(\"{}\", crate::comments::COUNT) }",
        "macro_rules! m { () => { use $crate::{base, comments::{submit}}; } }",
        "#[derive(crate::comments::Deed)] struct S;",
        "#[serde(with = \"x\", bound(crate::comments::Deed))] struct S;",
        "impl crate::comments::Deed for u8 {}",
        "mod tests { use super::super::super::comments; }",
        "use crate::app::App;",
        "use crate::invented::Thing;",
    ] {
        caught(rule, "src/articles/pages.rs", text);
    }
}

#[test]
fn each_arrow_points_one_way() {
    let rule = arrows::against_the_arrows;
    let against = "base<error error<db error<config db<mail config<db db<config web<config web<mail web<accounts \
        mail<web mail<accounts mail<config audit<accounts accounts<articles articles<cases cases<rules rules<comments \
        comments<moderation moderation<site cases<alerts alerts<site alerts<rules comments<alerts \
        moderation<alerts site<duties site<routes db<app schema<base invented<base";
    for (lower, upper) in against.split_whitespace().filter_map(|arrow| arrow.split_once('<')) {
        caught(rule, &format!("src/{lower}/mod.rs"), &format!("use crate::{upper}::x;"));
    }
    let along = "error>base db>error mail>db web>db accounts>web articles>config moderation>comments site>moderation \
        site>alerts alerts>cases app>site cli>app duties>moderation routes>site comments>comments audit>mail";
    for (upper, lower) in along.split_whitespace().filter_map(|arrow| arrow.split_once('>')) {
        let_through(rule, &format!("src/{upper}/mod.rs"), &format!("use crate::{lower}::x;"));
    }
}

#[test]
fn what_the_root_hands_on_counts_as_what_it_is() {
    let root = Source::parse("src/lib.rs", "pub mod app; pub use app::App; pub use crate::error::Error;");
    let page = Source::parse("src/articles/pages.rs", "use crate::Error;\nuse crate::App;");
    let found: Vec<usize> =
        arrows::against_the_arrows(&[root, page]).iter().map(|finding| finding.line).collect();
    assert_eq!(found, [2]);
}

#[test]
fn a_foreign_store_is_caught_and_the_own_is_not() {
    caught(arrows::into_foreign_stores, "src/comments/mod.rs", "use crate::accounts::store::find;");
    let_through(arrows::into_foreign_stores, "src/accounts/mod.rs", "use crate::accounts::store::find;");
    let_through(arrows::into_foreign_stores, "src/accounts/mod.rs", "mod store; fn f() { store::find() }");
}

#[test]
fn a_crate_outside_its_place_is_caught_however_it_is_written() {
    let rule = walls::over_the_walls;
    for (file, text) in [
        ("src/comments/mod.rs", "use actix_web::HttpResponse;"),
        ("src/comments/letters.rs", "fn f() -> ::actix_web::HttpResponse { todo!() }"),
        ("src/main.rs", "#[actix_web::main] async fn main() {}"),
        ("src/comments/pages.rs", "use diesel::prelude::*;"),
        ("src/comments/pages.rs", "use diesel as d;"),
        ("src/comments/pages.rs", "extern crate diesel;"),
        ("src/comments/mod.rs", "#[derive(Debug, diesel::Queryable)] struct S;"),
        ("src/base/ids.rs", "use diesel::RunQueryDsl;"),
        ("src/error.rs", "impl From<diesel::result::Error> for Error {}"),
        ("src/comments/mod.rs", "use crate::schema::comments;"),
        ("src/accounts/mod.rs", "use argon2::Argon2;"),
        ("src/mail/outbox.rs", "use {std::fmt, lettre::Message};"),
        ("src/base/text/email.rs", "fn f() { lettre::Address::new(\"a\", \"b\"); }"),
        ("src/comments/mod.rs", "#[derive(askama::Template)] struct S;"),
        ("src/web/form.rs", "use askama::Template;"),
        ("src/articles/store.rs", "use libsqlite3_sys as ffi;"),
    ] {
        caught(rule, file, text);
    }
}

#[test]
fn a_crate_in_its_place_is_let_through() {
    let rule = walls::over_the_walls;
    for (file, text) in [
        ("src/comments/pages.rs", "use actix_web::web;"),
        ("src/accounts/pages/sign_in.rs", "use {actix_web::web, askama::Template};"),
        ("src/accounts/guard.rs", "use actix_web::FromRequest;"),
        ("src/web/form.rs", "use actix_web::FromRequest;"),
        ("src/app.rs", "use actix_web::App;"),
        ("src/comments/store.rs", "use diesel::prelude::*; use crate::schema::comments;"),
        ("src/mail/outbox.rs", "use diesel::RunQueryDsl;"),
        ("src/base/ids.rs", "use diesel::{serialize::ToSql, sql_types::Text, AsExpression};"),
        ("src/accounts/password.rs", "use argon2::Argon2;"),
        ("src/mail/transport/smtp.rs", "use lettre::Message;"),
        ("src/comments/letters.rs", "use askama::Template;"),
        (
            "src/comments/mod.rs",
            "//! As diesel::prelude and actix_web::web.\nfn f(diesel: u8) -> u8 { diesel }",
        ),
    ] {
        let_through(rule, file, text);
    }
}

#[test]
fn a_crate_handed_on_through_its_wall_is_caught() {
    caught(walls::handed_on, "src/db/mod.rs", "pub(crate) use diesel::prelude;");
    let_through(walls::handed_on, "src/db/mod.rs", "use diesel::prelude;");
}

fn shared(texts: &[(&str, &str)], joins: &[(&str, &str, &str)]) -> Vec<String> {
    let schema = ("src/schema.rs", "diesel::table! { accounts (id) { id -> Text, } }");
    let sources: Vec<Source> =
        [schema].iter().chain(texts).map(|(file, text)| Source::parse(file, text)).collect();
    walls::shared_tables(&sources, joins).iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_in_a_second_store_is_caught_in_code_and_in_sql() {
    let own = ("src/accounts/store.rs", "use crate::schema::accounts;");
    for text in [
        "use crate::schema::accounts::dsl;",
        "use crate::schema; fn f() { schema::accounts::table; }",
        "#[diesel(table_name = crate::schema::accounts)] struct Row;",
        "const ALL: &str = \"SELECT id FROM accounts\";",
        "fn f() { sql_query(format!(\"UPDATE accounts SET x = {}\", 1)) }",
    ] {
        assert_eq!(shared(&[own, ("src/comments/store.rs", text)], &[]).len(), 2, "not caught: {text}");
    }
    assert!(shared(&[own, ("src/accounts/store/rows.rs", "use crate::schema::accounts;")], &[]).is_empty());
}

#[test]
fn a_listed_join_is_let_through_until_nobody_makes_it() {
    let own = ("src/accounts/store.rs", "use crate::schema::accounts;");
    let join = [("accounts", "src/comments/store.rs", "names beside comments")];
    assert!(shared(&[own, ("src/comments/store.rs", "use crate::schema::accounts;")], &join).is_empty());
    assert_eq!(shared(&[own], &join).len(), 1);
}

#[test]
fn empty_names_are_caught() {
    for file in ["src/web/util.rs", "src/helpers/mod.rs", "src/mail/letter_manager.rs"] {
        caught(shapes::empty_names, file, "fn f() {}");
    }
    caught(shapes::empty_names, "src/mail/mod.rs", "mod common { }");
    let_through(shapes::empty_names, "src/mail/postman.rs", "mod tests { }");
}

#[test]
fn changeable_globals_are_caught() {
    for text in [
        "static mut COUNT: u8 = 0;",
        "static COUNT: std::sync::atomic::AtomicU64 = AtomicU64::new(0);",
        "static ALL: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(Mutex::default);",
        "fn f() { static ONCE: OnceLock<u8> = OnceLock::new(); }",
        "thread_local! { static X: u8 = 0; }",
    ] {
        caught(shapes::globals, "src/web/limits.rs", text);
    }
    let_through(
        shapes::globals,
        "src/base/words.rs",
        "static WORDS: LazyLock<Vec<String>> = LazyLock::new(Vec::new);",
    );
}

#[test]
fn a_handler_of_sixteen_lines_and_a_file_of_four_hundred_and_one_are_caught() {
    let handler = |lines: usize| format!("pub async fn show() {{\n{}}}", "    one();\n".repeat(lines));
    caught(shapes::long_handlers, "src/articles/pages.rs", &handler(16));
    caught(shapes::long_handlers, "src/articles/api/list.rs", &handler(16));
    let_through(shapes::long_handlers, "src/articles/pages.rs", &handler(15));
    let_through(shapes::long_handlers, "src/articles/mod.rs", &handler(16));
    assert_eq!(lines(shapes::long_files, "src/web/form.rs", &"//\n".repeat(401)), [400]);
    assert_eq!(lines(shapes::long_files, "src/main.rs", &"//\n".repeat(81)), [80]);
    let_through(shapes::long_files, "src/web/form.rs", &"//\n".repeat(400));
}
