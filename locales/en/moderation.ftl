# The moderators' queue, the context of a comment, and the log of decisions.

moderation-kicker = Moderation

# The queue
moderation-queue-waiting = Waiting for a decision
moderation-queue-spam = Filed as spam
moderation-queue-returned = Sent back to their authors
moderation-queue-rejected = Rejected
moderation-queue-hidden = Hidden
moderation-tabs = Queue
moderation-tab-waiting = Waiting
moderation-tab-spam = Spam
moderation-tab-returned = Sent back
moderation-tab-rejected = Rejected
moderation-tab-hidden = Hidden
moderation-stat-waiting = Waiting
moderation-stat-oldest = The oldest waits
moderation-stat-spam = In spam
moderation-stat-none = nobody
moderation-count-more = { $count }+
moderation-pager = More comments
moderation-earlier = ← Earlier
moderation-later = Later →
moderation-empty-waiting = Nothing waits for a decision.
moderation-empty-waiting-next = Every comment that comes from now on appears here.
moderation-empty-spam = Nothing lies in spam.
moderation-empty-narrowed = Nothing here matches what you chose. Take a choice away to see more.
moderation-empty-returned = No comment is with its author to be changed.
moderation-returned-lede = Their authors can change these and send them again, or take them back. What was decided by mistake is taken back in the log of decisions.
moderation-empty-rejected = No comment is rejected.
moderation-empty-hidden = No comment is hidden.

# A card
moderation-on = on
moderation-reply-to = answers
moderation-someone = a comment that is gone
moderation-badge-staff = Moderation team
moderation-badge-account = Account
moderation-waited = waiting { $time }
moderation-time-minutes = { $minutes ->
    [0] less than a minute
    [1] 1 minute
   *[other] { $minutes } minutes
}
moderation-time-hours = { $hours } h { $minutes } min
moderation-time-days = { $days ->
    [1] 1 day
   *[other] { $days } days
}
moderation-why = Why it waits
moderation-why-filed = Why it is here
moderation-why-naming = { $reason }: { $entries }
moderation-why-everyone = Every comment is read first
moderation-folded = A word of your list of distressing words was found here. Show the text
moderation-context = Context and history
moderation-context-of = of the comment by { $name }

moderation-deed-approve = Approve
moderation-deed-reject = Reject
moderation-deed-reject-unfold = Reject…
moderation-deed-spam = Spam
moderation-deed-hide = Hide
moderation-deed-hide-unfold = Hide…
moderation-deed-restore = Show again
moderation-deed-reopen = Back to the queue
moderation-deed-return = Send back
moderation-deed-return-unfold = Send back…
moderation-deed-approve-edit = Show the change
moderation-deed-refuse-edit = Refuse the change
moderation-deed-refuse-edit-unfold = Refuse the change…
moderation-deed-uphold = The decision stands
moderation-deed-uphold-unfold = The decision stands…
moderation-deed-overturn = Publish it
moderation-deed-overturn-unfold = The decision was wrong…
moderation-deed-keep = Keep it
moderation-deed-pin = Pin it
moderation-deed-unpin = Unpin it
moderation-rule-none = No rule: the words below say it
moderation-words-missing = Please write some words to the author.
moderation-rule-legend = Which rule does it break?
moderation-rule-hint = The author reads the rule and your words with the receipt.
moderation-rule-missing = Please choose the rule that it breaks.
moderation-words-label = Words to the author
moderation-words-hint = Kind and short: what would have made it fit? At most 500 letters. They are signed by the moderation team, not by you.
moderation-words-problem = Please write at most 500 letters of plain text, or nothing.

# Keys
moderation-keys = Keys
moderation-keys-next = next comment
moderation-keys-previous = the one before
moderation-keys-approve = approve
moderation-keys-reject = open the rejection
moderation-keys-spam = file as spam
moderation-keys-tick = tick it, to decide on many at once
moderation-keys-undo = undo the last decision
moderation-keys-show = show these keys
moderation-keys-on = Use keys on this device
moderation-keys-close = Close

