# The discussion under an article, its form, receipts, and the letters to those who left an address.

# The discussion
comments-count = { $count ->
    [0] Comments
    [one] One comment
   *[other] { $count } comments
}
comments-how = A moderator reads every comment before it appears. You need no account, and we keep no address of your device.
comments-how-rules = Our house rules
comments-none = Nobody has written here yet. The first comment may be yours.
comments-ancestor-gone = A comment that is no longer here
comments-team = Moderation team
comments-to = to
comments-reply = Reply
comments-link = Link
comments-report = Report
comments-report-which = the comment of { $name }
comments-pinned = Pinned by the moderation team
comments-pinned-place = To its place in the discussion
comments-link-which = to the comment of { $name }
comments-pager = More comments
comments-earlier = Earlier comments
comments-later = Later comments
comments-stub-withdrawn = Its author took this comment back, { $day }.
comments-stub-erased = This comment was erased, { $day }.
comments-nobody = Erased account
comments-stub-held = This comment is being looked at again.
comments-stub-removed = A moderator removed this comment, { $day }.
comments-stub-rule = Rule { $number }
comments-stub-demanded = Hidden since { $day }, until we have decided on a legal demand: { $basis }.
comments-stub-demand-removed = Removed after a legal demand, { $day }: { $basis }.
comments-closed = Comments are closed. What was published stays.
comments-closed-since = Comments closed at the end of { $day }. What was published stays.
comments-frozen = No comments are taken for a time; above the discussion stands until when. What was published stays.
comments-attack-elevated = More comments than usual arrive, since { $since }. A moderator reads every one before it appears, so it may take longer.
comments-attack-siege = This discussion has been flooded with comments since { $since }. A moderator reads every one before it appears; if many come from your network, yours may wait longer, but it is not lost.
comments-attack-hold = Since { $since } a moderator reads every comment before it appears, whoever wrote it. This ends { $until }.
comments-attack-freeze = We paused new comments on { $since }. They open again on { $until }: please come again then.
comments-attack-hide = Comments that appeared just before { $since } are out of sight until { $until } at the latest, while moderators look at them.

# The form
comments-write = Add a comment
comments-form-title = Your comment
comments-form-lede = A moderator reads it before it appears.
comments-form-parent-gone = If you send it now, your comment stands by itself and not under that one.
comments-answer-title = Your reply
comments-answer-head = Your reply to { $name }
comments-field-comment = Comment
comments-field-comment-hint = Plain text. An empty line begins a new paragraph.
comments-field-name = Name
comments-field-name-hint = Any name you like. It is shown with your comment.
comments-field-email = E-mail
comments-field-email-hint = Only to tell you what was decided. We ask you by mail first. Kept encrypted, never shown.
comments-field-replies = Mail me answers too
comments-field-replies-hint = Only with an e-mail address. Each letter has a link that ends them.
comments-send = Send to the moderators

comments-problem-comment-missing = Please enter your comment!
comments-problem-comment-long = Your comment is too long. Please keep it to 5,000 characters.
comments-problem-comment-signs = Your comment holds signs that cannot be shown. Please type it anew, or paste it as plain text.
comments-problem-name-missing = Please enter your name here
comments-problem-name-long = This name is too long. Please keep it to 60 characters.
comments-problem-name-signs = A name cannot hold web addresses, angle brackets or signs that cannot be shown. Please choose another one.
comments-problem-name-staff = This is the name of someone of our team. Please choose another one, or sign in if it is yours.
comments-problem-signed-out = You were signed out while you sent this. Nothing is lost: sign in again, or send it under a name that you type here.
comments-problem-email = This is not an e-mail address that we can write to. Please correct it, or leave the field empty.
comments-problem-parent = The comment that you answer is no longer here.
comments-problem-closed = Comments under this article are closed now. We are sorry: your comment cannot be sent any more.
comments-problem-frozen = We take no new comments for a time; above the form stands until when. Everything you wrote is still here: please keep it, and send it then.
comments-problem-unavailable = We cannot take your comment at this moment. Everything you wrote is still here: please send it again in a minute.
comments-problem-shut-out = Your account cannot send comments now. The page of your account says until when, why, and how to contest it. Everything you wrote is still here.
comments-problem-slowed = Your account can send one comment every 30 minutes now. Everything you wrote is still here: please send it again a little later.
comments-bound-why = Read why, and how to contest it
comments-problem-receipt = No receipt has these six words. Please check each word; a receipt ends after 90 days.

