//! The discussion as its readers and authors meet it: the form, the receipt, the thread, what is mailed.

mod tests_of_appeals;
mod tests_of_budgets;
mod tests_of_checks;
mod tests_of_crowds;
mod tests_of_edits;
mod tests_of_lessons;
mod tests_of_mail;
mod tests_of_receipts;
mod tests_of_reports;
mod tests_of_walks;

use amicus::accounts::Role;
use amicus::app::App;
use amicus::articles::{Article, CommentsMode};
use amicus::base::text::{Name, Prose};
use amicus::comments::{self, Cause, Event, Examiner, RuleCited, State, Step, Submission, Submitted};
use amicus::error::Result;

use crate::support::given::GivenComment;
use crate::support::{DAY, HOUR, MINUTE, Page, Person, TestApp};

const TEXT: &str = "They read the phones of lawyers, and nobody has been asked a question about it.";

fn comments_of(article: &Article) -> String {
    format!("{}/comments", article.path())
}

async fn write(who: &Person, article: &Article, fields: &[(&str, &str)]) -> Page {
    who.submit(&article.path(), &comments_of(article), fields).await
}

/// A comment of a stranger, as a page would hand it on.
fn submission(article: &Article, name: &str, text: &str) -> Submission {
    Submission {
        article: article.id.clone(),
        parent: None,
        name: Name::parse(name).unwrap(),
        text: Prose::parse(text).unwrap(),
        email: None,
        wants_replies: false,
        may_write: false,
        account: None,
        pseudonym: "0123".to_owned(),
        over_rate: false,
        trapped: false,
        changes: None,
    }
}

/// As the page does it: look first, then change.
async fn send(app: &App, examiner: Examiner, submission: Submission) -> Result<Submitted> {
    let (looked_at, now) = (submission.clone(), app.db.now());
    let evidence = app.db.read(move |conn| comments::gather(conn, &examiner, now, &looked_at)).await?;
    let keys = app.keys.clone();
    app.db.write(move |tx| comments::submit(tx, &keys, &submission, &evidence)).await
}

async fn decide(app: &TestApp, comment: &GivenComment, step: Step) {
    let id = comment.id.clone();
    let found = app.db().read(move |conn| comments::find_for_moderation(conn, &id)).await.unwrap().unwrap();
    let (comment, version) = (found.comment.id, found.comment.version);
    let moderator = "0000000000000001".parse().unwrap();
    let event =
        Event { comment, version, actor: comments::Actor::Moderator(moderator), step, cause: Cause::Queue };
    app.db().write(move |tx| comments::apply(tx, &event)).await.unwrap();
}

#[actix_web::test]
async fn a_stranger_without_cookies_writes_and_gets_six_words() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    ada.refuse_cookies();
    let receipt = write(&ada, &article, &[("name", "Ada"), ("comment", TEXT)]).await.expect(200);
    assert_eq!(receipt.count(".receipt-words li"), 6);
    assert!(receipt.main_text().contains("Thank you. Your comment is with the moderators."));
    assert_eq!(receipt.header("cache-control"), "no-store");
    assert!(!ada.get(&article.path()).await.body.contains(TEXT), "nobody reads it before a moderator did");
}

#[actix_web::test]
async fn an_empty_form_says_what_is_missing_beside_each_field() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    for (name, text) in [("", ""), ("  \u{3164}\u{200B}", "\n \u{2800}\t")] {
        let page = write(&ada, &article, &[("name", name), ("comment", text), ("email", "ada@example.org")])
            .await
            .expect(422);
        assert_eq!(page.problem_of("comment"), "Please enter your comment!");
        assert_eq!(page.problem_of("name"), "Please enter your name here");
        assert_eq!(page.summary(), ["Please enter your comment!", "Please enter your name here"]);
        assert_eq!(page.field_value("email"), "ada@example.org");
        assert_eq!(page.attribute("#comment", "aria-invalid"), "true");
        assert!(page.attribute("#name", "aria-describedby").contains("name-problem"));
    }
}

