//! A passkey, from the button that makes it to the sign-in that asks for it, with a device that Chromium plays.

use std::net::TcpListener;

use crate::site::Site;
use crate::tour::Tour;
use crate::window::{Window, Without};
use crate::{PASSWORD, becomes_admin, driver};

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_in_a_browser_from_the_button_that_makes_it_to_the_sign_in_that_asks_for_it() {
    let Some(driver) = driver() else { return };
    let site = with_a_name();
    let ruth = driver.window(&site.origin, Without::default()).await;
    ruth.gets_a_device().await;
    becomes_admin(&ruth, &site).await;

    let mut tour = Tour::new();
    ruth.open("/account/second-factor").await;
    ruth.sees("Add a passkey").await;
    tour.of_this(&ruth, "second-factor-offers").await;
    ruth.press("Add a passkey").await;
    ruth.sees("Please enter a name").await;
    tour.of_this(&ruth, "passkey-again").await;
    ruth.fill("name", "laptop").await;
    ruth.press("Add a passkey").await;
    ruth.sees("Your recovery codes").await;
    ruth.press("I have them").await;
    ruth.arrives("/admin").await;
    ruth.open("/account/second-factor").await;
    ruth.sees("laptop").await;
    tour.of_this(&ruth, "passkeys").await;

    signs_out(&ruth).await;
    ruth.open("/account/sign-in").await;
    ruth.fill("email", "ruth@example.org").await;
    ruth.fill("password", PASSWORD).await;
    tour.of_this(&ruth, "sign-in-passkey").await;
    ruth.press("Use a passkey").await;
    ruth.arrives("/admin").await;

    signs_out(&ruth).await;
    to_the_factor(&ruth).await;
    tour.of_this(&ruth, "code-passkey").await;
    ruth.press("Use a passkey").await;
    ruth.arrives("/admin").await;

    let plain = driver.window(&site.origin, Without { scripts: true, ..Without::default() }).await;
    to_the_factor(&plain).await;
    plain.sees("A passkey needs JavaScript").await;
    tour.end();
    ruth.close().await;
    plain.close().await;
}

/// A site that browsers call by a name: for a number they make no passkeys.
fn with_a_name() -> Site {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (listen, origin) = (format!("127.0.0.1:{port}"), format!("http://localhost:{port}"));
    Site::with(&[("SERVER__LISTEN", &listen), ("SERVER__ORIGIN", &origin)])
}

async fn signs_out(window: &Window) {
    window.open("/account").await;
    window.press_at("nav.side button").await;
    window.sees("You are signed out").await;
}

async fn to_the_factor(window: &Window) {
    window.open("/account/sign-in").await;
    window.fill("email", "ruth@example.org").await;
    window.fill("password", PASSWORD).await;
    window.press_at("main form.short .buttons button").await;
    window.arrives("/account/sign-in/code").await;
}
