//! People and their accounts: coming in, going out, and what admins do about it.

mod changes;
mod factor;
mod flood;
mod passkeys;
mod proof;
mod registration;
mod reset;
mod sign_in;
mod staff;

use crate::support::{PASSWORD, Page, Person, TestApp};

const NEW_PASSWORD: &str = "seven ladders under a paper moon";
const SIGN_IN: &str = "/account/sign-in";
const REGISTER: &str = "/account/register";
const RESET: &str = "/account/reset";

async fn try_in(person: &Person, email: &str, password: &str) -> Page {
    person.submit(SIGN_IN, SIGN_IN, &[("email", email), ("password", password)]).await
}

async fn register(person: &Person, name: &str, email: &str) -> Page {
    person.submit(REGISTER, REGISTER, &[("name", name), ("email", email), ("password", PASSWORD)]).await
}

async fn ask_reset(app: &TestApp, person: &Person, email: &str) -> String {
    person.submit(RESET, RESET, &[("email", email)]).await.expect(200);
    app.deliver_mail().await;
    app.mailbox(email).last().link_containing("/account/reset/")
}

fn path_of(link: &str) -> String {
    link.split_once("/account/").map(|(_, rest)| format!("/account/{rest}")).unwrap()
}

/// The account of a public name.
async fn id_of(app: &TestApp, name: &str) -> amicus::accounts::AccountId {
    let name = amicus::base::text::Name::parse(name).unwrap();
    let found = app.db().read(move |conn| amicus::accounts::find_by_name(conn, &name)).await.unwrap();
    found.unwrap().id
}

/// What somebody meets who asks for a page that is not for strangers.
async fn is_sent_to_sign_in(person: &Person, path: &str) -> bool {
    let page = person.look(path).await;
    page.status == 303 && page.location() == SIGN_IN
}

async fn is_in(person: &Person) -> bool {
    person.look("/account").await.status == 200
}
