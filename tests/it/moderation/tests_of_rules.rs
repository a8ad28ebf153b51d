//! The queue, narrowed to what was decided under one rule.

use super::*;

use amicus::comments::State;

const MANY: &str = "/moderation/batches";

/// The names on the cards, in the order of the alphabet.
fn found(page: &Page) -> Vec<String> {
    let mut names = page.texts_of("[data-card] .who");
    names.sort();
    names
}

/// A site where Ada's comment was rejected under the second rule, and Ben's under the third.
async fn two_are_rejected(app: &TestApp, mia: &Person) -> [GivenComment; 2] {
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let mut rejected = Vec::new();
    for (name, text, rule) in [("Ada", "They read my mail.", "2"), ("Ben", "Nobody reads mine.", "3")] {
        let comment = app.given().comment_held(&app.visitor(), &there, name, text).await;
        reject(mia, &comment, rule).await;
        rejected.push(comment);
    }
    rejected.try_into().unwrap()
}

async fn reject(who: &Person, comment: &GivenComment, rule: &str) -> Page {
    who.submit(&context(comment), &to(comment, "reject"), &[("rule", rule)]).await.expect(200)
}

#[actix_web::test]
async fn a_card_says_under_which_rule_its_comment_was_rejected_and_leads_to_the_others() {
    let app = TestApp::start().await;
    let mia = app.moderator("mia").await;
    two_are_rejected(&app, &mia).await;
    let rejected = mia.get("/moderation?tab=rejected").await.expect(200);
    assert_eq!(found(&rejected), ["Ada", "Ben"]);
    let under = mia.get(&rejected.link("Under rule 3")).await.expect(200);
    assert_eq!(found(&under), ["Ben"]);
    assert_eq!(under.text_of(".chips span"), "Under rule 3");
    assert_eq!(found(&mia.get(&under.link("Take away")).await), ["Ada", "Ben"]);
    let none = mia.get("/moderation?tab=rejected&rule=9").await.expect(200);
    assert!(none.main_text().contains("Nothing here matches"), "{none:?}");
}

#[actix_web::test]
async fn a_rejection_that_was_taken_back_is_found_under_its_rule_no_more() {
    let app = TestApp::start().await;
    let mia = app.moderator("mia").await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Ada", "They read my mail.").await;
    let told = reject(&mia, &comment, "2").await;
    mia.fill(&told, "/undo", &[]).await.expect(200);
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 1);
    assert!(!mia.get("/moderation").await.main_text().contains("Under rule"));
    reject(&mia, &comment, "3").await;
    assert!(found(&mia.get("/moderation?tab=rejected&rule=2").await).is_empty());
    assert_eq!(found(&mia.get("/moderation?tab=rejected&rule=3").await), ["Ada"]);
}

#[actix_web::test]
async fn one_decision_on_all_under_a_rule_leaves_the_others_alone() {
    let app = TestApp::start().await;
    let mia = app.moderator("mia").await;
    let [ada, ben] = two_are_rejected(&app, &mia).await;
    let there = app
        .given()
        .comment_held(&app.visitor(), &app.given().article("the-appeal").await, "Cy", "And me?")
        .await;
    reject(&mia, &there, "3").await;
    let under = mia.get("/moderation?tab=rejected&rule=3").await.expect(200);
    let asked = mia.fill(&under, MANY, &[("scope", "all"), ("deed", "reopen")]).await.expect(200);
    mia.fill(&asked, MANY, &[("deed", "reopen")]).await.expect(200);
    let mut states = Vec::new();
    for comment in [&ada, &ben, &there] {
        states.push(app.given().state_of(comment).await);
    }
    assert_eq!(states, [State::Rejected, State::Held, State::Held]);
}
