//! Writing, proposing, releasing, correcting and retracting updates, in the browser.

use amicus::accounts::{self, AccountId};
use amicus::base::text::Name;
use amicus::cases::{self, Refusal, Update, UpdateState};

use crate::support::{HOUR, TestApp};

/// A whole update, as an editor types it.
fn typed(deed: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("title", "Summary judgment"),
        ("body", "The court finds for the plaintiffs.\n\nDamages follow."),
        ("kind", "ruling"),
        ("happened_on", "2026-05-01"),
        ("source", "docket"),
        ("source_url", "https://court.example/docket/1"),
        ("deed", deed),
    ]
}

async fn account(app: &TestApp, name: &str) -> AccountId {
    let name = Name::parse(name).unwrap();
    app.db().read(move |conn| accounts::find_by_name(conn, &name)).await.unwrap().unwrap().id
}

/// Lets an update appear, as that person may.
async fn release(app: &TestApp, update: &Update, by: &str) -> Result<i64, Refusal> {
    let (by, editors) = (account(app, by).await, app.db().read(accounts::editors).await.unwrap());
    let permit = cases::permit(update, &by, editors)?;
    let (id, version) = (update.id.clone(), update.version);
    Ok(app.db().write(move |tx| cases::publish(tx, &id, version, &permit)).await.unwrap())
}

async fn latest(app: &TestApp, case: &cases::Case) -> Update {
    let id = case.id.clone();
    app.db().read(move |conn| cases::updates_of(conn, &id)).await.unwrap().remove(0)
}

#[actix_web::test]
async fn one_editor_proposes_and_another_releases() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let (ed, eve) = (app.editor("ed").await, app.editor("eve").await);
    let new = format!("/editor/cases/{}/updates/new", case.id);
    let preview = ed.submit(&new, &new, &typed("preview")).await.expect(200);
    assert!(preview.text_of(".preview .prose").contains("Damages follow."), "{preview:?}");
    let saved = ed.fill(&preview, &new, &[("deed", "save")]).await.expect(200);
    assert!(saved.text_of(".standing").contains("Only editors see it"), "{saved:?}");
    let place = saved.path.split('?').next().unwrap().to_owned();
    let proposed = ed.fill(&saved, &place, &[("deed", "propose")]).await.expect(200);
    let standing = proposed.text_of(".standing");
    assert!(
        standing.contains("You proposed it on 4 May 2026") && standing.contains("somebody else"),
        "{standing}"
    );
    assert!(!proposed.has(".standing a.button"), "its proposer is offered no release");
    let theirs = eve.get(&place).await.expect(200).text_of(".standing");
    assert!(
        theirs.contains("ed proposed it on 4 May 2026") && theirs.contains("you can release it"),
        "{theirs}"
    );

    let update = latest(&app, &case).await;
    assert_eq!(release(&app, &update, "ed").await, Err(Refusal::Proposer));
    assert_eq!(release(&app, &update, "eve").await, Ok(1));
    let page = ed.get(&place).await.expect(200);
    let standing = page.text_of(".standing");
    assert!(standing.contains("number 1") && standing.contains("eve released it."), "{standing}");
    assert!(!page.has("main form"), "what readers saw has no form");
    let update = app.given().update_now(&update.id).await;
    assert_eq!(update.path(&case).as_deref(), Some("/cases/the-case/updates/1"));
    assert_eq!(update.source_url.as_deref(), Some("https://court.example/docket/1"));
}

#[actix_web::test]
async fn the_only_editor_releases_alone_and_the_record_says_so() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let ed = app.editor("ed").await;
    let update = app.given().update_proposed(&case, "A ruling", "ed").await;
    let place = format!("/editor/updates/{}", update.id);
    assert!(ed.get(&place).await.expect(200).text_of(".standing").contains("you may do it alone"));
    assert_eq!(release(&app, &update, "ed").await, Ok(1));
    assert!(app.given().update_now(&update.id).await.released_alone);
    assert!(ed.get(&place).await.text_of(".standing").contains("ed released it alone"));
}

#[actix_web::test]
async fn whoever_changes_an_update_takes_its_proposal_back() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let (ed, _eve) = (app.editor("ed").await, app.editor("eve").await);
    let update = app.given().update_proposed(&case, "A ruling", "eve").await;
    let place = format!("/editor/updates/{}", update.id);
    ed.submit(&place, &place, &[("title", "Another ruling"), ("deed", "save")]).await.expect(200);
    let now = app.given().update_now(&update.id).await;
    assert_eq!((now.proposed_by.clone(), now.version), (None, update.version + 1));
    assert_eq!(release(&app, &now, "ed").await, Err(Refusal::NotProposed));
}

#[actix_web::test]
async fn an_update_that_appeared_meanwhile_is_not_changed_without_a_word() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let (ed, _eve) = (app.editor("ed").await, app.editor("eve").await);
    let update = app.given().update_proposed(&case, "A ruling", "ed").await;
    let place = format!("/editor/updates/{}", update.id);
    let open = ed.get(&place).await.expect(200);
    release(&app, &update, "eve").await.unwrap();
    let late = ed.fill(&open, &place, &[("title", "No ruling"), ("deed", "save")]).await.expect(409);
    assert!(late.text_of(".notice.wait").contains("No ruling"), "what was typed is there: {late:?}");
    assert_eq!(app.given().update_now(&update.id).await.title.as_str(), "A ruling");
}

