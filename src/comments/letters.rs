//! The letters to whoever left an address with a comment.

use std::sync::Arc;

use askama::Template;

use super::address::{ASKS, PURPOSE, TELLS, row_of};
use super::events::{
    DEMAND_REDACTED, EDIT_APPROVED, EDIT_REFUSED, OVERTURNED, REDACTED, UNDONE, UPHELD, is_on_demand,
};
use super::history::holds;
use super::mailing::{ANSWERED, About, mailing_token, wants_answers};
use super::states::State;
use super::store::{self, CommentRow, EventRow};
use crate::articles;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::base::words::Words;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{Composed, Composer, Header, Order};
use crate::rules;
use crate::web::frame::Face;

/// Writes them.
#[derive(Debug)]
pub struct Writer {
    face: Arc<Face>,
    keys: Keys,
}

impl Writer {
    /// A writer for this site.
    #[must_use]
    pub const fn new(face: Arc<Face>, keys: Keys) -> Self {
        Self { face, keys }
    }
}

#[derive(Template)]
#[template(path = "letters/comment_address.txt")]
struct AskText<'a> {
    words: &'a Words,
    site: &'a str,
    article: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "letters/comment_address.html")]
struct AskHtml<'a> {
    words: &'a Words,
    site: &'a str,
    article: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "letters/comment_answered.txt")]
struct AnsweredText<'a> {
    words: &'a Words,
    site: &'a str,
    article: &'a str,
    link: &'a str,
    leave: &'a str,
}

#[derive(Template)]
#[template(path = "letters/comment_answered.html")]
struct AnsweredHtml<'a> {
    words: &'a Words,
    site: &'a str,
    article: &'a str,
    link: &'a str,
    leave: &'a str,
}

#[derive(Template)]
#[template(path = "letters/comment_decided.txt")]
struct TellText<'a> {
    words: &'a Words,
    told: &'a Told,
}

#[derive(Template)]
#[template(path = "letters/comment_decided.html")]
struct TellHtml<'a> {
    words: &'a Words,
    told: &'a Told,
}

struct Told {
    site: String,
    article: String,
    key: &'static str,
    rule: Option<String>,
    moderator: Option<String>,
    is_read: bool,
    link: String,
    leave: String,
}

impl Composer for Writer {
    fn kinds(&self) -> &'static [&'static str] {
        &[ASKS, TELLS, ANSWERED]
    }

    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let Ok(id) = order.recipient_id.parse() else { return Ok(None) };
        let Some(comment) = store::find(tx, &id)? else { return Ok(None) };
        let Some(to) = self.address(&comment)? else { return Ok(None) };
        let Some(article) = articles::by_id(tx, &comment.article_id)? else { return Ok(None) };
        let title = article.title.as_str();
        if order.kind == ASKS {
            return self.ask(tx, comment, to, title);
        }
        if order.kind == ANSWERED {
            return self.answered(tx, &comment, (to, title), &order.subject);
        }
        self.tell(tx, &comment, (to, title), &order.subject)
    }
}

impl Writer {
    fn address(&self, comment: &CommentRow) -> Result<Option<EmailAddress>> {
        let Some(sealed) = &comment.email_sealed else { return Ok(None) };
        self.keys.open_email(sealed, &row_of(&comment.id)).map(Some).map_err(Error::fault)
    }

    /// The link that ends such letters.
    fn leave(&self, about: About, comment: &CommentRow) -> String {
        let token = mailing_token(&self.keys, about, &comment.id);
        self.face.origin.link(&format!("/comments/mail/{token}"))
    }

    fn words(&self) -> Words {
        self.face.catalogue.words(&self.face.language)
    }

    /// Without a word that a stranger wrote: neither the name nor the text of the comment.
    fn ask(
        &self,
        tx: &mut Tx<'_>,
        mut comment: CommentRow,
        to: EmailAddress,
        article: &str,
    ) -> Result<Option<Composed>> {
        if comment.email_confirmed {
            return Ok(None);
        }
        let token = Token::fresh(tx.random());
        comment.email_digest = Some(token.digest(PURPOSE));
        store::save(tx, &comment)?;
        let (words, site) = (&self.words(), self.face.name.as_str());
        let link = &self.face.origin.link(&format!("/comments/address/{}", token.reveal()));
        Ok(Some(Composed {
            to,
            subject: words.say("comments-letter-address-subject"),
            text: AskText { words, site, article, link }.render().map_err(Error::fault)?,
            html: AskHtml { words, site, article, link }.render().map_err(Error::fault)?,
            headers: Vec::new(),
        }))
    }

