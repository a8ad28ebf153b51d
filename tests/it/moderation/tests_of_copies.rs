//! A campaign of copies with small changes stands as one card, and goes with one decision.

use amicus::comments::{self, Filter, State};

use crate::support::given::GivenComment;
use crate::support::{Page, TestApp};

const MANY: &str = "/moderation/batches";
const FEELINGS: [&str; 6] = ["Clearly", "Obviously", "Honestly", "Frankly", "Truly", "Surely"];

/// The same words again, but for one or two of them.
fn copy(number: usize) -> String {
    let feeling = FEELINGS[number % FEELINGS.len()];
    format!(
        "{feeling} this whole campaign is paid for by a rival company, and nobody who reads the papers of the court \
         should believe a single word of what they say here about phones and spies, I am reader {number}."
    )
}

/// A site with `copies` copies of one text and two comments that are nobody's copies; these are answered.
async fn campaign(app: &TestApp, copies: usize) -> Vec<GivenComment> {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    for number in 0..copies {
        app.given().comment_held(&app.visitor(), &article, &format!("Reader {number}"), &copy(number)).await;
    }
    let mut others = Vec::new();
    for text in
        ["When is the next hearing, and can one be there?", "My uncle was a reporter; thank you for this."]
    {
        others.push(app.given().comment_held(&app.visitor(), &article, "Ines", text).await);
    }
    others
}

fn says(page: &Page) -> Vec<String> {
    page.texts_of(".copies strong")
}

#[actix_web::test]
async fn copies_stand_as_one_card_that_says_how_many_there_are() {
    let app = TestApp::start().await;
    campaign(&app, 12).await;
    let queue = app.moderator("mia").await.get("/moderation").await.expect(200);
    assert_eq!(queue.count("[data-card]"), 3);
    assert_eq!(says(&queue), ["12 comments say the same, or nearly so."]);
}

#[actix_web::test]
async fn one_decision_takes_a_whole_campaign_away_and_one_undo_brings_it_back() {
    let app = TestApp::start().await;
    let others = campaign(&app, 30).await;
    let mia = app.moderator("mia").await;
    let asked = mia.submit("/moderation", "#copies", &[("deed", "spam")]).await.expect(200);
    assert!(asked.main_text().contains("30 comments are chosen"), "{asked:?}");
    let told = mia.fill(&asked, MANY, &[("deed", "spam")]).await.expect(200);
    assert!(told.main_text().contains("Filed as spam: 30 comments"), "{told:?}");
    app.do_duties().await;
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 2);
    for other in &others {
        assert_eq!(app.given().state_of(other).await, State::Held);
    }

    mia.fill(&told, "/undo", &[]).await.expect(200);
    app.do_duties().await;
    let held = app.db().read(|conn| comments::waiting_count(conn, &Filter::of(State::Held))).await.unwrap();
    assert_eq!(held, 32);
}

#[actix_web::test]
async fn all_copies_are_listed_where_they_are_asked_for() {
    let app = TestApp::start().await;
    campaign(&app, 5).await;
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await;
    let all = mia.get(&queue.link("Show them all")).await.expect(200);
    assert_eq!(all.count("[data-card]"), 5);
    assert!(all.text_of(".chips").contains("Copies of one text"), "{all:?}");
}

#[actix_web::test]
async fn a_campaign_hides_nobody_who_came_after_it() {
    let app = TestApp::start().await;
    campaign(&app, 130).await;
    let queue = app.moderator("mia").await.get("/moderation").await.expect(200);
    assert_eq!(queue.count("[data-card]"), 3);
    assert!(!queue.has("a[rel=next]"), "{queue:?}");
}
