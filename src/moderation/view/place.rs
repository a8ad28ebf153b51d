//! Where somebody stands in the queue: in which tab, and what narrows it.

use serde::{Deserialize, Serialize};

use super::card::Card;
use crate::articles::{self, ArticleId};
use crate::base::seal::Keys;
use crate::base::text::Name;
use crate::base::words::Words;
use crate::comments::{CommentId, Filter, Sought, State};
use crate::db::Conn;
use crate::error::{OrNotFound, Result};

/// The parts of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::moderation) enum Tab {
    /// What waits for a decision.
    Waiting,
    /// What was filed as spam.
    Spam,
    /// What came back to its author, to be changed.
    Returned,
    /// What was rejected.
    Rejected,
    /// What was taken out of sight.
    Hidden,
}

impl Tab {
    pub(in crate::moderation) const ALL: [Self; 5] =
        [Self::Waiting, Self::Spam, Self::Returned, Self::Rejected, Self::Hidden];

    /// The tab of a word; what waits if it is none.
    pub(in crate::moderation) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.as_str() == word).unwrap_or(Self::Waiting)
    }

    pub(in crate::moderation) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Spam => "spam",
            Self::Returned => "returned",
            Self::Rejected => "rejected",
            Self::Hidden => "hidden",
        }
    }

    pub(in crate::moderation) const fn state(self) -> State {
        match self {
            Self::Waiting => State::Held,
            Self::Spam => State::Spam,
            Self::Returned => State::Returned,
            Self::Rejected => State::Rejected,
            Self::Hidden => State::Hidden,
        }
    }

    pub(in crate::moderation) const fn is_waiting(self) -> bool {
        matches!(self, Self::Waiting)
    }

    /// Whether what it holds is with its authors, and nothing is to be decided on it.
    pub(in crate::moderation) const fn is_with_authors(self) -> bool {
        matches!(self, Self::Returned)
    }

    /// Where it begins.
    pub(in crate::moderation) fn path(self) -> String {
        Place::of(self).path()
    }

    pub(in crate::moderation) const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "moderation-tab-waiting",
            Self::Spam => "moderation-tab-spam",
            Self::Returned => "moderation-tab-returned",
            Self::Rejected => "moderation-tab-rejected",
            Self::Hidden => "moderation-tab-hidden",
        }
    }

    pub(in crate::moderation) const fn title_key(self) -> &'static str {
        match self {
            Self::Waiting => "moderation-queue-waiting",
            Self::Spam => "moderation-queue-spam",
            Self::Returned => "moderation-queue-returned",
            Self::Rejected => "moderation-queue-rejected",
            Self::Hidden => "moderation-queue-hidden",
        }
    }

    pub(in crate::moderation) const fn empty_key(self) -> &'static str {
        match self {
            Self::Waiting => "moderation-empty-waiting",
            Self::Spam => "moderation-empty-spam",
            Self::Returned => "moderation-empty-returned",
            Self::Rejected => "moderation-empty-rejected",
            Self::Hidden => "moderation-empty-hidden",
        }
    }
}

/// A tab, and what narrows it, as addresses and forms carry them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::moderation) struct Place {
    #[serde(skip_serializing_if = "String::is_empty")]
    tab: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    article: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    rule: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    cluster: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    words: String,
}

/// Something that narrows the queue, and the way to the queue without it.
#[derive(Debug, Clone)]
pub(in crate::moderation) struct Chip {
    pub(in crate::moderation) label: String,
    pub(in crate::moderation) without: String,
}

impl Place {
    /// The whole of a tab.
    pub(in crate::moderation) fn of(tab: Tab) -> Self {
        let tab = if tab.is_waiting() { String::new() } else { tab.as_str().to_owned() };
        Self { tab, ..Self::default() }
    }

    /// The place that a form's field names; the queue's beginning if it names none.
    pub(in crate::moderation) fn parse(text: &str) -> Self {
        serde_urlencoded::from_str(text).unwrap_or_default()
    }

