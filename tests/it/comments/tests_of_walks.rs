//! Whatever an author, a reader, two moderators and the law do, in whatever order: readers meet what was let appear and nothing
//! else, what is counted equals a recount, a decision that is taken back is as if it had not been, and what is erased
//! is nowhere. A model beside the program, far simpler than it, says what is to be seen after every step.
//!
//! What taking a decision back does not bring back, because it was given up on purpose: the minute in which a decided
//! comment was written, the traces of its network, and the number of its place. Four deeds cannot be taken back:
//! pinning and its end (each ends the other), approving what was spam, and rejecting what was hidden.

mod legal;

use super::*;

use std::time::Duration;

use amicus::accounts::AccountId;
use amicus::base::seal::ReceiptWords;
use amicus::base::text::{Name, Prose};
use amicus::comments::takedowns::Outcome;
use amicus::comments::{Appeal, Change, CommentId, ForModeration, Report, Submission};
use amicus::error::{Error, Result};
use amicus::moderation::{self, Decision, Deed, Grounds, Quote};
use proptest::prelude::*;
use proptest::sample::Index;

use self::legal::{Demanded, Kept};
use crate::support::dump::every_row;

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
    Changes,
    TakesBack,
    Contests,
    Reports,
    Decides { by: usize, deed: Index, waits: bool, thinks_better: bool },
    Redacts { by: usize, thinks_better: bool },
    Undoes { by: usize },
    IsHeld,
    IsDemanded { by: usize, hide: bool },
    IsRuledOn(Outcome),
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
        3 => Just(Happens::Changes),
        2 => Just(Happens::TakesBack),
        1 => Just(Happens::IsHeld),
        2 => (0..2_usize, any::<bool>()).prop_map(|(by, hide)| Happens::IsDemanded { by, hide }),
        2 => prop::sample::select(outcomes).prop_map(Happens::IsRuledOn),
        2 => Just(Happens::Contests),
        1 => Just(Happens::Reports),
        10 => decides,
        2 => (0..2_usize, any::<bool>()).prop_map(|(by, thinks_better)| Happens::Redacts { by, thinks_better }),
        3 => (0..2_usize).prop_map(|by| Happens::Undoes { by }),
        2 => prop::sample::select(spans).prop_map(Happens::TimePasses),
    ]
}

/// How a comment is to be, as far as anybody sees it.
#[derive(Debug, Clone)]
struct Stands {
    state: State,
    /// The word of the text that its state is about.
    text: String,
    /// The word of a changed text that waits beside it.
    edit: Option<String>,
}

/// What the model knows of a comment.
#[derive(Debug, Clone)]
struct Known {
    id: CommentId,
    receipt: ReceiptWords,
    /// The word of its author's name.
    name: String,
    stands: Stands,
    /// What was decided and has not taken effect.
    in_grace: Option<Deed>,
    /// How it stood before the last decision, as long as that can be taken back.
    before: Option<Stands>,
    held: Option<Kept>,
    demanded: Option<Demanded>,
    /// Whether nothing but a hold, or an open demand, keeps what was refused long ago.
    overdue: bool,
    /// Every word that was ever written with it or about it.
    words: Vec<String>,
}

impl Known {
    const fn is_gone(&self) -> bool {
        matches!(self.stands.state, State::Withdrawn | State::Erased)
    }

    /// The words by which readers would know it.
    fn is_read_by(&self) -> Vec<&str> {
        if self.stands.state == State::Published { vec![&self.name, &self.stands.text] } else { Vec::new() }
    }

    /// A decision takes effect.
    fn decided(&mut self, deed: Deed) {
        let before = self.stands.clone();
        self.overdue = false;
        let stands = &mut self.stands;
        match deed {
            Deed::ApproveEdit => stands.text = stands.edit.take().expect("a changed text waits"),
            Deed::RefuseEdit => stands.edit = None,
            Deed::Keep | Deed::Pin | Deed::Unpin | Deed::Uphold => {}
            _ => (stands.state, stands.edit) = (deed.to(), None),
        }
        self.before = can_be_taken_back(deed, before.state).then_some(before);
    }

    fn is_erased_as(&mut self, state: State) {
        if let Some(kept) = &mut self.held {
            // A text that words were taken out of is known by the name alone, and that is not kept.
            let known_by_name = self.stands.text == self.name;
            kept.asked.get_or_insert(if known_by_name { String::new() } else { self.stands.text.clone() });
        }
        self.stands = Stands { state, text: String::new(), edit: None };
        (self.in_grace, self.before, self.demanded) = (None, None, None);
    }
}

