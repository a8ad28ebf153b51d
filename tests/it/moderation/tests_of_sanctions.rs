//! Sanctions on accounts: what each takes, when it ends, who decides, and that the person is told.

use amicus::accounts;
use amicus::accounts::sanctions::deeds::{self, Wanted};
use amicus::accounts::sanctions::{Kind, Measure};
use amicus::articles::Article;
use amicus::base::text::Name;
use amicus::comments::State;
use amicus::error::Error;
use amicus::schema::sanctions;

use super::*;

const FORM: &str = "/articles/the-lesson/comments";
const MODERATES: &str = "/moderation/sanctions/";

/// A site where `rosa` has written by her account, and `mia` and `noor` moderate.
struct World {
    app: TestApp,
    article: Article,
    rosa: Person,
    mia: Person,
    noor: Person,
    /// Where moderators see her account.
    hers: String,
}

impl World {
    async fn new() -> Self {
        Self::with(&[]).await
    }

    async fn with(settings: &[(&str, &str)]) -> Self {
        let app = TestApp::with(settings).await;
        app.given().rules().await;
        let article = app.given().article("the-lesson").await;
        let (rosa, mia, noor) =
            (app.reader("rosa").await, app.moderator("mia").await, app.moderator("noor").await);
        let comment = app.given().comment_held(&rosa, &article, "", "You are all liars, every one.").await;
        let hers = mia.get(&context(&comment)).await.expect(200).link("Sanctions on this account");
        Self { app, article, rosa, mia, noor, hers }
    }

    async fn impose(&self, by: &Person, kind: &str, days: &str) -> Page {
        let fields = [("kind", kind), ("days", days), ("rule", "3"), ("words", "Please keep to the matter.")];
        let page = by.submit(&self.hers, &self.hers, &fields).await;
        self.app.deliver_mail().await;
        page
    }

    async fn comments(&self, name: &str, text: &str) -> Page {
        self.rosa.submit(&self.article.path(), FORM, &[("name", name), ("comment", text)]).await
    }

    /// Rosa's own page of the sanction that her account's page leads to.
    async fn own(&self) -> Page {
        let account = self.rosa.get("/account").await.expect(200);
        self.rosa.get(&account.link("Why, and how to contest it")).await.expect(200)
    }

    async fn contest(&self) -> Page {
        let own = self.own().await;
        self.rosa.fill(&own, "/account/sanctions/", &[("words", "I quoted the court.")]).await.expect(200)
    }

    /// The last letter to Rosa.
    async fn letter(&self) -> String {
        self.app.deliver_mail().await;
        self.app.mailbox("rosa@example.org").last().text.clone()
    }
}

fn is_taken(page: &Page) -> bool {
    page.path.starts_with("/receipt/")
}

#[actix_web::test]
async fn a_warning_is_told_by_mail_and_on_the_accounts_page_and_takes_nothing() {
    let world = World::new().await;
    let told = world.impose(&world.mia, "warning", "").await.expect(200);
    assert!(told.text_of(".notice.good").contains("It is done"), "{told:?}");
    let own = world.own().await.main_text();
    for said in ["Warning", "Do not name private persons", "Please keep to the matter."] {
        assert!(own.contains(said), "{said} is not in {own}");
    }
    let letter = world.letter().await;
    assert!(letter.contains("rule 3") && letter.contains("Please keep to the matter."), "{letter}");
    assert!(letter.contains("/account/sanctions/"), "{letter}");
    for page in [own, letter] {
        assert!(!page.contains("mia"), "who decided is nobody's to know: {page}");
    }
    assert!(is_taken(&world.comments("", "I go on writing, and about the matter.").await));
}

#[actix_web::test]
async fn an_account_that_was_slowed_down_sends_one_comment_in_half_an_hour_and_loses_no_word() {
    let world = World::new().await;
    world.impose(&world.mia, "slow", "7").await.expect(200);
    assert!(is_taken(&world.comments("", "The first one of this half hour.").await));
    let refused = world.comments("", "And at once the second one.").await.expect(422);
    assert!(refused.summary()[0].contains("one comment every 30 minutes"), "{refused:?}");
    assert!(refused.text_of(".notice").contains("Until"), "{refused:?}");
    assert_eq!(refused.field_value("comment").trim(), "And at once the second one.");
    world.app.clock.advance(MINUTE * 30);
    assert!(is_taken(&world.comments("", "And at once the second one.").await));
    world.app.leave_mail();
}

