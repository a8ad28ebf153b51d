# The pages that span the features.

# Front page and articles
site-front-title = Front page
site-front-read = Read the whole article
site-front-more = All articles
site-front-court = In court
site-articles-title = Articles
site-articles-lede = Everything that we have published, the newest first.
site-articles-none = Nothing is published yet. Please come back soon.
site-article-minutes =
    { $count ->
        [one] { $count } minute to read
       *[other] { $count } minutes to read
    }
site-article-corrections = Corrections

# The rail beside an article
site-rail = About this discussion
site-how-title = How comments work here
site-how-write = You write; no account is needed.
site-how-receipt = You get a receipt of six words. It shows what became of your comment, and only you have it.
site-how-read = A moderator reads every comment before it appears, by the
site-how-rules = house rules.
site-how-appear = It appears here, or your receipt tells you which rule it broke.

# Cases as readers see them
site-cases-title = Cases
site-cases-lede = What happens in court, step by step, each with its source.
site-cases-none = No case is published yet. Please come back soon.
site-case-kicker = The case
site-case-so-far = The case so far
site-case-updates =
    { $count ->
        [0] No updates yet
        [one] { $count } update
       *[other] { $count } updates
    }
site-case-all-updates = All { $count } updates
site-case-caption = Court and parties
site-case-plaintiffs =
    { $count ->
        [one] Plaintiff
       *[other] Plaintiffs
    }
site-case-defendants =
    { $count ->
        [one] Defendant
       *[other] Defendants
    }
site-case-others = Others in the case
site-case-versus = v.
site-case-number = Docket number
site-case-judge = Judge
site-case-filed = Filed
site-case-claims = Claims
site-case-timeline = What has happened
site-case-no-updates = Nothing has happened yet that we know of. Follow the case, and you hear of it.
site-case-articles = Articles about this case
site-hearings-title = Hearings to come
site-hearing-court-time = { $day }, { $time } { $zone }
site-hearing-universal-time = { $day }, { $time } UTC
site-hearing-now = In session

# One update
site-updates-title = Updates: { $case }
site-updates-lede = Everything that we have told of this case, the newest day first.
site-updates-pager = Pages of updates
site-updates-newer = Newer updates
site-updates-older = Older updates
site-update-number = Update { $number }
site-update-source = Source:
site-update-more = Read on
site-update-reported-badge = As reported
site-update-reported = We know this from the source named here, and have not seen the court’s own papers.
site-update-retracted = Retracted
site-update-retracted-because = We took this back:
site-update-retracted-on = We retracted this update on { $day }
site-update-retracted-stays = What we had written stays below, so that everyone can see what was wrong. Please do not rely on it.
site-update-pager = Before and after
site-update-before = Before
site-update-after = After

# Following a case
site-follow-title = Follow this case
site-follow-no-address = Alerts that need no address: add one of these to your feed reader or calendar. Nobody learns that you follow.
site-follow-atom = Updates as Atom feed
site-follow-json = Updates as JSON feed
site-follow-calendar = Hearings for your calendar
site-follow-mail = By mail

# What we keep
site-privacy-title = What we keep, and for how long
site-privacy-lede = As little as we can. What we do not hold cannot be stolen, seized or demanded.
site-privacy-no-third = Nothing on this site comes from anyone else: no advertising, no counters, no fonts or pictures from elsewhere. Your browser asks nobody but us.
site-privacy-no-script = Everything works without JavaScript and in Tor Browser's safest mode.
site-privacy-no-cookie = Readers get no cookie. Only someone who signs in gets one, and it says nothing but that they are signed in.
site-privacy-same = A public page is the same, letter for letter, for everyone who asks for it.
site-privacy-sealed = E-mail addresses lie encrypted in the database. The key lies elsewhere, and not in the backups.
site-privacy-table = Everything that we keep of a person
site-privacy-what = What
site-privacy-time = How long
site-privacy-why = Why
site-privacy-after = When the time is over, a program deletes it without anybody having to think of it. Copies in backups go with the backups.
site-privacy-files = What is deleted is overwritten in the files of the database within a minute, or as soon after as nobody is just reading from them; where the database is a PostgreSQL server, when that tidies up, which it does every day.
site-privacy-account = If you have an account, you can take your data along, and erase yourself.
site-privacy-receipt = If you wrote a comment, your receipt shows it to you and lets you take it back.

