//! The log of decisions, narrowed to one rule.

use super::*;

#[actix_web::test]
async fn decisions_under_one_rule_are_listed_by_themselves() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let mia = app.moderator("mia").await;
    for (name, rule) in [("Ada", "2"), ("Ben", "3"), ("Cy", "3")] {
        let comment = app.given().comment_held(&app.visitor(), &there, name, "They read my mail.").await;
        mia.submit(&context(&comment), &to(&comment, "reject"), &[("rule", rule)]).await.expect(200);
    }
    let whole = mia.get("/moderation/decisions").await.expect(200);
    assert_eq!(whole.count(".rows li"), 3);
    let third = mia.get("/moderation/decisions?rule=3").await.expect(200);
    let listed = third.text_of(".rows");
    assert!(listed.contains("Ben") && listed.contains("Cy") && !listed.contains("Ada"), "{listed}");
    assert!(third.text_of(".chips").contains("Under rule 3"));
    assert!(third.body.contains("href=\"/moderation/decisions?rule=3\""), "each rule leads to its decisions");
    assert_eq!(mia.get("/moderation/decisions?rule=9").await.expect(200).count(".rows li"), 0);
}

#[actix_web::test]
async fn a_decision_in_its_grace_stands_among_those_under_its_rule() {
    let app = TestApp::public().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let mia = app.moderator("mia").await;
    let comment = app.given().comment_held(&app.visitor(), &there, "Ada", "They read my mail.").await;
    mia.submit(&context(&comment), &to(&comment, "reject"), &[("rule", "2")]).await.expect(200);
    assert!(mia.get("/moderation/decisions?rule=2").await.text_of(".rows").contains("Ada"));
    assert_eq!(mia.get("/moderation/decisions?rule=3").await.count(".rows li"), 0);
}