# What was decided
moderation-decided-published = Approved
moderation-decided-rejected = Rejected
moderation-decided-spam = Filed as spam
moderation-decided-hidden = Hidden
moderation-decided-held = Back in the queue
moderation-decided-published-says = { $name }’s comment is on the page.
moderation-decided-rejected-says = { $name }’s comment does not appear. The receipt tells why.
moderation-decided-spam-says = { $name }’s comment lies in spam.
moderation-decided-hidden-says = { $name }’s comment is off the page.
moderation-decided-returned = Sent back
moderation-decided-returned-says = { $name }’s comment is with its author, who may change it and send it again.
moderation-decided-edit-approved = The change is shown
moderation-decided-edit-approved-says = Readers see what { $name } made of the comment.
moderation-decided-edit-refused = The change is refused
moderation-decided-edit-refused-says = Readers see { $name }’s comment as it was. The receipt tells why.
moderation-decided-redacted = Words are taken out
moderation-decided-redacted-says = { $name }’s comment stays without them. The receipt tells why. Nobody can read them any more; until they are erased you can bring them back.
moderation-decided-upheld = The decision stands
moderation-decided-upheld-says = { $name } reads your answer by receipt.
moderation-decided-overturned = The decision is overturned
moderation-decided-overturned-says = { $name }’s comment is on the page.
moderation-decided-kept = It stays
moderation-decided-kept-says = { $name }’s comment stays on the page, and its reports are answered.
moderation-decided-pinned = Pinned
moderation-decided-pinned-says = { $name }’s comment stands first in its discussion.
moderation-decided-unpinned = Not pinned any more
moderation-decided-unpinned-says = { $name }’s comment stands where it was written.
moderation-decided-held-says = { $name }’s comment waits in the queue again.
moderation-decided-soon = Your decision on { $name }’s comment takes effect in { $seconds ->
    [1] 1 second
   *[other] { $seconds } seconds
}. Until then undoing it leaves no trace.
moderation-undo = Undo
moderation-undone = Taken back
moderation-undone-says = { $name }’s comment stands as before: { $state }.
moderation-undone-not = It cannot be undone
moderation-undone-late = This decision cannot be undone any more: something else happened to the comment, or its time is over.

# Changed texts
moderation-tab-edits = Changes
moderation-edits-title = Changes to published comments
moderation-edits-lede = Readers see a comment as it was approved until you decide. What its author took out is struck through, what they put in is underlined.
moderation-edits-none = No change waits for a decision.
moderation-edit-waits = As its author changed it

# Reports
moderation-tab-reported = Reported
moderation-reported-title = Reported by readers
moderation-reported-lede = The heaviest first: an account weighs as much as it was right before, everybody else the same. However many report a comment, only you can take it away.
moderation-reported-none = No report waits for an answer.
moderation-reported-says = What readers say
moderation-reported-count = { $count ->
    [1] 1 report
   *[other] { $count } reports
}
moderation-reported-more = { $count ->
    [1] One more reported comment follows when these are answered.
   *[other] { $count } more reported comments follow when these are answered.
}

# Appeals
moderation-tab-appeals = Appeals
moderation-appeals-title = Appeals
moderation-appeals-lede = Authors who contest a decision. Somebody else than whoever decided looks again.
moderation-appeals-none = Nobody contests a decision.
moderation-appeal-waits = Its author contests the decision
moderation-appeal-says = The author writes
moderation-appeal-rule = It was decided under
moderation-appeal-first = Its author contests what was decided on this comment. Please answer the appeal first.
moderation-appeal-own = You made this decision, so a colleague answers the appeal.
moderation-appeal-alone = You made this decision. Nobody else here could answer the appeal, so you do it yourself; the author is told.
moderation-appeal-not-yours = You cannot answer this appeal

# Somebody was faster
moderation-conflict-colleague = A colleague was faster
moderation-conflict-you = You decided this already
moderation-conflict-author = The comment has changed
moderation-conflict-says = While you were reading, this comment was decided. Nothing that you did was saved.
moderation-conflict-author-says = Its author or the program changed this comment while you were reading. Nothing that you did was saved; please look at it again.
moderation-conflict-what = Decided
moderation-conflict-when = When
moderation-conflict-rule = Rule
moderation-rule-line = { $number }. { $title }

