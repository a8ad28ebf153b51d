//! The letters of this feature: to confirm, to set a password, to invite, and to tell an owner what happened.

mod kinds;

use std::sync::Arc;

use askama::Template;

pub(super) use self::kinds::{
    APP_REMOVED, CODES_RENEWED, CONFIRM, EMAIL_AGREE, EMAIL_CHANGED, EMAIL_STOP, FACTOR_REMOVED, FACTOR_SET,
    KNOWN_ADDRESS, Kind, NEW_BROWSER, PASSKEY_ADDED, PASSKEY_REMOVED, PASSWORD_SET, RECOVERED,
    RECOVERY_CODE_USED, RESET, ROLE_CHANGED, SANCTION_ENDED, SANCTION_UPHELD, SANCTIONED,
};
use self::kinds::{EMAIL_LEFT, EMAIL_NEW, INVITATION, KINDS, NAMES};
use super::email_change::{self, End, FormerId};
use super::invitations::{self, InvitationId};
use super::links::{self, Purpose};
use super::sanctions::{self, Sanction, Stands};
use super::{Account, AccountId, address_of, find};
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::base::words::{Said, Words};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{self, Composed, Composer, Letter, Order, Recipient};
use crate::web::frame::Face;

/// Queues a letter to an account's owner.
pub(super) fn post(tx: &mut Tx<'_>, kind: Kind, account: &AccountId) -> Result<()> {
    let recipient = Recipient { kind: "account", id: account.as_str() };
    mail::post(
        tx,
        &Letter { kind: kind.name, subject: account.as_str(), recipient, useful_for: kind.useful_for },
    )
}

/// Queues the letter to the address that an account is to have.
pub(super) fn post_to_new_address(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    let recipient = Recipient { kind: "email-change", id: account.as_str() };
    let useful_for = EMAIL_NEW.useful_for;
    mail::post(tx, &Letter { kind: EMAIL_NEW.name, subject: account.as_str(), recipient, useful_for })
}

/// Queues the letter to an address that is an account's no more.
pub(super) fn post_to_former_address(tx: &mut Tx<'_>, former: &FormerId) -> Result<()> {
    let recipient = Recipient { kind: "former-address", id: former.as_str() };
    let useful_for = EMAIL_LEFT.useful_for;
    mail::post(tx, &Letter { kind: EMAIL_LEFT.name, subject: former.as_str(), recipient, useful_for })
}

/// Queues an invitation.
pub(super) fn post_invitation(tx: &mut Tx<'_>, id: &InvitationId) -> Result<()> {
    let recipient = Recipient { kind: "invitation", id: id.as_str() };
    let useful_for = INVITATION.useful_for;
    mail::post(tx, &Letter { kind: INVITATION.name, subject: id.as_str(), recipient, useful_for })
}

/// Queues a letter to the owner of an account about a sanction on it.
pub(super) fn post_of_sanction(tx: &mut Tx<'_>, kind: Kind, sanction: &Sanction) -> Result<()> {
    let recipient = Recipient { kind: "account", id: sanction.account.as_str() };
    let useful_for = kind.useful_for;
    mail::post(tx, &Letter { kind: kind.name, subject: sanction.id.as_str(), recipient, useful_for })
}

/// Writes them, just before they are sent.
#[derive(Debug)]
pub struct Writer {
    face: Arc<Face>,
    keys: Keys,
}

impl Writer {
    /// A writer of letters that link to the site's own origin.
    #[must_use]
    pub const fn new(face: Arc<Face>, keys: Keys) -> Self {
        Self { face, keys }
    }

    fn to_account(&self, tx: &mut Tx<'_>, kind: Kind, id: &AccountId) -> Result<Option<Composed>> {
        let account = find(tx, id)?.filter(|account| account.disabled_at.is_none());
        let (Some(account), Some(to)) = (account, address_of(tx, &self.keys, id)?) else { return Ok(None) };
        let path = match kind.name {
            name if name == CONFIRM.name && account.confirmed_at.is_some() => return Ok(None),
            name if name == CONFIRM.name => with_token(tx, "/account/confirm/", Purpose::Confirm, id)?,
            name if name == RESET.name => with_token(tx, "/account/reset/", Purpose::Reset, id)?,
            name if name == ROLE_CHANGED.name => "/account/sign-in".to_owned(),
            name if name == EMAIL_AGREE.name || name == EMAIL_STOP.name => {
                let handed = email_change::hand_out(tx, &self.keys, id, End::Old)?;
                let Some((token, _)) = handed else { return Ok(None) };
                format!("/account/email/old/{}", token.reveal())
            }
            name if name == RECOVERY_CODE_USED.name => "/account/second-factor".to_owned(),
            _ => "/account/reset".to_owned(),
        };
        self.write(kind, to, &path, &self.about(&account)).map(Some)
    }

    fn to_new_address(&self, tx: &mut Tx<'_>, id: &AccountId) -> Result<Option<Composed>> {
        let handed = email_change::hand_out(tx, &self.keys, id, End::New)?;
        let Some((token, to)) = handed else { return Ok(None) };
        let path = format!("/account/email/new/{}", token.reveal());
        self.write(EMAIL_NEW, to, &path, &[self.site()]).map(Some)
    }

