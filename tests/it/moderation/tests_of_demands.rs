//! A legal demand as the author of the comment meets it: what they read, what they answer, what they take back.

use amicus::comments::State;

use super::tests_of_takedowns::{BASIS, CLAIMANT, QUOTE, TEXT, World};
use super::*;

use crate::support::dump::every_row;

fn demand_of(comment: &GivenComment) -> String {
    format!("/receipt/{}/demand", comment.receipt)
}

#[actix_web::test]
async fn its_author_reads_what_is_demanded_and_is_told_no_name_of_a_company() {
    let world = World::new().await;
    world.hides().await;
    let receipt = world.receipt().await;
    for said in [BASIS, QUOTE, "A company", "Please answer before", "Nobody can read it while we decide"] {
        assert!(receipt.contains(said), "{said} is not in {receipt}");
    }
    assert!(!receipt.contains("Vigil Holdings") && !receipt.contains("mia"), "{receipt}");
    assert!(receipt.contains("Answer the demand") && !receipt.contains("Contest"), "{receipt}");
}

#[actix_web::test]
async fn a_court_is_named_to_the_author() {
    let world = World::new().await;
    world.records(&[("claimant", "court"), ("name", "Regional court, 4th chamber")]).await.expect(200);
    let receipt = world.receipt().await;
    assert!(receipt.contains("A court: Regional court, 4th chamber"), "{receipt}");
}

#[actix_web::test]
async fn the_author_answers_changes_the_answer_and_whoever_decides_reads_it_first() {
    let world = World::new().await;
    let page = world.hides().await;
    let late = world.noor.get(&page.path).await.expect(200);
    let (ada, at) = (world.app.visitor(), demand_of(&world.comment));
    let empty = ada.submit(&at, &at, &[]).await.expect(422);
    assert_eq!(empty.summary(), ["Please write your answer."]);
    let long = ada.fill(&empty, &at, &[("words", &"ö".repeat(2_001))]).await.expect(422);
    assert!(long.summary()[0].contains("2,000 letters"), "{long:?}");
    let said = ada.fill(&long, &at, &[("words", "I have seen the invoice.")]).await.expect(200);
    assert_eq!(said.field_value("words").trim(), "I have seen the invoice.");
    ada.fill(&said, &at, &[("words", "I can show the invoice.")]).await.expect(200);

    let fields = [("ruling", "removed"), ("words", "The order binds us.")];
    let told = world.noor.fill(&late, "/moderation/takedowns/", &fields).await.expect(409);
    assert!(told.main_text().contains("I can show the invoice."), "{told:?}");
    assert_eq!(told.field_value("words").trim(), "The order binds us.");
    World::decides(&world.noor, &page, "refused").await.expect(200);
    let closed = ada.fill(&said, &at, &[("words", "One thing more.")]).await;
    assert!(closed.status == 409 || closed.status == 422, "{closed:?}");
    let decided = ada.get(&at).await.expect(200);
    assert!(!decided.has("textarea") && decided.main_text().contains("We looked at the invoice."));
}

#[actix_web::test]
async fn who_wrote_with_an_account_reads_and_answers_there_and_takes_it_along() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let rosa = app.reader("rosa").await;
    let comment = app.given().comment_published(&rosa, &there, "", TEXT).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let world = World { app, comment, mia, noor };
    let page = world.hides().await;
    let own = rosa.get("/account/comments").await.expect(200);
    assert!(own.main_text().contains("Somebody demands by law that it be removed"), "{own:?}");
    let demand = rosa.get(&own.link("What is demanded, and how to answer")).await.expect(200);
    rosa.fill(&demand, "/demand", &[("words", "It is true.")]).await.expect(200);
    assert!(world.noor.get(&page.path).await.main_text().contains("It is true."));
    let taken = rosa.submit("/account/export", "/account/export", &[]).await.expect(200).json();
    let demand = &taken["comments"][0]["legal_demand"];
    assert_eq!((&demand["answer"], &demand["quote"]), (&"It is true.".into(), &QUOTE.into()), "{taken}");
    assert!(demand["name"].is_null(), "{demand}");
    let foreign = world.app.reader("otto").await;
    foreign.get(&format!("/account/comments/{}/demand", world.comment.id)).await.expect(404);
}

