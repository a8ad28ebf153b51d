//! Passkeys on pages: the question that a form carries, what its browser answers, and `/account/second-factor/passkeys`,
//! where one is added or taken away.

use actix_web::HttpResponse;
use serde::Deserialize;
use validator::Validate;

use super::Desk;
use super::newcomer::name_problem;
use super::second_factor::{HERE, owner_of, shown_again, shown_once};
use crate::accounts::AccountId;
use crate::accounts::guard::{Holder, Recently};
use crate::accounts::password::Typed;
use crate::accounts::second_factor::ceremony::{Answer, Asking, Party, Place, Question};
use crate::accounts::second_factor::code::{Code, RecoveryCode};
use crate::accounts::second_factor::passkey::{MOST, Passkey};
use crate::accounts::second_factor::{self, Given};
use crate::base::text::Name;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Private};
use crate::web::respond::see_other;

const ADD: &str = "/account/second-factor/passkeys";
const REMOVE: &str = "/account/second-factor/passkeys/remove";

/// What was typed, and what the browser answered, to add a passkey.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Add {
    name: String,
    passkey: Typed,
    passkey_question: String,
    form_token: String,
}

impl Form for Add {
    const NAME: &'static str = "add-passkey";
    const FIELDS: &'static [&'static str] = &["name", "passkey"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// Which passkey is to go.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Remove {
    which: String,
    form_token: String,
}

impl Form for Remove {
    const NAME: &'static str = "remove-passkey";
    const FIELDS: &'static [&'static str] = &["which"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// The question for a passkey, as a form carries it beside the field of a code.
pub(super) struct Asked {
    /// None where there is nothing to ask for.
    pub(super) question: Option<Question>,
    /// Whether the passkeys that there are belong to the other address of the site.
    pub(super) elsewhere: bool,
}

impl Asked {
    /// Where nobody is known yet.
    pub(super) fn of_anybody(desk: &Desk) -> Result<Self> {
        let ask = |party: Party| party.ask_to_show(&asking(desk, &Place::SignIn), &[]);
        Ok(Self { question: party(desk).map(ask).transpose()?, elsewhere: false })
    }

    /// For a passkey of this account.
    pub(super) async fn of_owner(desk: &Desk, account: &AccountId, place: &Place) -> Result<Self> {
        let held = held(desk, account).await?;
        let here = party(desk).filter(|party| held.iter().any(|passkey| party.knows(passkey)));
        let elsewhere = here.is_none() && !held.is_empty();
        let ask = |party: Party| party.ask_to_show(&asking(desk, place), &held);
        Ok(Self { question: here.map(ask).transpose()?, elsewhere })
    }
}

/// What a form brought of a second factor: the answer of a passkey, or a code.
pub(super) fn given(
    desk: &Desk,
    place: Place,
    (sealed, said): (&str, &Typed),
    code: &Typed,
) -> Option<Given> {
    let answer = Answer::read(party(desk), place, (sealed, said));
    answer.map(|answer| Given::Passkey(Box::new(answer))).or_else(|| Code::read(code).map(Given::Code))
}

fn party(desk: &Desk) -> Option<Party> {
    Party::at(&desk.frame.face.origin, &desk.frame.face.name)
}

fn asking<'a>(desk: &'a Desk, place: &'a Place) -> Asking<'a> {
    Asking { keys: &desk.keys, random: desk.tokens.random(), now: desk.db.now(), place }
}

async fn held(desk: &Desk, account: &AccountId) -> Result<Vec<Passkey>> {
    let (keys, id) = (desk.keys.clone(), account.clone());
    desk.db.read(move |conn| second_factor::passkeys_of(conn, &keys, &id)).await
}

/// One passkey, as its owner sees it.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) when: String,
    pub(super) elsewhere: bool,
    pub(super) id: String,
    /// The token of the form that removes it; none where staff would be left without a second factor.
    pub(super) remove: Option<String>,
}

/// Somebody's passkeys, and the form that adds one.
pub(super) struct Shelf {
    pub(super) rows: Vec<Row>,
    /// The form that adds one; none where browsers make no passkeys, or where there are enough.
    pub(super) add: Option<Adding>,
    /// Whether this address of the site is a number.
    pub(super) nameless: bool,
}