comments-why-honeypot = A field that nobody can see was filled

comments-conflict-decided = Somebody decided on this comment meanwhile. Please open it again to see what was decided.
comments-conflict-step = As the comment stands now, this cannot be done. Please open it again to see where it stands.
comments-conflict-change = This comment cannot be changed any more. What you typed is still below, for you to copy.
comments-conflict-appeal = This decision cannot be contested any more. What you typed is still below, for you to copy.
comments-conflict-own = You made the decision that is contested here: somebody else answers.
comments-conflict-own-comment = You wrote this comment, so another moderator decides on it.
comments-conflict-undo = This decision cannot be taken back any more: something else happened to the comment after it.

# States, as their author reads them
comments-state-held = Waiting
comments-state-published = Published
comments-state-rejected = Not published
comments-state-spam = Filed as advertising
comments-state-returned = Back to you
comments-state-hidden = Removed
comments-state-withdrawn = Taken back
comments-state-erased = Erased
comments-says-held = A moderator has not decided yet. You need do nothing.
comments-says-published = Everybody can read it.
comments-says-rejected = A moderator decided that it cannot appear.
comments-says-spam = A moderator took it for advertising, so it does not appear.
comments-says-returned = A moderator asks you to change it before it can appear.
comments-says-hidden = It was published, and a moderator removed it later.
comments-says-withdrawn = You took it back. Its words and your name are gone for good.
comments-says-withdrawn-kept = You took it back. Nobody reads it any more, and your name is gone for good.
comments-says-erased = Its words are gone for good.
comments-says-demand-hidden = Nobody can read it while we decide on a legal demand against it.
comments-says-demand-removed = It was removed after a legal demand.

# A legal demand against it
comments-demand-title = A legal demand against your comment
comments-demand-lede = Somebody demands by law that your comment be removed. We have not decided. What you answer is read by the person who decides.
comments-demand-over = Somebody demanded by law that your comment be removed. This is what was decided.
comments-demand-hides = Somebody demands by law that it be removed. Until that is decided, nobody can read it.
comments-demand-stays = Somebody demands by law that it be removed. It stays until that is decided.
comments-demand-who = Who demands it
comments-demand-by-court = A court
comments-demand-by-authority = An authority
comments-demand-by-company = A company
comments-demand-by-person = A private person
comments-demand-by-other = Somebody else
comments-demand-basis = On what basis
comments-demand-until = Please answer before
comments-demand-quote = The words complained of
comments-demand-yours = You answer:
comments-demand-answer = Your answer
comments-demand-answer-hint = Why should it stay? Is it true, and how can that be shown? At most 2,000 letters. You can change it until it is decided. Only we read it; it goes to nobody else.
comments-demand-send = Send your answer
comments-demand-change = Change your answer
comments-demand-to-answer = Answer the demand
comments-demand-read = What is demanded, and how to answer
comments-demand-removed = Removed after a legal demand.
comments-demand-redacted = Words were taken out after a legal demand. The rest of it stays.
comments-demand-refused = The legal demand was refused.
comments-demand-gone = It went by itself, before anybody decided on the legal demand.
comments-problem-demand-missing = Please write your answer.
comments-problem-demand-long = Please write at most 2,000 letters of plain text.
comments-demand-too-late = The demand is decided, so nothing can be answered any more. What you typed is still below, for you to copy.
comments-demand-quote-not-there = These words do not stand in the comment just so. Please copy them from it.
comments-demand-in-a-grace = A colleague has just decided on this comment. Their decision takes effect in a moment; please look at the comment then, and go on.
comments-demand-already-open = Another legal demand against this comment is open. Please decide on that one first, or write down there that two were made.
comments-demand-meanwhile = Somebody decided meanwhile, or the author answered. What stands now is above; what you typed is still below.
comments-demand-own-record = You recorded this demand, so somebody else decides on it.
comments-hold-kept = A court may want the words of this comment, so they are kept under a legal hold until { $day }, or longer if the court needs longer. Nobody but our admins finds them. Then they are erased for good.
comments-hold-stands = A court may want this comment, so it is under a legal hold until { $day }, or longer if the court needs longer. If you take it back, nobody but our admins finds its words from then on, and they are erased when the hold ends.
comments-hold-nothing = The words of this comment are gone, so there is nothing to keep.
comments-hold-meanwhile = Somebody changed this hold meanwhile. What stands now is above; what you typed is still below.
comments-conflict-only-kept = This comment was taken back or erased. Its words are only kept for a court, so nothing else can be done to it.
comments-conflict-removed-on-demand = This comment was removed after a legal demand and does not appear again. Its author can write a new one without the words complained of.
comments-conflict-on-demand = A legal demand keeps this comment out of sight. It appears again when somebody refuses the demand.