# One comment
moderation-comment-title = A comment by { $name }
moderation-comment-up = The queue
moderation-comment-says = What it says
moderation-around = What it answers
moderation-around-none = It answers no published comment.
moderation-others = Other comments of this account
moderation-others-none = This account has written nothing else.
moderation-history = What happened
moderation-history-none = Nothing yet.
moderation-state-held = Waiting
moderation-state-published = Published
moderation-state-rejected = Rejected
moderation-state-spam = Spam
moderation-state-returned = Returned to its author
moderation-state-hidden = Hidden
moderation-state-withdrawn = Withdrawn by its author
moderation-state-erased = Erased
moderation-texts = Its earlier words

# Who did what
moderation-did-own = (and wrote it)
moderation-did-submitted = { $who } sent it
moderation-did-approved = { $who } approved it
moderation-did-rejected = { $who } rejected it
moderation-did-filed-as-spam = { $who } filed it as spam
moderation-did-returned = { $who } returned it to its author
moderation-did-hidden = { $who } hid it
moderation-did-reopened = { $who } put it back into the queue
moderation-did-withdrawn = { $who } withdrew it
moderation-did-erased = { $who } erased it
moderation-did-disowned = { $who } took the author’s name from it: the account was erased, and its owner let the text stay
moderation-did-edited = { $who } changed it
moderation-did-edit-approved = { $who } let the change appear
moderation-did-edit-refused = { $who } refused the change
moderation-did-redacted = { $who } took words out of it
moderation-did-appealed = { $who } contested the decision
moderation-did-upheld = { $who } let the decision stand
moderation-did-overturned = { $who } overturned the decision
moderation-did-kept = { $who } kept it, reported as it was
moderation-did-demand-recorded = { $who } recorded a legal demand against it
moderation-did-demand-hidden = { $who } recorded a legal demand against it, and hid it until that is decided
moderation-did-demand-removed = { $who } removed it after a legal demand
moderation-did-demand-redacted = { $who } took words out of it after a legal demand
moderation-did-demand-refused = { $who } refused a legal demand against it
moderation-did-pinned = { $who } pinned it
moderation-did-unpinned = { $who } unpinned it
moderation-did-undone = { $who } took the decision back
moderation-did-something = { $who } did something that has no word here
moderation-who-you = You
moderation-who-colleague = A colleague
moderation-who-author = The author
moderation-who-program = The program
moderation-who-check = An automatic check
moderation-who-gone = A moderator who has left
moderation-words-were = “{ $words }”

# Taking words out
moderation-deed-redact = Take these words out
moderation-deed-redact-unfold = Take words out …
moderation-quote = The words to take out
moderation-quote-hint = Copy them from the comment exactly as they stand there. A mark with the rule takes their place.
moderation-quote-everywhere = Take them out wherever they stand
moderation-quote-missing = Please quote the words to take out.
moderation-quote-not-there = These words do not stand in the comment just so. Please copy them from it.
moderation-quote-several = These words stand in the comment several times. Quote more of what surrounds them, or tick “Take them out wherever they stand”.
moderation-quote-too-long = With the marks the comment would be longer than a comment can be. Please quote a longer part at once.
moderation-quote-mark = [removed under rule { $number }: { $title }]

# The log
moderation-log-title = Decisions
moderation-log-lede = What was decided, by whom, and under which rule. Days only: the hour in which a comment was decided is not kept.
moderation-under-rule = Under rule { $rule }
moderation-log-none = Nothing was decided yet.
moderation-log-soon = Not in effect yet
moderation-log-comment = A comment by { $name }

# What narrows the queue.
moderation-chips = What you chose
moderation-chip-article = Under: { $title }
moderation-chip-name = By: { $name }
moderation-chip-reason = Why: { $reason }
moderation-chip-some-reason = a certain reason
moderation-chip-cluster = Copies of one text
moderation-chip-words = With: { $words }
moderation-chip-remove = Take away
moderation-search-unfold = Find by words
moderation-search = Words of the comment
moderation-search-hint = Finds comments with all of these words. Whole words only; capitals, accents and look-alike letters make no difference.
moderation-search-button = Find

