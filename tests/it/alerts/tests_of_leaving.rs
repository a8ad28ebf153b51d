//! Unsubscribing, and taking that back.

use super::*;

use actix_web::http::Method;
use amicus::base::journal::Erasures;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=b";
const ONE_CLICK: &str =
    "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";

/// Someone who follows one case at once, and their link out.
async fn follower(app: &TestApp) -> (Person, Case, String) {
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    follow(app, &ada, &case, ADA, "at_once").await;
    let mine = followed(app, ADA).await.remove(0);
    (ada, case, link_out(app, &mine))
}

/// A mail provider's own machine: no cookie, another site, no page of ours before.
async fn one_click(app: &TestApp, link: &str, media: &str, body: &str) -> Page {
    let provider = app.visitor();
    let ask = provider.ask(Method::POST, link).without_cookies().without("sec-fetch-site").without("accept");
    let ask = ask.header("origin", "https://mail.example").header("user-agent", "MailProvider/1.0");
    let ask = if media.is_empty() { ask } else { ask.header("content-type", media) };
    ask.body(body).send().await
}

#[actix_web::test]
async fn a_link_scanner_that_opens_every_link_ends_nothing() {
    let app = TestApp::start().await;
    let (ada, _, link) = follower(&app).await;
    for method in [Method::GET, Method::HEAD] {
        let page = ada.ask(method, &link).header("sec-fetch-site", "cross-site").send().await.expect(200);
        assert!(page.header("set-cookie").is_empty());
        assert_eq!(page.header("cache-control"), "no-store");
    }
    let page = ada.get(&link).await;
    assert!(
        page.main_text().contains("Stop this mail?") && page.main_text().contains("Reporters v. Watchers")
    );
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn one_click_of_a_mail_program_ends_the_mail_at_once_whatever_it_sends() {
    for (media, body) in [
        (FORM, "List-Unsubscribe=One-Click"),
        (MULTIPART, ONE_CLICK),
        ("", ""),
        (FORM, ""),
        ("text/plain", "List-Unsubscribe=One-Click"),
    ] {
        let app = TestApp::start().await;
        let (_, _, link) = follower(&app).await;
        let first = one_click(&app, &link, media, body).await.expect(200);
        assert!(
            first.location().is_empty() && first.header("set-cookie").is_empty(),
            "no redirect, no cookie"
        );
        assert!(first.main_text().contains("This mail has stopped."), "{media} {body}: {first:?}");
        assert!(followed(&app, ADA).await.is_empty(), "{media} {body}");
        assert!(is_suppressed(&app, ADA).await);
        let second = one_click(&app, &link, media, body).await.expect(200);
        assert_eq!(second.body, first.body, "asked again, it answers the same");
    }
}

#[actix_web::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::start().await;
    let (_, _, link) = follower(&app).await;
    assert_eq!(one_click(&app, &link, FORM, &"x".repeat(9_000)).await.status, 413);
    assert_eq!(one_click(&app, &link, MULTIPART, &"x".repeat(900_000)).await.status, 413);
}

#[actix_web::test]
async fn a_mistake_is_taken_back_within_a_day() {
    let app = TestApp::start().await;
    let (ada, case, link) = follower(&app).await;
    let page = ada.submit(&link, "/u/", &[("deed", "one")]).await.expect(200);
    assert!(followed(&app, ADA).await.is_empty());
    app.clock.advance(DAY.saturating_sub(MINUTE));
    app.do_duties().await;
    let page = ada.fill(&page, "/u/", &[("deed", "restore")]).await.expect(200);
    assert!(page.main_text().contains("Everything is as it was"), "{page:?}");
    let mine = followed(&app, ADA).await;
    assert_eq!((mine.len(), &mine[0].case_id), (1, &case.id));
    assert!(!is_suppressed(&app, ADA).await);
    let page = ada.fill(&page, "/u/", &[("deed", "one")]).await.expect(200);
    assert!(page.main_text().contains("This mail has stopped."));
}

