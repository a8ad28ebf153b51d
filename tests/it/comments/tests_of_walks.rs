//! Whatever an author, a reader, two moderators and the law do, in whatever order: readers meet what was let appear and nothing
//! else, what is counted equals a recount, a decision that is taken back is as if it had not been, and what is erased
//! is nowhere. A model beside the program, far simpler than it, says what is to be seen after every step.
//!
//! What taking a decision back does not bring back, because it was given up on purpose: the minute in which a decided
//! comment was written, the traces of its network, and the number of its place. Four deeds cannot be taken back:
//! pinning and its end (each ends the other), approving what was spam, and rejecting what was hidden.

mod deeds;
mod legal;
mod model;
mod promises;
mod sweep;

use super::*;

use std::time::Duration;

use amicus::accounts::AccountId;
use amicus::base::seal::ReceiptWords;
use amicus::base::text::{Name, Prose};
use amicus::comments::takedowns::Outcome;
use amicus::comments::{Appeal, Change, CommentId, Filter, ForModeration, Report, Submission};
use amicus::error::{Error, Result};
use amicus::moderation::{self, Decision, Deed, Grounds, Quote};
use proptest::prelude::*;
use proptest::sample::Index;

use self::model::{Known, Stands};
use self::sweep::Sweep;

const GRACE: Duration = Duration::from_secs(10);
const MONTH: Duration = Duration::from_hours(31 * 24);
const MOST_COMMENTS: usize = 5;

/// Everything that a moderator can do.
const DEEDS: [Deed; 14] = [
    Deed::Approve,
    Deed::Restore,
    Deed::Hide,
    Deed::Return,
    Deed::Reject,
    Deed::Spam,
    Deed::Reopen,
    Deed::ApproveEdit,
    Deed::RefuseEdit,
    Deed::Uphold,
    Deed::Overturn,
    Deed::Keep,
    Deed::Pin,
    Deed::Unpin,
];

/// Those that take effect when their grace has passed; the others do at once.
const WAIT: [Deed; 7] =
    [Deed::Approve, Deed::Restore, Deed::Hide, Deed::Return, Deed::Reject, Deed::Spam, Deed::Reopen];

/// One thing that may happen, most of them to one of the comments.
#[derive(Debug, Clone)]
enum Happens {
    Writes { answers: Option<Index>, trapped: bool },
    Changes { linked: bool },
    TakesBack,
    Contests,
    Reports,
    Decides { by: usize, deed: Index, waits: bool, thinks_better: bool },
    Redacts { by: usize, thinks_better: bool },
    Undoes { by: usize },
    IsHeld,
    IsDemanded { by: usize, hide: bool },
    IsRuledOn(Outcome),
    AllIsSwept,
    TheSweepEnds,
    TimePasses(Duration),
}

fn happens() -> impl Strategy<Value = Happens> {
    let decides = (0..2_usize, any::<Index>(), any::<bool>(), any::<bool>())
        .prop_map(|(by, deed, waits, thinks_better)| Happens::Decides { by, deed, waits, thinks_better });
    let writes = (prop::option::of(any::<Index>()), prop::bool::weighted(0.2))
        .prop_map(|(answers, trapped)| Happens::Writes { answers, trapped });
    let outcomes = vec![Outcome::Removed, Outcome::Redacted, Outcome::Refused];
    let spans = vec![Duration::from_mins(1), Duration::from_mins(16), DAY, MONTH];
    prop_oneof![
        3 => writes,
        3 => any::<bool>().prop_map(|linked| Happens::Changes { linked }),
        2 => Just(Happens::TakesBack),
        1 => Just(Happens::IsHeld),
        2 => (0..2_usize, any::<bool>()).prop_map(|(by, hide)| Happens::IsDemanded { by, hide }),
        2 => prop::sample::select(outcomes).prop_map(Happens::IsRuledOn),
        2 => Just(Happens::Contests),
        2 => Just(Happens::AllIsSwept),
        1 => Just(Happens::TheSweepEnds),
        1 => Just(Happens::Reports),
        10 => decides,
        2 => (0..2_usize, any::<bool>()).prop_map(|(by, thinks_better)| Happens::Redacts { by, thinks_better }),
        3 => (0..2_usize).prop_map(|by| Happens::Undoes { by }),
        2 => prop::sample::select(spans).prop_map(Happens::TimePasses),
    ]
}

struct World {
    app: TestApp,
    article: Article,
    reader: Person,
    moderators: [AccountId; 2],
    admin: AccountId,
    sweep: Option<Sweep>,
    known: Vec<Known>,
    made: usize,
}