# Decisions on many comments at once.
moderation-many = Decide on several at once
moderation-many-hint = Tick comments below or choose the whole page, then press a button. Each is decided as if you had opened it; all can be taken back together.
moderation-many-which = Which comments
moderation-many-ticked = The ticked ones
moderation-many-page = All { $count } on this page
moderation-many-all = All { $count } that are listed here, on every page
moderation-many-approve = Approve these
moderation-many-return = Send these back…
moderation-many-reject = Reject these…
moderation-many-spam = File these as spam
moderation-many-hide = Hide these…
moderation-many-restore = Show these again
moderation-many-reopen = Put these back into the queue
moderation-tick = Choose the comment by { $name }
moderation-batch-none = Please tick the comments that you mean first.
moderation-batch-ask = { $count ->
    [0] No comment is chosen.
    [one] One comment is chosen. Please look once more.
   *[other] { $count } comments are chosen. Please look once more.
}
moderation-batch-ask-undo = You decide on these, and on none that came since. Comments that a colleague decides on meanwhile, that change, or that are not for you to decide, are left alone. You can take all of it back afterwards.
moderation-batch-leave = Decide nothing
moderation-batch-some = Some of them
moderation-batch-title = { $what }: { $count ->
    [one] one comment
   *[other] { $count } comments
}
moderation-batch-gathering = Nothing is decided yet: it waits for a yes. If this stays so, please decide again.
moderation-batch-deciding = They are being decided. This page shows how far it is and looks again by itself; you can go on meanwhile.
moderation-batch-decided = All of them are settled.
moderation-batch-undoing = The decisions are being taken back. This page looks again by itself.
moderation-batch-undone = The decisions are taken back.
moderation-batch-fact-decided = Decided
moderation-batch-fact-passed-over = Left alone: decided by a colleague, changed, or not for you to decide
moderation-batch-fact-undone = Taken back
moderation-batch-fact-stands = Not taken back: something happened to them since, or they are not for you to decide
moderation-batch-undo = Take all of it back
moderation-batch-left = Left alone

# Colleagues.
moderation-claim = I read this one
moderation-claim-over = Take it over
moderation-claimed-by = { $name } reads it now
moderation-claimed-by-you = You read it now
moderation-notes = Notes for colleagues
moderation-note = A note
moderation-note-hint = Only the team reads it: moderators as a colleague’s, admins with your name. At most 1,000 letters; it is forgotten after 30 days.
moderation-note-problem = Please write a note of at most 1,000 letters of plain text.
moderation-note-leave = Leave the note

# Letters to moderators.
moderation-letter-begun-subject = A comment waits on { $site }
moderation-letter-begun-says = { $count ->
    [one] One comment waits for a decision on { $site }.
   *[other] { $count } comments wait for a decision on { $site }.
} You get this letter when the queue was empty and begins to fill, at most once an hour.
moderation-letter-late-subject = A comment has waited for a day on { $site }
moderation-letter-late-says = Somebody has waited for more than a day for a decision on { $site }. { $count ->
    [one] One comment waits.
   *[other] { $count } comments wait.
} You get this letter at most once a day.
moderation-letter-sanction-subject = A sanction waits for you on { $site }
moderation-letter-sanction-says = On { $site } a sanction was proposed that needs a second person, or the owner of an account contests one. It waits for somebody else than whoever decided first. You get this letter when the first one waits, at most once an hour, and once a day as long as one does.
moderation-letter-sanction-deed = Look at the sanctions
moderation-letter-deed = Look at the queue
moderation-letter-after = The letter names nobody and quotes nothing, in case somebody reads it who should not.

# Copies of one text.
moderation-copies = { $count } comments say the same, or nearly so.
moderation-copies-show = Show them all

