# Accounts: signing in and out, registering, passwords, sessions, roles and invitations.

accounts-section-queue = Queue
accounts-section-decisions = Decisions
accounts-section-editor = Articles
accounts-section-cases = Cases
accounts-section-admin = Admin

accounts-role-reader = reader
accounts-role-moderator = moderator
accounts-role-editor = editor
accounts-role-admin = admin
accounts-role-label = Role
accounts-role-legend = What may they do?
accounts-role-hint = They are signed out everywhere and told by mail. Moderators decide on comments, editors write articles, admins do both and run the site.
accounts-role-missing = Please choose a role
accounts-role-button = Change the role

# Fields

accounts-name-label = Name
accounts-name-hint = Others see it beside your comments. It need not be your real name.
accounts-name-staff-hint = Colleagues see it. Choose one that does not give you away.
accounts-name-missing = Please enter a name
accounts-name-long = This name is too long: 60 characters at most
accounts-name-odd = This name holds something that a name cannot, such as a web address
accounts-name-taken = Somebody has this name already, or one that looks like it. Please choose another one

accounts-email-label = E-mail
accounts-first-admin-email-hint = Nobody sees it. You sign in with it, and letters about your account go there: look twice.
accounts-email-hint = Nobody sees it. We send you one letter to make sure that it is yours.
accounts-email-sign-in-hint = The address that you registered with.
accounts-email-reset-hint = We send a link there with which you choose a new password.
accounts-email-invitation-hint = The address that you were invited at. You sign in with it.
accounts-email-missing = Please enter your e-mail address
accounts-email-odd = This does not look like an e-mail address
accounts-email-taken = This address has an account already. Change its role instead

accounts-password-label = Password
accounts-password-hint = At least 15 characters of any kind. Four or five words that do not belong together are good, and easy to remember.
accounts-password-sign-in-hint = Capital and small letters differ.
accounts-password-missing = Please enter a password
accounts-password-short = This password is too short: 15 characters at least
accounts-password-long = This password is too long: 256 characters at most
accounts-password-guessable = This password is easy to guess. Add a word or two that have nothing to do with the others, with you or with this site

# A form that has to wait

accounts-too-often = That was too often. Please wait a while and try again
accounts-busy = Many people are signing in just now. Please try again in a few seconds

# Signing in and out

accounts-sign-in-title = Sign in
accounts-sign-in-lede = You need no account to read or to comment. With one you find your comments again.
accounts-sign-in-button = Sign in
accounts-sign-in-no-account = You have no account?
accounts-sign-in-wrong = Address and password do not match. If you registered just now, follow the link in our letter first
accounts-signed-out-title = You are signed out
accounts-signed-out-says = This browser has forgotten your session. See you soon.

accounts-link-sign-in = Sign in
accounts-link-register = Register
accounts-link-reset = Set a new password
accounts-link-front = To the front page
accounts-link-account = To your account

# Registering

accounts-register-title = Register
accounts-register-lede = An account keeps your name and your comments together. It is yours once you have followed the link in our letter.
accounts-register-button = Register
accounts-registered-title = Look into your mail
accounts-registered-says = We have sent a letter to your address. Follow the link in it within three days, and you can sign in. If nothing comes, look among the unwanted mail.
accounts-mailbox-hint = On this trial site letters are not sent anywhere.
accounts-mailbox-link = Read them in the mailbox

accounts-confirm-title = Confirm your address
accounts-confirm-lede = Your password, and your account is open.
accounts-confirm-password-hint = The one that you chose when you registered. If you chose none, somebody else used your address: set a new one.
accounts-confirm-wrong = That is not the password this account was registered with. You can set a new one by the link below
accounts-confirm-button = Confirm
accounts-confirmed-title = Your address is confirmed
accounts-confirmed-says = Your account is open. You can sign in now.

accounts-dead-link-title = This link is of no use any more
accounts-dead-link-says = It was used already, or it is too old. Links that we mail work once and for a short time.

# A new password

accounts-reset-title = Set a new password
accounts-reset-lede = We mail you a link. It is good for an hour.
accounts-reset-button = Send the link
accounts-reset-sent-title = Look into your mail
accounts-reset-sent-says = If this address has an account, a letter with a link is on its way to it. The link is good for an hour.
accounts-set-title = Choose a new password
accounts-set-lede = It is for the account { $name }, which is then signed out everywhere.
accounts-set-button = Keep this password
accounts-reset-done-title = Your new password is set
accounts-reset-done-says = You were signed out everywhere. Sign in with the new password.

