//! The templates as they are written (nothing inline, nothing remote, no word that is not in the locales, every
//! form fit to work without a script) and the pages that come of them (no dead link, no field without a label).

use std::collections::BTreeSet;

use crate::support::{Page, Person, TestApp};
use crate::words::{files, root};

/// Attributes whose value a person reads or hears.
const SPOKEN: [&str; 5] = [" title=\"", " alt=\"", " placeholder=\"", " aria-label=\"", " label=\""];
/// What is printed as it is: HTML that `base::markup` made, which lets nothing through that is not ours.
const MARKUP: [&str; 15] = [
    "follow",
    "form",
    "reading.html",
    "Self::html(text)",
    "Self::html(rule)",
    "Self::html(correction.text)",
    "Self::html(correction.text).as_str()",
    "note.says",
    "words",
    "contested",
    "answer",
    "text.html()",
    "discussion",
    "reading.html.as_str()",
    "preview.reading.html.as_str()",
];

/// Forms whose secret is their address: the one-click unsubscribe link, which carries no token (RFC 8058).
const BY_ADDRESS: [&str; 3] = ["alerts/leave.html", "alerts/left.html", "comments/mail.html"];

fn pages() -> Vec<(String, String)> {
    let folder = root().join("templates");
    let named = |(path, text): (std::path::PathBuf, String)| {
        (path.strip_prefix(&folder).unwrap().display().to_string(), text)
    };
    files(&folder, &["html"]).into_iter().map(named).collect()
}

#[test]
fn no_template_holds_a_script_or_a_style_of_its_own() {
    for (name, text) in pages().into_iter().filter(|(name, _)| !name.starts_with("letters/")) {
        assert!(!text.contains("<style") && !text.contains(" style="), "{name} holds a style");
        let scripts =
            text.match_indices("<script").filter(|(at, _)| !text[*at..].starts_with("<script src="));
        assert_eq!(scripts.count(), 0, "{name} holds a script");
        let handler = text.split_whitespace().find(|word| {
            word.starts_with("on")
                && word.contains("=\"")
                && word.split('=').next().is_some_and(|event| event.chars().all(char::is_alphabetic))
        });
        assert_eq!(handler, None, "{name} holds a handler");
    }
}

#[test]
fn no_template_asks_another_host_for_anything() {
    for (name, text) in pages() {
        for mark in ["src=\"http", "src=\"//", "href=\"//", "url(", "@import"] {
            assert!(!text.contains(mark), "{name} holds {mark}");
        }
    }
}

#[test]
fn every_form_that_acts_carries_its_token_and_leaves_the_judging_to_us() {
    for (name, text) in pages() {
        for form in text.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap_or_default()) {
            let tag = form.split('>').next().unwrap_or_default();
            if tag.contains("method=\"dialog\"") || tag.contains("method=\"get\"") {
                continue;
            }
            assert!(tag.contains("method=\"post\""), "{name}: a form says neither get nor post: {tag}");
            assert!(
                form.contains("form_token") || form.contains("token(") || BY_ADDRESS.contains(&name.as_str()),
                "{name}: a form without token: {tag}"
            );
            let asks = [
                "<textarea",
                "type=\"text\"",
                "type=\"email\"",
                "type=\"password\"",
                "call form::",
                "call f::",
            ];
            let asks = asks.iter().any(|control| form.contains(control)) && !tag.contains("novalidate");
            assert!(!asks || !form.contains("aria-required"), "{name}: a form without novalidate: {tag}");
        }
        let required = text.match_indices("required").filter(|(at, _)| {
            text[..*at].ends_with(' ') && text[*at..].starts_with(['r']) && !text[..*at].ends_with("{% if ")
        });
        for (at, _) in required {
            let next = text[at + "required".len()..].chars().next();
            assert!(
                !matches!(next, Some('>' | ' ' | '=')) || inside_expression(&text, at),
                "{name} uses `required`: the browser's bubble would replace our message"
            );
        }
    }
}

fn inside_expression(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let opened = before.rfind("{%").max(before.rfind("{{")).max(before.rfind("{#"));
    let closed = before.rfind("%}").max(before.rfind("}}")).max(before.rfind("#}"));
    opened > closed
}

#[test]
fn only_markup_that_we_made_is_printed_as_it_is() {
    for (name, text) in pages() {
        let printed = text
            .split("{{")
            .skip(1)
            .filter_map(|rest| rest.split_once("}}"))
            .map(|(expression, _)| expression.trim());
        for expression in printed.filter(|expression| expression.contains("safe")) {
            let made = expression.split('|').next().unwrap_or_default().trim();
            assert!(MARKUP.contains(&made), "{name} prints {made} as it is");
        }
    }
}

#[test]
fn every_word_of_a_template_comes_from_the_locales() {
    for (name, text) in pages() {
        let plain = without_expressions(&text);
        let spoken: Vec<String> = SPOKEN
            .iter()
            .flat_map(|attribute| {
                plain
                    .split(attribute)
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            })
            .filter(|value| has_words(value))
            .collect();
        assert!(spoken.is_empty(), "{name} says by itself: {spoken:?}");
        let written: Vec<&str> = plain
            .split('<')
            .filter_map(|piece| piece.split_once('>'))
            .map(|(_, text)| text.trim())
            .filter(|text| has_words(text) && !text.contains("=\""))
            .collect();
        assert!(written.is_empty(), "{name} says by itself: {written:?}");
    }
}

