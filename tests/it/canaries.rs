//! No page tells whoever decides on comments, or writes articles, an address or what is kept of one.

use std::collections::BTreeSet;

use amicus::accounts::Role;
use amicus::db::Conn;
use amicus::schema::{
    account_links, accounts, comments, invitations, receipts, sessions, subscribers, subscription_links,
    suppressions,
};
use diesel::prelude::*;

use crate::alerts::world::{World, asks_and_confirms};
use crate::security::{For, places_of};
use crate::support::{Person, TestApp};
use amicus::cases::Kind;

/// Addresses of people who trusted us with them.
const SUBSCRIBER: &str = "canary-subscriber";
const LEFT: &str = "canary-left";
const COMMENTER: &str = "canary-commenter";
const GUEST: &str = "canary-guest";
const READER: &str = "canary-reader";

/// A site in which everything that holds an address holds one.
async fn site_with_canaries() -> World {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let world = World::new(app).await;
    asks_and_confirms(&world, SUBSCRIBER).await;
    asks_and_confirms(&world, LEFT).await;
    let app = &world.app;
    let root = app.admin("root").await;
    let page = root
        .submit("/admin/suppressions", "/admin/suppressions", &[("email", "canary-left@example.org")])
        .await;
    root.fill(&page, "/stop", &[]).await.expect(200);
    let invite = [("email", "canary-guest@example.org"), ("role", "moderator")];
    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    app.given().account(READER, Role::Reader).await;
    let (ada, form) = (app.visitor(), "/articles/the-lesson/comments");
    let typed = [
        ("name", "Ada"),
        ("comment", "They read my mail, and nobody asked me."),
        ("email", "canary-commenter@example.org"),
    ];
    ada.submit(&article.path(), form, &typed).await.expect(200);
    world.released(Kind::Ruling, "A ruling at last").await;
    app.deliver_mail().await;
    app.do_duties().await;
    world
}

type Four = (Option<String>, Option<String>, Option<String>, Option<String>);

/// What the tables keep of addresses, passwords, sessions, links, receipts and networks.
async fn kept(app: &TestApp) -> BTreeSet<String> {
    let look = |conn: &mut Conn| {
        let mut kept: Vec<String> = accounts::table.select(accounts::email_key).load(conn)?;
        kept.extend(subscribers::table.select(subscribers::email_key).load::<String>(conn)?);
        kept.extend(sessions::table.select(sessions::digest).load::<String>(conn)?);
        kept.extend(account_links::table.select(account_links::digest).load::<String>(conn)?);
        kept.extend(subscription_links::table.select(subscription_links::digest).load::<String>(conn)?);
        kept.extend(receipts::table.select(receipts::digest).load::<String>(conn)?);
        kept.extend(suppressions::table.select(suppressions::address_key).load::<String>(conn)?);
        kept.extend(invitations::table.select(invitations::email_key).load::<String>(conn)?);
        let hashes = accounts::table.select(accounts::password_hash).load::<Option<String>>(conn)?;
        let columns = (comments::email_key, comments::email_digest, comments::pseudonym, comments::sameness);
        let of_comments = comments::table.select(columns).load::<Four>(conn)?;
        let of_comments = of_comments.into_iter().flat_map(|(a, b, c, d)| [a, b, c, d]);
        kept.extend(hashes.into_iter().chain(of_comments).flatten());
        Ok(kept)
    };
    let kept = app.db().read(look).await.unwrap();
    kept.into_iter().filter(|value| value.len() > 8).collect()
}

/// Every page that somebody of a role can open by its place or by a link of such a page.
async fn pages_of(person: &Person, starts: Vec<String>) -> Vec<(String, String)> {
    let (mut waiting, mut seen, mut pages) = (starts, BTreeSet::new(), Vec::new());
    while let Some(path) = waiting.pop() {
        let path = path.split('#').next().unwrap_or_default().to_owned();
        if !path.starts_with('/') || path.starts_with("/static/") || !seen.insert(path.clone()) {
            continue;
        }
        let page = person.look(&path).await;
        if page.header("content-type").starts_with("text/html") {
            waiting.extend(page.links());
        }
        waiting.extend(Some(page.location().to_owned()).filter(|onward| !onward.is_empty()));
        pages.push((path, page.body));
    }
    pages
}

#[track_caller]
fn none_in(pages: &[(String, String)], secrets: &BTreeSet<String>, who: &str) {
    assert!(pages.len() > 20, "{who} saw only {} pages", pages.len());
    for (path, body) in pages {
        let found = secrets.iter().find(|secret| body.contains(secret.as_str()));
        assert!(found.is_none(), "{path} tells {who}: {found:?}");
    }
}

#[actix_web::test]
async fn no_page_tells_moderators_and_editors_an_address_or_what_is_kept_of_one() {
    let world = site_with_canaries().await;
    let mut secrets = kept(&world.app).await;
    secrets.extend([SUBSCRIBER, LEFT, COMMENTER, GUEST].map(str::to_owned));
    secrets.extend(["canary-reader@", "root@example.org"].map(str::to_owned));
    for (name, role, whom) in [
        ("mia", Role::Moderator, For::Moderators),
        ("edda2", Role::Editor, For::Editors),
        ("rosa", Role::Reader, For::Members),
    ] {
        let person = world.app.member(name, role).await;
        let pages = pages_of(&person, places_of(whom)).await;
        none_in(&pages, &secrets, name);
    }
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn no_page_tells_even_an_admin_whom_we_mail_or_what_is_kept_of_an_address() {
    let world = site_with_canaries().await;
    let mut secrets = kept(&world.app).await;
    secrets.extend([SUBSCRIBER, LEFT, COMMENTER].map(str::to_owned));
    let root = world.app.admin("ruth").await;
    // The mailbox of a trial shows every letter, on the machine itself: it is no page of a site that people use.
    let pages = pages_of(&root, places_of(For::Admins)).await;
    let pages: Vec<_> = pages.into_iter().filter(|(path, _)| path != "/mailbox").collect();
    none_in(&pages, &secrets, "ruth");
    assert!(
        pages.iter().any(|(path, body)| path == "/admin/invitations" && body.contains(GUEST)),
        "the search finds"
    );
    world.app.deliver_mail().await;
}
