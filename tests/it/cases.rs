//! Following a court case: the case itself, its hearings, its updates, and what programs read of them.

mod api;
mod feeds;
mod hearings;
mod long;
mod states;
mod updates;

use amicus::audit::Actor;
use amicus::cases::{self, State, UpdateState};
use amicus::error::Error;
use jiff::civil::date;

use crate::support::TestApp;
use crate::support::given::case_draft;

/// A whole case, as an editor types it.
fn typed(deed: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("title", "Reporters v. Watchers"),
        ("full_title", "Reporters et al. v. Watchers Limited"),
        ("plaintiffs", "Ada Reporter\nBen Reporter\n\n"),
        ("defendants", "Watchers Limited"),
        ("claims", "trespass to chattels\nbreach of contract"),
        ("court", "District court of Oakland"),
        ("court_short", "D.C."),
        ("judge", "Ada Bench"),
        ("docket_number", "4:26-cv-00042"),
        ("filed_on", "2026-01-05"),
        ("deed", deed),
    ]
}

const NEW: &str = "/editor/cases/new";

#[actix_web::test]
async fn an_editor_adds_a_case_with_its_parties_and_publishes_it() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ed = app.editor("ed").await;
    let box_of = format!("article-{}", article.id);
    let fields = [&typed("save")[..], &[(box_of.as_str(), "yes")]].concat();
    let saved = ed.submit(NEW, NEW, &fields).await.expect(200);
    assert!(saved.text_of(".notice").contains("Saved"), "{saved:?}");
    assert_eq!(saved.field_value("slug"), "reporters-v-watchers");
    assert_eq!(saved.field_value("plaintiffs"), "Ada Reporter\nBen Reporter");
    let slug = amicus::base::text::Slug::parse("reporters-v-watchers").unwrap();
    let sought = slug.clone();
    assert!(app.db().read(move |conn| cases::published(conn, &sought)).await.unwrap().is_none());

    ed.fill(&saved, "/editor/cases/", &[("deed", "publish")]).await.expect(200);
    let look = move |conn: &mut amicus::db::Conn| {
        let case = cases::published(conn, &slug)?.unwrap();
        let of_article = cases::of_article(conn, &article.id)?.map(|case| case.slug);
        Ok((cases::parties(conn, &case.id)?, cases::articles_of(conn, &case.id)?, of_article, case))
    };
    let (parties, articles, of_article, case) = app.db().read(look).await.unwrap();
    assert_eq!((case.state, case.filed_on), (State::Published, Some(date(2026, 1, 5))));
    assert_eq!(
        case.claims.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["trespass to chattels", "breach of contract"]
    );
    assert_eq!((parties.len(), articles.len(), of_article), (3, 1, Some(case.slug)));
    let list = ed.get("/editor").await.expect(200);
    let list = ed.get(&list.link("Court cases")).await.expect(200);
    assert!(list.text_of(".rows").contains("Published"), "{list:?}");
}

#[actix_web::test]
async fn what_is_missing_is_asked_for_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let ed = app.editor("ed").await;
    let fields = [("title", "Only this"), ("filed_on", "5 Jan"), ("docket_id", "x"), ("deed", "save")];
    let page = ed.submit(NEW, NEW, &fields).await.expect(422);
    assert_eq!(page.problem_of("court"), "Please fill in this field.");
    assert_eq!(page.problem_of("filed_on"), "Please write the day as 2019-10-29.");
    assert_eq!(page.problem_of("docket_id"), "Please write a number.");
    assert_eq!(
        (page.field_value("title"), page.field_value("filed_on")),
        ("Only this".into(), "5 Jan".into())
    );
    let mended = [&typed("save")[..], &[("docket_id", "16395340")]].concat();
    ed.fill(&page, NEW, &mended).await.expect(200);
}

#[actix_web::test]
async fn the_slower_of_two_editors_sees_what_stands_now_beside_what_they_typed() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let (ed, eve) = (app.editor("ed").await, app.editor("eve").await);
    let place = format!("/editor/cases/{}", case.id);
    let (eds, eves) = (ed.get(&place).await, eve.get(&place).await);
    ed.fill(&eds, &place, &[("judge", "Ed Bench"), ("deed", "save")]).await.expect(200);
    let late = eve.fill(&eves, &place, &[("title", "Eve v. Watchers"), ("deed", "save")]).await.expect(409);
    let told = late.text_of(".notice.wait");
    assert!(told.contains("Somebody else changed this") && told.contains("Ed Bench"), "{told}");
    assert_eq!(late.field_value("title"), "Eve v. Watchers");
    let again = eve.fill(&late, &place, &[("judge", "Ed Bench"), ("deed", "save")]).await.expect(200);
    assert_eq!(
        (again.field_value("title"), again.field_value("judge")),
        ("Eve v. Watchers".into(), "Ed Bench".into())
    );
}

