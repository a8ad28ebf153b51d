//! Slurs and threats lie folded on the pages of moderators: who decides all day opens them when they are ready.

use super::*;

const THREAT: &str = "Write on, Ana. We know where you live.";
const SAYS: &str = "A word of your list of distressing words was found here. Show the text";
const FOLD: &str = "details.folded";

/// What a page says outside of its folds, every attribute included.
fn in_sight(page: &Page) -> String {
    let mut rest = page.body.as_str();
    let mut seen = String::new();
    while let Some((before, fold)) = rest.split_once("<details class=\"unfold folded\">") {
        let (summary, after) = fold.split_once("</summary>").expect("a fold says why it is one");
        seen = seen + before + summary;
        rest = after.split_once("</details>").expect("a fold ends").1;
    }
    seen + rest
}

#[track_caller]
fn is_folded(page: &Page) {
    assert!(page.status == 200 && page.has(FOLD), "{page:?}");
    assert!(page.texts_of(FOLD).iter().any(|fold| fold.contains("know where")), "{page:?}");
    assert!(page.texts_of("details.folded > summary").iter().all(|summary| summary == SAYS), "{page:?}");
    assert!(!page.has("details.folded[open]") && !in_sight(page).contains("where you live"), "{}", page.path);
}

#[actix_web::test]
async fn a_threat_lies_folded_in_the_queue_and_on_its_page_and_no_reason_names_it() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Bo", THREAT).await;
    app.given().comment_held(&app.visitor(), &there, "Ines", "When is the next hearing?").await;
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await;
    is_folded(&queue);
    assert_eq!((queue.count("[data-card]"), queue.count(FOLD)), (2, 1));
    assert!(
        queue.text_of(".why").contains("Has a word from the list of distressing words"),
        "it is read soon"
    );
    is_folded(&mia.get(&context(&comment)).await);
    let ticked = format!("c-{}", comment.id);
    let many = [("deed", "reject"), (ticked.as_str(), "1")];
    is_folded(&mia.submit("/moderation", "/moderation/batches", &many).await);
}

#[actix_web::test]
async fn what_lies_folded_is_decided_on_without_opening_it() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Bo", THREAT).await;
    let mia = app.moderator("mia").await;
    let told = mia.submit("/moderation", &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    assert!(told.text_of(".notice.good").contains("Bo"), "{told:?}");
    is_folded(&mia.get("/moderation?tab=rejected").await);
}

#[actix_web::test]
async fn a_threat_that_was_let_through_lies_folded_where_it_is_reported_changed_or_contested() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let (bo, ben, mia) = (app.reader("bo").await, app.visitor(), app.moderator("mia").await);
    let comment = app.given().comment_held(&bo, &there, "", THREAT).await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    let report = format!("/comments/{}/report", comment.id);
    ben.submit(&report, &report, &[("reason", "1")]).await.expect(200);
    is_folded(&mia.get("/moderation/reported").await);
    let edit = format!("/account/comments/{}/edit", comment.id);
    bo.submit(&edit, &edit, &[("comment", "Write on, Ana, wherever you are.")]).await.expect(200);
    is_folded(&mia.get("/moderation/edits").await);
    is_folded(&mia.get(&context(&comment)).await);
    let account = mia.get(&context(&comment)).await.link("Sanctions on this account");
    is_folded(&mia.get(&account).await);
    let other = app.given().comment_held(&bo, &there, "", "I ask again.").await;
    is_folded(&mia.get(&context(&other)).await);
    mia.submit(&context(&comment), &to(&comment, "refuse-edit"), &[("rule", "1")]).await.expect(200);
    mia.submit(&context(&comment), &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    let appeal = format!("/account/comments/{}/appeal", comment.id);
    bo.submit(&appeal, &appeal, &[("words", "It was a joke.")]).await.expect(200);
    is_folded(&mia.get("/moderation/appeals").await);
    app.leave_mail();
}

#[actix_web::test]
async fn readers_see_no_fold_and_what_words_were_taken_out_of_lies_open() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Bo", THREAT).await;
    let mia = app.moderator("mia").await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    assert!(!app.visitor().get(&there.path()).await.has(FOLD));
    let quoted = [("rule", "1"), ("quote", "We know where you live.")];
    mia.submit(&context(&comment), &to(&comment, "redact"), &quoted).await.expect(200);
    let page = mia.get(&context(&comment)).await.expect(200);
    assert!(!page.has(FOLD) && page.main_text().contains("Write on, Ana."), "{page:?}");
}

#[actix_web::test]
async fn an_admin_writes_the_list_tries_it_and_what_comes_from_then_on_is_folded() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let (ruth, mia) = (app.admin("ruth").await, app.moderator("mia").await);
    let comment = app.given().comment_held(&app.visitor(), &there, "Bo", "You gremlin of a reporter.").await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    let typed = [("distressing", "gremlin\nWe know where you live")];
    let wrong =
        ruth.submit("/admin/checks", "/admin/checks", &[("distressing", "x"), ("deed", "save")]).await;
    assert!(wrong.expect(422).problem_of("distressing").contains("Some lines cannot be taken"));
    let tried = ruth.submit("/admin/checks", "/admin/checks", &[typed[0], ("deed", "try")]).await.expect(200);
    assert!(tried.main_text().contains("It would have held 1 that you approved"), "{tried:?}");
    ruth.fill(&tried, "/admin/checks", &[typed[0], ("deed", "save")]).await.expect(200);
    app.given().comment_held(&app.visitor(), &there, "Ed", "Another GREMLIN, then.").await;
    let queue = mia.get("/moderation").await;
    assert!(queue.text_of(FOLD).contains("Another GREMLIN"), "{queue:?}");
    assert!(ruth.get("/admin/checks").await.field_value("distressing").contains("gremlin"));
}
