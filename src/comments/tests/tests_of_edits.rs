//! What authors change: it replaces what nobody reads, and waits beside what everybody reads.

use super::*;

const CHANGED: &str = "Somebody read the phones of lawyers, and now a court has asked a question about it.";

impl House {
    async fn edit(&self, comment: &CommentId, version: i64, text: &str) -> crate::error::Result<()> {
        let wish = Change {
            comment: comment.clone(),
            version,
            name: Name::parse("Ana Maria").unwrap(),
            text: Prose::parse(text).unwrap(),
            cause: Cause::Receipt,
            pseudonym: "0123".to_owned(),
            over_rate: false,
        };
        let (examiner, now, looked_up) = (self.examiner.clone(), self.db.now(), wish.clone());
        let (submission, evidence) =
            self.db.read(move |conn| gather_change(conn, &examiner, now, &looked_up)).await?;
        self.db.write(move |tx| change(tx, &wish, &submission, &evidence)).await
    }

    /// What readers see of the only comment.
    async fn read(&self) -> Option<String> {
        let thread = self.thread("").await.unwrap();
        thread.items.into_iter().next().and_then(|item| item.text).map(|text| text.as_str().to_owned())
    }

    /// Every text of a comment with its state, the oldest first.
    async fn texts(&self, comment: &CommentId) -> Vec<(String, RevisionState)> {
        let found = self.look(comment).await;
        found.texts.into_iter().map(|text| (text.text.as_str().to_owned(), text.state)).collect()
    }
}

fn send_back() -> Step {
    Step::Return { rule: None, words: Prose::parse("Please leave the name out.").unwrap() }
}

const REFUSE: Step = Step::RefuseEdit { rule: RULE, words: None };

#[tokio::test]
async fn what_came_back_is_changed_sent_again_and_waits_once_more() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, send_back()).await.unwrap();
    let standing = house.standing(&sent.receipt).await.unwrap();
    assert_eq!((standing.state, standing.rule), (State::Returned, None));
    assert_eq!(standing.words.as_deref(), Some("Please leave the name out."));
    house.hand.advance(3 * 24 * 60 * MINUTE);
    house.edit(&sent.comment, 2, CHANGED).await.unwrap();

    let standing = house.standing(&sent.receipt).await.unwrap();
    assert_eq!((standing.state, standing.words, standing.name.as_str()), (State::Held, None, "Ana Maria"));
    assert_eq!(
        house.texts(&sent.comment).await,
        [(LONG.to_owned(), RevisionState::Superseded), (CHANGED.to_owned(), RevisionState::Pending)]
    );
    assert!(house.standing(&sent.receipt).await.unwrap().can_be_changed(house.db.now()));
    house.apply(&sent.comment, 3, Step::Approve).await.unwrap();
    assert_eq!(house.read().await.as_deref(), Some(CHANGED));
}

#[tokio::test]
async fn what_waits_can_be_changed_for_fifteen_minutes_and_then_no_more() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.hand.advance(14 * MINUTE);
    house.edit(&sent.comment, 1, CHANGED).await.unwrap();
    assert!(matches!(house.edit(&sent.comment, 1, LONG).await, Err(Error::Conflict(DECIDED_MEANWHILE))));
    house.hand.advance(MINUTE);
    assert!(matches!(house.edit(&sent.comment, 2, LONG).await, Err(Error::Conflict(CANNOT_BE_CHANGED))));
    assert_eq!(house.standing(&sent.receipt).await.unwrap().text.unwrap().as_str(), CHANGED);
}

#[tokio::test]
async fn readers_keep_the_text_that_was_approved_until_the_changed_one_is() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    house.edit(&sent.comment, 2, CHANGED).await.unwrap();
    assert_eq!(house.read().await.as_deref(), Some(LONG));
    let standing = house.standing(&sent.receipt).await.unwrap();
    assert_eq!((standing.state, standing.name.as_str()), (State::Published, "Ana Ruiz"));
    assert_eq!(standing.edit.unwrap().as_str(), CHANGED);

    let approved = house.apply(&sent.comment, 3, Step::ApproveEdit).await.unwrap();
    assert_eq!(house.read().await.as_deref(), Some(CHANGED));
    house.apply(&sent.comment, 4, Step::Undo { event: approved.event }).await.unwrap();
    assert_eq!(house.read().await.as_deref(), Some(LONG));
    assert_eq!(house.standing(&sent.receipt).await.unwrap().edit.unwrap().as_str(), CHANGED);
    house.apply(&sent.comment, 5, REFUSE).await.unwrap();
    let standing = house.standing(&sent.receipt).await.unwrap();
    assert_eq!((standing.edit_refused, standing.rule, standing.edit), (true, Some(RULE), None));
    assert_eq!(house.read().await.as_deref(), Some(LONG));
}

#[tokio::test]
async fn a_refused_change_is_never_shown_by_what_is_decided_later() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    house.edit(&sent.comment, 2, CHANGED).await.unwrap();
    house.apply(&sent.comment, 3, REFUSE).await.unwrap();
    house.apply(&sent.comment, 4, reject()).await.unwrap();
    house.apply(&sent.comment, 5, Step::Approve).await.unwrap();
    assert_eq!(house.read().await.as_deref(), Some(LONG));
}