impl World {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        app.given().rules().await;
        let article = app.given().article("the-lesson").await;
        let mut moderators = Vec::new();
        for name in ["mia", "noor"] {
            moderators.push(app.given().account(name, Role::Moderator).await);
        }
        let moderators = moderators.try_into().unwrap();
        let admin = app.given().account("root", Role::Admin).await;
        let (reader, known) = (app.visitor(), Vec::new());
        Self { reader, app, article, moderators, admin, sweep: None, known, made: 0 }
    }

    /// A word that stands nowhere else.
    fn fresh(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}{:04}", self.made)
    }

    /// The same, as what somebody writes about a comment; it counts as written whether or not that is taken.
    fn said_about(&mut self, which: usize, kind: &str) -> Prose {
        let word = self.fresh(kind);
        let said = Prose::parse(&format!("I say {word} to that.")).unwrap();
        self.known[which].words.push(word);
        said
    }

    async fn look(&self, which: usize) -> ForModeration {
        let id = self.known[which].id.clone();
        self.app.db().read(move |conn| comments::find_for_moderation(conn, &id)).await.unwrap().unwrap()
    }

    /// One step; answers which comment it was about.
    async fn step(&mut self, what: Happens, index: Index) -> Option<usize> {
        let which = (!self.known.is_empty()).then(|| index.index(self.known.len()));
        let done = match (&what, which) {
            (Happens::Writes { answers, trapped }, _) if self.known.len() < MOST_COMMENTS => {
                self.writes(*answers, *trapped).await
            }
            (Happens::AllIsSwept, _) => self.sweeps().await,
            (Happens::TheSweepEnds, _) => self.ends_the_sweep().await,
            (Happens::TimePasses(span), _) => {
                self.time_passes(*span).await;
                Ok(())
            }
            (Happens::Changes { linked }, Some(which)) => self.changes(which, *linked).await,
            (Happens::TakesBack, Some(which)) => self.takes_back(which).await,
            (Happens::IsHeld, Some(which)) => self.is_held(which).await,
            (Happens::IsDemanded { by, hide }, Some(which)) => self.is_demanded(which, *by, *hide).await,
            (Happens::IsRuledOn(outcome), Some(which)) => self.is_ruled_on(which, *outcome).await,
            (Happens::Contests, Some(which)) => self.contests(which).await,
            (Happens::Reports, Some(which)) => self.reports(which).await,
            (Happens::Undoes { by }, Some(which)) => self.undoes(which, *by).await,
            (Happens::Decides { .. } | Happens::Redacts { .. }, Some(which)) => {
                self.is_decided_on(which, &what).await
            }
            _ => Ok(()),
        };
        // What cannot be done changes nothing; whatever is wrong besides would be a fault.
        assert!(!matches!(done, Err(Error::Fault(_) | Error::Conflict("base-conflict-gone"))), "{done:?}");
        which
    }

    /// One decision, and its end at once if its moderator thinks better of it.
    async fn is_decided_on(&mut self, which: usize, what: &Happens) -> Result<()> {
        let before = self.seen(which).await;
        let (by, thinks_better) = match *what {
            Happens::Decides { by, deed, waits, thinks_better } => {
                self.decides(which, by, (deed, waits)).await?;
                (by, thinks_better)
            }
            Happens::Redacts { by, thinks_better } => {
                self.redacts(which, by).await?;
                (by, thinks_better)
            }
            _ => return Ok(()),
        };
        let open = self.known[which].in_grace.is_some() || self.known[which].before.is_some();
        if open && thinks_better {
            self.think_better(which, by).await;
            assert_eq!(self.seen(which).await, before, "taking it back is not as if it had not been");
        }
        Ok(())
    }

    /// A colleague takes a decision back; where it was on their own, and answered an appeal, whoever made it does.
    async fn think_better(&mut self, which: usize, by: usize) {
        match self.undoes(which, 1 - by).await {
            Err(Error::Conflict(comments::OWN_DECISION)) => self.undoes(which, by).await.unwrap(),
            other => other.unwrap(),
        }
    }
}

async fn walk(steps: Vec<(Happens, Index)>) {
    let mut world = World::begin().await;
    world.writes(None, false).await.unwrap();
    for (what, index) in steps {
        let touched = world.step(what, index).await;
        world.readers_meet_what_was_let_appear(touched).await;
        if let Some(which) = touched {
            assert_eq!(world.look(which).await.comment.state, world.known[which].stands.state);
        }
        world.each_is_found_by_what_it_is_now().await;
        world.counts_hold().await;
    }
    world.time_passes(MINUTE).await;
    world.each_is_found_by_what_it_is_now().await;
    for which in 0..world.known.len() {
        world.readers_meet_what_was_let_appear(Some(which)).await;
    }
    world.what_is_erased_is_nowhere().await;
    world.an_earlier_database_is_filled_in_alike().await;
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 40,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_504),
        ..ProptestConfig::default()
    })]
    #[test]
    fn readers_meet_what_was_let_appear_and_what_is_taken_back_or_erased_leaves_no_trace(
        steps in prop::collection::vec((happens(), any::<Index>()), 8..40),
    ) {
        actix_web::rt::System::new().block_on(walk(steps));
    }
}
