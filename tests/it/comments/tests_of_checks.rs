//! What the automatic checks see of a comment beside others, what an admin makes them look for, and who is trusted.

use super::*;

use amicus::comments::Waiting;
use amicus::db::Conn;
use amicus::schema::{check_findings, comments as comment_rows, likenesses, network_decisions, revisions};
use diesel::prelude::*;

/// A text that a campaign asks its people to send.
const ASKED: &str = "I am shocked that this court lets a foreign company decide what people may do with their own \
    telephones. The ruling must fall, the journalists behind it must be named, and the money must be paid back before \
    the summer. Whoever thinks otherwise has not read the annex to the order.";
/// The same, with a greeting, another word in two places and one left out.
const CHANGED: &str = "Hello! I am shocked that this court lets a foreign firm decide what people may do with their \
    own telephones. The ruling must fall, the journalists behind it must be named, and the money must be paid back \
    before the winter. Whoever thinks otherwise has not read the annex to that order. Greetings from a reader.";
pub(super) const PLAIN: &str =
    "The second hearing is on the calendar now; does anybody know whether it can be watched?";

async fn waiting(app: &TestApp, comment: &GivenComment) -> Waiting {
    let id = comment.id.clone();
    let found = app.db().read(move |conn| comments::find_for_moderation(conn, &id)).await.unwrap();
    found.unwrap().comment
}

pub(super) async fn reasons(app: &TestApp, comment: &GivenComment) -> Vec<String> {
    waiting(app, comment).await.why.into_iter().map(|why| why.reason).collect()
}

async fn cluster(app: &TestApp, comment: &GivenComment) -> String {
    let id = comment.id.clone();
    let look = move |conn: &mut Conn| {
        let own = revisions::table.filter(revisions::comment_id.eq(&id));
        Ok(own.select(revisions::cluster).first::<Option<String>>(conn)?)
    };
    app.db().read(look).await.unwrap().expect("every text has a cluster")
}

async fn fingerprints(app: &TestApp) -> i64 {
    app.db().read(|conn| Ok(likenesses::table.count().get_result(conn)?)).await.unwrap()
}

#[actix_web::test]
async fn a_copy_with_small_changes_is_told_from_other_texts_and_shares_a_cluster_with_its_model() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let send =
        async |name: &str, text: &str| app.given().comment_held(&app.visitor(), &article, name, text).await;
    let first = send("Ana", ASKED).await;
    let other = send("Bram", PLAIN).await;
    let copy = send("Chidi", CHANGED).await;
    let again = send("Dorota", ASKED).await;
    assert!(reasons(&app, &first).await.is_empty() && reasons(&app, &other).await.is_empty());
    assert_eq!(reasons(&app, &copy).await, ["rules-why-alike"]);
    assert_eq!(reasons(&app, &again).await, ["rules-why-alike", "rules-why-repeat"]);
    let model = cluster(&app, &first).await;
    assert_eq!(cluster(&app, &copy).await, model);
    assert_eq!(cluster(&app, &again).await, model);
    assert_ne!(cluster(&app, &other).await, model);
}

#[actix_web::test]
async fn short_texts_are_copies_only_if_they_have_the_same_words() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let send = async |text: &str| app.given().comment_held(&app.visitor(), &article, "Ana", text).await;
    let first = send("Shame on all of them!").await;
    let same = send("SHAME on all of them… https://a.example.org/1").await;
    let other = send("Shame on most of them!").await;
    assert!(reasons(&app, &same).await.contains(&"rules-why-repeat".to_owned()));
    assert_eq!(cluster(&app, &same).await, cluster(&app, &first).await);
    assert!(reasons(&app, &other).await.is_empty());
    assert_eq!(fingerprints(&app).await, 0);
}

