//! Legal demands against comments: one person records, the comment may go out of sight meanwhile, another one decides, and
//! readers learn on what basis something is gone.

use amicus::comments::{self, State};
use jiff::civil::Date;

use super::*;

use crate::support::dump::every_row;

pub const TEXT: &str = "Vigil Ltd. sold the list to the ministry. I have seen the invoice.";
pub const QUOTE: &str = "sold the list to the ministry";
pub const BASIS: &str = "Order 4 O 17/26 of the regional court";
pub const CLAIMANT: &str = "Vigil Holdings, by Dr. Sharp";

/// A site with a published comment of Ada's, and two who moderate.
pub struct World {
    pub app: TestApp,
    pub comment: GivenComment,
    pub mia: Person,
    pub noor: Person,
}

impl World {
    pub async fn new() -> Self {
        let world = Self::waiting().await;
        world.app.given().publish(&world.comment).await;
        world
    }

    /// The same while the comment waits.
    pub async fn waiting() -> Self {
        let app = TestApp::start().await;
        app.given().rules().await;
        let there = app.given().article("the-lesson").await;
        let comment = app.given().comment_held(&app.visitor(), &there, "Ada", TEXT).await;
        let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
        Self { app, comment, mia, noor }
    }

    pub fn day(&self, days: i64) -> Date {
        let today = self.app.db().now().day();
        today.checked_add(jiff::Span::new().days(days)).unwrap()
    }

    /// Mia records a demand by a company, in order but for what is changed.
    pub async fn records(&self, changed: &[(&str, &str)]) -> Page {
        let form = self.mia.get(&to(&self.comment, "takedown")).await.expect(200);
        self.records_in(&form, changed).await
    }

    /// The same in a form that Mia had opened.
    pub async fn records_in(&self, form: &Page, changed: &[(&str, &str)]) -> Page {
        let (came, until) = (self.day(-1).to_string(), self.day(14).to_string());
        let fields = [
            ("claimant", "company"),
            ("name", CLAIMANT),
            ("basis", BASIS),
            ("quote", QUOTE),
            ("received_on", &came),
            ("decide_by", &until),
        ];
        let fields: Vec<_> = fields.into_iter().chain(changed.iter().copied()).collect();
        self.mia.fill(form, &to(&self.comment, "takedown"), &fields).await
    }

    /// The same, and the comment goes out of sight.
    pub async fn hides(&self) -> Page {
        self.records(&[("hide", "yes")]).await.expect(200)
    }

    /// Somebody decides on the demand of a page.
    pub async fn decides(by: &Person, page: &Page, ruling: &str) -> Page {
        let looked = by.get(&page.path).await.expect(200);
        let fields = [("ruling", ruling), ("words", "We looked at the invoice.")];
        by.fill(&looked, "/moderation/takedowns/", &fields).await
    }

    pub async fn receipt(&self) -> String {
        self.app.visitor().get(&format!("/receipt/{}", self.comment.receipt)).await.expect(200).main_text()
    }

    pub async fn state(&self) -> State {
        self.app.given().state_of(&self.comment).await
    }
}

#[actix_web::test]
async fn a_demand_takes_the_comment_out_of_sight_at_once_and_readers_learn_on_what_basis() {
    let world = World::new().await;
    let answered = answered_by_ben(&world).await;
    let told = world.hides().await;
    assert!(told.main_text().contains(CLAIMANT) && told.main_text().contains("out of sight"), "{told:?}");
    let read = world.app.visitor().get("/articles/the-lesson").await;
    assert!(!read.body.contains(QUOTE) && !read.body.contains("Vigil Holdings"), "{read:?}");
    let stub = read.text_of(".stub");
    assert!(stub.contains("until we have decided on a legal demand") && stub.contains(BASIS), "{stub}");
    assert!(read.text_of("#comments").contains(&answered), "what answers it stays");
    let api = world.app.visitor().get("/api/v1/articles/the-lesson/comments").await.json();
    let stub =
        api["comments"].as_array().unwrap().iter().find(|one| one["state"] == "hidden").unwrap().clone();
    assert_eq!(stub["legal_demand"]["basis"], BASIS, "{stub}");
    assert!(stub.get("text").is_none() && stub["legal_demand"]["since"].is_string(), "{stub}");
}

