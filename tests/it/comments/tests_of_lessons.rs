//! What the checks learn from what moderators decide.

use super::tests_of_checks::reasons;
use super::*;

/// So many of either kind are enough.
const ENOUGH: usize = 40;
const FINE: [&str; 4] = ["court", "phone", "judge", "lawyer"];
const ADVERTS: [&str; 4] = ["watches", "loans", "golden", "casino"];

/// Comments about one thing, decided alike; each is worded a little differently.
async fn decided(app: &TestApp, article: &Article, about: [&str; 4], step: &Step) {
    let ada = app.visitor();
    for number in 0..ENOUGH {
        let (first, second) = (about[number % 4], about[(number + 1) % 4]);
        let text = format!("{first} and {second}, number {number} of those that I wrote down");
        let comment = app.given().comment_held(&ada, article, "Ada", &text).await;
        decide(app, &comment, step.clone()).await;
    }
}

#[actix_web::test]
async fn a_text_that_reads_like_refused_ones_says_so_by_its_words_once_enough_was_decided() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let ben = app.visitor();
    let learned = "rules-why-learned".to_owned();
    decided(&app, &article, FINE, &Step::Approve).await;
    let early = app.given().comment_held(&ben, &article, "Ben", "Who wants golden watches?").await;
    assert!(!reasons(&app, &early).await.contains(&learned), "nothing was refused yet");

    let rule = RuleCited { number: 1, version: 1 };
    decided(&app, &article, ADVERTS, &Step::Reject { rule, words: None }).await;
    app.clock.advance(MINUTE * 10);
    let advert = app.given().comment_held(&ben, &article, "Ben", "Golden watches, and loans for all!").await;
    assert!(reasons(&app, &advert).await.contains(&learned));
    let fine = app.given().comment_held(&ben, &article, "Ben", "Has the judge seen that phone?").await;
    assert!(!reasons(&app, &fine).await.contains(&learned));

    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await;
    let reads = |why: &String| why.starts_with("Reads like comments that were refused before: ");
    let named = queue.texts_of(".why li").into_iter().find(reads);
    assert!(named.is_some_and(|why| why.contains("watches") && why.contains("golden")), "{queue:?}");
}