#[actix_web::test]
async fn fingerprints_go_with_their_text_and_after_a_week_by_themselves() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let taken = app.given().comment_held(&ada, &article, "Ada", ASKED).await;
    app.given().comment_published(&ada, &article, "Bram", PLAIN).await;
    assert_eq!(fingerprints(&app).await, 2);
    let place = format!("/receipt/{}", taken.receipt);
    ada.submit(&place, &format!("{place}/withdraw"), &[]).await.expect(200);
    assert_eq!(fingerprints(&app).await, 1);
    app.clock.advance(6 * DAY);
    app.do_duties().await;
    assert_eq!(fingerprints(&app).await, 1);
    app.clock.advance(DAY);
    app.do_duties().await;
    assert_eq!(fingerprints(&app).await, 0);
}

#[actix_web::test]
async fn a_name_like_a_neighbours_in_other_letters_is_told_for_a_day() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let send =
        async |name: &str, text: &str| app.given().comment_held(&app.visitor(), &article, name, text).await;
    assert!(reasons(&app, &send("Olena", "First of all.").await).await.is_empty());
    assert!(
        reasons(&app, &send("Olena", "Once more, from me.").await).await.is_empty(),
        "the same name is no other"
    );
    assert_eq!(
        reasons(&app, &send("0lena", "Second of all.").await).await,
        ["rules-why-name-like-neighbour"]
    );
    app.clock.advance(2 * DAY);
    assert!(reasons(&app, &send("OIena", "Days later, so far on.").await).await.is_empty());
}

#[actix_web::test]
async fn a_stranger_under_the_name_of_somebody_in_the_case_is_told() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let id = article.id.clone();
    app.given().case_like("the-case", move |draft| draft.articles = vec![id]).await;
    for (name, text) in [("Watchers", "First of all."), ("Аda Bench", "Second of all.")] {
        let comment = app.given().comment_held(&app.visitor(), &article, name, text).await;
        assert_eq!(reasons(&app, &comment).await, ["rules-why-name-like-party"], "{name}");
    }
    let other = app.given().comment_held(&app.visitor(), &article, "Ada Benchley", "Third of all.").await;
    assert!(reasons(&app, &other).await.is_empty());
}

#[actix_web::test]
async fn a_network_of_which_much_was_refused_today_is_read_closely_and_tomorrow_no_more() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let eve = app.visitor_from([203, 0, 113, 9]);
    for number in 1..=3 {
        let text = format!("Nobody should read this, and this is why, for the {number}th time.");
        let comment = app.given().comment_held(&eve, &article, "Eve", &text).await;
        let rule = RuleCited { number: 1, version: 1 };
        decide(&app, &comment, Step::Reject { rule, words: None }).await;
    }
    let next = app.given().comment_held(&eve, &article, "Eva", PLAIN).await;
    assert!(reasons(&app, &next).await.contains(&"rules-why-refused".to_owned()));
    let other = app.given().comment_held(&app.visitor_from([198, 51, 100, 7]), &article, "Ada", TEXT).await;
    assert!(reasons(&app, &other).await.is_empty());
    let kept = |conn: &mut Conn| Ok(network_decisions::table.count().get_result::<i64>(conn)?);
    assert_eq!(app.db().read(kept).await.unwrap(), 3);
    app.clock.advance(DAY);
    app.do_duties().await;
    assert_eq!(app.db().read(kept).await.unwrap(), 0);
}

#[actix_web::test]
async fn a_banned_word_is_filed_as_spam_and_a_suspect_one_held_with_its_entry_named_to_moderators() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let send = async |text: &str| app.given().comment_held(&app.visitor(), &article, "Ana", text).await;
    let banned = send("A Сrypto-Giveaway for everybody!").await;
    assert_eq!(waiting(&app, &banned).await.state, State::Spam);
    assert_eq!(app.given().state_of(&banned).await, State::Held, "its author is not told");
    let suspect = send("Whoever wrote this is a m0ron.").await;
    assert_eq!(waiting(&app, &suspect).await.state, State::Held);
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await.expect(200);
    assert!(queue.text_of(".why").contains("a word from the list of suspect words: moron"), "{queue:?}");
}

