//! Who may go where, what a request may change, and what a page may tell.

mod matrix;
mod tests_of_bytes;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use amicus::accounts::sanctions::deeds::{self, Wanted};
use amicus::accounts::sanctions::{Kind, Measure};
use amicus::accounts::{self, Role};
use amicus::audit::Actor;
use amicus::base::text::{Line, Name, Prose};
use amicus::comments;
use amicus::comments::takedowns::deeds::{self as takedowns, Demand};
use amicus::comments::takedowns::{Claim, Claimant, Term};
use amicus::moderation::snippets::{self, Draft};

pub use self::matrix::For;
use self::matrix::PLACES;
use crate::support::given::GivenComment;
use crate::support::{Page, Person, TestApp};
use crate::words::root;

/// The people of the matrix.
const ROLES: [&str; 5] = ["stranger", "reader", "moderator", "editor", "admin"];

/// A site in which every place has something to show, and what stands for the names in its paths.
struct World {
    app: TestApp,
    people: BTreeMap<&'static str, Person>,
    names: BTreeMap<&'static str, String>,
}

impl World {
    async fn new() -> Self {
        Self::on(TestApp::start().await).await
    }

    async fn on(app: TestApp) -> Self {
        app.given().rules().await;
        let article = app.given().article("the-lesson").await;
        let case = app.given().case("the-lesson").await;
        app.given().update(&case, "The trial begins").await;
        let ada = app.visitor();
        let comment = app.given().comment_published(&ada, &article, "Ada", "They read my mail.").await;
        let update = app.given().update(&case, "A ruling at last").await;
        let hearing = app.given().hearing(&case).await;
        let batch = app.given().batch(&ada, &article).await;
        let people = BTreeMap::from([
            ("stranger", app.visitor()),
            ("reader", app.reader("rosa").await),
            ("moderator", app.moderator("mia").await),
            ("editor", app.editor("emil").await),
            ("admin", app.admin("ruth").await),
        ]);
        let (account, sanction) = sanctioned(&app).await;
        let takedown = demanded(&app, &comment).await;
        let names = BTreeMap::from([
            ("slug", "the-lesson".to_owned()),
            ("id", comment.id.as_str().to_owned()),
            ("words", comment.receipt),
            ("number", "1".to_owned()),
            ("version", "1".to_owned()),
            ("article", article.id.as_str().to_owned()),
            ("case", case.id.as_str().to_owned()),
            ("update", update.id.as_str().to_owned()),
            ("hearing", hearing.id.as_str().to_owned()),
            ("batch", batch.as_str().to_owned()),
            ("account", account),
            ("sanction", sanction),
            ("snippet", kept_words(&app).await),
            ("takedown", takedown),
            ("deed", "hide".to_owned()),
        ]);
        Self { app, people, names }
    }

    /// The path of a place, with something in it.
    fn path(&self, place: &str) -> String {
        let mut path = String::new();
        for part in place.split('/').skip(1) {
            let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
            let named = name.map(|name| if name == "id" { owner_of(place) } else { name });
            let value = named.map_or(part, |name| self.names.get(name).map_or("none", String::as_str));
            path.push('/');
            path.push_str(value);
        }
        path
    }
}

/// Rosa's account, with a warning that Mia gave it.
async fn sanctioned(app: &TestApp) -> (String, String) {
    let warn = |tx: &mut amicus::db::Tx<'_>| {
        let account = accounts::find_by_name(tx, &Name::parse("rosa").unwrap())?.unwrap().id;
        let by = accounts::find_by_name(tx, &Name::parse("mia").unwrap())?.unwrap().id;
        let measure = Measure::new(Kind::Warning, None).unwrap();
        let wanted = Wanted {
            account: account.clone(),
            seen: 0,
            measure,
            rule: (1, 1),
            words: None,
            by,
            alone: false,
        };
        Ok((account.as_str().to_owned(), deeds::impose(tx, &wanted)?.as_str().to_owned()))
    };
    let made = app.db().write(warn).await.unwrap();
    app.deliver_mail().await;
    made
}

