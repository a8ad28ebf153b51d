//! Made-up comments for trying the site with many of them: plausible, in threads, mostly published.

use std::time::Duration;

use super::events::{Actor, Cause, RuleCited};
use super::place;
use super::states::{RevisionState, State};
use super::store::{self, CommentRow, EventRow, TextRow};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::random::Random;
use crate::base::text::{Name, Prose};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::rules::checks::priority;

/// How many comments one step makes: with their texts and histories at most 500 rows.
pub const STEP: usize = 160;

const FIRST_NAMES: [&str; 24] = [
    "Ana", "Tomás", "Ines", "Javier", "Amal", "Bram", "Chidi", "Dorota", "Elif", "Farid", "Greta", "Hana",
    "Ivo", "Jun", "Kofi", "Leila", "Mirela", "Noor", "Oskar", "Priya", "Rafael", "Sanne", "Wanjiru", "Yusuf",
];
const ENDINGS: [&str; 12] = [
    "",
    "",
    "",
    " R.",
    " M.",
    " Okafor",
    " Lindqvist",
    " from Leeds",
    " Costa",
    " Haddad",
    " (retired)",
    " Novak",
];
const OPENINGS: [&str; 12] = [
    "I read the whole ruling last night.",
    "Thank you for keeping this in view.",
    "My sister is a reporter, and this is what she is afraid of.",
    "I am not a lawyer, so forgive a plain question.",
    "This is not only about one company.",
    "We had the same argument in our parliament.",
    "I worked on phones for twenty years.",
    "Somebody should translate this article.",
    "I disagree with the last paragraph.",
    "The dates in the timeline helped me a lot.",
    "What strikes me is how long it all took.",
    "I had to read the part about the servers twice.",
];
const MIDDLES: [&str; 12] = [
    "A tool that opens every phone opens the phones of judges as well.",
    "Nobody who was watched has been told so by those who watched.",
    "If the damages are smaller than the profits, they are a price and not a punishment.",
    "The engineers who found the hole deserve more thanks than they got.",
    "A secret customer list is the heart of the matter.",
    "The court asked for the code and waited for years.",
    "Reporters in my town have gone back to meeting in the park.",
    "It should not take a company with deep pockets to bring such a case.",
    "An update that arrives in time protects more people than a ruling that arrives late.",
    "The word \"lawful\" is made to carry a great deal here.",
    "I would like to know who checked what the buyers did with it.",
    "Every government says that it is meant for somebody else.",
];
const ENDS: [&str; 12] = [
    "What happens at the appeal?",
    "I hope that others will follow.",
    "Please keep us informed.",
    "That is all I wanted to say.",
    "Has anybody seen the annex?",
    "It is worth the time.",
    "I am still angry about it.",
    "Let us see what the next hearing brings.",
    "The rest is in the documents.",
    "Does anyone know the date?",
    "I will write to my representative.",
    "We should remember the names.",
];

/// Makes up to [`STEP`] comments under an article, and no more than `wanted`; answers how many. They bring their own
/// threads, so that nothing has to be read.
///
/// # Errors
/// Those of the database.
pub fn fill(tx: &mut Tx<'_>, article: &ArticleId, wanted: usize) -> Result<usize> {
    let many = wanted.min(STEP);
    store::open_discussion(tx, article)?;
    let count = i64::try_from(many).unwrap_or(0);
    let first = store::take_number(tx, article)?;
    let mut batch = Batch { article, rows: Vec::new(), texts: Vec::new(), history: Vec::new() };
    for number in first..first + count {
        batch.add(tx, number)?;
    }
    batch.count_answers();
    store::insert_all(tx, &batch.rows, &batch.texts, &batch.history)?;
    let published = batch.rows.iter().filter(|row| row.state == State::Published.as_str()).count();
    store::raise_counts(tx, article, i64::try_from(published).unwrap_or(0), count - 1)?;
    Ok(many)
}

struct Batch<'a> {
    article: &'a ArticleId,
    rows: Vec<CommentRow>,
    texts: Vec<TextRow>,
    history: Vec<EventRow>,
}