# { $day }, { $time }
comments-when = { $day }, { $time }

# The receipt
comments-receipt-title = Your receipt
comments-receipt-lede = The six words that you got with your comment show what became of it.
comments-receipt-words = Six words
comments-receipt-words-hint = In small or capital letters, with spaces or hyphens between them.
comments-receipt-look = Show my comment
comments-receipt-thanks = Thank you. Your comment is with the moderators.
comments-receipt-next = A person reads it, usually within a day. You need do nothing more. This page will show what was decided.
comments-receipt-yours = What became of your comment
comments-receipt-rule = The rule that it breaks:
comments-receipt-said = The moderator writes to you:
comments-receipt-under = Under
comments-receipt-name = Name
comments-receipt-as = Written
comments-receipt-as-account = with your account
comments-receipt-as-stranger = without an account
comments-receipt-sent = Sent
comments-receipt-address = Your address
comments-receipt-address-yes = You confirmed it. We mail you what is decided.
comments-receipt-address-no = Please follow the link in our letter within 7 days. Until then we mail nothing else, and then we erase it.
comments-receipt-replies = We also mail you when somebody answers.
comments-receipt-until = This receipt works until
comments-receipt-read = Read it in the discussion
comments-receipt-six = Your receipt: six words
comments-receipt-keep = Write them down. With these words, and only with them, you can see what was decided or take your comment back.
comments-receipt-or-link = Or keep this link:
comments-withdraw = Take it back

# Changing it
comments-edit = Change it
comments-edit-again = Change it and send it again
comments-edit-title = Change your comment
comments-edit-up = Your comment
comments-edit-held = A moderator has not decided yet. What you send now takes the place of what you wrote.
comments-edit-published = Everybody reads your comment. What you change waits for a moderator; until then everybody reads it as it is.
comments-edit-returned = A moderator asks you to change it. When you have sent it again, it waits for a moderator as before.
comments-edit-closed = This comment cannot be changed any more: its 15 minutes are over, or a moderator has decided. If it stands under your name and you do not want that, you can take it back.
comments-edit-until = You can change it until { $time }.
comments-edit-leave = Leave it as it is
comments-edit-waits = As you changed it. A moderator has not decided on this yet:
comments-redacted = A moderator took words out of your comment.
comments-edit-refused = What you changed was not accepted. Your comment stands as it was.

# Contesting a decision
comments-appeal = Contest the decision
comments-appeal-title = Contest the decision
comments-appeal-lede = Another moderator than the one who decided reads your comment and your words, and decides again. You can do this once, within 14 days.
comments-appeal-alone = Nobody else on this site could answer, so the same person reads your comment and your words again. You can do this once, within 14 days.
comments-appeal-closed = Nothing can be contested here: no moderator decided against this comment, 14 days are over, or it was contested before.
comments-appeal-words = Your words
comments-appeal-words-hint = What did the moderator overlook? At most 500 letters.
comments-appeal-send = Send your appeal
comments-appeal-leave = Leave it as it is
comments-appeal-open = You contest the decision. It waits for an answer.
comments-appeal-upheld = Your appeal was read: the decision stands.
comments-appeal-overturned = Your appeal was read: the decision was wrong.
comments-appeal-taken-back = The decision that you contested was taken back.
comments-appeal-yours = You write:
comments-problem-appeal-missing = Please write in a few words what is wrong with the decision.
comments-problem-appeal-long = Please write at most 500 letters of plain text.

