//! Letters on their way.

mod doubts;
mod many;
mod office;
mod peer;
mod relays;
mod sequences;

use std::path::PathBuf;
use std::sync::Arc;

use amicus::base::text::EmailAddress;
use amicus::db::Tx;
use amicus::error::Result;
use amicus::mail::letters::Letterhead;
use amicus::mail::postman::Postman;
use amicus::mail::transport::Transport;
use amicus::mail::{self, Composed, Composer, Letter, Order, PERSONAL_USEFUL_FOR, Recipient};

use crate::support::{HOUR, MINUTE, TestApp};

struct Notes;

impl Composer for Notes {
    fn kinds(&self) -> &'static [&'static str] {
        &["note"]
    }

    fn compose(&self, _: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let to = EmailAddress::parse("ada@example.org").unwrap();
        let (text, html) = (order.subject.clone(), format!("<p>{}</p>", order.subject));
        Ok(Some(Composed { to, subject: "A note".to_owned(), text, html, headers: Vec::new() }))
    }
}

async fn post(app: &TestApp) {
    let letter = |tx: &mut Tx<'_>| {
        let recipient = Recipient { kind: "account", id: "ada" };
        mail::post(tx, &Letter { kind: "note", subject: "hello", recipient, useful_for: PERSONAL_USEFUL_FOR })
    };
    app.db().write(letter).await.unwrap();
}

/// A postman whose folder is no folder, so that nothing can leave.
fn stuck(app: &TestApp) -> Postman {
    let letterhead = Letterhead::new("News <news@example.org>", "example.org", app.app.keys.clone()).unwrap();
    let nowhere = Transport::Folder(PathBuf::from("/dev/null/letters"));
    Postman::new(app.db().clone(), vec![Arc::new(Notes)], letterhead, nowhere)
}

#[actix_web::test]
async fn a_letter_that_cannot_leave_waits_without_keeping_anybody_busy() {
    let app = TestApp::start().await;
    let postman = stuck(&app);
    post(&app).await;
    assert_eq!(postman.deliver_due().await.unwrap(), 1);

    let before = app.db().changes();
    assert_eq!(postman.deliver_due().await.unwrap(), 0);
    assert_eq!(app.db().changes(), before, "looking for letters changes nothing");

    app.clock.advance(3 * MINUTE);
    assert_eq!(postman.deliver_due().await.unwrap(), 1, "it is tried again");
    app.clock.advance(2 * HOUR);
    assert_eq!(postman.deliver_due().await.unwrap(), 1, "it is given up");
    app.clock.advance(2 * HOUR);
    assert_eq!(postman.deliver_due().await.unwrap(), 0);
}