site-kept-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
site-kept-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
site-kept-never = Never written down
site-kept-while-held = Until the day that an admin set, within a year; it can be set anew
site-kept-while-published = As long as the article stands, or until its author takes it back
site-kept-while-account = As long as the account
site-kept-while-following = As long as you follow the case
site-kept-while-site = As long as the site

site-kept-network = Your network address
site-kept-network-why = We use it only while we answer you.
site-kept-pseudonym = A pseudonym of your network, made anew each day, with how moderators decided that day on comments from it
site-kept-pseudonym-why = To notice floods of comments and of wrong passwords. When the day's key is gone, nobody can tell whose it was.
site-kept-form = The mark of a form that was sent
site-kept-form-why = So that nobody can send it a second time.
site-kept-comment = A published comment, with its name and its day
site-kept-comment-why = So that it can be read.
site-kept-refused = The text of a comment that was not published
site-kept-redacted = Words that a moderator took out of a comment
site-kept-redacted-why = So that a mistake can be put right. Nobody can read them meanwhile.
site-kept-refused-why = So that you can read why, and a mistake can be put right.
site-kept-note = What moderators note for each other about a comment
site-kept-note-why = So that the next moderator knows what the last one knew.
site-kept-batch = Which comments a moderator decided on at once, or was asked about
site-kept-batch-why = So that all of these decisions can be taken back together.
site-kept-likeness = Fingerprints of a text, which tell whether another is nearly the same
site-kept-likeness-why = To show copies of one text to moderators as such. They go with the text if that goes sooner.
site-kept-appeal = What you said against a decision, once it is answered
site-kept-appeal-why = So that you can read the answer beside it. It goes with the text of the comment, if that goes sooner.
site-kept-report = What you reported about a comment, with its day; with your account only if you were signed in
site-kept-report-why = So that a moderator looks at it once, and knows how often your reports were right.
site-kept-sanction = A sanction on your account, with what you said against it, once it has ended; a ban while the account lasts
site-kept-sanction-why = So that moderators know what was decided before. It goes with your account.
site-kept-takedown = Of a legal demand against a comment: who made it, sealed, the words complained of, what the author answered, once it is decided
site-kept-takedown-why = So that we can show why we decided as we did, should a court ask. That a demand was made, on what basis, and what came of it, stays. What you answered goes with your comment, if that goes sooner.
site-kept-hold = The words of a comment under a legal hold that would be erased otherwise
site-kept-hold-why = Because a court may want them. Nobody but our admins finds them, and the author is told until when.
site-kept-receipt = The receipt of a comment, as a mark that does not tell its words
site-kept-receipt-why = So that you can see what became of your comment.
site-kept-address = The e-mail address that you left with a comment, encrypted
site-kept-address-why = To write to you about this comment. It goes with the receipt.
site-kept-address-unconfirmed = Such an address, if you never confirmed it
site-kept-address-unconfirmed-why = It may be somebody else's.
site-kept-subscriber = Your e-mail address, encrypted, if you follow a case by mail
site-kept-subscriber-why = To write to you when something happens in the case.
site-kept-subscriber-unconfirmed = Such an address, if you never confirmed it
site-kept-subscriber-unconfirmed-why = It may be somebody else's.
site-kept-subscriber-left = Such an address, after you stopped the mail
site-kept-subscriber-left-why = So that you can take it back if that was a mistake.
site-kept-suppression = That an address wants no mail about cases, as a mark that does not tell the address
site-kept-suppression-why = So that no mistake of ours writes to you again. It goes when you ask for mail anew.
site-kept-account = An account: its name, its encrypted address, its password as a hash
site-kept-account-why = So that you can sign in.
site-kept-factor = A second factor: the key of an app, passkeys with their names and the day of their last use, all encrypted, and recovery codes as hashes
site-kept-factor-why = So that your password alone opens nothing.
site-kept-email-change = An address, encrypted, that is to take the place of another; and for a day the one whose place it took
site-kept-email-change-why = Until both mailboxes have answered, and so that the old one is told.
site-kept-name = A name that somebody registered with an address that was known already
site-kept-name-why = So that nobody learns which addresses are known.
site-kept-pending = That somebody gave the right password and owes the second factor
site-kept-pending-why = Until the code comes.
site-kept-ten-minutes = 10 minutes
site-kept-account-unconfirmed = An account whose address was never confirmed
site-kept-account-unconfirmed-why = It may be somebody else's address.
site-kept-session = A session: when it began, and the family of the browser
site-kept-session-why = So that you stay signed in, and can see where. It ends sooner if it is not used.
site-kept-link = A link that we mailed, as a mark that does not tell the link
site-kept-link-why = So that it works once, and only for you.
site-kept-invitation = An invitation that ran out or was taken, with its encrypted address
site-kept-invitation-why = So that whoever invited can see what became of it.
site-kept-delivery = That a letter was delivered, without its text
site-kept-delivery-why = To find out why a letter did not arrive.
site-kept-audit-people = Who it was that did something with a role, and to whose account
site-kept-audit-people-why = So that somebody answers for it. After that only the deed itself is kept.
site-kept-erased = That something was erased, and on which day, as a mark that does not tell what or whose
site-kept-erased-why = So that a backup that is brought back does not bring it back.
site-kept-audit = What moderators, editors and admins did, and when
site-kept-audit-why = So that power over this site can be checked. It holds no address and no text of a reader.

