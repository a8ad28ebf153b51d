//! What authors find again by their receipt, their account or a mail.

use super::*;

#[actix_web::test]
async fn a_second_sending_makes_no_second_comment() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let page = ada.get(&article.path()).await;
    for _ in 0..2 {
        let receipt = ada.fill(&page, "/comments", &[("name", "Ada"), ("comment", TEXT)]).await;
        assert_eq!(receipt.count(".receipt-words li"), 6);
    }
    assert_eq!(
        app.db()
            .read(|conn| comments::waiting_count(conn, &comments::Filter::of(State::Held)))
            .await
            .unwrap(),
        1
    );
}

#[actix_web::test]
async fn a_rejected_author_reads_the_rule_by_receipt() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let comment = app.given().comment_held(&ada, &article, "Ada", TEXT).await;
    let words = Prose::parse("Please leave the name out.").unwrap();
    decide(&app, &comment, Step::Reject { rule: RuleCited { number: 1, version: 1 }, words: Some(words) })
        .await;
    let page = ada
        .submit("/receipt", "/receipt", &[("words", &comment.receipt.replace('-', " ").to_uppercase())])
        .await;
    assert_eq!(page.text_of(".state .badge"), "Not published");
    assert!(page.links().contains(&"/rules#rule-1".to_owned()));
    assert!(page.main_text().contains("Please leave the name out."));
}

#[actix_web::test]
async fn an_author_takes_a_comment_back_by_receipt_and_answers_stay() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let root = app.given().comment_published(&ada, &article, "Ada", TEXT).await;
    let reply = ada.get(&format!("/comments/{}/reply", root.id)).await;
    let receipt = ada.fill(&reply, "/comments", &[("name", "Ben"), ("comment", "So do I.")]).await;
    app.given()
        .publish(&GivenComment { id: root.id.clone(), receipt: receipt.path.replace("/receipt/", "") })
        .await;
    let page = ada.submit(&format!("/receipt/{}", root.receipt), "/withdraw", &[]).await;
    assert_eq!(page.text_of(".state .badge"), "Taken back");
    let page = ada.get(&article.path()).await;
    assert!(page.text_of(".comment.stub").starts_with("Its author took this comment back"));
    assert!(!page.body.contains(TEXT));
    assert_eq!(page.texts_of(".comment .who"), ["Ben"]);
    assert_eq!(page.text_of("#comments-title"), "One comment");
}

#[actix_web::test]
async fn wrong_words_are_told_and_then_bounded() {
    let app = TestApp::with(&[("limits.receipt_tries_an_hour", "3")]).await;
    let ada = app.visitor();
    let wrong = "abacus abdomen abdominal abide abiding ability";
    for _ in 0..3 {
        let page = ada.submit("/receipt", "/receipt", &[("words", wrong)]).await.expect(422);
        assert!(page.problem_of("words").starts_with("No receipt has these six words."));
        assert_eq!(page.field_value("words"), wrong);
    }
    assert_eq!(ada.submit("/receipt", "/receipt", &[("words", wrong)]).await.status, 429);
    assert_eq!(ada.look(&format!("/receipt/{}", wrong.replace(' ', "-"))).await.status, 429);
    app.clock.advance(HOUR);
    assert_eq!(ada.look(&format!("/receipt/{}", wrong.replace(' ', "-"))).await.status, 404);
}

#[actix_web::test]
async fn beyond_the_limit_of_wrong_words_right_ones_wait_as_well() {
    let app = TestApp::with(&[("limits.receipt_tries_an_hour", "3")]).await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let comment = app.given().comment_held(&ada, &article, "Ada", TEXT).await;
    let right = format!("/receipt/{}", comment.receipt);
    for _ in 0..5 {
        assert_eq!(ada.look(&right).await.status, 200, "right words do not count");
    }
    for _ in 0..3 {
        assert_eq!(ada.look("/receipt/abacus-abdomen-abdominal-abide-abiding-ability").await.status, 404);
    }
    assert_eq!(ada.look(&right).await.status, 429);
    assert_eq!(ada.submit("/receipt", "/receipt", &[("words", &comment.receipt)]).await.status, 429);
    app.clock.advance(HOUR);
    assert_eq!(ada.look(&right).await.status, 200);
}