/// Words to authors that the team keeps.
async fn kept_words(app: &TestApp) -> String {
    let words = Draft { title: Line::parse("Names").unwrap(), words: Prose::parse("No names.").unwrap() };
    let keep = move |tx: &mut amicus::db::Tx<'_>| snippets::keep(tx, &Actor::Terminal, 1, &words);
    app.db().write(keep).await.unwrap().as_str().to_owned()
}

/// A legal demand against a comment, which Mia recorded.
async fn demanded(app: &TestApp, comment: &GivenComment) -> String {
    let (keys, id) = (app.app.keys.clone(), comment.id.clone());
    let demand = move |tx: &mut amicus::db::Tx<'_>| {
        let today = tx.now.day();
        let by = accounts::find_by_name(tx, &Name::parse("mia").unwrap())?.unwrap().id;
        let seen = comments::standing_of(tx, &id)?.unwrap().version;
        let demand = Demand {
            comment: id.clone(),
            seen,
            claimant: Claimant::Court,
            claim: Claim { name: Line::parse("A court").unwrap(), quote: Prose::parse("my mail").unwrap() },
            basis: Line::parse("An order").unwrap(),
            term: Term::new(today, today.tomorrow().unwrap(), today).unwrap(),
            hide: false,
            by,
        };
        takedowns::record(tx, &keys, &demand)
    };
    app.db().write(demand).await.unwrap().as_str().to_owned()
}

/// What the `{id}` of a place belongs to.
fn owner_of(place: &str) -> &'static str {
    let desks = [
        ("editor/articles", "article"),
        ("editor/cases", "case"),
        ("editor/updates", "update"),
        ("editor/hearings", "hearing"),
        ("moderation/batches", "batch"),
        ("moderation/accounts", "account"),
        ("moderation/sanctions", "sanction"),
        ("moderation/snippets", "snippet"),
        ("account/sanctions", "sanction"),
        ("moderation/takedowns", "takedown"),
    ];
    let desk = desks.into_iter().find(|(desk, _)| place.starts_with(&format!("/{desk}/")));
    desk.map_or("id", |(_, owner)| owner)
}

/// Every place of the program: its path, whether it is looked at, whether it acts.
fn places() -> Vec<(String, bool, bool)> {
    let source = std::fs::read_to_string(root().join("src/routes.rs")).unwrap();
    let mut found = Vec::new();
    for part in source.split("\nfn ") {
        let below = if part.starts_with("api(") { "/api/v1" } else { "" };
        for place in part.split("at(\"").skip(1) {
            let (path, deeds) = place.split_once('"').unwrap();
            let deeds = deeds.split(".done()").next().unwrap();
            found.push((format!("{below}{path}"), deeds.contains(".look("), deeds.contains(".act(")));
        }
    }
    found
}

/// The places that are looked at, have no name in their path, and are for such people or for everyone.
pub fn places_of(whom: For) -> Vec<String> {
    let open = |known: For| {
        known == whom
            || known == For::Members
            || known == For::Anyone
            || known == For::Public
            || whom == For::Admins
    };
    let looked = places().into_iter().filter(|(place, looks, _)| *looks && !place.contains('{'));
    looked.map(|(place, ..)| place).filter(|place| known(place).is_some_and(open)).collect()
}

fn known(path: &str) -> Option<For> {
    PLACES.iter().find(|(place, _)| *place == path).map(|(_, whom)| *whom)
}

#[test]
fn every_place_of_the_program_is_in_the_matrix() {
    let real: BTreeSet<String> = places().into_iter().map(|(path, ..)| path).collect();
    let known: BTreeSet<String> = PLACES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let new: Vec<&String> = real.difference(&known).collect();
    let gone: Vec<&String> = known.difference(&real).collect();
    assert!(new.is_empty() && gone.is_empty(), "say who may go to {new:#?}; gone are {gone:#?}");
}