# Reporting a comment
comments-report-title = Report this comment
comments-report-lede = Does it break one of our rules? A moderator looks at it. Nobody but the moderation team learns that it was reported.
comments-report-reason = What is wrong with it?
comments-report-reason-hint = Our house rules, or something else.
comments-report-other = Something else
comments-report-words = Your words
comments-report-words-hint = What should the moderator know? At most 500 letters. Needed only if you chose “Something else”.
comments-report-send = Report it
comments-report-done = Thank you. A moderator looks at it.
comments-report-done-next = The comment stays until then, however often it is reported. If it breaks a rule, it goes, and the rule is named in its place. We keep no mark of who you are beyond one that stops a second report, and you need do nothing more.
comments-report-back = Back to the discussion
comments-problem-report-reason = Please choose what is wrong with it.
comments-problem-report-words = Please write in a few words what is wrong with it.
comments-problem-report-long = Please write at most 500 letters of plain text.

# One's own comments
comments-own-title = Your comments
comments-own-up = Your account
comments-own-lede = What you wrote with your account, and what became of it.
comments-own-none = You have written no comment with this account.
comments-own-articles = To the articles
comments-own-newer = Newer comments
comments-own-older = Older comments

# The address that was left with a comment
comments-address-title = Is this address yours?
comments-address-lede = It was left with a comment on “{ $article }”. If you wrote that comment, we can mail you what the moderators decide.
comments-address-yes = Yes, mail me the decision
comments-address-no = If you did not write it, close this page: we mail nothing more, and erase the address within 7 days.
comments-address-done = Thank you. We will mail you the decision.
comments-address-done-next = You need do nothing more.

comments-mail-title = No more of these letters?
comments-mail-answers = We mail you when somebody answers your comment on “{ $article }”.
comments-mail-decisions = We mail you what the moderators decide on your comment on “{ $article }”. If you end this, we erase your address.
comments-mail-end = Mail me no more of these
comments-mail-ended = You get no more of these letters
comments-mail-ended-answers = We do not mail you answers to this comment.
comments-mail-ended-decisions = We hold no address of yours with this comment any more. Your receipt still shows everything about it.

comments-letter-address-subject = Is this address yours?
comments-letter-address-what = Somebody left this address with a comment on “{ $article }”, to hear what the moderators decide.
comments-letter-address-do = If it was you, open this link and say yes there:
comments-letter-address-else = If it was not you, do nothing: we write no more, and erase the address within 7 days.
comments-letter-decided-subject = Your comment: what was decided
comments-letter-decided-published = Your comment on “{ $article }” is published.
comments-letter-decided-rejected = Your comment on “{ $article }” is not published: a moderator decided that it breaks one of our rules.
comments-letter-decided-returned = Your comment on “{ $article }” comes back to you: a moderator asks you to change it before it can appear.
comments-letter-decided-edit-approved = What you changed in your comment on “{ $article }” is published.
comments-letter-decided-edit-refused = What you changed in your comment on “{ $article }” is not published: a moderator decided that it breaks one of our rules. Your comment stands as it was.
comments-letter-decided-redacted = A moderator took words out of your comment on “{ $article }”, because they break one of our rules. The rest of it stays.
comments-letter-decided-upheld = Your appeal about your comment on “{ $article }” was read: the decision stands.
comments-letter-decided-taken-back = The decision about your comment on “{ $article }” that you contested was taken back, and your comment is published again.
comments-letter-decided-overturned = Your appeal about your comment on “{ $article }” was read: the decision was wrong, and your comment is published.
comments-letter-decided-hidden = Your comment on “{ $article }” was removed by a moderator.
comments-letter-decided-rule = Rule { $number }: { $title }
comments-letter-demand-recorded = Somebody demands by law that your comment on “{ $article }” be removed. It stays until we have decided. By your receipt you read what is demanded, and until when you can answer.
comments-letter-demand-hidden = Somebody demands by law that your comment on “{ $article }” be removed. Nobody can read it until we have decided. By your receipt you read what is demanded, and until when you can answer.
comments-letter-demand-removed = Your comment on “{ $article }” was removed after a legal demand.
comments-letter-demand-redacted = We took words out of your comment on “{ $article }” after a legal demand. The rest of it stays.
comments-letter-demand-refused = We refused the legal demand against your comment on “{ $article }”. It stands as it did before.
comments-letter-decided-words = The moderator writes to you:
comments-letter-use = We use this address only for mail about this comment, and erase it 90 days after you wrote it.
comments-letter-decided-leave = No more mail about this comment, and the address erased at once:
comments-letter-answered-subject = Somebody answered your comment
comments-letter-answered-what = Somebody answered your comment on “{ $article }”.
comments-letter-answered-read = Read the answer here:
comments-letter-answered-leave = No more letters about answers:
comments-letter-decided-receipt = Your receipt, the six words, shows everything about it.

