//! A case as readers see it: its pages, its feeds, its calendar, and what of it stands elsewhere.

use std::time::Duration;

use actix_web::http::Method;
use amicus::articles;
use amicus::audit::Actor;
use amicus::base::text::{Line, Prose, Slug};
use amicus::cases::{
    self, CaseDraft, CaseId, Correcting, HearingDraft, HearingId, Kind, Party, Side, UpdateDraft, UpdateId,
};
use jiff::civil::{Date, date};

use crate::support::{HOUR, Page, TestApp};

const CASE: &str = "/cases/ada-v-listeners";
/// Every page and feed of a case with one update.
const PAGES: [&str; 7] = [
    "/cases",
    CASE,
    "/cases/ada-v-listeners/updates",
    "/cases/ada-v-listeners/updates/1",
    "/cases/ada-v-listeners/feed.atom",
    "/cases/ada-v-listeners/feed.json",
    "/cases/ada-v-listeners/hearings.ics",
];

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).unwrap()
}

fn draft() -> CaseDraft {
    let party = |side, name| Party { side, name: line(name) };
    CaseDraft {
        slug: Slug::parse("ada-v-listeners").unwrap(),
        language: "en".to_owned(),
        title: line("Ada v. Listeners"),
        full_title: line("Ada Example et al. v. Listeners Ltd."),
        court: line("District Court of Example"),
        court_short: line("D. Ex."),
        court_id: None,
        docket_number: line("4:26-cv-00001"),
        docket_id: None,
        judge: line("Judge Example"),
        filed_on: Some(date(2026, 1, 12)),
        claims: vec![line("breach of contract")],
        parties: vec![
            party(Side::Plaintiff, "Ada Example"),
            party(Side::Plaintiff, "Ben Example"),
            party(Side::Defendant, "Listeners Ltd."),
        ],
        articles: Vec::new(),
    }
}

fn told(title: &str, day: Date) -> UpdateDraft {
    UpdateDraft {
        kind: Kind::Ruling,
        happened_on: day,
        title: line(title),
        body: prose("The court orders the company to stop.\n\nIt gives its reasons later."),
        source: line("docket"),
        source_url: Some("https://court.example/1".to_owned()),
        as_reported: false,
    }
}

/// A draft of the case.
async fn case_draft(app: &TestApp) -> CaseId {
    app.db().write(|tx| cases::create(tx, &draft(), &Actor::Program)).await.unwrap()
}

async fn publish_case(app: &TestApp, id: &CaseId) {
    let id = id.clone();
    app.db().write(move |tx| cases::publish_case(tx, &id, 1, &Actor::Program)).await.unwrap();
}

/// The case, published, without any update.
async fn case(app: &TestApp) -> CaseId {
    let id = case_draft(app).await;
    publish_case(app, &id).await;
    id
}

async fn update(app: &TestApp, case: &CaseId, draft: UpdateDraft) -> UpdateId {
    let case = case.clone();
    app.db().write(move |tx| cases::sample::publish(tx, &case, &draft)).await.unwrap()
}

/// The case with its first update.
async fn lively_case(app: &TestApp) -> (CaseId, UpdateId) {
    let case = case(app).await;
    let first = update(app, &case, told("The company must stop", date(2026, 4, 30))).await;
    (case, first)
}

async fn version_of(app: &TestApp, id: &UpdateId) -> i64 {
    let id = id.clone();
    app.db().read(move |conn| cases::update(conn, &id)).await.unwrap().unwrap().version
}

async fn correct(app: &TestApp, id: &UpdateId) {
    let (id, version) = (id.clone(), version_of(app, id).await);
    let correcting = Correcting {
        on: date(2026, 5, 4),
        note: prose("We named the wrong company."),
        title: line("The other company must stop"),
        body: prose("The court orders the other company to stop."),
    };
    let deed =
        move |tx: &mut amicus::db::Tx<'_>| cases::correct(tx, &id, version, &correcting, &Actor::Program);
    app.db().write(deed).await.unwrap();
}

async fn retract(app: &TestApp, id: &UpdateId) {
    let (id, version) = (id.clone(), version_of(app, id).await);
    let reason = prose("It was another case.");
    app.db().write(move |tx| cases::retract(tx, &id, version, &reason, &Actor::Program)).await.unwrap();
}

