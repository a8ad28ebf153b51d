//! A second factor, from the picture of its key to the sign-in that asks for its code.

use std::time::SystemTime;

use data_encoding::BASE32_NOPAD;
use totp_rs::{Builder, Secret, Totp};

use crate::site::Site;
use crate::window::{Window, Without};
use crate::{PASSWORD, becomes_admin, driver};

const STEP: u64 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_in_a_browser_without_scripts() {
    let Some(driver) = driver() else { return };
    let site = Site::start();
    let without = Without { scripts: true, ..Without::default() };
    let ruth = driver.window(&site.origin, without).await;
    becomes_admin(&ruth, &site).await;

    ruth.open("/account/second-factor").await;
    ruth.sees("Scan this picture").await;
    for (width, scheme) in [(320, "light"), (360, "dark"), (1280, "light")] {
        ruth.stand_before(width, scheme).await;
        assert!(ruth.overflow().await < 1.0, "the page of the key is too wide for {width}");
    }
    let app = app_of(&ruth.text_at(".key").await);
    ruth.fill("code", "000000").await;
    ruth.press_at("main form.short button").await;
    ruth.sees("This code is not good").await;
    ruth.fill("code", &code(&app, 0)).await;
    ruth.press_at("main form.short button").await;
    ruth.sees("Your recovery codes").await;
    let recovery = ruth.text_at(".recovery-codes code").await;
    ruth.stand_before(320, "light").await;
    assert!(ruth.overflow().await < 1.0, "the page of the recovery codes is too wide");
    ruth.press("I have them").await;
    ruth.arrives("/admin").await;

    let phone = driver.window(&site.origin, without).await;
    signs_in(&phone, &code(&app, STEP)).await;
    let library = driver.window(&site.origin, without).await;
    signs_in(&library, &recovery).await;
    for window in [ruth, phone, library] {
        window.close().await;
    }
}

async fn signs_in(window: &Window, code: &str) {
    window.open("/account/sign-in").await;
    window.fill("email", "ruth@example.org").await;
    window.fill("password", PASSWORD).await;
    window.press_at("main form.short button").await;
    window.arrives("/account/sign-in/code").await;
    window.fill("code", code).await;
    window.press_at("main form.short button").await;
    window.arrives("/admin").await;
}

fn app_of(key: &str) -> Totp {
    let letters: String = key.chars().filter(|letter| !letter.is_whitespace()).collect();
    let bytes: [u8; 20] = BASE32_NOPAD.decode(letters.as_bytes()).unwrap().try_into().unwrap();
    Builder::new().with_secret(Secret::new_stack(bytes)).build().unwrap()
}

/// What the app shows so many seconds from now: each step is good once.
fn code(app: &Totp, later: u64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    app.generate(now + later).to_string()
}