async fn article_of(world: &World) -> amicus::articles::Article {
    let slug = amicus::base::text::Slug::parse("the-lesson").unwrap();
    world.app.db().read(move |conn| amicus::articles::published(conn, &slug)).await.unwrap().unwrap()
}

/// Ben answers the comment, which gives its stub something to hold together.
async fn answered_by_ben(world: &World) -> String {
    let (ben, text) = (world.app.visitor(), "Then show it to us.");
    let page = ben.get(&format!("/comments/{}/reply", world.comment.id)).await;
    let sent = ben.fill(&page, "/comments", &[("name", "Ben"), ("comment", text)]).await.expect(200);
    let queue = world.noor.get("/moderation").await;
    assert!(sent.path.starts_with("/receipt/"));
    world.noor.fill(&queue, "/approve", &[]).await.expect(200);
    text.to_owned()
}

#[actix_web::test]
async fn a_demand_that_is_not_in_order_comes_back_with_all_that_was_typed() {
    let world = World::new().await;
    let tomorrow = world.day(1).to_string();
    let yesterday = world.day(-1).to_string();
    for (field, typed, says) in [
        (
            "quote",
            "sold the List",
            "These words do not stand in the comment just so. Please copy them from it.",
        ),
        ("quote", " ", "Please quote the words that are complained of."),
        ("name", "", "Please write the name, in one line of at most 200 letters."),
        ("basis", "", "Please write the law or the order, in one line of at most 200 letters."),
        ("received_on", &tomorrow, "This day is yet to come. Please write the day on which the demand came."),
        ("received_on", "soon", "Please write a day, such as 2026-05-04."),
        ("decide_by", &yesterday, "This must be a day after the one on which the demand came."),
    ] {
        let again = world.records(&[(field, typed)]).await.expect(422);
        assert_eq!(again.summary(), [says]);
        assert_eq!(again.problem_of(field).trim_start_matches("Problem: "), says);
        let form = again.form(&to(&world.comment, "takedown"));
        let kept = if field == "basis" { ("name", CLAIMANT) } else { ("basis", BASIS) };
        assert_eq!((form.value(field), form.value(kept.0)), (Some(typed), Some(kept.1)));
    }
    assert_eq!(world.state().await, State::Published);
    assert!(world.mia.get("/moderation/takedowns").await.main_text().matches("There is none.").count() == 3);
}

#[actix_web::test]
async fn whoever_recorded_a_demand_does_not_decide_on_it_unless_nobody_else_moderates() {
    let world = World::new().await;
    let page = world.hides().await;
    assert!(page.main_text().contains("somebody else decides on it"), "{page:?}");
    assert!(!page.has("form[action^='/moderation/takedowns/']"), "{page:?}");
    let alone = TestApp::start().await;
    alone.given().rules().await;
    let there = alone.given().article("the-lesson").await;
    let comment = alone.given().comment_published(&alone.visitor(), &there, "Ada", TEXT).await;
    let mia = alone.moderator("mia").await;
    let noor = Person::clone(&mia);
    let lone = World { app: alone, comment, mia, noor };
    let page = lone.hides().await;
    assert!(page.main_text().contains("Nobody else here could decide on it"), "{page:?}");
    lone.app.given().account("ruth", amicus::accounts::Role::Admin).await;
    let fields = [("ruling", "refused")];
    let refused = lone.mia.fill(&page, "/moderation/takedowns/", &fields).await.expect(403);
    assert!(refused.text_of(".notice.wait").contains("somebody else decides"), "{refused:?}");
    assert_eq!(lone.state().await, State::Hidden);
}

#[actix_web::test]
async fn whoever_is_alone_decides_on_what_they_recorded_and_the_record_says_so() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_published(&app.visitor(), &there, "Ada", TEXT).await;
    let ruth = app.admin("ruth").await;
    let lone = World { app, comment, mia: ruth.clone(), noor: ruth };
    let page = lone.hides().await;
    let done = World::decides(&lone.mia, &page, "refused").await.expect(200);
    assert!(done.main_text().contains("nobody else could"), "{done:?}");
    let record = lone.mia.get("/admin/audit").await.expect(200).main_text();
    assert!(record.contains("Decided on a legal demand") && record.contains("alone"), "{record}");
    for personal in [CLAIMANT, "Vigil", QUOTE] {
        assert!(!record.contains(personal), "{personal} is in the record");
    }
}