# The mailbox of a trial
site-mailbox-kicker = Trial on this machine
site-mailbox-title = Mailbox
site-mailbox-lede = On a trial no letter leaves this machine. They are all here instead, whoever they are for, and their links work.
site-mailbox-none = There is no letter yet.
site-mailbox-none-next = Register an account, for example, and its confirmation appears here within a few seconds. Then load this page again.
site-mailbox-to = To
site-mailbox-from = From
site-mailbox-sent = Sent

# The admin's home
site-admin-kicker = Administration
site-admin-title = This site
site-admin-lede = Where everything is done, and the settings as they are.
site-admin-moderation = Moderation
site-admin-moderation-says = Comments that wait for a decision.
site-admin-attack = Under attack
site-admin-attack-says = Switches for a bad day: read everything first, pause comments, hide what is new, end all sessions of the team.
site-admin-checks = The automatic checks
site-admin-checks-says = The words they look for, from when on they object, and what that would have meant for past comments.
site-admin-decisions = Decisions
site-admin-decisions-says = What moderators decided, and by which rule.
site-admin-articles = Articles
site-admin-articles-says = Write, edit and publish.
site-admin-cases = Cases
site-admin-cases-says = Court cases, their updates and hearings, and the letters that tell of them.
site-admin-accounts = Accounts
site-admin-accounts-says = Who works here, and invitations.
site-admin-rules = House rules
site-admin-rules-says = What a rejection may cite.
site-admin-settings = Settings
site-admin-settings-says = They are read from the configuration when the program starts, and can be changed only there.
site-admin-unset = not set

# The letter that tells an admin the head of the audit chain
site-letter-head-subject = The record of { $site } up to today
site-letter-head-says = What people with a role did on { $site } is kept in a record in which each entry is sealed on the one before. This line stands for the whole record, up to entry { $count }:
site-letter-head-after = Keep this letter. There is nothing else to do. If you ever doubt the record, save this letter to a file on the server and run `amicus audit verify --head FILE`: it says whether anything up to entry { $count } was changed since.

    You get such a letter on each day on which something was recorded.