#[actix_web::test]
async fn the_comments_of_a_held_account_wait_though_it_is_trusted_and_moderators_read_why() {
    let world = World::with(&[("moderation.mode", "trusted")]).await;
    for (text, by) in
        [("One question.", &world.mia), ("And two.", &world.noor), ("A third one, then.", &world.mia)]
    {
        let comment = world.app.given().comment_held(&world.rosa, &world.article, "", text).await;
        by.submit(&context(&comment), &to(&comment, "approve"), &[]).await.expect(200);
    }
    let trusted = world.app.given().comment_held(&world.rosa, &world.article, "", "A loud answer.").await;
    assert_eq!(world.app.given().state_of(&trusted).await, State::Published);
    world.impose(&world.mia, "hold", "7").await.expect(200);
    let held = world.app.given().comment_held(&world.rosa, &world.article, "", "A quiet question.").await;
    assert_eq!(world.app.given().state_of(&held).await, State::Held);
    let why = world.noor.get(&context(&held)).await.text_of(".why");
    assert!(why.contains("Every comment of this account is held"), "{why}");
    let stranger =
        world.app.given().comment_held(&world.rosa, &world.article, "Rosalind", "Under another name.").await;
    let why = world.noor.get(&context(&stranger)).await.text_of(".why");
    assert!(!why.contains("account is held"), "a stranger's comment is linked to nobody: {why}");
    world.app.leave_mail();
}

#[actix_web::test]
async fn a_suspended_account_sends_nothing_reads_until_when_and_a_stranger_is_not_reached() {
    let world = World::new().await;
    world.impose(&world.mia, "suspension", "7").await.expect(200);
    let refused = world.comments("", "May I say this?").await.expect(422);
    assert!(refused.summary()[0].contains("cannot send comments now"), "{refused:?}");
    assert!(refused.text_of(".notice").contains("UTC, your account cannot send comments"), "{refused:?}");
    assert_eq!(refused.field_value("comment").trim(), "May I say this?");
    let why = world.rosa.get(&refused.link("Read why, and how to contest it")).await.expect(200);
    assert!(why.has("form[action^='/account/sanctions/'] textarea"), "{why:?}");
    assert!(is_taken(&world.comments("Rosalind", "A stranger's words.").await));
    for place in ["/account/comments", "/account/export", "/account/erase", "/articles/the-lesson"] {
        world.rosa.get(place).await.expect(200);
    }
    world.app.leave_mail();
}

#[actix_web::test]
async fn a_suspended_author_changes_no_comment_of_the_account() {
    let world = World::new().await;
    let held = world.app.given().comment_held(&world.rosa, &world.article, "", "A quiet question.").await;
    world.impose(&world.mia, "suspension", "7").await.expect(200);
    let edit = format!("/receipt/{}/edit", held.receipt);
    let refused = world.rosa.submit(&edit, &edit, &[("comment", "A loud one.")]).await.expect(422);
    assert!(refused.summary()[0].contains("cannot send comments now"), "{refused:?}");
    world.app.leave_mail();
}

#[actix_web::test]
async fn a_suspension_ends_by_the_clock_and_no_duty_has_to_run() {
    let world = World::new().await;
    world.impose(&world.mia, "suspension", "2").await.expect(200);
    world.app.clock.advance(MINUTE * (2 * 24 * 60 - 1));
    world.comments("", "Not yet, or is it?").await.expect(422);
    world.app.clock.advance(MINUTE);
    assert!(is_taken(&world.comments("", "Now, and at once.").await));
    let account = world.rosa.get("/account").await.main_text();
    assert!(account.contains("Earlier sanctions") && !account.contains("cannot send"), "{account}");
    world.mia.sign_in("mia").await;
    assert!(world.mia.get(&world.hers).await.main_text().contains("Over"));
    world.app.leave_mail();
}

#[test]
fn a_ban_and_a_suspension_of_more_than_thirty_days_need_two_persons_and_nothing_else_does() {
    let needs = |kind, days| Measure::new(kind, days).map(Measure::needs_two);
    for kind in [Kind::Slow, Kind::Hold] {
        assert_eq!(needs(kind, Some(365)), Some(false));
    }
    assert_eq!(needs(Kind::Warning, None), Some(false));
    assert_eq!(
        (needs(Kind::Suspension, Some(30)), needs(Kind::Suspension, Some(31))),
        (Some(false), Some(true))
    );
    assert_eq!(needs(Kind::Ban, None), Some(true));
    for days in [None, Some(0), Some(366)] {
        assert_eq!(needs(Kind::Suspension, days), None, "{days:?}");
    }
}

