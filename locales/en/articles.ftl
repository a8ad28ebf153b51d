# Articles, as their editors see them.

articles-kicker = Articles

# The name of this language, in this language: an article can be written in it.
articles-language-name = English

articles-state-draft = Draft
articles-state-published = Published

# The list
articles-list-title = Articles
articles-list-lede = What the campaign has published, and what is being written. The last changed comes first.
articles-list-new = Write an article
articles-list-cases = Court cases
articles-list-none = There is no article yet.
articles-list-changed = changed on { $day }
articles-list-edit = Edit
articles-list-read = Read

# The desk
articles-desk-title = Edit the article
articles-desk-title-new = A new article
articles-desk-save = Save
articles-desk-preview = Preview
articles-desk-publish = Publish
articles-desk-leave = Leave without saving
articles-preview-title = Preview: nothing is saved yet

articles-done-saved = Saved. If the article is published, readers see it as it is now.
articles-done-published = Published. Everyone can read it now.
articles-done-corrected = The correction stands below the article now.

articles-title-label = Title
articles-title-hint = At most 200 letters, on one line.
articles-standfirst-label = Standfirst
articles-standfirst-hint = What the article says, in a sentence or two; at most 200 letters.
articles-body-label = Text
articles-body-hint = In Markdown. An empty line begins a paragraph, ## a heading, > a quotation. Pictures come from /media/ only.
articles-category-label = Category
articles-category-hint = One or two words above the title.
articles-byline-label = Byline
articles-byline-hint = Such as: By the campaign desk
articles-date-label = Date
articles-date-hint = As 2019-10-29. Left empty, it is the day on which you publish.
articles-slug-label = Address
articles-slug-hint = The last part of /articles/…, in small letters and hyphens. Left empty, it is made from the title. A former address leads to the new one.
articles-language-label = Language
articles-comments-label = Comments
articles-comments-open = Open
articles-comments-closed = Closed
articles-comments-until = Open until a day
articles-until-label = Last day for comments
articles-until-hint = As 2019-12-31. It counts only if comments are open until a day.

articles-problem-title-missing = Please give the article a title.
articles-problem-missing = Please fill in this field.
articles-problem-line = Please keep this to one line of at most 200 letters.
articles-problem-body-missing = Please write the text of the article.
articles-problem-body-long = The text is too long. Please keep it below 400,000 letters.
articles-problem-body-letters = The text has control characters in it that nobody can see. Please type it again or paste it as plain text.
articles-problem-picture = A picture comes from another site. Readers' browsers would ask that site for it, so only pictures from /media/ are shown.
articles-problem-link = A link must begin with https://, http://, mailto: or /
articles-problem-in-line = Please look at line { $line } of the text.
articles-problem-day = Please write the day as 2019-10-29.
articles-problem-slug = Please write the address in small letters a to z, digits and single hyphens, at most 80 of them.
articles-problem-slug-taken = This address is, or was, another article's. Please choose another one.
articles-problem-language = Please choose a language.
articles-problem-comments = Please choose whether readers may comment.
articles-problem-correction = Please write what was wrong and what is right, in at most 5,000 letters.

articles-problem-outdated = Somebody else saved this article after you opened it
articles-meanwhile-by = It was { $name }.
articles-meanwhile-says = Nothing of yours is saved yet, and all that you typed is still in the form below. Please bring both together. If you save now, yours replaces theirs; their text stays among the revisions.
articles-meanwhile-no-text = The text is the same. Only settings or corrections changed.

articles-changes-gone = Taken out:
articles-changes-come = Put in:

# Revisions
articles-revisions-title = Revisions
articles-revisions-lede = Every text that this article had, the newest first.
articles-revision-title = Version { $version }
articles-revision-by = by { $name }
articles-revision-by-nobody = came with the program
articles-revision-changes = What it changed
articles-revision-text = The text at that time

# Corrections
articles-corrections-title = Corrections
articles-corrections-lede = When we were wrong, we say so below the article, with the day. Correct the text itself as well.
articles-corrections-none = Nothing had to be corrected so far.
articles-corrections-so-far = Corrections so far
articles-correction-label = What was wrong, and what is right
articles-correction-hint = One or two sentences of plain text. Readers see it at once, with today's date; it cannot be taken back.
articles-corrections-add = Add the correction
