//! Asking and confirming.

use super::*;

use amicus::base::token::Token;

/// Everything that was asked for, whatever its state.
async fn standing(app: &TestApp) -> Vec<Subscription> {
    app.db().read(|conn| alerts::standing_after(conn, None, 500)).await.unwrap()
}

#[actix_web::test]
async fn whoever_asks_and_says_yes_follows_the_case() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    ada.refuse_cookies();
    let page =
        ask(&ada, &case, &[("email", ADA), ("frequency", "weekly"), ("kinds", "rulings_and_hearings")]).await;
    assert_eq!((page.status, page.path.as_str()), (200, "/subscriptions/asked"));
    assert!(page.main_text().contains("Please look into your mail"));
    assert!(followed(&app, ADA).await.is_empty(), "nothing is mailed before its owner says yes");

    app.deliver_mail().await;
    let page = ada.follow(&app.mailbox(ADA).last().link_containing("/confirm/")).await.expect(200);
    assert!(page.main_text().contains("Reporters v. Watchers"), "{page:?}");
    assert_eq!(page.attribute("input[name^=frequency][checked]", "value"), "weekly");
    assert_eq!(page.attribute("input[name^=kinds][checked]", "value"), "rulings_and_hearings");
    assert!(followed(&app, ADA).await.is_empty(), "a look changes nothing");
    let page = ada.fill(&page, "/confirm/", &[]).await.expect(200);
    assert!(page.main_text().contains("Done. You follow this case."));
    assert!(page.links().contains(&"/subscriptions".to_owned()));
    let mine = followed(&app, ADA).await;
    assert_eq!(
        (mine.len(), mine[0].frequency, mine[0].kinds),
        (1, Frequency::Weekly, alerts::Kinds::RulingsAndHearings)
    );
}

#[actix_web::test]
async fn the_letter_says_first_why_it_came_and_holds_nothing_that_the_asker_wrote() {
    let app = TestApp::start().await;
    let (case, eve) = (app.given().case("nso").await, app.visitor());
    let fields = [("email", "Buy.Pills+http@example.org"), ("frequency", "at_once")];
    ask(&eve, &case, &fields).await.expect(200);
    app.deliver_mail().await;
    let letter = app.mailbox("Buy.Pills+http@example.org").last().clone();
    assert!(letter.text.starts_with("Somebody, probably you, asked"), "{}", letter.text);
    assert!(letter.text.contains("Reporters v. Watchers") && letter.text.contains(&app.app.face.name));
    assert!(!letter.text.contains("Pills") && !letter.html.contains("Pills"));
    assert!(letter.text.contains("do nothing") && letter.text.contains("72 hours"));
}

#[actix_web::test]
async fn an_address_that_is_none_brings_the_form_back_with_all_that_was_chosen() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    for bad in ["", "ada", "ada@", "ada@example.org\r\nBcc: eve@example.org"] {
        let page = ask(&ada, &case, &[("email", bad), ("frequency", "daily")]).await.expect(422);
        assert!(!page.problem_of("follow-email").is_empty(), "{bad:?}: {page:?}");
        assert_eq!(page.summary().len(), 1);
        assert_eq!(page.attribute("input[name=frequency][checked]", "value"), "daily");
        assert!(page.attribute("#follow-email", "aria-describedby").contains("follow-email-problem"));
        assert!(
            page.links().contains(&format!("{}/feed.atom", case.path())),
            "what needs no address is named too"
        );
    }
    let page = ada.post(&form_of(&case), &[("email", ADA), ("frequency", "hourly")]).await.expect(422);
    assert!(!page.problem_of("follow-frequency").is_empty());
    assert_eq!(ada.post("/cases/none/subscriptions", &[]).await.status, 404);
    assert!(!is_known(&app, ADA).await);
}