# Another password, another address

accounts-change-password-title = Choose another password
accounts-change-password-lede = Every other browser is signed out, and we tell you by mail.
accounts-change-password-done-title = You have a new password
accounts-change-password-done-says = Every other browser was signed out.

accounts-change-email-title = Use another address
accounts-change-email-lede = We write to both addresses. The new one is yours once you have followed the link in the letter to it; without a second factor you also agree in the letter to the old one. Until then nothing changes.
accounts-change-email-hint = The new address. We send a link there.
accounts-change-email-same = This is your address already
accounts-change-email-button = Send the letters
accounts-change-email-sent-title = Look into both mailboxes
accounts-change-email-sent-says = Letters are on their way to your old and your new address. Their links are good for a day.
accounts-change-email-new-title = Is this your new address?
accounts-change-email-new-lede = Once it is confirmed, you sign in with { $address }.
accounts-change-email-new-button = Yes, it is mine
accounts-change-email-old-title = Somebody wants to change the address of your account
accounts-change-email-old-lede = We hope that it was you. The new address would be { $address }.
accounts-change-email-agree = I agree
accounts-change-email-stop = Stop it
accounts-change-email-done-title = Your address has changed
accounts-change-email-done-says = You were signed out everywhere. Sign in with the new address and your password.
accounts-change-email-waits-title = One more letter
accounts-change-email-waits-says = Thank you. The change takes effect once the letter to your other address is answered, too.
accounts-change-email-stopped-title = It is stopped
accounts-change-email-stopped-says = Your address stays as it is, and you were signed out everywhere. If it was not you who asked, somebody knows your password: set a new one.

# The second factor

accounts-code-title = One more step
accounts-code-lede = Your password was right. Now the second factor.
accounts-code-label = Code
accounts-code-hint = The six digits that your app shows now, or one of your recovery codes.
accounts-code-at-once-hint = If you have a second factor, you may give its code here. With it you come in even while others try to guess your password.
accounts-code-wrong = This code is not good. A code of the app is good for a minute, and each code once
accounts-code-over = This sign-in took too long, or had too many wrong codes. Please begin again
accounts-code-anew = Begin again

accounts-factor-title = Second factor
accounts-factor-lede = With one, your password alone opens nothing: to sign in you also need your phone or another device, or a recovery code.
accounts-factor-owed = Your role begins with a second factor: until it is set up, nothing else is open to you.
accounts-factor-owed-anew = You have a role now, and it begins with a second factor that is set up anew: until then nothing else is open to you.
accounts-factor-put-off = You have no second factor. On this trial site you may put it off; on a public site your role begins with it.
accounts-factor-later = Later
accounts-factor-set-up-link = Set it up
accounts-factor-set-up = An app that makes codes
accounts-factor-step-app = You need an app that makes codes, such as Aegis, FreeOTP or the one in your password manager.
accounts-factor-step-scan = Scan this picture with it.
accounts-factor-qr = The key of your second factor, as a picture for your app. The same key stands below as letters.
accounts-factor-step-key = Or type this key:
accounts-factor-open-app = Open it with an app on this device
accounts-factor-step-code = Type the six digits that it shows. Until then nothing changes.
accounts-factor-code-hint = Six digits; a new code comes every 30 seconds.
accounts-factor-button = Set up
accounts-factor-anew = This key lay too long, or belongs to another session. Here is a fresh one: please scan it again
accounts-factor-since = App set up on
accounts-factor-codes-left = Recovery codes left
accounts-factor-replace = Use another app or phone
accounts-factor-replace-says = Once you have typed a code of the new app here, the codes of the old one are good no more, and you get new recovery codes.
accounts-factor-app-too = Set up an app that makes codes, too
accounts-factor-codes-says = If your recovery codes are lost, or few are left, make new ones. Those before are then good no more, and you are signed out everywhere else.
accounts-factor-codes-renew = Make new recovery codes
accounts-factor-remove = Do without a second factor
accounts-factor-remove-app = Do without the app
accounts-factor-one-removed = It is gone. What is listed here still opens your account beside the password.
accounts-factor-removed = Your second factor is gone. Your password alone opens your account now.

