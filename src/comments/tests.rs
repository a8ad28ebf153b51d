//! The deeds of the discussion, on SQLite; `tests/it/comments.rs` meets them on both databases, by their pages.

mod tests_of_appeals;
mod tests_of_edits;
mod tests_of_forgetting;
mod tests_of_pages;

use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::accounts::AccountId;
use crate::articles::{self, ArticleId, CommentsMode, Draft};
use crate::audit;
use crate::base::clock::{Clock, ClockHand, Timestamp};
use crate::base::paging::Paging;
use crate::base::random::Random;
use crate::base::seal::{Keys, ReceiptWords};
use crate::base::text::{EmailAddress, Line, Markdown, Name, Prose, Slug};
use crate::db::{Db, Settings};
use crate::error::Error;

const LONG: &str = "Somebody read the phones of lawyers, and nobody was asked a question about it for years.";
const MINUTE: Duration = Duration::from_mins(1);

struct House {
    db: Db,
    hand: ClockHand,
    keys: Keys,
    examiner: Examiner,
    article: ArticleId,
    _folder: TempDir,
}

async fn house() -> House {
    let folder = TempDir::new().unwrap();
    let settings = Settings {
        url: format!("sqlite:{}", folder.path().join("amicus.db").display()).parse().unwrap(),
        readers: 2,
        writers: 1,
        busy: Duration::from_secs(5),
        queue: 1024,
    };
    let (clock, hand) = Clock::standing_at(Timestamp::from_micros(1_800_000_000_000_000));
    let random = Random::seeded(3);
    let db = Db::open(&settings, clock.clone(), random.clone()).unwrap();
    db.migrate().await.unwrap();
    let article = db.write(publish_article).await.unwrap();
    let keys = Keys::fresh(&random);
    let examiner = Examiner::new(keys.clone(), clock);
    House { db, hand, keys, examiner, article, _folder: folder }
}

fn publish_article(tx: &mut crate::db::Tx<'_>) -> crate::error::Result<ArticleId> {
    let line = |text| Line::parse(text).unwrap();
    let draft = Draft {
        slug: Slug::parse("the-lesson").unwrap(),
        language: "en".to_owned(),
        category: line("Surveillance"),
        title: line("The lesson"),
        standfirst: line("What it teaches."),
        byline: line("The desk"),
        body: Markdown::parse("A text.").unwrap(),
        published_on: None,
        comments: CommentsMode::Open,
    };
    let id = articles::create(tx, &draft, &audit::Actor::Program)?;
    let today = tx.now.day();
    articles::publish(tx, &id, 1, today, &audit::Actor::Program)?;
    Ok(id)
}

impl House {
    fn submission(&self, text: &str, parent: Option<&CommentId>) -> Submission {
        Submission {
            article: self.article.clone(),
            parent: parent.cloned(),
            name: Name::parse("Ana Ruiz").unwrap(),
            text: Prose::parse(text).unwrap(),
            email: None,
            wants_replies: false,
            may_write: true,
            account: None,
            pseudonym: "0123".to_owned(),
            over_rate: false,
            trapped: false,
            changes: None,
        }
    }

    async fn try_send(&self, submission: Submission) -> crate::error::Result<Submitted> {
        let (examiner, now, looked_up) = (self.examiner.clone(), self.db.now(), submission.clone());
        let evidence = self.db.read(move |conn| gather(conn, &examiner, now, &looked_up)).await?;
        let keys = self.keys.clone();
        self.db.write(move |tx| submit(tx, &keys, &submission, &evidence)).await
    }

    async fn send(&self, text: &str, parent: Option<&CommentId>) -> Submitted {
        self.try_send(self.submission(text, parent)).await.unwrap()
    }

    async fn apply(&self, comment: &CommentId, version: i64, step: Step) -> crate::error::Result<Applied> {
        let event =
            Event { comment: comment.clone(), version, actor: moderator(), step, cause: Cause::Queue };
        self.db.write(move |tx| apply(tx, &event)).await
    }

    async fn published(&self, text: &str, parent: Option<&CommentId>) -> CommentId {
        let sent = self.send(text, parent).await;
        self.apply(&sent.comment, 1, Step::Approve).await.unwrap();
        sent.comment
    }

    async fn thread(&self, query: &str) -> crate::error::Result<Thread> {
        let (article, paging): (_, Paging) =
            (self.article.clone(), serde_urlencoded::from_str(query).unwrap());
        self.db.read(move |conn| thread(conn, &article, &paging)).await
    }

    async fn standing(&self, words: &ReceiptWords) -> Option<Standing> {
        let (keys, now, words) = (self.keys.clone(), self.db.now(), words.clone());
        self.db.read(move |conn| by_receipt(conn, &keys, &words, now)).await.unwrap()
    }

    async fn look(&self, id: &CommentId) -> ForModeration {
        let id = id.clone();
        self.db.read(move |conn| find_for_moderation(conn, &id)).await.unwrap().unwrap()
    }