site-admin-moment = { $date }, { $time }
site-admin-audit = Record
site-admin-audit-says = What people with a role did, entry by entry.
site-admin-suppressions = Mail to one address
site-admin-suppressions-says = For whoever cannot unsubscribe, or gets nothing.
site-admin-letters = Letters that did not arrive
site-admin-letters-says = Invitations and notices that could not be delivered.
site-admin-work = Work by the clock
site-admin-work-says = What the program does by itself, and when it last did.
site-admin-warnings = What needs you
site-admin-fine = Nothing needs you here now.
site-admin-more = Look

site-warn-record = The end of the record does not fit together: somebody changed it behind the program's back. Run “amicus audit verify --head FILE” with a letter that told you a head of it.
site-warn-unsealed = Entries of the record have waited for more than ten minutes to be sealed.
site-warn-untold = The head of the record was not told outside of this machine for two days.
site-warn-mail = Letters that somebody waits for have waited for more than ten minutes. Ask “amicus check” whether the mail server answers.
site-warn-letters = { $count ->
    [one] { $count } letter did not arrive in the last two days.
   *[other] { $count } letters did not arrive in the last two days.
 }
site-warn-paused = { $count ->
    [one] The letters of { $count } update or digest are paused, and given up two days after they were made.
   *[other] The letters of { $count } updates or digests are paused, and given up two days after they were made.
 }
site-warn-duties = Something that the program does by the clock failed, or is late.
site-warn-attack = The discussions are not as usual: something raised their watchfulness, or somebody pressed a switch.
site-warn-jobs = A long piece of work failed.
site-warn-room = There is little room left on the disk: { $mebibytes } MiB. Once it is full nobody can write here.
site-warn-keys = The key file was not copied since it last changed. Without it no address here can be read: run “amicus keys backup FILE” on the server, and keep that file apart from the backups.
site-warn-no-backup = No backup was ever made with “amicus backup” from this server.
site-warn-old-backup = The last backup was made { $days } days ago.

# The record
site-audit-title = Record
site-audit-lede = What people with a role did, newest first. An entry that is changed or taken out is found out. Who it was is forgotten after a year.
site-audit-deed = Deed
site-audit-deed-hint = Show only entries of one kind.
site-audit-all = All
site-audit-show = Show
site-audit-whole = The whole record
site-audit-about = Only what one person or thing did, or had done to it.
site-audit-none = There is no entry.
site-audit-by = By
site-audit-to = About
site-audit-entries = What was done
site-audit-same = All about the same
site-audit-sealed = Seal { $count }
site-audit-unsealed = not sealed yet
site-audit-forgotten = somebody who is no longer named
site-audit-gone = an account that is gone
site-audit-terminal = somebody at the server's terminal
site-audit-program = the program
site-audit-pager = Pages of the record
site-audit-newer = Newer
site-audit-older = Older