accounts-passkeys-title = Passkeys
accounts-passkeys-says = A passkey is kept by this device, by a security key or by your password manager, and opens your account beside the password. It asks for your finger, your face or a PIN, and it cannot be shown to a page that only looks like ours. Whoever opens the device can see that you have an account here, and its name.
accounts-passkey-name-label = Name of the passkey
accounts-passkey-name-hint = So that you tell it from others later, such as “blue key” or “laptop”. Only you see it.
accounts-passkey-add = Add a passkey
accounts-passkey-added = The passkey is added. You were signed out everywhere else. Add a second one and keep it elsewhere: then you can lose one.
accounts-passkey-made = Made on { $made }
accounts-passkey-used = Made on { $made }, last shown on { $used }
accounts-passkey-remove = Remove
accounts-passkey-other-address = for the other address of this site
accounts-passkey-elsewhere = Your passkeys belong to the other address of this site, and are of no use at this one. Give a code instead; once you are in, you can add a passkey for this address.
accounts-passkey-elsewhere-add = Your passkeys belong to the other address of this site, and are of no use at this one. You can add one for this address here.
accounts-passkey-nameless = This address of the site is a number, and browsers make passkeys for names alone. Use an app that makes codes.
accounts-passkey-enough = You have ten passkeys, and more are not kept. Remove one first.
accounts-passkey-too-many = You have ten passkeys already. Remove one first
accounts-passkey-button = Use a passkey
accounts-passkey-scripts = A passkey needs JavaScript, which does not run here. Give a code instead.
accounts-passkey-scripts-add = A passkey needs JavaScript, which does not run here. An app that makes codes works without it.
accounts-passkey-none-here = This browser has no passkeys. Use an app that makes codes, or a recovery code.
accounts-passkey-failed = The device did not answer. Try again, or use a code.
accounts-passkey-wrong = This passkey was not taken. It is good for five minutes and once: please show it again
accounts-passkey-missing = Please press the button, and let your device make a passkey
accounts-passkey-not-made = This passkey was not taken. It must be made within five minutes, ask for your finger, face or PIN, and be new: please try again

accounts-codes-title = Your recovery codes
accounts-codes-says = If your second factor is ever lost, each of these codes lets you in once in its place.
accounts-codes-keep = Write them down or print this page now: nobody, not even we, can show them again. Keep them where your phone is not.
accounts-codes-onward = I have them

# Proving it again

accounts-prove-title = Prove that it is you
accounts-prove-lede = What comes next is for you alone. Prove once more who you are, so that nobody does it at a browser that you left open. You will not be asked again for ten minutes.
accounts-prove-button = Go on
accounts-prove-wrong = That is not your password

# Coming in as staff

accounts-first-admin-title = Welcome. This site is yours
accounts-first-admin-lede = You are the first admin. Choose a name and a password; with your address and that password you sign in from now on.
accounts-first-admin-button = Begin

accounts-invitation-title = You are invited
accounts-invitation-lede = Choose a name and a password, and you are in. Your role: { $role }.
accounts-invitation-button = Accept
accounts-invitation-closed = This invitation is closed: it was accepted or taken back already
accounts-invitation-open = open
accounts-invitation-accepted = accepted
accounts-invitation-revoked = taken back
accounts-invitation-expired = run out
accounts-invitation-revoke = Take back

# The account's own pages

accounts-side-label = Account
accounts-side-overview = Overview
accounts-side-comments = Your comments
accounts-side-sessions = Where you are signed in
accounts-side-factor = Second factor
accounts-side-export = Take your data along
accounts-side-erase = Erase your account
accounts-overview-title = Your account
accounts-overview-work = To your work
accounts-overview-email = Use another address
accounts-overview-password = Choose another password

accounts-sessions-title = Where you are signed in
accounts-sessions-lede = Each line is a browser. We keep neither its address nor its place.
accounts-sessions-other-browser = Another browser
accounts-sessions-this = this one
accounts-sessions-when = Signed in on { $began }, last used on { $used }
accounts-sessions-end = End
accounts-sessions-end-others = End all others
accounts-sessions-done = Ended. Whoever sits at that browser has to sign in again.

# Admin

