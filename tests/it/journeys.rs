//! Whole ways through the site, as people go them.

use amicus::accounts;
use amicus::comments::State;

use crate::support::{MINUTE, PASSWORD, Person, TestApp};

const ARTICLE: &str = "/articles/whatsapp-v-nso";
const FORM: &str = "/articles/whatsapp-v-nso/comments";

/// The first admin comes in by the link that the terminal prints.
async fn first_admin(app: &TestApp) -> Person {
    let token =
        app.db().write(accounts::first_admin_link).await.unwrap().expect("an empty site has a first link");
    let ruth = app.visitor();
    let link = format!("/account/first-admin/{}", token.reveal());
    let desk = ruth
        .submit(&link, &link, &[("name", "Ruth"), ("email", "ruth@example.org"), ("password", PASSWORD)])
        .await;
    assert_eq!(desk.path, "/admin", "{desk:?}");
    assert_eq!(app.visitor().get(&link).await.status, 404, "the link is good once");
    ruth
}

/// An admin invites someone by mail, who sets a password and is in.
async fn invited(app: &TestApp, admin: &Person, name: &str, role: &str) -> Person {
    let email = format!("{name}@example.org");
    admin
        .submit("/admin/invitations", "/admin/invitations", &[("email", &email), ("role", role)])
        .await
        .expect(200);
    app.deliver_mail().await;
    let mailbox = app.mailbox(&email);
    let letter = mailbox.last();
    assert!(letter.source.contains("\r\nAuto-Submitted: auto-generated\r\n"), "{}", letter.source);
    assert!(letter.source.contains(&format!("\r\nTo: {email}\r\n")), "{}", letter.source);
    let link = letter.link_containing("/account/invitation/");
    let person = app.visitor();
    let page = person.follow(&link).await.expect(200);
    person.fill(&page, "/account/invitation/", &[("name", name), ("password", PASSWORD)]).await.expect(200);
    person
}

#[actix_web::test]
async fn a_stranger_reads_the_article_comments_and_is_read_once_a_moderator_agrees() {
    let app = TestApp::start().await;
    app.given().sample().await;

    let ada = app.visitor();
    ada.refuse_cookies();
    let front = ada.get("/").await.expect(200);
    let article = ada.get(&front.link("NSO")).await.expect(200);
    assert_eq!(article.path, ARTICLE);
    assert!(article.main_text().contains("some 1,400"), "{article:?}");

    let page = ada.fill(&article, FORM, &[("email", "ada@example.org")]).await.expect(422);
    assert_eq!(page.problem_of("comment"), "Please enter your comment!");
    assert_eq!(page.problem_of("name"), "Please enter your name here");
    assert_eq!(page.field_value("email"), "ada@example.org");
    let receipt = ada
        .fill(&page, FORM, &[("name", "Ada"), ("comment", "They read my mail."), ("email", "")])
        .await
        .expect(200);
    assert!(receipt.path.starts_with("/receipt/"), "{receipt:?}");
    assert_eq!(receipt.count("ol.receipt-words li"), 6);
    assert!(!ada.get(ARTICLE).await.main_text().contains("They read my mail."), "it is held");

    let ruth = first_admin(&app).await;
    let mia = invited(&app, &ruth, "mia", "moderator").await;
    mia.submit("/account", "/account/sign-out", &[]).await.expect(200);
    assert_eq!(mia.look("/moderation").await.location(), "/account/sign-in");
    assert_eq!(mia.sign_in("mia").await.path, "/moderation");
    let queue = mia.get("/moderation").await;
    assert!(queue.main_text().contains("They read my mail."), "{queue:?}");
    mia.fill(&queue, "/approve", &[]).await.expect(200);

    let article = ada.get(ARTICLE).await;
    assert!(article.text_of("#comments").contains("They read my mail."), "{article:?}");
    assert!(ada.get(&receipt.path).await.text_of("p.state").contains("Published"));
    assert!(mia.get("/moderation/decisions").await.main_text().contains("Ada"));
}

