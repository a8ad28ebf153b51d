//! Words are taken out of a comment: a mark stands where they stood, nobody reads them any more, and until they are
//! erased they can be brought back.

use super::*;

use crate::support::dump::every_row;

const TEXT: &str = "Ask Jo Bloggs of 5 Elm Street, and ask her again. Jo Bloggs knows.";
const MARK: &str = "[removed under rule 3: Do not name private persons]";

/// A published comment that names somebody, and the moderator who reads it.
async fn somebody_is_named(app: &TestApp) -> (GivenComment, Person) {
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Ada", TEXT).await;
    app.given().publish(&comment).await;
    (comment, app.moderator("mia").await)
}

async fn redacts(mia: &Person, comment: &GivenComment, fields: &[(&str, &str)]) -> Page {
    let with_rule: Vec<_> = [("rule", "3")].into_iter().chain(fields.iter().copied()).collect();
    mia.submit(&context(comment), &to(comment, "redact"), &with_rule).await
}

#[actix_web::test]
async fn the_quoted_words_go_a_mark_says_why_and_the_author_is_told() {
    let app = TestApp::start().await;
    let (comment, mia) = somebody_is_named(&app).await;
    let quoted = [("quote", "Jo Bloggs of 5 Elm Street"), ("words", "She is a private person.")];
    let told = redacts(&mia, &comment, &quoted).await.expect(200);
    assert!(told.text_of(".notice.good").contains("Words are taken out"), "{told:?}");
    let read = article(&mia).await;
    assert!(read.contains(&format!("Ask {MARK}, and ask her again. Jo Bloggs knows.")), "{read}");
    for place in ["/api/v1/articles/the-lesson/comments".to_owned(), context(&comment)] {
        assert!(!mia.get(&place).await.body.contains("Elm Street"), "{place}");
    }
    let receipt = app.visitor().get(&format!("/receipt/{}", comment.receipt)).await.expect(200);
    let says = receipt.main_text();
    assert!(says.contains("A moderator took words out of your comment."), "{says}");
    assert!(
        says.contains("Do not name private persons") && says.contains("She is a private person."),
        "{says}"
    );
    assert!(!says.contains("Elm Street") && !says.contains("mia"), "{says}");
    assert!(mia.get(&context(&comment)).await.text_of(".record").contains("You took words out of it"));
}

#[actix_web::test]
async fn words_that_are_not_there_or_stand_there_twice_come_back_with_what_was_typed() {
    let app = TestApp::start().await;
    let (comment, mia) = somebody_is_named(&app).await;
    for (quote, says) in [
        ("jo bloggs", "These words do not stand in the comment just so. Please copy them from it."),
        ("", "Please quote the words to take out."),
    ] {
        let again = redacts(&mia, &comment, &[("quote", quote)]).await.expect(422);
        assert_eq!(again.summary(), [says]);
        assert_eq!(again.form(&to(&comment, "redact")).value("quote"), Some(quote));
    }
    let twice = redacts(&mia, &comment, &[("quote", "Jo Bloggs")]).await.expect(422);
    assert!(twice.summary()[0].contains("several times"), "{twice:?}");
    let links = twice.attributes(".summary a", "href");
    assert_eq!(links, [format!("#quote-redact-{}", comment.id)]);
    mia.fill(&twice, &to(&comment, "redact"), &[("everywhere", "yes")]).await.expect(200);
    let read = article(&mia).await;
    assert!(
        read.contains(&format!("Ask {MARK} of 5 Elm Street, and ask her again. {MARK} knows.")),
        "{read}"
    );
}

#[actix_web::test]
async fn nothing_is_taken_out_without_a_rule() {
    let app = TestApp::start().await;
    let (comment, mia) = somebody_is_named(&app).await;
    let fields = [("quote", "Elm Street")];
    let again = mia.submit(&context(&comment), &to(&comment, "redact"), &fields).await.expect(422);
    assert_eq!(again.summary(), ["Please choose the rule that it breaks."]);
    assert!(article(&mia).await.contains("Elm Street"));
}

#[actix_web::test]
async fn words_that_were_taken_out_come_back_by_undoing_and_are_erased_after_thirty_days() {
    let app = TestApp::start().await;
    let (comment, mia) = somebody_is_named(&app).await;
    let told = redacts(&mia, &comment, &[("quote", "Elm Street")]).await.expect(200);
    let back = mia.fill(&told, &to(&comment, "undo"), &[]).await.expect(200);
    assert!(article(&mia).await.contains(TEXT), "{back:?}");

    redacts(&mia, &comment, &[("quote", "Elm Street")]).await.expect(200);
    assert!(every_row(app.db()).await.contains("Elm Street"), "as long as it can be brought back");
    app.clock.advance(31 * DAY);
    app.do_duties().await;
    assert!(!every_row(app.db()).await.contains("Elm Street"));
    assert!(article(&app.visitor()).await.contains(MARK));
}

#[actix_web::test]
async fn of_two_who_look_at_one_comment_the_second_learns_that_words_were_taken_out() {
    let app = TestApp::start().await;
    let (comment, mia) = somebody_is_named(&app).await;
    let noor = app.moderator("noor").await;
    let late = noor.get(&context(&comment)).await;
    redacts(&mia, &comment, &[("quote", "Elm Street")]).await.expect(200);
    let fields = [("quote", "Jo Bloggs"), ("everywhere", "yes"), ("rule", "3")];
    let lost = noor.fill(&late, &to(&comment, "redact"), &fields).await.expect(409);
    learns(&lost, "Words are taken out");
}

#[actix_web::test]
async fn a_comment_that_waits_appears_without_the_words_that_were_taken_out() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Ada", TEXT).await;
    let mia = app.moderator("mia").await;
    let told = redacts(&mia, &comment, &[("quote", "Elm Street")]).await.expect(200);
    assert!(!told.body.contains("Elm Street"));
    mia.submit(&context(&comment), &to(&comment, "approve"), &[]).await.expect(200);
    assert!(article(&mia).await.contains(&format!("of 5 {MARK}, and")));
}

#[actix_web::test]
async fn words_that_were_taken_out_come_back_though_an_earlier_decision_fell_away_a_moment_before() {
    let app = TestApp::public().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Ada", TEXT).await;
    let mia = app.moderator("mia").await;
    mia.submit(&context(&comment), &to(&comment, "approve"), &[]).await.expect(200);
    let own = format!("/receipt/{}/edit", comment.receipt);
    app.visitor().submit(&own, &own, &[("comment", TEXT)]).await.expect(200);
    let told = redacts(&mia, &comment, &[("quote", "Elm Street")]).await.expect(200);
    mia.fill(&told, &to(&comment, "undo"), &[]).await.expect(200);
    let says = mia.get(&context(&comment)).await.text_of("article .says");
    assert_eq!(says, TEXT, "the words are back");
}
