//! The kinds of letters of this feature.

use std::time::Duration;

use crate::accounts::email_change;
use crate::mail::PERSONAL_USEFUL_FOR;

/// One kind of letter: its name in the queue, how long it is of use, and its words.
#[derive(Debug, Clone, Copy)]
pub(in crate::accounts) struct Kind {
    pub(super) name: &'static str,
    pub(super) useful_for: Duration,
    pub(super) subject: &'static str,
    /// What it says, before the link.
    pub(super) says: &'static str,
    /// What its link says.
    pub(super) deed: &'static str,
    /// What it says after the link.
    pub(super) after: &'static str,
}

const HOUR: Duration = Duration::from_hours(1);

/// Confirm an address.
pub(in crate::accounts) const CONFIRM: Kind = Kind {
    name: "account-confirm",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-confirm-subject",
    says: "accounts-letter-confirm-says",
    deed: "accounts-letter-confirm-deed",
    after: "accounts-letter-confirm-after",
};

/// Set a new password.
pub(in crate::accounts) const RESET: Kind = Kind {
    name: "account-reset",
    useful_for: HOUR,
    subject: "accounts-letter-reset-subject",
    says: "accounts-letter-reset-says",
    deed: "accounts-letter-reset-deed",
    after: "accounts-letter-reset-after",
};

/// Somebody tried to register with this address, which has an account.
pub(in crate::accounts) const KNOWN_ADDRESS: Kind = Kind {
    name: "account-known-address",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-known-subject",
    says: "accounts-letter-known-says",
    deed: "accounts-letter-known-deed",
    after: "accounts-letter-known-after",
};

/// The password was set anew.
pub(in crate::accounts) const PASSWORD_SET: Kind = Kind {
    name: "account-password-set",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-password-subject",
    says: "accounts-letter-password-says",
    deed: "accounts-letter-password-deed",
    after: "accounts-letter-password-after",
};

/// An admin changed the role.
pub(in crate::accounts) const ROLE_CHANGED: Kind = Kind {
    name: "account-role-changed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-role-subject",
    says: "accounts-letter-role-says",
    deed: "accounts-letter-role-deed",
    after: "accounts-letter-role-after",
};

/// A recovery code was used.
pub(in crate::accounts) const RECOVERY_CODE_USED: Kind = Kind {
    name: "account-recovery-code-used",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-recovery-used-subject",
    says: "accounts-letter-recovery-used-says",
    deed: "accounts-letter-recovery-used-deed",
    after: "accounts-letter-recovery-used-after",
};

/// A second factor was set up, or another one.
pub(in crate::accounts) const FACTOR_SET: Kind = Kind {
    name: "account-factor-set",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-factor-set-subject",
    says: "accounts-letter-factor-set-says",
    deed: "accounts-letter-factor-set-deed",
    after: "accounts-letter-factor-set-after",
};

/// A passkey was added.
pub(in crate::accounts) const PASSKEY_ADDED: Kind = Kind {
    name: "account-passkey-added",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-passkey-added-subject",
    says: "accounts-letter-passkey-added-says",
    deed: "accounts-letter-passkey-added-deed",
    after: "accounts-letter-passkey-added-after",
};

/// A passkey was taken away, and another factor is left.
pub(in crate::accounts) const PASSKEY_REMOVED: Kind = Kind {
    name: "account-passkey-removed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-passkey-removed-subject",
    says: "accounts-letter-passkey-removed-says",
    deed: "accounts-letter-passkey-removed-deed",
    after: "accounts-letter-passkey-removed-after",
};

/// The app was taken away, and a passkey is left.
pub(in crate::accounts) const APP_REMOVED: Kind = Kind {
    name: "account-app-removed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-app-removed-subject",
    says: "accounts-letter-app-removed-says",
    deed: "accounts-letter-app-removed-deed",
    after: "accounts-letter-app-removed-after",
};

/// The second factor was taken away.
pub(in crate::accounts) const FACTOR_REMOVED: Kind = Kind {
    name: "account-factor-removed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-factor-removed-subject",
    says: "accounts-letter-factor-removed-says",
    deed: "accounts-letter-factor-removed-deed",
    after: "accounts-letter-factor-removed-after",
};

/// The recovery codes were made anew.
pub(in crate::accounts) const CODES_RENEWED: Kind = Kind {
    name: "account-codes-renewed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-codes-renewed-subject",
    says: "accounts-letter-codes-renewed-says",
    deed: "accounts-letter-codes-renewed-deed",
    after: "accounts-letter-codes-renewed-after",
};

/// Somebody signed in with a browser that the account did not know.
pub(in crate::accounts) const NEW_BROWSER: Kind = Kind {
    name: "account-new-browser",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-new-browser-subject",
    says: "accounts-letter-new-browser-says",
    deed: "accounts-letter-new-browser-deed",
    after: "accounts-letter-new-browser-after",
};

/// Somebody at the server let the owner in again.
pub(in crate::accounts) const RECOVERED: Kind = Kind {
    name: "account-recovered",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-recovered-subject",
    says: "accounts-letter-recovered-says",
    deed: "accounts-letter-recovered-deed",
    after: "accounts-letter-recovered-after",
};