    fn to_former_address(&self, tx: &mut Tx<'_>, id: &FormerId) -> Result<Option<Composed>> {
        let Some((account, to)) = email_change::former(tx, &self.keys, id)? else { return Ok(None) };
        self.write(EMAIL_LEFT, to, "/privacy", &self.about(&account)).map(Some)
    }

    /// What happened to a sanction, unless something else has happened to it since.
    fn of_sanction(&self, tx: &mut Tx<'_>, kind: Kind, order: &Order) -> Result<Option<Composed>> {
        let sanction = order.subject.parse().ok().map(|id| sanctions::find(tx, &id)).transpose()?.flatten();
        let Some(sanction) = sanction else { return Ok(None) };
        let in_force = sanction.stands(tx.now) == Stands::InForce;
        if kind.name == SANCTIONED.name && !in_force {
            return Ok(None);
        }
        let account = find(tx, &sanction.account)?.filter(|account| account.disabled_at.is_none());
        let address = address_of(tx, &self.keys, &sanction.account)?;
        let (Some(account), Some(to)) = (account, address) else { return Ok(None) };
        let words = self.words();
        let said = if kind.name == SANCTIONED.name { &sanction.words } else { &sanction.answer };
        let said =
            said.as_ref().map(|said| words.say1("accounts-letter-sanction-words", "words", said.as_str()));
        let [name, _, site] = self.about(&account);
        let about = [
            name,
            site,
            ("sanction", sanction.measure.says(&words).into()),
            ("means", sanction.means(&words).into()),
            ("rule", sanction.rule.0.into()),
        ];
        let says = [Some(words.say_with(kind.says, &about)), said];
        let says = says.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
        self.write_saying(kind, to, &sanction.path(), (says, &about)).map(Some)
    }

    fn to_guest(&self, tx: &mut Tx<'_>, id: &InvitationId) -> Result<Option<Composed>> {
        let Some((invitation, to, token)) = invitations::hand_out(tx, &self.keys, id)? else {
            return Ok(None);
        };
        let path = format!("/account/invitation/{}", token.reveal());
        let role = self.words().say(invitation.role.key());
        self.write(INVITATION, to, &path, &[("role", role.into()), self.site()]).map(Some)
    }

    fn about(&self, account: &Account) -> [(&'static str, Said); 3] {
        let role = self.words().say(account.role.key());
        [("name", account.public_name.as_str().into()), ("role", role.into()), self.site()]
    }

    fn site(&self) -> (&'static str, Said) {
        ("site", (&self.face.name).into())
    }

    fn words(&self) -> Words {
        self.face.catalogue.words(&self.face.language)
    }

    fn write(&self, kind: Kind, to: EmailAddress, path: &str, about: &[(&str, Said)]) -> Result<Composed> {
        let says = self.words().say_with(kind.says, about);
        self.write_saying(kind, to, path, (says, about))
    }

    fn write_saying(
        &self,
        kind: Kind,
        to: EmailAddress,
        path: &str,
        (says, about): (String, &[(&str, Said)]),
    ) -> Result<Composed> {
        let words = self.words();
        let text = Text {
            says: &says,
            deed: &words.say_with(kind.deed, about),
            link: &self.face.origin.link(path),
            after: &words.say_with(kind.after, about),
            site: &self.face.name,
            home: self.face.origin.as_str(),
        };
        let html = Page { lang: words.lang(), dir: words.dir(), text: &text };
        Ok(Composed {
            to,
            subject: words.say_with(kind.subject, about),
            text: text.render().map_err(Error::fault)?,
            html: html.render().map_err(Error::fault)?,
            headers: Vec::new(),
        })
    }
}

impl Composer for Writer {
    fn kinds(&self) -> &'static [&'static str] {
        &NAMES
    }

    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let Some(kind) = KINDS.into_iter().find(|kind| kind.name == order.kind) else { return Ok(None) };
        if kind.name == INVITATION.name {
            let Ok(id) = order.recipient_id.parse() else { return Ok(None) };
            return self.to_guest(tx, &id);
        }
        if kind.name == EMAIL_LEFT.name {
            let Ok(id) = order.recipient_id.parse() else { return Ok(None) };
            return self.to_former_address(tx, &id);
        }
        if [SANCTIONED, SANCTION_ENDED, SANCTION_UPHELD].iter().any(|other| other.name == kind.name) {
            return self.of_sanction(tx, kind, order);
        }
        let Ok(id) = order.recipient_id.parse() else { return Ok(None) };
        if kind.name == EMAIL_NEW.name {
            return self.to_new_address(tx, &id);
        }
        self.to_account(tx, kind, &id)
    }
}

fn with_token(tx: &mut Tx<'_>, path: &str, purpose: Purpose, account: &AccountId) -> Result<String> {
    let token = links::mint(tx, purpose, Some(account))?;
    Ok(format!("{path}{}", token.reveal()))
}

/// A letter of one link, as plain text.
#[derive(Template)]
#[template(path = "letters/account.txt")]
struct Text<'a> {
    says: &'a str,
    deed: &'a str,
    link: &'a str,
    after: &'a str,
    site: &'a str,
    home: &'a str,
}

/// The same letter as HTML, without anything remote.
#[derive(Template)]
#[template(path = "letters/account.html")]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    text: &'a Text<'a>,
}
