//! The letters of this feature: to confirm, to set a password, to invite, and to tell an owner what happened.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;

use super::email_change::{self, End};
use super::invitations::{self, InvitationId};
use super::links::{self, Purpose};
use super::{Account, AccountId, address_of, find};
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::base::words::{Said, Words};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{self, Composed, Composer, Letter, Order, PERSONAL_USEFUL_FOR, Recipient};
use crate::web::frame::Face;

/// One kind of letter: its name in the queue, how long it is of use, and its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    name: &'static str,
    useful_for: Duration,
    subject: &'static str,
    /// What it says, before the link.
    says: &'static str,
    /// What its link says.
    deed: &'static str,
    /// What it says after the link.
    after: &'static str,
}

const HOUR: Duration = Duration::from_hours(1);

/// Confirm an address.
pub(super) const CONFIRM: Kind = Kind {
    name: "account-confirm",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-confirm-subject",
    says: "accounts-letter-confirm-says",
    deed: "accounts-letter-confirm-deed",
    after: "accounts-letter-confirm-after",
};

/// Set a new password.
pub(super) const RESET: Kind = Kind {
    name: "account-reset",
    useful_for: HOUR,
    subject: "accounts-letter-reset-subject",
    says: "accounts-letter-reset-says",
    deed: "accounts-letter-reset-deed",
    after: "accounts-letter-reset-after",
};

/// Somebody tried to register with this address, which has an account.
pub(super) const KNOWN_ADDRESS: Kind = Kind {
    name: "account-known-address",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-known-subject",
    says: "accounts-letter-known-says",
    deed: "accounts-letter-known-deed",
    after: "accounts-letter-known-after",
};

/// The password was set anew.
pub(super) const PASSWORD_SET: Kind = Kind {
    name: "account-password-set",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-password-subject",
    says: "accounts-letter-password-says",
    deed: "accounts-letter-password-deed",
    after: "accounts-letter-password-after",
};

/// An admin changed the role.
pub(super) const ROLE_CHANGED: Kind = Kind {
    name: "account-role-changed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-role-subject",
    says: "accounts-letter-role-says",
    deed: "accounts-letter-role-deed",
    after: "accounts-letter-role-after",
};

/// A recovery code was used.
pub(super) const RECOVERY_CODE_USED: Kind = Kind {
    name: "account-recovery-code-used",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-recovery-used-subject",
    says: "accounts-letter-recovery-used-says",
    deed: "accounts-letter-recovery-used-deed",
    after: "accounts-letter-recovery-used-after",
};

/// A second factor was set up, or another one.
pub(super) const FACTOR_SET: Kind = Kind {
    name: "account-factor-set",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-factor-set-subject",
    says: "accounts-letter-factor-set-says",
    deed: "accounts-letter-factor-set-deed",
    after: "accounts-letter-factor-set-after",
};

/// The second factor was taken away.
pub(super) const FACTOR_REMOVED: Kind = Kind {
    name: "account-factor-removed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-factor-removed-subject",
    says: "accounts-letter-factor-removed-says",
    deed: "accounts-letter-factor-removed-deed",
    after: "accounts-letter-factor-removed-after",
};

/// The recovery codes were made anew.
pub(super) const CODES_RENEWED: Kind = Kind {
    name: "account-codes-renewed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-codes-renewed-subject",
    says: "accounts-letter-codes-renewed-says",
    deed: "accounts-letter-codes-renewed-deed",
    after: "accounts-letter-codes-renewed-after",
};

/// Somebody signed in with a browser that the account did not know.
pub(super) const NEW_BROWSER: Kind = Kind {
    name: "account-new-browser",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-new-browser-subject",
    says: "accounts-letter-new-browser-says",
    deed: "accounts-letter-new-browser-deed",
    after: "accounts-letter-new-browser-after",
};

/// Somebody at the server let the owner in again.
pub(super) const RECOVERED: Kind = Kind {
    name: "account-recovered",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-recovered-subject",
    says: "accounts-letter-recovered-says",
    deed: "accounts-letter-recovered-deed",
    after: "accounts-letter-recovered-after",
};

/// Another address is asked for, and this one must agree.
pub(super) const EMAIL_AGREE: Kind = Kind {
    name: "account-email-agree",
    useful_for: email_change::LASTS,
    subject: "accounts-letter-email-agree-subject",
    says: "accounts-letter-email-agree-says",
    deed: "accounts-letter-email-agree-deed",
    after: "accounts-letter-email-agree-after",
};

/// Another address is asked for, and this one can stop it.
pub(super) const EMAIL_STOP: Kind = Kind {
    name: "account-email-stop",
    useful_for: email_change::LASTS,
    subject: "accounts-letter-email-stop-subject",
    says: "accounts-letter-email-stop-says",
    deed: "accounts-letter-email-stop-deed",
    after: "accounts-letter-email-stop-after",
};

/// This address is to be an account's.
const EMAIL_NEW: Kind = Kind {
    name: "account-email-new",
    useful_for: email_change::LASTS,
    subject: "accounts-letter-email-new-subject",
    says: "accounts-letter-email-new-says",
    deed: "accounts-letter-email-new-deed",
    after: "accounts-letter-email-new-after",
};

/// This address is the account's now.
pub(super) const EMAIL_CHANGED: Kind = Kind {
    name: "account-email-changed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-email-changed-subject",
    says: "accounts-letter-email-changed-says",
    deed: "accounts-letter-email-changed-deed",
    after: "accounts-letter-email-changed-after",
};

/// Come in as a moderator, an editor or an admin.
const INVITATION: Kind = Kind {
    name: "account-invitation",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-invitation-subject",
    says: "accounts-letter-invitation-says",
    deed: "accounts-letter-invitation-deed",
    after: "accounts-letter-invitation-after",
};

const KINDS: [Kind; 16] = [
    CONFIRM,
    RESET,
    KNOWN_ADDRESS,
    PASSWORD_SET,
    ROLE_CHANGED,
    RECOVERY_CODE_USED,
    FACTOR_SET,
    FACTOR_REMOVED,
    CODES_RENEWED,
    NEW_BROWSER,
    RECOVERED,
    EMAIL_AGREE,
    EMAIL_STOP,
    EMAIL_NEW,
    EMAIL_CHANGED,
    INVITATION,
];
const NAMES: [&str; 16] = [
    CONFIRM.name,
    RESET.name,
    KNOWN_ADDRESS.name,
    PASSWORD_SET.name,
    ROLE_CHANGED.name,
    RECOVERY_CODE_USED.name,
    FACTOR_SET.name,
    FACTOR_REMOVED.name,
    CODES_RENEWED.name,
    NEW_BROWSER.name,
    RECOVERED.name,
    EMAIL_AGREE.name,
    EMAIL_STOP.name,
    EMAIL_NEW.name,
    EMAIL_CHANGED.name,
    INVITATION.name,
];

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

/// Queues an invitation.
pub(super) fn post_invitation(tx: &mut Tx<'_>, id: &InvitationId) -> Result<()> {
    let recipient = Recipient { kind: "invitation", id: id.as_str() };
    let useful_for = INVITATION.useful_for;
    mail::post(tx, &Letter { kind: INVITATION.name, subject: id.as_str(), recipient, useful_for })
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
        let words = self.words();
        let text = Text {
            says: &words.say_with(kind.says, about),
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
