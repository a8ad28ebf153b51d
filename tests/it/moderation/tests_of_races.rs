//! Two moderators who decide at once, each in a thread of their own: a thousand times one of them does, and the other
//! learns what was decided.

use super::*;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};

use amicus::app::App;
use amicus::articles::Article;
use amicus::base::clock::ClockHand;
use amicus::base::text::{EmailAddress, Name, Prose};
use amicus::comments::{self, Submission};
use amicus::db::Conn;
use amicus::schema::{comments as comment_rows, deliveries, events, letters};
use futures_util::future::join_all;

const RACES: usize = 1_000;
const SENT_AT_ONCE: usize = 50;
/// Nobody keeps the other waiting for longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The one whom a moderator races against.
struct Rival {
    tell: Sender<()>,
    hear: Receiver<()>,
}

impl Rival {
    fn pair() -> [Self; 2] {
        let ((to_one, one), (to_other, other)) = (channel(), channel());
        [Self { tell: to_other, hear: one }, Self { tell: to_one, hear: other }]
    }

    /// Both have come to this point.
    fn meet(&self) {
        self.tell.send(()).expect("the other is still there");
        self.hear.recv_timeout(PATIENCE).expect("the other comes as far");
    }
}

/// A moderator with their deed, and the answer to it for each comment.
type Side = (&'static str, &'static str);
type Answers = BTreeMap<String, Page>;

/// Decides on whatever waits, page by page, each comment at the same moment as the rival does.
async fn decides(site: TestApp, rival: Rival, (name, deed): Side) -> Answers {
    let person = site.visitor();
    person.sign_in(name).await;
    let mut answers = Answers::new();
    while answers.len() < RACES {
        rival.meet();
        let queue = person.get("/moderation").await.expect(200);
        let cards = queue.attributes("[data-card]", "id");
        assert!(!cards.is_empty(), "somebody waits");
        for id in cards.iter().filter_map(|card| card.strip_prefix("c-")) {
            let action = format!("/moderation/comments/{id}/{deed}");
            let mut form = queue.form(&action);
            if deed == "reject" {
                form.fill("rule", "2");
            }
            let fields = form.sent();
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            rival.meet();
            // Citing a rule takes a look more: every other time the one who needs none looks around first.
            if deed == "approve" && answers.len().is_multiple_of(2) {
                site.db().read(|conn| Ok(letters::table.count().get_result::<i64>(conn)?)).await.unwrap();
            }
            answers.insert(id.to_owned(), person.post(&action, &fields).await);
        }
    }
    answers
}

fn in_a_thread(app: &TestApp, rival: Rival, side: Side) -> std::thread::JoinHandle<Answers> {
    let (app, clock): (App, ClockHand) = (app.app.clone(), app.clock.clone());
    std::thread::spawn(move || {
        let raced = async { decides(TestApp::worker(app, clock).await, rival, side).await };
        actix_web::rt::System::new().block_on(raced)
    })
}

/// A comment whose author left an address, as the form's page keeps it.
async fn waits(app: &App, article: &Article, number: usize) {
    let submission = Submission {
        article: article.id.clone(),
        parent: None,
        name: Name::parse(&format!("Reader {number}")).unwrap(),
        text: Prose::parse(&format!("Which day, {number}?")).unwrap(),
        email: Some(EmailAddress::parse(&format!("reader{number}@example.org")).unwrap()),
        wants_replies: false,
        may_write: true,
        account: None,
        pseudonym: format!("network-{number}"),
        over_rate: false,
        trapped: false,
        changes: None,
    };
    let (examiner, keys, now, looked_at) =
        (app.examiner.clone(), app.keys.clone(), app.db.now(), submission.clone());
    let evidence = app.db.read(move |conn| comments::gather(conn, &examiner, now, &looked_at)).await.unwrap();
    app.db.write(move |tx| comments::submit(tx, &keys, &submission, &evidence).map(drop)).await.unwrap();
}

async fn a_thousand_wait(app: &TestApp, article: &Article) {
    for first in (0..RACES).step_by(SENT_AT_ONCE) {
        join_all((first..first + SENT_AT_ONCE).map(|number| waits(&app.app, article, number))).await;
    }
    let confirmed = |tx: &mut Tx<'_>| {
        diesel::update(comment_rows::table).set(comment_rows::email_confirmed.eq(true)).execute(&mut **tx)?;
        Ok(())
    };
    app.db().write(confirmed).await.unwrap();
}

/// Of each comment: how many decisions stand in its record, and how many letters tell of one.
async fn told(app: &TestApp) -> BTreeMap<String, (usize, usize)> {
    let look = |conn: &mut Conn| {
        let decided = events::table.filter(events::actor_kind.eq("moderator"));
        let decided: Vec<String> = decided.select(events::comment_id).load(conn)?;
        let notices = deliveries::table
            .inner_join(letters::table.on(letters::id.eq(deliveries::letter_id)))
            .filter(letters::kind.eq("comment-decided"));
        let notices: Vec<String> = notices.select(deliveries::recipient_id).load(conn)?;
        Ok((decided, notices))
    };
    let (decided, notices) = app.db().read(look).await.unwrap();
    let mut told = BTreeMap::new();
    for id in decided {
        told.entry(id).or_insert((0, 0)).0 += 1;
    }
    for id in notices {
        told.entry(id).or_insert((0, 0)).1 += 1;
    }
    told
}

#[actix_web::test]
async fn a_thousand_times_one_of_two_moderators_decides_and_the_other_learns_what() {
    let app = TestApp::start().await;
    app.leave_mail();
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    for name in ["mia", "noor"] {
        app.given().account(name, amicus::accounts::Role::Moderator).await;
    }
    a_thousand_wait(&app, &article).await;
    let [hers, his] = Rival::pair();
    let sides = [in_a_thread(&app, hers, ("mia", "approve")), in_a_thread(&app, his, ("noor", "reject"))];
    let [approved, rejected] = sides.map(|side| side.join().unwrap());

    let mut wins = (0, 0);
    for (id, approval) in &approved {
        let rejection = &rejected[id];
        let first = approval.status == 303;
        let (winner, loser) = if first { (approval, rejection) } else { (rejection, approval) };
        assert_eq!((winner.status, loser.status), (303, 409), "{id}: {winner:?} {loser:?}");
        learns(loser, if first { "Approved" } else { "Rejected" });
        wins = if first { (wins.0 + 1, wins.1) } else { (wins.0, wins.1 + 1) };
    }
    assert!(wins.0 > 0 && wins.1 > 0, "they do not race: {wins:?}");
    let told = told(&app).await;
    assert_eq!(told.len(), RACES);
    assert!(told.values().all(|times| *times == (1, 1)), "one event and one notice each: {told:?}");
    let id = article.id.clone();
    let (kept, anew) = app.db().read(move |conn| comments::recount(conn, &id)).await.unwrap();
    assert_eq!((kept, kept.published), (anew, wins.0));
}
