//! Authors change what they wrote: by receipt and by account, within the window and after a moderator sent it back.

use super::tests_of_receipts::receipt_of;
use super::*;

fn edit_of(comment: &GivenComment) -> String {
    format!("/receipt/{}/edit", comment.receipt)
}

fn deed(comment: &GivenComment, deed: &str) -> String {
    format!("/moderation/comments/{}/{deed}", comment.id)
}

const CHANGED: &str = "They read the phones of lawyers, and a court asked about it.";

/// A site with its rules, an article, and a comment that waits.
async fn one_waits(app: &TestApp, ada: &Person) -> (Article, GivenComment) {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(ada, &article, "Ada", TEXT).await;
    (article, comment)
}

#[actix_web::test]
async fn a_comment_that_came_back_is_changed_and_sent_again_by_receipt() {
    let app = TestApp::start().await;
    let (ada, mia) = (app.visitor(), app.moderator("mia").await);
    ada.refuse_cookies();
    let (article, comment) = one_waits(&app, &ada).await;
    let again = mia.submit("/moderation", &deed(&comment, "return"), &[]).await.expect(422);
    assert_eq!(again.problems(), ["Please write some words to the author."]);
    let told = mia.fill(&again, &deed(&comment, "return"), &[("words", "Please leave the court out.")]).await;
    assert!(told.text_of(".notice.good").contains("is with its author"), "{told:?}");
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 0);

    let receipt = ada.get(&format!("/receipt/{}", comment.receipt)).await;
    assert_eq!(receipt.text_of(".state .badge"), "Back to you");
    assert!(receipt.main_text().contains("Please leave the court out."));
    let page = ada.get(&receipt.link("Change it and send it again")).await.expect(200);
    assert!(page.main_text().contains("Please leave the court out."));
    assert_eq!((page.field_value("comment").trim(), page.field_value("name").as_str()), (TEXT, "Ada"));
    let empty =
        ada.fill(&page, &edit_of(&comment), &[("comment", " "), ("name", "Ada L.")]).await.expect(422);
    assert_eq!(empty.problem_of("comment"), "Please enter your comment!");
    assert_eq!(empty.field_value("name"), "Ada L.");
    let sent = ada.fill(&empty, &edit_of(&comment), &[("comment", CHANGED)]).await.expect(200);
    assert_eq!(sent.text_of(".state .badge"), "Waiting");

    let queue = mia.get("/moderation").await;
    assert!(queue.text_of("[data-card]").contains(CHANGED), "{queue:?}");
    let context = mia.get(&format!("/moderation/comments/{}", comment.id)).await;
    assert!(context.text_of(".quoted").contains(TEXT), "the earlier words are there for moderators");
    mia.fill(&queue, &deed(&comment, "approve"), &[]).await.expect(200);
    let read = ada.get(&article.path()).await;
    assert!(read.body.contains(CHANGED) && !read.body.contains(TEXT));
    assert_eq!(read.texts_of(".comment .who"), ["Ada L."]);
}

#[actix_web::test]
async fn a_member_changes_what_came_back_on_the_page_of_their_comments() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (rosa, mia) = (app.reader("rosa").await, app.moderator("mia").await);
    let receipt = write(&rosa, &article, &[("comment", TEXT)]).await.expect(200).path;
    let queue = mia.get("/moderation").await;
    let fields = [("rule", "2"), ("words", "A little calmer, please.")];
    mia.fill(&queue, "/return", &fields).await.expect(200);
    let own = rosa.get("/account/comments").await;
    assert!(own.main_text().contains("A little calmer, please."), "{own:?}");
    let page = rosa.get(&own.link("Change it and send it again")).await.expect(200);
    assert!(page.links().contains(&"/rules#rule-2".to_owned()));
    assert!(!page.has("[name=name]"), "an account writes under its own name");
    let sent = rosa.fill(&page, "/edit", &[("comment", CHANGED)]).await.expect(200);
    assert_eq!(sent.path, "/account/comments");
    assert!(rosa.get(&receipt).await.main_text().contains(CHANGED));
    let other = app.reader("omar").await;
    assert_eq!(other.look(&page.path).await.status, 404, "nobody changes another's comment");
}