/// A hearing on the next day at nine by the court's clock, for an hour.
async fn hearing(app: &TestApp, case: &CaseId) -> HearingId {
    let case = case.clone();
    let draft = HearingDraft {
        title: line("Argument on the injunction"),
        place: line("Courtroom 3, Oakland"),
        starts: date(2026, 5, 5).at(9, 0, 0, 0),
        time_zone: "America/Los_Angeles".to_owned(),
        minutes: 60,
        note: Some(prose("Open to everyone.")),
    };
    app.db().write(move |tx| cases::plan_hearing(tx, &case, &draft, &Actor::Program)).await.unwrap()
}

async fn look(app: &TestApp, path: &str) -> Page {
    app.visitor().look(path).await.expect(200)
}

async fn look_at_all(app: &TestApp) -> Vec<Page> {
    let mut pages = Vec::new();
    for path in PAGES {
        pages.push(look(app, path).await);
    }
    pages
}

#[actix_web::test]
async fn a_newcomer_reads_the_case_of_the_sample_from_the_front_page_on() {
    let app = TestApp::start().await;
    app.given().sample().await;
    let reader = app.visitor();
    let front = reader.get("/").await.expect(200);
    assert_eq!(front.count(".in-court .latest li"), 3);
    assert!(front.text_of(".in-court").contains("Eleven groups file an amicus brief"), "{front:?}");
    let case = reader.get(&front.link("The case so far")).await.expect(200);
    assert_eq!(case.text_of("h1"), "WhatsApp v. NSO Group");
    let caption = case.text_of(".caption");
    for fact in [
        "US District Court, Northern District of California",
        "WhatsApp Inc.",
        "Q Cyber Technologies Limited",
        "4:19-cv-07123-PJH",
        "Phyllis J. Hamilton",
        "29 October 2019",
        "trespass to chattels",
    ] {
        assert!(caption.contains(fact), "{fact} is missing: {caption}");
    }
    let days = case.attributes(".timeline time", "datetime");
    assert_eq!(days.len(), 13);
    assert!(days.is_sorted_by(|a, b| a >= b), "the newest comes first: {days:?}");
    assert!(case.text_of(".timeline").contains("Source: 17 F.4th 930"));
    assert_eq!(case.count(".timeline .badge.wait"), 3, "three rest on reports");
    assert_eq!(case.texts_of(".story-line h3"), ["WhatsApp takes NSO Group to court"]);
    let list = reader.get("/cases").await.expect(200);
    assert_eq!((list.count(".case-line"), list.count(".case-line .timeline li")), (1, 3));
    assert!(list.has(".strip [aria-current=page][href='/cases']"));
}

#[actix_web::test]
async fn an_update_says_what_when_and_where_it_is_known_from_and_what_stands_beside_it() {
    let app = TestApp::start().await;
    let (case, _) = lively_case(&app).await;
    update(&app, &case, told("The company appeals", date(2026, 5, 2))).await;
    let reported = UpdateDraft { as_reported: true, source_url: None, ..told("It began", date(2026, 1, 12)) };
    update(&app, &case, reported).await;

    let page = look(&app, "/cases/ada-v-listeners/updates/1").await;
    assert_eq!(page.text_of("h1"), "The company must stop");
    assert_eq!(page.attribute(".byline time", "datetime"), "2026-04-30");
    assert!(
        page.text_of(".prose").contains("The court orders the company to stop.\nIt gives its reasons later.")
    );
    assert_eq!(page.attribute(".sources a", "href"), "https://court.example/1");
    assert!(!page.text_of(".sources").contains("As reported"));
    assert!(page.text_of(".pager .previous").contains("It began"));
    assert!(page.text_of(".pager .next").contains("The company appeals"));
    assert_eq!(page.count(".rail .case .timeline li"), 3);

    let reported = look(&app, "/cases/ada-v-listeners/updates/3").await;
    assert!(reported.text_of(".sources").contains("have not seen the court’s own papers"), "{reported:?}");
    assert!(!reported.has(".sources a") && !reported.has(".pager .previous"));
    let all = look(&app, "/cases/ada-v-listeners/updates").await;
    let told = ["The company appeals", "The company must stop", "It began"];
    assert_eq!(all.texts_of(".timeline h3"), told);
}