/// What the form of the lists holds, with some of it typed anew.
pub(super) async fn typed(root: &Person, fields: &[(&str, &str)]) -> Page {
    root.submit("/admin/checks", "/admin/checks", fields).await
}

#[actix_web::test]
async fn lists_are_tried_on_past_decisions_before_they_hold() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let send = async |text: &str| app.given().comment_held(&app.visitor(), &article, "Ana", text).await;
    let approved = send("My brother calls the hearing a circus.").await;
    decide(&app, &approved, Step::Approve).await;
    let refused = send("They are all the same.").await;
    decide(&app, &refused, Step::Reject { rule: RuleCited { number: 1, version: 1 }, words: None }).await;
    let root = app.admin("root").await;
    let page = typed(&root, &[("suspect", "circus"), ("deed", "try")]).await.expect(200);
    let said = page.text_of("[aria-labelledby=tried]");
    assert!(said.contains("Tried on 2 past decisions"), "{page:?}");
    assert!(
        said.contains("held 1 that you approved") && said.contains("let 1 pass that you refused"),
        "{said}"
    );
    let links = page.links();
    assert!(links.contains(&format!("/moderation/comments/{}", approved.id)), "{links:?}");
    assert!(links.contains(&format!("/moderation/comments/{}", refused.id)), "{links:?}");
    assert_eq!(page.field_value("suspect").trim(), "circus", "what was typed is still there");
    assert!(root.get("/admin/checks").await.field_value("suspect").contains("moron"), "nothing was saved");
    assert!(reasons(&app, &send("What a circus!").await).await.is_empty());

    root.fill(&page, "/admin/checks", &[("deed", "save")]).await.expect(200);
    assert_eq!(root.get("/admin/checks").await.expect(200).field_value("suspect").trim(), "circus");
    let held = send("It is a circus, I say.").await;
    assert_eq!(reasons(&app, &held).await, ["rules-why-suspect"]);
    let versions = |conn: &mut Conn| {
        let found = check_findings::table.filter(check_findings::check_name.eq("suspect"));
        Ok(found.select(check_findings::lists_version).load::<Option<i64>>(conn)?)
    };
    assert_eq!(
        app.db().read(versions).await.unwrap(),
        [Some(1)],
        "the finding names the lists it was made under"
    );
    let record = root.get("/admin/audit?deed=lists-change").await;
    assert!(record.main_text().contains("Changed what the checks look for"), "{record:?}");
}

#[actix_web::test]
async fn how_much_copies_may_differ_is_the_campaigns_choice() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let root = app.admin("root").await;
    typed(&root, &[("near_bits", "0"), ("deed", "save")]).await.expect(200);
    app.given().comment_held(&app.visitor(), &article, "Ana", ASKED).await;
    let copy = app.given().comment_held(&app.visitor(), &article, "Bram", CHANGED).await;
    assert!(reasons(&app, &copy).await.is_empty());
}

#[actix_web::test]
async fn a_line_that_is_no_entry_is_told_by_its_number_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let fields = [("banned", "fine\nx\n!!!"), ("many_links", "some"), ("deed", "save")];
    let page = typed(&root, &fields).await.expect(422);
    let said = page.main_text();
    assert!(said.contains("Line 2: a single letter") && said.contains("Line 3: there is no word"), "{said}");
    assert_eq!(
        page.problem_of("many_links"),
        "Please give a number within the range that stands above the field."
    );
    assert_eq!(page.field_value("banned").trim(), "fine\nx\n!!!");
    assert_eq!(page.field_value("many_links"), "some");
}