    /// As a form's field carries it.
    pub(in crate::moderation) fn to_text(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    pub(in crate::moderation) fn tab(&self) -> Tab {
        Tab::parse(&self.tab)
    }

    /// Its address.
    pub(in crate::moderation) fn path(&self) -> String {
        match self.to_text() {
            query if query.is_empty() => QUEUE.to_owned(),
            query => format!("{QUEUE}?{query}"),
        }
    }

    /// Its address with one thing more to say.
    pub(in crate::moderation) fn path_with(&self, key: &str, value: &str) -> String {
        let path = self.path();
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{path}{mark}{key}={value}")
    }

    /// Whether nothing narrows it.
    pub(in crate::moderation) fn is_whole(&self) -> bool {
        *self == Self::of(self.tab())
    }

    /// The address of the same tab narrowed to one article, one name, one reason or one rule as well.
    pub(in crate::moderation) fn of_article(&self, article: &ArticleId) -> String {
        Self { article: article.as_str().to_owned(), ..self.clone() }.path()
    }

    pub(in crate::moderation) fn of_name(&self, name: &str) -> String {
        Self { name: name.to_owned(), ..self.clone() }.path()
    }

    pub(in crate::moderation) fn of_reason(&self, reason: &str) -> String {
        Self { reason: reason.to_owned(), ..self.clone() }.path()
    }

    pub(in crate::moderation) fn of_rule(&self, rule: i32) -> String {
        Self { rule: rule.to_string(), ..self.clone() }.path()
    }

    /// The address of all copies of one text, wherever they stand.
    pub(in crate::moderation) fn of_cluster(&self, cluster: &str) -> Self {
        Self { cluster: cluster.to_owned(), ..Self::of(self.tab()) }
    }

    /// The words that are looked for.
    pub(in crate::moderation) fn words(&self) -> &str {
        self.words.trim()
    }

    /// What else it says, as the fields of the form that looks for words.
    pub(in crate::moderation) fn beside_words(&self) -> Vec<(String, String)> {
        let others = Self { words: String::new(), ..self.clone() };
        serde_urlencoded::from_str(&others.to_text()).unwrap_or_default()
    }

    /// Whether copies of a text stand as one card.
    pub(in crate::moderation) fn gathers_copies(&self) -> bool {
        self.cluster.is_empty()
    }

    /// What it asks of the comments.
    ///
    /// # Errors
    /// Not found if it names an article, a name, a reason, a rule or a cluster that cannot be.
    pub(in crate::moderation) fn filter(&self, keys: &Keys) -> Result<Filter> {
        let article = (!self.article.is_empty()).then(|| self.article.parse::<ArticleId>().ok());
        let name = (!self.name.is_empty()).then(|| Name::parse(&self.name).ok());
        let rule = (!self.rule.is_empty())
            .then(|| self.rule.parse().ok().filter(|rule: &i32| *rule > 0 && rule.to_string() == self.rule));
        Ok(Filter {
            rule: rule.map(OrNotFound::or_not_found).transpose()?,
            article: article.map(OrNotFound::or_not_found).transpose()?,
            name: name.map(OrNotFound::or_not_found).transpose()?,
            reason: key(&self.reason)?,
            cluster: key(&self.cluster)?,
            sought: Some(self.words())
                .filter(|words| !words.is_empty())
                .map(|words| Sought::parse(keys, words)),
            ..Filter::of(self.tab().state())
        })
    }

    /// What narrows it, in words. A reason is called by its words only where one of the `cards` has it: the address
    /// may hold anything.
    pub(super) fn chips(&self, conn: &mut Conn, words: &Words, cards: &[Card]) -> Result<Vec<Chip>> {
        let mut chips = Vec::new();
        let mut add = |label: String, without: Self| chips.push(Chip { label, without: without.path() });
        if let Ok(article) = self.article.parse::<ArticleId>() {
            let title = articles::by_id(conn, &article)?.or_not_found()?.title;
            let without = Self { article: String::new(), ..self.clone() };
            add(words.say1("moderation-chip-article", "title", title.as_str()), without);
        }
        if !self.name.is_empty() {
            let without = Self { name: String::new(), ..self.clone() };
            add(words.say1("moderation-chip-name", "name", self.name.as_str()), without);
        }
        if !self.reason.is_empty() {
            let known = cards.iter().flat_map(|card| &card.reasons).any(|reason| reason.key == self.reason);
            let reason = if known { &self.reason } else { "moderation-chip-some-reason" };
            let without = Self { reason: String::new(), ..self.clone() };
            add(words.say1("moderation-chip-reason", "reason", words.say(reason)), without);
        }
        if !self.rule.is_empty() {
            let without = Self { rule: String::new(), ..self.clone() };
            add(words.say1("moderation-under-rule", "rule", self.rule.as_str()), without);
        }
        if !self.cluster.is_empty() {
            let without = Self { cluster: String::new(), ..self.clone() };
            add(words.say("moderation-chip-cluster"), without);
        }
        if !self.words().is_empty() {
            let without = Self { words: String::new(), ..self.clone() };
            add(words.say1("moderation-chip-words", "words", self.words()), without);
        }
        Ok(chips)
    }
}

/// A key that an address names, if it names one. A database refuses what holds a NUL.
///
/// # Errors
/// Not found for what no key holds.
fn key(named: &str) -> Result<Option<String>> {
    let can_be = !named.contains(char::is_control);
    let key = can_be.then(|| named.to_owned()).or_not_found()?;
    Ok(Some(key).filter(|key| !key.is_empty()))
}

const QUEUE: &str = "/moderation";
/// The word by which a form of the log says where to go on.
pub(super) const LOG: &str = "decisions";
/// The same for the forms beside changed texts.
pub(super) const EDITS: &str = "edits";
/// The same for the forms beside appeals.
pub(super) const APPEALS: &str = "appeals";
/// The same for the forms beside reports.
pub(super) const REPORTED: &str = "reported";

/// Where to go on after a decision: the place it was made from, with a notice of it.
pub(in crate::moderation) fn after(place: &str, comment: &CommentId) -> String {
    match place {
        EDITS | APPEALS | REPORTED => format!("/moderation/{place}?decided={comment}"),
        _ => Place::parse(place).path_with("decided", comment.as_str()),
    }
}

/// Where to go on after a decision was taken back.
pub(in crate::moderation) fn after_undo(place: &str, comment: &CommentId) -> String {
    match place {
        LOG | EDITS | APPEALS | REPORTED => format!("/moderation/{place}?undone={comment}"),
        _ => Place::parse(place).path_with("undone", comment.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_is_read_back_as_it_was_written(tab in 0_usize..5, article in "[a-z0-9]{0,20}", name in "\\PC{0,20}", reason in "[a-z-]{0,20}", rule in "[0-9]{0,3}", cluster in "[a-z0-9]{0,20}", words in "\\PC{0,20}") {
            let tab = Tab::ALL.into_iter().nth(tab).map_or_else(String::new, |tab| Place::of(tab).tab);
            let place = Place { tab, article, name, reason, rule, cluster, words };
            prop_assert_eq!(&Place::parse(&place.to_text()), &place);
            prop_assert!(place.path().starts_with(QUEUE));
        }
    }

    #[test]
    fn the_place_of_nothing_is_the_head_of_the_queue() {
        for text in ["", "waiting", "?", "&&=", "tab=nothing"] {
            assert_eq!(Place::parse(text).tab(), Tab::Waiting, "{text}");
        }
    }
}
