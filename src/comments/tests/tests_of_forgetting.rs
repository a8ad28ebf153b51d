//! What is taken back, erased or out of its time is gone.

use super::*;

#[tokio::test]
async fn an_erased_comment_holds_no_word_of_its_author() {
    let house = house().await;
    let email = EmailAddress::parse("ana@example.org").unwrap();
    let sent =
        house.try_send(Submission { email: Some(email), ..house.submission(LONG, None) }).await.unwrap();
    house.apply(&sent.comment, 1, reject()).await.unwrap();
    house.apply(&sent.comment, 2, Step::Erase).await.unwrap();
    assert!(house.standing(&sent.receipt).await.is_none());
    let erased = house.look(&sent.comment).await;
    assert_eq!((erased.comment.name.as_str(), &erased.comment.text), ("", &None));
    assert!(erased.texts.is_empty() && erased.history.iter().all(|entry| entry.words.is_none()));
}

#[tokio::test]
async fn what_its_author_took_back_holds_no_word_of_them_and_the_receipt_still_says_so() {
    let house = house().await;
    let submission = Submission {
        email: Some(EmailAddress::parse("ana@example.org").unwrap()),
        ..house.submission(LONG, None)
    };
    for trapped in [false, true] {
        let sent = house.try_send(Submission { trapped, ..submission.clone() }).await.unwrap();
        for _ in 0..2 {
            let taken = sent.comment.clone();
            house.db.write(move |tx| withdraw(tx, &taken, 1, Cause::Receipt)).await.unwrap();
        }
        let standing = house.standing(&sent.receipt).await.unwrap();
        assert_eq!((standing.state, standing.text, standing.name.as_str()), (State::Withdrawn, None, ""));
        assert_eq!(standing.address_confirmed, None);
        let kept = house.look(&sent.comment).await;
        assert!(kept.texts.is_empty());
        assert_eq!(kept.history.len(), 2, "the second try changed nothing");
    }
}

#[tokio::test]
async fn a_rejected_comment_cannot_be_taken_back() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, reject()).await.unwrap();
    let taken = house.db.write(move |tx| withdraw(tx, &sent.comment, 2, Cause::Receipt)).await;
    assert!(matches!(taken, Err(Error::Conflict(NO_SUCH_STEP))));
}

#[tokio::test]
async fn a_hidden_text_is_kept_thirty_days() {
    let house = house().await;
    let hidden = house.published(LONG, None).await;
    house.apply(&hidden, 2, Step::Hide { rule: RULE, words: None }).await.unwrap();
    house.hand.advance(29 * 24 * 60 * MINUTE);
    while house.db.write(forget).await.unwrap() > 0 {}
    assert_eq!(house.look(&hidden).await.comment.state, State::Hidden);
    house.hand.advance(3 * 24 * 60 * MINUTE);
    while house.db.write(forget).await.unwrap() > 0 {}
    let erased = house.look(&hidden).await;
    assert_eq!((erased.comment.state, erased.texts.len()), (State::Erased, 0));
    house.assert_counts_hold().await;
}

#[tokio::test]
async fn an_address_that_gets_no_letter_is_not_kept() {
    let house = house().await;
    let email = EmailAddress::parse("ana@example.org").ok();
    let submission = Submission { email, ..house.submission(LONG, None) };
    let sent = house.try_send(Submission { may_write: false, ..submission }).await.unwrap();
    assert_eq!(house.standing(&sent.receipt).await.unwrap().address_confirmed, None);
}

#[tokio::test]
async fn what_has_run_out_is_forgotten() {
    let house = house().await;
    let email = EmailAddress::parse("ana@example.org").unwrap();
    let held =
        house.try_send(Submission { email: Some(email), ..house.submission(LONG, None) }).await.unwrap();
    let refused = house.send("Something else.", None).await;
    house.apply(&refused.comment, 1, reject()).await.unwrap();
    let forget_all = || async { while house.db.write(forget).await.unwrap() > 0 {} };
    forget_all().await;
    assert_eq!(house.standing(&held.receipt).await.unwrap().address_confirmed, Some(false));
    house.hand.advance(8 * 24 * 60 * MINUTE);
    forget_all().await;
    assert_eq!(house.standing(&held.receipt).await.unwrap().address_confirmed, None);
    house.hand.advance(24 * 24 * 60 * MINUTE);
    forget_all().await;
    assert_eq!(house.look(&refused.comment).await.comment.state, State::Erased);
    house.hand.advance(60 * 24 * 60 * MINUTE);
    forget_all().await;
    assert!(house.standing(&held.receipt).await.is_none());
}