#[actix_web::test]
async fn a_receipt_ends_after_ninety_days() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let comment = app.given().comment_held(&ada, &article, "Ada", TEXT).await;
    app.clock.advance(91 * DAY);
    assert_eq!(ada.look(&format!("/receipt/{}", comment.receipt)).await.status, 404);
}

#[actix_web::test]
async fn a_member_writes_by_account_only_under_their_own_name() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let mia = app.reader("mia").await;
    for (name, written) in
        [("", "with your account"), ("Mia", "with your account"), ("Somebody", "without an account")]
    {
        let page = write(&mia, &article, &[("name", name), ("comment", &format!("{TEXT} {name}"))]).await;
        assert!(page.main_text().contains(written), "{name:?}: {page:?}");
    }
    let own = mia.get("/account/comments").await.expect(200);
    assert_eq!(own.count(".rows > li"), 2);
    let own = mia.fill(&own, "/withdraw", &[]).await;
    assert_eq!(own.count(".rows > li"), 1, "what was taken back belongs to no account");
    assert_eq!(app.visitor().look("/account/comments").await.status, 303);
}

#[actix_web::test]
async fn where_the_browser_does_not_say_who_sent_a_form_it_is_nobodys_account_that_writes() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let mia = app.reader("mia").await;
    let page = mia.get(&article.path()).await;
    let token = page.form("/comments").value("form_token").unwrap().to_owned();
    let path = format!("{}/comments", article.path());
    let ask = |name: &str, comment: &str| {
        let fields = [("form_token", token.as_str()), ("name", name), ("comment", comment)];
        mia.ask(actix_web::http::Method::POST, &path).form(&fields).without("sec-fetch-site")
    };
    let nobody = ask("", TEXT).header("origin", "null").send().await.expect(422);
    assert_eq!(nobody.problem_of("name"), "Please enter your name here");
    assert_eq!(nobody.field_value("comment"), TEXT);
    ask("Mia", TEXT).header("origin", "null").send().await.expect(303);
    ask("Mia", "I said so before.").without("origin").send().await.expect(303);
    assert_eq!(mia.get("/account/comments").await.count(".rows > li"), 0);
    ask("Mia", "And I say it again.").send().await.expect(303);
    assert_eq!(mia.get("/account/comments").await.count(".rows > li"), 1);
}

#[actix_web::test]
async fn nobody_takes_back_what_is_not_theirs() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (mia, eve) = (app.reader("mia").await, app.reader("eve").await);
    for person in [&mia, &eve] {
        write(person, &article, &[("comment", TEXT)]).await.expect(200);
    }
    let theirs = mia.get("/account/comments").await.form("/withdraw");
    let own = eve.get("/account/comments").await.form("/withdraw");
    let token = own.value("form_token").unwrap();
    let sent = eve.post(&theirs.action, &[("form_token", token), ("version", "1")]).await;
    assert_eq!(sent.status, 403, "a token of one comment is none of another");
    assert_eq!(
        app.db()
            .read(|conn| comments::waiting_count(conn, &comments::Filter::of(State::Held)))
            .await
            .unwrap(),
        2
    );
}

#[actix_web::test]
async fn a_stranger_does_not_write_under_a_moderators_name() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    app.given().account("M3", Role::Moderator).await;
    let page = write(&app.visitor(), &article, &[("name", "ｍ3"), ("comment", TEXT)]).await.expect(422);
    assert!(page.problem_of("name").starts_with("This is the name of someone of our team."));
}

#[actix_web::test]
async fn a_name_that_reads_like_a_moderators_is_pointed_out_to_those_who_decide() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let mia = app.moderator("Mia").await;
    write(&app.visitor(), &article, &[("name", "Міа"), ("comment", TEXT)]).await.expect(200);
    write(&app.visitor(), &article, &[("name", "Мария"), ("comment", "They read my mail.")]).await;
    let queue = mia.get("/moderation").await;
    assert_eq!(queue.main_text().matches("taken for that of someone of the team").count(), 1, "{queue:?}");
}

#[actix_web::test]
async fn an_address_is_asked_once_without_a_strangers_words_and_then_told_the_decision() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let fields = [("name", "Wicked Name"), ("comment", TEXT), ("email", "ada@example.org")];
    let receipt = write(&ada, &article, &fields).await.expect(200);
    let comment = GivenComment {
        receipt: receipt.path.replace("/receipt/", ""),
        id: "0123456789abcdef".parse().unwrap(),
    };
    app.deliver_mail().await;
    let letter = app.mailbox("ada@example.org").last().clone();
    assert!(!letter.text.contains("Wicked") && !letter.text.contains("phones of lawyers"), "{}", letter.text);
    let link = letter.link_containing("/comments/address/");
    ada.look(&link).await.expect(200);
    assert!(
        receipt_of(&ada, &comment).await.contains("Please follow the link in our letter"),
        "looking changes nothing"
    );
    ada.submit(&link, "/comments/address/", &[]).await.expect(200);
    assert!(receipt_of(&ada, &comment).await.contains("We mail you what is decided."));
    assert_eq!(ada.look(&link).await.status, 404, "the link is good once");
}

pub(super) async fn receipt_of(who: &Person, comment: &GivenComment) -> String {
    who.get(&format!("/receipt/{}", comment.receipt)).await.main_text()
}

#[actix_web::test]
async fn a_decision_is_mailed_only_to_a_confirmed_address() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    for (name, confirms) in [("ada", true), ("ben", false)] {
        let person = app.visitor();
        let email = format!("{name}@example.org");
        let text = format!("{TEXT} {name}");
        let page = write(&person, &article, &[("name", name), ("comment", &text), ("email", &email)]).await;
        app.deliver_mail().await;
        if confirms {
            let link = app.mailbox(&email).last().link_containing("/comments/address/");
            person.submit(&link, "/comments/address/", &[]).await.expect(200);
        }
        let receipt = page.path.replace("/receipt/", "");
        let (words, keys, now) = (
            amicus::base::seal::ReceiptWords::parse(&receipt).unwrap(),
            app.app.keys.clone(),
            app.db().now(),
        );
        let id = app
            .db()
            .read(move |conn| comments::by_receipt(conn, &keys, &words, now))
            .await
            .unwrap()
            .unwrap()
            .comment;
        decide(&app, &GivenComment { id, receipt }, Step::Approve).await;
        app.deliver_mail().await;
    }
    assert!(app.mailbox("ada@example.org").last().text.contains("is published"));
    assert_eq!(app.mailbox("ben@example.org").len(), 1);
}

#[actix_web::test]
async fn one_address_gets_one_letter_a_day() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let sends = async |text: &str| {
        let fields = [("name", "Eve"), ("comment", text), ("email", "victim@example.org")];
        write(&app.visitor(), &article, &fields).await.expect(200)
    };
    let promises = |page: &Page| page.main_text().contains("Please follow the link in our letter");
    let (one, two, three) = tokio::join!(sends("Number one."), sends("Number two."), sends("Number three."));
    assert_eq!([&one, &two, &three].into_iter().filter(|page| promises(page)).count(), 1);
    app.clock.advance(MINUTE);
    assert!(!promises(&sends("Number four.").await));
    app.deliver_mail().await;
    assert_eq!(app.mailbox("victim@example.org").len(), 1);
    app.clock.advance(DAY);
    assert!(promises(&sends("Number five.").await));
    app.deliver_mail().await;
    assert_eq!(app.mailbox("victim@example.org").len(), 2);
}

#[actix_web::test]
async fn programs_read_the_same_discussion_as_json() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let comment = app.given().comment_published(&ada, &article, "Ada", TEXT).await;
    app.given().comment_held(&ada, &article, "Ben", "Not yet.").await;
    let answer = ada.get(&format!("/api/v1{}", comments_of(&article))).await.expect(200);
    let json = answer.json();
    assert_eq!(json["published"], 1);
    assert_eq!(json["comments"][0]["id"], comment.id.as_str());
    assert_eq!(json["comments"][0]["text"], TEXT);
    assert_eq!(json["comments"].as_array().unwrap().len(), 1);
}