#[actix_web::test]
async fn the_pages_of_a_case_are_the_same_bytes_for_everyone_and_are_not_sent_twice() {
    let app = TestApp::start().await;
    lively_case(&app).await;
    let (reader, emil) = (app.visitor(), app.editor("emil").await);
    for path in PAGES {
        let (theirs, his) = (reader.look(path).await.expect(200), emil.look(path).await.expect(200));
        assert_eq!(theirs.bytes, his.bytes, "{path}");
        assert_eq!(theirs.header("cache-control"), "no-cache", "{path}");
        let again = reader.ask(Method::GET, path).header("if-none-match", theirs.header("etag")).send().await;
        assert!(again.expect(304).bytes.is_empty(), "{path}");
    }
    for (name, media) in [
        ("feed.atom", "application/atom+xml"),
        ("feed.json", "application/feed+json"),
        ("hearings.ics", "text/calendar"),
    ] {
        let page = look(&app, &format!("{CASE}/{name}")).await;
        assert!(page.header("content-type").starts_with(media), "{page:?}");
    }
}

#[actix_web::test]
async fn a_release_a_correction_and_a_retraction_show_at_once_everywhere() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    for path in ["/", "/cases", CASE, "/cases/ada-v-listeners/feed.atom", "/sitemap.xml"] {
        look(&app, path).await;
    }
    assert!(look(&app, CASE).await.text_of(".chronicle .empty").contains("Nothing has happened yet"));

    let first = update(&app, &case, told("The company must stop", date(2026, 4, 30))).await;
    for path in ["/", "/cases", CASE, "/cases/ada-v-listeners/feed.atom", "/cases/ada-v-listeners/feed.json"]
    {
        assert!(look(&app, path).await.body.contains("The company must stop"), "{path}");
    }
    assert!(look(&app, "/sitemap.xml").await.body.contains("/cases/ada-v-listeners/updates/1</loc>"));

    let before = look_at_all(&app).await;
    correct(&app, &first).await;
    let corrected = look(&app, "/cases/ada-v-listeners/updates/1").await;
    assert_eq!(corrected.text_of("h1"), "The other company must stop");
    assert!(corrected.text_of(".corrections").contains("We named the wrong company."));
    assert_ne!(before[3].header("etag"), corrected.header("etag"));

    retract(&app, &first).await;
    let page = look(&app, "/cases/ada-v-listeners/updates/1").await;
    assert!(page.text_of(".notice.bad").contains("We retracted this update on 4 May 2026"), "{page:?}");
    assert!(page.text_of(".notice.bad").contains("It was another case."));
    assert!(page.text_of(".prose.retracted").contains("the other company"), "it stays readable");
    let entry = look(&app, CASE).await.text_of(".timeline li");
    assert!(entry.contains("Retracted") && entry.contains("It was another case."), "{entry}");
    for path in ["/cases/ada-v-listeners/feed.atom", "/cases/ada-v-listeners/feed.json"] {
        assert!(look(&app, path).await.body.contains("It was another case."), "{path}");
    }
}

#[actix_web::test]
async fn a_hearing_is_told_by_the_courts_clock_and_by_ours_until_it_is_over() {
    let app = TestApp::start().await;
    let (case, _) = lively_case(&app).await;
    assert!(!look(&app, CASE).await.has(".hearings"));
    let id = hearing(&app, &case).await;
    let page = look(&app, CASE).await;
    let said = page.text_of(".hearings");
    for fact in
        ["5 May 2026, 09:00 PDT", "5 May 2026, 16:00 UTC", "Courtroom 3, Oakland", "Open to everyone."]
    {
        assert!(said.contains(fact), "{fact} is missing: {said}");
    }
    assert_eq!(page.attribute(".hearings time", "datetime"), "2026-05-05T16:00:00Z");
    let calendar = look(&app, "/cases/ada-v-listeners/hearings.ics").await;
    assert!(calendar.body.contains("DTSTART:20260505T160000Z\r\n"), "{}", calendar.body);

    app.clock.advance(30 * HOUR + Duration::from_mins(30));
    assert!(look(&app, CASE).await.text_of(".hearings").contains("In session"));
    app.clock.advance(HOUR);
    assert!(!look(&app, CASE).await.has(".hearings"), "it is over");
    let calendar = look(&app, "/cases/ada-v-listeners/hearings.ics").await;
    assert!(calendar.body.contains(id.as_str()), "calendars keep what was");
}

