//! Every limit of the checks that somebody can set fires: the one of the configuration, those that an admin types, and
//! the time that all checks have together.

use super::tests_of_checks::{ONE, OTHER, PLAIN, approved_by, reasons, typed};
use super::*;

use std::time::Duration;

use amicus::base::clock::Clock;

/// A site with an admin who set a limit of the checks.
async fn set(fields: &[(&str, &str)], settings: &[(&str, &str)]) -> (TestApp, Article) {
    let app = TestApp::with(settings).await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let root = app.admin("root").await;
    let with_button: Vec<_> = fields.iter().copied().chain([("deed", "save")]).collect();
    typed(&root, &with_button).await.expect(200);
    (app, article)
}

#[actix_web::test]
async fn beyond_the_configured_comments_in_ten_minutes_a_network_is_read_last_and_never_refused() {
    let app = TestApp::with(&[("limits.comments_in_ten_minutes", "2")]).await;
    let article = app.given().article("the-lesson").await;
    let eve = app.visitor();
    let send = async |text: &str| app.given().comment_held(&eve, &article, "Eve", text).await;
    for text in ["Which day is it?", "And in which room?"] {
        assert!(reasons(&app, &send(text).await).await.is_empty(), "{text}");
    }
    assert_eq!(reasons(&app, &send("Who may come?").await).await, ["rules-why-rate"]);
    app.clock.advance(11 * MINUTE);
    assert!(reasons(&app, &send("Is it far?").await).await.is_empty());
}

/// What the checks say of a member's comment with so many links.
async fn linked(app: &TestApp, article: &Article, links: usize) -> Vec<String> {
    let rosa = app.reader("rosa").await;
    let text =
        format!("The order is there, with its annexes: {}", "https://court.example/order ".repeat(links));
    reasons(app, &app.given().comment_held(&rosa, article, "", &text).await).await
}

#[actix_web::test]
async fn how_many_links_are_many_is_what_an_admin_typed() {
    let (app, article) = set(&[("many_links", "2")], &[]).await;
    assert!(linked(&app, &article, 2).await.is_empty());
    let (app, article) = set(&[("many_links", "1")], &[]).await;
    assert_eq!(linked(&app, &article, 2).await, ["rules-why-many-links"]);
}

/// What the checks say of the fourth comment of a network of which one was refused and two were approved.
async fn after_one_of_three(app: &TestApp, article: &Article) -> Vec<String> {
    let eve = app.visitor();
    for (number, text) in ["Which day is it?", "And in which room?", "Who may come?"].iter().enumerate() {
        let comment = app.given().comment_held(&eve, article, "Eve", text).await;
        let rule = RuleCited { number: 1, version: 1 };
        let step = if number == 0 { Step::Reject { rule, words: None } } else { Step::Approve };
        decide(app, &comment, step).await;
    }
    reasons(app, &app.given().comment_held(&eve, article, "Eve", PLAIN).await).await
}

#[actix_web::test]
async fn of_how_many_decisions_how_many_must_be_refusals_is_what_an_admin_typed() {
    for (fields, closely) in [
        ([("refused_percent", "33"), ("refused_least", "3")], true),
        ([("refused_percent", "34"), ("refused_least", "3")], false),
        ([("refused_percent", "33"), ("refused_least", "4")], false),
    ] {
        let (app, article) = set(&fields, &[]).await;
        let found = after_one_of_three(&app, &article).await;
        assert_eq!(found.contains(&"rules-why-refused".to_owned()), closely, "{fields:?}: {found:?}");
    }
}

#[actix_web::test]
async fn how_many_approvals_by_how_many_moderators_make_trust_is_what_an_admin_typed() {
    for (approved, moderators, by, appears) in [
        ("3", "1", &[ONE][..], true),
        ("4", "1", &[ONE], false),
        ("3", "2", &[ONE, OTHER], true),
        ("3", "3", &[ONE, OTHER], false),
    ] {
        let fields = [("trusted_approved", approved), ("trusted_moderators", moderators)];
        let (app, article) = set(&fields, &[("moderation.mode", "trusted")]).await;
        let rosa = approved_by(&app, &article, by).await;
        let next = app.given().comment_held(&rosa, &article, "", PLAIN).await;
        let state = app.given().state_of(&next).await;
        assert_eq!(state == State::Published, appears, "{fields:?} by {by:?}");
    }
}

#[actix_web::test]
async fn a_number_out_of_its_range_or_a_list_without_an_end_is_told_and_not_kept() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let range = "Please give a number within the range that stands above the field.";
    for (field, number) in [
        ("many_links", "51"),
        ("near_bits", "21"),
        ("refused_percent", "101"),
        ("refused_least", "0"),
        ("likely_percent", "101"),
        ("trusted_approved", "0"),
        ("trusted_moderators", "eleven"),
    ] {
        let again = typed(&root, &[(field, number), ("deed", "save")]).await.expect(422);
        assert_eq!(again.problem_of(field), range, "{field}");
        assert_eq!(again.field_value(field), number, "what was typed is still there");
    }
    let long = "word\n".repeat(8_001);
    let again = typed(&root, &[("suspect", &long), ("deed", "save")]).await.expect(422);
    assert_eq!(again.problem_of("suspect"), "Please keep the list below 40,000 letters.");
    assert!(root.get("/admin/checks").await.field_value("suspect").contains("moron"), "nothing was saved");
}

/// The checks' clock goes on by so much whenever they look at it.
async fn held_by_a_clock_that_steps(app: &TestApp, article: &Article, step: Duration) -> Vec<String> {
    let asked = submission(article, "Ana", &format!("Which day is it, {}?", step.as_micros()));
    let examiner = Examiner::new(app.app.keys.clone(), Clock::stepping(app.db().now(), step));
    let sent = send(&app.app, examiner, asked).await.unwrap();
    reasons(app, &GivenComment { id: sent.comment, receipt: String::new() }).await
}

#[actix_web::test]
async fn a_text_that_the_checks_did_not_clear_in_their_time_waits_and_its_moderator_reads_why() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    assert!(held_by_a_clock_that_steps(&app, &article, Duration::from_micros(100)).await.is_empty());
    let held = held_by_a_clock_that_steps(&app, &article, Duration::from_millis(6)).await;
    assert_eq!(held, ["rules-why-check-unavailable"]);
    let queue = app.moderator("mia").await.get("/moderation").await.expect(200);
    assert!(queue.text_of(".queue").contains("could not"), "{queue:?}");
}
