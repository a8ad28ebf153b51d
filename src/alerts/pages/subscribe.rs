//! The form on a case's page, and what is sent by it.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Parts, refused};
use crate::alerts::{Frequency, Kinds, Wish, ask, look_up};
use crate::base::text::{EmailAddress, Slug, TextProblem};
use crate::cases::{self, Case};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, FormTokens, Public};
use crate::web::frame::Frame;
use crate::web::respond::{page, see_other};

const ASKED: &str = "/subscriptions/asked";

/// What was typed and chosen to follow a case.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SubscribeForm {
    form_token: String,
    email: String,
    frequency: String,
    kinds: String,
    language: String,
    website: String,
}

impl Form for SubscribeForm {
    const NAME: &'static str = "subscribe";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// The form as a page shows it.
#[derive(Debug, Clone)]
struct Filled {
    action: String,
    token: String,
    fields: SubscribeForm,
    problems: Problems,
    /// Tag and own name of each language, if there is a choice.
    languages: Vec<(String, String)>,
    /// Where the case can be followed without an address.
    case_path: String,
}

impl Filled {
    fn new(
        frame: &Frame,
        tokens: &FormTokens,
        case: &Case,
        mut fields: SubscribeForm,
        problems: Problems,
    ) -> Self {
        let action = format!("{}/subscriptions", case.path());
        let languages = languages(frame);
        for (field, begin) in [
            (&mut fields.frequency, Frequency::AtOnce.as_str()),
            (&mut fields.kinds, Kinds::All.as_str()),
            (&mut fields.language, language_of(frame, case)),
        ] {
            if field.is_empty() {
                begin.clone_into(field);
            }
        }
        let token = tokens.public(SubscribeForm::NAME, &action);
        Self { action, token, fields, problems, languages, case_path: case.path() }
    }
}

/// Every language of the site with its own name, if there are several.
fn languages(frame: &Frame) -> Vec<(String, String)> {
    let catalogue = &frame.face.catalogue;
    let named =
        catalogue.languages().map(|tag| (tag.to_owned(), catalogue.words(tag).say("alerts-language-name")));
    let all: Vec<_> = named.collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// The case's language, if the site speaks it.
fn language_of<'a>(frame: &'a Frame, case: &'a Case) -> &'a str {
    let spoken = frame.face.catalogue.languages().any(|tag| tag == case.language);
    if spoken { &case.language } else { &frame.face.language }
}

/// The form to follow a case, as a part of a public page: the same for everyone on one day.
#[derive(Debug, Template)]
#[template(path = "alerts/follow.html")]
pub struct Follow {
    frame: Frame,
    filled: Filled,
}

impl Follow {
    /// An empty form that posts to the case's subscriptions.
    #[must_use]
    pub fn new(frame: &Frame, tokens: &FormTokens, case: &Case) -> Self {
        let filled = Filled::new(frame, tokens, case, SubscribeForm::default(), Problems::default());
        Self { frame: frame.clone(), filled }
    }
}

/// The form on a page of its own, with what was typed.
#[derive(Template)]
#[template(path = "alerts/form.html")]
struct FormPage {
    frame: Frame,
    title: String,
    filled: Filled,
}

/// `POST /cases/{slug}/subscriptions`: the answer is the same for every address that could be one.
///
/// # Errors
/// [`Error::NotFound`] without such a case, and those of the database.
pub async fn subscribe(
    slug: web::Path<String>,
    client: Client,
    sent: Public<SubscribeForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let slug = Slug::parse(&slug).map_err(|_| Error::NotFound)?;
    let case = parts.db.read(move |conn| cases::published(conn, &slug)).await?.or_not_found()?;
    match parts.follow(&case, &client, &sent.fields, sent.problems).await {
        Ok(()) => Ok(see_other(ASKED)),
        Err(error) => refused(error, |problems| parts.form_page(&case, sent.fields, problems)),
    }
}

const fn email_problem(_: TextProblem) -> &'static str {
    "alerts-problem-email"
}

impl Parts {
    fn form_page(&self, case: &Case, fields: SubscribeForm, problems: Problems) -> FormPage {
        let filled = Filled::new(&self.frame, &self.tokens, case, fields, problems);
        FormPage { frame: self.frame.clone(), title: case.title.to_string(), filled }
    }

    async fn follow(
        &self,
        case: &Case,
        client: &Client,
        fields: &SubscribeForm,
        mut problems: Problems,
    ) -> Result<()> {
        let wish = self.wish(case, fields, &mut problems);
        problems.into_result()?;
        let wish = wish.or_not_found()?;
        self.count_letter(client).await?;
        if !fields.website.is_empty() {
            return Ok(());
        }
        let (keys, looked_up) = (self.keys.clone(), wish.clone());
        let known = self.db.read(move |conn| look_up(conn, &keys, &looked_up)).await?;
        let keys = self.keys.clone();
        self.db.write(move |tx| ask(tx, &keys, &wish, &known)).await
    }

    /// `None`, with every field's message noted, unless all of it is right.
    fn wish(&self, case: &Case, fields: &SubscribeForm, problems: &mut Problems) -> Option<Wish> {
        let address = problems.note("follow-email", EmailAddress::parse(&fields.email), email_problem);
        let or_first = |typed: &str, first: &'static str| {
            if typed.is_empty() { first.to_owned() } else { typed.to_owned() }
        };
        let frequency = Frequency::parse(&or_first(&fields.frequency, Frequency::AtOnce.as_str()));
        let frequency =
            problems.note("follow-frequency", frequency.ok_or(()), |()| "alerts-problem-frequency");
        let kinds = Kinds::parse(&or_first(&fields.kinds, Kinds::All.as_str()));
        let kinds = problems.note("follow-kinds", kinds.ok_or(()), |()| "alerts-problem-kinds");
        let known = self.frame.face.catalogue.languages().find(|tag| *tag == fields.language);
        let language = known.unwrap_or_else(|| language_of(&self.frame, case)).to_owned();
        Some(Wish {
            address: address?,
            case: case.id.clone(),
            frequency: frequency?,
            kinds: kinds?,
            language,
        })
    }
}

#[derive(Template)]
#[template(path = "alerts/asked.html")]
struct AskedPage {
    frame: Frame,
}

/// `GET /subscriptions/asked`: look into your mail.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn asked(parts: Parts) -> Result<HttpResponse> {
    page(&AskedPage { frame: parts.frame })
}
