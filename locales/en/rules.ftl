# The house rules, and why the automatic checks let a comment wait.

rules-title = House rules
rules-lede = Every comment is read by a person before it appears. It is published unless it breaks one of these rules, whatever its opinion.
rules-none = No rules are published yet.
rules-after = If your comment was not published, your receipt names the rule it broke.
rules-number = Rule { $number }:

rules-changed-meanwhile = Somebody else changed the rules meanwhile. Your words are still here; look at theirs, then publish again.

rules-title-problem = Please give the rule a title of at most 200 letters, on one line.
rules-text-problem = Please write what the rule asks for, in at most 5,000 letters of plain text.

# The admin's desk
rules-desk-up = Administration
rules-desk-kicker = Administration
rules-desk-title = The house rules
rules-desk-lede = What moderators may cite when they do not publish a comment. A rule keeps its number for ever; new words become its next version.
rules-desk-in-force = In force
rules-desk-retired = Retired
rules-desk-version = Version { $version }
rules-desk-change = Change
rules-desk-new = A new rule
rules-desk-field-title = Title
rules-desk-field-title-hint = In a few words, such as “Stay with the case”.
rules-desk-field-text = What it asks for
rules-desk-field-text-hint = Plain text. An empty line begins a new paragraph.
rules-desk-publish = Publish the rule
rules-edit-title = Rule { $number }
rules-edit-lede = New words hold from the moment you publish them. Earlier decisions keep showing the words they were made under.
rules-edit-lede-retired = This rule is retired. Publishing it again brings it back under its number.
rules-edit-publish = Publish these words
rules-edit-cancel = Leave without saving
rules-edit-retire-title = Take it out of force
rules-edit-retire-says = Moderators can no longer cite it, and it leaves the public page. Its number is not given away.
rules-edit-retire = Retire this rule

# Why the automatic checks ask a moderator to look
rules-why-personal = Holds an e-mail address or a telephone number
rules-why-name-like-staff = The name can be taken for that of someone of the team
rules-why-name-like-party = The name can be taken for that of someone in the case
rules-why-name-like-neighbour = The name looks like that of somebody else in this discussion, in other letters
rules-why-name-mixed = The name mixes alphabets, so that it can be read as another
rules-why-link = A link by someone without an account
rules-why-many-links = Many links
rules-why-only-links = Hardly anything but links
rules-why-link-as-name = A link as the name
rules-why-repeat = The same words came before, within a day
rules-why-alike = Nearly the same text came before, within a week
rules-why-refused = Comments by the same author were often refused of late
rules-why-learned = Reads like comments that were refused before
rules-why-sanction = Every comment of this account is held: a moderator decided so
rules-why-banned = Has a word from the list of banned words
rules-why-suspect = Has a word from the list of suspect words
rules-why-distressing = Has a word from the list of distressing words
rules-why-rate = Many comments from one network; it is read last
rules-why-attack = Everything is read first now: the site is under attack
rules-why-check-unavailable = An automatic check could not finish

# Changing how watchful the discussions are
rules-attack-faster = Somebody else changed something at the same moment. Please look again, and press once more.
rules-attack-hidden-already = Something is hidden already. Take that back or leave it to the moderators first.
rules-attack-meanwhile = The mode has changed meanwhile. Please look at it again before you change it.

# What an admin is told about the lists
rules-lists-changed-meanwhile = Somebody else changed the lists meanwhile. Your words are still here; look at theirs, then save again.
rules-lists-problem-letters = Please keep the list below 40,000 letters.
rules-lists-problem-lines = Some lines cannot be taken; they are named below.
rules-lists-problem-number = Please give a number within the range that stands above the field.
rules-lists-no-word = Line { $line }: there is no word in it.
rules-lists-letter = Line { $line }: a single letter stands in nearly every text.
rules-lists-long = Line { $line }: more than 12 words.
rules-lists-many = Line { $line }: a list has at most 2,000 entries.
