# Following a case by mail: asking, confirming, managing, leaving, and the letters to one person.

alerts-language-name = English

alerts-frequency-at-once = At once, when something happens
alerts-frequency-daily = Once a day, if something happened
alerts-frequency-weekly = Once a week, if something happened
alerts-kinds-all = Everything that happens in the case
alerts-kinds-rulings-and-hearings = Rulings and hearings only

# The form
alerts-follow-title = Follow this case
alerts-follow-lede = We write when something happens in { $case }.
alerts-follow-without = You can follow the case without leaving an address:
alerts-follow-feed = news feed
alerts-follow-calendar = calendar of hearings
alerts-follow-button = Mail me
alerts-follow-use = We use the address for this mail alone. It is kept encrypted, nobody on our team can read it here, and it is erased a day after you leave. We do not see whether you open a letter.
alerts-field-case = Case
alerts-field-email = E-mail
alerts-field-email-hint = We ask you by mail first. Nothing else comes before you say yes.
alerts-field-frequency = How often
alerts-field-kinds = What about
alerts-field-language = Language

alerts-problem-email = This is not an e-mail address that we can write to. Please correct it.
alerts-problem-frequency = Please choose how often we should write.
alerts-problem-kinds = Please choose what we should write about.
alerts-problem-deed = Please press one of the buttons on this page.
alerts-problem-too-often = Too many requests came from your network within an hour. What you typed is still here: please send it again later.
alerts-problem-busy = We cannot take this at the moment. What you typed is still here: please send it again in a minute.

alerts-link-manage = Change or stop the mail that you get
alerts-link-cases = All cases
alerts-link-mailbox = Open the mailbox

# Asked
alerts-asked-title = Please look into your mail
alerts-asked-says = A letter goes to the address that you typed, unless one went there within the last 24 hours. Mail begins when you open the link in it and say yes. The link works for 72 hours.
alerts-asked-several = Did you ask for several cases? One letter is enough: the page behind its link shows all that wait for your yes.
alerts-asked-mailbox = This is a trial on your own machine: its mail goes to a folder.
alerts-asked-none = No letter? Look among the unwanted mail. We write once a day at most to an address, and three times until somebody says yes there, so please try again tomorrow if nothing comes. One address can follow 100 cases.

# Confirm
alerts-confirm-title = Shall we write to you?
alerts-confirm-lede = Somebody asked for mail to this address. If it was you, say yes. You can change here how often we write, and what about.
alerts-confirm-button = Yes, mail me
alerts-confirm-else = If it was not you, close this page: what was asked for is not mailed, and we forget it within 7 days.
alerts-confirm-done = Done. You follow this case.
alerts-confirm-done-several = Done. You follow these cases.
alerts-confirm-others = Also asked for
alerts-confirm-others-says = These wait for a yes too. Tick what you want, and leave the rest: we forget it within 7 days.
alerts-confirm-also = Yes, mail me about { $case } too
alerts-confirm-already = You said yes already. Everything is in place.
alerts-confirm-done-says = Every letter has a link that stops the mail. You can change what you get at any time.
alerts-confirm-dead-title = This link does not work any more
alerts-confirm-dead-says = A link to confirm works for 72 hours, until you stop the mail. Please open the page of the case and ask again: a fresh link comes by mail.

# Manage
alerts-ask-title = Change or stop your mail
alerts-ask-lede = Type your address, and we mail you a link to everything that you follow. You need no account.
alerts-ask-hint = The address that gets our mail.
alerts-ask-button = Mail me the link
alerts-ask-done = Please look into your mail
alerts-ask-done-says = If this address follows a case, a letter with a link is on its way. The link works for one hour. For one address we send three a day at most.
alerts-manage-title = What you follow
alerts-manage-lede = This page works for one hour after you asked for it. Whoever has its address can change your mail, so please keep it to yourself.
alerts-manage-none = You follow nothing now.
alerts-manage-waits = not confirmed yet
alerts-manage-save = Save
alerts-manage-save-says = If you change how often we write, what happened since your last letter may not be mailed to you, or be mailed twice. All of it stands on the page of the case.
alerts-manage-saved = Saved.
alerts-manage-stop = Stop mail
alerts-manage-stop-says = It stops at once. For 24 hours you can take that back here; then it is erased.
alerts-manage-confirm = Yes, mail me about { $case }
alerts-manage-end = Stop mail about { $case }
alerts-manage-end-all = Stop all mail
alerts-manage-ended = Done. That mail has stopped.
alerts-manage-over = Stopped lately
alerts-manage-over-says = If that was a mistake, take it back within 24 hours.
alerts-manage-restore = Mail me about { $case } again
alerts-manage-restored = Done. You get what was stopped less than 24 hours ago again.
alerts-manage-confirmed = Done. You follow this case.
alerts-manage-dead-title = This link does not work any more
alerts-manage-gone = A link to your mail works for one hour. Please ask for a fresh one.