accounts-admin-kicker = Admin
accounts-admin-crumb = ← Admin
accounts-admin-back = ← Accounts
accounts-admin-title = Accounts
accounts-admin-lede = Everyone who may do more than read and comment.
accounts-admin-invitations = Invite somebody
accounts-admin-staff = People with a role
accounts-admin-state = State
accounts-admin-enabled = can sign in
accounts-admin-disabled = shut out
accounts-admin-unconfirmed = not confirmed yet
accounts-admin-since = Since
accounts-admin-sessions = Sessions
accounts-admin-search-title = Find somebody by name
accounts-admin-search-hint = The whole public name. Readers are found so, too.
accounts-admin-search-button = Find
accounts-admin-nobody = Nobody has this name
accounts-admin-done = Done.
accounts-admin-own = This is your own account. Another admin changes your role or shuts you out.
accounts-admin-last = This is the last admin. Make somebody else an admin first
accounts-admin-disable = Shut out
accounts-admin-enable = Let in again
accounts-admin-end-sessions = Sign out everywhere

accounts-invitations-title = Invitations
accounts-invitations-lede = Who is invited gets a letter with a link, chooses a password and has the role. A link is good once and for three days.
accounts-invite-email-hint = The letter goes there. A new invitation ends the earlier one.
accounts-invite-button = Invite
accounts-invitations-list = Invited so far
accounts-invitations-none = Nobody is invited.

# Letters

accounts-letter-confirm-subject = Confirm your address
accounts-letter-confirm-says =
    Hello,

    somebody, we hope you, has registered with this address at { $site }. To open the account, follow this link and enter the password that you chose. The link is good for three days.
accounts-letter-confirm-deed = Confirm this address
accounts-letter-confirm-after = If it was not you, do nothing: without the link the account stays shut and is forgotten within a week.

accounts-letter-reset-subject = A new password
accounts-letter-reset-says =
    Hello { $name },

    somebody, we hope you, has asked for a new password at { $site }. To choose one, follow this link. It is good for an hour and works once.
accounts-letter-reset-deed = Choose a new password
accounts-letter-reset-after = If it was not you, do nothing: your password stays as it is.

accounts-letter-known-subject = You have an account already
accounts-letter-known-says =
    Hello { $name },

    somebody has tried to use this address for an account at { $site }. It has an account already, so nothing was changed. If it was you and you cannot sign in, set a new password.
accounts-letter-known-deed = Set a new password
accounts-letter-known-after = If it was not you, do nothing: whoever tried was not told that you have an account.

accounts-letter-password-subject = Your password was changed
accounts-letter-password-says =
    Hello { $name },

    the password of your account at { $site } was changed, and every other browser was signed out.
accounts-letter-password-deed = Set another one
accounts-letter-password-after = If it was not you, set another password at once, and secure this mailbox: whoever did it could read its letters.

accounts-letter-role-subject = Your role has changed
accounts-letter-role-says =
    Hello { $name },

    an admin of { $site } has changed what you may do there. Your role is now: { $role }. You were signed out everywhere.
accounts-letter-role-deed = Sign in
accounts-letter-role-after = If this surprises you, ask an admin.

accounts-letter-recovery-used-subject = A recovery code was used
accounts-letter-recovery-used-says =
    Hello { $name },

    a recovery code of your account at { $site } was used in place of your second factor. It is good no more.
accounts-letter-recovery-used-deed = See how many are left
accounts-letter-recovery-used-after = If it was not you, somebody has your recovery codes: sign in, set a new password and make new codes.

accounts-letter-factor-set-subject = Your second factor is set up
accounts-letter-factor-set-says =
    Hello { $name },

    from now on your account at { $site } asks for a code of your app beside your password. You were signed out everywhere else.
accounts-letter-factor-set-deed = Set a new password
accounts-letter-factor-set-after = If it was not you, somebody is in your account: set a new password at once and tell the people who run the site.

accounts-letter-passkey-added-subject = A passkey was added
accounts-letter-passkey-added-says =
    Hello { $name },

    a passkey was added to your account at { $site }: beside your password it opens the account. You were signed out everywhere else.
accounts-letter-passkey-added-deed = Set a new password
accounts-letter-passkey-added-after = If it was not you, somebody is in your account: set a new password at once and tell the people who run the site.