    /// Without a word that a stranger wrote: where the answer is read, and how to hear of no more.
    fn answered(
        &self,
        tx: &mut Tx<'_>,
        comment: &CommentRow,
        to_about: (EmailAddress, &str),
        answer: &str,
    ) -> Result<Option<Composed>> {
        let (to, article) = to_about;
        let Some(answer) = answer.parse().ok().map(|id| store::find(tx, &id)).transpose()?.flatten() else {
            return Ok(None);
        };
        if !wants_answers(comment, &answer) {
            return Ok(None);
        }
        let (words, site) = (&self.words(), self.face.name.as_str());
        let link = &self.face.origin.link(&format!("/comments/{}", answer.id));
        let leave = &self.leave(About::Answers, comment);
        Ok(Some(Composed {
            to,
            subject: words.say("comments-letter-answered-subject"),
            text: AnsweredText { words, site, article, link, leave }.render().map_err(Error::fault)?,
            html: AnsweredHtml { words, site, article, link, leave }.render().map_err(Error::fault)?,
            headers: one_click(leave),
        }))
    }

    fn tell(
        &self,
        tx: &mut Tx<'_>,
        comment: &CommentRow,
        to_about: (EmailAddress, &str),
        event: &str,
    ) -> Result<Option<Composed>> {
        let (to, article) = to_about;
        let Some(event) = event.parse().ok().map(|id| store::event(tx, &id)).transpose()?.flatten() else {
            return Ok(None);
        };
        if !comment.email_confirmed || !is_last_word(tx, comment, &event)? {
            return Ok(None);
        }
        let Some(key) = decision_key(&event) else { return Ok(None) };
        let cited = event.rule_number.zip(event.rule_version);
        let rule = cited.map(|(number, version)| rules::cited(tx, number, version)).transpose()?.flatten();
        let words = &self.words();
        let told = &Told {
            site: self.face.name.clone(),
            article: article.to_owned(),
            key,
            rule: rule.map(|rule| {
                words.say2(
                    "comments-letter-decided-rule",
                    ("number", rule.number),
                    ("title", rule.title.as_str()),
                )
            }),
            is_read: comment.state()? == State::Published,
            moderator: said(tx, comment, &event)?,
            link: self.face.origin.link(&format!("/comments/{}", comment.id)),
            leave: self.leave(About::Decisions, comment),
        };
        Ok(Some(Composed {
            to,
            subject: words.say("comments-letter-decided-subject"),
            text: TellText { words, told }.render().map_err(Error::fault)?,
            html: TellHtml { words, told }.render().map_err(Error::fault)?,
            headers: one_click(&told.leave),
        }))
    }
}

/// How a mail program ends such letters with one click (RFC 2369, RFC 8058).
fn one_click(leave: &str) -> Vec<Header> {
    vec![
        Header { name: "List-Unsubscribe", value: format!("<{leave}>") },
        Header { name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click".to_owned() },
    ]
}

/// What was written to the author with a decision. On a legal demand that is kept with the demand, for as long.
fn said(tx: &mut Tx<'_>, comment: &CommentRow, event: &EventRow) -> Result<Option<String>> {
    if !is_on_demand(&event.kind) {
        return Ok(event.words.clone());
    }
    let demand = store::takedowns::latest_of(tx, &comment.id)?;
    Ok(demand.and_then(|demand| demand.words).map(|words| words.as_str().to_owned()))
}

/// Whether nothing took the place of what was decided: a later decision has a letter of its own, or none.
fn is_last_word(tx: &mut Tx<'_>, comment: &CommentRow, event: &EventRow) -> Result<bool> {
    let holding = holds(tx, &comment.id)?;
    let holds = event.reverts.is_some() || holding.iter().any(|held| held.id == event.id);
    let decided_since = holding.iter().any(|later| {
        later.version > event.version && later.actor_kind == "moderator" && decision_key(later).is_some()
    });
    Ok(event.to_state == comment.state && holds && !decided_since)
}

/// What the letter says of a decision; nothing of those that are no news to the author.
fn decision_key(event: &EventRow) -> Option<&'static str> {
    match (event.kind.as_str(), State::parse(&event.to_state)?) {
        (EDIT_APPROVED, _) => Some("comments-letter-decided-edit-approved"),
        (REDACTED, _) => Some("comments-letter-decided-redacted"),
        ("demand_recorded", _) => Some("comments-letter-demand-recorded"),
        ("demand_hidden", _) => Some("comments-letter-demand-hidden"),
        ("demand_removed", _) => Some("comments-letter-demand-removed"),
        (DEMAND_REDACTED, _) => Some("comments-letter-demand-redacted"),
        ("demand_refused", _) => Some("comments-letter-demand-refused"),
        (UPHELD, _) => Some("comments-letter-decided-upheld"),
        (UNDONE, State::Published) => Some("comments-letter-decided-taken-back"),
        (OVERTURNED, _) => Some("comments-letter-decided-overturned"),
        (EDIT_REFUSED, _) => Some("comments-letter-decided-edit-refused"),
        (_, State::Published) => Some("comments-letter-decided-published"),
        (_, State::Rejected) => Some("comments-letter-decided-rejected"),
        (_, State::Returned) => Some("comments-letter-decided-returned"),
        (_, State::Hidden) => Some("comments-letter-decided-hidden"),
        _ => None,
    }
}