#[actix_web::test]
async fn what_was_typed_comes_back_and_is_sent_at_the_second_try() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let page = write(&ada, &article, &[("name", " "), ("comment", TEXT)]).await.expect(422);
    assert_eq!(page.field_value("comment").trim(), TEXT);
    let receipt = ada.fill(&page, "/comments", &[("name", "Ada")]).await;
    assert_eq!(receipt.count(".receipt-words li"), 6);
}

#[actix_web::test]
async fn each_kind_of_bad_text_gets_its_own_words() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let long = "a".repeat(10_000);
    for (field, typed, says) in [
        ("name", long.as_str(), "This name is too long. Please keep it to 60 characters."),
        ("name", "Ada\0", "A name cannot hold"),
        ("name", "<b>Ada</b>", "A name cannot hold"),
        ("name", "https://spam.example", "A name cannot hold"),
        ("comment", long.as_str(), "Your comment is too long. Please keep it to 5,000 characters."),
        ("comment", "a\0b", "Your comment holds signs that cannot be shown."),
        ("comment", "a\u{1b}[31m", "Your comment holds signs that cannot be shown."),
        ("email", "not an address", "This is not an e-mail address that we can write to."),
    ] {
        let mut fields = vec![("name", "Ada"), ("comment", TEXT), ("email", "")];
        fields.iter_mut().filter(|(named, _)| *named == field).for_each(|entry| entry.1 = typed);
        let page = write(&ada, &article, &fields).await.expect(422);
        assert!(page.problem_of(field).starts_with(says), "{field} {typed:?}: {page:?}");
    }
}

#[actix_web::test]
async fn marks_that_turn_the_direction_are_left_out() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let comment =
        app.given().comment_published(&ada, &article, "Ada\u{202E}", "one \u{202E}two\u{2066} three").await;
    let page = ada.get(&article.path()).await;
    assert_eq!(page.text_of(&format!("#c-{} .says", comment.id)), "one two three");
    assert_eq!(page.text_of(&format!("#c-{} .who", comment.id)), "Ada");
}

#[actix_web::test]
async fn bytes_that_are_no_text_come_back_in_the_form() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let page = ada.get(&article.path()).await;
    let form = page.form(&comments_of(&article));
    let body = format!("form_token={}&name=Ada&comment=one%FFtwo", form.value("form_token").unwrap());
    let sent = ada.ask(actix_web::http::Method::POST, &comments_of(&article));
    let sent = sent.header("content-type", "application/x-www-form-urlencoded").body(body).send().await;
    assert_eq!(sent.status, 422);
    assert_eq!(sent.field_value("name"), "Ada");
}

#[actix_web::test]
async fn an_expired_or_foreign_token_loses_nothing() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let page = ada.get(&article.path()).await;
    app.clock.advance(4 * DAY);
    let again = ada.fill(&page, "/comments", &[("name", "Ada"), ("comment", TEXT)]).await.expect(422);
    assert_eq!(again.field_value("comment").trim(), TEXT);
    assert_eq!(ada.fill(&again, "/comments", &[]).await.count(".receipt-words li"), 6);

    let foreign = ada.get("/receipt").await.form("/receipt").value("form_token").unwrap().to_owned();
    let fields = [("form_token", foreign.as_str()), ("name", "Ada"), ("comment", "Another text.")];
    let again = ada.post(&comments_of(&article), &fields).await;
    assert_eq!((again.status, again.field_value("comment").trim()), (422, "Another text."));
}

#[actix_web::test]
async fn unknown_articles_other_methods_and_huge_bodies_get_their_clear_answer() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    assert_eq!(ada.post("/articles/nothing-like-it/comments", &[("name", "Ada")]).await.status, 404);
    let wrong = ada.look(&comments_of(&article)).await;
    assert_eq!((wrong.status, wrong.header("allow")), (405, "POST"));
    let huge = "a".repeat(10_000_000);
    assert_eq!(ada.post(&comments_of(&article), &[("comment", huge.as_str())]).await.status, 413);
    assert_eq!(ada.look("/comments/0123456789abcdef").await.status, 404);
    assert_eq!(ada.look("/comments/no-id/reply").await.status, 404);
}

