//! Walking the chain: some hundred links at a time, from the first on, until the first row that does not fit.
//!
//! What a walk alone cannot see is a chain that was made anew as a whole or cut off at its end: told heads
//! ([`heads`](super::heads)) are compared for that.

use std::collections::{BTreeMap, BTreeSet};

use super::canonical::{self, Row};
use super::chain::Link;
use super::heads::Head;
use super::people::Named;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::db::Conn;
use crate::error::Result;

/// How many links are looked at in one step.
pub(super) const STEP: i64 = 500;

/// The first row that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// There is no link of this number, and there are later ones.
    LinkGone(i64),
    /// The entry of a link is gone.
    EntryGone(i64, String),
    /// A link, or its entry, is not what was sealed.
    Changed(i64, String),
    /// Somebody else is named than was when the entry was written.
    PersonChanged(i64, String),
    /// An entry is neither sealed nor waits for it: it was put in, or its link was taken out.
    Loose(String),
    /// A head is kept that was not made with our keys.
    HeadForged(i64),
    /// A head was told that is not on this chain.
    HeadElsewhere(i64, Timestamp),
    /// A head was told of which the chain falls short.
    CutShort(i64, Timestamp),
}

/// What a step of a walk came to.
#[derive(Debug)]
pub enum Step {
    /// So far all fits.
    More {
        /// Where the walk goes on.
        walk: Walk,
        /// The links that were found to fit.
        links: Vec<Link>,
        /// How many rows were looked at.
        rows: usize,
    },
    /// Something does not fit.
    Flawed(Flaw),
    /// Everything fits; this is the head.
    Whole(Link),
}

/// A walk under way.
#[derive(Debug)]
pub struct Walk {
    keys: Keys,
    last: Link,
    phase: Phase,
}

/// First the links with their entries, then entries without links.
#[derive(Debug)]
enum Phase {
    Links,
    Entries(String),
}

impl Walk {
    /// A walk along the whole chain.
    #[must_use]
    pub const fn from_the_start(keys: Keys) -> Self {
        Self { keys, last: Link::START, phase: Phase::Links }
    }

    /// The next step.
    ///
    /// # Errors
    /// Those of the database.
    pub fn step(self, conn: &mut Conn) -> Result<Step> {
        match &self.phase {
            Phase::Links => self.along_links(conn),
            Phase::Entries(after) => {
                let ids = store::entry_ids_after(conn, after, STEP)?;
                self.past_entries(conn, ids)
            }
        }
    }

    fn along_links(self, conn: &mut Conn) -> Result<Step> {
        let found = store::links_after(conn, self.last.n, STEP)?;
        if let Some(flaw) = self.flaw_in(conn, &found)? {
            return Ok(Step::Flawed(flaw));
        }
        let links: Vec<Link> = found.into_iter().map(|(link, _)| link).collect();
        let (last, rows) = (links.last().copied().unwrap_or(self.last), links.len());
        let phase = if links.is_empty() { Phase::Entries(String::new()) } else { Phase::Links };
        Ok(Step::More { walk: Self { last, phase, ..self }, links, rows })
    }

    /// The first flaw in the links that follow, which are all if there are none.
    fn flaw_in(&self, conn: &mut Conn, found: &[(Link, String)]) -> Result<Option<Flaw>> {
        let Some((end, _)) = found.last() else {
            let beyond = store::heads_between(conn, self.last.n + 1, i64::MAX)?;
            return Ok(beyond.first().map(|head| self.judge_head(head, None)));
        };
        let ids: Vec<String> = found.iter().map(|(_, id)| id.clone()).collect();
        let entries: BTreeMap<String, Row> =
            store::entries(conn, &ids)?.into_iter().map(|row| (row.id.clone(), row)).collect();
        let people = store::people_of(conn, &ids)?;
        let heads = store::heads_between(conn, self.last.n + 1, end.n)?;
        let mut before = self.last;
        for (link, id) in found {
            if let Some(flaw) = judge(&before, (link, id), entries.get(id), &people) {
                return Ok(Some(flaw));
            }
            let told = heads.iter().find(|head| head.link.n == link.n);
            if let Some(head) = told.filter(|head| head.link != *link || !head.is_ours(&self.keys)) {
                return Ok(Some(self.judge_head(head, Some(link))));
            }
            before = *link;
        }
        Ok(None)
    }

    /// What is wrong with a head that does not fit the link of its number, if there is one.
    fn judge_head(&self, head: &Head, link: Option<&Link>) -> Flaw {
        match (head.is_ours(&self.keys), link) {
            (false, _) => Flaw::HeadForged(head.link.n),
            (true, Some(_)) => Flaw::HeadElsewhere(head.link.n, head.told_at),
            (true, None) => Flaw::CutShort(head.link.n, head.told_at),
        }
    }

    fn past_entries(self, conn: &mut Conn, ids: Vec<String>) -> Result<Step> {
        let Some(end) = ids.last().cloned() else { return Ok(Step::Whole(self.last)) };
        let known: BTreeSet<String> = store::sealed_or_waiting(conn, &ids)?;
        let rows = ids.len();
        if let Some(loose) = ids.into_iter().find(|id| !known.contains(id)) {
            return Ok(Step::Flawed(Flaw::Loose(loose)));
        }
        let walk = Self { phase: Phase::Entries(end), ..self };
        Ok(Step::More { walk, links: Vec::new(), rows })
    }
}

/// Whether a link follows the one before with the entry and the people that it was made of.
fn judge(
    before: &Link,
    (link, id): (&Link, &str),
    entry: Option<&Row>,
    people: &[(String, Named)],
) -> Option<Flaw> {
    if link.n != before.n + 1 {
        return Some(Flaw::LinkGone(before.n + 1));
    }
    let Some(entry) = entry else { return Some(Flaw::EntryGone(link.n, id.to_owned())) };
    if canonical::link(&before.hash, entry) != link.hash {
        return Some(Flaw::Changed(link.n, id.to_owned()));
    }
    let fits = |named: &Named| {
        let mark = if named.field == "actor" { &entry.actor_mark } else { &entry.target_mark };
        mark.as_deref() == Some(named.committed().as_bytes().as_slice())
    };
    let mut named = people.iter().filter(|(of, _)| of == id);
    (!named.all(|(_, named)| fits(named))).then(|| Flaw::PersonChanged(link.n, id.to_owned()))
}

/// Whether the last links of the chain, 500 at most, fit each other and the heads that were told; answers the
/// head, or what does not fit. It looks at a bounded number of rows, however long the chain is.
///
/// # Errors
/// Those of the database.
pub fn near_the_head(conn: &mut Conn, keys: &Keys) -> Result<Result<Link, Flaw>> {
    let Some(head) = store::last_link(conn)? else { return Ok(Ok(Link::START)) };
    let before = store::link_at(conn, head.n - STEP)?.unwrap_or(Link::START);
    let walk = Walk { keys: keys.clone(), last: before, phase: Phase::Links };
    let found = store::links_after(conn, before.n, STEP)?;
    let beyond = Walk { keys: keys.clone(), last: head, phase: Phase::Links };
    let flaw = walk.flaw_in(conn, &found)?.or(beyond.flaw_in(conn, &[])?);
    Ok(flaw.map_or(Ok(head), Err))
}