fn can_be_taken_back(deed: Deed, from: State) -> bool {
    let finally = matches!((deed, from), (Deed::Approve, State::Spam) | (Deed::Reject, State::Hidden));
    !finally && !matches!(deed, Deed::Pin | Deed::Unpin)
}

struct World {
    app: TestApp,
    article: Article,
    reader: Person,
    moderators: [AccountId; 2],
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
        Self { reader: app.visitor(), app, article, moderators, known: Vec::new(), made: 0 }
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

    async fn writes(&mut self, answers: Option<Index>, trapped: bool) -> Result<()> {
        let (name, word) = (self.fresh("ana"), self.fresh("heron"));
        let open: Vec<&Known> =
            self.known.iter().filter(|known| known.stands.state == State::Published).collect();
        let written = Submission {
            parent: answers.filter(|_| !open.is_empty()).map(|index| index.get(&open).id.clone()),
            trapped,
            ..submission(&self.article, &name, &format!("They heard the {word}."))
        };
        let app = &self.app.app;
        let sent = send(app, app.examiner.clone(), written).await?;
        let state = if trapped { State::Spam } else { State::Held };
        self.known.push(Known {
            id: sent.comment,
            receipt: sent.receipt,
            words: vec![name.clone(), word.clone()],
            name,
            stands: Stands { state, text: word, edit: None },
            in_grace: None,
            before: None,
            held: None,
            demanded: None,
            overdue: false,
        });
        Ok(())
    }

    async fn changes(&mut self, which: usize) -> Result<()> {
        let word = self.fresh("stork");
        let version = self.look(which).await.comment.version;
        let known = &mut self.known[which];
        let change = Change {
            comment: known.id.clone(),
            version,
            name: Name::parse(&known.name).unwrap(),
            text: Prose::parse(&format!("They heard the {word} instead.")).unwrap(),
            cause: Cause::Receipt,
            pseudonym: "0123".to_owned(),
            over_rate: false,
        };
        known.words.push(word.clone());
        let app = &self.app.app;
        let (examiner, now, looked_at) = (app.examiner.clone(), app.db.now(), change.clone());
        let (submission, evidence) =
            app.db.read(move |conn| comments::gather_change(conn, &examiner, now, &looked_at)).await?;
        app.db.write(move |tx| comments::change(tx, &change, &submission, &evidence)).await?;
        (known.in_grace, known.before) = (None, None);
        match known.stands.state {
            State::Published => known.stands.edit = Some(word),
            State::Returned => known.stands = Stands { state: State::Held, text: word, edit: None },
            _ => known.stands.text = word,
        }
        Ok(())
    }

    async fn takes_back(&mut self, which: usize) -> Result<()> {
        let version = self.look(which).await.comment.version;
        let id = self.known[which].id.clone();
        self.app.db().write(move |tx| comments::withdraw(tx, &id, version, Cause::Receipt)).await?;
        self.known[which].is_erased_as(State::Withdrawn);
        Ok(())
    }

    async fn contests(&mut self, which: usize) -> Result<()> {
        let version = self.look(which).await.comment.version;
        let (comment, words) = (self.known[which].id.clone(), self.said_about(which, "plea"));
        let said = Appeal { comment, version, words, cause: Cause::Receipt };
        self.app.db().write(move |tx| comments::appeal(tx, &said)).await?;
        (self.known[which].in_grace, self.known[which].before) = (None, None);
        Ok(())
    }

    async fn reports(&mut self, which: usize) -> Result<()> {
        if self.known[which].stands.state != State::Published {
            return Ok(());
        }
        let (comment, words) = (self.known[which].id.clone(), self.said_about(which, "gripe"));
        let pseudonym = self.fresh("network");
        let rule = Some(RuleCited { number: 1, version: 1 });
        let report = Report { comment, account: None, pseudonym, rule, words: Some(words), over_rate: false };
        let (keys, looked_at) = (self.app.app.keys.clone(), report.clone());
        let weighed = self.app.db().read(move |conn| comments::weigh(conn, &keys, &looked_at)).await?;
        self.app.db().write(move |tx| comments::report(tx, &report, &weighed)).await
    }