#[actix_web::test]
async fn what_its_author_takes_back_takes_the_demand_and_the_words_with_it() {
    let world = World::new().await;
    let (ada, own) = (world.app.visitor(), format!("/receipt/{}", world.comment.receipt));
    let before = ada.get(&own).await.expect(200);
    let page = world.records(&[]).await.expect(200);
    let at = demand_of(&world.comment);
    ada.submit(&at, &at, &[("words", "It is true, all of it.")]).await.expect(200);
    let late = ada.fill(&before, "/withdraw", &[]).await;
    assert_eq!(
        (late.status, world.state().await),
        (409, State::Published),
        "a demand came meanwhile: {late:?}"
    );
    let looked = world.noor.get(&page.path).await.expect(200);
    ada.submit(&own, "/withdraw", &[]).await.expect(200);
    let told = world.noor.fill(&looked, "/moderation/takedowns/", &[("ruling", "removed")]).await.expect(409);
    assert!(told.main_text().contains("It went by itself"), "{told:?}");
    let rows = every_row(world.app.db()).await;
    assert!(!rows.contains("all of it") && !rows.contains(QUOTE), "words of the author are left");
    assert!(!told.main_text().contains(CLAIMANT), "{told:?}");
}

#[actix_web::test]
async fn whoever_comes_with_a_demand_after_the_author_took_it_back_is_told() {
    let world = World::new().await;
    let form = world.mia.get(&to(&world.comment, "takedown")).await.expect(200);
    let own = format!("/receipt/{}", world.comment.receipt);
    world.app.visitor().submit(&own, "/withdraw", &[]).await.expect(200);
    let told = world.records_in(&form, &[]).await.expect(409);
    assert_eq!(told.form(&to(&world.comment, "takedown")).value("basis"), Some(BASIS));
    assert_eq!(world.state().await, State::Withdrawn);
}

#[actix_web::test]
async fn whoever_left_an_address_hears_of_the_demand_and_of_the_decision_without_a_name() {
    let app = TestApp::start().await;
    app.given().rules().await;
    app.given().article("the-lesson").await;
    let ada = app.visitor();
    let fields = [("name", "Ada"), ("comment", TEXT), ("email", "ada@example.org")];
    let sent = ada.submit("/articles/the-lesson", "/articles/the-lesson/comments", &fields).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("ada@example.org").last().link_containing("/comments/address/");
    ada.submit(&link, "/comments/address/", &[]).await.expect(200);
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let queue = noor.get("/moderation").await;
    let id = queue.attribute("[data-card]", "id").trim_start_matches("c-").parse().unwrap();
    noor.fill(&queue, "/approve", &[]).await.expect(200);
    app.deliver_mail().await;
    let comment = GivenComment { id, receipt: sent.path.replace("/receipt/", "") };
    let world = World { app, comment, mia, noor };
    let page = world.hides().await;
    world.app.deliver_mail().await;
    let letter = world.app.mailbox("ada@example.org").last().text.clone();
    assert!(
        letter.contains("Somebody demands by law") && letter.contains("until when you can answer"),
        "{letter}"
    );
    World::decides(&world.noor, &page, "refused").await.expect(200);
    world.app.deliver_mail().await;
    let letter = world.app.mailbox("ada@example.org").last().text.clone();
    assert!(letter.contains("We refused the legal demand"), "{letter}");
    assert!(letter.contains("We looked at the invoice.") && !letter.contains("Vigil Holdings"), "{letter}");
}

#[actix_web::test]
async fn what_a_demand_hides_does_not_appear_by_way_of_another_state() {
    let world = World::new().await;
    world.hides().await;
    let page = context(&world.comment);
    world.mia.submit(&page, &to(&world.comment, "reject"), &[("rule", "3")]).await.expect(200);
    for deed in ["approve", "reopen"] {
        let refused = world.mia.submit(&page, &to(&world.comment, deed), &[]).await.expect(409);
        assert!(
            refused.main_text().contains("A legal demand keeps this comment out of sight"),
            "{refused:?}"
        );
    }
    assert_eq!(world.state().await, State::Rejected);
    world.app.leave_mail();
}