#[actix_web::test]
async fn a_ban_takes_effect_when_a_second_person_confirms_it_and_not_by_whoever_proposed_it() {
    let world = World::new().await;
    let proposed = world.impose(&world.mia, "ban", "").await.expect(200);
    assert!(proposed.main_text().contains("Waits for a second person"), "{proposed:?}");
    assert!(is_taken(&world.comments("", "Nothing has happened to me yet.").await));
    assert!(!world.rosa.get("/account").await.main_text().contains("cannot send"));
    assert_eq!(world.app.mailbox("rosa@example.org").len(), 0, "nobody is told of what is only proposed");

    let hers = world.mia.get("/moderation/sanctions").await.expect(200);
    assert!(hers.main_text().contains("somebody else confirms it"), "{hers:?}");
    assert!(!hers.has("button[value=confirm]"));
    let refused = {
        let form = hers.form(MODERATES);
        let fields =
            [("form_token", form.value("form_token").unwrap()), ("version", "1"), ("deed", "confirm")];
        world.mia.post(&form.action, &fields).await.expect(403)
    };
    assert!(refused.text_of(".notice.wait").contains("You proposed this"), "{refused:?}");

    let his = world.noor.get("/moderation/sanctions").await.expect(200);
    world.noor.fill(&his, MODERATES, &[("deed", "confirm")]).await.expect(200);
    world.comments("", "May I say this?").await.expect(422);
    assert!(world.letter().await.contains("cannot send comments any more"));
}

#[actix_web::test]
async fn a_proposal_that_nobody_confirms_lapses_and_its_owner_never_hears_of_it() {
    let world = World::new().await;
    world.impose(&world.mia, "ban", "").await.expect(200);
    world.app.clock.advance(DAY * 14);
    world.noor.sign_in("noor").await;
    assert!(world.noor.get(&world.hers).await.main_text().contains("Not confirmed"));
    assert!(!world.noor.get("/moderation/sanctions").await.has("button[value=confirm]"));
    world.rosa.sign_in("rosa").await;
    assert!(!world.rosa.get("/account").await.main_text().contains("Ban"));
    world.app.leave_mail();
}

#[actix_web::test]
async fn who_moderates_alone_is_told_so_and_an_admin_confirms() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (rosa, mia, ruth) = (app.reader("rosa").await, app.moderator("mia").await, app.admin("ruth").await);
    let comment = app.given().comment_held(&rosa, &article, "", "You are all liars, every one.").await;
    let hers = mia.get(&context(&comment)).await.link("Sanctions on this account");
    assert!(mia.get(&hers).await.main_text().contains("when an admin confirms it"));
    mia.submit(&hers, &hers, &[("kind", "ban"), ("rule", "1")]).await.expect(200);
    let page = ruth.get("/moderation/sanctions").await.expect(200);
    ruth.fill(&page, MODERATES, &[("deed", "confirm")]).await.expect(200);
    assert!(rosa.get("/account").await.main_text().contains("cannot send comments any more"));
    app.leave_mail();
}

#[actix_web::test]
async fn one_person_alone_on_a_site_bans_at_once_and_the_page_and_the_record_say_so() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (rosa, ruth) = (app.reader("rosa").await, app.admin("ruth").await);
    let comment = app.given().comment_held(&rosa, &article, "", "You are all liars, every one.").await;
    let hers = ruth.get(&context(&comment)).await.link("Sanctions on this account");
    assert!(ruth.get(&hers).await.main_text().contains("the record says that you were alone"));
    ruth.submit(&hers, &hers, &[("kind", "ban"), ("rule", "1")]).await.expect(200);
    assert!(rosa.get("/account").await.main_text().contains("cannot send comments any more"));
    let record = ruth.get("/admin/audit").await.main_text();
    assert!(record.contains("Imposed a sanction") && record.contains("alone"), "{record}");
    app.leave_mail();
}