#[actix_web::test]
async fn within_fifteen_minutes_what_waits_is_replaced_and_after_them_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let (_, comment) = one_waits(&app, &ada).await;
    let page = ada.get(&edit_of(&comment)).await.expect(200);
    let first = ada.fill_only(&page, &edit_of(&comment), &[("comment", CHANGED)]).await;
    let twice = ada.fill_only(&page, &edit_of(&comment), &[("comment", CHANGED)]).await;
    assert_eq!((first.status, twice.status), (303, 303), "a second press is answered as the first");
    assert!(receipt_of(&ada, &comment).await.contains(CHANGED));

    let late = ada.get(&edit_of(&comment)).await;
    app.clock.advance(15 * MINUTE);
    let refused = ada.fill(&late, &edit_of(&comment), &[("comment", "A third text.")]).await.expect(409);
    assert!(refused.summary()[0].starts_with("This comment cannot be changed any more."));
    assert_eq!(refused.field_value("comment").trim(), "A third text.");
    assert!(!refused.has("#form button"));
    assert!(!ada.get(&format!("/receipt/{}", comment.receipt)).await.has("a[href$=edit]"));
    assert!(ada.get(&edit_of(&comment)).await.main_text().contains("cannot be changed any more"));
}

#[actix_web::test]
async fn whoever_changes_what_was_decided_meanwhile_hears_of_it_and_keeps_what_they_typed() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let (_, comment) = one_waits(&app, &ada).await;
    let page = ada.get(&edit_of(&comment)).await;
    app.given().publish(&comment).await;
    let again = ada.fill(&page, &edit_of(&comment), &[("comment", CHANGED)]).await.expect(409);
    assert!(again.summary()[0].starts_with("Somebody decided on this comment meanwhile."));
    assert!(again.main_text().contains("Everybody reads your comment."));
    assert_eq!(again.field_value("comment").trim(), CHANGED);
    ada.fill(&again, &edit_of(&comment), &[]).await.expect(200);
}

#[actix_web::test]
async fn a_change_of_a_published_comment_waits_and_the_moderator_sees_what_is_new() {
    let app = TestApp::start().await;
    let (ada, mia) = (app.visitor(), app.moderator("mia").await);
    let (article, comment) = one_waits(&app, &ada).await;
    app.given().publish(&comment).await;
    let sent = ada.submit(&edit_of(&comment), &edit_of(&comment), &[("comment", CHANGED)]).await.expect(200);
    assert!(sent.main_text().contains("A moderator has not decided on this yet"), "{sent:?}");
    assert!(ada.get(&article.path()).await.body.contains(TEXT));
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 0);

    let edits = mia.get(&mia.get("/moderation").await.link("Changes")).await.expect(200);
    assert!(edits.text_of(".diff del").contains("nobody has been"), "{edits:?}");
    assert!(edits.texts_of(".diff ins").concat().contains("court"), "{edits:?}");
    let shown = mia.fill(&edits, &deed(&comment, "approve-edit"), &[]).await.expect(200);
    assert!(shown.text_of(".notice").contains("Readers see what Ada made of the comment."), "{shown:?}");
    assert!(ada.get(&article.path()).await.body.contains(CHANGED));
    let back = mia.fill(&shown, &deed(&comment, "undo"), &[]).await.expect(200);
    assert!(ada.get(&article.path()).await.body.contains(TEXT));

    let asked = mia.fill(&back, &deed(&comment, "refuse-edit"), &[("words", "No.")]).await.expect(422);
    assert!(asked.has("details[open]"), "the form comes back open on the page of the comment: {asked:?}");
    mia.fill(&asked, &deed(&comment, "refuse-edit"), &[("rule", "1")]).await.expect(200);
    assert!(ada.get(&article.path()).await.body.contains(TEXT));
    let receipt = receipt_of(&ada, &comment).await;
    assert!(receipt.contains("What you changed was not accepted.") && receipt.contains("No."), "{receipt}");
}

#[actix_web::test]
async fn of_two_moderators_of_one_change_the_second_learns_of_the_first() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let (_, comment) = one_waits(&app, &ada).await;
    app.given().publish(&comment).await;
    ada.submit(&edit_of(&comment), &edit_of(&comment), &[("comment", CHANGED)]).await.expect(200);
    let (hers, his) = (mia.get("/moderation/edits").await, noor.get("/moderation/edits").await);
    mia.fill(&hers, &deed(&comment, "approve-edit"), &[]).await.expect(200);
    let late = noor.fill(&his, &deed(&comment, "refuse-edit"), &[("rule", "1")]).await.expect(409);
    assert!(late.text_of(".notice.wait").contains("The change is shown"), "{late:?}");
}
