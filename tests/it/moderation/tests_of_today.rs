//! What was decided today, what waits beside the queue, and what is with its authors.

use amicus::comments::State;

use super::*;

const TODAY: &str = "/moderation/decisions/today";

/// A comment that waits under the article of [`one_waits`].
async fn another_waits(app: &TestApp, text: &str) -> GivenComment {
    let there = app.given().article("the-appeal").await;
    app.given().comment_held(&app.visitor(), &there, "Ines", text).await
}

#[actix_web::test]
async fn what_was_decided_today_is_counted_and_listed_with_how_each_comment_begins() {
    let app = TestApp::start().await;
    let (first, mia) = (one_waits(&app).await, app.moderator("mia").await);
    assert!(mia.get(TODAY).await.expect(200).text_of(".empty").contains("Nothing was decided yet today"));
    let second = another_waits(&app, &format!("{} end.", "Long words of Ines ".repeat(30))).await;
    mia.submit("/moderation", &to(&first, "approve"), &[]).await.expect(200);
    mia.submit("/moderation", &to(&second, "reject"), &[("rule", "1")]).await.expect(200);
    let link = mia.get("/moderation").await.link("What was decided today");
    let today = mia.get(&link).await.expect(200);
    let stats = today.text_of(".stats").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(stats, "Approved 1 Rejected 1");
    let rows = today.texts_of(".rows li");
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().any(|row| row.contains("Is there a date for the hearing?")), "{rows:?}");
    let long = rows.iter().find(|row| row.contains("Long words")).unwrap();
    assert!(long.contains("1. Stay with the case") && long.contains('…') && !long.contains("end."), "{long}");
    mia.get(&today.link("A comment by Javier M.")).await.expect(200);
}

#[actix_web::test]
async fn who_decided_is_told_to_admins_and_to_everybody_of_themselves() {
    let app = TestApp::start().await;
    let (comment, mia, noor) =
        (one_waits(&app).await, app.moderator("mia").await, app.moderator("noor").await);
    let ruth = app.admin("ruth").await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    for path in [TODAY.to_owned(), "/moderation/decisions".to_owned(), context(&comment)] {
        assert!(mia.get(&path).await.expect(200).main_text().contains("You approved it"), "{path}");
        let his = noor.get(&path).await.expect(200).main_text();
        assert!(his.contains("A colleague approved it") && !his.contains("mia"), "{path}: {his}");
        assert!(ruth.get(&path).await.expect(200).main_text().contains("mia approved it"), "{path}");
    }
}

#[actix_web::test]
async fn the_tabs_beside_the_queue_say_how_much_waits_in_each() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let (bo, mia) = (app.reader("bo").await, app.moderator("mia").await);
    let counts = async || {
        let queue = mia.get("/moderation").await.expect(200);
        ["reported", "edits", "appeals"]
            .map(|tab| queue.text_of(&format!("a[href=\"/moderation/{tab}\"] .count")))
    };
    assert_eq!(counts().await, ["0", "0", "0"]);
    let comment = app.given().comment_held(&bo, &there, "", "A question of mine.").await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    let report = format!("/comments/{}/report", comment.id);
    for reader in [app.visitor(), app.visitor()] {
        reader.submit(&report, &report, &[("reason", "1")]).await.expect(200);
    }
    let edit = format!("/account/comments/{}/edit", comment.id);
    bo.submit(&edit, &edit, &[("comment", "Another question of mine.")]).await.expect(200);
    assert_eq!(counts().await, ["1", "1", "0"], "two reports of one comment are one");
    let other = app.given().comment_held(&bo, &there, "", "And one that is refused.").await;
    mia.submit("/moderation", &to(&other, "reject"), &[("rule", "1")]).await.expect(200);
    let appeal = format!("/account/comments/{}/appeal", other.id);
    bo.submit(&appeal, &appeal, &[("words", "Why?")]).await.expect(200);
    assert_eq!(counts().await, ["1", "1", "1"]);
    app.leave_mail();
}

#[actix_web::test]
async fn what_was_sent_back_stands_in_a_tab_of_its_own_until_its_author_sends_it_again() {
    let app = TestApp::start().await;
    let (comment, mia) = (one_waits(&app).await, app.moderator("mia").await);
    mia.submit("/moderation", &to(&comment, "return"), &[("words", "Without names, please.")])
        .await
        .expect(200);
    let tab = mia.get(&mia.get("/moderation").await.link("Sent back")).await.expect(200);
    assert!(tab.text_of("[data-card]").contains("Is there a date for the hearing?"), "{tab:?}");
    assert!(!tab.has(".deeds button") && !tab.has("[data-tick]"), "nothing is to be decided on it");
    let edit = format!("/receipt/{}/edit", comment.receipt);
    app.visitor().submit(&edit, &edit, &[("comment", "When is the hearing?")]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Held);
    assert!(mia.get("/moderation?tab=returned").await.expect(200).has(".empty"));
}
