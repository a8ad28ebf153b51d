//! Many people who write at once under one article.

use super::*;

use amicus::accounts::session;
use amicus::base::random::Random;
use amicus::base::token::Token;
use amicus::comments::ByAccount;
use amicus::error::Error;

const PEOPLE: u64 = 64;
const COMMENTS_EACH: u64 = 10;

fn one_of_many(article: &Article, number: u64) -> Submission {
    let text = format!("{TEXT} Comment {number} of many says so, too.");
    let pseudonym = format!("network-{number}");
    Submission { pseudonym, ..submission(article, &format!("Reader {number}"), &text) }
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
                send(&app, app.examiner.clone(), one_of_many(&article, person * COMMENTS_EACH + comment))
                    .await
                    .unwrap();
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
    let refused =
        send(&app.app, app.app.examiner.clone(), Submission { account, ..one_of_many(&article, 1) }).await;
    let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems.of("name").is_some(), "{problems:?}");
}