    /// One of the deeds that fit, as a moderator's form does it.
    async fn decides(&mut self, which: usize, by: usize, (deed, waits): (Index, bool)) -> Result<()> {
        let state = self.known[which].stands.state;
        let fitting: Vec<Deed> = DEEDS.into_iter().filter(|deed| deed.fits(state)).collect();
        if fitting.is_empty() {
            return Err(Error::Forbidden);
        }
        let deed = *deed.get(&fitting);
        let words = Some(self.said_about(which, "why"));
        let grounds = Grounds { rule: Some(RuleCited { number: 2, version: 1 }), words };
        let (comment, seen) = (self.known[which].id.clone(), self.look(which).await.comment.version);
        let (by, examined) = (self.moderators[by].clone(), comment.clone());
        let alone = self.app.db().read(move |conn| moderation::examine(conn, &examined, seen, deed)).await?;
        let grace = if waits { GRACE } else { Duration::ZERO };
        let decision = Decision { comment, seen, by, grace, alone };
        let carried = move |tx: &mut amicus::db::Tx<'_>| {
            moderation::carry_out(tx, deed, &decision, Some(&grounds).filter(|_| deed.cites_a_rule()))
        };
        self.app.db().write(carried).await?;
        let known = &mut self.known[which];
        if waits && WAIT.contains(&deed) {
            (known.in_grace, known.before) = (Some(deed), None);
        } else {
            known.decided(deed);
        }
        Ok(())
    }

    /// Takes the word out by which the text is known: what is left of it is known by its author's name alone.
    async fn redacts(&mut self, which: usize, by: usize) -> Result<()> {
        let words = Some(self.said_about(which, "why"));
        let rule = RuleCited { number: 2, version: 1 };
        let grounds = Grounds { rule: Some(rule), words };
        let known = &self.known[which];
        let quote = Quote { words: known.stands.text.clone(), everywhere: false };
        let (comment, seen) = (known.id.clone(), self.look(which).await.comment.version);
        let (looked_at, catalogue) = (comment.clone(), self.app.app.face.catalogue.clone());
        let left = move |conn: &mut amicus::db::Conn| {
            moderation::text_without(conn, (&looked_at, seen), &quote, (rule, &catalogue.words("en")))
        };
        let text = self.app.db().read(left).await?;
        let by = self.moderators[by].clone();
        let decision = Decision { comment, seen, by, grace: Duration::ZERO, alone: false };
        let done =
            move |tx: &mut amicus::db::Tx<'_>| moderation::redact(tx, &decision, &grounds, text.clone());
        self.app.db().write(done).await?;
        let known = &mut self.known[which];
        known.before = Some(known.stands.clone());
        known.stands.text.clone_from(&known.name);
        Ok(())
    }

    async fn undoes(&mut self, which: usize, by: usize) -> Result<()> {
        let (id, by) = (self.known[which].id.clone(), self.moderators[by].clone());
        let (seen, since) = (self.look(which).await.comment.version, self.app.db().now().minus(30 * DAY));
        let back = self.app.db().read(move |conn| moderation::reversal(conn, &id, seen, since)).await;
        let known = &mut self.known[which];
        assert_eq!(back.is_ok(), known.in_grace.is_some() || known.before.is_some(), "{known:?}");
        let back = back?;
        self.app.db().write(move |tx| moderation::undo(tx, &by, &back)).await?;
        match known.in_grace.take() {
            Some(_) => {}
            None => known.stands = known.before.take().expect("something can be taken back"),
        }
        Ok(())
    }

    async fn time_passes(&mut self, span: Duration) {
        self.app.clock.advance(span);
        while self.app.db().write(moderation::apply_due).await.unwrap() > 0 {}
        while self.app.db().write(comments::forget).await.unwrap() > 0 {}
        let today = self.app.db().now().day();
        for known in &mut self.known {
            known.hold_ends(today);
            if let Some(deed) = known.in_grace.take() {
                known.decided(deed);
                continue;
            }
            let refused = matches!(known.stands.state, State::Rejected | State::Spam | State::Hidden);
            if span == MONTH {
                known.before = None;
            }
            known.overdue |= span == MONTH && refused;
            if known.overdue && known.held.is_none() && known.demanded.is_none() {
                known.is_erased_as(State::Erased);
            }
        }
    }

    /// All of a comment that anybody can see, without what taking a decision back does not bring back.
    async fn seen(&self, which: usize) -> String {
        let (id, whole) = (self.known[which].id.clone(), self.look(which).await);
        let (keys, receipt, now) =
            (self.app.app.keys.clone(), self.known[which].receipt.clone(), self.app.db().now());
        let beside = move |conn: &mut amicus::db::Conn| {
            let stands = comments::by_receipt(conn, &keys, &receipt, now)?;
            let stands = stands.map(|s| (s.state, s.text, s.edit, s.rule, s.words, s.edit_refused));
            let edit = comments::edit_of_comment(conn, &id)?.map(|edit| (edit.was, edit.is));
            let appeal = comments::open_appeal(conn, &id)?.map(|appeal| appeal.words);
            Ok(format!("{stands:?} {edit:?} {appeal:?} {:?}", comments::reports_about(conn, &id)?))
        };
        let beside = self.app.db().read(beside).await.unwrap();
        let texts: Vec<_> = whole.texts.iter().map(|text| (&text.text, text.state)).collect();
        let public = self.reader.get(&self.article.path()).await.text_of("#comments");
        format!("{:?} {} {texts:?} {beside}\n{public}", whole.comment.state, whole.listed)
    }

    /// Every place where readers meet comments shows what was let appear, and no other word.
    async fn readers_meet_what_was_let_appear(&self, touched: Option<usize>) {
        let shown: Vec<&str> = self.known.iter().flat_map(Known::is_read_by).collect();
        let whole = [self.article.path(), "/api/v1/articles/the-lesson/comments".to_owned()];
        let mut places = vec!["/".to_owned(), "/articles".to_owned()];
        if let Some(which) = touched {
            let id = &self.known[which].id;
            places.extend(["", "/reply", "/report"].map(|part| format!("/comments/{id}{part}")));
        }
        for place in whole.iter().chain(&places) {
            let page = self.reader.get(place).await.body.to_lowercase();
            for word in self.known.iter().flat_map(|known| &known.words) {
                let may = shown.contains(&word.as_str());
                assert!(may || !page.contains(word), "{place} tells {word}, which nobody let appear");
            }
            for word in shown.iter().filter(|_| whole.contains(place)) {
                assert!(page.contains(word), "{place} keeps {word} back, which was let appear");
            }
        }
    }

    async fn counts_hold(&self) {
        let article = self.article.id.clone();
        let (kept, anew) = self.app.db().read(move |conn| comments::recount(conn, &article)).await.unwrap();
        assert_eq!(kept, anew);
        let published = self.known.iter().filter(|known| known.stands.state == State::Published).count();
        assert_eq!(usize::try_from(kept.published).unwrap(), published);
    }

    async fn what_is_erased_is_nowhere(&self) {
        let rows = every_row(self.app.db()).await.to_lowercase();
        for known in &self.known {
            for word in known.words.iter().filter(|_| known.is_gone() && known.held.is_none()) {
                let line = rows.lines().find(|line| line.contains(word));
                assert!(line.is_none(), "{word} was erased, and is kept: {line:?}");
            }
            let held = known.held.as_ref().and_then(|kept| kept.asked.as_ref());
            assert!(held.is_none() || !rows.contains(&known.name), "{} is kept", known.name);
            for text in held.into_iter().chain(Some(&known.stands.text).filter(|_| !known.is_gone())) {
                assert!(rows.contains(text), "the search finds {text}");
            }
        }
    }

    /// One step, and if a moderator thinks better of a decision at once, its end.
    async fn step(&mut self, what: Happens, index: Index) -> Option<usize> {
        let which = (!self.known.is_empty()).then(|| index.index(self.known.len()));
        let done = match (&what, which) {
            (Happens::Writes { answers, trapped }, _) if self.known.len() < MOST_COMMENTS => {
                self.writes(*answers, *trapped).await
            }
            (Happens::TimePasses(span), _) => {
                self.time_passes(*span).await;
                Ok(())
            }
            (Happens::Changes, Some(which)) => self.changes(which).await,
            (Happens::TakesBack, Some(which)) => self.takes_back(which).await,
            (Happens::IsHeld, Some(which)) => self.is_held(which).await,
            (Happens::IsDemanded { by, hide }, Some(which)) => self.is_demanded(which, *by, *hide).await,
            (Happens::IsRuledOn(outcome), Some(which)) => self.is_ruled_on(which, *outcome).await,
            (Happens::Contests, Some(which)) => self.contests(which).await,
            (Happens::Reports, Some(which)) => self.reports(which).await,
            (Happens::Undoes { by }, Some(which)) => self.undoes(which, *by).await,
            (
                Happens::Decides { by, thinks_better, .. } | Happens::Redacts { by, thinks_better },
                Some(which),
            ) => {
                let before = self.seen(which).await;
                let done = match &what {
                    Happens::Decides { deed, waits, .. } => self.decides(which, *by, (*deed, *waits)).await,
                    _ => self.redacts(which, *by).await,
                };
                let open = self.known[which].in_grace.is_some() || self.known[which].before.is_some();
                if done.is_ok() && open && *thinks_better {
                    self.undoes(which, 1 - by).await.unwrap();
                    assert_eq!(self.seen(which).await, before, "taking it back is not as if it had not been");
                }
                done
            }
            _ => Ok(()),
        };
        // What cannot be done changes nothing; whatever is wrong besides would be a fault.
        assert!(!matches!(done, Err(Error::Fault(_))), "{done:?}");
        which
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
        world.counts_hold().await;
    }
    world.time_passes(MINUTE).await;
    for which in 0..world.known.len() {
        world.readers_meet_what_was_let_appear(Some(which)).await;
    }
    world.what_is_erased_is_nowhere().await;
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
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
