//! `/account/second-factor`: how somebody sets one up, replaces it, or makes new recovery codes.

use std::fmt::Write as _;

use actix_web::{HttpResponse, web};
use askama::Template;
use data_encoding::BASE64URL_NOPAD;
use qrcode::{Color, QrCode};
use serde::Deserialize;
use validator::Validate;

use super::passkeys::Shelf;
use super::{Desk, refused};
use crate::accounts::find;
use crate::accounts::guard::{self, Holder, Recently};
use crate::accounts::password::Typed;
use crate::accounts::second_factor::authenticator::{Place, Secret};
use crate::accounts::second_factor::code::{Code, RecoveryCode};
use crate::accounts::second_factor::{self, Factor, Owner};
use crate::accounts::sign_in::WRONG_CODE;
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page, see_other};

pub(super) const HERE: &str = "/account/second-factor";
const CODES: &str = "/account/second-factor/codes";
const REMOVE: &str = "/account/second-factor/remove";
/// Light modules around a QR code (ISO/IEC 18004 section 6.3.8).
const QUIET: usize = 4;

/// What was typed to set a factor up. The secret comes along sealed: nothing is kept of it before the code is right.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SetUp {
    sealed: String,
    code: Typed,
    form_token: String,
}

impl Form for SetUp {
    const NAME: &'static str = "set-up-factor";
    const FIELDS: &'static [&'static str] = &["code"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// A button.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Press {
    form_token: String,
}

impl Form for Press {
    const NAME: &'static str = "factor";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// What the page shows.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    replace: Option<u8>,
    done: Option<Done>,
}

/// What has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Done {
    Added,
    Removed,
}

impl Done {
    const fn says(self, has_factor: bool) -> &'static str {
        match self {
            Self::Added => "accounts-passkey-added",
            Self::Removed if has_factor => "accounts-factor-one-removed",
            Self::Removed => "accounts-factor-removed",
        }
    }
}

/// A secret that waits for its first code.
struct Offer {
    /// A QR code: how many modules it is wide, and the path of an SVG that draws its dark ones.
    qr: (usize, String),
    link: String,
    key: String,
    sealed: String,
    token: String,
}

/// A factor that is set up.
struct Standing {
    app_since: Option<String>,
    codes_left: usize,
    codes_token: String,
    remove_token: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/second-factor.html")]
struct FactorPage {
    frame: Frame,
    standing: Option<Standing>,
    offer: Option<Offer>,
    shelf: Shelf,
    owed: bool,
    put_off: Option<&'static str>,
    done: Option<&'static str>,
    problems: Problems,
}

impl FactorPage {
    /// Whether the app that is offered takes the place of another.
    fn replaces_app(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| standing.app_since.is_some())
    }

    /// With what was typed for a passkey's name.
    fn with_name(mut self, name: &str) -> Self {
        if let Some(add) = &mut self.shelf.add {
            name.clone_into(&mut add.name);
        }
        self
    }
}

#[derive(Template)]
#[template(path = "accounts/recovery-codes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<String>,
    onward: &'static str,
}

/// `GET /account/second-factor`: what there is, or what to set up. Looking sets nothing up.
///
/// # Errors
/// Those of the database; proof required.
pub async fn show(holder: Recently<Holder>, desk: Desk, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    let shown = factor_page(&desk, &holder, wanted.replace.is_some()).await?;
    let done = wanted.done.map(|done| done.says(shown.standing.is_some()));
    page(&FactorPage { done, ..shown })
}

/// `POST /account/second-factor`: sets a factor up, and shows its recovery codes once.
///
/// # Errors
/// Those of the database; proof required.
pub async fn send(desk: Desk, form: Private<Recently<Holder>, SetUp>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    match set_up(&desk, &owner, &fields, problems).await {
        Ok(codes) => shown_once(&desk, &owner, &codes),
        Err(error) => {
            let again = again(&desk, &owner, &fields).await?;
            refused(error, |problems| FactorPage { problems, ..again })
        }
    }
}

/// `POST /account/second-factor/codes`: new recovery codes in place of those that are left.
///
/// # Errors
/// Those of the database; proof required.
pub async fn renew_codes(desk: Desk, form: Private<Recently<Holder>, Press>) -> Result<HttpResponse> {
    let Private { owner, problems, .. } = form;
    if !problems.is_empty() {
        return shown_again(&desk, &owner, ("", Error::Invalid(problems))).await;
    }
    let of = owner_of(&owner);
    let codes = desk.db.write(move |tx| second_factor::renew_codes(tx, &of)).await?;
    shown_once(&desk, &owner, &codes)
}

/// `POST /account/second-factor/remove`: somebody does without the app.
///
/// # Errors
/// Those of the database; proof required; forbidden, if it is the last factor of staff.
pub async fn remove(desk: Desk, form: Private<Recently<Holder>, Press>) -> Result<HttpResponse> {
    let Private { owner, problems, .. } = form;
    if !problems.is_empty() {
        return shown_again(&desk, &owner, ("", Error::Invalid(problems))).await;
    }
    let of = owner_of(&owner);
    desk.db.write(move |tx| second_factor::remove_app(tx, &of)).await?;
    Ok(see_other("/account/second-factor?done=removed"))
}

