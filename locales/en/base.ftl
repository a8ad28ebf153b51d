# Words that every feature shares: days and months.

# 29 October 2019
base-date = { $day } { $month } { $year }
# 29 October
base-day-month = { $day } { $month }

base-month-1 = January
base-month-2 = February
base-month-3 = March
base-month-4 = April
base-month-5 = May
base-month-6 = June
base-month-7 = July
base-month-8 = August
base-month-9 = September
base-month-10 = October
base-month-11 = November
base-month-12 = December

# The frame of every page.
base-skip = Skip to the content
base-menu = Menu
base-motto = The case against NSO Group, followed to its end
base-sections = Site
base-section-articles = Articles
base-section-cases = Cases
base-section-rules = Rules
base-section-receipt = Receipt
base-section-account = Account
base-sign-out = Sign out
base-foot-privacy = What we keep, and for how long
base-foot-transparency = How we moderate, in figures
base-foot-receipt = Look up your receipt
base-foot-mailbox = Mailbox of this trial

# Forms.
base-kept-title = You were signed out meanwhile
base-kept-says = Nothing that you typed is lost. Please sign in, which opens beside this page; then come back here and send it again.
base-kept-sign-in = Sign in, in a new tab
base-kept-typed = What you typed
base-kept-again = Send it again
base-form-summary = Something needs another look
base-form-problem = Problem:
base-form-optional = (optional)
base-form-left = Characters left: { "{n}" }
base-form-over = Characters too many: { "{n}" }
base-form-leave-empty = Leave this field empty
base-form-wrong = This form did not come from its own page. Everything you wrote is still here: please send it once more.
base-form-expired = This form lay open for too long. Everything you wrote is still here: please send it once more.
base-form-spent = This form was sent already. If you want to do it again, please send it once more.
base-form-no-text = Something in this form is not readable text. Please look for odd signs (�), replace them, and send it once more.
base-form-field = Please look at this field again.

# What can go wrong.
base-error-title = That did not work
base-error-home = To the front page
base-error-code = Code for the people who run this site: { $code }
base-error-not-found = There is no such page. The link may be old, or a letter of it may be missing.
base-error-sign-in = Please sign in first.
base-error-forbidden = This is not open to you. If you think that it should be, please ask the people who run this site.
base-error-prove = Nothing was changed. For this you must have proved who you are within the last ten minutes, so that nobody does it at a browser that you left open.
base-error-prove-link = Prove that it is you
base-error-method = This address does not take that kind of request. Please go back and use the button on the page.
base-error-too-slow = Your request came in too slowly, so we stopped waiting. Nothing was kept. Please try again.
base-error-conflict = Somebody else changed the same thing meanwhile. Please look at it again before you go on.
base-error-too-large = That is more than this form can take. Please make it shorter and send it again.
base-error-not-a-form = That did not come from one of our forms, so we cannot read it. Uploads are not possible here.
base-error-host = This address does not belong to this site. Please use the address that you were given.
base-error-invalid = Something in that form was not right. Please go back and look at it again.
base-error-too-often = That was asked too often. Please wait a little and try again.
base-error-headers = Your browser sent more than we can read. Deleting this site's cookies may help.
base-error-unavailable = We cannot do that just now. Nothing that you read is affected. Please try again in a few seconds.
base-error-fault = Something broke on our side. We have noted it. Please try again later.
base-error-bad-request = We could not read that request. Please go back and try again.
base-error-too-many-fields = That form has more fields than any of ours. Please use the form on the page.
base-error-unreadable-form = We could not read that form. Please go back and use the form on the page.
base-error-broken-body = The connection broke before everything had arrived. Nothing was kept. Please send it again.
base-conflict-gone = Something that this needs was deleted at the same moment. Please look at it again before you go on.
base-conflict-lease = Somebody else has taken over this work meanwhile.
base-conflict-letter = This letter is no longer where you saw it. Please look at it again before you go on.
base-conflict-letter-late = This letter is too old to be news. What is uncertain stays as it is.
