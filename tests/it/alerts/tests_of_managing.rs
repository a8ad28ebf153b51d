//! The link to manage, and its page.

use super::*;

async fn manage_page(app: &TestApp, who: &Person, email: &str) -> Page {
    let page = who.submit("/subscriptions", "/subscriptions", &[("email", email)]).await.expect(200);
    assert!(page.main_text().contains("Please look into your mail"));
    app.deliver_mail().await;
    who.follow(&app.mailbox(email).last().link_containing("/subscriptions/")).await.expect(200)
}

#[actix_web::test]
async fn the_link_goes_by_mail_to_whoever_follows_something_and_the_page_tells_nobody() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    follow(&app, &ada, &case, ADA, "at_once").await;
    ask(&ada, &case, &[("email", "waits@example.org")]).await;
    app.deliver_mail().await;
    let mut pages = Vec::new();
    for email in [ADA, "waits@example.org", "unknown@example.org"] {
        let (before, changes) = (app.mailbox(email).len(), app.db().changes());
        pages
            .push(ada.submit("/subscriptions", "/subscriptions", &[("email", email)]).await.expect(200).body);
        assert_eq!(app.db().changes() - changes, 3, "the same work for {email}");
        app.deliver_mail().await;
        assert_eq!(app.mailbox(email).len() - before, usize::from(email == ADA), "{email}");
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    let page = ada.submit("/subscriptions", "/subscriptions", &[("email", "ada@")]).await.expect(422);
    assert!(!page.problem_of("email").is_empty());
    assert_eq!(page.field_value("email"), "ada@");
}

#[actix_web::test]
async fn three_links_a_day_go_to_one_address() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    follow(&app, &ada, &case, ADA, "at_once").await;
    let eve = app.visitor();
    for _ in 0..5 {
        eve.submit("/subscriptions", "/subscriptions", &[("email", ADA)]).await.expect(200);
    }
    assert_eq!(app.deliver_mail().await, 3);
}

#[actix_web::test]
async fn several_cases_are_changed_on_one_page() {
    let app = TestApp::start().await;
    let (first, second, ada) =
        (app.given().case("first").await, app.given().case("second").await, app.visitor());
    follow(&app, &ada, &first, ADA, "at_once").await;
    follow(&app, &ada, &second, ADA, "daily").await;
    let page = manage_page(&app, &ada, ADA).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.count("legend.big"), 2);
    let mut mine = followed(&app, ADA).await;
    mine.sort_by_key(|it| it.frequency);
    let (frequency, kinds) = (format!("frequency-{}", mine[0].id), format!("kinds-{}", mine[1].id));
    let fields = [(frequency.as_str(), "weekly"), (kinds.as_str(), "rulings_and_hearings"), ("deed", "save")];
    let page = ada.fill(&page, "/subscriptions/", &fields).await.expect(200);
    assert!(page.main_text().contains("Saved."), "{page:?}");
    let mut now = followed(&app, ADA).await;
    now.sort_by_key(|it| it.frequency);
    let wishes: Vec<_> = now.iter().map(|it| (it.frequency, it.kinds)).collect();
    let wanted =
        [(Frequency::Daily, alerts::Kinds::RulingsAndHearings), (Frequency::Weekly, alerts::Kinds::All)];
    assert_eq!(wishes, wanted);

    let page =
        ada.fill(&page, "/subscriptions/", &[("deed", &format!("end:{}", mine[0].id))]).await.expect(200);
    assert_eq!(followed(&app, ADA).await.len(), 1);
    let page =
        ada.fill(&page, "/subscriptions/", &[("deed", &format!("restore:{}", mine[0].id))]).await.expect(200);
    assert_eq!(followed(&app, ADA).await.len(), 2);
    let page = ada.fill(&page, "/subscriptions/", &[("deed", "end-all")]).await.expect(200);
    assert!(followed(&app, ADA).await.is_empty() && is_suppressed(&app, ADA).await, "{page:?}");
}

#[actix_web::test]
async fn what_waits_for_its_letter_is_confirmed_here_as_well() {
    let app = TestApp::start().await;
    let (first, second, ada) =
        (app.given().case("first").await, app.given().case("second").await, app.visitor());
    ask(&ada, &first, &[("email", ADA)]).await;
    ask(&ada, &second, &[("email", ADA)]).await;
    assert_eq!(app.deliver_mail().await, 1, "one letter a day");
    confirm(&app, &ada, ADA).await;
    let page = manage_page(&app, &ada, ADA).await;
    assert!(page.main_text().contains("not confirmed yet"));
    let button = page.attribute("button[value^='confirm:']", "value");
    ada.fill(&page, "/subscriptions/", &[("deed", &button)]).await.expect(200);
    assert_eq!(followed(&app, ADA).await.len(), 2);
}

#[actix_web::test]
async fn the_link_works_for_an_hour_and_for_its_owner_only() {
    let app = TestApp::start().await;
    let (case, ada, ben) = (app.given().case("nso").await, app.visitor(), app.visitor());
    follow(&app, &ada, &case, ADA, "at_once").await;
    follow(&app, &ben, &case, "ben@example.org", "at_once").await;
    let adas = manage_page(&app, &ada, ADA).await;
    let bens = manage_page(&app, &ben, "ben@example.org").await;
    let mine = followed(&app, ADA).await.remove(0);
    let token = bens.form("/subscriptions/").value("form_token").unwrap().to_owned();
    let end = format!("end:{}", mine.id);
    let foreign = ben.post(&bens.path, &[("form_token", &token), ("deed", &end)]).await;
    assert_eq!(foreign.status, 404, "{foreign:?}");
    let stolen = ben.post(&adas.path, &[("form_token", &token), ("deed", &end)]).await;
    assert_eq!(stolen.status, 403, "{stolen:?}");
    assert_eq!(followed(&app, ADA).await.len(), 1);

    app.clock.advance(HOUR);
    let late = ada.get(&adas.path).await.expect(404);
    assert!(late.main_text().contains("one hour") && late.links().contains(&"/subscriptions".to_owned()));
    let late = ada.fill(&adas, "/subscriptions/", &[("deed", "end-all")]).await.expect(409);
    assert!(late.main_text().contains("one hour"), "{late:?}");
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn a_button_that_is_none_changes_nothing() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    follow(&app, &ada, &case, ADA, "at_once").await;
    let page = manage_page(&app, &ada, ADA).await;
    let token = page.form("/subscriptions/").value("form_token").unwrap().to_owned();
    let page = ada.post(&page.path, &[("form_token", &token), ("deed", "explode")]).await.expect(422);
    assert!(page.main_text().contains("press one of the buttons"));
    let mine = followed(&app, ADA).await.remove(0);
    let frequency = format!("frequency-{}", mine.id);
    let token = page.form("/subscriptions/").value("form_token").unwrap().to_owned();
    let odd = [
        ("form_token", token.as_str()),
        ("deed", "save"),
        (&frequency, "hourly"),
        ("frequency-none", "daily"),
    ];
    assert_eq!(ada.post(&page.path, &odd).await.status, 303);
    assert_eq!(followed(&app, ADA).await[0].frequency, Frequency::AtOnce);
}