accounts-letter-passkey-removed-subject = A passkey was taken away
accounts-letter-passkey-removed-says =
    Hello { $name },

    a passkey of your account at { $site } opens it no more. You were signed out everywhere else.
accounts-letter-passkey-removed-deed = Set a new password
accounts-letter-passkey-removed-after = If it was not you, somebody is in your account: set a new password at once and tell the people who run the site.

accounts-letter-app-removed-subject = Your app was taken away
accounts-letter-app-removed-says =
    Hello { $name },

    the codes of your app open your account at { $site } no more; a passkey still does. You were signed out everywhere else.
accounts-letter-app-removed-deed = Set a new password
accounts-letter-app-removed-after = If it was not you, somebody is in your account: set a new password at once and tell the people who run the site.

accounts-letter-factor-removed-subject = Your second factor was taken away
accounts-letter-factor-removed-says =
    Hello { $name },

    your account at { $site } asks for your password alone now. You were signed out everywhere else.
accounts-letter-factor-removed-deed = Set a new password
accounts-letter-factor-removed-after = If it was not you, somebody is in your account: set a new password at once and set up a second factor again.

accounts-letter-codes-renewed-subject = You have new recovery codes
accounts-letter-codes-renewed-says =
    Hello { $name },

    new recovery codes were made for your account at { $site }; those before are good no more. You were signed out everywhere else.
accounts-letter-codes-renewed-deed = Set a new password
accounts-letter-codes-renewed-after = If it was not you, somebody is in your account: set a new password at once and tell the people who run the site.

accounts-letter-new-browser-subject = A new browser signed in
accounts-letter-new-browser-says =
    Hello { $name },

    somebody, we hope you, has signed in to your account at { $site } with a browser that we did not know. A browser that keeps no cookies, such as Tor Browser, is new each time.
accounts-letter-new-browser-deed = Set a new password
accounts-letter-new-browser-after = If it was you, do nothing. If it was not, set a new password at once: that signs everybody out.

accounts-letter-recovered-subject = You are let in again
accounts-letter-recovered-says =
    Hello { $name },

    somebody at the server of { $site } has made a link by which you set a new password, and signed you out everywhere. The link is not in this letter: they hand it to you. Once it is used, a second factor that you had is gone: set up a new one.
accounts-letter-recovered-deed = Set a new password by mail instead
accounts-letter-recovered-after = If you did not ask for that, talk to the people who run the server.

accounts-letter-email-agree-subject = Your address is to be changed
accounts-letter-email-agree-says =
    Hello { $name },

    somebody, we hope you, wants to use another address for your account at { $site }. It happens only if you agree: follow this link within a day.
accounts-letter-email-agree-deed = Agree, or stop it
accounts-letter-email-agree-after = If it was not you, stop it by the same link and set a new password: whoever asked knows yours.

accounts-letter-email-stop-subject = Your address is to be changed
accounts-letter-email-stop-says =
    Hello { $name },

    somebody who has your second factor, we hope you, wants to use another address for your account at { $site }. It happens once that address is confirmed.
accounts-letter-email-stop-deed = Stop it
accounts-letter-email-stop-after = If it was you, do nothing here. If it was not, stop it at once and tell the people who run the site.

accounts-letter-email-new-subject = Confirm your new address
accounts-letter-email-new-says =
    Hello,

    somebody, we hope you, wants to use this address for an account at { $site }. To confirm it, follow this link within a day.
accounts-letter-email-new-deed = Confirm this address
accounts-letter-email-new-after = If it was not you, do nothing: without the link this address is not used.

accounts-letter-email-changed-subject = Your address has changed
accounts-letter-email-changed-says =
    Hello { $name },

    your account at { $site } has this address from now on. You were signed out everywhere.
accounts-letter-email-changed-deed = Set a new password
accounts-letter-email-changed-after = If you know nothing of this account, tell the people who run the site.

accounts-letter-email-left-subject = Your account has another address
accounts-letter-email-left-says =
    Hello { $name },

    your account at { $site } has another address now. This one opens it no more, and this is the last letter about it here.
accounts-letter-email-left-deed = Who runs the site
accounts-letter-email-left-after = If it was you, do nothing. If it was not, somebody has taken your account: tell the people who run the site at once.