#[actix_web::test]
async fn a_comment_that_is_removed_on_demand_leaves_a_stub_with_the_basis_and_tells_its_author() {
    let world = World::new().await;
    answered_by_ben(&world).await;
    let page = world.records(&[]).await.expect(200);
    assert!(article(&world.mia).await.contains(QUOTE), "it stays until that is decided");
    let done = World::decides(&world.noor, &page, "removed").await.expect(200);
    assert!(done.text_of(".notice.good").contains("It is done"), "{done:?}");
    let read = article(&world.mia).await;
    assert!(read.contains("Removed after a legal demand") && read.contains(BASIS), "{read}");
    assert!(!read.contains(QUOTE) && read.contains("Then show it to us."), "{read}");
    let receipt = world.receipt().await;
    assert!(
        receipt.contains("Removed after a legal demand.") && receipt.contains("We looked at the invoice.")
    );
    assert!(!receipt.contains("Contest the decision"), "{receipt}");
}

#[actix_web::test]
async fn only_the_words_complained_of_can_go() {
    let world = World::new().await;
    let page = world.hides().await;
    World::decides(&world.noor, &page, "redacted").await.expect(200);
    let read = article(&world.mia).await;
    assert!(read.contains("Vigil Ltd. [removed after a legal demand]. I have seen the invoice."), "{read}");
    assert_eq!(world.state().await, State::Published);
    let receipt = world.receipt().await;
    assert!(receipt.contains("Words were taken out after a legal demand"), "{receipt}");
}

#[actix_web::test]
async fn a_refused_demand_leaves_the_comment_as_it_was_before() {
    let world = World::new().await;
    let before = article(&world.mia).await;
    let page = world.hides().await;
    World::decides(&world.noor, &page, "refused").await.expect(200);
    assert_eq!(article(&world.mia).await, before);
    let id = article_of(&world).await.id;
    let (kept, anew) = world.app.db().read(move |conn| comments::recount(conn, &id)).await.unwrap();
    assert_eq!(kept, anew);
    assert!(world.receipt().await.contains("The legal demand was refused."));
}

#[actix_web::test]
async fn what_a_demand_hides_appears_by_nothing_but_the_decision_on_it() {
    let world = World::new().await;
    world.hides().await;
    let page = world.noor.get(&context(&world.comment)).await.expect(200);
    assert!(page.text_of(".notice.wait").contains("A legal demand is open"), "{page:?}");
    assert!(!page.has("form[action$='/undo']"), "{page:?}");
    let shown = world.noor.fill(&page, &to(&world.comment, "restore"), &[]).await;
    assert_eq!((shown.status, world.state().await), (409, State::Hidden), "{shown:?}");
    let says = shown.main_text();
    assert!(says.contains("A legal demand keeps this comment out of sight."), "{says}");
}

#[actix_web::test]
async fn of_two_who_decide_on_one_demand_the_second_is_told_and_nothing_they_typed_is_lost() {
    let world = World::new().await;
    let page = world.hides().await;
    let ruth = world.app.admin("ruth").await;
    let late = ruth.get(&page.path).await.expect(200);
    World::decides(&world.noor, &page, "refused").await.expect(200);
    let typed = [("ruling", "removed"), ("words", "The order binds us.")];
    let lost = ruth.fill(&late, "/moderation/takedowns/", &typed).await.expect(409);
    assert!(lost.text_of(".notice.wait").contains("Somebody decided meanwhile"), "{lost:?}");
    assert!(lost.main_text().contains("The legal demand was refused."), "{lost:?}");
    assert_eq!(world.state().await, State::Published);
}

#[actix_web::test]
async fn of_two_who_record_a_demand_on_what_both_saw_one_is_told_that_it_is_there() {
    let world = World::new().await;
    let late = world.noor.get(&to(&world.comment, "takedown")).await.expect(200);
    world.records(&[]).await.expect(200);
    let (came, until) = (world.day(0).to_string(), world.day(3).to_string());
    let fields = [
        ("claimant", "court"),
        ("name", "A court"),
        ("basis", BASIS),
        ("quote", QUOTE),
        ("received_on", &came),
        ("decide_by", &until),
    ];
    let told = world.noor.fill(&late, &to(&world.comment, "takedown"), &fields).await.expect(409);
    assert!(told.text_of(".notice.wait").contains("Another legal demand"), "{told:?}");
    assert_eq!(told.form(&to(&world.comment, "takedown")).value("basis"), Some(BASIS));
    assert_eq!(world.noor.get("/moderation/takedowns").await.count("#open ~ ol li"), 1);
}

