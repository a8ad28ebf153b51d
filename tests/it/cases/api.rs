//! The cases as programs read them.

use amicus::audit::Actor;
use amicus::base::text::Prose;
use amicus::cases;

use crate::support::TestApp;

#[actix_web::test]
async fn programs_read_cases_and_updates_and_no_drafts() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    app.given().case_draft("the-secret").await;
    let update = app.given().update(&case, "A ruling").await;
    app.given().update_drafted(&case, "Not yet").await;
    app.given().hearing(&case).await;
    let program = app.visitor();
    let list = program.look("/api/v1/cases").await.expect(200);
    assert_eq!(list.header("content-type"), "application/json");
    assert_eq!(list.json().as_array().map(Vec::len), Some(1));
    let one = program.look("/api/v1/cases/the-case").await.expect(200).json();
    assert_eq!((&one["plaintiffs"][0], &one["filed_on"]), (&"Reporters".into(), &"2026-01-05".into()));
    assert_eq!(one["hearings"][0]["begins_at"], "2026-05-20T16:30:00Z");
    assert_eq!(one["hearings"][0]["local_time"], "2026-05-20T09:30:00");

    let page = program.look("/api/v1/cases/the-case/updates").await.expect(200).json();
    assert_eq!(page["updates"].as_array().map(Vec::len), Some(1));
    assert_eq!((&page["updates"][0]["number"], &page["updates"][0]["kind"]), (&1.into(), &"ruling".into()));
    let (id, reason) = (update.id.clone(), Prose::parse("It was another case.").unwrap());
    app.db().write(move |tx| cases::retract(tx, &id, 2, &reason, &Actor::Program)).await.unwrap();
    let one = program.look("/api/v1/cases/the-case/updates/1").await.expect(200).json();
    assert_eq!((&one["state"], &one["retraction"]), (&"retracted".into(), &"It was another case.".into()));
    for missing in
        ["the-secret", "nothing", "the-case/updates/2", "the-case/updates/x", "the-case/updates?after=x"]
    {
        let problem = program.look(&format!("/api/v1/cases/{missing}")).await.expect(404);
        assert_eq!(problem.header("content-type"), "application/problem+json", "{missing}");
    }
    let document = program.look("/api/v1/openapi.json").await.expect(200).json();
    assert!(document["paths"]["/api/v1/cases/{slug}/updates"].is_object());
}

#[actix_web::test]
async fn pages_of_updates_joined_are_the_whole_in_both_directions() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let id = case.id.clone();
    app.db().write(move |tx| cases::demo::fill(tx, &id, 120)).await.unwrap();
    let program = app.visitor();
    let whole = app.db().read(move |conn| cases::timeline(conn, &case.id, 500)).await.unwrap();
    let whole: Vec<i64> = whole.iter().filter_map(|update| update.number).collect();
    let place = "/api/v1/cases/the-case/updates";
    let numbers = |page: &serde_json::Value| -> Vec<i64> {
        page["updates"].as_array().unwrap().iter().filter_map(|update| update["number"].as_i64()).collect()
    };
    let mut page = program.look(place).await.expect(200).json();
    assert!(page.get("earlier").is_none());
    let mut forwards = numbers(&page);
    while let Some(later) = page["later"].as_str() {
        page = program.look(&format!("{place}?after={later}")).await.expect(200).json();
        forwards.extend(numbers(&page));
    }
    assert_eq!(forwards, whole);
    let mut backwards = numbers(&page);
    while let Some(earlier) = page["earlier"].as_str() {
        page = program.look(&format!("{place}?before={earlier}")).await.expect(200).json();
        backwards.splice(0..0, numbers(&page));
    }
    assert_eq!(backwards, whole);
}