/// What a stranger can tell two answers apart by.
fn seen(page: &Page) -> (u16, String, Vec<(String, String)>, String) {
    let headers = page.headers.iter().filter(|(name, _)| name.as_str() != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (page.status, page.location().to_owned(), headers.collect(), page.body.clone())
}

#[actix_web::test]
async fn an_answer_tells_nothing_about_the_address() {
    let app = TestApp::with(&[("limits.subscriptions_an_hour", "1000")]).await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    follow(&app, &ada, &case, "follows@example.org", "at_once").await;
    follow(&app, &ada, &case, "left@example.org", "at_once").await;
    let left = followed(&app, "left@example.org").await.remove(0);
    ada.post(&link_out(&app, &left), &[]).await.expect(200);
    ask(&ada, &case, &[("email", "waits@example.org")]).await.expect(200);
    let keys = app.app.keys.clone();
    let bounced = move |tx: &mut amicus::db::Tx<'_>| {
        let cause = amicus::mail::suppressions::Cause::Bounced;
        amicus::mail::suppressions::suppress(tx, &keys, &address("bounced@example.org"), cause)
    };
    app.db().write(bounced).await.unwrap();

    let unknown = seen(&ask_only(&ada, &case, &[("email", "unknown@example.org")]).await);
    assert_eq!((unknown.0, unknown.1.as_str()), (303, "/subscriptions/asked"));
    for known in ["follows", "left", "waits", "waits", "waits", "bounced", "unknown"] {
        let changes = app.db().changes();
        let email = format!("{known}@example.org");
        let answer = seen(&ask_only(&ada, &case, &[("email", &email)]).await);
        assert_eq!(answer, unknown, "{known}");
        assert_eq!(app.db().changes() - changes, 2, "the same work for {known}: a limit and a change");
    }
    app.deliver_mail().await;
}

#[actix_web::test]
async fn whoever_follows_already_is_told_so_and_nothing_changes() {
    let app = TestApp::start().await;
    let (case, ada, eve) = (app.given().case("nso").await, app.visitor(), app.visitor());
    follow(&app, &ada, &case, ADA, "weekly").await;
    ask(&eve, &case, &[("email", "ADA@example.org"), ("frequency", "at_once")]).await.expect(200);
    app.deliver_mail().await;
    let letter = app.mailbox(ADA).last().clone();
    assert!(letter.subject.contains("already"), "{}", letter.subject);
    assert_eq!(followed(&app, ADA).await[0].frequency, Frequency::Weekly);
    let page = ada.follow(&letter.link_containing("/subscriptions/")).await.expect(200);
    assert!(page.main_text().contains("What you follow"));

    ask(&eve, &case, &[("email", ADA)]).await.expect(200);
    assert_eq!(app.deliver_mail().await, 0, "one letter a day");
    app.clock.advance(DAY);
    ask(&eve, &case, &[("email", ADA)]).await.expect(200);
    assert_eq!(app.deliver_mail().await, 1);
}

#[actix_web::test]
async fn an_address_gets_one_letter_a_day_and_three_until_it_is_confirmed() {
    let app = TestApp::start().await;
    let (case, eve) = (app.given().case("nso").await, app.visitor());
    for (day, letters) in [(0, 1), (1, 1), (2, 1), (3, 0), (4, 0)] {
        for _ in 0..2 {
            ask(&eve, &case, &[("email", ADA)]).await.expect(200);
        }
        assert_eq!(app.deliver_mail().await, letters, "on day {day}");
        app.clock.advance(DAY);
    }
    assert_eq!(app.mailbox(ADA).len(), 3);
}