#[actix_web::test]
async fn a_comment_that_waits_can_have_a_demand_and_its_card_says_so() {
    let world = World::waiting().await;
    let page = world.records(&[]).await.expect(200);
    assert_eq!(world.state().await, State::Held);
    let queue = world.noor.get("/moderation").await.expect(200);
    assert!(queue.text_of("[data-card] .badge.bad").contains("A legal demand is open"), "{queue:?}");
    World::decides(&world.noor, &page, "removed").await.expect(200);
    assert_eq!(world.state().await, State::Rejected);
}

#[actix_web::test]
async fn open_demands_stand_by_their_deadlines_and_those_overdue_are_marked() {
    let world = World::new().await;
    world.records(&[("basis", "The later one")]).await.expect(200);
    let there = article_of(&world).await;
    let other = world.app.given().comment_published(&world.app.visitor(), &there, "Bo", TEXT).await;
    let second = World { comment: other, ..world };
    let until = second.day(2).to_string();
    second.records(&[("basis", "The sooner one"), ("decide_by", &until)]).await.expect(200);
    let listed = |page: &Page| page.texts_of("#open ~ ol li a");
    let page = second.noor.get("/moderation/takedowns").await.expect(200);
    assert_eq!(listed(&page), ["A company: The sooner one", "A company: The later one"]);
    assert!(!page.has(".badge.bad"), "{page:?}");
    second.app.clock.advance(DAY * 3);
    second.noor.sign_in("noor").await;
    let page = second.noor.get("/moderation/takedowns").await.expect(200);
    assert_eq!(page.texts_of(".badge.bad"), ["Overdue"]);
}

#[actix_web::test]
async fn what_a_demand_hides_is_not_erased_before_somebody_decided() {
    let world = World::new().await;
    let until = world.day(60).to_string();
    let page = world.records(&[("hide", "yes"), ("decide_by", &until)]).await.expect(200);
    world.app.clock.advance(DAY * 50);
    world.app.do_duties().await;
    world.noor.sign_in("noor").await;
    World::decides(&world.noor, &page, "refused").await.expect(200);
    assert!(article(&world.noor).await.contains(QUOTE));
}

#[actix_web::test]
async fn who_demands_it_and_the_words_are_sealed_and_forgotten_and_that_it_was_stays() {
    let world = World::new().await;
    let page = world.hides().await;
    let rows = every_row(world.app.db()).await;
    assert!(!rows.contains("Dr. Sharp"), "the claimant lies open in the database");
    World::decides(&world.noor, &page, "refused").await.expect(200);
    world.app.clock.advance(DAY * 181);
    world.app.do_duties().await;
    world.noor.sign_in("noor").await;
    let bare = world.noor.get(&page.path).await.expect(200).main_text();
    assert!(bare.contains("the name is forgotten") && bare.contains(BASIS), "{bare}");
    assert!(bare.contains("refused") && !bare.contains("We looked at the invoice."), "{bare}");
    assert!(!every_row(world.app.db()).await.contains("We looked at the invoice."));
}

#[actix_web::test]
async fn what_came_of_demands_is_told_in_figures_and_after_a_week_in_the_log_without_names() {
    let world = World::new().await;
    let told = world.hides().await;
    World::decides(&world.noor, &told, "refused").await.expect(200);
    world.app.clock.advance(DAY);
    world.app.do_duties().await;
    world.app.deliver_mail().await;
    let reader = world.app.visitor();
    let figures = reader.get("/transparency").await.expect(200).main_text();
    let figures = figures.split_whitespace().collect::<Vec<_>>().join(" ");
    let came = "A company: came fewer than 5 A company: refused fewer than 5";
    assert!(figures.contains(came), "{figures}");
    let table = reader.get("/transparency.csv").await.expect(200).body;
    assert!(table.contains("2026-Q2,2026-05-04,demands,company_refused,0,4\r\n"), "{table}");

    world.app.clock.advance(7 * DAY);
    let log = reader.get("/transparency/log").await.expect(200);
    assert!(log.main_text().contains("A legal demand refused"), "{}", log.main_text());
    for secret in [CLAIMANT, QUOTE, "Ada", "noor"] {
        assert!(!log.body.contains(secret), "{secret}: {}", log.body);
    }
}