#[actix_web::test]
async fn everyone_gets_where_their_role_leads_and_nowhere_else() {
    let world = World::new().await;
    for (place, looks, acts) in places() {
        let (path, whom) = (world.path(&place), known(&place).unwrap_or(For::Admins));
        for role in ROLES {
            let person = &world.people[role];
            if looks {
                judge(whom, role, &person.look(&path).await);
            }
            if acts && place != "/account/sign-out" {
                judge(whom, role, &person.post(&path, &[]).await);
            }
        }
    }
}

/// What the page of a private form says that came without its own token.
const FOREIGN_FORM: &str = "did not come from its own page";
/// What the page says that is not for somebody.
const NOT_OPEN: &str = "This is not open to you.";

/// A stranger is led to sign in, a member of another role is refused, whoever may come in is not.
#[track_caller]
fn judge(whom: For, role: &str, page: &Page) {
    let led_to_sign_in = page.status == 303 && page.location() == "/account/sign-in";
    let kept_out = page.status == 403 && page.main_text().contains(NOT_OPEN);
    match (whom.lets_in(role), role) {
        (true, _) => {
            assert!(!kept_out && !led_to_sign_in && page.status < 500, "a {role} may go there: {page:?}");
        }
        (false, "stranger") => assert!(led_to_sign_in, "a stranger must sign in: {page:?}"),
        (false, _) => assert!(kept_out, "a {role} may not go there: {page:?}"),
    }
}

/// Where somebody may go who owes the second factor with which their role begins.
const SETTING_UP: [&str; 7] = [
    "/account/prove",
    "/account/second-factor",
    "/account/second-factor/codes",
    "/account/second-factor/remove",
    "/account/second-factor/passkeys",
    "/account/second-factor/passkeys/remove",
    "/account/sign-out",
];

#[actix_web::test]
async fn who_owes_a_second_factor_or_is_shut_out_gets_nowhere_that_is_not_for_everyone() {
    let world = World::on(TestApp::public().await).await;
    let (owes, shut_out) = (world.app.visitor(), world.app.admin("otto").await);
    world.app.given().account_without_factor("olga", Role::Admin).await;
    owes.sign_in("olga").await;
    let otto = Name::parse("otto").unwrap();
    let disable = move |tx: &mut amicus::db::Tx<'_>| {
        let account = accounts::find_by_name(tx, &otto)?.unwrap();
        accounts::admin::disable(tx, &Actor::Terminal, &account.id)
    };
    world.app.db().write(disable).await.unwrap();
    for (place, looks, acts) in places() {
        let (path, whom) = (world.path(&place), known(&place).unwrap_or(For::Admins));
        if matches!(whom, For::Public | For::Anyone) || SETTING_UP.contains(&place.as_str()) {
            continue;
        }
        for (person, led) in [(&owes, "/account/second-factor"), (&shut_out, "/account/sign-in")] {
            if looks {
                let page = person.look(&path).await;
                assert_eq!((page.status, page.location()), (303, led), "looking: {page:?}");
            }
            if acts {
                let page = person.post(&path, &[]).await;
                assert_eq!((page.status, page.location()), (303, led), "sending: {page:?}");
            }
        }
    }
}

#[actix_web::test]
async fn looking_changes_nothing() {
    let world = World::new().await;
    for (place, ..) in places().into_iter().filter(|(_, looks, _)| *looks) {
        let (path, whom) = (world.path(&place), known(&place).unwrap_or(For::Public));
        let person = &world.people[ROLES.into_iter().find(|role| whom.lets_in(role)).unwrap_or("admin")];
        person.look(&path).await;
        let before = world.app.db().changes();
        for method in [Method::GET, Method::HEAD] {
            person.ask(method, &path).send().await;
        }
        assert_eq!(world.app.db().changes(), before, "looking at {path} changed something");
    }
}

/// What we answer with. The one table that a spreadsheet opens holds words of ours and numbers, never what somebody typed
/// (`site::tests_of_transparency`): nothing in it can be taken for a formula.
const KINDS: [&str; 12] = [
    "text/html; charset=utf-8",
    "text/plain; charset=utf-8",
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
    "text/calendar; charset=utf-8",
    "text/csv; charset=utf-8",
    "application/json",
    "application/problem+json",
    "application/feed+json; charset=utf-8",
    "application/atom+xml; charset=utf-8",
    "application/xml; charset=utf-8",
    "image/svg+xml",
];