# Under attack
moderation-tab-attack = Under attack?
moderation-attack-title = Under attack
moderation-attack-lede = For days on which too much comes at once, or the wrong people are inside. Every switch ends by itself, and readers see what is on, since when and until when.
moderation-attack-moment = { $day }, { $time }
moderation-attack-on = On since { $since }. It ends by itself on { $until }.
moderation-attack-mode = How watchful the discussions are
moderation-attack-ever-normal = As usual. Nobody has ever raised it.
moderation-attack-normal-since = As usual, since { $since }.
moderation-attack-elevated-since = Raised since { $since }: a moderator reads everything before it appears.
moderation-attack-siege-since = Siege since { $since }: a moderator reads everything before it appears, and networks that write often are read last.
moderation-attack-raise-legend = Raise it to
moderation-attack-raise-hint = It also rises by itself when very many comments arrive. It never falls by itself.
moderation-attack-raise = Raise it
moderation-attack-choice-normal = As usual
moderation-attack-choice-elevated = Raised: a moderator reads everything before it appears
moderation-attack-choice-siege = Siege: and networks that write more than once in ten minutes are read last
moderation-attack-lower-legend = Lower it to
moderation-attack-lower-hint = What has arrived so far raises it no more; what comes after may.
moderation-attack-lower = Lower it
moderation-attack-lower-admins = An admin lowers it.
moderation-attack-mode-missing = Please choose how watchful the discussions should be.
moderation-attack-hours = Hours until it ends by itself
moderation-attack-hours-hint = 1 to 168, which is seven days. You can let go of it before.
moderation-attack-hours-problem = Please give a number of hours from 1 to 168.
moderation-attack-let-go = Let go now
moderation-attack-hold = Hold everything
moderation-attack-hold-says = No comment appears before a moderator has read it, not even one of a trusted account or of the team.
moderation-attack-hold-press = Hold everything
moderation-attack-freeze = Pause new comments
moderation-attack-freeze-says = No comment is taken. Whoever sends one keeps what they wrote, and reads when to come again. What is published stays.
moderation-attack-freeze-press = Pause new comments
moderation-attack-hide = Hide what is new
moderation-attack-hide-says = What appeared since a day of your choice goes out of sight, at most 10,000 comments, the latest first. Each author is told the rule. When the time is over, what no moderator has decided on comes back.
moderation-attack-since = Since the beginning of
moderation-attack-since-hint = A day, as in 2026-05-04. We keep no more than the day on which a comment appeared.
moderation-attack-since-problem = Please give a day as in 2026-05-04.
moderation-attack-for-an-admin = An admin hid what is new for some hours. Only an admin takes that back for all of it at once; what you decide on single comments counts.
moderation-attack-nothing-new = Nothing that is published appeared on that day or later.
moderation-attack-hide-hours-hint = 1 to 168, which is seven days.
moderation-attack-hide-press = Hide what is new
moderation-attack-hide-batch = See what was hidden, or take it back
moderation-attack-hide-keep = Leave them hidden
moderation-attack-hide-keep-hint = They no longer come back by themselves; moderators decide on each.
moderation-attack-sessions = End all sessions of the team
moderation-attack-sessions-says = Everyone with a role is signed out everywhere, and their open links are void; only this browser of yours stays signed in. They can sign in again at once. It asks you to prove first who you are.
moderation-attack-sessions-press = End all sessions
moderation-attack-admins = Admins can also pause new comments, hide what is new and end all sessions of the team.

## Sanctions on accounts
moderation-tab-sanctions = Sanctions
moderation-sanctions-title = Sanctions
moderation-sanctions-lede = What was decided on accounts. What people write as strangers is linked to no account: no sanction reaches it.
moderation-sanctions-proposed = Proposed: a second person confirms
moderation-sanctions-contested = Contested: somebody else answers
moderation-sanctions-in-force = Others in force
moderation-sanctions-none = There is none.
moderation-sanctions-of = Sanctions on this account
moderation-account-title = The account of { $name }
moderation-account-lede = What you decide here is told to its owner, by mail and on their account’s page, without your name.
moderation-account-sanctions = Sanctions
moderation-account-comments = Their latest comments
moderation-account-comments-none = They wrote no comment with this account.
moderation-sanction-of-staff = Somebody of the team is sanctioned by an admin only.
moderation-sanction-done = It is done.
moderation-sanction-not-done = This was not done
moderation-sanction-impose = Impose a sanction
moderation-sanction-kind = What shall it be?
moderation-sanction-kind-missing = Please choose what it shall be.
moderation-sanction-kind-hint = Choose the mildest that helps. A ban, or a suspension for more than { $days } days, takes effect when somebody else confirms it.
moderation-sanction-kind-admin = Choose the mildest that helps. A ban, or a suspension for more than { $days } days, takes effect when an admin confirms it: there is no other moderator for this account.
moderation-sanction-kind-alone = Choose the mildest that helps. A ban or a long suspension needs a second person; nobody else can decide on this account, so yours takes effect at once, and the record says that you were alone.
moderation-sanction-days = For how many days?
moderation-sanction-days-hint = From 1 to 365. Nothing for a warning or a ban.
moderation-sanction-days-problem = Please say for how many days: from 1 to 365.
moderation-sanction-rule-hint = They read the rule and your words by mail and on their account’s page.
moderation-sanction-words = Words to them
moderation-sanction-words-hint = Kind and short: what should they do otherwise? At most 500 letters. They are signed by the moderation team, not by you.
moderation-sanction-send = Impose it
moderation-sanction-owner-says = Its owner writes
moderation-sanction-until = Until { $until }
moderation-sanction-answer = What was answered
moderation-sanction-answer-label = Your answer to its owner
moderation-sanction-answer-hint = Needed if it stands. At most 500 letters, signed by the moderation team, not by you.
moderation-sanction-alone = You imposed this. Nobody else can answer its owner, so you do; they are told.
moderation-own-up = Your account
moderation-own-kicker = A decision on your account
moderation-own-keeps = You can still sign in, read, take your data along, erase your account, and contest this.
moderation-own-since = Since
moderation-own-rule = Under rule
moderation-own-words = The moderators write:
moderation-own-yours = You write:
moderation-contest = Contest this
moderation-contest-lede = Somebody else than whoever decided reads your words and decides again. You can do this once, while it is in force.
moderation-contest-alone = Nobody else decides here, so the same person reads your words and looks again. You can do this once, while it is in force.
moderation-contest-words = Your words
moderation-contest-words-hint = What was overlooked? At most 500 letters.
moderation-contest-problem = Please write in a few words, at most 500 letters, what is wrong with it.
moderation-contest-send = Send your appeal