#[actix_web::test]
async fn an_owner_contests_once_and_somebody_else_than_whoever_imposed_it_answers() {
    let world = World::new().await;
    world.impose(&world.mia, "suspension", "7").await.expect(200);
    let own = world.own().await;
    let empty = world.rosa.fill(&own, "/account/sanctions/", &[]).await.expect(422);
    assert!(empty.problem_of("words").contains("at most 500 letters"), "{empty:?}");
    let sent = world.contest().await;
    assert!(sent.main_text().contains("It waits for an answer") && !sent.has("main textarea"), "{sent:?}");

    let hers = world.mia.get("/moderation/sanctions").await.expect(200);
    assert!(hers.main_text().contains("I quoted the court."), "{hers:?}");
    assert!(!hers.has("button[value=uphold]") && !hers.has("button[value=overturn]"));
    let his = world.noor.get("/moderation/sanctions").await.expect(200);
    let again = world.noor.fill(&his, MODERATES, &[("deed", "uphold")]).await.expect(422);
    assert_eq!(again.problems(), ["Please write to its owner why it stands."]);
    let answer = [("deed", "overturn"), ("answer", "You are right.")];
    world.noor.fill(&again, MODERATES, &answer).await.expect(200);

    assert!(is_taken(&world.comments("", "Thank you.").await));
    let letter = world.letter().await;
    assert!(letter.contains("lifted a sanction") && letter.contains("You are right."), "{letter}");
}

#[actix_web::test]
async fn what_stands_after_an_appeal_is_told_with_the_reason() {
    let world = World::new().await;
    world.impose(&world.mia, "suspension", "7").await.expect(200);
    world.contest().await;
    let page = world.noor.get("/moderation/sanctions").await;
    let answer = [("deed", "uphold"), ("answer", "The court said otherwise.")];
    world.noor.fill(&page, MODERATES, &answer).await.expect(200);
    let own = world.own().await;
    let said = own.main_text();
    assert!(said.contains("it stands") && said.contains("The court said otherwise."), "{said}");
    assert!(!own.has("main textarea") && !said.contains("noor") && !said.contains("mia"), "{said}");
    assert!(world.letter().await.contains("The court said otherwise."));
}

#[actix_web::test]
async fn a_sanction_that_is_lifted_ends_at_once() {
    let world = World::new().await;
    world.impose(&world.mia, "suspension", "7").await.expect(200);
    let page = world.mia.get(&world.hers).await;
    world.mia.fill(&page, MODERATES, &[("deed", "lift")]).await.expect(200);
    assert!(is_taken(&world.comments("", "Thank you.").await));
    assert!(world.letter().await.contains("before its time"));
}

#[actix_web::test]
async fn only_an_admin_sanctions_somebody_of_the_team_and_nobody_themselves() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (mia, noor, ruth) =
        (app.moderator("mia").await, app.moderator("noor").await, app.admin("ruth").await);
    let comment = app.given().comment_held(&noor, &article, "", "I should know better than this.").await;
    let his = mia.get(&context(&comment)).await.link("Sanctions on this account");
    let closed = mia.get(&his).await.expect(200);
    assert!(closed.main_text().contains("by an admin only") && !closed.has("main form"), "{closed:?}");
    assert!(noor.get(&his).await.main_text().contains("Nobody sanctions themselves"));

    let fields = [("kind", "suspension"), ("days", "3"), ("rule", "1")];
    let form = ruth.get(&his).await.expect(200);
    let by = |name: &'static str| {
        move |tx: &mut Tx<'_>| {
            let found = |tx: &mut Tx<'_>, name| accounts::find_by_name(tx, &Name::parse(name).unwrap());
            let (by, account) = (found(tx, name)?.unwrap().id, found(tx, "noor")?.unwrap().id);
            let measure = Measure::new(Kind::Warning, None).unwrap();
            deeds::impose(
                tx,
                &Wanted { account, seen: 0, measure, rule: (1, 1), words: None, by, alone: false },
            )
        }
    };
    assert!(matches!(app.db().write(by("mia")).await, Err(Error::Forbidden)));
    assert!(matches!(app.db().write(by("noor")).await, Err(Error::Forbidden | Error::Conflict(_))));
    ruth.fill(&form, &his, &fields).await.expect(200);
    let refused = noor.submit(&article.path(), FORM, &[("comment", "One more word.")]).await.expect(422);
    assert!(refused.summary()[0].contains("cannot send comments now"), "{refused:?}");
    noor.get("/moderation").await.expect(200);
    assert!(!mia.get(&his).await.has("button[value=lift]"), "nor does a moderator lift it");
    app.leave_mail();
}