# Leave
alerts-leave-title = Stop this mail?
alerts-leave-lede = You get mail about { $case }.
alerts-leave-lede-digest = You get a letter that gathers what happened in the cases that you follow. How often: { $often }.
alerts-leave-one = Stop this mail
alerts-leave-all = Stop all mail to this address
alerts-leave-says = It stops at once, and you need to give no reason.
alerts-leave-instead = Change how often we write instead
alerts-left-title = Done. This mail has stopped.
alerts-left-says = You get no more mail about { $case }.
alerts-left-says-digest = The letter that gathered what happened comes no more.
alerts-left-moot = This letter comes no more
alerts-left-moot-says = No case is mailed to you by this letter now: you chose another time to hear of them, or stopped them. Nothing was left to stop.
alerts-left-still =
    { $cases ->
        [one] You still get mail about one other case.
       *[other] You still get mail about { $cases } other cases.
    }
alerts-left-all-says = Nothing more goes to this address.
alerts-left-erased = Your address is erased within a day, unless something else was asked for with it.
alerts-left-mistake = That was a mistake
alerts-left-back = Everything is as it was
alerts-left-back-says = You get this mail again. Nothing was lost.
alerts-left-late = It is too late to take this back: after 24 hours we know nothing of it any more. On the page of the case you can ask anew.
alerts-leave-unknown-title = We do not know this link
alerts-leave-unknown-says = Perhaps a letter of it is missing: please open it in the mail once more, or copy it whole. If that does not help, let us mail you a link to everything that you follow, and stop it there.

# Letters
alerts-letter-ask-subject = Please confirm: mail about { $case }
alerts-letter-ask-says = Somebody, probably you, asked { $site } to write to this address when something happens in { $case }.
alerts-letter-ask-deed = If it was you, open this link and say yes there
alerts-letter-ask-after = The link works for { $hours } hours. If it was not you, do nothing: you get no mail about cases, and we forget what was asked for within 7 days.
alerts-letter-known-subject = You follow { $case } already
alerts-letter-known-says = Somebody, probably you, asked { $site } for mail about { $case } to this address. You get that already, and nothing was changed.
alerts-letter-known-deed = To change how often we write, or to stop it, open this link
alerts-letter-known-after = The link works for one hour. If it was not you, there is nothing to do.
alerts-letter-manage-subject = Your mail from { $site }
alerts-letter-manage-says = Somebody, probably you, asked { $site } for a link to change or stop the mail to this address.
alerts-letter-manage-deed = To see everything that you follow, open this link
alerts-letter-manage-after = The link works for one hour. If it was not you, do nothing: nothing was changed, and only you have the link.

# An admin looks after one address
alerts-admin-title = Mail to one address
alerts-admin-lede = For whoever writes that they cannot unsubscribe, or that nothing comes. The address is looked up and kept nowhere.
alerts-admin-email-hint = As it stands in their message. Only its owner may ask for this: check that the message comes from there.
alerts-admin-look-up = Look it up
alerts-admin-found = What stands
alerts-admin-unknown = No case is mailed to this address, and nothing holds mail back. Whether it has an account is not looked up here. A personal letter, such as one to set a password, goes there all the same.
alerts-admin-followed = Cases mailed to it
alerts-admin-waiting = Cases that wait for its confirmation
alerts-admin-since = Since { $date }.
alerts-admin-left = It left
alerts-admin-left-lift = Nothing about cases is mailed there until its owner asks for mail on the page of a case and confirms.
alerts-admin-bounced = Its mail system refused a letter
alerts-admin-bounced-lift = If that is mended, let letters go there again.
alerts-admin-complained = Its owner called a letter unwanted
alerts-admin-complained-lift = Let letters go there again only if they ask for it.
alerts-admin-stop-says = Ending everything works at once. No letter about cases goes there any more, whatever we do by mistake, until its owner confirms anew.
alerts-admin-stop = End all mail about cases
alerts-admin-stopped = Done. Nothing about cases is mailed there any more.
alerts-admin-allow = Let letters go there again
alerts-admin-allowed = Done. Letters about cases can go there again, if its owner follows any.