site-deed-accept-invitation = Accepted an invitation
site-deed-allow-mail = Let mail go to an address again
site-deed-article-correct = Noted a correction of an article
site-deed-article-create = Began an article
site-deed-article-edit = Edited an article
site-deed-article-publish = Published an article
site-deed-become-first-admin = Became the first admin
site-deed-case-create = Began a case
site-deed-case-edit = Edited a case
site-deed-case-publish = Published a case
site-deed-change-role = Changed a role
site-deed-disable = Shut an account out
site-deed-enable = Let an account in again
site-deed-attack-mode = Changed how watchful the discussions are
site-deed-end-staff-sessions = Ended all sessions of the team
site-deed-panic-off = Let a switch go
site-deed-panic-on = Pressed a switch for an attack
site-deed-end-sessions = Ended all sessions of an account
site-deed-erase-own-account = Erased their own account
site-deed-hearing-cancel = Cancelled a hearing
site-deed-hearing-edit = Edited a hearing
site-deed-hearing-plan = Planned a hearing
site-deed-hold-end = Ended a legal hold
site-deed-hold-extend = Extended a legal hold
site-deed-hold-set = Set a legal hold
site-deed-invite = Invited somebody
site-deed-drop-keys = Dropped old keys
site-deed-lists-change = Changed what the checks look for
site-deed-look-up-address = Looked an address up
site-deed-letter-again = Tried a letter again
site-deed-letters-held = Paused, resumed, cancelled or repeated letters
site-deed-recover = Let somebody in who was locked out
site-deed-restore = Restored a backup
site-deed-revoke-invitation = Took an invitation back
site-deed-rotate-keys = Made new keys
site-deed-rule-added = Added a house rule
site-deed-rule-changed = Changed a house rule
site-deed-rule-retired = Retired a house rule
site-deed-sanction = Imposed a sanction
site-deed-sanction-confirm = Confirmed a sanction
site-deed-sanction-lift = Lifted a sanction
site-deed-sanction-overturn = Lifted a sanction that was contested
site-deed-sanction-propose = Proposed a sanction
site-deed-sanction-refuse = Did not confirm a sanction
site-deed-sanction-uphold = Let a contested sanction stand
site-deed-snippet-change = Changed kept words
site-deed-snippet-discard = Stopped keeping words
site-deed-snippet-keep = Kept words for authors
site-deed-stop-mail = Ended all mail to an address
site-deed-takedown-decide = Decided on a legal demand
site-deed-takedown-record = Recorded a legal demand
site-deed-update-correct = Noted a correction of an update
site-deed-update-draft = Began an update
site-deed-update-edit = Edited an update
site-deed-update-propose = Proposed an update
site-deed-update-publish = Released an update
site-deed-update-released = Mailed a scheduled update
site-deed-update-retract = Retracted an update
site-deed-update-schedule = Scheduled an update
site-deed-update-unpropose = Took a proposal back
site-deed-update-unschedule = Took an update off the schedule

site-thing-account = an account
site-thing-address = an address
site-thing-article = an article
site-thing-case = a case
site-thing-comment = a comment
site-thing-database = the whole site
site-thing-delivery = a letter
site-thing-hearing = a hearing
site-thing-invitation = an invitation
site-thing-keys = keys
site-thing-attack = all discussions
site-thing-snippet = Kept words
site-thing-sessions = the team’s sessions
site-thing-letter = a letter to many
site-thing-lists = The checks’ lists
site-thing-rule = house rule
site-thing-takedown = a legal demand
site-thing-update = an update

# Letters that did not arrive
site-letters-title = Letters that did not arrive
site-letters-lede = Personal letters of the last two weeks that the mail server refused, that could not be sent in time, or of which nobody knows whether they went out. No address is shown or needed.
site-letters-many = Letters to many
site-letters-none = Every personal letter of the last two weeks arrived, or is on its way.
site-letters-to = To
site-letters-somebody = To somebody without an account here
site-letters-reply = The mail server said
site-letters-attempts = { $count ->
    [one] tried once
   *[other] tried { $count } times
 }
site-letters-again = Try again
site-letters-done = It is tried again now.
site-letters-expired = not sent in time
site-letters-failed = refused
site-letters-uncertain = nobody knows
site-letter-kind-confirm = Confirm an address
site-letter-kind-invitation = Invitation
site-letter-kind-known = Somebody tried to register with this address
site-letter-kind-password = The password was set anew
site-letter-kind-reset = Set a new password
site-letter-kind-role = The role was changed
site-letter-kind-sanctioned = A sanction on the account
site-letter-kind-sanction-ended = A sanction was lifted
site-letter-kind-sanction-upheld = A contested sanction stands
site-letter-kind-codes-renewed = Recovery codes were made anew
site-letter-kind-code-used = A recovery code was used
site-letter-kind-email-agree = Agree to another address
site-letter-kind-email-changed = The address was changed
site-letter-kind-email-new = Confirm the new address of an account
site-letter-kind-email-stop = Stop a change of address
site-letter-kind-passkey-added = A passkey was added
site-letter-kind-passkey-removed = A passkey was taken away
site-letter-kind-app-removed = The app of codes was taken away
site-letter-kind-email-left = An address is the account's no more
site-letter-kind-factor-removed = The second factor was taken away
site-letter-kind-factor-set = A second factor was set up
site-letter-kind-new-browser = Signed in with a new browser
site-letter-kind-recovered = Let in again by the terminal
site-letter-kind-head = Head of the record
site-letter-kind-queue-begun = The queue begins to fill
site-letter-kind-queue-late = A comment waits too long
site-letter-kind-sanction-waits = A sanction needs another person
site-letter-kind-comment-address = Confirm an address for news about a comment
site-letter-kind-comment-decided = What was decided about a comment
site-letter-kind-ask = Confirm mail about a case
site-letter-kind-following = Already following a case
site-letter-kind-manage = Link to manage mail about cases