#[actix_web::test]
async fn several_cases_that_one_letter_was_mailed_for_are_confirmed_with_a_tick_each() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let [first, second, third] =
        [app.given().case("first").await, app.given().case("second").await, app.given().case("third").await];
    for case in [&first, &second, &third] {
        let page = ask(&ada, case, &[("email", ADA), ("frequency", "daily")]).await.expect(200);
        assert!(page.main_text().contains("several cases"), "{page:?}");
    }
    assert_eq!(app.deliver_mail().await, 1, "one letter a day");
    let link = app.mailbox(ADA).last().link_containing("/confirm/");
    let page = ada.follow(&link).await.expect(200);
    assert_eq!(page.count("input[type=checkbox]"), 2);
    assert_eq!(page.count("input[type=checkbox][checked]"), 0, "nobody says yes by not looking");
    let waiting = standing(&app).await;
    let of = |case: &Case| waiting.iter().find(|it| it.case_id == case.id).unwrap().id.clone();
    let (also, often) = (format!("also-{}", of(&second)), format!("frequency-{}", of(&second)));
    let page = ada.fill(&page, "/confirm/", &[(&also, "yes"), (&often, "weekly")]).await.expect(200);
    assert!(page.main_text().contains("You follow these cases."), "{page:?}");
    assert_eq!(page.count("input[type=checkbox]"), 1, "what was not ticked can still be");
    let mut often: Vec<_> = followed(&app, ADA).await.iter().map(|it| it.frequency).collect();
    often.sort();
    assert_eq!(often, [Frequency::Daily, Frequency::Weekly]);

    let also = format!("also-{}", of(&third));
    let page = ada.fill(&page, "/confirm/", &[(&also, "yes")]).await.expect(200);
    assert!(page.main_text().contains("Done. You follow"), "{page:?}");
    assert_eq!(followed(&app, ADA).await.len(), 3);
    let page = ada.follow(&link).await.expect(200);
    assert!(page.main_text().contains("You said yes already") && page.count("form#form") == 0);
}

#[actix_web::test]
async fn a_stranger_does_not_rewrite_what_the_owner_of_an_address_is_about_to_confirm() {
    let app = TestApp::start().await;
    let (case, ada, eve) = (app.given().case("nso").await, app.visitor(), app.visitor());
    ask(&ada, &case, &[("email", ADA), ("frequency", "weekly")]).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox(ADA).last().link_containing("/confirm/");
    for day in 0..3 {
        ask(&eve, &case, &[("email", ADA), ("frequency", "at_once")]).await.expect(200);
        app.deliver_mail().await;
        app.clock.advance(if day < 2 { DAY } else { HOUR });
    }
    assert_eq!(
        ada.follow(&link).await.expect(200).attribute("input[name^=frequency][checked]", "value"),
        "weekly"
    );
    confirm(&app, &ada, ADA).await;
    assert_eq!(followed(&app, ADA).await[0].frequency, Frequency::Weekly);
}

#[actix_web::test]
async fn with_no_link_out_what_was_asked_for_last_counts() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    ask(&ada, &case, &[("email", ADA), ("frequency", "weekly")]).await.expect(200);
    app.deliver_mail().await;
    app.clock.advance(4 * DAY);
    ask(&ada, &case, &[("email", ADA), ("frequency", "daily")]).await.expect(200);
    app.deliver_mail().await;
    let page = ada.follow(&app.mailbox(ADA).last().link_containing("/confirm/")).await.expect(200);
    assert_eq!(page.attribute("input[name^=frequency][checked]", "value"), "daily");
    let mine = standing(&app).await.remove(0).id;
    let fields =
        [(format!("frequency-{mine}"), "at_once"), (format!("kinds-{mine}"), "rulings_and_hearings")];
    let fields = fields.each_ref().map(|(name, value)| (name.as_str(), *value));
    ada.fill(&page, "/confirm/", &fields).await.expect(200);
    let mine = followed(&app, ADA).await.remove(0);
    assert_eq!((mine.frequency, mine.kinds), (Frequency::AtOnce, alerts::Kinds::RulingsAndHearings));
}

#[actix_web::test]
async fn a_mailbox_that_was_gone_is_written_to_again_once_its_owner_says_yes() {
    use amicus::mail::suppressions::{Cause, suppress};
    for (cause, stays) in [(Cause::Bounced, false), (Cause::Complained, true)] {
        let app = TestApp::start().await;
        let (case, ada, keys) = (app.given().case("nso").await, app.visitor(), app.app.keys.clone());
        let note = move |tx: &mut amicus::db::Tx<'_>| suppress(tx, &keys, &address(ADA), cause);
        app.db().write(note).await.unwrap();
        follow(&app, &ada, &case, ADA, "at_once").await;
        assert_eq!(is_suppressed(&app, ADA).await, stays, "{cause:?}");
        app.leave_mail();
    }
}