#[actix_web::test]
async fn what_two_people_removed_on_demand_does_not_appear_again_by_one_of_them() {
    let world = World::new().await;
    let demand = world.records(&[]).await.expect(200);
    World::decides(&world.noor, &demand, "removed").await.expect(200);
    let page = context(&world.comment);
    for deed in ["approve", "reopen"] {
        let refused = world.mia.submit(&page, &to(&world.comment, deed), &[]).await.expect(409);
        assert!(refused.text_of(".notice.wait").contains("removed after a legal demand"), "{refused:?}");
    }
    assert_eq!(world.state().await, State::Rejected);
    world.app.leave_mail();
}

#[actix_web::test]
async fn what_was_rejected_when_it_was_removed_on_demand_does_not_appear_by_one_moderator_either() {
    let world = World::new().await;
    let demand = world.records(&[]).await.expect(200);
    let page = context(&world.comment);
    world.mia.submit(&page, &to(&world.comment, "reject"), &[("rule", "3")]).await.expect(200);
    World::decides(&world.noor, &demand, "removed").await.expect(200);
    for deed in ["approve", "reopen"] {
        let refused = world.mia.submit(&page, &to(&world.comment, deed), &[]).await.expect(409);
        assert!(refused.text_of(".notice.wait").contains("removed after a legal demand"), "{refused:?}");
    }
    assert_eq!(world.state().await, State::Rejected);
    world.app.leave_mail();
}

#[actix_web::test]
async fn an_appeal_that_waited_does_not_bring_back_what_was_removed_on_demand_meanwhile() {
    let world = World::new().await;
    let demand = world.records(&[]).await.expect(200);
    world
        .mia
        .submit(&context(&world.comment), &to(&world.comment, "reject"), &[("rule", "3")])
        .await
        .expect(200);
    contests(&world.app, &world.comment).await;
    World::decides(&world.noor, &demand, "removed").await.expect(200);
    let appeals = world.noor.get("/moderation/appeals").await.expect(200);
    let refused = world.noor.fill(&appeals, &to(&world.comment, "overturn"), &[]).await.expect(409);
    assert!(refused.text_of(".notice.wait").contains("removed after a legal demand"), "{refused:?}");
    let words = [("words", "A court ordered that it goes.")];
    world.noor.submit("/moderation/appeals", &to(&world.comment, "uphold"), &words).await.expect(200);
    assert_eq!(world.state().await, State::Rejected);
    world.app.leave_mail();
}

#[actix_web::test]
async fn a_demand_takes_no_decision_away_that_is_in_its_grace() {
    let app = TestApp::public().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Ada", TEXT).await;
    let world = World { mia: app.moderator("mia").await, noor: app.moderator("noor").await, app, comment };
    world.noor.submit("/moderation", &to(&world.comment, "approve"), &[]).await.expect(200);
    let refused = world.records(&[]).await.expect(409);
    assert!(refused.main_text().contains("takes effect in a moment"), "{refused:?}");
    assert_eq!(refused.field_value("quote"), QUOTE, "nothing is lost of what was typed");
    world.app.clock.advance(MINUTE);
    world.app.do_duties().await;
    assert_eq!(world.state().await, State::Published);
    world.records(&[]).await.expect(200);
    world.app.leave_mail();
}

#[actix_web::test]
async fn whoever_made_a_contested_decision_does_not_end_its_appeal_by_ruling_on_a_demand() {
    let world = World::new().await;
    let ruth = world.app.admin("ruth").await;
    let reject = to(&world.comment, "hide");
    ruth.submit(&context(&world.comment), &reject, &[("rule", "3")]).await.expect(200);
    contests(&world.app, &world.comment).await;
    let demand = world.records(&[]).await.expect(200);
    let refused = World::decides(&ruth, &demand, "removed").await.expect(403);
    assert!(refused.main_text().contains("somebody else answers"), "{refused:?}");
    assert_eq!(world.state().await, State::Hidden);
    assert!(world.noor.get("/moderation/appeals").await.has("[data-card]"), "the appeal waits");
    World::decides(&world.noor, &demand, "removed").await.expect(200);
    assert_eq!(world.state().await, State::Rejected);
    world.app.leave_mail();
}