# Work by the clock
site-work-title = Work by the clock
site-work-lede = What the program does by itself. Of several instances, one does each at a time.
site-work-duties = Again and again
site-work-no-duties = Nothing was done by the clock yet.
site-work-jobs = Long work in steps
site-work-no-jobs = There was none yet.
site-work-last = last { $when }
site-work-next = next { $when }
site-work-busy = being done
site-work-done = done
site-work-failed = failed
site-work-goes-on = goes on
site-work-never = not done yet
site-work-running = running
site-work-waiting = waits
site-work-of = { $done } of { $total }
site-work-steps = { $done } done
site-duty-make-findable = Make texts of comments findable by their words
site-duty-apply-decisions = Put decisions on comments into effect
site-duty-decide-batches = Decide on many comments at once
site-duty-end-hiding = Bring back what was hidden for a time
site-duty-watch-arrivals = Watch how many comments arrive
site-duty-finish-erasures = Finish the erasure of accounts
site-duty-forget = Forget what has run out
site-duty-make-digests = Make daily and weekly letters
site-duty-publish-updates = Publish scheduled updates
site-duty-seal-audit = Seal the record
site-duty-tally = Count what happened in the discussions
site-duty-tell-audit-head = Tell the head of the record
site-duty-watch-queue = Tell moderators of their queue
# What a person takes along, and how they go

site-export-title = Take your data along
site-export-lede = One file with what you do here under your account.
site-export-what = It is made now, for you alone, in a form that people and programs can read (JSON): your account, where you are signed in, your comments with what became of them, and the cases that you follow by mail.
site-export-not = It holds nothing about anybody else, and not your password: we do not know it.
site-export-privacy = What we keep, and for how long
site-export-button = Download the file
site-erase-title = Erase your account
site-erase-lede = At once, for good, and also from every backup that is brought back later.
site-erase-account = Your name, your address, your password and everything you are signed in with go.
site-erase-mail = All mail about cases to this address ends, and the address is forgotten wherever it was left.
site-erase-receipts = Comments that you sent without the account are not touched. Take them back with their receipts.
site-erase-left = A mark stays that does not tell your address: it keeps our backups from bringing you back, and our mail from reaching you by mistake.
site-erase-first = Take your data along first
site-erase-held = { $count ->
    [1] 1 comment of yours is under a legal hold until { $day }, or longer if a court needs it for longer. Whatever you choose below, what is to be erased of it is found by nobody but our admins from then on, and erased when the hold ends.
   *[other] { $count } comments of yours are under a legal hold, the longest until { $day }, or longer if a court needs them for longer. Whatever you choose below, what is to be erased of them is found by nobody but our admins from then on, and erased when the hold ends.
}
site-erase-texts-label = What you wrote under this account
site-erase-texts-hint = Answers of others stay either way.
site-erase-texts-erase = Erase my comments. A line says that one stood there.
site-erase-texts-keep = Let my published comments stand, without my name. All others are erased.
site-erase-texts-empty = Please choose what becomes of your comments
site-erase-button = Erase my account for good
site-erased-title = Your account is erased
site-erased-says = Your account is erased. If you wrote very much, the last of it goes within a minute. You can close this page; your browser was told to forget the rest.
site-erased-front = To the front page