#[tokio::test]
async fn a_change_that_waits_ends_with_its_comment_and_comes_back_with_it() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    house.edit(&sent.comment, 2, CHANGED).await.unwrap();
    let hidden = house.apply(&sent.comment, 3, Step::Hide { rule: RULE, words: None }).await.unwrap();
    assert!(house.db.read(|conn| edited(conn, &Paging::default())).await.unwrap().items.is_empty());
    house.apply(&sent.comment, 4, Step::Undo { event: hidden.event }).await.unwrap();
    let waits = house.db.read(|conn| edited(conn, &Paging::default())).await.unwrap().items;
    assert_eq!((waits[0].was.as_str(), waits[0].is.as_str()), (LONG, CHANGED));
    assert_eq!(house.read().await.as_deref(), Some(LONG));
}

#[tokio::test]
async fn a_decision_in_its_grace_is_not_made_on_a_text_that_nobody_read() {
    let house = house().await;
    let comment = house.send(LONG, None).await.comment;
    let (aside, by) = (comment.clone(), somebody());
    let version =
        house.db.write(move |tx| set_aside(tx, (&aside, 1), (&by, State::Published))).await.unwrap();
    house.edit(&comment, version, CHANGED).await.unwrap();
    assert!(matches!(house.apply(&comment, version, Step::Approve).await, Err(Error::Conflict(_))));
    assert_eq!(house.read().await, None);
    assert_eq!(house.db.read(|conn| waiting_count(conn, &Filter::of(State::Held))).await.unwrap(), 1);
}

#[tokio::test]
async fn whoever_was_caught_as_spam_changes_it_like_anybody_and_learns_nothing() {
    let house = house().await;
    let sent = house.try_send(Submission { trapped: true, ..house.submission(LONG, None) }).await.unwrap();
    house.edit(&sent.comment, 1, CHANGED).await.unwrap();
    assert_eq!(house.standing(&sent.receipt).await.unwrap().state, State::Held);
    assert_eq!(house.look(&sent.comment).await.comment.state, State::Spam);
    house.apply(&sent.comment, 2, Step::Approve).await.unwrap();
    assert_eq!(house.read().await.as_deref(), Some(CHANGED));
}

#[tokio::test]
async fn the_minute_until_which_it_can_be_changed_is_forgotten_with_the_window() {
    let house = house().await;
    let sent = house.send(LONG, None).await;
    house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
    assert!(house.standing(&sent.receipt).await.unwrap().editable_until.is_some());
    house.hand.advance(15 * MINUTE);
    while house.db.write(forget).await.unwrap() > 0 {}
    assert_eq!(house.standing(&sent.receipt).await.unwrap().editable_until, None);
}

/// What can be seen of a comment: its state, its texts with theirs, whether a change waits, whether an appeal does.
type Seen = (State, Vec<(String, RevisionState)>, bool, bool);

impl House {
    async fn seen(&self, comment: &CommentId) -> Seen {
        let id = comment.clone();
        let waits = self
            .db
            .read(move |conn| Ok((edit_of_comment(conn, &id)?.is_some(), open_appeal(conn, &id)?.is_some())));
        let (edit, contested) = waits.await.unwrap();
        (self.look(comment).await.comment.state, self.texts(comment).await, edit, contested)
    }

    async fn contest(&self, comment: &CommentId, version: i64) -> crate::error::Result<()> {
        let words = Prose::parse("It names nobody.").unwrap();
        let said = Appeal { comment: comment.clone(), version, words, cause: Cause::Receipt };
        self.db.write(move |tx| appeal(tx, &said)).await
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Two moderators and an author do what they like in any order: readers see only what was approved, each decision
    /// that is taken back leaves everything as it was before, and counts equal a recount.
    #[test]
    fn nothing_that_was_not_approved_is_read_and_undoing_is_as_if_it_had_not_been(deeds in prop::collection::vec((0_u8..12, any::<bool>()), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let house = house().await;
            let comment = house.send("Text 0.", None).await.comment;
            let (mut version, mut last_sent, mut approved) = (1, "Text 0.".to_owned(), Vec::new());
            for (number, (deed, undo)) in deeds.into_iter().enumerate() {
                let before = house.seen(&comment).await;
                if deed == 0 {
                    let text = format!("Text {}.", number + 1);
                    if house.edit(&comment, version, &text).await.is_ok() {
                        (version, last_sent) = (version + 1, text);
                    }
                    continue;
                }
                if deed == 1 {
                    version += i64::from(house.contest(&comment, version).await.is_ok());
                    continue;
                }
                let answer = Prose::parse("We looked again.").unwrap();
                let step = match deed {
                    9 => Step::Uphold { words: answer, alone: false },
                    10 => Step::Overturn { words: None, alone: false },
                    11 => Step::Hide { rule: RULE, words: None },
                    2 => reject(),
                    3 => send_back(),
                    4 => Step::FileAsSpam,
                    5 => Step::Reopen,
                    6 => Step::ApproveEdit,
                    7 => REFUSE,
                    _ => Step::Approve,
                };
                let lets_appear = matches!(step, Step::Approve | Step::ApproveEdit | Step::Overturn { .. });
                let Ok(applied) = house.apply(&comment, version, step).await else { continue };
                version = applied.version;
                if lets_appear {
                    approved.push(last_sent.clone());
                }
                if undo && (applied.from.can_be_undone(applied.to) || applied.from == applied.to) {
                    version = house.apply(&comment, version, Step::Undo { event: applied.event }).await.unwrap().version;
                    assert_eq!(house.seen(&comment).await, before);
                }
                if let Some(read) = house.read().await {
                    assert!(approved.contains(&read), "{read} was never approved: {approved:?}");
                }
            }
            house.assert_counts_hold().await;
        });
    }
}
