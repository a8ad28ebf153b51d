# What the program says at the terminal.

cli-serve-at = amicus serves { $origin }
cli-serve-onion = amicus serves { $origin } to Tor at { $listen }
cli-serve-mailbox = Letters are not sent: read them at { $link }
cli-serve-mail-folder = Letters are not sent: they are written to { $folder }

cli-first-admin-link = Nobody looks after this site yet. Become its admin, within 24 hours, at { $link }
cli-first-admin-file = Nobody looks after this site yet. The link by which to become its admin is in { $file }

cli-migrate-applied = Applied { $name }
cli-migrate-done = { $count ->
    [0] The tables were up to date already.
    [one] The tables are up to date: { $count } migration was applied.
   *[other] The tables are up to date: { $count } migrations were applied.
 }

cli-media-added = The picture is there. Show it in an article as ![what it shows]({ $path })

cli-keys-copied = The keys are copied to { $file }. Keep that file where no backup of the database is kept.

cli-keys-coming = The new keys come into use
cli-keys-sealing = Putting addresses under the new key
cli-keys-rotated = { $count ->
    [0] New keys are in use. No address lay under an older one.
    [one] New keys are in use. { $count } address was put under the new one.
   *[other] New keys are in use. { $count } addresses were put under the new one.
 }
cli-keys-broken = { $count ->
    [one] No key opens { $count } address: it is lost, unless another copy of the keys has one that does.
   *[other] No key opens { $count } addresses: they are lost, unless another copy of the keys has one that does.
 }
cli-keys-copy-anew = Copy the keys now: `amicus keys backup FILE`. An older copy does not open what is written from now on.
cli-keys-in-use = { $count } addresses still lie under older keys, so none was dropped
cli-keys-dropped = { $count ->
    [0] There was no old key to drop.
    [one] { $count } old key was dropped.
   *[other] { $count } old keys were dropped.
 }

cli-backup-done = The database is copied to { $file } ({ $size } KiB).
cli-backup-keys = The keys in { $file } are not in it. Without them no address in it can be read: copy them with `amicus keys backup`.

cli-restore-done = { $file } is restored into { $place }.
cli-restore-erased = { $count ->
    [0] The journals know of { $known } erasures; the backup brought none of them back.
    [one] The journals know of { $known } erasures; { $count } that the backup brought back was erased again.
   *[other] The journals know of { $known } erasures; { $count } that the backup brought back were erased again.
 }
cli-restore-half = { $place } holds the backup with all that was erased since: drop that database, make a new one, and restore again
cli-restore-unreadable = { $count } lines of the journals were cut short by a crash and were passed over.
cli-restore-signed-out = Everyone is signed out, and links that were mailed before no longer work.
cli-restore-proofs = What was changed since the backup is as it was then: a password that was replaced opens its account again, and so does a recovery code that was used. If that was for a reason, have these people reset theirs.
cli-restore-taken-back = { $count ->
    [one] { $count } update that was due or proposed is a plain draft again. It may have gone out since the backup: look at the letters that people got before you propose and release it.
   *[other] { $count } updates that were due or proposed are plain drafts again. They may have gone out since the backup: look at the letters that people got before you propose and release them.
}
cli-restore-letters = Of letters that were on their way, { $uncertain } to many are uncertain and wait for your decision; { $cancelled } personal ones were cancelled.

cli-account-no-address = that is no e-mail address
cli-account-unknown = nobody here has that address or name
cli-account-invited = The invitation is on its way. It is good for 72 hours.
cli-account-role = The account is a { $role } now. Its sessions have ended.
cli-account-disabled = The account is shut out, at once.
cli-account-signed-out = The account is signed out everywhere.
cli-account-recover = Sessions have ended. Within 15 minutes a new password can be set, once, at { $link } (a second factor that was lost goes with it; who has a role sets up another one)
cli-account-nobody-yet = Nobody but readers has an account yet.
cli-account-is-disabled = (disabled)
cli-account-is-unconfirmed = (address not confirmed)

