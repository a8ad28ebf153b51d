//! Authors contest what was decided: once, in time, and not before whoever decided it.

use super::*;

impl House {
    async fn contests(&self, comment: &CommentId, version: i64, words: &str) -> crate::error::Result<()> {
        let words = Prose::parse(words).unwrap();
        let said = Appeal { comment: comment.clone(), version, words, cause: Cause::Receipt };
        self.db.write(move |tx| appeal(tx, &said)).await
    }

    async fn waits(&self) -> usize {
        self.db.read(|conn| open_appeals(conn, &Paging::default())).await.unwrap().items.len()
    }
}

fn uphold() -> Step {
    Step::Uphold { words: Prose::parse("We looked again.").unwrap(), alone: false }
}

#[tokio::test]
async fn a_decision_is_contested_once_and_each_answer_can_be_taken_back() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, reject()).await.unwrap();
    house.contests(&sent.comment, 2, "It names nobody.").await.unwrap();
    assert!(matches!(
        house.contests(&sent.comment, 3, "Again.").await,
        Err(Error::Conflict(CANNOT_BE_CONTESTED))
    ));
    let upheld = house.apply(&sent.comment, 3, uphold()).await.unwrap();
    let standing = house.standing(&sent.receipt).await.unwrap();
    let contested = standing.contested.unwrap();
    assert_eq!((standing.state, standing.rule), (State::Rejected, Some(RULE)));
    assert_eq!(contested.answered, Some(Answered::Upheld));
    assert_eq!(contested.answer.as_deref(), Some("We looked again."));
    house.apply(&sent.comment, 4, Step::Undo { event: upheld.event }).await.unwrap();
    assert_eq!(house.waits().await, 1);
    let step = Step::Overturn { words: None, alone: false };
    house.apply(&sent.comment, 5, step).await.unwrap();
    let standing = house.standing(&sent.receipt).await.unwrap();
    assert_eq!((standing.state, standing.rule), (State::Published, None));
    assert_eq!(standing.contested.unwrap().answered, Some(Answered::Overturned));
    assert_eq!(house.waits().await, 0);
    house.assert_counts_hold().await;
}

#[tokio::test]
async fn an_appeal_ends_when_the_decision_does_and_waits_again_with_it() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, reject()).await.unwrap();
    house.contests(&sent.comment, 2, "It names nobody.").await.unwrap();
    let approved = house.apply(&sent.comment, 3, Step::Approve).await.unwrap();
    assert_eq!(house.waits().await, 0);
    house.apply(&sent.comment, 4, Step::Undo { event: approved.event }).await.unwrap();
    assert_eq!(house.waits().await, 1);
}

#[tokio::test]
async fn a_decision_of_three_weeks_ago_is_not_contested_and_a_new_one_can_be() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, reject()).await.unwrap();
    house.hand.advance(21 * 24 * 60 * MINUTE);
    assert!(matches!(
        house.contests(&sent.comment, 2, "Late.").await,
        Err(Error::Conflict(CANNOT_BE_CONTESTED))
    ));
    house.apply(&sent.comment, 2, Step::Approve).await.unwrap();
    house.apply(&sent.comment, 3, Step::Hide { rule: RULE, words: None }).await.unwrap();
    house.contests(&sent.comment, 4, "In time.").await.unwrap();
    assert_eq!(house.waits().await, 1);
}

#[tokio::test]
async fn what_an_author_said_against_a_decision_goes_with_the_text() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, reject()).await.unwrap();
    house.contests(&sent.comment, 2, "It names nobody.").await.unwrap();
    house.hand.advance(32 * 24 * 60 * MINUTE);
    while house.db.write(forget).await.unwrap() > 0 {}
    assert_eq!((house.look(&sent.comment).await.comment.state, house.waits().await), (State::Erased, 0));
}