/// The form that adds a passkey.
pub(super) struct Adding {
    pub(super) name: String,
    pub(super) question: Question,
    pub(super) token: String,
}

impl Shelf {
    /// What there is. Passkeys from before somebody was staff are not asked for any more, and so not shown.
    pub(super) async fn of(desk: &Desk, holder: &Holder, (counts, has_app): (bool, bool)) -> Result<Self> {
        let held = if counts { held(desk, &holder.account_id).await? } else { Vec::new() };
        let party = party(desk);
        let may_remove = has_app || held.len() > 1 || !holder.role.is_staff();
        let row = |passkey| row(desk, (passkey, party.as_ref()), may_remove.then_some(holder));
        let rows = held.iter().map(row).collect();
        let nameless = party.is_none();
        let party = party.filter(|_| held.len() < MOST);
        Ok(Self { rows, add: party.map(|party| adding(desk, holder, &party, &held)).transpose()?, nameless })
    }
}

impl Shelf {
    /// Whether there are passkeys, and none of them is of use here.
    pub(super) fn all_elsewhere(&self) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|row| row.elsewhere)
    }
}

fn row(desk: &Desk, (passkey, party): (&Passkey, Option<&Party>), remover: Option<&Holder>) -> Row {
    let (words, made) = (&desk.frame.words, desk.day(passkey.created_at));
    let when = match passkey.used_on {
        Some(day) => words.say2("accounts-passkey-used", ("made", made), ("used", words.date(day))),
        None => words.say1("accounts-passkey-made", "made", made),
    };
    Row {
        name: passkey.name.clone(),
        when,
        elsewhere: !party.is_some_and(|party| party.knows(passkey)),
        id: passkey.id.as_str().to_owned(),
        remove: remover.map(|holder| desk.private_token(Remove::NAME, REMOVE, holder)),
    }
}

fn adding(desk: &Desk, holder: &Holder, party: &Party, held: &[Passkey]) -> Result<Adding> {
    let place = Place::Session(holder.session.clone());
    let question = party.ask_to_make(&asking(desk, &place), (&holder.account_id, &holder.name), held)?;
    Ok(Adding { name: String::new(), question, token: desk.private_token(Add::NAME, ADD, holder) })
}

/// `POST /account/second-factor/passkeys`: adds what the browser made; with the first factor come recovery codes.
///
/// # Errors
/// Those of the database; proof required.
pub async fn add(desk: Desk, form: Private<Recently<Holder>, Add>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    match take(&desk, &owner, &fields, problems).await {
        Ok(codes) if codes.is_empty() => Ok(see_other(&format!("{HERE}?done=added"))),
        Ok(codes) => shown_once(&desk, &owner, &codes),
        Err(error) => shown_again(&desk, &owner, (&fields.name, error)).await,
    }
}

async fn take(
    desk: &Desk,
    holder: &Holder,
    fields: &Add,
    mut problems: Problems,
) -> Result<Vec<RecoveryCode>> {
    let name = problems.note("name", Name::parse(&fields.name), name_problem);
    let place = Place::Session(holder.session.clone());
    let answer = Answer::read(party(desk), place, (&fields.passkey_question, &fields.passkey));
    if answer.is_none() {
        problems.add("passkey", "accounts-passkey-missing");
    }
    problems.into_result()?;
    let (name, answer) = (name.or_not_found()?, answer.or_not_found()?);
    let (keys, of) = (desk.keys.clone(), owner_of(holder));
    let add = move |tx: &mut crate::db::Tx<'_>| second_factor::add_passkey(tx, &keys, &of, (&name, &answer));
    desk.db.write(add).await?.ok_or_else(|| Error::invalid("passkey", "accounts-passkey-not-made"))
}

/// `POST /account/second-factor/passkeys/remove`.
///
/// # Errors
/// Those of the database; proof required; not found, if it is none of theirs; forbidden, if it is the last of staff.
pub async fn remove(desk: Desk, form: Private<Recently<Holder>, Remove>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    if !problems.is_empty() {
        return shown_again(&desk, &owner, ("", Error::Invalid(problems))).await;
    }
    let (of, id) = (owner_of(&owner), fields.which.parse().map_err(|_| Error::NotFound)?);
    desk.db.write(move |tx| second_factor::remove_passkey(tx, &of, &id)).await?;
    Ok(see_other(&format!("{HERE}?done=removed")))
}