#[actix_web::test]
async fn of_two_admins_who_change_the_lists_the_second_is_told() {
    let app = TestApp::start().await;
    let (root, ruth) = (app.admin("root").await, app.admin("ruth").await);
    let (first, second) = (root.get("/admin/checks").await, ruth.get("/admin/checks").await);
    root.fill(&first, "/admin/checks", &[("suspect", "circus"), ("deed", "save")]).await.expect(200);
    let told =
        ruth.fill(&second, "/admin/checks", &[("suspect", "tent"), ("deed", "save")]).await.expect(409);
    assert!(told.main_text().contains("Somebody else changed the lists meanwhile"), "{told:?}");
    ruth.fill(&told, "/admin/checks", &[("deed", "save")]).await.expect(200);
    assert_eq!(root.get("/admin/checks").await.field_value("suspect").trim(), "tent");
}

/// An account of which three comments were approved, by so many moderators.
pub(super) async fn approved_by(app: &TestApp, article: &Article, moderators: &[&str]) -> Person {
    let rosa = app.reader("rosa").await;
    for (number, moderator) in moderators.iter().cycle().take(3).enumerate() {
        let text = format!("What I have to say about it, number {number}, is short.");
        let comment = app.given().comment_held(&rosa, article, "", &text).await;
        let waits = waiting(app, &comment).await;
        let actor = comments::Actor::Moderator(moderator.parse().unwrap());
        let event = Event {
            comment: waits.id,
            version: waits.version,
            actor,
            step: Step::Approve,
            cause: Cause::Queue,
        };
        app.db().write(move |tx| comments::apply(tx, &event)).await.unwrap();
    }
    rosa
}

pub(super) const ONE: &str = "0000000000000001";
pub(super) const OTHER: &str = "0000000000000002";

#[actix_web::test]
async fn a_trusted_account_appears_at_once_unless_a_check_objects() {
    let app = TestApp::with(&[("moderation.mode", "trusted")]).await;
    let article = app.given().article("the-lesson").await;
    let rosa = approved_by(&app, &article, &[ONE, OTHER]).await;
    let appears = app.given().comment_held(&rosa, &article, "", PLAIN).await;
    assert_eq!(app.given().state_of(&appears).await, State::Published);
    assert!(app.visitor().get(&article.path()).await.body.contains("can be watched"));
    let held = app.given().comment_held(&rosa, &article, "", "Whoever wrote this is a moron.").await;
    assert_eq!(app.given().state_of(&held).await, State::Held);
    let as_stranger =
        app.given().comment_held(&rosa, &article, "Rosa of Leeds", "A word under another name.").await;
    assert_eq!(app.given().state_of(&as_stranger).await, State::Held);
    app.clock.advance(181 * DAY);
    rosa.sign_in("rosa").await;
    let late =
        app.given().comment_held(&rosa, &article, "", "Half a year later I am back with a question.").await;
    assert_eq!(app.given().state_of(&late).await, State::Held, "trust runs out");
}

#[actix_web::test]
async fn one_moderator_alone_makes_nobody_trusted_and_pre_trusts_nobody() {
    for (mode, moderators) in [("trusted", &[ONE][..]), ("pre", &[ONE, OTHER])] {
        let app = TestApp::with(&[("moderation.mode", mode)]).await;
        let article = app.given().article("the-lesson").await;
        let rosa = approved_by(&app, &article, moderators).await;
        let held = app.given().comment_held(&rosa, &article, "", PLAIN).await;
        assert_eq!(app.given().state_of(&held).await, State::Held, "{mode}");
    }
}

/// What readers take the name for goes with the name.
#[actix_web::test]
async fn what_was_kept_to_compare_names_goes_with_the_author() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let taken = app.given().comment_held(&ada, &article, "Ada", ASKED).await;
    let place = format!("/receipt/{}", taken.receipt);
    ada.submit(&place, &format!("{place}/withdraw"), &[]).await.expect(200);
    let looks = |conn: &mut Conn| {
        Ok(comment_rows::table.select(comment_rows::name_looks).load::<Option<String>>(conn)?)
    };
    assert_eq!(app.db().read(looks).await.unwrap(), [None]);
}
