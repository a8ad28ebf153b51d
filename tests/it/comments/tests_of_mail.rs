//! What is mailed to whoever left an address: decisions, and answers if they asked for them; each ends by its own link.

use super::*;

/// A published comment of Ada, who confirmed her address and wants answers if `replies`.
async fn with_address(app: &TestApp, article: &Article, replies: bool) -> GivenComment {
    let ada = app.visitor();
    let mut fields = vec![("name", "Ada"), ("comment", TEXT), ("email", "ada@example.org")];
    fields.extend(replies.then_some(("replies", "yes")));
    let receipt = write(&ada, article, &fields).await.expect(200).path.replace("/receipt/", "");
    app.deliver_mail().await;
    let link = app.mailbox("ada@example.org").last().link_containing("/comments/address/");
    ada.submit(&link, "/comments/address/", &[]).await.expect(200);
    let words = amicus::base::seal::ReceiptWords::parse(&receipt).unwrap();
    let (keys, now) = (app.app.keys.clone(), app.db().now());
    let found = app.db().read(move |conn| comments::by_receipt(conn, &keys, &words, now)).await.unwrap();
    let comment = GivenComment { id: found.unwrap().comment, receipt };
    decide(app, &comment, Step::Approve).await;
    app.deliver_mail().await;
    comment
}

async fn answers(app: &TestApp, comment: &GivenComment, text: &str) {
    let ben = app.visitor();
    let page = ben.get(&format!("/comments/{}/reply", comment.id)).await;
    let receipt = ben.fill(&page, "/comments", &[("name", "Ben"), ("comment", text)]).await.expect(200);
    let receipt = receipt.path.replace("/receipt/", "");
    let words = amicus::base::seal::ReceiptWords::parse(&receipt).unwrap();
    let (keys, now) = (app.app.keys.clone(), app.db().now());
    let found = app.db().read(move |conn| comments::by_receipt(conn, &keys, &words, now)).await.unwrap();
    decide(app, &GivenComment { id: found.unwrap().comment, receipt }, Step::Approve).await;
    app.deliver_mail().await;
}

#[actix_web::test]
async fn whoever_asked_hears_of_an_answer_without_its_words_until_they_end_it() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let comment = with_address(&app, &article, true).await;
    answers(&app, &comment, "Wicked words of a stranger.").await;
    let letter = app.mailbox("ada@example.org").last().clone();
    assert!(letter.text.contains("Somebody answered your comment"), "{}", letter.text);
    assert!(!letter.text.contains("Wicked") && !letter.text.contains("Ben"), "{}", letter.text);
    assert!(letter.text.contains("erase it 90 days after"), "{}", letter.text);
    assert!(letter.source.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", letter.source);

    let leave = letter.link_containing("/comments/mail/");
    let ada = app.visitor();
    let looked = ada.get(&leave).await.expect(200);
    assert!(looked.main_text().contains("when somebody answers"), "looking changes nothing: {looked:?}");
    let one_click = ada.ask(actix_web::http::Method::POST, &leave).header("sec-fetch-site", "cross-site");
    let ended = one_click.without("origin").form(&[("List-Unsubscribe", "One-Click")]).send().await;
    assert_eq!(ended.status, 200, "{ended:?}");
    assert!(ended.main_text().contains("You get no more of these letters"), "{ended:?}");
    let before = app.mailbox("ada@example.org").len();
    answers(&app, &comment, "Another answer.").await;
    assert_eq!(app.mailbox("ada@example.org").len(), before);
    decide(&app, &comment, Step::Hide { rule: RuleCited { number: 1, version: 1 }, words: None }).await;
    app.deliver_mail().await;
    assert_eq!(app.mailbox("ada@example.org").len(), before + 1, "decisions are mailed as before");
}

#[actix_web::test]
async fn whoever_did_not_ask_hears_of_no_answer() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let comment = with_address(&app, &article, false).await;
    let before = app.mailbox("ada@example.org").len();
    answers(&app, &comment, "An answer.").await;
    assert_eq!(app.mailbox("ada@example.org").len(), before);
}

#[actix_web::test]
async fn ending_mail_about_decisions_erases_the_address_for_good() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let comment = with_address(&app, &article, true).await;
    let leave = app.mailbox("ada@example.org").last().link_containing("/comments/mail/");
    let ada = app.visitor();
    let page = ada.get(&leave).await.expect(200);
    for _ in 0..2 {
        let ended = ada.fill(&page, "/comments/mail/", &[]).await.expect(200);
        assert!(ended.main_text().contains("We hold no address of yours"), "{ended:?}");
    }
    let journal = std::fs::read_to_string(app.journal_path()).unwrap();
    assert!(journal.lines().count() >= 1, "what is restored from a backup is erased again");
    let before = app.mailbox("ada@example.org").len();
    answers(&app, &comment, "An answer.").await;
    decide(&app, &comment, Step::Hide { rule: RuleCited { number: 1, version: 1 }, words: None }).await;
    app.deliver_mail().await;
    assert_eq!(app.mailbox("ada@example.org").len(), before);
}

#[actix_web::test]
async fn nobody_makes_up_a_link_that_ends_mail() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let comment = app.given().comment_published(&app.visitor(), &article, "Ada", TEXT).await;
    for token in ["", "x", &format!("d{}AAAAAAAAAAAAAAAAAAAAAA", comment.id), &format!("d{}", comment.id)] {
        let path = format!("/comments/mail/{token}");
        assert_eq!(app.visitor().look(&path).await.status, 404, "{path}");
        assert_eq!(app.visitor().post(&path, &[]).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn whose_contested_comment_comes_back_with_all_that_was_hidden_reads_so() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let comment = with_address(&app, &app.given().article("the-lesson").await, false).await;
    let root = app.admin("root").await;
    let hide = [("since", "2026-05-04"), ("hide_hours", "24"), ("rule", "2"), ("deed", "on")];
    root.submit("/moderation/attack", "/moderation/attack/hide", &hide).await.expect(200);
    let appeal = format!("/receipt/{}/appeal", comment.receipt);
    app.visitor().submit(&appeal, &appeal, &[("words", "Why mine?")]).await.expect(200);
    app.deliver_mail().await;
    let before = app.mailbox("ada@example.org").len();
    app.clock.advance(DAY);
    app.do_duties().await;
    app.deliver_mail().await;
    let letters = app.mailbox("ada@example.org");
    assert_eq!(letters.len(), before + 1);
    assert!(letters.last().text.contains("that you contested was taken back"), "{}", letters.last().text);
}