impl Batch<'_> {
    fn add(&mut self, tx: &Tx<'_>, number: i64) -> Result<()> {
        let random = tx.random();
        let state = match random.below(100) {
            0..93 => State::Published,
            93..96 => State::Held,
            96..99 => State::Rejected,
            _ => State::Spam,
        };
        let parent = self.parent(random).filter(|_| state == State::Published);
        let published = state == State::Published;
        let path = if published {
            Some(place::below(parent.and_then(|parent| parent.path.as_deref()), number)?)
        } else {
            None
        };
        let row = self.row(tx, state, path, parent)?;
        let text = text_row(tx, &row, state)?;
        self.history.extend(history(tx, &row, &text, state));
        self.texts.push(text);
        self.rows.push(row);
        Ok(())
    }

    /// Two of three answer one of the last comments.
    fn parent(&self, random: &Random) -> Option<&CommentRow> {
        let back = usize::try_from(random.below(12)).unwrap_or(0);
        let answers = random.below(3) > 0;
        self.rows.iter().rev().filter(|row| row.path.is_some()).nth(back).filter(|_| answers)
    }

    fn row(
        &self,
        tx: &Tx<'_>,
        state: State,
        path: Option<String>,
        parent: Option<&CommentRow>,
    ) -> Result<CommentRow> {
        let name = name(tx.random())?;
        let waits = state == State::Held;
        let written = written_at(tx, waits);
        Ok(CommentRow {
            id: tx.fresh_id(),
            article_id: self.article.clone(),
            parent_id: parent.map(|parent| parent.id.clone()),
            state: state.as_str().to_owned(),
            version: if waits { 1 } else { 2 },
            name_key: name.key(),
            name: name.as_str().to_owned(),
            account_id: None,
            staff: false,
            email_key: None,
            email_sealed: None,
            email_digest: None,
            email_confirmed: false,
            depth: place::level_below(parent.map(|parent| parent.depth)),
            listed: path.is_some(),
            path,
            replies: 0,
            priority: priority::USUAL,
            deciding: false,
            pseudonym: None,
            sameness: None,
            editable_until: None,
            submitted_at: written,
            decided_at: (!waits).then_some(written),
            edited_at: None,
            wants_replies: false,
            name_looks: None,
            reasons: String::new(),
            cluster: None,
            rule_number: cited(state).map(|rule| rule.number),
        })
    }

    fn count_answers(&mut self) {
        let above: Vec<String> =
            self.rows.iter().filter_map(|row| row.path.as_deref()).flat_map(place::above).collect();
        for row in &mut self.rows {
            let below = above.iter().filter(|path| row.path.as_ref() == Some(path)).count();
            row.replies = i64::try_from(below).unwrap_or(0);
        }
    }
}

/// Within the last 60 days; what waits, within the last two.
fn written_at(tx: &Tx<'_>, waits: bool) -> Timestamp {
    let days = if waits { 2 } else { 60 };
    let written = tx.now.minus(Duration::from_secs(60 * tx.random().below(days * 24 * 60)));
    if waits { written.to_minute() } else { written.to_day() }
}

fn text_row(tx: &Tx<'_>, row: &CommentRow, state: State) -> Result<TextRow> {
    let text = text(tx.random())?;
    Ok(TextRow {
        id: tx.fresh_id(),
        comment_id: row.id.clone(),
        state: state.text_becomes().unwrap_or(RevisionState::Pending).as_str().to_owned(),
        text_key: format!("demo-{}", row.id),
        text,
        created_at: row.submitted_at,
        number: 1,
        ended_by: None,
        cluster: None,
    })
}

fn cited(state: State) -> Option<RuleCited> {
    (state == State::Rejected).then_some(RuleCited { number: 1, version: 1 })
}

fn history(tx: &Tx<'_>, row: &CommentRow, text: &TextRow, state: State) -> Vec<EventRow> {
    let mut arrived = super::submit::arrival(tx, row, text, &Actor::Program);
    State::Held.as_str().clone_into(&mut arrived.to_state);
    Cause::Demo.as_str().clone_into(&mut arrived.cause);
    let cited = cited(state);
    let kind = match state {
        State::Published => "approved",
        State::Rejected => "rejected",
        State::Spam => "filed_as_spam",
        _ => return vec![arrived],
    };
    let decided = EventRow {
        id: tx.fresh_id(),
        version: 2,
        kind: kind.to_owned(),
        from_state: Some(State::Held.as_str().to_owned()),
        to_state: state.as_str().to_owned(),
        rule_number: cited.map(|rule| rule.number),
        rule_version: cited.map(|rule| rule.version),
        hours_waited: Some(i64::try_from(tx.random().below(20)).unwrap_or(0)),
        ..arrived.clone()
    };
    vec![arrived, decided]
}

fn name(random: &Random) -> Result<Name> {
    let name = format!("{}{}", one_of(random, &FIRST_NAMES), one_of(random, &ENDINGS));
    Name::parse(&name).map_err(Error::fault)
}

fn text(random: &Random) -> Result<Prose> {
    let mut text = format!("{} {}", one_of(random, &OPENINGS), one_of(random, &MIDDLES));
    if random.below(3) > 0 {
        text.push_str(if random.below(3) == 0 { "\n\n" } else { " " });
        text.push_str(one_of(random, &MIDDLES));
    }
    text.push(' ');
    text.push_str(one_of(random, &ENDS));
    Prose::parse(&text).map_err(Error::fault)
}

fn one_of(random: &Random, words: &[&'static str]) -> &'static str {
    let drawn = random.below(u64::try_from(words.len()).unwrap_or(0));
    usize::try_from(drawn).ok().and_then(|drawn| words.get(drawn)).copied().unwrap_or_default()
}
