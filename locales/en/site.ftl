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
site-kept-while-published = As long as the article stands, or until its author takes it back
site-kept-while-account = As long as the account
site-kept-while-following = As long as you follow the case
site-kept-while-site = As long as the site

site-kept-network = Your network address
site-kept-network-why = We use it only while we answer you.
site-kept-pseudonym = A pseudonym of your network, made anew each day
site-kept-pseudonym-why = To notice floods of comments and of wrong passwords. When the day's key is gone, nobody can tell whose it was.
site-kept-form = The mark of a form that was sent
site-kept-form-why = So that nobody can send it a second time.
site-kept-comment = A published comment, with its name and its day
site-kept-comment-why = So that it can be read.
site-kept-refused = The text of a comment that was not published
site-kept-refused-why = So that you can read why, and a mistake can be put right.
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
