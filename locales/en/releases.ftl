# Releasing an update, its letters and digests, and how their sending fares.

releases-kicker = Updates
releases-back-update = The update

# The last look before an update goes out
releases-title = Release this update
releases-proposed-by = { $name } proposes to release this update.
releases-proposed-by-nobody = Nobody has proposed this update yet.
releases-refused-next = Below you see what readers will get. Nothing goes out before somebody releases it.
releases-at-once = Get it at once
releases-daily = In the next daily letter
releases-weekly = In the next weekly letter
releases-next = When you release it, the update appears on its page and in the feeds at that moment, and a letter goes to everyone who asked to hear at once. From then on its text stays as it is: mistakes are mended by a correction that readers can see. Who leaves before their turn gets no letter.
releases-as-readers = As readers will see it
releases-to-letter = The letter in full, with its headers and its HTML
releases-to-release = On to releasing it
releases-go = Release
releases-alone = You are the only person here who can release updates, and you proposed this one yourself. So that it does not go out by a slip of the hand, please type to how many people it goes at once. The record will say that you released it alone.
releases-recipients-label = To how many people does it go at once?
releases-recipients-hint = The number stands above.
releases-now = { $count ->
    [0] Release now
    [1] Release now, with 1 letter
   *[other] Release now, with { $count } letters
}
releases-later = Or at a time to come
releases-later-says = The update is frozen now and appears by itself at that time; the letters go to those who then follow the case. Changing it before makes it a draft again. Day and time are those of { $zone }.
releases-day-label = Day
releases-day-hint = Year, month, day, as in 2026-05-20.
releases-time-label = Time
releases-time-hint = Hour and minute, as in 14:30.
releases-schedule = Release at this time
releases-leave = Not now

releases-problem-day = Please write the day as year, month, day, as in 2026-05-20.
releases-problem-time = Please write the time as hour and minute, as in 14:30.
releases-problem-time-skipped = On that day the clock skips this time. Please choose another.
releases-problem-which = You have written a day or a time. To release it then, please use the button below them; to release it now, empty both.
releases-problem-far = That day is too far away. Please choose one within two years.
releases-problem-past = That time has passed. Please choose one to come, or release it now.
releases-problem-recipients = That is not the number. Please type to how many people it goes at once.
releases-problem-changed = Meanwhile the number has changed. Please look at the new one above and type it.
releases-problem-sure = Please tick the box if you mean it. Nothing was cancelled.

# The letter of one update
releases-letter-title = The letter
releases-letter-preview-says = This is the letter as mail programs get it. Only the link to leave differs from reader to reader; here it leads nowhere.
releases-letter-as-text = As text, which is what it is made of
releases-letter-as-html = As HTML, made from the same text
releases-letter-from = From
releases-letter-subject = Subject
releases-letter-what = { $kind }, { $date }
releases-letter-source = Source: { $source }
releases-letter-reported = Source: { $source } (as reported)
releases-letter-read = On our site:
releases-letter-why = You get this letter because you follow the case { $case } with this address and have confirmed it. It holds no picture and no counter: nobody sees whether you read it.
releases-letter-leave = No more letters about this case (one click, no questions):
releases-letter-manage = Change what you get, and how often:
releases-letter-feed = Read the same without mail and without an address, in a feed reader:

# Digests
releases-digest-subject-daily = { $count ->
    [1] { $site }: what happened since yesterday
   *[other] { $site }: { $count } updates since yesterday
}
releases-digest-subject-weekly = { $count ->
    [1] { $site }: what happened this week
   *[other] { $site }: { $count } updates this week
}
releases-digest-why-daily = You get this letter because you follow a case on { $site } once a day and have confirmed it. On days without news there is none. It holds no picture and no counter: nobody sees whether you read it.
releases-digest-why-weekly = You get this letter because you follow a case on { $site } once a week and have confirmed it. In weeks without news there is none. It holds no picture and no counter: nobody sees whether you read it.
releases-digest-more = { $count ->
    [1] And 1 more, on the case's page:
   *[other] And { $count } more, on the case's page:
}
releases-digest-leave = No more letters of this kind (one click, no questions):
releases-digest-cases = Read the same without mail and without an address:

# How the sending fares
releases-send-title = The letters of this update
releases-send-title-digest = How these letters fare
releases-send-when = { $date }, { $time }
releases-send-appears = It appears on { $when } and then goes out by itself.
releases-send-appeared = It appeared on { $when }.
releases-send-state-open = On their way
releases-send-state-paused = Paused
releases-send-state-cancelled = Cancelled
releases-send-state-done = All done
releases-send-restored = They are paused because the site was restored from a backup: nobody knows which of them went out since it was made. Look at the uncertain ones first.
releases-send-over-the-cap = The program paused them by itself: with these, more letters would go out within a day than the people who run this site allow. If you know why there are so many, let them go on: after two days they are given up. If not, leave them, and tell those who run this site.
releases-send-relay = The program paused them by itself, because the mail server answered: { $cause }. Please look into that before you let them go on.
releases-send-candidates = Were to get it
releases-send-last-minute = Sent in the last minute
releases-send-left = Time left
releases-send-minutes = { $minutes ->
    [1] about a minute
   *[other] about { $minutes } minutes
}
releases-send-nothing-left = none
releases-send-unknown = not known yet
releases-send-sent = Taken by the mail server
releases-send-waiting = Waiting for their turn
releases-send-deferred = of these, waiting for another try
releases-send-failed = Refused for good
releases-send-suppressed = No longer wanted when their turn came
releases-send-uncertain = Nobody knows whether they came
releases-send-cancelled = Cancelled
releases-send-expired = Not sent in time
releases-send-balance = The books balance: every person who was to get it is counted exactly once. Whether letters are opened, we do not look.
releases-send-no-balance = The books do not balance: the counts do not add up to those who were to get it. Please tell the people who run this site.
releases-send-reload = Load the latest numbers
releases-send-uncertain-title = Not known whether they came
releases-send-uncertain-says = Either the connection to the mail server broke twice after these letters had been handed over, or the site was brought back from a backup while they were on their way. They may have come or not. Sending them again means that some people may get the letter a second time. Mail programs often recognise such a copy and show it once.
releases-send-again = Send these again
releases-send-pause = Pause
releases-send-pause-says = From now on nothing more is handed over, until somebody lets it go on. The letter that is on the wire at this moment still goes.
releases-send-resume = Go on
releases-send-resume-says = The letters go on where they stopped. Nobody gets one twice.
releases-send-cancel = Never send the rest
releases-send-cancel-says = What was not handed over yet is never sent, and that cannot be taken back. What the letters tell of stays on the site and in the feeds.
releases-send-cancel-sure = Yes, never send the rest
releases-send-none-draft = No letters go out: this update is not released.
releases-send-none-scheduled = No letters go out before the update appears. To stop it, change the update: then it is a draft again.
releases-send-none-published = This update was published without letters.
releases-send-read = Read the update

# All letters to many
releases-letters-title = Letters of the last 14 days
releases-letters-lede = Every letter that went to many: those of updates, and the daily and weekly ones. Open one to see how it fares, to pause it, or to let it go on.
releases-letters-none = No letter went to many within the last 14 days.
releases-letters-daily = Daily letter of { $date }
releases-letters-weekly = Weekly letter of { $date }
releases-letters-other = A letter about something that is no more
releases-letters-sent = { $sent } of { $count } taken by the mail server.
releases-letters-uncertain = { $count ->
    [1] Of 1 nobody knows whether it came.
   *[other] Of { $count } nobody knows whether they came.
}