    async fn assert_counts_hold(&self) {
        let article = self.article.clone();
        let (kept, anew) = self.db.read(move |conn| recount(conn, &article)).await.unwrap();
        assert_eq!(kept, anew);
    }
}

fn somebody() -> AccountId {
    "0000000000000001".parse().unwrap()
}

fn moderator() -> Actor {
    Actor::Moderator(somebody())
}

const RULE: RuleCited = RuleCited { number: 2, version: 1 };

fn reject() -> Step {
    Step::Reject { rule: RULE, words: Some(Prose::parse("Please name no private person.").unwrap()) }
}

#[tokio::test]
async fn a_comment_is_read_by_all_only_after_its_approval() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    assert!(house.thread("").await.unwrap().items.is_empty());
    house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    let thread = house.thread("").await.unwrap();
    assert_eq!((thread.published, thread.items[0].text.as_ref().unwrap().as_str()), (1, LONG));
    assert_eq!(house.standing(&sent.receipt).await.unwrap().state, State::Published);
}

#[tokio::test]
async fn a_second_sending_of_a_held_text_is_a_further_receipt_to_the_same_comment() {
    let house = house().await;
    let first = house.send(LONG, None).await;
    house.hand.advance(5 * MINUTE);
    let again = house.send(LONG, None).await;
    assert!(again.resent && again.comment == first.comment);
    assert_eq!(house.standing(&first.receipt).await.unwrap().comment, first.comment);
    assert_eq!(house.standing(&again.receipt).await.unwrap().comment, first.comment);
}

/// Whoever moderates reads what was typed, and many send one letter of a campaign.
#[tokio::test]
async fn whoever_sends_the_same_words_from_elsewhere_gets_no_receipt_to_the_first_comment() {
    let house = house().await;
    let first = house.send(LONG, None).await;
    let elsewhere = Submission { pseudonym: "4567".to_owned(), ..house.submission(LONG, None) };
    let other = house.try_send(elsewhere).await.unwrap();
    assert!(!other.resent && other.comment != first.comment);
}

#[tokio::test]
async fn a_double_click_makes_one_comment() {
    let house = house().await;
    let submission = house.submission(LONG, None);
    let (examiner, now, looked_up) = (house.examiner.clone(), house.db.now(), submission.clone());
    let evidence = house.db.read(move |conn| gather(conn, &examiner, now, &looked_up)).await.unwrap();
    let send = || {
        let (keys, submission, evidence) = (house.keys.clone(), submission.clone(), evidence.clone());
        house.db.write(move |tx| submit(tx, &keys, &submission, &evidence))
    };
    let (one, other) = tokio::join!(send(), send());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.comment, other.comment);
    assert!(one.resent != other.resent);
}

#[tokio::test]
async fn short_late_and_decided_texts_are_comments_of_their_own() {
    let house = house().await;
    let short = house.send("Thank you!", None).await;
    assert_ne!(house.send("Thank you!", None).await.comment, short.comment);
    let early = house.send(LONG, None).await;
    house.hand.advance(16 * MINUTE);
    let late = house.send(LONG, None).await;
    assert_ne!(late.comment, early.comment);
    house.apply(&late.comment, 1, reject()).await.unwrap();
    assert_ne!(house.send(LONG, None).await.comment, late.comment);
}

#[tokio::test]
async fn what_a_program_filled_in_is_filed_as_spam_and_answered_alike() {
    let house = house().await;
    let sent = house.try_send(Submission { trapped: true, ..house.submission(LONG, None) }).await.unwrap();
    assert_eq!(house.standing(&sent.receipt).await.unwrap().state, State::Held);
    let filed = house.look(&sent.comment).await;
    assert_eq!(filed.comment.state, State::Spam);
    assert_eq!(filed.comment.why.iter().map(|why| why.check.as_str()).collect::<Vec<_>>(), ["honeypot"]);
}

#[tokio::test]
async fn a_busy_network_is_heard_last_and_never_refused() {
    let house = house().await;
    let busy =
        house.try_send(Submission { over_rate: true, ..house.submission("Again me.", None) }).await.unwrap();
    let calm = house.send(LONG, None).await;
    let page =
        house.db.read(|conn| waiting(conn, &Filter::of(State::Held), &Paging::default())).await.unwrap();
    assert_eq!(page.items.iter().map(|row| &row.id).collect::<Vec<_>>(), [&calm.comment, &busy.comment]);
}

#[tokio::test]
async fn the_second_of_two_moderators_hears_of_the_first() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    let late = house.apply(&sent.comment, 1, reject()).await;
    assert!(matches!(late, Err(Error::Conflict(DECIDED_MEANWHILE))));
    assert_eq!(house.look(&sent.comment).await.comment.state, State::Published);
}