#[actix_web::test]
async fn nobody_follows_more_than_a_hundred_cases_and_all_of_them_end_at_once() {
    let app = TestApp::start().await;
    for number in 0..101 {
        let case = app.given().case(&format!("case-{number}")).await.id;
        let (wish, keys) = (tests_of_crowds::wish(&case, 1), app.app.keys.clone());
        let ask = move |tx: &mut amicus::db::Tx<'_>| {
            let known = alerts::look_up(tx, &keys, &wish)?;
            alerts::ask(tx, &keys, &wish, &known)
        };
        app.db().write(ask).await.unwrap();
    }
    let (email, waiting) = ("reader1@example.org", standing(&app).await);
    assert_eq!(waiting.len(), 100);
    app.deliver_mail().await;
    let link = app.mailbox(email).last().link_containing("/confirm/");
    let token = Token::parse(link.rsplit('/').next().unwrap()).unwrap();
    let (frequency, kinds) = (Frequency::AtOnce, alerts::Kinds::All);
    let say_yes = |it: &Subscription| alerts::Consent { subscription: it.id.clone(), frequency, kinds };
    let consents: Vec<_> = waiting.iter().map(say_yes).collect();
    let keys = app.app.keys.clone();
    app.db().write(move |tx| alerts::confirm(tx, &keys, &token, &consents)).await.unwrap().unwrap();
    let mine = followed(&app, email).await;
    assert_eq!(mine.len(), 100);
    app.visitor().post(&link_out(&app, &mine[0]), &[("deed", "all")]).await.expect(200);
    assert!(!standing(&app).await.iter().any(Subscription::is_live));
}

#[actix_web::test]
async fn saying_yes_twice_is_no_mistake() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    ask(&ada, &case, &[("email", ADA)]).await;
    app.deliver_mail().await;
    let link = app.mailbox(ADA).last().link_containing("/confirm/");
    let page = ada.follow(&link).await;
    let (first, second) = tokio::join!(ada.fill(&page, "/confirm/", &[]), ada.fill(&page, "/confirm/", &[]));
    let done = [&first, &second].iter().filter(|page| page.main_text().contains("Done. You follow")).count();
    let already =
        [&first, &second].iter().filter(|page| page.main_text().contains("You said yes already")).count();
    assert_eq!((done, already), (1, 1), "{first:?} {second:?}");
    assert!(ada.follow(&link).await.expect(200).main_text().contains("You said yes already"));
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn a_link_that_ran_out_or_never_was_says_how_to_get_another() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    ask(&ada, &case, &[("email", ADA)]).await;
    app.deliver_mail().await;
    let link = app.mailbox(ADA).last().link_containing("/confirm/");
    let page = ada.follow(&link).await.expect(200);
    app.clock.advance(72 * HOUR);
    let made_up = format!("/subscriptions/confirm/{}", Token::fresh(app.db().random()).reveal());
    for page in [
        ada.follow(&link).await,
        ada.fill(&page, "/confirm/", &[]).await,
        ada.get(&made_up).await,
        ada.get("/subscriptions/confirm/none").await,
    ] {
        assert_eq!(page.status, 404);
        assert!(
            page.main_text().contains("ask again") && page.links().contains(&"/cases".to_owned()),
            "{page:?}"
        );
    }
    assert!(followed(&app, ADA).await.is_empty());
    ask(&ada, &case, &[("email", ADA)]).await;
    app.deliver_mail().await;
    confirm(&app, &ada, ADA).await;
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn the_link_of_a_letter_is_dead_once_the_mail_was_stopped() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    follow(&app, &ada, &case, ADA, "at_once").await;
    let link = app.mailbox(ADA).last().link_containing("/confirm/");
    let mine = followed(&app, ADA).await.remove(0);
    ada.post(&link_out(&app, &mine), &[]).await.expect(200);
    assert!(is_suppressed(&app, ADA).await);
    assert_eq!(ada.follow(&link).await.status, 404);

    ask(&ada, &case, &[("email", ADA), ("frequency", "daily")]).await.expect(200);
    app.deliver_mail().await;
    assert!(followed(&app, ADA).await.is_empty(), "asking anew is no confirmation");
    confirm(&app, &ada, ADA).await;
    assert_eq!(followed(&app, ADA).await[0].frequency, Frequency::Daily);
    assert!(!is_suppressed(&app, ADA).await, "a new confirmation lifts it");
}