## Words that the team keeps
moderation-snippets-title = Kept words
moderation-snippets-lede = What you often say to authors. Whoever decides on comments finds these words beside the field for their own, and can change and discard them here.
moderation-snippets-empty = No words are kept yet.
moderation-snippets-full = There are 50 kept words already, and nobody would find one more. Please discard some first.
moderation-snippets-meanwhile = A colleague changed these words meanwhile. What you typed is still below.
moderation-snippet-open = Change
moderation-snippet-new = Keep more words
moderation-snippet-title = Title
moderation-snippet-title-hint = By which you find them. Authors do not see it. At most 200 letters.
moderation-snippet-title-problem = Please write a title of one line, at most 200 letters.
moderation-snippet-words = Words to authors
moderation-snippet-words-hint = Kind and short: what would have made it fit? At most 500 letters, together with what is written after them.
moderation-snippet-words-problem = Please write the words: at most 500 letters.
moderation-snippet-keep = Keep them
moderation-snippet-save = Save
moderation-snippet-leave = Leave them as they are
moderation-snippet-discard-title = Discard them
moderation-snippet-discard-says = Nobody finds them any more. What was decided with them goes on saying them.
moderation-snippet-discard = Discard these words
moderation-snippet-label = Kept words
moderation-snippet-hint = They are said before what you write yourself.
moderation-snippet-none = None
moderation-snippet-gone = These words are no longer kept. Please choose others, or none.