/// Another address is asked for, and this one must agree.
pub(in crate::accounts) const EMAIL_AGREE: Kind = Kind {
    name: "account-email-agree",
    useful_for: email_change::LASTS,
    subject: "accounts-letter-email-agree-subject",
    says: "accounts-letter-email-agree-says",
    deed: "accounts-letter-email-agree-deed",
    after: "accounts-letter-email-agree-after",
};

/// Another address is asked for, and this one can stop it.
pub(in crate::accounts) const EMAIL_STOP: Kind = Kind {
    name: "account-email-stop",
    useful_for: email_change::LASTS,
    subject: "accounts-letter-email-stop-subject",
    says: "accounts-letter-email-stop-says",
    deed: "accounts-letter-email-stop-deed",
    after: "accounts-letter-email-stop-after",
};

/// This address is to be an account's.
pub(super) const EMAIL_NEW: Kind = Kind {
    name: "account-email-new",
    useful_for: email_change::LASTS,
    subject: "accounts-letter-email-new-subject",
    says: "accounts-letter-email-new-says",
    deed: "accounts-letter-email-new-deed",
    after: "accounts-letter-email-new-after",
};

/// This address is the account's now.
pub(in crate::accounts) const EMAIL_CHANGED: Kind = Kind {
    name: "account-email-changed",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-email-changed-subject",
    says: "accounts-letter-email-changed-says",
    deed: "accounts-letter-email-changed-deed",
    after: "accounts-letter-email-changed-after",
};

/// This address is the account's no more.
pub(super) const EMAIL_LEFT: Kind = Kind {
    name: "account-email-left",
    useful_for: email_change::LASTS,
    subject: "accounts-letter-email-left-subject",
    says: "accounts-letter-email-left-says",
    deed: "accounts-letter-email-left-deed",
    after: "accounts-letter-email-left-after",
};

/// Come in as a moderator, an editor or an admin.
pub(super) const INVITATION: Kind = Kind {
    name: "account-invitation",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-invitation-subject",
    says: "accounts-letter-invitation-says",
    deed: "accounts-letter-invitation-deed",
    after: "accounts-letter-invitation-after",
};

/// The account is under a sanction.
pub(in crate::accounts) const SANCTIONED: Kind = Kind {
    name: "account-sanctioned",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-sanctioned-subject",
    says: "accounts-letter-sanctioned-says",
    deed: "accounts-letter-sanctioned-deed",
    after: "accounts-letter-sanctioned-after",
};

/// A sanction was lifted before its time.
pub(in crate::accounts) const SANCTION_ENDED: Kind = Kind {
    name: "account-sanction-ended",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-sanction-ended-subject",
    says: "accounts-letter-sanction-ended-says",
    deed: "accounts-letter-sanction-ended-deed",
    after: "accounts-letter-sanction-ended-after",
};

/// A sanction that its owner contests stands.
pub(in crate::accounts) const SANCTION_UPHELD: Kind = Kind {
    name: "account-sanction-upheld",
    useful_for: PERSONAL_USEFUL_FOR,
    subject: "accounts-letter-sanction-upheld-subject",
    says: "accounts-letter-sanction-upheld-says",
    deed: "accounts-letter-sanction-upheld-deed",
    after: "accounts-letter-sanction-upheld-after",
};

/// All of them.
pub(super) const KINDS: [Kind; 23] = [
    CONFIRM,
    RESET,
    KNOWN_ADDRESS,
    PASSWORD_SET,
    ROLE_CHANGED,
    RECOVERY_CODE_USED,
    FACTOR_SET,
    PASSKEY_ADDED,
    PASSKEY_REMOVED,
    APP_REMOVED,
    FACTOR_REMOVED,
    CODES_RENEWED,
    NEW_BROWSER,
    RECOVERED,
    EMAIL_AGREE,
    EMAIL_STOP,
    EMAIL_NEW,
    EMAIL_CHANGED,
    EMAIL_LEFT,
    INVITATION,
    SANCTIONED,
    SANCTION_ENDED,
    SANCTION_UPHELD,
];
/// Their names.
pub(super) const NAMES: [&str; 23] = [
    CONFIRM.name,
    RESET.name,
    KNOWN_ADDRESS.name,
    PASSWORD_SET.name,
    ROLE_CHANGED.name,
    RECOVERY_CODE_USED.name,
    FACTOR_SET.name,
    PASSKEY_ADDED.name,
    PASSKEY_REMOVED.name,
    APP_REMOVED.name,
    FACTOR_REMOVED.name,
    CODES_RENEWED.name,
    NEW_BROWSER.name,
    RECOVERED.name,
    EMAIL_AGREE.name,
    EMAIL_STOP.name,
    EMAIL_NEW.name,
    EMAIL_CHANGED.name,
    EMAIL_LEFT.name,
    INVITATION.name,
    SANCTIONED.name,
    SANCTION_ENDED.name,
    SANCTION_UPHELD.name,
];