#[actix_web::test]
async fn a_program_that_fills_every_field_gets_the_same_answer_and_nothing_else() {
    let app = TestApp::start().await;
    let (case, bot) = (app.given().case("nso").await, app.visitor());
    let page = ask(&bot, &case, &[("email", ADA), ("website", "https://spam.example")]).await;
    assert_eq!(page.path, "/subscriptions/asked");
    assert_eq!(app.deliver_mail().await, 0);
    assert!(!is_known(&app, ADA).await);
}

#[actix_web::test]
async fn beyond_the_limit_of_a_network_the_form_comes_back_filled() {
    let app = TestApp::with(&[("limits.subscriptions_an_hour", "2")]).await;
    let (case, eve, ada) = (app.given().case("nso").await, app.visitor(), app.visitor());
    for email in ["a@example.org", "b@example.org"] {
        ask(&eve, &case, &[("email", email)]).await.expect(200);
    }
    let page = ask(&eve, &case, &[("email", "c@example.org"), ("frequency", "weekly")]).await.expect(429);
    assert!(!page.header("retry-after").is_empty());
    assert_eq!(page.field_value("email"), "c@example.org");
    assert_eq!(
        eve.submit("/subscriptions", "/subscriptions", &[("email", "a@example.org")]).await.status,
        429
    );
    ask(&ada, &case, &[("email", ADA)]).await.expect(200);
    assert_eq!(app.deliver_mail().await, 3);
}

#[actix_web::test]
async fn an_address_that_nobody_confirms_is_erased_after_seven_days() {
    let app = TestApp::start().await;
    let (case, eve) = (app.given().case("nso").await, app.visitor());
    ask(&eve, &case, &[("email", ADA)]).await;
    app.deliver_mail().await;
    app.clock.advance((7 * DAY).saturating_sub(MINUTE));
    app.do_duties().await;
    assert!(is_known(&app, ADA).await);
    app.clock.advance(20 * MINUTE);
    app.do_duties().await;
    assert!(!is_known(&app, ADA).await);
    assert!(!is_suppressed(&app, ADA).await, "whoever never asked never left");
}

#[actix_web::test]
async fn a_form_of_another_case_or_site_is_no_form_of_this_one() {
    let app = TestApp::start().await;
    let (case, other, eve) = (app.given().case("nso").await, app.given().case("other").await, app.visitor());
    let foreign =
        eve.post(&form_of(&other), &[]).await.form(&form_of(&other)).value("form_token").unwrap().to_owned();
    let page = eve.post(&form_of(&case), &[("form_token", &foreign), ("email", ADA)]).await.expect(422);
    assert_eq!(page.field_value("email"), ADA);
    let elsewhere = eve.ask(actix_web::http::Method::POST, &form_of(&case)).form(&[("email", ADA)]);
    assert_eq!(elsewhere.header("sec-fetch-site", "cross-site").send().await.status, 403);
    assert!(!is_known(&app, ADA).await);
}

/// Everything that this feature writes, as text: no address, no token, and no name of a case's follower is in it.
#[actix_web::test]
async fn no_address_and_no_link_lies_in_the_database_for_all_to_read() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    let email = "canary.subscriber@example.org";
    follow(&app, &ada, &case, email, "weekly").await;
    ask(&ada, &case, &[("email", email)]).await;
    ada.submit("/subscriptions", "/subscriptions", &[("email", email)]).await;
    app.deliver_mail().await;
    let mine = followed(&app, email).await.remove(0);
    let out = link_out(&app, &mine);
    ada.post(&out, &[]).await.expect(200);
    let letters = app.mailbox(email);
    let mut secrets = vec!["canary".to_owned(), out.replace("/u/", "")];
    secrets.push(letters.last().link_containing("/subscriptions/").rsplit('/').next().unwrap().to_owned());
    let text = tests_of_states::everything(&app).await;
    assert!(text.contains(mine.id.as_str()), "the tables were looked into");
    for secret in secrets {
        assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret} lies in the database");
    }
}
