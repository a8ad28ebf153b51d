//! Feeds and the calendar, read by the parsers that others use.

use amicus::audit::Actor;
use amicus::base::text::{Line, Prose};
use amicus::cases::feeds::{self, Feed};
use amicus::cases::{self, Case, Update};
use icalendar::Component as _;

use crate::support::TestApp;

/// A case with 22 updates: the newest with letters that markup must escape, the one before retracted.
async fn told(app: &TestApp) -> (Case, Vec<Update>) {
    let case = app.given().case("the-case").await;
    let id = case.id.clone();
    app.db().write(move |tx| cases::demo::fill(tx, &id, 20)).await.unwrap();
    let wrong = app.given().update(&case, "Wrong ruling").await;
    let reason = Prose::parse("It was <another> case.").unwrap();
    app.db().write(move |tx| cases::retract(tx, &wrong.id, 2, &reason, &Actor::Program)).await.unwrap();
    app.given()
        .update_like(&case, "Ruling & <order> \"4\"", |draft| {
            draft.body = Prose::parse("5 < 6 & 7 > 6\u{FFFE}\n\nSecond ]]> paragraph.").unwrap();
            draft.source_url = cases::checked_address("https://court.example/?a=1&b=2");
        })
        .await;
    let look = move |conn: &mut amicus::db::Conn| {
        Ok((cases::by_id(conn, &case.id)?.unwrap(), cases::latest(conn, &case.id, 30)?))
    };
    app.db().read(look).await.unwrap()
}

fn feed<'a>(
    app: &'a TestApp,
    words: &'a amicus::base::words::Words,
    told: &'a (Case, Vec<Update>),
) -> Feed<'a> {
    Feed { site: "The campaign", origin: &app.app.face.origin, words, case: &told.0, updates: &told.1 }
}

#[actix_web::test]
async fn the_atom_feed_tells_the_newest_twenty_in_full() {
    let app = TestApp::start().await;
    let (told, words) = (told(&app).await, app.app.face.catalogue.words("en"));
    let xml = feed(&app, &words, &told).atom();
    let document = roxmltree::Document::parse(&xml).unwrap_or_else(|problem| panic!("{problem}: {xml}"));
    let root = document.root_element();
    assert_eq!(
        (root.tag_name().name(), root.tag_name().namespace()),
        ("feed", Some("http://www.w3.org/2005/Atom"))
    );
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        let child = node.children().find(|child| child.tag_name().name() == name);
        child.and_then(|child| child.text()).map(str::to_owned).unwrap_or_default()
    };
    for needed in ["id", "title", "updated"] {
        assert!(!text(root, needed).is_empty(), "a feed has {needed}");
    }
    let entries: Vec<_> = root.children().filter(|node| node.tag_name().name() == "entry").collect();
    assert_eq!(entries.len(), 20);
    let newest = entries[0];
    assert_eq!(text(newest, "title"), "Ruling & <order> \"4\"");
    assert_eq!(text(newest, "id"), format!("{}/cases/the-case/updates/22", app.origin()));
    let content = text(newest, "content");
    assert!(content.contains("<p>5 &lt; 6 &amp; 7 &gt; 6") && content.contains("<p>Second ]]"), "{content}");
    let retracted = entries[1];
    assert_eq!(text(retracted, "title"), "Retracted: Wrong ruling");
    let content = text(retracted, "content");
    assert!(content.contains("It was &lt;another&gt; case.") && !content.contains("plaintiffs"), "{content}");
    for entry in entries {
        for instant in ["updated", "published"] {
            text(entry, instant).parse::<jiff::Timestamp>().unwrap();
        }
    }
    assert_eq!(xml, feed(&app, &words, &told).atom(), "the same case gives the same bytes");
}

#[actix_web::test]
async fn the_json_feed_tells_the_same() {
    let app = TestApp::start().await;
    let (told, words) = (told(&app).await, app.app.face.catalogue.words("en"));
    let json: serde_json::Value = serde_json::from_str(&feed(&app, &words, &told).json()).unwrap();
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["feed_url"], format!("{}/cases/the-case/feed.json", app.origin()));
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.len(), 20);
    assert_eq!(
        (&items[0]["title"], &items[0]["external_url"]),
        (&"Ruling & <order> \"4\"".into(), &"https://court.example/?a=1&b=2".into())
    );
    assert!(items[1]["title"].as_str().unwrap().starts_with("Retracted: "));
    assert!(items.iter().all(|item| item["id"].is_string() && item["content_html"].is_string()));
}

#[actix_web::test]
async fn the_calendar_keeps_its_hearings_and_says_which_were_cancelled() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let planned = app.given().hearing(&case).await;
    let (id, mut draft) = (planned.id.clone(), crate::support::given::hearing_draft());
    draft.title = Line::parse("Argument; on the injunction, and on the cost of a very long line that must be folded twice or more ‒ ünd so").unwrap();
    draft.note = Some(Prose::parse("Listen in,\nor come.").unwrap());
    draft.starts = jiff::civil::date(2026, 1, 20).at(9, 30, 0, 0);
    app.db().write(move |tx| cases::edit_hearing(tx, &id, 1, &draft, &Actor::Program)).await.unwrap();
    let gone = app.given().hearing(&case).await;
    app.db().write(move |tx| cases::cancel_hearing(tx, &gone.id, 1, &Actor::Program)).await.unwrap();
    let of = case.id.clone();
    let hearings = app.db().read(move |conn| cases::hearings(conn, &of)).await.unwrap();
    let text = feeds::calendar(&app.app.face.origin, &case, &hearings);

    assert!(text.lines().all(|line| line.len() <= 75), "lines are folded: {text}");
    assert!(text.contains("\r\n") && !text.replace("\r\n", "").contains('\n'));
    let calendar: icalendar::Calendar = text.parse().unwrap();
    assert_eq!(calendar.property_value("METHOD"), Some("PUBLISH"));
    let events: Vec<_> = calendar.components.iter().filter_map(|part| part.as_event()).collect();
    let value = |place: usize, name: &str| events[place].property_value(name).unwrap_or_default().to_owned();
    assert_eq!(value(0, "UID"), format!("hearing-{}@127.0.0.1", planned.id));
    assert_eq!(
        (value(0, "DTSTART"), value(0, "DTEND")),
        ("20260120T173000Z".into(), "20260120T190000Z".into())
    );
    assert_eq!((value(0, "SEQUENCE"), value(0, "STATUS")), ("1".into(), "CONFIRMED".into()));
    assert!(
        value(0, "SUMMARY").starts_with("Reporters v. Watchers: Argument; on the injunction, and"),
        "{}",
        value(0, "SUMMARY")
    );
    assert_eq!(value(1, "DTSTART"), "20260520T163000Z", "summer");
    assert_eq!((value(1, "SEQUENCE"), value(1, "STATUS")), ("1".into(), "CANCELLED".into()));
}