#[actix_web::test]
async fn of_two_moderators_who_sanction_at_once_one_does_and_the_other_sees_what_stands() {
    let world = World::new().await;
    let (hers, his) = (world.mia.get(&world.hers).await, world.noor.get(&world.hers).await);
    let (short, long) = (
        [("kind", "suspension"), ("days", "3"), ("rule", "1")],
        [("kind", "slow"), ("days", "9"), ("rule", "2")],
    );
    let (one, other) = tokio::join!(
        world.mia.fill_only(&hers, &world.hers, &short),
        world.noor.fill_only(&his, &world.hers, &long)
    );
    let (winner, loser) = if one.status == 303 { (&one, &other) } else { (&other, &one) };
    assert_eq!((winner.status, loser.status), (303, 409), "{winner:?} {loser:?}");
    assert!(loser.text_of(".notice.wait").contains("a colleague was faster"), "{loser:?}");
    assert_eq!(loser.count("article.waiting"), 1, "what stands now is shown: {loser:?}");
    let kept =
        |conn: &mut amicus::db::Conn| Ok(sanctions::table.select(sanctions::id).load::<String>(conn)?);
    assert_eq!(world.app.db().read(kept).await.unwrap().len(), 1);
    world.app.leave_mail();
}

#[actix_web::test]
async fn of_two_who_confirm_at_once_one_does() {
    let world = World::new().await;
    let ruth = world.app.admin("ruth").await;
    world.impose(&world.mia, "ban", "").await.expect(200);
    let (his, hers) =
        (world.noor.get("/moderation/sanctions").await, ruth.get("/moderation/sanctions").await);
    let (yes, no) = ([("deed", "confirm")], [("deed", "refuse")]);
    let (one, other) =
        tokio::join!(world.noor.fill_only(&his, MODERATES, &yes), ruth.fill_only(&hers, MODERATES, &no));
    let mut both = [one.status, other.status];
    both.sort_unstable();
    assert_eq!(both, [303, 409]);
    world.app.leave_mail();
}

#[actix_web::test]
async fn a_form_that_lacks_something_comes_back_with_what_was_typed() {
    let world = World::new().await;
    let page = world.mia.get(&world.hers).await;
    let again = world.mia.fill(&page, &world.hers, &[("words", "Please.")]).await.expect(422);
    assert_eq!(
        again.summary(),
        ["Please choose what it shall be.", "Please choose the rule that it breaks."]
    );
    assert_eq!(again.form(&world.hers).value("words"), Some("Please."));
    let fields = [("kind", "suspension"), ("days", "366"), ("rule", "1")];
    let again = world.mia.fill(&again, &world.hers, &fields).await.expect(422);
    assert_eq!(again.problem_of("days"), "Please say for how many days: from 1 to 365.");
    assert_eq!(again.field_value("days"), "366");
}

#[actix_web::test]
async fn the_record_names_who_imposed_it_to_admins_and_no_page_of_moderators_does() {
    let world = World::new().await;
    let ruth = world.app.admin("ruth").await;
    world.impose(&world.mia, "suspension", "7").await.expect(200);
    let record = ruth.get("/admin/audit").await.main_text();
    assert!(record.contains("mia") && record.contains("Imposed a sanction"), "{record}");
    for page in [&world.hers, "/moderation/sanctions"] {
        assert!(!world.noor.get(page).await.main_text().contains("mia"), "{page}");
    }
    world.app.leave_mail();
}

#[actix_web::test]
async fn an_owner_takes_a_sanction_along_and_it_goes_with_the_account() {
    let world = World::new().await;
    world.impose(&world.mia, "suspension", "7").await.expect(200);
    world.contest().await;
    let own = world.rosa.submit("/account/export", "/account/export", &[]).await.expect(200);
    let taken = &own.json()["account"]["sanctions"][0];
    assert_eq!((&taken["kind"], &taken["contested"]), (&"suspension".into(), &"I quoted the court.".into()));
    assert!(!own.body.contains("mia"));
    let erase = [("texts", "erase_texts")];
    world.rosa.submit("/account/erase", "/account/erase", &erase).await.expect(200);
    let kept =
        |conn: &mut amicus::db::Conn| Ok(sanctions::table.select(sanctions::id).load::<String>(conn)?);
    assert!(world.app.db().read(kept).await.unwrap().is_empty());
    world.app.leave_mail();
}