#[actix_web::test]
async fn bad_fields_are_told_beside_them_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let ed = app.editor("ed").await;
    let new = format!("/editor/cases/{}/updates/new", case.id);
    let mut fields = typed("propose");
    fields.retain(|(name, _)| !matches!(*name, "happened_on" | "source_url" | "body"));
    fields.extend([("happened_on", "yesterday"), ("source_url", "http://court.example"), ("body", " ")]);
    let page = ed.submit(&new, &new, &fields).await.expect(422);
    assert_eq!(page.problem_of("happened_on"), "Please write the day as 2019-10-29.");
    assert!(page.problem_of("source_url").contains("https://"), "{page:?}");
    assert_eq!(page.problem_of("body"), "Please fill in this field.");
    assert_eq!(page.field_value("title"), "Summary judgment");
    ed.fill(&page, &new, &typed("propose")).await.expect(200);
}

#[actix_web::test]
async fn a_correction_keeps_a_public_note_and_puts_the_text_right() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let update = app.given().update(&case, "A ruling").await;
    let ed = app.editor("ed").await;
    let place = format!("/editor/updates/{}/corrections", update.id);
    let empty = ed.submit(&place, &place, &[("correction", " ")]).await.expect(422);
    assert!(!empty.problem_of("correction").is_empty());
    let fields = [("correction", "It was the <appeals> court."), ("body", "The appeals court ruled.")];
    let done = ed.fill(&empty, &place, &fields).await.expect(200);
    let told = done.text_of(".corrections");
    assert!(told.contains("4 May 2026") && told.contains("It was the <appeals> court."), "{told}");
    let id = update.id.clone();
    let now = app.given().update_now(&id).await;
    assert_eq!((now.body.as_str(), now.number), ("The appeals court ruled.", Some(1)));
    let raised = app.db().read(move |conn| cases::by_id(conn, &case.id)).await.unwrap().unwrap().version;
    assert!(raised > case.version + 1, "pages made of the case are made anew");
}

#[actix_web::test]
async fn a_retracted_update_keeps_its_number_and_says_why() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let update = app.given().update(&case, "A ruling").await;
    let ed = app.editor("ed").await;
    let place = format!("/editor/updates/{}/retract", update.id);
    let page = ed.get(&place).await.expect(200);
    assert!(!ed.fill(&page, &place, &[]).await.expect(422).problem_of("reason").is_empty());
    let done = ed.submit(&place, &place, &[("reason", "It was another case.")]).await.expect(200);
    assert!(done.text_of(".standing").contains("retracted on 4 May 2026"), "{done:?}");
    let now = app.given().update_now(&update.id).await;
    assert_eq!((now.state, now.number), (UpdateState::Retracted, Some(1)));
    assert_eq!(now.retraction.map(|text| text.to_string()).as_deref(), Some("It was another case."));
    assert!(ed.get(&place).await.expect(200).text_of(".notice").contains("It was another case."));
    let late = ed.get(&format!("/editor/updates/{}/corrections", update.id)).await.expect(200);
    assert!(!late.has("main form"), "nothing more is corrected");
}

#[actix_web::test]
async fn a_scheduled_update_is_taken_back_or_appears_when_its_time_has_come() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let (ed, _eve) = (app.editor("ed").await, app.editor("eve").await);
    let (by, at) = (account(&app, "eve").await, app.db().now().plus(HOUR));
    let schedule = |update: Update| {
        let permit = cases::permit(&update, &by, 2).unwrap();
        app.db().write(move |tx| cases::schedule(tx, &update.id, update.version, at, &permit))
    };
    let update = app.given().update_proposed(&case, "A ruling", "ed").await;
    schedule(update.clone()).await.unwrap();
    let place = format!("/editor/updates/{}", update.id);
    let page = ed.get(&place).await.expect(200);
    assert!(
        page.text_of(".standing").contains("eve released it. It appears by itself on 4 May 2026, 10:30 UTC"),
        "{page:?}"
    );
    ed.fill(&page, &place, &[("deed", "unschedule")]).await.expect(200);
    let back = app.given().update_now(&update.id).await;
    assert_eq!((back.state, back.publish_at), (UpdateState::Draft, None));
    assert!(back.proposed_by.is_some(), "the text is the one that was proposed");

    schedule(back).await.unwrap();
    let due = || {
        app.db().read({
            let now = app.db().now();
            move |conn| cases::due(conn, now)
        })
    };
    assert!(due().await.unwrap().is_empty());
    app.clock.advance(HOUR);
    let (id, version) = due().await.unwrap().remove(0);
    let number = app.db().write(move |tx| cases::publish_due(tx, &id, version)).await.unwrap();
    let now = app.given().update_now(&update.id).await;
    assert_eq!((now.state, now.number), (UpdateState::Published, Some(number)));
    assert!(due().await.unwrap().is_empty());
}
