//! What an attacker tries first, and what must not come of it.

use actix_web::http::Method;

use crate::support::{Page, Person, TestApp};

/// The statuses and bodies of two posts that differ in whose thing they name.
async fn told_apart(person: &Person, [one, other]: [&str; 2], fields: &[(&str, &str)]) -> [(u16, String); 2] {
    let told = |page: Page| (page.status, page.body);
    [told(person.post(one, fields).await), told(person.post(other, fields).await)]
}

#[actix_web::test]
async fn what_belongs_to_somebody_else_answers_as_if_it_were_not_there() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (ada, eve) = (app.reader("ada").await, app.reader("eve").await);
    let form = format!("{}/comments", article.path());
    for person in [&ada, &eve] {
        person.submit(&article.path(), &form, &[("comment", "They read my mail.")]).await.expect(200);
    }
    let theirs = ada.get("/account/comments").await.form("/withdraw").action;
    let nowhere = "/account/comments/0000000000000001/withdraw";
    let token = eve.get("/account/comments").await.form("/withdraw").value("form_token").unwrap().to_owned();
    let [theirs, nowhere] =
        told_apart(&eve, [&theirs, nowhere], &[("form_token", &token), ("version", "1")]).await;
    let blank = |(status, body): (u16, String)| {
        let tokens = |part: &str| part.split('"').next().map(|token| part.replacen(token, "", 1));
        (status, body.split("name=\"form_token\" value=\"").filter_map(tokens).collect::<String>())
    };
    assert_eq!(blank(theirs), blank(nowhere));
}