#[actix_web::test]
async fn an_article_whose_comments_are_closed_takes_none_and_says_so() {
    let app = TestApp::start().await;
    let open = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let form = ada.get(&open.path()).await.form(&comments_of(&open));
    let closed = app.given().article_like("closed", |draft| draft.comments = CommentsMode::Closed).await;
    assert!(!ada.get(&closed.path()).await.has("#comments form"));
    let token = form.value("form_token").unwrap();
    let sent =
        ada.post(&comments_of(&closed), &[("form_token", token), ("name", "Ada"), ("comment", TEXT)]).await;
    assert_eq!((sent.status, sent.field_value("comment").trim()), (422, TEXT));
}

#[actix_web::test]
async fn an_answer_stands_under_what_it_answers_and_links_to_it() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (ada, ben) = (app.visitor(), app.visitor());
    let root = app.given().comment_published(&ada, &article, "Ada", TEXT).await;
    app.given().comment_published(&ada, &article, "Cleo", "Another thread.").await;
    let page = ben.get(&format!("/comments/{}/reply", root.id)).await.expect(200);
    assert!(page.main_text().contains(TEXT));
    let receipt = ben.fill(&page, "/comments", &[("name", "Ben"), ("comment", "So do I.")]).await;
    let answer = GivenComment { id: root.id.clone(), receipt: receipt.path.replace("/receipt/", "") };
    app.given().publish(&answer).await;
    let page = ada.get(&article.path()).await;
    assert_eq!(page.texts_of(".comment .who"), ["Ada", "Ben", "Cleo"]);
    assert_eq!(page.attribute(".comment .to a", "href"), format!("#c-{}", root.id));
    assert_eq!(page.count(".comment.depth-2"), 1);
    assert_eq!(page.text_of("#comments-title"), "3 comments");
}

#[actix_web::test]
async fn a_permalink_leads_to_the_page_that_begins_with_its_thread() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let first = app.given().comment_published(&ada, &article, "Ada", TEXT).await;
    let second = app.given().comment_published(&ada, &article, "Ben", "Another thread.").await;
    let led = ada.look(&format!("/comments/{}", second.id)).await;
    assert_eq!(
        (led.status, led.location()),
        (303, format!("{}?after={}#c-{}", article.path(), first.id, second.id).as_str())
    );
    let held = app.given().comment_held(&ada, &article, "Cleo", "Not yet.").await;
    assert_eq!(ada.look(&format!("/comments/{}", held.id)).await.status, 404);
}

#[actix_web::test]
async fn a_long_discussion_is_read_in_pages_in_both_directions() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let mut left = 130;
    while left > 0 {
        let id = article.id.clone();
        left -= app.db().write(move |tx| comments::demo::fill(tx, &id, left)).await.unwrap();
    }
    let ada = app.visitor();
    let (mut page, mut forward) = (ada.get(&article.path()).await, Vec::new());
    loop {
        forward.extend(ids(&page));
        if !page.has(".pager .next") {
            break;
        }
        let next = page.attribute(".pager .next", "href");
        page = ada.get(&next).await;
    }
    assert!(page.count(".comments > li:not(.ancestor)") <= comments::PAGE);
    let mut backward = ids(&page);
    while page.has(".pager .previous") {
        let previous = page.attribute(".pager .previous", "href");
        page = ada.get(&previous).await;
        backward.splice(0..0, ids(&page));
    }
    assert_eq!(forward, backward);
    assert_eq!(ada.look(&format!("{}?after=0123456789abcdef", article.path())).await.status, 404);
}

fn ids(page: &Page) -> Vec<String> {
    page.links().into_iter().filter(|link| link.ends_with("/reply")).collect()
}

