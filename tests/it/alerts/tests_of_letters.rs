//! What letters hold, and what none may hold.

use std::collections::BTreeSet;

use amicus::cases::Kind;

use super::world::{World, asks_and_confirms, at_once, daily, follower};
use crate::support::mail_rules::broken;
use crate::support::{PASSWORD, TestApp};

const ORIGIN: &str = "https://amicus.example";

/// A letter that keeps every rule, to be broken in one place.
fn sound() -> String {
    [
        "From: News <news@amicus.example>",
        "To: ada@example.org",
        "Subject: Something happened",
        "Date: Mon, 04 May 2026 09:30:00 +0000",
        "Message-ID: <1@amicus.example>",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        "Content-Type: multipart/alternative; boundary=\"b\"",
        "",
        "--b",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Read https://amicus.example/cases",
        "--b",
        "Content-Type: text/html; charset=utf-8",
        "",
        "<p>Read <a href=\"https://amicus.example/cases\">it</a></p>",
        "--b--",
        "",
    ]
    .join("\r\n")
}

#[test]
fn the_rules_of_letters_find_what_breaks_them() {
    assert_eq!(broken(sound().as_bytes(), ORIGIN), Vec::<String>::new());
    for (letter, what) in broken_ones() {
        let found = broken(letter.as_bytes(), ORIGIN);
        assert!(
            found.iter().any(|found| found.contains(what)),
            "{what:?} was not found: {found:#?}\n{letter}"
        );
    }
    let court = in_html("<a href=\"https://www.cand.uscourts.gov/x\">x</a>")
        .replace("Read https", "Read https://www.cand.uscourts.gov/x and https");
    assert_eq!(broken(court.as_bytes(), ORIGIN), Vec::<String>::new());
}

fn in_html(html: &str) -> String {
    sound().replace("<p>Read", &format!("{html}<p>Read"))
}

fn in_head(line: &str) -> String {
    sound().replace("MIME-Version", &format!("{line}\r\nMIME-Version"))
}

/// Letters that each break one rule, and what is to be said of it.
fn broken_ones() -> Vec<(String, &'static str)> {
    vec![
        (in_html("<img src=\"https://amicus.example/1.png\">"), "holds <img>"),
        (in_html("<img src=\"cid:1\">"), "holds src="),
        (in_html("<link rel=\"stylesheet\" href=\"https://amicus.example/cases\">"), "holds <link>"),
        (in_html("<style>@import url(https://x.example)</style>"), "holds <style>"),
        (in_html("<p style=\"background:url(https://x.example/1)\">x</p>"), "has the style"),
        (in_html("<table background=\"https://x.example/1\"></table>"), "holds background="),
        (in_html("<p onclick=\"x()\">x</p>"), "holds onclick="),
        (in_html("<a href=\"https://x.example/\">x</a>"), "HTML leads to https://x.example/"),
        (in_html("<a href=\"https://amicus.example.evil.example/\">x</a>"), "HTML leads to"),
        (in_html("<a href=\"javascript:x()\">x</a>"), "HTML leads to javascript"),
        (in_html("<a href=\"https://amicus.example/hidden\">x</a>"), "only its HTML leads"),
        (in_html("<form action=\"/x\"></form>"), "holds <form>"),
        (
            sound().replace("Read https", "Read http://x.example/ and https"),
            "text leads to http://x.example/",
        ),
        (
            sound().replace("text/plain", "text/html").replacen("Read https", "<p>https", 1),
            "not text and then HTML",
        ),
        (in_head("X-Mailer: somebody"), "a header \"x-mailer\""),
        (in_head("Bcc: eve@example.org"), "a header \"bcc\""),
        (in_head("Subject: another"), "\"subject\" twice"),
        (in_head("List-Id: Größe <x>"), "not ASCII"),
        (in_head(&format!("List-Id: {}", "x".repeat(999))), "has 1008 bytes"),
        (sound().replace("Something happened", "Something\nhappened"), "is broken"),
        (sound().replace("Auto-Submitted: auto-generated\r\n", ""), "no \"auto-submitted\""),
    ]
}