#[actix_web::test]
async fn a_rejected_author_reads_the_rule_by_receipt() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (eve, mia) = (app.visitor(), app.moderator("mia").await);
    let comment = app.given().comment_held(&eve, &article, "Eve", "You are all fools.").await;

    let queue = mia.get("/moderation").await;
    let back = mia.fill(&queue, "/reject", &[]).await.expect(422);
    assert!(!back.problems().is_empty(), "a rejection needs a rule: {back:?}");
    let rule = mia.get("/rules").await.text_of("ol.rules li:nth-child(2) h2");
    mia.fill(&back, "/reject", &[("rule", "2"), ("words", "Please leave the insults out.")])
        .await
        .expect(200);

    let receipt = eve.get(&format!("/receipt/{}", comment.receipt)).await.expect(200);
    let (number, title) = rule.split_once(':').unwrap_or(("", rule.as_str()));
    assert!(receipt.main_text().contains(title.trim()), "{number} {receipt:?}");
    assert!(receipt.main_text().contains("Please leave the insults out."));
    assert!(!eve.get(&article.path()).await.main_text().contains("fools"));
}

#[actix_web::test]
async fn the_second_of_two_moderators_learns_what_the_first_decided() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    app.given().comment_held(&app.visitor(), &article, "Ada", "They read my mail.").await;
    let (first, second) = (mia.get("/moderation").await, noor.get("/moderation").await);
    mia.fill(&first, "/approve", &[]).await.expect(200);
    let late = noor.fill(&second, "/reject", &[("rule", "1"), ("words", "Off the case.")]).await.expect(409);
    let says = late.main_text();
    assert!(says.contains("A colleague was faster") && says.contains("A colleague approved it"), "{late:?}");
    assert!(!says.contains("mia"), "who it was, admins read: {late:?}");
    assert!(app.visitor().get(&article.path()).await.main_text().contains("They read my mail."));
}

#[actix_web::test]
async fn on_a_public_site_a_decision_waits_for_its_grace_and_can_be_taken_back() {
    let app = TestApp::public().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (ada, mia) = (app.visitor(), app.moderator("mia").await);
    app.given().comment_held(&ada, &article, "Ada", "They read my mail.").await;
    let shown = async || ada.get(&article.path()).await.main_text().contains("They read my mail.");

    let done = mia.submit("/moderation", "/approve", &[]).await.expect(200);
    app.do_duties().await;
    assert!(!shown().await, "nothing happens within the grace");
    mia.fill(&done, "/undo", &[]).await.expect(200);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert!(!shown().await, "it was taken back");

    mia.submit("/moderation", "/approve", &[]).await.expect(200);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert!(shown().await);
}

#[actix_web::test]
async fn a_reader_registers_confirms_signs_in_and_finds_their_comments() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let rosa = app.visitor();
    let typed = [("name", "Rosa"), ("email", "rosa@example.org"), ("password", PASSWORD)];
    rosa.submit("/account/register", "/account/register", &typed).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("rosa@example.org").last().link_containing("/account/confirm/");
    let page = rosa.follow(&link).await.expect(200);
    rosa.fill(&page, "/account/confirm/", &[("password", PASSWORD)]).await.expect(200);
    rosa.sign_in("rosa").await;

    rosa.submit(
        &article.path(),
        &format!("{}/comments", article.path()),
        &[("name", "Rosa"), ("comment", "They read my mail.")],
    )
    .await;
    let mine = rosa.get("/account/comments").await.expect(200);
    assert!(mine.main_text().contains("They read my mail."), "{mine:?}");
}

#[actix_web::test]
async fn an_author_takes_a_comment_back_by_receipt() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    ada.refuse_cookies();
    let comment = app.given().comment_published(&ada, &article, "Ada", "They read my mail.").await;
    let at = format!("/receipt/{}", comment.receipt);
    let words = comment.receipt.replace('-', " ").to_uppercase();
    let found = ada.submit("/receipt", "/receipt", &[("words", &words)]).await.expect(200);
    assert_eq!(found.path, at, "typed in capitals with spaces");
    ada.fill(&found, "/withdraw", &[]).await.expect(200);
    assert!(!ada.get(&article.path()).await.main_text().contains("They read my mail."));
    assert_eq!(app.given().state_of(&comment).await, State::Withdrawn);
}