#[actix_web::test]
async fn every_answer_is_of_a_kind_that_we_know() {
    let world = World::new().await;
    for (place, ..) in places().into_iter().filter(|(_, looks, _)| *looks) {
        let page = world.people["admin"].look(&world.path(&place)).await;
        let kind = page.header("content-type");
        assert!(page.bytes.is_empty() || KINDS.contains(&kind), "{place}: {kind}");
    }
}

#[actix_web::test]
async fn a_public_page_is_the_same_to_the_byte_for_everyone() {
    let world = World::new().await;
    let public = places().into_iter().filter(|(place, looks, _)| *looks && known(place) == Some(For::Public));
    for (place, ..) in public {
        let path = world.path(&place);
        let plain = world.people["stranger"].look(&path).await;
        assert!(plain.header("set-cookie").is_empty(), "{path} sets a cookie");
        for role in ROLES {
            let page = world.people[role].look(&path).await;
            assert_eq!(page.bytes, plain.bytes, "{path} is another page for a {role}");
            assert_eq!(page.header("etag"), plain.header("etag"));
        }
    }
}

#[actix_web::test]
async fn what_was_made_for_one_session_is_of_no_use_in_another() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    app.given().comment_held(&app.visitor(), &article, "Ada", "They read my mail.").await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);

    let page = mia.get("/moderation").await;
    let taken = noor.fill_only(&page, "/approve", &[]).await;
    assert_eq!(taken.status, 403, "{taken:?}");
    assert!(taken.main_text().contains(FOREIGN_FORM), "{taken:?}");

    assert_eq!(mia.fill_only(&page, "/approve", &[]).await.status, 303);
    let action = page.form("/approve").action;
    let token = page.form("/approve").value("form_token").unwrap().to_owned();
    let foreign =
        mia.post(&action.replace("/approve", "/spam"), &[("form_token", &token), ("version", "2")]).await;
    assert_eq!(foreign.status, 403, "the token of one form is none of another: {foreign:?}");
}

#[actix_web::test]
async fn a_stolen_cookie_is_worth_nothing_after_signing_out() {
    let app = TestApp::start().await;
    let (rosa, thief) = (app.reader("rosa").await, app.visitor());
    let cookie = rosa.cookie("__Host-sid").unwrap();
    thief.take_cookie("__Host-sid", &cookie);
    assert_eq!(thief.look("/account").await.status, 200);
    rosa.submit("/account", "/account/sign-out", &[]).await;
    assert_eq!(thief.look("/account").await.location(), "/account/sign-in");
    assert_eq!(rosa.cookie("__Host-sid"), None);
}

#[actix_web::test]
async fn signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let app = TestApp::start().await;
    app.given().account("rosa", Role::Reader).await;
    let rosa = app.visitor();
    let page = rosa.get("/account/sign-in").await;
    let typed = [("email", "rosa@example.org"), ("password", crate::support::PASSWORD)];
    let answer = rosa.fill_only(&page, "/account/sign-in", &typed).await.expect(303);
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["__Host-sid=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    assert!(!cookie.contains("Domain"));
    assert_eq!(
        rosa.follow_from_elsewhere("/account").await.path,
        "/account/sign-in",
        "a link elsewhere brings no session"
    );
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_member_who_is_disabled_is_out_at_once() {
    let app = TestApp::start().await;
    let (mia, ruth) = (app.moderator("mia").await, app.admin("ruth").await);
    assert_eq!(mia.look("/moderation").await.status, 200);
    let list = ruth.get("/admin/accounts").await.expect(200);
    let mine = ruth.get(&list.link("mia")).await.expect(200);
    ruth.fill(&mine, "/disable", &[]).await.expect(200);
    assert_eq!(mia.look("/moderation").await.location(), "/account/sign-in");
}
