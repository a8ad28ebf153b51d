//! Pages, permalinks, the queue's order, and counts that equal a recount whatever happens.

use super::*;

#[tokio::test]
async fn made_up_comments_keep_the_law_of_paging_and_every_permalink_finds_its_comment() {
    let house = house().await;
    let mut made = 0;
    while made < 400 {
        let (article, left) = (house.article.clone(), 400 - made);
        made += house.db.write(move |tx| demo::fill(tx, &article, left)).await.unwrap();
    }
    house.assert_counts_hold().await;
    let real = house.published(LONG, None).await;
    house.assert_counts_hold().await;

    let (mut forward, mut query) = (Vec::new(), String::new());
    loop {
        let page = house.thread(&query).await.unwrap();
        assert!(page.items.len() <= PAGE);
        assert_eq!(page.ancestors.len(), usize::try_from(page.items[0].depth - 1).unwrap());
        forward.extend(page.items.iter().map(|item| item.id.clone()));
        match page.later {
            Some(later) => query = format!("after={later}"),
            None => break,
        }
    }
    assert_eq!(forward.last(), Some(&real));
    let count = i64::try_from(forward.len()).unwrap();
    assert_eq!(house.thread("").await.unwrap().published, count);

    let mut backward: Vec<CommentId> = Vec::new();
    let mut query = format!("before={real}");
    loop {
        let page = house.thread(&query).await.unwrap();
        backward.splice(0..0, page.items.iter().map(|item| item.id.clone()));
        match page.earlier {
            Some(earlier) => query = format!("before={earlier}"),
            None => break,
        }
    }
    assert_eq!(backward, forward[..forward.len() - 1]);

    every_permalink_finds_its_comment(&house, &forward).await;
}

async fn every_permalink_finds_its_comment(house: &House, forward: &[CommentId]) {
    for id in forward.iter().step_by(7) {
        let wanted = id.clone();
        let page = house.db.read(move |conn| page_of(conn, &wanted)).await.unwrap().unwrap();
        let query = page.after.map(|after| format!("after={after}")).unwrap_or_default();
        let page = house.thread(&query).await.unwrap();
        assert!(page.items.iter().any(|item| item.id == *id));
        assert_eq!(page.items[0].depth, 1);
    }
}

#[tokio::test]
async fn the_queue_is_paged_without_losing_anyone() {
    let house = house().await;
    let mut sent = Vec::new();
    for number in 0..60 {
        sent.push(house.send(&format!("Number {number}."), None).await.comment);
        house.hand.advance(MINUTE * (number % 3));
    }
    let (mut met, mut query) = (Vec::new(), String::new());
    loop {
        let paging: Paging = serde_urlencoded::from_str(&query).unwrap();
        let page = house.db.read(move |conn| waiting(conn, &Filter::of(State::Held), &paging)).await.unwrap();
        met.extend(page.items.into_iter().map(|row| row.id));
        match page.later {
            Some(later) => query = format!("after={later}"),
            None => break,
        }
    }
    let unsorted = |ids: &[CommentId]| ids.iter().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!((met.len(), unsorted(&met)), (60, unsorted(&sent)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is decided on whichever comment, in any order: what is counted equals a recount.
    #[test]
    fn counts_equal_a_recount(deeds in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8, any::<bool>()), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let house = house().await;
            let mut all: Vec<(CommentId, i64, Option<EventId>)> = Vec::new();
            for (which, deed, answers) in deeds {
                if deed < 2 || all.is_empty() {
                    let parent = (answers && !all.is_empty()).then(|| all[which.index(all.len())].0.clone());
                    let text = format!("Text {}.", all.len());
                    if let Ok(sent) = house.try_send(house.submission(&text, parent.as_ref())).await {
                        let applied = house.apply(&sent.comment, 1, Step::Approve).await.unwrap();
                        all.push((sent.comment, 2, Some(applied.event)));
                    }
                    continue;
                }
                let place = which.index(all.len());
                let (comment, version, last) = all[place].clone();
                let step = match (deed, last) {
                    (2, _) => Step::Hide { rule: RULE, words: None },
                    (3, _) => reject(),
                    (4, _) => Step::Withdraw,
                    (5, _) => Step::Erase,
                    (6, Some(event)) => Step::Undo { event },
                    _ => Step::Approve,
                };
                if let Ok(applied) = house.apply(&comment, version, step).await {
                    all[place] = (comment, applied.version, Some(applied.event));
                }
            }
            house.assert_counts_hold().await;
        });
    }
}