cli-check-fine = ok
cli-check-look = look
cli-check-wrong = WRONG
cli-check-configuration = configuration
cli-check-keys = keys
cli-check-database = database
cli-check-mail = mail
cli-check-admin = people
cli-check-trial = a trial on this machine: { $origin }
cli-check-origin = { $origin }
cli-check-example = { $key } is still the one of the example; put your own there
cli-check-not-yet = { $place } is not there yet; the first start makes it
cli-check-keys-fine = { $place }
cli-check-keys-no-copy = { $place } was not copied since these keys were made: `amicus keys backup FILE`. Without the keys no address can be read.
cli-check-keys-older = { $count ->
    [one] { $count } address still lies under an older key: `amicus keys rotate` goes on
   *[other] { $count } addresses still lie under an older key: `amicus keys rotate` goes on
 }
cli-check-database-fine = { $place } is sound and up to date
cli-check-pending = { $count ->
    [one] { $count } migration waits: `amicus migrate`, or the next start
   *[other] { $count } migrations wait: `amicus migrate`, or the next start
 }
cli-check-admin-fine = somebody looks after the site
cli-check-no-admin = nobody looks after the site yet: follow the link that `amicus serve` prints
cli-check-audit = audit
cli-check-audit-told = the record is whole near its end, with { $count ->
    [one] { $count } sealed entry
   *[other] { $count } sealed entries
 }; its head was last told, in the log and to admins by mail, on { $day }
cli-check-audit-untold = the record is whole near its end, with { $count ->
    [one] { $count } sealed entry
   *[other] { $count } sealed entries
 }; a served site tells its head outside of this machine once a day
cli-check-audit-open = the triggers that keep the record from being changed are not there: compare it with a head from a letter, `amicus audit verify --head FILE`, and restore a backup
cli-check-audit-triggers = triggers keep the record from being changed; whoever may change this database's tables can take them away, and is found out by heads that were told
cli-check-audit-role = the program's own role of the database cannot change the record
cli-check-mail-folder = letters are written to { $place }
cli-check-mail-relay = { $place } answers and lets us in
cli-check-waiting = { $count ->
    [one] { $count } letter waits to be sent
   *[other] { $count } letters wait to be sent
 }

cli-audit-progress = Walking the record
cli-audit-whole = The record is whole: { $count ->
    [0] it has no sealed entry yet.
    [one] { $count } sealed entry, head { $hash }
   *[other] { $count } sealed entries, head { $hash }
 }
cli-audit-waiting = Further entries wait to be sealed; a served site does that within seconds.
cli-audit-heads = { $count ->
    [one] It holds the head that you named.
   *[other] It holds all { $count } heads that you named.
 }
cli-audit-link-gone = the record was changed: seal { $count } is gone
cli-audit-entry-gone = the record was changed: entry { $what } of seal { $count } is gone
cli-audit-changed = the record was changed: entry { $what } does not fit its seal { $count }
cli-audit-person-changed = the record was changed: entry { $what } of seal { $count } names somebody else than when it was written
cli-audit-loose = the record was changed: entry { $what } is neither sealed nor waits for it, so it was put in or its seal was taken out
cli-audit-head-forged = the record was changed: the kept head of seal { $count } was not made with the keys of this site
cli-audit-told-elsewhere = the record was made anew: the head of seal { $count } that was told on { $what } is not on it
cli-audit-cut-short = the record was cut short: seal { $count }, told on { $what }, is no longer there
cli-audit-head-none = { $file } holds no line of a head (amicus-audit-head 1 …)
cli-audit-head-foreign = this head was not made with the keys of this site: { $head }
cli-audit-head-elsewhere = the record was made anew or cut short: it does not hold the head { $head }

cli-demo-real = there are real accounts here; made-up comments belong into a database of their own
cli-demo-no-article = there is no published article to comment on
cli-demo-no-case = there is no published case to follow
cli-demo-comments-progress = Making up comments
cli-demo-comments = { $count ->
    [one] { $count } made-up comment is there.
   *[other] { $count } made-up comments are there.
 }
cli-demo-updates-progress = Making up updates of the case
cli-demo-updates = { $count ->
    [one] { $count } made-up update of the case is there.
   *[other] { $count } made-up updates of the case are there.
 }
cli-demo-subscribers-progress = Making up people who follow the case
cli-demo-subscribers = { $count ->
    [one] { $count } made-up person follows the case. Their address leads nowhere.
   *[other] { $count } made-up people follow the case. Their addresses lead nowhere.
 }
