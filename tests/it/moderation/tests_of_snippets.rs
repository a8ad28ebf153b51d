//! Words to authors that the team keeps: found beside the field, said before what is typed, changed by one at a time.

use amicus::audit::Actor;
use amicus::base::text::{Line, Prose};
use amicus::moderation::snippets::{self, Draft, MOST};

use super::*;

const HERE: &str = "/moderation/snippets";
const WORDS: &str = "Please write about the case, and without names.";

/// Keeps words, and answers the value by which a form chooses them.
async fn kept(app: &TestApp, title: &str, words: &str) -> String {
    let draft = Draft { title: Line::parse(title).unwrap(), words: Prose::parse(words).unwrap() };
    let keep = move |tx: &mut Tx<'_>| {
        let place = snippets::free_place(tx)?;
        snippets::keep(tx, &Actor::Terminal, place, &draft)
    };
    app.db().write(keep).await.unwrap().as_str().to_owned()
}

async fn receipt(app: &TestApp, comment: &GivenComment) -> String {
    app.visitor().get(&format!("/receipt/{}", comment.receipt)).await.expect(200).main_text()
}

#[actix_web::test]
async fn moderators_keep_change_and_discard_words_and_the_record_says_so() {
    let app = TestApp::start().await;
    let (mia, ruth) = (app.moderator("mia").await, app.admin("ruth").await);
    assert!(mia.get(HERE).await.expect(200).text_of(".empty").contains("No words are kept yet"));
    let empty = mia.submit(HERE, HERE, &[("words", WORDS)]).await.expect(422);
    assert!(empty.problem_of("title").contains("write a title"), "{empty:?}");
    assert_eq!(empty.field_value("words").trim(), WORDS);
    let list = mia.fill(&empty, HERE, &[("title", "Names")]).await.expect(200);
    assert!(list.text_of(".rows").contains(WORDS), "{list:?}");
    let page = ruth.get(&list.link("Names")).await.expect(200);
    let list = ruth.fill(&page, &page.path, &[("words", "No names, please.")]).await.expect(200);
    assert!(list.text_of(".rows").contains("No names, please."), "{list:?}");
    let page = mia.get(&list.link("Names")).await.expect(200);
    let list = mia.fill(&page, &format!("{}/discard", page.path), &[]).await.expect(200);
    assert!(!list.has(".rows"));
    let record = ruth.get("/admin/audit").await.expect(200).main_text();
    for said in ["Kept words for authors", "Changed kept words", "Stopped keeping words"] {
        assert!(record.contains(said), "{said} is not in {record}");
    }
    assert!(!record.contains("No names"), "the record holds no text: {record}");
}

#[actix_web::test]
async fn kept_words_are_said_to_the_author_before_what_was_typed() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let chosen = kept(&app, "Names", WORDS).await;
    let mia = app.moderator("mia").await;
    let fields = [("rule", "1"), ("snippet", chosen.as_str()), ("words", "The rest was fine.")];
    mia.submit("/moderation", &to(&comment, "reject"), &fields).await.expect(200);
    let says = receipt(&app, &comment).await;
    let (first, then) = (says.find(WORDS).expect(WORDS), says.find("The rest was fine.").expect("typed"));
    assert!(first < then, "{says}");
}

#[actix_web::test]
async fn kept_words_alone_are_enough_to_send_a_comment_back() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let chosen = kept(&app, "Names", WORDS).await;
    let mia = app.moderator("mia").await;
    mia.submit("/moderation", &to(&comment, "return"), &[("snippet", &chosen)]).await.expect(200);
    assert!(receipt(&app, &comment).await.contains(WORDS));
}

#[actix_web::test]
async fn what_is_too_long_together_comes_back_with_both_parts_as_they_were() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let chosen = kept(&app, "Long", &"k".repeat(300)).await;
    let mia = app.moderator("mia").await;
    let typed = "t".repeat(300);
    let fields = [("rule", "1"), ("snippet", chosen.as_str()), ("words", typed.as_str())];
    let again = mia.submit("/moderation", &to(&comment, "reject"), &fields).await.expect(422);
    let form = again.form(&to(&comment, "reject"));
    assert_eq!(
        (form.value("snippet"), form.value("words").map(str::trim)),
        (Some(chosen.as_str()), Some(typed.as_str()))
    );
    assert!(receipt(&app, &comment).await.contains("Waiting"), "nothing was decided");
}

#[actix_web::test]
async fn words_that_were_discarded_meanwhile_are_not_said_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let chosen = kept(&app, "Names", WORDS).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let queue = mia.get("/moderation").await.expect(200);
    let page = format!("{HERE}/{chosen}");
    noor.submit(&page, &format!("{page}/discard"), &[]).await.expect(200);
    let fields = [("rule", "1"), ("snippet", chosen.as_str()), ("words", "Sorry.")];
    let again = mia.fill(&queue, &to(&comment, "reject"), &fields).await.expect(422);
    assert!(again.summary()[0].contains("no longer kept"), "{again:?}");
    assert_eq!(again.form(&to(&comment, "reject")).value("words").map(str::trim), Some("Sorry."));
}

#[actix_web::test]
async fn of_two_who_change_the_same_words_the_second_is_told_and_keeps_what_they_typed() {
    let app = TestApp::start().await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let page = format!("{HERE}/{}", kept(&app, "Names", WORDS).await);
    let (hers, his) = (mia.get(&page).await, noor.get(&page).await);
    mia.fill(&hers, &page, &[("words", "First.")]).await.expect(200);
    let told = noor.fill(&his, &page, &[("words", "Second.")]).await.expect(409);
    assert!(told.summary()[0].contains("A colleague changed these words"), "{told:?}");
    assert_eq!(told.field_value("words").trim(), "Second.");
    noor.fill(&told, &page, &[]).await.expect(200);
    assert!(mia.get(HERE).await.text_of(".rows").contains("Second."));
}

#[actix_web::test]
async fn more_words_than_anybody_reads_through_are_not_kept() {
    let app = TestApp::start().await;
    for number in 0..MOST {
        kept(&app, &format!("Words {number}"), WORDS).await;
    }
    let mia = app.moderator("mia").await;
    let again = mia.submit(HERE, HERE, &[("title", "One more"), ("words", WORDS)]).await.expect(422);
    assert!(again.problem_of("title").contains("50 kept words already"), "{again:?}");
    assert_eq!(again.field_value("words").trim(), WORDS);
}
