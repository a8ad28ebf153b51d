//! Alerts: who asked to be told of a case, and what they are told.

mod tests_of_crowds;
mod tests_of_digests;
mod tests_of_leaving;
mod tests_of_letters;
mod tests_of_managing;
mod tests_of_release;
mod tests_of_send;
mod tests_of_states;
mod tests_of_subscribing;
pub mod world;

use amicus::alerts::{self, Frequency, Scope, Subscription};
use amicus::base::text::EmailAddress;
use amicus::cases::Case;

use crate::support::{DAY, HOUR, MINUTE, Page, Person, TestApp};

const ADA: &str = "ada@example.org";

fn form_of(case: &Case) -> String {
    format!("{}/subscriptions", case.path())
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// Fills in the form of a case and sends it; follows nothing.
async fn ask_only(who: &Person, case: &Case, fields: &[(&str, &str)]) -> Page {
    let page = who.post(&form_of(case), &[]).await.expect(422);
    who.fill_only(&page, &form_of(case), fields).await
}

/// The same, to the page behind it.
async fn ask(who: &Person, case: &Case, fields: &[(&str, &str)]) -> Page {
    let page = who.post(&form_of(case), &[]).await.expect(422);
    who.fill(&page, &form_of(case), fields).await
}

/// Asks, reads the letter and says yes.
async fn follow(app: &TestApp, who: &Person, case: &Case, email: &str, frequency: &str) -> Page {
    ask(who, case, &[("email", email), ("frequency", frequency)]).await.expect(200);
    app.deliver_mail().await;
    confirm(app, who, email).await
}

/// Says yes by the last letter.
async fn confirm(app: &TestApp, who: &Person, email: &str) -> Page {
    let page = who.follow(&app.mailbox(email).last().link_containing("/confirm/")).await.expect(200);
    who.fill(&page, "/confirm/", &[]).await.expect(200)
}

/// What an address follows now.
async fn followed(app: &TestApp, email: &str) -> Vec<Subscription> {
    let (keys, email) = (app.app.keys.clone(), address(email));
    let look = move |conn: &mut amicus::db::Conn| match alerts::who(conn, &keys, &email)? {
        Some(id) => alerts::confirmed_of(conn, &id),
        None => Ok(Vec::new()),
    };
    app.db().read(look).await.unwrap()
}

/// Whether anything at all is known of an address.
async fn is_known(app: &TestApp, email: &str) -> bool {
    let (keys, email) = (app.app.keys.clone(), address(email));
    app.db().read(move |conn| alerts::who(conn, &keys, &email)).await.unwrap().is_some()
}

/// The unsubscribe link of an alert for a subscription.
fn link_out(app: &TestApp, subscription: &Subscription) -> String {
    let scope = Scope::Subscription(subscription.id.clone());
    format!("/u/{}", alerts::unsubscribe_token(&app.app.keys, &scope))
}

/// The unsubscribe link of a digest.
fn link_out_of_digest(app: &TestApp, subscription: &Subscription, frequency: Frequency) -> String {
    let scope = Scope::Digest(subscription.subscriber_id.clone(), frequency);
    format!("/u/{}", alerts::unsubscribe_token(&app.app.keys, &scope))
}

/// Whether alerts to an address are stopped, whatever a subscription says.
async fn is_suppressed(app: &TestApp, email: &str) -> bool {
    let (keys, email) = (app.app.keys.clone(), address(email));
    let look = move |conn: &mut amicus::db::Conn| amicus::mail::suppressions::stops_bulk(conn, &keys, &email);
    app.db().read(look).await.unwrap()
}