accounts-letter-invitation-subject = You are invited
accounts-letter-invitation-says =
    Hello,

    an admin of { $site } invites you. Your role: { $role }. Follow this link to choose a name and a password. It is good for three days and works once.
accounts-letter-invitation-deed = Accept the invitation
accounts-letter-invitation-after = If you know nothing of this, do nothing.

## Sanctions
accounts-sanction-warning = Warning
accounts-sanction-slow = Slowed down
accounts-sanction-hold = Every comment held
accounts-sanction-suspension = Suspension
accounts-sanction-ban = Ban
accounts-sanction-for-days = { $name }, { $days ->
    [one] 1 day
   *[other] { $days } days
}
accounts-sanction-moment = { $day }, { $time } UTC
accounts-sanction-warning-explained = They are told. Nothing is taken from them; it is on record for 90 days.
accounts-sanction-slow-explained = They can send one comment every 30 minutes.
accounts-sanction-hold-explained = A moderator reads each of their comments, even where trusted accounts appear at once.
accounts-sanction-suspension-explained = They cannot send comments with their account until it ends.
accounts-sanction-ban-explained = They cannot send comments with their account any more. A ban has no end.
accounts-sanction-warning-means = Your account has a warning: one of our rules was not kept. Nothing is taken from you, and you can go on writing. The warning is on record until { $until }.
accounts-sanction-slow-means = Until { $until }, your account can send one comment every { $minutes } minutes.
accounts-sanction-hold-means = Until { $until }, a moderator reads each comment of your account before it appears.
accounts-sanction-suspension-means = Until { $until }, your account cannot send comments.
accounts-sanction-ban-means = Your account cannot send comments any more. This has no end date.
accounts-sanction-proposed = Waits for a second person
accounts-sanction-not-confirmed = Not confirmed
accounts-sanction-in-force = In force
accounts-sanction-over = Over
accounts-sanction-lifted = Lifted
accounts-sanction-contested = You contest this. It waits for an answer.
accounts-sanction-upheld = Your appeal was read: it stands.
accounts-sanction-overturned = Your appeal was read: it was lifted.
accounts-sanction-confirm = Confirm
accounts-sanction-refuse = Do not confirm
accounts-sanction-lift = Lift it now
accounts-sanction-uphold = Let it stand
accounts-sanction-overturn = It was wrong: lift it
accounts-sanction-meanwhile = Something happened to this meanwhile: a colleague was faster, or its owner wrote. What stands now is on this page; look at it, and decide again if you still want to.
accounts-sanction-own = Nobody sanctions themselves.
accounts-sanction-own-proposal = You proposed this, so somebody else confirms it. You can take it back with “Do not confirm”.
accounts-sanction-own-decision = You imposed or confirmed this, so a colleague answers what its owner says against it.
accounts-sanction-answer-missing = Please write to its owner why it stands.
accounts-sanction-cannot-be-contested = This cannot be contested: it is over, or you contested it before.
accounts-overview-sanction = Why, and how to contest it
accounts-overview-sanctions-earlier = Earlier sanctions on your account

accounts-letter-sanctioned-subject = About your account
accounts-letter-sanctioned-says =
    Hello { $name },

    the moderators of { $site } decided on your account: { $sanction }. It is about rule { $rule } of the discussion.

    { $means }
accounts-letter-sanctioned-deed = Read why, and contest it if it is wrong
accounts-letter-sanctioned-after = You can still sign in, read, take your data along, erase your account, and contest this once: somebody else than whoever decided looks again, wherever there is somebody else.
accounts-letter-sanction-ended-subject = A sanction on your account was lifted
accounts-letter-sanction-ended-says =
    Hello { $name },

    the moderators of { $site } lifted a sanction on your account before its time: { $sanction }, under rule { $rule } of the discussion.
accounts-letter-sanction-ended-deed = Read what was decided
accounts-letter-sanction-ended-after = You need not do anything.
accounts-letter-sanction-upheld-subject = About what you contested
accounts-letter-sanction-upheld-says =
    Hello { $name },

    you contested a sanction on your account at { $site }: { $sanction }, under rule { $rule } of the discussion. Your words were read, and it stands.

    { $means }
accounts-letter-sanction-upheld-deed = Read what was decided
accounts-letter-sanction-upheld-after = It ends by itself when its time is over; only a ban has no end.
accounts-letter-sanction-words = The moderators write: “{ $words }”