/// Three letters in a row are a word; the keys of the queue and marks such as `×` are none.
fn has_words(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphabetic()).any(|word| {
        word.chars().count() > 2
            && !matches!(
                word,
                "doctype" | "html" | "nbsp" | "middot" | "mdash" | "larr" | "rarr" | "rsquo" | "amp"
            )
    })
}

fn without_expressions(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        plain.push_str(&rest[..at]);
        let close = match rest[at..].chars().nth(1) {
            Some('{') => "}}",
            Some('%') => "%}",
            Some('#') => "#}",
            _ => "{",
        };
        let end = rest[at + 1..].find(close).map_or(rest.len(), |end| at + 1 + end + close.len());
        rest = if close == "{" { &rest[at + 1..] } else { &rest[end..] };
    }
    plain.push_str(rest);
    plain
}

#[test]
fn every_letter_is_written_twice_and_brings_nothing_along() {
    let folder = root().join("templates/letters");
    for (path, text) in files(&folder, &["html"]) {
        assert!(path.with_extension("txt").exists(), "{} has no plain text", path.display());
        for mark in ["<img", "<script", "<link", "src="] {
            assert!(!text.contains(mark), "{} holds {mark}", path.display());
        }
    }
}

/// A site in which every page has something to show.
async fn lively_site() -> TestApp {
    let app = TestApp::start().await;
    app.given().sample().await;
    let (ada, article) = (app.visitor(), app.given().article("the-lesson").await);
    let answered = app.given().comment_published(&ada, &article, "Ada", "They read my mail.").await;
    ada.submit(
        &format!("/comments/{}/reply", answered.id),
        "/comments",
        &[("name", "Ben"), ("comment", "Mine too.")],
    )
    .await;
    app.given().comment_held(&ada, &article, "Cem", "And mine.").await;
    app
}

/// Every page that links lead to, from these on: each with the page that named it first.
async fn reachable(person: &Person, starts: &[&str]) -> Vec<(String, Page)> {
    let mut waiting: Vec<(String, String)> =
        starts.iter().map(|start| ((*start).to_owned(), "by hand".to_owned())).collect();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some((path, named_by)) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let page = person.get(&path).await;
        if page.header("content-type").starts_with("text/html") {
            let links = page.links().into_iter().filter(|link| link.starts_with('/'));
            waiting.extend(
                links.map(|link| (link.split('#').next().unwrap_or_default().to_owned(), path.clone())),
            );
        }
        found.push((named_by, page));
    }
    found
}

#[actix_web::test]
async fn every_link_leads_somewhere_and_every_page_is_well_made() {
    let app = lively_site().await;
    let (stranger, ruth) = (app.visitor(), app.admin("ruth").await);
    let public = ["/", "/account/sign-in", "/account/register", "/account/reset", "/receipt"];
    let mut pages = reachable(&stranger, &public).await;
    pages.extend(reachable(&ruth, &["/admin", "/moderation", "/editor", "/account"]).await);
    assert!(pages.len() > 30, "only {} pages were found", pages.len());
    for (named_by, page) in &pages {
        assert_eq!(page.status, 200, "{} (linked on {named_by}): {page:?}", page.path);
        if page.header("content-type").starts_with("text/html") {
            is_well_made(page);
        }
    }
}

#[track_caller]
fn is_well_made(page: &Page) {
    let here = &page.path;
    assert!(page.body.starts_with("<!doctype html>"), "{here}");
    assert_eq!(page.attribute("html", "lang"), "en", "{here}");
    assert_eq!(
        (page.count("h1"), page.count("main"), page.count("title")),
        (1, 1, 1),
        "h1, main and title of {here}"
    );
    assert!(!page.body.contains(" []") && !page.body.contains("[base-"), "{here} lacks words");
    let ids = page.attributes("[id]", "id");
    let once: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "an id stands twice on {here}: {ids:?}");
    for attribute in ["for", "aria-labelledby", "aria-describedby", "popovertarget"] {
        for named in page.attributes(&format!("[{attribute}]"), attribute) {
            let missing: Vec<&str> =
                named.split_whitespace().filter(|id| !once.contains(&(*id).to_owned())).collect();
            assert!(missing.is_empty(), "{attribute} of {here} names {missing:?}, which are not there");
        }
    }
    for anchor in page.links().iter().filter_map(|link| link.strip_prefix('#')) {
        assert!(once.contains(&anchor.to_owned()), "{here} links to #{anchor}, which is not there");
    }
    // A field that nobody sees tells a password manager whose password it is.
    let controls =
        "main input:not([type=hidden]):not([type=submit]):not([hidden]), main textarea, main select";
    let labelled: BTreeSet<String> = page.attributes("label[for]", "for").into_iter().collect();
    let silent: Vec<String> =
        page.attributes(controls, "id").into_iter().filter(|id| !labelled.contains(id)).collect();
    assert!(silent.is_empty(), "{here} has fields without a label: {silent:?}");
    assert_eq!(
        page.count(controls),
        page.attributes(controls, "id").len(),
        "{here} has fields without an id"
    );
    assert_eq!(page.count("[required], [style], [onclick], iframe, object, embed"), 0, "{here}");
}