async fn set_up(
    desk: &Desk,
    holder: &Holder,
    fields: &SetUp,
    mut problems: Problems,
) -> Result<Vec<RecoveryCode>> {
    let secret = opened(desk, holder, fields);
    if secret.is_none() {
        problems.add("code", "accounts-factor-anew");
    }
    problems.into_result()?;
    let (secret, code) = (secret.or_not_found()?, Code::read(&fields.code));
    let code = code.ok_or_else(|| Error::invalid("code", WRONG_CODE))?;
    let (keys, of) = (desk.keys.clone(), owner_of(holder));
    let set = desk.db.write(move |tx| second_factor::set_up(tx, &keys, &of, (&secret, &code))).await?;
    set.ok_or_else(|| Error::invalid("code", WRONG_CODE))
}

/// The secret that this form was shown with, in this session.
fn opened(desk: &Desk, holder: &Holder, fields: &SetUp) -> Option<Secret> {
    let sealed = BASE64URL_NOPAD.decode(fields.sealed.as_bytes()).ok()?;
    Secret::open(&desk.keys, &sealed, &Place::Form(holder.session.as_str())).ok()
}

/// The form again, with the secret that the app may know by now.
async fn again(desk: &Desk, holder: &Holder, fields: &SetUp) -> Result<FactorPage> {
    let page = factor_page(desk, holder, true).await?;
    let Some(secret) = opened(desk, holder, fields) else { return Ok(page) };
    Ok(FactorPage { offer: Some(offer(desk, holder, &secret)?), ..page })
}

pub(super) fn shown_once(desk: &Desk, holder: &Holder, codes: &[RecoveryCode]) -> Result<HttpResponse> {
    let codes = codes.iter().map(RecoveryCode::reveal).collect();
    page(&CodesPage { frame: desk.frame_of(holder), codes, onward: guard::home(holder.role) })
}

pub(super) fn owner_of(holder: &Holder) -> Owner {
    Owner { account: holder.account_id.clone(), session: holder.session.clone() }
}

/// The page again, with what was typed for a passkey's name, and with what was wrong with one of its forms.
pub(super) async fn shown_again(
    desk: &Desk,
    holder: &Holder,
    (name, error): (&str, Error),
) -> Result<HttpResponse> {
    let again = factor_page(desk, holder, false).await?.with_name(name);
    refused(error, |problems| FactorPage { problems, ..again })
}

/// What there is, and whether its owner's role has begun with it.
async fn factor_of(desk: &Desk, holder: &Holder) -> Result<(Option<Factor>, bool)> {
    let id = holder.account_id.clone();
    let look = move |conn: &mut Conn| {
        let account = find(conn, &id)?.or_not_found()?;
        Ok((second_factor::of(conn, &id)?, second_factor::role_has_begun(conn, &account)?))
    };
    desk.db.read(look).await
}

async fn factor_page(desk: &Desk, holder: &Holder, replace: bool) -> Result<FactorPage> {
    let (factor, begun) = factor_of(desk, holder).await?;
    let fresh = || offer(desk, holder, &Secret::fresh(desk.tokens.random()));
    let offer = (factor.is_none() || replace || !begun).then(fresh).transpose()?;
    let has_app = factor.is_some_and(|factor| factor.app_since.is_some());
    let shelf = Shelf::of(desk, holder, (begun || holder.put_off, has_app)).await?;
    let others = shelf.rows.len();
    let standing = factor.map(|factor| standing(desk, holder, (&factor, others)));
    let put_off = holder.put_off.then(|| guard::home(holder.role));
    let owed = !begun && !holder.put_off;
    let (frame, problems) = (desk.frame_of(holder), Problems::default());
    Ok(FactorPage { frame, standing, offer, shelf, owed, put_off, done: None, problems })
}

fn standing(desk: &Desk, holder: &Holder, (factor, passkeys): (&Factor, usize)) -> Standing {
    let may_remove = factor.app_since.is_some() && (passkeys > 0 || !holder.role.is_staff());
    Standing {
        app_since: factor.app_since.map(|since| desk.day(since)),
        codes_left: factor.codes_left,
        codes_token: desk.private_token(Press::NAME, CODES, holder),
        remove_token: may_remove.then(|| desk.private_token(Press::NAME, REMOVE, holder)),
    }
}

fn offer(desk: &Desk, holder: &Holder, secret: &Secret) -> Result<Offer> {
    let place = Place::Form(holder.session.as_str());
    let link = secret.to_link(&desk.frame.face.name, &holder.name);
    Ok(Offer {
        qr: drawn(&link)?,
        link,
        key: secret.to_text(),
        sealed: BASE64URL_NOPAD.encode(&secret.seal(&desk.keys, &place, desk.tokens.random())),
        token: desk.private_token(SetUp::NAME, HERE, holder),
    })
}

/// A QR code as an SVG draws it: how many modules it is wide, and the path of its dark ones.
fn drawn(link: &str) -> Result<(usize, String)> {
    let code = QrCode::new(link).map_err(Error::fault)?;
    let (width, mut path) = (code.width(), String::new());
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            write!(path, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET).map_err(Error::fault)?;
        }
    }
    Ok((width + 2 * QUIET, path))
}