#[actix_web::test]
async fn an_article_belongs_to_one_case_at_most_and_the_form_says_to_which() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let own = article.id.clone();
    app.given().case_like("the-first", move |draft| draft.articles = vec![own]).await;
    let second = app.given().case("the-second").await;
    let ed = app.editor("ed").await;
    let place = format!("/editor/cases/{}", second.id);
    let page = ed.get(&place).await.expect(200);
    assert!(page.text_of("#articles").contains("belongs to Reporters v. Watchers"), "{page:?}");
    assert!(page.has(&format!("#article-{}[disabled]", article.id)));

    let mut form = page.form(&place);
    form.fill("deed", "save");
    let mut fields = form.sent();
    fields.push((format!("article-{}", article.id), "yes".to_owned()));
    let sent: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let refused = ed.post(&place, &sent).await.expect(422);
    assert!(refused.problem_of("articles").contains("another case"), "{refused:?}");
}

#[actix_web::test]
async fn a_published_case_keeps_its_address() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let ed = app.editor("ed").await;
    let place = format!("/editor/cases/{}", case.id);
    let refused = ed.submit(&place, &place, &[("slug", "the-other"), ("deed", "save")]).await.expect(422);
    assert!(refused.problem_of("slug").contains("stays"), "{refused:?}");
    let taken = [&typed("save")[..], &[("slug", "the-case")]].concat();
    let refused = ed.submit(NEW, NEW, &taken).await.expect(422);
    assert!(refused.problem_of("slug").contains("another case"), "{refused:?}");
}

#[actix_web::test]
async fn a_draft_in_another_language_takes_its_updates_along() {
    let app = TestApp::start().await;
    let case = app.given().case_draft("the-case").await;
    let update = app.given().update_drafted(&case, "Complaint filed").await;
    let (id, mut draft) = (case.id.clone(), case_draft("the-case"));
    draft.language = "es".to_owned();
    app.db().write(move |tx| cases::edit(tx, &id, 1, &draft, &Actor::Program)).await.unwrap();
    let now = app.given().update_now(&update.id).await;
    assert_eq!((now.language.as_str(), now.title.as_str()), ("es", "Complaint filed"));
}

#[actix_web::test]
async fn the_sample_tells_its_story_in_order_and_mails_nobody() {
    let app = TestApp::start().await;
    app.given().sample().await;
    let look = |conn: &mut amicus::db::Conn| {
        let case = cases::list_published(conn)?.remove(0);
        let articles = cases::articles_of(conn, &case.id)?;
        Ok((cases::timeline(conn, &case.id, 500)?, cases::parties(conn, &case.id)?, articles, case))
    };
    let (timeline, parties, articles, case) = app.db().read(look).await.unwrap();
    assert_eq!((case.path().as_str(), case.docket_id), ("/cases/whatsapp-v-nso", Some(16_395_340)));
    assert_eq!((parties.len(), articles.len()), (4, 1));
    let numbers: Vec<Option<i64>> = timeline.iter().map(|update| update.number).collect();
    assert_eq!(numbers, (1..=13).rev().map(Some).collect::<Vec<_>>());
    assert!(timeline.is_sorted_by_key(|update| std::cmp::Reverse(update.happened_on)));
    assert!(timeline.iter().all(|update| update.state == UpdateState::Published));
    let reported = timeline.iter().filter(|update| update.as_reported).count();
    assert_eq!(reported, 3, "those of November 2025 and later");
    assert_eq!(app.deliver_mail().await, 0);
}

#[actix_web::test]
async fn made_up_updates_are_numbered_after_the_real_ones() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    app.given().update(&case, "A ruling").await;
    let id = case.id.clone();
    let made = app.db().write(move |tx| cases::demo::fill(tx, &id, 200)).await.unwrap();
    assert_eq!(made, cases::demo::STEP);
    app.given().update(&case, "Another ruling").await;
    let timeline = app.db().read(move |conn| cases::timeline(conn, &case.id, 500)).await.unwrap();
    let mut numbers: Vec<i64> = timeline.iter().filter_map(|update| update.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=162).collect::<Vec<_>>());
}

#[actix_web::test]
async fn an_update_cannot_appear_in_a_case_that_is_a_draft() {
    let app = TestApp::start().await;
    let case = app.given().case_draft("the-case").await;
    let (id, update) = (case.id.clone(), app.given().update_drafted(&case, "Complaint filed").await);
    let draft = cases::UpdateDraft {
        kind: update.kind,
        happened_on: update.happened_on,
        title: update.title,
        body: update.body,
        source: update.source,
        source_url: None,
        as_reported: false,
    };
    let outcome = app.db().write(move |tx| cases::sample::publish(tx, &id, &draft)).await;
    assert!(matches!(outcome, Err(Error::Conflict("cases-problem-case-draft"))), "{outcome:?}");
}
