//! Writing, publishing and correcting articles.

use amicus::articles::{self, media};
use amicus::audit::Actor;
use amicus::base::text::Prose;
use jiff::civil::date;

use crate::support::{DAY, Person, TestApp};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe first picture";

/// A whole article, as an editor types it.
fn typed(deed: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("title", "A ruling at last"),
        ("standfirst", "The court has spoken."),
        ("body", "The judge read for an hour.\n\n## What follows\n\nNobody knows *yet*."),
        ("category", "Rulings"),
        ("byline", "By the campaign desk"),
        ("deed", deed),
    ]
}

async fn the_form_of(editor: &Person, title: &str) -> String {
    let list = editor.get("/editor").await.expect(200);
    list.link(title)
}

#[actix_web::test]
async fn an_editor_previews_saves_and_publishes_an_article() {
    let app = TestApp::start().await;
    let ed = app.editor("ed").await;
    let preview =
        ed.submit("/editor/articles/new", "/editor/articles/new", &typed("preview")).await.expect(200);
    assert!(preview.text_of(".preview").contains("The judge read for an hour."));
    assert!(preview.has(".preview em"));
    assert_eq!(preview.field_value("standfirst"), "The court has spoken.");
    let saved = ed.fill(&preview, "/editor/articles/new", &[("deed", "save")]).await.expect(200);
    assert!(saved.text_of(".notice").contains("Saved"));
    assert_eq!(saved.field_value("slug"), "a-ruling-at-last");
    assert_eq!(app.visitor().get("/articles/a-ruling-at-last").await.status, 404);
    let published = ed.fill(&saved, "/editor/articles/", &[("deed", "publish")]).await.expect(200);
    assert!(published.text_of(".notice").contains("Published"));
    assert_eq!(published.field_value("date"), "2026-05-04");
    let page = app.visitor().get("/articles/a-ruling-at-last").await.expect(200);
    assert!(page.main_text().contains("4 May 2026"), "{page:?}");
}

#[actix_web::test]
async fn what_is_missing_is_asked_for_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let ed = app.editor("ed").await;
    let fields = [("standfirst", "Only this"), ("date", "29 Oct"), ("deed", "save")];
    let page = ed.submit("/editor/articles/new", "/editor/articles/new", &fields).await.expect(422);
    assert_eq!(page.problem_of("title"), "Please give the article a title.");
    assert_eq!(page.problem_of("date"), "Please write the day as 2019-10-29.");
    assert_eq!(
        (page.field_value("standfirst"), page.field_value("date")),
        ("Only this".to_owned(), "29 Oct".to_owned())
    );
    let mended = [&typed("save")[..], &[("date", "2019-10-29")]].concat();
    ed.fill(&page, "/editor/articles/new", &mended).await.expect(200);
}

#[actix_web::test]
async fn the_slower_of_two_editors_sees_what_the_first_changed() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let (ed, eve) = (app.editor("ed").await, app.editor("eve").await);
    let place = the_form_of(&ed, "They read").await;
    let (eds, eves) = (ed.get(&place).await, eve.get(&place).await);
    ed.fill(&eds, &place, &[("byline", "By Ed"), ("deed", "save")]).await.expect(200);
    let late = eve.fill(&eves, &place, &[("title", "By Eve"), ("deed", "save")]).await.expect(409);
    let told = late.text_of(".notice.wait");
    assert!(told.contains("It was ed.") && told.contains("By Ed") && told.contains("Ines Bakker"), "{told}");
    assert_eq!(
        (late.field_value("title"), late.field_value("byline")),
        ("By Eve".to_owned(), "Ines Bakker".to_owned())
    );
    let again = eve.fill(&late, &place, &[("deed", "save")]).await.expect(200);
    assert_eq!(again.field_value("title"), "By Eve");
    let revisions = eve.get(&format!("{place}/revisions")).await.expect(200);
    assert_eq!(revisions.count(".rows li"), 3);
    let second = eve.get(&format!("{place}/revisions/3")).await.expect(200);
    assert!(second.text_of(".diff").contains("Ines Bakker"), "{second:?}");
}

#[actix_web::test]
async fn a_former_address_leads_to_the_new_one_and_is_never_given_away() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let ed = app.editor("ed").await;
    let place = the_form_of(&ed, "They read").await;
    ed.submit(&place, &place, &[("slug", "the-second"), ("deed", "save")]).await.expect(200);
    let old = app.visitor().look("/articles/the-lesson").await.expect(301);
    assert_eq!(old.location(), "/articles/the-second");
    let thief = [&typed("save")[..], &[("slug", "the-lesson")]].concat();
    let refused = ed.submit("/editor/articles/new", "/editor/articles/new", &thief).await.expect(422);
    assert!(refused.problem_of("slug").contains("another article"), "{refused:?}");
    ed.submit(&place, &place, &[("slug", "the-lesson"), ("deed", "save")]).await.expect(200);
    assert_eq!(
        app.visitor().look("/articles/the-second").await.expect(301).location(),
        "/articles/the-lesson"
    );
    app.visitor().look("/articles/the-lesson").await.expect(200);
}