#[actix_web::test]
async fn after_a_day_it_is_too_late_and_the_address_is_gone() {
    let app = TestApp::start().await;
    let (ada, _, link) = follower(&app).await;
    let page = ada.submit(&link, "/u/", &[("deed", "one")]).await.expect(200);
    app.clock.advance(DAY);
    let late = ada.fill(&page, "/u/", &[("deed", "restore")]).await.expect(200);
    assert!(late.main_text().contains("too late"), "{late:?}");
    app.do_duties().await;
    assert!(!is_known(&app, ADA).await && is_suppressed(&app, ADA).await);
    let late = ada.fill(&page, "/u/", &[("deed", "restore")]).await.expect(200);
    assert!(late.main_text().contains("too late"));
    assert!(ada.get(&link).await.expect(200).main_text().contains("This mail has stopped."));
    assert_eq!(one_click(&app, &link, "", "").await.status, 200, "it stays so, and says so");
}

#[actix_web::test]
async fn all_mail_stops_at_once_and_one_deed_is_taken_back_whole() {
    let app = TestApp::start().await;
    let (ada, _, link) = follower(&app).await;
    let other = app.given().case("other").await;
    follow(&app, &ada, &other, ADA, "daily").await;
    let page = ada.submit(&link, "/u/", &[("deed", "one")]).await;
    assert_eq!(followed(&app, ADA).await.len(), 1);
    assert!(!is_suppressed(&app, ADA).await, "something is still wanted");
    app.clock.advance(HOUR);
    let page = ada.fill(&page, "/u/", &[("deed", "all")]).await.expect(200);
    assert!(page.main_text().contains("Nothing more goes to this address."));
    assert!(followed(&app, ADA).await.is_empty() && is_suppressed(&app, ADA).await);
    app.clock.advance(22 * HOUR);
    ada.fill(&page, "/u/", &[("deed", "restore")]).await.expect(200);
    assert!(!followed(&app, ADA).await.is_empty());
}

#[actix_web::test]
async fn the_link_of_a_digest_ends_what_comes_by_that_digest() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    let (second, third) = (app.given().case("second").await, app.given().case("third").await);
    for (case, frequency) in [(&case, "daily"), (&second, "daily"), (&third, "at_once")] {
        follow(&app, &ada, case, ADA, frequency).await;
    }
    let mine = followed(&app, ADA).await;
    let link = link_out_of_digest(&app, &mine[0], Frequency::Daily);
    assert!(ada.get(&link).await.main_text().contains("Once a day"));
    let page = ada.submit(&link, "/u/", &[("deed", "one")]).await.expect(200);
    let left: Vec<Frequency> = followed(&app, ADA).await.iter().map(|it| it.frequency).collect();
    assert_eq!(left, [Frequency::AtOnce]);
    ada.fill(&page, "/u/", &[("deed", "restore")]).await.expect(200);
    assert_eq!(followed(&app, ADA).await.len(), 3);
}

