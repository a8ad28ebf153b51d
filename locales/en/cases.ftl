# Cases, their updates and hearings, as their editors see them.

cases-kicker = Court cases
cases-state-draft = Draft
cases-state-published = Published

# The list
cases-list-title = Cases
cases-list-lede = The court cases that the campaign follows. The last changed comes first.
cases-list-new = Add a case
cases-list-none = There is no case yet.
cases-list-changed = changed on { $day }
cases-list-edit = Edit
cases-list-read = Read

# The desk of a case
cases-desk-title = Edit the case
cases-desk-title-new = A new case
cases-desk-facts = What the case is
cases-desk-save = Save
cases-desk-publish = Publish
cases-desk-leave = Leave without saving

cases-done-saved = Saved. What is published, readers see as it is now.
cases-done-published = Published. Everyone can read the case now.
cases-done-planned = The hearing stands on the case's page and in its calendar now.
cases-done-cancelled = The hearing is cancelled. It no longer stands on the page, and readers' calendars say that it is cancelled.
cases-done-drafted = Saved. Only editors see this update so far.
cases-done-proposed = Saved and proposed. Nobody is told by mail: please tell a colleague, who finds it at Cases.
cases-done-unscheduled = Taken back. The update is a draft again and does not appear by itself.
cases-done-corrected = The correction stands below the update now, with today's date.
cases-done-retracted = Retracted. The update's page stays and says so.

cases-title-label = Short name
cases-title-hint = Such as: WhatsApp v. NSO Group
cases-full-title-label = Full name
cases-full-title-hint = As the court writes it.
cases-plaintiffs-label = Plaintiffs
cases-plaintiffs-hint = One a line.
cases-defendants-label = Defendants
cases-defendants-hint = One a line.
cases-others-label = Others
cases-others-hint = Who else takes part, such as friends of the court; one a line.
cases-claims-label = Claims
cases-claims-hint = What the plaintiffs claim; one a line.
cases-court-label = Court
cases-court-hint = Its name in full.
cases-court-short-label = Court, in short
cases-court-short-hint = Such as: N.D. Cal.
cases-judge-label = Judge
cases-judge-hint = Whoever decides the case now.
cases-docket-number-label = Docket number
cases-docket-number-hint = Such as: 4:19-cv-07123-PJH
cases-filed-label = Filed on
cases-filed-hint = As 2019-10-29.
cases-court-id-label = Court id
cases-court-id-hint = What public dockets call the court, such as: cand
cases-docket-id-label = Docket id
cases-docket-id-hint = The number under which a public docket keeps the case.
cases-slug-label = Address
cases-slug-hint = The last part of /cases/…, in small letters and hyphens. Left empty, it is made from the short name. Once the case is published it stays.
cases-language-label = Language
cases-articles-label = Articles
cases-articles-hint = The articles about this case: they show it beside their text. An article belongs to one case at most.
cases-articles-none = There is no article yet.
cases-articles-owner = belongs to { $case }

# Updates
cases-kind-ruling = Ruling
cases-kind-hearing = Hearing
cases-kind-filing = Filing
cases-kind-other = Other

cases-update-state-draft = Draft
cases-update-state-scheduled = Scheduled
cases-update-state-published = Published
cases-update-state-retracted = Retracted

cases-updates-title = Updates
cases-updates-new = Write an update
cases-updates-none = There is no update yet.
cases-update-number = No. { $number }
cases-update-proposed = Proposed

cases-update-title = Update
cases-update-title-new = A new update
cases-update-title-label = Title
cases-update-title-hint = What happened, in a line of at most 200 letters. It becomes the subject of the mail.
cases-update-body-label = Text
cases-update-body-hint = Plain text, without links. An empty line begins a paragraph. Say where each statement comes from.
cases-update-kind-label = Kind
cases-update-day-label = Day
cases-update-day-hint = When it happened, as 2019-10-29.
cases-update-source-label = Source
cases-update-source-hint = Where we know it from, such as: docket
cases-update-source-url-label = Address of the source
cases-update-source-url-hint = It begins with https:// and leads to the document itself.
cases-update-reported-label = It rests on a report, not on the court's own papers: readers are told so.
cases-update-preview = Preview
cases-update-propose = Save and propose
cases-update-unschedule = Take it back as it is
cases-update-release = Release it
cases-update-letter = See it as mail
cases-update-send = How the mail goes
cases-update-correct = Correct it
cases-update-retract = Retract it

cases-preview-title = Preview: nothing is saved yet
cases-preview-seen = As readers see it

# What an update's state means, and what happens next
cases-standing-title = Where it stands
cases-instant = { $day }, { $time }
cases-somebody-gone = somebody whose account is gone
cases-is-draft = This is a draft. Only editors see it.
cases-next-propose = When it is ready, propose it. Then somebody else, another editor or an admin, can release it.
cases-next-propose-alone = When it is ready, propose it. You are the only person here who can release, so you may then do that alone.
cases-is-proposed-by-you = You proposed it on { $day }.
cases-next-somebody-else = Now somebody else must release it: another editor or an admin. If you change it, you propose it anew.
cases-next-alone = You are the only person here who can release, so you may do it alone. The record says that you did.
cases-is-proposed = { $name } proposed it on { $day }.
cases-next-release = Since somebody else proposed it, you can release it. If you change it, it must be proposed anew.
cases-is-scheduled = { $name } released it. It appears by itself on { $at }, and the mail goes out then.
cases-next-scheduled = Until then it is frozen. Changing it makes it a draft again, which is to be proposed and released anew; any editor may also take it back as it is.
cases-is-published = It is published as number { $number } since { $day }.
cases-is-released = { $name } released it.
cases-is-released-alone = { $name } released it alone: nobody else was there to look at it.
cases-next-published = What readers saw does not change without a word. Any editor can correct it, with a public note, or retract it.
cases-is-retracted = It was retracted on { $day }. Its page stays and says why.
cases-next-retracted = Nothing more happens to it. If something is to be said after all, write a new update.

