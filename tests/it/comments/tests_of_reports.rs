//! Readers report; moderators keep, hide or pin.

use super::*;

use amicus::db::Tx;
use amicus::error::Error;
use amicus::schema::accounts;
use diesel::prelude::*;

fn report_of(comment: &GivenComment) -> String {
    format!("/comments/{}/report", comment.id)
}

fn deed(comment: &GivenComment, deed: &str) -> String {
    format!("/moderation/comments/{}/{deed}", comment.id)
}

fn context(comment: &GivenComment) -> String {
    format!("/moderation/comments/{}", comment.id)
}

async fn published(app: &TestApp, text: &str) -> (Article, GivenComment) {
    let article = app.given().article("the-lesson").await;
    let comment = app.given().comment_published(&app.visitor(), &article, "Ada", text).await;
    (article, comment)
}

async fn reports(who: &Person, comment: &GivenComment, fields: &[(&str, &str)]) -> Page {
    who.submit(&report_of(comment), &report_of(comment), fields).await
}

#[actix_web::test]
async fn a_reader_without_cookies_reports_and_hears_what_happens_next() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let (article, comment) = published(&app, TEXT).await;
    let (ben, mia) = (app.visitor(), app.moderator("mia").await);
    ben.refuse_cookies();
    let page = ben.get(&ben.get(&article.path()).await.link("Report")).await.expect(200);
    assert!(page.main_text().contains(TEXT));
    let again = ben.fill(&page, &report_of(&comment), &[]).await.expect(422);
    assert_eq!(again.problems(), ["Please choose what is wrong with it."]);
    let again = ben.fill(&again, &report_of(&comment), &[("reason", "other")]).await.expect(422);
    assert_eq!(again.problem_of("words"), "Please write in a few words what is wrong with it.");
    let done = ben.fill(&again, &report_of(&comment), &[("words", "That is my brother.")]).await.expect(200);
    assert!(done.main_text().contains("A moderator looks at it."), "{done:?}");
    assert!(ben.get(&article.path()).await.body.contains(TEXT), "a report hides nothing");

    let queue = mia.get(&mia.get("/moderation").await.link("Reported")).await.expect(200);
    let card = queue.text_of("[data-card]");
    assert!(card.contains("That is my brother.") && card.contains("1 report"), "{card}");
    let hidden = mia.fill(&queue, &deed(&comment, "hide"), &[("rule", "3")]).await.expect(200);
    assert!(!hidden.has("[data-card]") && !ben.get(&article.path()).await.body.contains(TEXT));
    mia.fill(&hidden, &deed(&comment, "undo"), &[]).await.expect(200);
    assert_eq!(mia.get("/moderation/reported").await.count("[data-card]"), 1, "what was taken back is open");
}

#[actix_web::test]
async fn what_was_kept_comes_back_with_the_next_report_and_not_with_the_same_one() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let (_, comment) = published(&app, TEXT).await;
    let (ben, cleo, mia) = (app.visitor(), app.visitor(), app.moderator("mia").await);
    for _ in 0..3 {
        reports(&ben, &comment, &[("reason", "1")]).await.expect(200);
    }
    let queue = mia.get("/moderation/reported").await;
    assert!(queue.text_of("[data-card] .badge").contains("1 report"), "{queue:?}");
    let kept = mia.fill(&queue, &deed(&comment, "keep"), &[]).await.expect(200);
    assert!(kept.text_of(".notice").contains("stays on the page") && !kept.has("[data-card]"), "{kept:?}");
    reports(&ben, &comment, &[("reason", "1")]).await.expect(200);
    assert!(!mia.get("/moderation/reported").await.has("[data-card]"));
    reports(&cleo, &comment, &[("reason", "2")]).await.expect(200);
    assert!(mia.get("/moderation/reported").await.has("[data-card]"));
    assert!(mia.get(&context(&comment)).await.has("form[action$=keep]"));
}

#[actix_web::test]
async fn an_account_that_was_right_weighs_more_than_one_that_was_wrong() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let given = async |text: &str| app.given().comment_published(&app.visitor(), &article, "Ada", text).await;
    let (rosa, omar, mia) = (app.reader("rosa").await, app.reader("omar").await, app.moderator("mia").await);
    for (reader, answer) in [(&rosa, "hide"), (&omar, "keep")] {
        let comment = given(answer).await;
        reports(reader, &comment, &[("reason", "1")]).await.expect(200);
        let fields: &[(&str, &str)] = if answer == "hide" { &[("rule", "1")] } else { &[] };
        mia.submit("/moderation/reported", &deed(&comment, answer), fields).await.expect(200);
    }
    let (light, heavy) = (given("Omar says this is wrong.").await, given("Rosa says this is wrong.").await);
    reports(&omar, &light, &[("reason", "1")]).await.expect(200);
    reports(&rosa, &heavy, &[("reason", "1")]).await.expect(200);
    let says = mia.get("/moderation/reported").await.texts_of("[data-card] .text");
    assert_eq!(says, ["Rosa says this is wrong.", "Omar says this is wrong."]);
}

