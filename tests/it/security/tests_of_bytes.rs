//! A sign that PostgreSQL keeps in no text is answered wherever it comes: as a place that is not there, or with a word on
//! what is wrong, and never as a fault of ours.

use super::*;

use crate::support::MINUTE;
use crate::support::page::FilledForm;

const NUL: &str = "a\u{0}b";

/// What our addresses may say behind their question mark.
const ASKED: [&str; 19] = [
    "about", "after", "article", "back", "batch", "before", "cluster", "decided", "deed", "done", "email",
    "name", "next", "reason", "replace", "rule", "tab", "undone", "words",
];

/// These end what the others need.
const LAST: [&str; 4] = ["/account/sign-out", "/account/erase", "/account/password", "/account/sessions"];

#[actix_web::test]
async fn a_nul_in_any_address_is_no_fault() {
    let world = World::new().await;
    let typed = |path: &str, asked: &str| format!("{path}?{asked}=a%00b");
    for (place, ..) in places().into_iter().filter(|(_, looks, _)| *looks) {
        let (path, whom) = (world.path(&place), known(&place).unwrap_or(For::Public));
        let role = ROLES.into_iter().find(|role| whom.lets_in(role)).unwrap_or("admin");
        for path in ASKED.iter().map(|asked| typed(&path, asked)) {
            let page = world.people[role].look(&path).await;
            assert!(page.status < 500, "{role}: {page:?}");
        }
    }
    for (place, ..) in places().into_iter().filter(|(place, looks, _)| *looks && place.contains('{')) {
        let path = format!("{}%00", world.path(&place));
        let page = world.people["admin"].look(&path).await;
        assert!(page.status < 500, "{page:?}");
    }
}

#[actix_web::test]
async fn a_nul_in_any_field_of_any_form_is_no_fault() {
    let world = World::new().await;
    let (mut seen, mut read) = (BTreeSet::new(), 0);
    for (place, ..) in places().into_iter().filter(|(_, looks, _)| *looks) {
        let (path, whom) = (world.path(&place), known(&place).unwrap_or(For::Public));
        for role in ROLES.into_iter().filter(|role| whom.lets_in(role)) {
            for form in world.people[role].look(&path).await.forms() {
                let ends = LAST.iter().any(|last| form.action.starts_with(last));
                if form.looks || ends || !seen.insert((place.clone(), form.action.clone())) {
                    continue;
                }
                for name in form.names().into_iter().filter(|name| *name != "form_token") {
                    let page = world.send(role, &form, name).await;
                    assert!(page.status < 500, "{role}, {name}: {page:?}");
                    read += usize::from(matches!(page.status, 303 | 422));
                }
            }
        }
    }
    assert!(read > 150, "only {read} of {} forms' fields came to a handler", seen.len());
}

impl World {
    /// Sends a form with a NUL in one of its fields, in a minute of its own: no limit comes in its way.
    async fn send(&self, role: &str, form: &FilledForm, name: &str) -> Page {
        self.app.clock.advance(MINUTE);
        let sent = form.sent_but(name, NUL);
        let sent: Vec<(&str, &str)> =
            sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.people[role].post(&form.action, &sent).await
    }
}