#[tokio::test]
async fn a_decision_in_its_grace_keeps_others_away_and_can_be_put_back() {
    let house = house().await;
    let comment = house.send(LONG, None).await.comment;
    let (aside, by) = (comment.clone(), somebody());
    let version =
        house.db.write(move |tx| set_aside(tx, (&aside, 1), (&by, State::Published))).await.unwrap();
    assert!(matches!(house.apply(&comment, 1, Step::Approve).await, Err(Error::Conflict(_))));
    let count = |conn: &mut crate::db::Conn| waiting_count(conn, &Filter::of(State::Held));
    assert_eq!(house.db.read(count).await.unwrap(), 0);
    let back = comment.clone();
    let version = house.db.write(move |tx| put_back(tx, &back, version, None)).await.unwrap();
    assert_eq!(house.db.read(count).await.unwrap(), 1);
    house.apply(&comment, version, Step::Approve).await.unwrap();
}

#[tokio::test]
async fn a_rejected_author_reads_rule_and_words_and_an_undo_takes_both_back() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.hand.advance(3 * 60 * MINUTE);
    let rejected = house.apply(&sent.comment, 1, reject()).await.unwrap();
    let standing = house.standing(&sent.receipt).await.unwrap();
    assert_eq!((standing.state, standing.rule), (State::Rejected, Some(RULE)));
    assert_eq!(standing.words.as_deref(), Some("Please name no private person."));
    let entry = house.look(&sent.comment).await.history.pop().unwrap();
    assert_eq!((entry.hours_waited, entry.at), (Some(3), entry.at.to_day()));

    house.apply(&sent.comment, rejected.version, Step::Undo { event: rejected.event }).await.unwrap();
    let standing = house.standing(&sent.receipt).await.unwrap();
    assert_eq!((standing.state, standing.rule, standing.words), (State::Held, None, None));
    assert_eq!(house.look(&sent.comment).await.texts[0].state, RevisionState::Pending);
}

#[tokio::test]
async fn only_the_last_decision_can_be_taken_back_and_only_once() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    let first = house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    let hidden = house.apply(&sent.comment, 2, Step::Hide { rule: RULE, words: None }).await.unwrap();
    let undo = |event: &EventId| Step::Undo { event: event.clone() };
    assert!(matches!(
        house.apply(&sent.comment, 3, undo(&first.event)).await,
        Err(Error::Conflict(NOT_UNDOABLE))
    ));
    let undone = house.apply(&sent.comment, 3, undo(&hidden.event)).await.unwrap();
    assert_eq!(undone.to, State::Published);
    assert!(matches!(
        house.apply(&sent.comment, 4, undo(&undone.event)).await,
        Err(Error::Conflict(NOT_UNDOABLE))
    ));
    house.assert_counts_hold().await;
}

#[tokio::test]
async fn times_are_kept_to_the_minute_and_then_to_the_day() {
    let house = house().await;
    house.hand.advance(Duration::from_micros(59_123_456));
    let sent = house.send(LONG, None).await;
    let waiting = house.look(&sent.comment).await;
    assert_eq!(waiting.comment.submitted_at, house.db.now().to_minute());
    house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    let decided = house.look(&sent.comment).await;
    let day = house.db.now().to_day();
    assert_eq!((decided.comment.submitted_at, decided.comment.decided_at), (day, Some(day)));
    assert!(decided.history.iter().all(|entry| entry.at == day));
    assert!(decided.texts.iter().all(|text| text.created_at == day));
}

#[tokio::test]
async fn a_withdrawn_comment_with_answers_leaves_a_stub_and_without_leaves_nothing() {
    let house = house().await;
    let root = house.published(LONG, None).await;
    let answer = house.published("An answer.", Some(&root)).await;
    let taken = root.clone();
    house.db.write(move |tx| withdraw(tx, &taken, 2, Cause::Receipt)).await.unwrap();
    let thread = house.thread("").await.unwrap();
    assert_eq!(thread.published, 1);
    assert_eq!(
        (thread.items[0].state, &thread.items[0].text, thread.items[0].name.as_str()),
        (State::Withdrawn, &None, "")
    );
    assert_eq!(thread.items[1].to, None);
    let taken = answer.clone();
    house.db.write(move |tx| withdraw(tx, &taken, 2, Cause::Receipt)).await.unwrap();
    assert!(house.thread("").await.unwrap().items.is_empty());
    house.assert_counts_hold().await;
}

#[tokio::test]
async fn answers_stand_below_what_they_answer_and_no_deeper_than_four() {
    let house = house().await;
    let mut line = vec![house.published(LONG, None).await];
    let second_root = house.published("A second thought.", None).await;
    for depth in 2..=6 {
        line.push(house.published(&format!("Level {depth}."), line.last()).await);
    }
    let thread = house.thread("").await.unwrap();
    let depths: Vec<i32> = thread.items.iter().map(|item| item.depth).collect();
    assert_eq!(depths, [1, 2, 3, 4, 4, 4, 1]);
    assert_eq!(thread.items[5].to.as_ref().unwrap().id, line[4]);
    assert_eq!(thread.items[6].id, second_root);
    house.assert_counts_hold().await;
}

#[tokio::test]
async fn nobody_answers_what_nobody_reads() {
    let house = house().await;
    let held = house.send(LONG, None).await.comment;
    let refused = house.try_send(house.submission("An answer.", Some(&held))).await;
    let Err(Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.of("parent"), Some("comments-problem-parent"));
}