#[actix_web::test]
async fn an_alert_says_what_happened_where_it_is_known_from_and_how_to_leave() {
    let world = World::new(TestApp::public().await).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.released(Kind::Ruling, "The appeals court rules").await;
    world.app.deliver_mail().await;

    let letter = world.app.mailbox("ada@example.org").last().clone();
    assert_eq!(letter.subject, "[The lesson] The appeals court rules");
    let (link, leave) = (letter.link_containing("/updates/1"), letter.link_containing("/u/"));
    for part in [
        "Ruling, 4 May 2026",
        "The appeals court rules",
        "It rules for the plaintiffs.\n\nNobody was surprised.",
        "Source: the docket (as reported)",
        "https://amicus.example/cases/the-lesson/updates/1",
        "https://amicus.example/subscriptions\n",
        "https://amicus.example/cases/the-lesson/feed.atom",
    ] {
        assert!(letter.text.contains(part), "{part:?} is missing in:\n{}", letter.text);
    }
    assert_eq!(link, "https://amicus.example/cases/the-lesson/updates/1");
    let head = letter.source.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    for line in [
        "List-Id: \"The lesson\" <the-lesson.cases.amicus.example>".to_owned(),
        format!("List-Unsubscribe: <{leave}>"),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click".to_owned(),
        "List-Archive: <https://amicus.example/cases/the-lesson/updates>".to_owned(),
        format!("In-Reply-To: <case-{}@amicus.example>", world.case.id),
        format!("References: <case-{}@amicus.example>", world.case.id),
        "Feedback-ID: u1:the-lesson:alerts:amicus".to_owned(),
        "X-Auto-Response-Suppress: OOF, AutoReply".to_owned(),
    ] {
        assert!(head.contains(&line), "{line:?} is missing in:\n{head}");
    }
    assert!(!head.contains("Precedence") && !head.contains(update.as_str()), "{head}");
    assert_eq!(broken(letter.source.as_bytes(), ORIGIN), Vec::<String>::new());
}

#[actix_web::test]
async fn everyone_gets_the_same_letter_but_for_the_token() {
    let world = World::new(TestApp::public().await).await;
    for name in ["ada", "ben", "cem"] {
        follower(&world, name, &at_once()).await;
    }
    world.released(Kind::Filing, "They ask for more time").await;
    world.app.deliver_mail().await;
    let mut bodies = BTreeSet::new();
    for name in ["ada", "ben", "cem"] {
        let letter = world.app.mailbox(&format!("{name}@example.org")).last().clone();
        let leave = letter.link_containing("/u/");
        assert!(!letter.text.contains(name) && !letter.html.contains(name), "{}", letter.text);
        bodies.insert((letter.text.replace(&leave, "*"), letter.html.replace(&leave, "*"), letter.subject));
    }
    assert_eq!(bodies.len(), 1, "{bodies:#?}");
}

#[actix_web::test]
async fn an_editor_sees_the_letter_before_it_goes_out() {
    let world = World::new(TestApp::public().await).await;
    let (emil, update) = (&world.editors[0], world.proposed(Kind::Ruling, "The appeals court rules").await);
    let page = emil.get(&format!("/editor/updates/{update}/letter")).await.expect(200);
    let text = page.main_text();
    for part in
        ["[The lesson] The appeals court rules", "List-Unsubscribe-Post", "It rules for the plaintiffs."]
    {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    assert_eq!(page.count("article.letter"), 2);
    assert!(page.texts_of(".letter-text")[1].contains("<p>Ruling, 4 May 2026</p>"), "{page:?}");
}

/// The letters to accounts, to authors of comments and to followers of a case: all that the program can write.
#[actix_web::test]
async fn every_letter_of_the_program_keeps_the_rules() {
    let world = World::new(TestApp::public().await).await;
    let app = &world.app;
    account_letters(app).await;
    app.deliver_mail().await;
    let article = app.given().article("the-article").await;
    let fields = [("name", "Ada"), ("comment", "They read my mail."), ("email", "author@example.org")];
    let page = app.visitor().submit(&article.path(), "/articles/the-article/comments", &fields).await;
    assert!(page.path.starts_with("/receipt/"), "{page:?}");
    asks_and_confirms(&world, "ada").await;
    follower(&world, "dora", &daily()).await;
    world.released(Kind::Ruling, "The appeals court rules").await;
    app.clock.advance(crate::support::DAY);
    app.do_duties().await;
    app.deliver_mail().await;

    let letters = app.letters();
    let subjects: BTreeSet<String> = letters.iter().map(|letter| letter.subject.clone()).collect();
    assert!(subjects.len() >= 6, "{subjects:#?}");
    for letter in letters {
        let found = broken(letter.source.as_bytes(), ORIGIN);
        assert!(found.is_empty(), "{}: {found:#?}\n{}", letter.subject, letter.source);
    }
}

async fn account_letters(app: &TestApp) {
    let fields = [("email", "rosa@example.org"), ("name", "Rosa"), ("password", PASSWORD)];
    app.visitor().submit("/account/register", "/account/register", &fields).await;
    app.given().account("otto", amicus::accounts::Role::Reader).await;
    app.visitor().submit("/account/reset", "/account/reset", &[("email", "otto@example.org")]).await;
    let ruth = app.admin("ruth").await;
    ruth.submit(
        "/admin/invitations",
        "/admin/invitations",
        &[("email", "new@example.org"), ("role", "editor")],
    )
    .await;
}
