//! Many people at once.

use super::*;

use amicus::alerts::Wish;
use amicus::base::seal::Keys;
use amicus::base::token::Token;
use amicus::cases::CaseId;
use amicus::db::Db;

const PEOPLE: usize = 64;

pub(super) fn wish(case: &CaseId, number: usize) -> Wish {
    Wish {
        address: address(&format!("reader{number}@example.org")),
        case: case.clone(),
        frequency: Frequency::AtOnce,
        kinds: alerts::Kinds::All,
        language: "en".to_owned(),
    }
}

/// As the page does it: look first, then change.
async fn send(db: Db, keys: Keys, wish: Wish) {
    let (seen_by, looked_up) = (keys.clone(), wish.clone());
    let known = db.read(move |conn| alerts::look_up(conn, &seen_by, &looked_up)).await.unwrap();
    db.write(move |tx| alerts::ask(tx, &keys, &wish, &known)).await.unwrap();
}

async fn all<F: Future<Output = ()> + 'static>(app: &TestApp, deeds: impl Iterator<Item = F>) -> u64 {
    let before = app.db().reruns();
    let running: Vec<_> = deeds.map(tokio::task::spawn_local).collect();
    for deed in running {
        deed.await.unwrap();
    }
    app.db().reruns() - before
}

/// On PostgreSQL changes of rows that share a page of an index may meet, and in an empty table all do.
async fn among_many(db: &Db, keys: &Keys, case: &CaseId) {
    let mut missing = 5_000;
    while missing > 0 {
        let (keys, case) = (keys.clone(), case.clone());
        missing -= db.write(move |tx| alerts::demo::fill(tx, &keys, &case, missing)).await.unwrap();
    }
    db.take_stock().await.unwrap();
}

async fn live(app: &TestApp) -> usize {
    let mut live = 0;
    for number in 0..PEOPLE {
        live += followed(app, &format!("reader{number}@example.org")).await.len();
    }
    live
}

#[actix_web::test]
async fn sixty_four_people_who_ask_confirm_and_leave_at_once_are_counted_right() {
    let app = TestApp::start().await;
    let case = app.given().case("nso").await.id;
    let (db, keys) = (app.db().clone(), app.app.keys.clone());
    among_many(&db, &keys, &case).await;
    let asking = (0..PEOPLE).map(|number| send(db.clone(), keys.clone(), wish(&case, number)));
    let asked_again = all(&app, asking).await;
    assert_eq!(app.deliver_mail().await, PEOPLE);
    assert_eq!(live(&app).await, 0);

    let tokens: Vec<Token> = (0..PEOPLE)
        .map(|number| {
            let mailbox = app.mailbox(&format!("reader{number}@example.org"));
            Token::parse(mailbox.last().link_containing("/confirm/").rsplit('/').next().unwrap()).unwrap()
        })
        .collect();
    let confirming = tokens.into_iter().map(|token| {
        let (db, keys) = (db.clone(), keys.clone());
        async move {
            let done = db.write(move |tx| alerts::confirm(tx, &keys, &token, &[])).await.unwrap();
            assert!(!done.unwrap().done);
        }
    });
    let confirmed_again = all(&app, confirming).await;
    assert_eq!(live(&app).await, PEOPLE);

    let mut scopes = Vec::new();
    for number in 0..PEOPLE {
        let mine = followed(&app, &format!("reader{number}@example.org")).await.remove(0);
        scopes.push(Scope::Subscription(mine.id));
    }
    let leaving = scopes.into_iter().map(|scope| {
        let (db, keys) = (db.clone(), keys.clone());
        async move {
            let ended = db.write(move |tx| alerts::leave(tx, &keys, &scope, false)).await.unwrap();
            assert_eq!(ended.len(), 1);
        }
    });
    let left_again = all(&app, leaving).await;
    assert_eq!(live(&app).await, 0);
    let again = [asked_again, confirmed_again, left_again];
    assert!(again.iter().all(|times| *times <= 3), "asked, confirmed, left: {again:?} of {PEOPLE} ran again");
}

#[actix_web::test]
async fn one_person_who_presses_the_button_many_times_is_one_subscriber_with_one_letter() {
    let app = TestApp::start().await;
    let case = app.given().case("nso").await.id;
    let (db, keys) = (app.db().clone(), app.app.keys.clone());
    let pressing = (0..16).map(|_| send(db.clone(), keys.clone(), wish(&case, 1)));
    all(&app, pressing).await;
    assert_eq!(app.deliver_mail().await, 1);
}
