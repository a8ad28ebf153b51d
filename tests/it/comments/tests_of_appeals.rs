//! Authors contest what was decided, and somebody else decides again.

use super::tests_of_receipts::receipt_of;
use super::*;

fn deed(comment: &GivenComment, deed: &str) -> String {
    format!("/moderation/comments/{}/{deed}", comment.id)
}

fn appeal_of(comment: &GivenComment) -> String {
    format!("/receipt/{}/appeal", comment.receipt)
}

/// A comment that `mia` rejected under rule 1.
async fn rejected_by(app: &TestApp, mia: &Person, ada: &Person) -> (Article, GivenComment) {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(ada, &article, "Ada", TEXT).await;
    mia.submit("/moderation", &deed(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    (article, comment)
}

#[actix_web::test]
async fn another_moderator_than_the_one_who_decided_answers_an_appeal() {
    let app = TestApp::start().await;
    let (ada, mia, noor) = (app.visitor(), app.moderator("mia").await, app.moderator("noor").await);
    ada.refuse_cookies();
    let (article, comment) = rejected_by(&app, &mia, &ada).await;
    let receipt = ada.get(&format!("/receipt/{}", comment.receipt)).await;
    let page = ada.get(&receipt.link("Contest the decision")).await.expect(200);
    assert!(page.main_text().contains("Another moderator than the one who decided"), "{page:?}");
    let empty = ada.fill(&page, &appeal_of(&comment), &[]).await.expect(422);
    assert_eq!(empty.problems(), ["Please write in a few words what is wrong with the decision."]);
    let long = "ö".repeat(501);
    let long = ada.fill(&empty, &appeal_of(&comment), &[("words", &long)]).await.expect(422);
    let sent = ada.fill_only(&long, &appeal_of(&comment), &[("words", "It is about the case.")]).await;
    let twice = ada.fill_only(&long, &appeal_of(&comment), &[("words", "It is about the case.")]).await;
    assert_eq!((sent.status, twice.status), (303, 303));
    assert!(receipt_of(&ada, &comment).await.contains("You contest the decision."));

    let hers = mia.get("/moderation/appeals").await.expect(200);
    assert!(hers.main_text().contains("a colleague answers the appeal") && !hers.has("form[action$=uphold]"));
    let his = noor.get("/moderation/appeals").await;
    assert!(his.text_of("[data-card]").contains("It is about the case."), "{his:?}");
    let told = noor.fill(&his, &deed(&comment, "overturn"), &[("words", "You are right.")]).await.expect(200);
    assert!(told.text_of(".notice.good").contains("on the page") && !told.has("[data-card]"), "{told:?}");
    assert!(ada.get(&article.path()).await.body.contains(TEXT));
    let receipt = receipt_of(&ada, &comment).await;
    assert!(receipt.contains("the decision was wrong") && receipt.contains("You are right."), "{receipt}");
    assert!(!receipt.contains("noor") && !receipt.contains("mia"));

    noor.fill(&told, &deed(&comment, "undo"), &[]).await.expect(200);
    assert_eq!(noor.get("/moderation/appeals").await.count("[data-card]"), 1);
}

#[actix_web::test]
async fn whoever_decided_is_refused_with_the_reason_though_they_hold_a_form() {
    let app = TestApp::start().await;
    let (ada, mia) = (app.visitor(), app.moderator("mia").await);
    let (_, comment) = rejected_by(&app, &mia, &ada).await;
    let alone = ada.get(&appeal_of(&comment)).await;
    assert!(alone.main_text().contains("Nobody else on this site could answer"), "{alone:?}");
    ada.fill(&alone, &appeal_of(&comment), &[("words", "It is about the case.")]).await.expect(200);
    let form = mia.get("/moderation/appeals").await.expect(200);
    assert!(form.main_text().contains("Nobody else here could answer the appeal"), "{form:?}");

    app.given().account("ruth", Role::Admin).await;
    let refused = mia.fill(&form, &deed(&comment, "overturn"), &[]).await.expect(403);
    assert!(refused.text_of(".notice.wait").contains("You made this decision"), "{refused:?}");
    assert!(receipt_of(&ada, &comment).await.contains("You contest the decision."), "nothing was decided");
}

#[actix_web::test]
async fn who_moderates_alone_answers_alone_and_says_why() {
    let app = TestApp::start().await;
    let (ada, mia) = (app.visitor(), app.moderator("mia").await);
    let (_, comment) = rejected_by(&app, &mia, &ada).await;
    ada.submit(&appeal_of(&comment), &appeal_of(&comment), &[("words", "Please look again.")]).await;
    let page = mia.get("/moderation/appeals").await;
    let again = mia.fill(&page, &deed(&comment, "uphold"), &[]).await.expect(422);
    assert_eq!(again.problems(), ["Please write some words to the author."]);
    mia.fill(&again, &deed(&comment, "uphold"), &[("words", "I did.")]).await.expect(200);
    let receipt = receipt_of(&ada, &comment).await;
    assert!(receipt.contains("the decision stands") && receipt.contains("I did."), "{receipt}");
    assert!(ada.get(&appeal_of(&comment)).await.main_text().contains("Nothing can be contested here"));
}

#[actix_web::test]
async fn a_member_contests_by_their_account_and_not_after_fourteen_days() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (rosa, mia) = (app.reader("rosa").await, app.moderator("mia").await);
    app.moderator("noor").await;
    for text in [TEXT, "Another text that breaks a rule."] {
        write(&rosa, &article, &[("comment", text)]).await.expect(200);
        let queue = mia.get("/moderation").await;
        mia.fill(&queue, "/reject", &[("rule", "2")]).await.expect(200);
    }
    let own = rosa.get("/account/comments").await;
    let page = rosa.get(&own.link("Contest the decision")).await.expect(200);
    let sent = rosa.fill(&page, "/appeal", &[("words", "It is about the case.")]).await.expect(200);
    assert!(sent.main_text().contains("You contest the decision."), "{sent:?}");
    let other = sent.link("Contest the decision");
    app.clock.advance(15 * DAY);
    let rosa = app.visitor();
    rosa.sign_in("rosa").await;
    let late = rosa.get(&other).await.expect(200);
    assert!(late.main_text().contains("Nothing can be contested here"), "{late:?}");
    app.deliver_mail().await;
}