#[actix_web::test]
async fn a_cancelled_hearing_leaves_the_page_and_stays_in_the_calendar() {
    let app = TestApp::start().await;
    let (case, _) = lively_case(&app).await;
    let id = hearing(&app, &case).await;
    assert!(look(&app, CASE).await.has(".hearings"));
    let cancelled = id.clone();
    app.db().write(move |tx| cases::cancel_hearing(tx, &cancelled, 1, &Actor::Program)).await.unwrap();
    assert!(!look(&app, CASE).await.has(".hearings"));
    let calendar = look(&app, "/cases/ada-v-listeners/hearings.ics").await;
    assert!(calendar.body.contains("STATUS:CANCELLED"), "{}", calendar.body);
}

#[actix_web::test]
async fn a_draft_is_nowhere() {
    let app = TestApp::start().await;
    let id = case_draft(&app).await;
    for path in PAGES.into_iter().skip(1) {
        app.visitor().look(path).await.expect(404);
    }
    app.visitor().look("/api/v1/cases/ada-v-listeners").await.expect(404);
    for path in ["/", "/cases", "/sitemap.xml", "/api/v1/cases"] {
        assert!(!look(&app, path).await.body.to_lowercase().contains("listeners"), "{path}");
    }
    publish_case(&app, &id).await;
    let hidden = told("A secret ruling", date(2026, 5, 1));
    let of = id.clone();
    app.db().write(move |tx| cases::draft_update(tx, &of, &hidden, &Actor::Program)).await.unwrap();
    update(&app, &id, told("The company must stop", date(2026, 4, 30))).await;
    let mut pages = look_at_all(&app).await;
    for path in ["/", "/sitemap.xml", "/api/v1/cases/ada-v-listeners/updates"] {
        pages.push(look(&app, path).await);
    }
    for page in pages {
        assert!(!page.body.contains("A secret ruling"), "{page:?}");
    }
    app.visitor().look("/cases/ada-v-listeners/updates/2").await.expect(404);
}

#[actix_web::test]
async fn what_is_no_case_and_no_update_is_not_found() {
    let app = TestApp::start().await;
    lively_case(&app).await;
    for path in [
        "/cases/nobody-v-nobody",
        "/cases/UPPER",
        "/cases/nobody-v-nobody/updates",
        "/cases/nobody-v-nobody/updates/1",
        "/cases/nobody-v-nobody/feed.atom",
        "/cases/nobody-v-nobody/feed.json",
        "/cases/nobody-v-nobody/hearings.ics",
        "/cases/ada-v-listeners/updates/0",
        "/cases/ada-v-listeners/updates/2",
        "/cases/ada-v-listeners/updates/01",
        "/cases/ada-v-listeners/updates/-1",
        "/cases/ada-v-listeners/updates/99999999999999999999",
        "/cases/ada-v-listeners/updates/one",
        "/cases/ada-v-listeners/updates?after=x",
        "/cases/ada-v-listeners/updates?after=a&before=b",
    ] {
        app.visitor().look(path).await.expect(404);
    }
}

#[actix_web::test]
async fn an_article_shows_its_case_and_lets_readers_follow_it_and_other_articles_stay_as_they_were() {
    let app = TestApp::start().await;
    let (article, other) = (app.given().article("the-lesson").await, app.given().article("another").await);
    let belongs = CaseDraft { articles: vec![article.id.clone()], ..draft() };
    let deed = move |tx: &mut amicus::db::Tx<'_>| {
        let id = cases::create(tx, &belongs, &Actor::Program)?;
        cases::publish_case(tx, &id, 1, &Actor::Program)?;
        Ok(id)
    };
    let case = app.db().write(deed).await.unwrap();
    for day in 1..=4 {
        update(&app, &case, told(&format!("Ruling of day {day}"), date(2026, 4, day))).await;
    }
    let page = look(&app, &article.path()).await;
    let rail = page.text_of(".rail .case");
    assert!(rail.contains("D. Ex. · 4:26-cv-00001") && rail.contains("4 updates"), "{rail}");
    assert_eq!(page.count(".rail .case .timeline li"), 3);
    assert!(rail.contains("Ruling of day 4") && !rail.contains("Ruling of day 1"), "{rail}");
    assert_eq!(page.link("The case so far"), CASE);
    assert!(page.has("#follow form[action='/cases/ada-v-listeners/subscriptions']"));
    assert!(!look(&app, &other.path()).await.has("#follow, .rail .case, link[rel=alternate]"));

    update(&app, &case, told("Ruling of day 5", date(2026, 4, 5))).await;
    assert!(look(&app, &article.path()).await.text_of(".rail .case").contains("Ruling of day 5"));
    assert_eq!(look(&app, CASE).await.count(".of-case .story-line"), 1);
}