# What the automatic checks look for, for admins
comments-checks-title = The automatic checks
comments-checks-lede = They let a comment wait, or file it as spam where a moderator still sees it. They never reject one. What you change holds for what comes from then on.
comments-checks-shipped = As they came with the program
comments-checks-banned = Banned words
comments-checks-banned-hint = A comment with one of them is filed as spam. One word or phrase a line; a line that begins with # is for yourselves. Capital letters, accents and look-alike letters do not matter.
comments-checks-suspect = Suspect words
comments-checks-suspect-hint = A comment with one of them waits, and the moderator is told which. Written like the list above.
comments-checks-distressing = Distressing words
comments-checks-distressing-hint = Slurs and threats. A comment with one of them waits and is read soon, but moderators see its text only when they open it. A word can stand in another list as well. Written like the lists above.
comments-checks-many-links = Links that are not too many
comments-checks-many-links-hint = A comment with more waits, whoever wrote it. 1 to 50.
comments-checks-near-bits = How much copies of one text may differ
comments-checks-near-bits-hint = 0 to 20. At 0 nearly nothing may differ; at 16, about one word in twenty.
comments-checks-refused-percent = Refused comments, in a hundred
comments-checks-refused-percent-hint = Whoever had so many of their comments refused within 7 days is read closely. 1 to 100.
comments-checks-refused-least = Decisions that it takes to tell
comments-checks-refused-least-hint = With fewer, nobody is read more closely. 1 to 50.
comments-checks-likely-percent = How like refused comments, in a hundred, a text may read
comments-checks-likely-percent-hint = From here on it is read closely, and the words that weighed most are shown. It is learned from what you decide, once 40 comments were approved and 40 refused. 0 to 100; 0 for never.
comments-checks-trusted-approved = Approved comments that make an account trusted
comments-checks-trusted-approved-hint = Within 180 days. It matters only if the site lets trusted accounts publish at once. 1 to 50.
comments-checks-trusted-moderators = Moderators who approved them
comments-checks-trusted-moderators-hint = So many different ones, at least. 1 to 10.
comments-checks-elevated-at = Arrivals in ten minutes that make everything be read first
comments-checks-elevated-at-hint = Comments on which nobody decided yet. From then on even trusted accounts wait for a moderator. 5 to 10,000.
comments-checks-siege-at = Arrivals in ten minutes that are a siege
comments-checks-siege-at-hint = From then on a network that writes more than once in ten minutes is read last. 5 to 10,000.
comments-checks-try = Try it
comments-checks-try-says = “Try it” keeps nothing: it shows what this would have meant for the last { $count } decisions.
comments-checks-save = Save
comments-checks-tried = { $count ->
    [0] There is no past decision to try this on yet
    [one] Tried on { $count } past decision
   *[other] Tried on { $count } past decisions
}
comments-checks-tried-says = Nothing was saved. What stood beside a text then, such as copies of it, is taken as it was found.
comments-checks-held = { $count ->
    [0] It would have held none that you approved
    [one] It would have held { $count } that you approved
   *[other] It would have held { $count } that you approved
}
comments-checks-passed = { $count ->
    [0] It would have let none pass that you refused
    [one] It would have let { $count } pass that you refused
   *[other] It would have let { $count } pass that you refused
}
comments-checks-comment = Comment { $count }