# Why somebody may not release an update
cases-refusal-not-proposed = Nobody has proposed this update as it stands now. Propose it first; then somebody else can release it.
cases-refusal-proposer = You proposed this update yourself, so somebody else must release it.
cases-refusal-not-a-draft = This update is scheduled, published or retracted already.

# Corrections and retraction
cases-corrections-title = Correct the update
cases-corrections-lede = When we were wrong, we say so below the update, with the day, and put the text right. Who got the letter already is not told by mail: if they should know, write a new update.
cases-corrections-so-far = Corrections so far
cases-corrections-add = Add the correction
cases-correction-label = What was wrong, and what is right
cases-correction-hint = One or two sentences of plain text. Readers see it at once, with today's date; it cannot be taken back.
cases-correction-title-hint = The title as it should have been.
cases-correction-body-hint = The text as it should have been.
cases-retract-title = Retract the update
cases-retract-lede = For an update that should not have been published at all. Its page, its number and its place in the feeds stay, and say that it was retracted and why. Mail that has not gone out is stopped; who got the letter already is not told by mail: if they should know, write a new update. It cannot be undone.
cases-retract-label = Why it is retracted
cases-retract-hint = One or two sentences of plain text, for readers.
cases-retract-do = Retract it

# Hearings
cases-hearings-title = Hearings
cases-hearings-new = Add a hearing
cases-hearings-none = There is no hearing yet.
cases-hearing-title = Edit the hearing
cases-hearing-title-new = A new hearing
cases-hearing-lede = It stands on the case's page and in the calendar that readers can subscribe to.
cases-hearing-cancelled = Cancelled
cases-hearing-cancelled-says = It does not take place, and calendars say so. If you save it, it is planned again.
cases-hearing-title-label = What is heard
cases-hearing-title-hint = Such as: Argument on the injunction
cases-hearing-place-label = Place
cases-hearing-place-hint = Such as: Courtroom 3, Oakland
cases-hearing-starts-label = Begins
cases-hearing-starts-hint = Day and time by the court's own clock, as 2026-05-20 09:30
cases-hearing-zone-label = Time zone of the court
cases-hearing-zone-hint = Such as: America/Los_Angeles
cases-hearing-minutes-label = Length
cases-hearing-minutes-hint = In minutes, as announced or as you expect.
cases-hearing-note-label = Note
cases-hearing-note-hint = What readers should know, such as how to listen in. Plain text.
cases-hearing-save = Save
cases-hearing-cancel = Cancel the hearing

# What was wrong
cases-problem-missing = Please fill in this field.
cases-problem-line = Please keep this to one line of at most 200 letters.
cases-problem-lines = Please write one name a line, each of at most 200 letters, and at most 100 of them.
cases-problem-text-long = Please keep this below 5,000 letters.
cases-problem-text-letters = The text has control characters in it that nobody can see. Please type it again or paste it as plain text.
cases-problem-day = Please write the day as 2019-10-29.
cases-problem-language = Please choose a language.
cases-problem-court-id = Please write letters and digits only, at most 40.
cases-problem-docket-id = Please write a number.
cases-problem-slug = Please write the address in small letters a to z, digits and single hyphens, at most 80 of them.
cases-problem-slug-taken = This address is another case's. Please choose another one.
cases-problem-slug-fixed = The case is published, so its address stays: feeds and mails hang on it.
cases-problem-language-fixed = The case is published, so its language stays: its updates are written in it.
cases-problem-article-taken = One of these articles belongs to another case. An article belongs to one case at most.
cases-problem-article-gone = One of these articles is not there any more.
cases-problem-kind = Please choose what the update tells of.
cases-problem-source-url = The address must begin with https:// and name a site, such as https://www.courtlistener.com/docket/16395340/
cases-problem-starts = Please write day and time as 2026-05-20 09:30
cases-problem-starts-gap = There is no such time that day: clocks go forward there and leave it out. Please look at the court's announcement again.
cases-problem-time-zone = Please write a time zone such as America/Los_Angeles or Europe/Amsterdam.
cases-problem-minutes = Please write the length in minutes, from 1 to 2880.
cases-problem-outdated = Somebody else changed this after you opened it
cases-problem-appeared = Readers have seen this update, so it cannot be changed without a word
cases-problem-not-published = Only an update that is published can be corrected or retracted.
cases-problem-not-due = This update is not scheduled, or its time has not come.
cases-problem-case-draft = The case of this update is still a draft. Publish the case first.
cases-problem-publish-at = This time has gone by. Please choose one that is ahead.
cases-problem-hearing-cancelled = This hearing is cancelled already

cases-meanwhile-says = Nothing of yours is saved yet.
cases-meanwhile-changes = This is what you typed beside what stands now. If you save once more, yours takes its place:

# Feeds
cases-feed-source = Source: { $source }
cases-feed-retracted-title = Retracted: { $title }
cases-feed-retracted = We took this update back: it was wrong. This is why:
