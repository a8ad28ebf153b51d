//! Name, address and password of someone who comes in: the fields that registration, invitation and
//! the first admin's page share.

use actix_web::web;
use serde::Deserialize;
use validator::Validate;

use super::Desk;
use crate::accounts::password::{Hasher, Password, PasswordProblem, Typed};
use crate::accounts::registration::Registration;
use crate::base::text::{EmailAddress, Name, TextProblem};
use crate::error::{Error, Problems, Result};

/// What a newcomer typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(super) struct Fields {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) password: Typed,
    pub(super) form_token: String,
}

/// The fields in the order of the page.
pub(super) const FIELDS: &[&str] = &["name", "email", "password"];

/// A newcomer whose name and password may be had.
pub(super) struct Newcomer {
    pub(super) name: Name,
    pub(super) email: EmailAddress,
    password: Password,
}

impl Newcomer {
    /// Reads all three fields.
    pub(super) async fn read(desk: &Desk, fields: &Fields, mut problems: Problems) -> Result<Self> {
        let name = problems.note("name", Name::parse(&fields.name), name_problem);
        let email = problems.note("email", EmailAddress::parse(&fields.email), email_problem);
        let about = [fields.name.clone(), fields.email.clone()];
        let password = password(desk, &fields.password, about, &mut problems).await?;
        problems.into_result()?;
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(Self { name, email, password }),
            _ => Err(Error::fault("a field was refused without a problem")),
        }
    }

    /// With the password's hash instead of the password.
    pub(super) async fn hashed(self, hasher: &Hasher) -> Result<Registration> {
        let password_hash = hasher.hash(self.password).await?;
        Ok(Registration { name: self.name, email: self.email, password_hash })
    }
}

/// Judges a password that is to be set, on a thread that may take its time.
pub(super) async fn password(
    desk: &Desk,
    typed: &Typed,
    about: [String; 2],
    problems: &mut Problems,
) -> Result<Option<Password>> {
    let (typed, site) = (typed.clone(), desk.frame.face.name.clone());
    let judge = move || {
        let [name, email] = &about;
        Password::fresh(typed.as_str(), &[name, email, &site])
    };
    let judged = web::block(judge).await.map_err(Error::fault)?;
    Ok(problems.note("password", judged, PasswordProblem::key))
}

pub(super) const fn name_problem(problem: TextProblem) -> &'static str {
    match problem {
        TextProblem::Missing => "accounts-name-missing",
        TextProblem::TooLong => "accounts-name-long",
        TextProblem::NotAllowed => "accounts-name-odd",
    }
}

pub(super) const fn email_problem(problem: TextProblem) -> &'static str {
    match problem {
        TextProblem::Missing => "accounts-email-missing",
        TextProblem::TooLong | TextProblem::NotAllowed => "accounts-email-odd",
    }
}
