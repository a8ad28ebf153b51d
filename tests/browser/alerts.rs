//! The journey of an alert: a reader follows the case, an editor and an admin release news of it, the letter comes
//! to a peer that is not ours, and its link ends it all.

use crate::mail::{Letter, Peer, path_of};
use crate::site::Site;
use crate::window::{Driver, Window, Without};
use crate::{PASSWORD, becomes_admin, driver, invites};

const CASE: &str = "/cases/whatsapp-v-nso";
const ADA: &str = "ada@reader.example";
const BEN: &str = "ben@reader.example";
const INJUNCTION: &str = "Court orders NSO to stop targeting WhatsApp";
const APPEAL: &str = "NSO asks the court of appeals to lift the ban";

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_in_a_browser_with_scripts() {
    let (Some(driver), Some(peer)) = (driver(), Peer::start(&[])) else { return };
    journey(&driver, &peer, Without::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_in_a_browser_without_scripts() {
    let (Some(driver), Some(peer)) = (driver(), Peer::start(&[])) else { return };
    journey(&driver, &peer, Without { scripts: true, ..Without::default() }).await;
}

async fn journey(driver: &Driver, peer: &Peer, without: Without) {
    let site = Site::with(&[("MAIL__URL", &format!("smtp://{}", peer.place()))]);
    let reader = Without { cookies: true, ..without };
    let (ada, ben) = (driver.window(&site.origin, reader).await, driver.window(&site.origin, reader).await);
    follows(&ada, peer, ADA).await;
    follows(&ben, peer, BEN).await;
    let ruth = driver.window(&site.origin, without).await;
    becomes_admin(&ruth, &site).await;
    invites(&ruth, "mia@example.org", "editor").await;
    let mia = driver.window(&site.origin, without).await;
    accepts(&mia, peer).await;

    announces(&mia, &ruth, INJUNCTION).await;
    let (to_ada, to_ben) = (peer.letter_to(ADA, INJUNCTION), peer.letter_to(BEN, INJUNCTION));
    assert!(to_ada.defects.is_empty() && to_ben.defects.is_empty());
    ada.open(&update_of(&to_ada)).await;
    ada.sees(INJUNCTION).await;
    let leave = path_of(to_ada.header("List-Unsubscribe").trim_matches(['<', '>']));
    ada.open(&leave).await;
    ada.press_at(&format!("form[action=\"{leave}\"] button")).await;

    announces(&mia, &ruth, APPEAL).await;
    peer.letter_to(BEN, APPEAL);
    assert!(peer.letters().iter().all(|letter| letter.to() != ADA || !letter.subject.contains(APPEAL)));
    for window in [ada, ben, ruth, mia] {
        window.close().await;
    }
}

/// By the form on the case's page and the link in the letter.
async fn follows(reader: &Window, peer: &Peer, address: &str) {
    reader.open(CASE).await;
    reader.fill("email", address).await;
    reader.choose("frequency", "at_once").await;
    reader.press_at(&format!("form[action=\"{CASE}/subscriptions\"] button")).await;
    reader.arrives("/subscriptions/asked").await;
    reader.open(&peer.letter_to(address, "").path("/subscriptions/confirm/")).await;
    reader.press_at("main form button").await;
    reader.sees("WhatsApp").await;
}

/// The path of the update that a letter tells of.
fn update_of(letter: &Letter) -> String {
    letter.path(&format!("{CASE}/updates/"))
}

async fn accepts(mia: &Window, peer: &Peer) {
    mia.open(&peer.letter_to("mia@example.org", "").path("/account/invitation/")).await;
    mia.fill("name", "Mia").await;
    mia.fill("password", PASSWORD).await;
    mia.press_at("main form button").await;
    mia.arrives("/editor").await;
}

/// Mia drafts and proposes, Ruth releases.
async fn announces(mia: &Window, ruth: &Window, title: &str) {
    mia.open("/editor/cases").await;
    mia.press_at("main a[href^=\"/editor/cases/\"]:not([href$=\"/new\"])").await;
    mia.press_at("main a[href$=\"/updates/new\"]").await;
    mia.choose("kind", "ruling").await;
    mia.fill("happened_on", "2025-10-17").await;
    mia.fill("title", title).await;
    mia.fill("body", "The court has decided. This is what it means.").await;
    mia.fill("source", "Order of the court").await;
    mia.press_at("main form[action$=\"/updates/new\"] button[value=propose]").await;
    let link = mia.link("/editor/updates/").await;
    let desk: Vec<&str> = link.split('/').take(4).collect();
    ruth.open(&format!("{}/release", desk.join("/"))).await;
    ruth.press_at("main form[action$=\"/release\"] button[value=now]").await;
}