# How the discussions were moderated
site-transparency-title = How we moderate, in figures
site-transparency-lede = What happened in our discussions, a quarter at a time: how many comments came, what was decided on them and under which rule, what was contested and taken back; which sanctions accounts got, and which legal demands came.
site-transparency-ranges = Each figure is a range of five numbers, so that nobody can be found behind a small one. A day is counted once it is over, and what was counted is never changed, even when the comments behind it are gone.
site-transparency-log = Every decision, a week later, without names
site-transparency-json = For programs (JSON)
site-transparency-csv = For spreadsheets (CSV)
site-transparency-none = No day has been counted yet. The figures of a day are here the day after.
site-transparency-log-title = The log of decisions
site-transparency-log-lede = What moderators decided on comments and on accounts, by day: no comment, no author, no moderator. A decision stands here after seven days.
site-transparency-log-none = No decision is a week old yet.
site-transparency-log-day = Day
site-transparency-log-rule = Rule
site-transparency-log-pager = More decisions
site-transparency-log-newer = Newer decisions
site-transparency-log-older = Older decisions
site-tally-quarter = Quarter { $quarter }
site-tally-quarter-until = Quarter { $quarter }, until { $until }
site-tally-median = Half of the comments that moderators decided on had waited no longer than { $hours ->
    [0] an hour
    [one] one hour
   *[other] { $hours } hours
}.
site-tally-what = What
site-tally-count = How many
site-tally-few = fewer than 5
site-tally-range = { $from } to { $to }
site-tally-events = Comments, and what became of them
site-tally-rules = Refused or removed, by rule
site-tally-checks = What automatic checks asked a moderator to look at
site-tally-reports = Reported by readers, by rule
site-tally-sanctions = Sanctions on accounts, and what came of them
site-tally-sanction = { $name }: { $outcome }
site-sanction-imposed = took effect
site-sanction-contested = contested
site-sanction-upheld = stood when it was contested
site-sanction-overturned = was wrong, and ended
site-sanction-lifted = lifted early
site-tally-demands = Legal demands against comments, and what came of them
site-tally-demand = { $name }: { $outcome }
site-demand-came = came
site-demand-removed = the comment was removed
site-demand-redacted = words were taken out
site-demand-refused = refused
site-demand-gone = the comment was gone before
site-tally-demand-removed = Removed after a legal demand
site-tally-demand-redacted = Words taken out after a legal demand
site-tally-demand-refused = A legal demand refused
site-tally-rule = Rule { $number }
site-tally-no-rule = No rule named
site-tally-submitted = Arrived
site-tally-caught = Filed as advertising on arrival
site-tally-trusted = Appeared before a moderator read them
site-tally-approved = Approved
site-tally-rejected = Refused under a rule
site-tally-spam = Filed as advertising by a moderator
site-tally-returned = Sent back to be changed
site-tally-hidden = Removed under a rule
site-tally-redacted = Words taken out under a rule
site-tally-reopened = Looked at again
site-tally-edited = Changed by their author
site-tally-edit-approved = Changes approved
site-tally-edit-refused = Changes refused
site-tally-appealed = Decisions contested
site-tally-upheld = Contested decisions that stood
site-tally-overturned = Contested decisions that were wrong
site-tally-kept = Kept after a report
site-tally-undone = Decisions taken back
site-tally-withdrawn = Taken back by their author
site-check-alike = Nearly the same text as others
site-check-attack = Everything, while the site was under attack
site-check-banned = A word from the list of banned words
site-check-distressing = A slur or a threat
site-check-honeypot = A field that nobody can see was filled
site-check-links = Links
site-check-name = A name that can be taken for another’s
site-check-personal = An address or a telephone number
site-check-rate = Many from one network
site-check-refused = An author who was often refused of late
site-check-repeat = The same text as others
site-check-suspect = A word from the list of suspect words