#[actix_web::test]
async fn feeds_and_calendar_are_offered_above_the_form_and_in_the_head() {
    let app = TestApp::start().await;
    lively_case(&app).await;
    for path in [CASE, "/cases/ada-v-listeners/updates/1"] {
        let page = look(&app, path).await;
        let named = page.attributes("head link[rel=alternate]", "href");
        let feeds = ["feed.atom", "feed.json", "hearings.ics"].map(|name| format!("{CASE}/{name}"));
        assert_eq!(named, feeds, "{path}");
        assert_eq!(page.attributes("#follow .feeds a", "href"), feeds, "{path}");
        let (feeds, form) = (page.body.find("class=\"feeds\""), page.body.find("/subscriptions\""));
        assert!(feeds.is_some() && feeds < form, "what needs no address comes first on {path}");
    }
}

#[actix_web::test]
async fn updates_come_fifty_a_page_and_the_case_page_tells_of_twenty() {
    let app = TestApp::start().await;
    let case = case(&app).await;
    let all = move |tx: &mut amicus::db::Tx<'_>| {
        for place in 0..60_i64 {
            let day = date(2025, 1, 1).saturating_add(jiff::Span::new().days(place));
            cases::sample::publish(tx, &case, &told(&format!("Step {place}."), day))?;
        }
        Ok(())
    };
    app.db().write(all).await.unwrap();
    let page = look(&app, CASE).await;
    assert_eq!((page.count(".timeline li"), page.text_of(".timeline h3")), (20, "Step 59.".to_owned()));
    assert_eq!(page.link("All 60 updates"), "/cases/ada-v-listeners/updates");
    let first = look(&app, "/cases/ada-v-listeners/updates").await;
    assert_eq!(first.count(".timeline li"), 50);
    let second = app.visitor().look(&first.link("Older updates")).await.expect(200);
    assert_eq!((second.count(".timeline li"), second.text_of(".timeline h3")), (10, "Step 9.".to_owned()));
    assert!(second.link("Newer updates").contains("?before="));
    let feed = look(&app, "/cases/ada-v-listeners/feed.json").await.json();
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(20));
}

#[actix_web::test]
async fn a_former_address_of_an_article_still_leads_to_it_from_its_case() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let belongs = CaseDraft { articles: vec![article.id.clone()], ..draft() };
    let deed = move |tx: &mut amicus::db::Tx<'_>| {
        let id = cases::create(tx, &belongs, &Actor::Program)?;
        cases::publish_case(tx, &id, 1, &Actor::Program)
    };
    app.db().write(deed).await.unwrap();
    assert!(look(&app, CASE).await.body.contains("/articles/the-lesson"));
    let (id, version) = (article.id.clone(), article.version);
    let moved = articles::Draft {
        slug: Slug::parse("the-lesson-learnt").unwrap(),
        language: article.language.clone(),
        category: article.category.clone(),
        title: article.title.clone(),
        standfirst: article.standfirst.clone(),
        byline: article.byline.clone(),
        body: article.body.clone(),
        published_on: article.published_on,
        comments: article.comments,
    };
    app.db().write(move |tx| articles::edit(tx, &id, version, &moved, &Actor::Program)).await.unwrap();
    assert!(look(&app, CASE).await.body.contains("/articles/the-lesson-learnt"), "the case shows it at once");
    let led = app.visitor().look("/articles/the-lesson").await.expect(301);
    assert_eq!(led.location(), "/articles/the-lesson-learnt");
}
