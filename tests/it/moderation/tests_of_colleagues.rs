//! Moderators tell each other what they know, see who reads what, and hear when somebody waits.

use super::{context, one_waits, to};
use crate::support::{DAY, HOUR, MINUTE, Person, TestApp};

const TELLS: [(&str, &str); 1] = [("moderation.tell_moderators", "true")];

#[actix_web::test]
async fn a_note_is_read_by_colleagues_and_by_nobody_else() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let notes = format!("{}/notes", context(&comment));
    mia.submit(&context(&comment), &notes, &[("note", "He wrote to us before; be patient.")])
        .await
        .expect(200);
    let read = noor.get(&context(&comment)).await.expect(200).main_text();
    assert!(read.contains("A colleague") && read.contains("He wrote to us before; be patient."), "{read}");
    assert!(!read.contains("mia"), "names are for admins: {read}");
    let ruth = app.admin("ruth").await;
    assert!(ruth.get(&context(&comment)).await.expect(200).main_text().contains("mia"));
    noor.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    let visitor = app.visitor();
    for path in [format!("/receipt/{}", comment.receipt), "/articles/the-lesson".to_owned()] {
        assert!(!visitor.get(&path).await.body.contains("be patient"), "{path}");
    }
}

#[actix_web::test]
async fn an_empty_note_and_one_too_long_come_back_as_they_were() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    let notes = format!("{}/notes", context(&comment));
    let long = "ö".repeat(1_001);
    for typed in ["", long.as_str()] {
        let again = mia.submit(&context(&comment), &notes, &[("note", typed)]).await.expect(422);
        assert_eq!(again.problem_of("note"), "Please write a note of at most 1,000 letters of plain text.");
        assert_eq!(again.form(&notes).value("note"), Some(typed));
    }
    mia.submit(&context(&comment), &notes, &[("note", &"ö".repeat(1_000))]).await.expect(200);
}

#[actix_web::test]
async fn colleagues_see_who_reads_a_comment_for_five_minutes_and_can_take_it_over() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let claim = format!("{}/claim", context(&comment));
    mia.submit(&context(&comment), &claim, &[]).await.expect(200);
    assert!(mia.get("/moderation").await.text_of(".waiting header").contains("You read it now"));
    assert!(noor.get("/moderation").await.text_of(".waiting header").contains("A colleague reads it now"));
    let ruth = app.admin("ruth").await;
    assert!(ruth.get("/moderation").await.text_of(".waiting header").contains("mia reads it now"));

    let over = noor.submit(&context(&comment), &claim, &[]).await.expect(200);
    assert!(over.main_text().contains("You read it now"), "{over:?}");
    assert!(mia.get("/moderation").await.text_of(".waiting header").contains("A colleague reads it now"));

    app.clock.advance(MINUTE * 5);
    assert!(!mia.get(&context(&comment)).await.main_text().contains("reads it now"));
}

#[actix_web::test]
async fn whoever_decides_need_not_have_taken_the_comment() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    noor.submit(&context(&comment), &format!("{}/claim", context(&comment)), &[]).await.expect(200);
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, amicus::comments::State::Published);
}

#[actix_web::test]
async fn moderators_get_a_letter_when_the_queue_begins_to_fill_and_none_while_it_goes_on() {
    let app = TestApp::with(&TELLS).await;
    let (mia, _) = (app.moderator("mia").await, app.admin("ruth").await);
    one_waits(&app).await;
    app.clock.advance(MINUTE);
    app.do_duties().await;
    app.deliver_mail().await;
    let letters = app.mailbox("mia@example.org");
    assert!(letters.last().text.contains("One comment waits"), "{:?}", letters.last());
    assert!(!letters.last().text.contains("Javier") && !letters.last().text.contains("hearing"));
    let hers = app.mailbox("ruth@example.org");
    assert!(hers.all().iter().all(|letter| !letter.subject.contains("waits")), "{:?}", hers.all());
    mia.follow(&letters.last().link_containing("/moderation")).await.expect(200);

    let article = app.given().article("the-appeal").await;
    app.given().comment_held(&app.visitor(), &article, "Bo", "One question more, if I may.").await;
    app.clock.advance(HOUR * 2);
    app.do_duties().await;
    app.deliver_mail().await;
    assert_eq!(app.mailbox("mia@example.org").len(), 1);
}

#[actix_web::test]
async fn whoever_waits_for_a_day_is_told_of_to_moderators_and_admins() {
    let app = TestApp::with(&TELLS).await;
    let (_mia, _ruth) = (app.moderator("mia").await, app.admin("ruth").await);
    one_waits(&app).await;
    app.clock.advance(DAY + MINUTE);
    app.do_duties().await;
    app.deliver_mail().await;
    for reader in ["mia@example.org", "ruth@example.org"] {
        let letters = app.mailbox(reader);
        let told = letters.all().iter().any(|letter| letter.text.contains("waited for more than a day"));
        assert!(told, "{reader}: {:?}", letters.all());
    }
}

