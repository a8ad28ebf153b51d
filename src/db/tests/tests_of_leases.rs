//! Duties and jobs: leased to one, fenced against a late sleeper.

use super::*;

#[tokio::test]
async fn a_duty_is_leased_to_one_and_due_again_when_settled() {
    let house = house().await;
    let take = |who: &'static str| house.db.queue(move |tx| duties::lease(tx, "sweep", who, HOUR));
    let lease = take("one").await.unwrap().unwrap();
    assert_eq!(take("other").await.unwrap(), None);
    let settled = house.db.queue(move |tx| duties::settle(tx, &lease, tx.now.plus(HOUR), "swept 3 rows"));
    settled.await.unwrap();
    assert_eq!(take("other").await.unwrap(), None);
    house.hand.advance(HOUR);
    assert!(take("other").await.unwrap().is_some());
    let standings = house.db.read(duties::standings).await.unwrap();
    assert_eq!(standings[0].outcome.as_deref(), Some("swept 3 rows"));
}

#[tokio::test]
async fn who_slept_past_its_lease_settles_nothing() {
    let house = house().await;
    let take = |who: &'static str| house.db.queue(move |tx| duties::lease(tx, "sweep", who, HOUR));
    let sleeper = take("sleeper").await.unwrap().unwrap();
    house.hand.advance(HOUR * 2);
    let settle = |lease: duties::Lease| {
        house.db.write(move |tx| {
            note(tx, 1, "the work")?;
            duties::settle(tx, &lease, tx.now.plus(HOUR), "done")
        })
    };
    assert!(matches!(settle(sleeper.clone()).await, Err(Error::Conflict(_))));
    let awake = take("sleeper").await.unwrap().unwrap();
    assert!(matches!(settle(sleeper).await, Err(Error::Conflict(_))));
    assert!(noted(&house.db).await.is_empty());
    settle(awake).await.unwrap();
    assert_eq!(noted(&house.db).await, [1]);
}

/// Writes the numbers below a bound, ten a step; stumbles once at 30 if told to.
struct Counting {
    stumble: Mutex<Option<Error>>,
}

impl jobs::Job for Counting {
    const KIND: &'static str = "counting";

    fn step(&self, tx: &mut Tx<'_>, payload: &str, cursor: &str) -> Result<jobs::Step> {
        let (bound, from): (i64, i64) = (payload.parse().unwrap(), cursor.parse().unwrap_or(0));
        for id in from..from + 10 {
            note(tx, id, "counted")?;
        }
        if from == 30
            && let Some(error) = self.stumble.lock().unwrap().take()
        {
            return Err(error);
        }
        if from + 10 >= bound {
            return Ok(jobs::Step::Finished { done: 10 });
        }
        Ok(jobs::Step::More { cursor: (from + 10).to_string(), done: 10 })
    }
}

#[tokio::test]
async fn a_job_that_stumbles_goes_on_after_its_last_step() {
    let house = house().await;
    let job = Arc::new(Counting { stumble: Mutex::new(Some(Error::Unavailable)) });
    let id = house.db.write(|tx| jobs::start(tx, "counting", "50", Some(50))).await.unwrap();
    assert!(matches!(jobs::work_off(&house.db, &job, "one").await, Err(Error::Unavailable)));
    assert_eq!(noted(&house.db).await, (0..30).collect::<Vec<_>>());
    assert!(jobs::work_off(&house.db, &job, "other").await.unwrap().is_none());
    house.hand.advance(HOUR);
    assert_eq!(jobs::work_off(&house.db, &job, "other").await.unwrap().unwrap(), (id.clone(), 50));
    assert_eq!(noted(&house.db).await, (0..50).collect::<Vec<_>>());
    let standing = house.db.read(move |conn| jobs::standing(conn, &id)).await.unwrap().unwrap();
    assert_eq!((standing.state.as_str(), standing.done, standing.total), ("done", 50, Some(50)));
}

#[tokio::test]
async fn a_job_that_cannot_be_done_says_why() {
    let house = house().await;
    let job = Arc::new(Counting { stumble: Mutex::new(Some(Error::fault("no ink"))) });
    let id = house.db.write(|tx| jobs::start(tx, "counting", "50", None)).await.unwrap();
    assert!(jobs::work_off(&house.db, &job, "one").await.is_err());
    let standing = house.db.read(move |conn| jobs::standing(conn, &id)).await.unwrap().unwrap();
    assert_eq!((standing.state.as_str(), standing.failure.as_deref()), ("failed", Some("no ink")));
    assert!(jobs::work_off(&house.db, &job, "other").await.unwrap().is_none());
}

#[tokio::test]
async fn a_worker_that_slept_past_its_lease_makes_no_further_step() {
    let house = house().await;
    let job = Arc::new(Counting { stumble: Mutex::new(None) });
    house.db.write(|tx| jobs::start(tx, "counting", "50", None)).await.unwrap();
    let lease = |who: &'static str| house.db.queue(move |tx| jobs::lease(tx, "counting", who, HOUR));
    let sleeper = lease("sleeper").await.unwrap().unwrap();
    house.hand.advance(HOUR * 2);
    let awake = lease("awake").await.unwrap().unwrap();
    let step = |held: jobs::Held| {
        let job = Arc::clone(&job);
        house.db.write(move |tx| jobs::step(tx, job.as_ref(), &held))
    };
    assert!(matches!(step(sleeper).await, Err(Error::Conflict(_))));
    assert_eq!(step(awake).await.unwrap().unwrap().cursor, "10");
}
