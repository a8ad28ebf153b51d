//! Many people who write at once under one article.

use super::*;

use amicus::accounts::session;
use amicus::app::App;
use amicus::base::random::Random;
use amicus::base::text::{Name, Prose};
use amicus::base::token::Token;
use amicus::comments::{ByAccount, Submission};
use amicus::error::{Error, Result};

const PEOPLE: u64 = 64;
const COMMENTS_EACH: u64 = 10;

fn submission(article: &Article, number: u64) -> Submission {
    Submission {
        article: article.id.clone(),
        parent: None,
        name: Name::parse(&format!("Reader {number}")).unwrap(),
        text: Prose::parse(&format!("{TEXT} Comment {number} of many says so, too.")).unwrap(),
        email: None,
        wants_replies: false,
        may_write: false,
        account: None,
        pseudonym: format!("network-{number}"),
        over_rate: false,
        trapped: false,
        changes: None,
    }
}

/// As the page does it: look first, then change.
async fn send(app: &App, submission: Submission) -> Result<()> {
    let (examiner, looked_at, now) = (app.examiner.clone(), submission.clone(), app.db.now());
    let evidence = app.db.read(move |conn| comments::gather(conn, &examiner, now, &looked_at)).await?;
    let (db, keys) = (&app.db, app.keys.clone());
    db.write(move |tx| comments::submit(tx, &keys, &submission, &evidence).map(drop)).await
}

/// Fewer than one in a hundred is run again on PostgreSQL, because a submit writes only rows of its own.
#[actix_web::test]
async fn sixty_four_people_who_write_at_once_do_not_stand_in_each_others_way() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let before = app.db().reruns();
    let people = (0..PEOPLE).map(|person| {
        let (app, article) = (app.app.clone(), article.clone());
        tokio::task::spawn_local(async move {
            for comment in 0..COMMENTS_EACH {
                send(&app, submission(&article, person * COMMENTS_EACH + comment)).await.unwrap();
            }
        })
    });
    for person in people.collect::<Vec<_>>() {
        person.await.unwrap();
    }
    let again = app.db().reruns() - before;
    assert!(again * 100 < PEOPLE * COMMENTS_EACH, "{again} of {} ran again", PEOPLE * COMMENTS_EACH);
}

/// ASVS 7.4.1: whoever signs out, or erases an account, finds no comment of it afterwards.
#[actix_web::test]
async fn a_comment_of_an_account_whose_session_ends_while_it_is_looked_at_is_not_kept() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let id = app.given().account("ada", Role::Reader).await;
    let ended = session::digest(&Token::fresh(&Random::seeded(7)));
    let account = Some(ByAccount { id, staff: false, session: Some(ended) });
    let refused = send(&app.app, Submission { account, ..submission(&article, 1) }).await;
    let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems.of("name").is_some(), "{problems:?}");
}