#[actix_web::test]
async fn text_is_text_wherever_it_is_shown() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let text = "<script>alert(1)</script> & \"x\" 'y' https://example.org\n\nSecond **part**.";
    let comment = app.given().comment_published(&ada, &article, "A & \"B\"", text).await;
    for path in
        [article.path(), format!("/comments/{}/reply", comment.id), format!("/receipt/{}", comment.receipt)]
    {
        let page = ada.get(&path).await.expect(200);
        assert!(!page.body.contains("<script>alert"), "{path}");
        assert!(
            page.main_text().contains("<script>alert(1)</script> & \"x\" 'y' https://example.org"),
            "{page:?}"
        );
        assert!(!page.links().contains(&"https://example.org".to_owned()), "{path}");
    }
}

#[actix_web::test]
async fn what_a_program_filled_in_gets_the_same_answer_and_waits_as_spam() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (person, program) = (app.visitor(), app.visitor());
    let fields =
        |email, website| [("name", "Ada"), ("comment", TEXT), ("email", email), ("website", website)];
    let held = write(&person, &article, &fields("ada@example.org", "")).await;
    let caught = write(&program, &article, &fields("eve@example.org", "http://spam.example")).await;
    let filed = app
        .db()
        .read(|conn| comments::waiting_count(conn, &comments::Filter::of(State::Spam)))
        .await
        .unwrap();
    assert_eq!(filed, 1);
    assert!(caught.main_text().starts_with("Thank you."), "{caught:?}");
    assert_eq!(but_for_its_words(&caught), but_for_its_words(&held));
    app.deliver_mail().await;
    assert_eq!(app.mailbox("eve@example.org").len(), 0, "no program makes us write to others");

    let held = person.fill(&held, "/withdraw", &[]).await.expect(200);
    let caught = program.fill(&caught, "/withdraw", &[]).await.expect(200);
    assert!(caught.main_text().contains("You took it back."), "{caught:?}");
    assert_eq!(but_for_its_words(&caught), but_for_its_words(&held));
}

/// What a receipt says, without the six words that are its own.
fn but_for_its_words(receipt: &Page) -> String {
    let words = receipt.path.replace("/receipt/", "");
    receipt.main_text().replace(&words, "…").replace(&receipt.texts_of(".receipt-words li").join("\n"), "…")
}

#[actix_web::test]
async fn taking_back_again_after_a_lost_answer_is_answered_as_done() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (ada, mia) = (app.visitor(), app.reader("mia").await);
    let comment = app.given().comment_held(&ada, &article, "Ada", TEXT).await;
    let (page, second_tab) = (
        ada.get(&format!("/receipt/{}", comment.receipt)).await,
        ada.get(&format!("/receipt/{}", comment.receipt)).await,
    );
    for sent in [&page, &page, &second_tab] {
        let answer = ada.fill_only(sent, "/withdraw", &[]).await;
        assert_eq!((answer.status, answer.location()), (303, page.path.as_str()));
    }
    write(&mia, &article, &[("comment", TEXT)]).await.expect(200);
    let (page, second_tab) = (mia.get("/account/comments").await, mia.get("/account/comments").await);
    for sent in [&page, &second_tab] {
        let answer = mia.fill_only(sent, "/withdraw", &[]).await;
        assert_eq!((answer.status, answer.location()), (303, "/account/comments"));
    }
}

#[actix_web::test]
async fn a_network_that_writes_much_is_never_refused() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    for number in 0..8 {
        let text = format!("Number {number}.");
        assert_eq!(
            write(&ada, &article, &[("name", "Ada"), ("comment", &text)]).await.count(".receipt-words li"),
            6
        );
    }
    let calm = app.given().comment_held(&app.visitor(), &article, "Ben", TEXT).await;
    let page = app
        .db()
        .read(|conn| {
            comments::waiting(
                conn,
                &comments::Filter::of(State::Held),
                &amicus::base::paging::Paging::default(),
            )
        })
        .await
        .unwrap();
    let place = page.items.iter().position(|row| row.id == calm.id).unwrap();
    assert_eq!(page.items.len(), 9);
    assert!(place < 6, "what came beyond the limit of one network is read last");
}