#[actix_web::test]
async fn a_picture_from_another_site_is_refused_with_its_line() {
    let app = TestApp::start().await;
    let ed = app.editor("ed").await;
    let mut fields = typed("publish");
    fields.retain(|(name, _)| *name != "body");
    fields.push(("body", "One.\n\n![a map](https://maps.example/a.png)"));
    let page = ed.submit("/editor/articles/new", "/editor/articles/new", &fields).await.expect(422);
    assert!(page.problem_of("body").contains("another site"), "{page:?}");
    assert!(page.main_text().contains("line 3"), "{page:?}");
}

#[actix_web::test]
async fn a_correction_stands_below_the_article_with_its_day() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ed = app.editor("ed").await;
    let place = format!("/editor/articles/{}/corrections", article.id);
    let empty = ed.submit(&place, &place, &[("correction", " ")]).await.expect(422);
    assert!(!empty.problem_of("correction").is_empty());
    ed.fill(&empty, &place, &[("correction", "It was <spring>, not autumn.")]).await.expect(200);
    let page = app.visitor().get(&article.path()).await.expect(200);
    let said = page.text_of(".corrections");
    assert!(said.contains("4 May 2026") && said.contains("It was <spring>, not autumn."), "{said}");
}

#[actix_web::test]
async fn only_editors_and_admins_come_to_the_desk() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let places =
        ["/editor".to_owned(), "/editor/articles/new".to_owned(), format!("/editor/articles/{}", article.id)];
    let (mia, ada) = (app.moderator("mia").await, app.admin("ada").await);
    for place in places {
        let turned_away = app.visitor().look(&place).await.expect(303);
        assert!(turned_away.location().starts_with("/account/sign-in"));
        mia.look(&place).await.expect(403);
        let page = ada.look(&place).await.expect(200);
        assert_eq!(page.header("cache-control"), "no-store");
    }
    ada.look("/editor/articles/nothing").await.expect(404);
    ada.look("/editor/articles/0000000000000000").await.expect(404);
}

#[actix_web::test]
async fn a_picture_is_served_by_its_name_and_checked_for_change() {
    let app = TestApp::start().await;
    let name = media::name_for("The Map.PNG", PNG).unwrap();
    let path = name.path();
    let put = |bytes: &'static [u8]| {
        let name = name.clone();
        app.db().write(move |tx| media::add(tx, &name, bytes))
    };
    put(PNG).await.unwrap();
    let reader = app.visitor();
    let first = reader.look(&path).await.expect(200);
    assert_eq!((path.as_str(), first.header("content-type")), ("/media/the-map.png", "image/png"));
    assert_eq!(first.bytes, PNG);
    let ask =
        || reader.ask(actix_web::http::Method::GET, &path).header("if-none-match", first.header("etag"));
    ask().send().await.expect(304);
    app.clock.advance(DAY);
    put(b"\x89PNG\r\n\x1a\nthe second").await.unwrap();
    ask().send().await.expect(200);
    for missing in ["/media/other.png", "/media/the-map.svg", "/media/..%2Fx.png"] {
        reader.look(missing).await.expect(404);
    }
}

#[actix_web::test]
async fn programs_read_what_is_published_and_no_drafts() {
    let app = TestApp::start().await;
    let article =
        app.given().article_like("the-lesson", |draft| draft.published_on = Some(date(2019, 10, 29))).await;
    app.given().draft("the-secret").await;
    let text = Prose::parse("Not that.").unwrap();
    let id = article.id.clone();
    app.db()
        .write(move |tx| articles::correct(tx, &id, date(2026, 5, 4), &text, &Actor::Program))
        .await
        .unwrap();
    let program = app.visitor();
    let list = program.look("/api/v1/articles").await.expect(200);
    assert_eq!(list.header("content-type"), "application/json");
    assert_eq!(list.json().as_array().map(Vec::len), Some(1));
    assert_eq!(list.json()[0]["published_on"], "2019-10-29");
    let one = program.look("/api/v1/articles/the-lesson").await.expect(200).json();
    assert!(one["body"].as_str().unwrap().starts_with("## How it began"));
    assert_eq!(
        (one["takes_comments"].as_bool(), &one["corrections"][0]["text"]),
        (Some(true), &"Not that.".into())
    );
    for hidden in ["the-secret", "nothing", "Not-A-Slug"] {
        let problem = program.look(&format!("/api/v1/articles/{hidden}")).await.expect(404);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        assert_eq!(problem.json()["status"], 404);
    }
}