#[actix_web::test]
async fn a_letter_about_a_queue_that_is_empty_by_now_is_not_sent() {
    let app = TestApp::with(&TELLS).await;
    let mia = app.moderator("mia").await;
    let comment = one_waits(&app).await;
    app.clock.advance(MINUTE);
    app.do_duties().await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    app.deliver_mail().await;
    assert_eq!(app.mailbox("mia@example.org").len(), 0);
}

/// Rosa's account, on a site that tells moderators what waits; with `mia`, `noor` and `ruth`, an admin.
async fn rosa_and_the_team(app: &TestApp) -> (Person, [Person; 3], String) {
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let rosa = app.reader("rosa").await;
    let team = [app.moderator("mia").await, app.moderator("noor").await, app.admin("ruth").await];
    let comment = app.given().comment_held(&rosa, &there, "", "You are all liars, every one.").await;
    let page = team[0].get(&context(&comment)).await.expect(200);
    let hers = page.link("Sanctions on this account");
    team[0].fill(&page, &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    (rosa, team, hers)
}

async fn told_of_sanctions(app: &TestApp) -> [usize; 3] {
    app.clock.advance(MINUTE);
    app.do_duties().await;
    app.deliver_mail().await;
    ["mia", "noor", "ruth"].map(|name| {
        let letters = app.mailbox(&format!("{name}@example.org"));
        letters.all().iter().filter(|letter| letter.subject.contains("A sanction waits")).count()
    })
}

#[actix_web::test]
async fn who_can_confirm_a_proposed_sanction_gets_a_letter_and_whoever_proposed_it_does_not() {
    let app = TestApp::with(&TELLS).await;
    let (_rosa, [mia, noor, _ruth], hers) = rosa_and_the_team(&app).await;
    assert_eq!(told_of_sanctions(&app).await, [0, 0, 0]);
    mia.submit(&hers, &hers, &[("kind", "ban"), ("rule", "1")]).await.expect(200);
    assert_eq!(told_of_sanctions(&app).await, [0, 1, 1]);
    let letter = app.mailbox("noor@example.org").last().clone();
    assert!(!letter.text.contains("rosa") && !letter.text.contains("mia"), "{}", letter.text);
    let page = noor.follow(&letter.link_containing("/moderation/sanctions")).await.expect(200);
    assert!(page.has("button[value=confirm]"));
    app.clock.advance(HOUR * 3);
    assert_eq!(told_of_sanctions(&app).await, [0, 1, 1], "once is enough for a day");
    app.clock.advance(DAY);
    assert_eq!(told_of_sanctions(&app).await, [0, 2, 2], "it waits still");
}

#[actix_web::test]
async fn who_can_answer_the_owner_of_a_sanctioned_account_gets_a_letter() {
    let app = TestApp::with(&TELLS).await;
    let (rosa, [mia, noor, _ruth], hers) = rosa_and_the_team(&app).await;
    mia.submit(&hers, &hers, &[("kind", "suspension"), ("days", "7"), ("rule", "1")]).await.expect(200);
    assert_eq!(told_of_sanctions(&app).await, [0, 0, 0], "nothing waits for anybody");
    let own = rosa.get("/account").await.expect(200).link("Why, and how to contest it");
    rosa.submit(&own, &own, &[("words", "I quoted the court.")]).await.expect(200);
    assert_eq!(told_of_sanctions(&app).await, [0, 1, 1]);
    let page = noor.get("/moderation/sanctions").await.expect(200);
    let answer = [("deed", "overturn"), ("answer", "You are right.")];
    noor.fill(&page, "/moderation/sanctions/", &answer).await.expect(200);
    app.clock.advance(DAY);
    assert_eq!(told_of_sanctions(&app).await, [0, 1, 1], "it was answered");
}

#[actix_web::test]
async fn a_letter_about_a_sanction_that_was_confirmed_meanwhile_is_not_sent() {
    let app = TestApp::with(&TELLS).await;
    let (_rosa, [mia, noor, ruth], hers) = rosa_and_the_team(&app).await;
    mia.submit(&hers, &hers, &[("kind", "ban"), ("rule", "1")]).await.expect(200);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    let page = noor.get("/moderation/sanctions").await.expect(200);
    noor.fill(&page, "/moderation/sanctions/", &[("deed", "confirm")]).await.expect(200);
    assert_eq!(told_of_sanctions(&app).await, [0, 0, 0]);
    drop(ruth);
}