#[actix_web::test]
async fn an_id_is_read_from_the_path_alone() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let meant = app.given().comment_held(&ada, &article, "Ada", "The first of two comments.").await;
    let other = app.given().comment_held(&ada, &article, "Ada", "The second of two comments.").await;
    let mia = app.moderator("mia").await;
    let form = mia.get("/moderation").await.form(&format!("{}/approve", meant.id));
    let mut fields = form.sent();
    for name in ["id", "comment", "comment_id"] {
        fields.push((name.to_owned(), other.id.as_str().to_owned()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    mia.post(&format!("{}?id={}", form.action, other.id), &fields).await.expect(303);
    let page = ada.get(&article.path()).await;
    assert!(page.main_text().contains("The first of two") && !page.main_text().contains("The second of two"));
}

#[actix_web::test]
async fn no_redirect_leads_to_another_site() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let (ada, rosa) = (app.visitor(), app.reader("rosa").await);
    let evil = [
        "//evil.example",
        "/%5Cevil.example",
        "/%0d%0aLocation:%20https://evil.example",
        "/https:evil.example",
    ];
    let queries = ["next", "return", "return_to", "url", "redirect", "continue"];
    let places = evil.iter().map(|path| (*path).to_owned()).chain(queries.iter().flat_map(|name| {
        ["/account", "/account/sign-in", "/admin", "/receipt"]
            .map(|place| format!("{place}?{name}=https://evil.example/"))
    }));
    for path in places {
        for person in [&ada, &rosa] {
            for host in ["127.0.0.1:8080", "localhost:8080"] {
                let page = person.ask(Method::GET, &path).header("host", host).send().await;
                let (to, here) = (page.location(), "http://127.0.0.1:8080");
                let below = to.strip_prefix(here).unwrap_or(to);
                let ours = to.is_empty() || (below.starts_with('/') && !to.starts_with("//"));
                assert!(ours, "{path} leads to {to}");
            }
        }
    }
    let sign_in = [("email", "rosa@example.org"), ("password", crate::support::PASSWORD)];
    let asked = ada.get("/account/sign-in?next=//evil.example").await;
    assert_eq!(ada.fill_only(&asked, "/account/sign-in", &sign_in).await.location(), "/account");
    app.deliver_mail().await;
}

#[actix_web::test]
async fn words_of_an_address_never_stand_on_a_page() {
    let app = TestApp::start().await;
    app.given().sample().await;
    let (ada, ruth) = (app.visitor(), app.admin("ruth").await);
    let names = [
        "email", "name", "error", "message", "q", "words", "title", "done", "state", "after", "before",
        "comment",
    ];
    let query = names.map(|name| format!("{name}=visit-evil-example")).join("&");
    for place in [
        "/",
        "/articles",
        "/cases",
        "/rules",
        "/receipt",
        "/account/sign-in",
        "/account/register",
        "/account/reset",
    ] {
        let page = ada.look(&format!("{place}?{query}")).await;
        assert!(!page.body.contains("visit-evil-example"), "{place}: {}", page.body);
    }
    for place in [
        "/moderation",
        "/moderation/decisions",
        "/editor",
        "/editor/cases",
        "/admin",
        "/admin/accounts",
        "/admin/invitations",
    ] {
        let page = ruth.look(&format!("{place}?{query}")).await;
        assert!(!page.body.contains("visit-evil-example"), "{place}: {}", page.body);
    }
    let lost = ada.look("/visit-evil-example").await.expect(404);
    assert!(!lost.main_text().contains("visit-evil-example"));
}

#[actix_web::test]
async fn no_header_of_a_request_reaches_a_letter() {
    let app = TestApp::start().await;
    app.given().account("ada", amicus::accounts::Role::Reader).await;
    let ada = app.visitor();
    let token =
        ada.get("/account/reset").await.form("/account/reset").value("form_token").unwrap().to_owned();
    let ask =
        ada.ask(Method::POST, "/account/reset").form(&[("email", "ada@example.org"), ("form_token", &token)]);
    let names = [
        "x-forwarded-host",
        "x-host",
        "x-original-host",
        "forwarded",
        "x-forwarded-server",
        "referer",
        "user-agent",
    ];
    names.iter().fold(ask, |ask, name| ask.header(name, "evil.example")).send().await.expect(200);
    let elsewhere =
        ada.ask(Method::POST, "/account/reset").form(&[("email", "ada@example.org"), ("form_token", &token)]);
    elsewhere.header("host", "evil.example").send().await.expect(421);
    app.deliver_mail().await;
    let letter = app.mailbox("ada@example.org").last().clone();
    assert!(!letter.text.contains("evil") && !letter.html.contains("evil"), "{}", letter.text);
    assert!(letter.link_containing("/account/reset/").starts_with(&app.origin()));
}

#[actix_web::test]
async fn fields_that_no_form_has_change_nothing() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let page = ada.get(&article.path()).await;
    let mut fields = page.form("/comments").sent();
    fields.retain(|(name, _)| name != "name" && name != "comment");
    for (name, value) in [
        ("name", "Ada"),
        ("comment", "They read my mail."),
        ("state", "published"),
        ("status", "published"),
        ("verified", "1"),
        ("role", "admin"),
        ("account", "1"),
        ("path", "0001"),
        ("id", "1"),
    ] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    ada.post(&format!("{}/comments", article.path()), &fields).await.expect(303);
    assert!(!ada.get(&article.path()).await.main_text().contains("They read my mail."), "it is held");
}

#[actix_web::test]
async fn the_trap_is_out_of_everybodys_way() {
    let app = TestApp::start().await;
    let (article, case) = (app.given().article("the-lesson").await, app.given().case("the-lesson").await);
    for path in [article.path(), case.path(), "/subscriptions".to_owned()] {
        let page = app.visitor().get(&path).await;
        let trap = "[aria-hidden=true] input[name=website][tabindex=\"-1\"][autocomplete=off]";
        assert!(page.has(trap), "{path}");
        assert_eq!(page.count("input[name=website]"), page.count(trap), "{path}");
    }
}

#[actix_web::test]
async fn password_managers_and_browsers_are_told_what_a_field_is() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    for (path, field, kind) in [
        (article.path().as_str(), "name", "name"),
        (article.path().as_str(), "email", "email"),
        ("/account/sign-in", "email", "username"),
        ("/account/sign-in", "password", "current-password"),
        ("/account/register", "email", "email"),
        ("/account/register", "password", "new-password"),
    ] {
        let page = app.visitor().get(path).await;
        let found = format!("main input[name={field}][autocomplete={kind}]");
        assert!(page.has(&found), "{path}: {found}");
        assert!(page.has(&format!("main label[for={field}]")), "{path}: {field} has no label");
        assert!(!page.has("[onpaste], [maxlength]"), "{path} stands in the way of pasting");
    }
}