## What was decided today
moderation-today-title = What was decided today
moderation-today-lede = All that moderators decided on comments on { $day }, by UTC. What waits out its seconds of grace is not among it yet. Who decided, admins read.
moderation-today-none = Nothing was decided yet today.
moderation-today-approved = Approved
moderation-today-rejected = Rejected
moderation-today-spam = Filed as spam
moderation-today-returned = Sent back
moderation-today-hidden = Hidden
moderation-today-redacted = Words taken out
moderation-today-reopened = Put back into the queue
moderation-today-edit-approved = Changes approved
moderation-today-edit-refused = Changes refused
moderation-today-kept = Kept after a report
moderation-today-upheld = Stood when contested
moderation-today-overturned = Overturned
moderation-today-pinned = Pinned
moderation-today-undone = Taken back
# Legal demands
moderation-tab-takedowns = Legal demands
moderation-demanded = A legal demand is open
moderation-demanded-says = Somebody demands by law that this comment be removed. Think twice before you decide on it otherwise.
moderation-demanded-read = Read the demand
moderation-decided-demanded = A legal demand is recorded
moderation-decided-demanded-says = Somebody demands by law that { $name }’s comment be removed. Its author can answer; somebody else decides.
moderation-decided-on-demand = Decided on a legal demand
moderation-decided-on-demand-says = A legal demand against { $name }’s comment is decided. Its author reads what was decided by receipt.
moderation-demands-title = Legal demands
moderation-demands-lede = Courts, authorities, companies and persons who demand by law that a comment be removed. Whoever records a demand does not decide on it.
moderation-demands-open = Open, the earliest deadline first
moderation-demands-decided = Decided
moderation-demands-none = There is none.
moderation-demand-by-day = decide by { $day }
moderation-demand-late = Overdue
moderation-demand-hidden = Hidden until then
moderation-demand-answered = Its author answered
moderation-demand-title = A legal demand
moderation-demand-done = It is done.
moderation-demand-not-done = This was not done
moderation-demand-claimant = Who demands it?
moderation-demand-claimant-hint = A court and an authority are named to the comment’s author, nobody else is.
moderation-demand-claimant-missing = Please choose who demands it.
moderation-demand-name = The name of whoever demands it
moderation-demand-name-hint = As it stands in the letter. It is kept sealed, and forgotten 180 days after the decision.
moderation-demand-name-problem = Please write the name, in one line of at most 200 letters.
moderation-demand-basis = On what basis
moderation-demand-basis-hint = The law or the order that is named, such as “Order 4 O 17/26 of the regional court”. Everybody reads this: name no person.
moderation-demand-basis-problem = Please write the law or the order, in one line of at most 200 letters.
moderation-demand-quote = The words complained of
moderation-demand-quote-hint = Copy them from the comment, exactly as they stand there.
moderation-demand-quote-missing = Please quote the words that are complained of.
moderation-demand-received = It came on
moderation-demand-received-hint = The day on which you received it, such as 2026-05-04.
moderation-demand-decide-by = To be decided by
moderation-demand-decide-by-hint = The deadline that it sets, or the day by which we want to answer. Its author can answer until we decide.
moderation-demand-day-problem = Please write a day, such as 2026-05-04.
moderation-demand-not-come = This day is yet to come. Please write the day on which the demand came.
moderation-demand-no-time = This must be a day after the one on which the demand came.
moderation-demand-hide = Take the comment out of sight until it is decided. In its place stands that a legal demand was made, and on what basis.
moderation-demand-record = Record a legal demand against this comment
moderation-demand-record-title = Record a legal demand
moderation-demand-record-lede = Write down what is demanded. The author of the comment reads it and can answer; a colleague decides.
moderation-demand-record-send = Record it
moderation-demand-forgotten = (the name is forgotten)
moderation-demand-outcome = What was decided
moderation-demand-was-alone = by the one who recorded it: nobody else could
moderation-demand-hides = The comment is out of sight until this is decided.
moderation-demand-answer = Its author answers
moderation-demand-said = What we wrote to its author
moderation-demand-comment = The comment
moderation-demand-decide = Decide
moderation-demand-ruling = What shall be done?
moderation-demand-ruling-hint = Its author reads the decision and your words. In its place, everybody reads on what basis it was removed.
moderation-demand-ruling-missing = Please choose what shall be done.
moderation-demand-remove = Comply: remove the comment
moderation-demand-redact = Comply: take out the words complained of, and leave the rest
moderation-demand-refuse = Refuse: the comment is what it was before
moderation-demand-words-hint = Why you decide so. At most 500 letters. They are signed by the moderation team, not by you.
moderation-demand-words-gone = The words complained of do not stand in the comment any more. Please choose something else.
moderation-demand-send = Decide
moderation-demand-alone = You recorded this demand. Nobody else here could decide on it, so you do it yourself, and the record says so.
moderation-demand-mark = [removed after a legal demand]

# Legal holds
moderation-holds-title = Legal holds
moderation-hold-title = Legal hold
moderation-hold-lede = Keeps the words of a comment for a court, whatever its author or a time that runs out would erase. The author is told. Once they take the comment back, nobody but admins finds its words.
moderation-hold-until-day = until { $day }
moderation-hold-asked = Its words were to be erased. Nobody but admins finds them; they are erased when the hold ends.
moderation-hold-asked-short = erased when it ends
moderation-hold-reason = Why
moderation-hold-reason-hint = The claim or the order that it is kept for. Only the team reads it: name no person.
moderation-hold-reason-problem = Please write the reason, in one line of at most 200 letters.
moderation-hold-until = Its last day
moderation-hold-until-hint = At most a year from today, such as 2026-05-04. It can be set anew before it ends.
moderation-hold-until-problem = Please write a day from tomorrow until a year from today.
moderation-hold-keep = Keep it until then
moderation-hold-end = End the hold now
moderation-hold-end-erase = End the hold now, and erase the words for good