#[actix_web::test]
async fn a_network_that_reports_much_is_never_refused_and_weighs_nothing_more() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let ben = app.visitor();
    for number in 0..12 {
        let text = format!("Comment number {number}.");
        let comment = app.given().comment_published(&app.visitor(), &article, "Ada", &text).await;
        reports(&ben, &comment, &[("reason", "1")]).await.expect(200);
    }
    let says = app.moderator("mia").await.get("/moderation/reported").await.texts_of("[data-card] .text");
    assert_eq!(says.len(), 12);
    assert!(says.iter().skip(10).all(|text| text.contains("number 10.") || text.contains("number 11.")));
}

#[actix_web::test]
async fn a_pinned_comment_stands_first_on_the_same_page_for_everyone_until_it_is_unpinned() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let (article, first) = published(&app, "The first comment.").await;
    let second = app.given().comment_published(&app.visitor(), &article, "Ben", "The second comment.").await;
    let (ada, mia) = (app.visitor(), app.moderator("mia").await);
    mia.submit(&context(&second), &deed(&second, "pin"), &[]).await.expect(200);
    let page = ada.get(&article.path()).await;
    assert_eq!(page.text_of(".pinned .says"), "The second comment.");
    assert_eq!(page.texts_of(".comments .says"), ["The first comment.", "The second comment."]);
    assert_eq!(mia.get(&article.path()).await.bytes, page.bytes);
    mia.submit(&context(&first), &deed(&first, "pin"), &[]).await.expect(200);
    assert_eq!(ada.get(&article.path()).await.texts_of(".pinned .says"), ["The first comment."]);
    let record = mia.get(&context(&first)).await;
    assert!(record.text_of(".record").contains("You pinned it"), "{record:?}");
    mia.fill(&record, &deed(&first, "unpin"), &[]).await.expect(200);
    assert!(!ada.get(&article.path()).await.has(".pinned"));
}

#[actix_web::test]
async fn whoever_erases_their_account_takes_their_reports_along_and_away() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let (_, comment) = published(&app, TEXT).await;
    let rosa = app.reader("rosa").await;
    reports(&rosa, &comment, &[("reason", "other"), ("words", "I know him.")]).await.expect(200);
    let account = {
        let name = Name::parse("rosa").unwrap();
        let found = app.db().read(move |conn| amicus::accounts::find_by_name(conn, &name)).await.unwrap();
        found.unwrap().id
    };
    let theirs = account.clone();
    let own = app.db().read(move |conn| comments::export::own_reports(conn, &theirs)).await.unwrap();
    assert_eq!(own[0].words.as_deref(), Some("I know him."));
    let theirs = account.clone();
    let erase = move |tx: &mut Tx<'_>| {
        comments::take_from_account(tx, &theirs, amicus::accounts::erasure::Texts::Erase)
    };
    while !app.db().write(erase.clone()).await.unwrap() {}
    let own = app.db().read(move |conn| comments::export::own_reports(conn, &account)).await.unwrap();
    assert!(own.is_empty());
}

#[actix_web::test]
async fn a_report_that_meets_the_erasure_of_who_sends_it_is_told_that_something_is_gone() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let (_, comment) = published(&app, TEXT).await;
    let ben = app.given().account("ben", Role::Reader).await;
    let said = comments::Report {
        comment: comment.id.clone(),
        account: Some(ben.clone()),
        pseudonym: "a network".to_owned(),
        rule: None,
        words: None,
        over_rate: false,
    };
    let (keys, looked) = (app.app.keys.clone(), said.clone());
    let weighed = app.db().read(move |conn| comments::weigh(conn, &keys, &looked)).await.unwrap();
    let gone = move |tx: &mut Tx<'_>| Ok(diesel::delete(accounts::table.find(&ben)).execute(&mut **tx)?);
    app.db().write(gone).await.unwrap();
    let told = app.db().write(move |tx| comments::report(tx, &said, &weighed)).await;
    assert!(matches!(told, Err(Error::Conflict("base-conflict-gone"))), "{told:?}");
}