#[actix_web::test]
async fn the_link_of_an_old_digest_says_what_still_comes_and_offers_to_stop_it() {
    let app = TestApp::start().await;
    let (case, ada) = (app.given().case("nso").await, app.visitor());
    follow(&app, &ada, &case, ADA, "daily").await;
    let mine = followed(&app, ADA).await.remove(0);
    let (link, of) = (link_out_of_digest(&app, &mine, Frequency::Daily), mine.clone());
    let weekly = move |tx: &mut amicus::db::Tx<'_>| {
        alerts::change(tx, (&of.subscriber_id, &of.id), (Frequency::Weekly, of.kinds, "en"))
    };
    assert!(app.db().write(weekly).await.unwrap());
    for page in [ada.get(&link).await, one_click(&app, &link, FORM, "List-Unsubscribe=One-Click").await] {
        let said = page.expect(200).main_text();
        assert!(said.contains("You still get mail about one other case."), "{said}");
        assert!(!said.contains("Done.") && !said.contains("erased") && !said.contains("Watchers"), "{said}");
    }
    assert_eq!(followed(&app, ADA).await.len(), 1);
    let page = ada.submit(&link, "/u/", &[("deed", "all")]).await.expect(200);
    assert!(page.main_text().contains("Nothing more goes to this address."), "{page:?}");
    assert!(followed(&app, ADA).await.is_empty() && is_suppressed(&app, ADA).await);
    let page = ada.fill(&page, "/u/", &[("deed", "restore")]).await.expect(200);
    assert!(page.main_text().contains("Everything is as it was"), "{page:?}");
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn one_link_brings_back_nothing_that_it_does_not_name() {
    let app = TestApp::start().await;
    let (ada, _, link) = follower(&app).await;
    let other = app.given().case("other").await;
    follow(&app, &ada, &other, ADA, "daily").await;
    let second = followed(&app, ADA).await.into_iter().find(|it| it.case_id == other.id).unwrap();
    ada.post(&link_out(&app, &second), &[("deed", "one")]).await.expect(200);
    let at = (app.db().now().as_micros() - 1).to_string();
    for fields in [vec![("deed", "restore")], vec![("deed", "restore"), ("at", at.as_str())]] {
        let page = ada.post(&link, &fields).await.expect(200);
        assert!(page.main_text().contains("too late"), "{page:?}");
    }
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn a_link_that_we_do_not_know_says_how_to_stop_the_mail_all_the_same() {
    let app = TestApp::start().await;
    let (ada, _, link) = follower(&app).await;
    let cut = link.get(..link.len() - 3).unwrap();
    for odd in [cut, "/u/none", "/u/s0000000000000000AAAAAAAAAAAAAAAAAAAAAA"] {
        for page in [ada.get(odd).await, ada.post(odd, &[]).await] {
            assert_eq!(page.status, 404, "{odd}");
            assert!(page.links().contains(&"/subscriptions".to_owned()), "{page:?}");
        }
    }
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn an_end_is_taken_back_only_so_often_and_never_refused() {
    let app = TestApp::start().await;
    let (ada, _, link) = follower(&app).await;
    for _ in 0..10 {
        ada.post(&link, &[("deed", "restore")]).await.expect(200);
    }
    ada.post(&link, &[("deed", "restore")]).await.expect(429);
    assert_eq!(followed(&app, ADA).await.len(), 1);
    ada.post(&link, &[("List-Unsubscribe", "One-Click")]).await.expect(200);
    assert!(followed(&app, ADA).await.is_empty(), "whoever holds a forwarded letter keeps nobody in");
    app.clock.advance(HOUR);
    ada.post(&link, &[("deed", "restore")]).await.expect(200);
    assert_eq!(followed(&app, ADA).await.len(), 1);
}

#[actix_web::test]
async fn who_left_stays_gone_when_a_backup_is_brought_back() {
    let app = TestApp::start().await;
    let (ada, case, link) = follower(&app).await;
    let before = followed(&app, ADA).await.remove(0);
    ada.post(&link, &[]).await.expect(200);
    let mut erasures = Erasures::default();
    erasures.read(&app.journal_path()).unwrap();
    assert!(
        erasures.cover(&app.app.keys, alerts::ENDED_KIND, &alerts::journal_id(&before)),
        "before the answer"
    );

    app.clock.advance(MINUTE);
    ada.post(&link, &[("deed", "restore")]).await.expect(200);
    let again = followed(&app, ADA).await.remove(0);
    assert_eq!(again.id, before.id);
    let covers = erasures.cover(&app.app.keys, alerts::ENDED_KIND, &alerts::journal_id(&again));
    assert!(!covers, "who took it back is not ended by an old line");

    let keys = app.app.keys.clone();
    let over = again.clone();
    app.db().write(move |tx| alerts::erase_again(tx, &keys, &over)).await.unwrap();
    assert!(!is_known(&app, ADA).await && is_suppressed(&app, ADA).await);
    follow(&app, &ada, &case, ADA, "at_once").await;
    assert_eq!(followed(&app, ADA).await.len(), 1);
}
