//! An answer, as a person sees it and as a program measures it.

use std::collections::BTreeSet;

use actix_web::http::header::HeaderMap;
use bytes::Bytes;
use scraper::{ElementRef, Html, Node, Selector};

/// One answer of the site.
#[derive(Clone)]
pub struct Page {
    /// Its status, such as 200.
    pub status: u16,
    /// The path that it answers, with its query.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as it came.
    pub bytes: Bytes,
    /// Its body as text.
    pub body: String,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}\n{}", self.status, self.path, self.main_text())
    }
}

impl Page {
    pub(super) fn new(path: String, status: u16, headers: HeaderMap, bytes: Bytes) -> Self {
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { status, path, headers, bytes, body }
    }

    /// The same page, if its status is `status`; shows what it says otherwise.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// A header's value; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads; empty if it is none.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// What `<main>` says, a line for each paragraph, heading, label, button or row.
    pub fn main_text(&self) -> String {
        self.text_of("main")
    }

    /// What the first element of a selector says; empty if there is none.
    pub fn text_of(&self, css: &str) -> String {
        self.texts_of(css).into_iter().next().unwrap_or_default()
    }

    /// What every element of a selector says.
    pub fn texts_of(&self, css: &str) -> Vec<String> {
        self.html().select(&selector(css)).map(text).collect()
    }

    /// Whether a selector finds anything.
    pub fn has(&self, css: &str) -> bool {
        self.html().select(&selector(css)).next().is_some()
    }

    /// How many elements a selector finds.
    pub fn count(&self, css: &str) -> usize {
        self.html().select(&selector(css)).count()
    }

    /// An attribute of the first element of a selector; empty if there is none.
    pub fn attribute(&self, css: &str, name: &str) -> String {
        self.html()
            .select(&selector(css))
            .next()
            .and_then(|found| found.attr(name))
            .unwrap_or_default()
            .to_owned()
    }

    /// An attribute of every element of a selector that has it.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        self.html().select(&selector(css)).filter_map(|found| found.attr(name)).map(str::to_owned).collect()
    }

    /// Where every link of the page leads.
    pub fn links(&self) -> Vec<String> {
        self.html()
            .select(&selector("a[href]"))
            .filter_map(|link| link.attr("href"))
            .map(str::to_owned)
            .collect()
    }

    /// Where the first link with these words leads.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        let (html, links) = (self.html(), selector("a[href]"));
        let found =
            html.select(&links).find(|link| text(*link).contains(words)).and_then(|link| link.attr("href"));
        found.unwrap_or_else(|| panic!("no link says {words:?} on {self:?}")).to_owned()
    }

    /// What stands in a field (an input, a text area, a choice), as its form would send it.
    #[track_caller]
    pub fn field_value(&self, name: &str) -> String {
        let html = self.html();
        let field = html.select(&selector(&format!("[name=\"{name}\"]"))).next();
        value_of(field.unwrap_or_else(|| panic!("no field {name:?} on {self:?}")))
    }

    /// Every message beside a field, in order, without the word for screen readers.
    pub fn problems(&self) -> Vec<String> {
        self.texts_of(".problem").iter().map(|text| message(text)).collect()
    }

    /// The message beside one field; empty if there is none.
    pub fn problem_of(&self, field: &str) -> String {
        message(&self.text_of(&format!("[id=\"{field}-problem\"]")))
    }

    /// What the summary above a failed form lists.
    pub fn summary(&self) -> Vec<String> {
        self.texts_of(".summary li")
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The first form whose action is `action`, or holds it.
    #[track_caller]
    pub fn form(&self, action: &str) -> FilledForm {
        let html = self.html();
        let forms: Vec<ElementRef<'_>> = html.select(&selector("form")).collect();
        let action_of = |form: &ElementRef<'_>| form.attr("action").unwrap_or_default().to_owned();
        let exact = forms.iter().find(|form| action_of(form) == action);
        let alike = || forms.iter().find(|form| action_of(form).contains(action));
        let found = exact.or_else(alike).unwrap_or_else(|| {
            let actions: Vec<String> = forms.iter().map(action_of).collect();
            panic!("no form acts on {action:?}, only on {actions:?}: {self:?}")
        });
        let mut filled = FilledForm::of(*found, &self.path);
        if let Some(id) = found.attr("id") {
            html.select(&selector(&format!("[form=\"{id}\"][name]"))).for_each(|field| filled.add(field));
        }
        filled
    }

    /// Every form that stands on it.
    pub fn forms(&self) -> Vec<FilledForm> {
        self.html().select(&selector("form")).map(|form| FilledForm::of(form, &self.path)).collect()
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }
}

/// A form as it stands on a page: every field with what it would send.
#[derive(Debug, Clone)]
pub struct FilledForm {
    /// Where it is sent.
    pub action: String,
    /// Whether it looks instead of acting (`method=get`).
    pub looks: bool,
    fields: Vec<(String, String)>,
    choices: Vec<(String, String)>,
    buttons: Vec<(String, String)>,
}

impl FilledForm {
    fn of(form: ElementRef<'_>, path: &str) -> Self {
        let action = form.attr("action").filter(|action| !action.is_empty()).unwrap_or(path).to_owned();
        let looks = !form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let mut filled = Self { action, looks, fields: Vec::new(), choices: Vec::new(), buttons: Vec::new() };
        for field in form.select(&selector("input[name], textarea[name], select[name], button[name]")) {
            filled.add(field);
        }
        filled
    }

    fn add(&mut self, field: ElementRef<'_>) {
        let pair = (field.attr("name").unwrap_or_default().to_owned(), value_of(field));
        let kind = field.attr("type").unwrap_or_default();
        match (field.value().name(), kind) {
            _ if field.attr("disabled").is_some() => {}
            ("button", _) | (_, "submit") => self.buttons.push(pair),
            (_, "radio" | "checkbox") => {
                if field.attr("checked").is_some() {
                    self.fields.push(pair.clone());
                }
                self.choices.push(pair);
            }
            ("select", _) => {
                let options = selector("option");
                self.choices.extend(field.select(&options).map(|option| (pair.0.clone(), value_of(option))));
                self.fields.push(pair);
            }
            _ => self.fields.push(pair),
        }
    }

    /// Fills a field in, picks a choice, or presses a named button. What the form does not offer cannot be sent.
    #[track_caller]
    pub fn fill(&mut self, name: &str, value: &str) {
        let is_chosen = self.choices.iter().any(|(named, _)| named == name);
        let is_button = self.buttons.iter().any(|(named, _)| named == name);
        let offered =
            self.choices.iter().chain(&self.buttons).any(|(named, offer)| named == name && offer == value);
        let written = self.fields.iter().any(|(named, _)| named == name);
        assert!(
            is_chosen || is_button || written,
            "the form {} has no field {name:?}: {:?}",
            self.action,
            self.fields
        );
        assert!(
            !(is_chosen || is_button) || offered,
            "the form {} does not offer {name}={value}: {:?} {:?}",
            self.action,
            self.choices,
            self.buttons
        );
        self.fields.retain(|(named, _)| named != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        if is_button {
            self.buttons.clear();
        }
    }

    /// The names of all that it has to fill in, choose or press.
    pub fn names(&self) -> BTreeSet<&str> {
        let all = self.fields.iter().chain(&self.choices).chain(&self.buttons);
        all.map(|(name, _)| name.as_str()).collect()
    }

    /// What is sent by its first button with something in one place that it does not offer.
    pub fn sent_but(&self, name: &str, value: &str) -> Vec<(String, String)> {
        let others = self.fields.iter().chain(self.buttons.first()).filter(|(named, _)| named != name);
        others.cloned().chain([(name.to_owned(), value.to_owned())]).collect()
    }

    /// The value that a field has now.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(named, _)| named == name).map(|(_, value)| value.as_str())
    }

    /// What is sent: every field, and the one named button if none was pressed.
    #[track_caller]
    pub fn sent(&self) -> Vec<(String, String)> {
        assert!(
            self.buttons.len() < 2,
            "the form {} has several buttons: press one of {:?}",
            self.action,
            self.buttons
        );
        self.fields.iter().chain(&self.buttons).cloned().collect()
    }
}

/// What a control would send.
fn value_of(control: ElementRef<'_>) -> String {
    let first = |css: &str| control.select(&selector(css)).next();
    match control.value().name() {
        // The parser drops the one line end that may stand behind the opening tag.
        "textarea" => control.text().collect(),
        "select" => first("option[selected]").or_else(|| first("option")).map(value_of).unwrap_or_default(),
        "option" => control.attr("value").map_or_else(|| text(control), str::to_owned),
        _ => {
            let ticked = matches!(control.attr("type"), Some("checkbox" | "radio"));
            control.attr("value").unwrap_or(if ticked { "on" } else { "" }).to_owned()
        }
    }
}

/// A field's message without the first word that only screen readers get.
fn message(text: &str) -> String {
    text.strip_prefix("Problem:").unwrap_or(text).trim().to_owned()
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|_| panic!("{css:?} is no selector"))
}

const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "button",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "label",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "tr",
    "ul",
];

fn text(element: ElementRef<'_>) -> String {
    let mut said = String::new();
    collect(element, &mut said);
    let lines = said.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn collect(element: ElementRef<'_>, said: &mut String) {
    let name = element.value().name();
    if matches!(name, "script" | "style") {
        return;
    }
    let block = BLOCKS.contains(&name);
    if block {
        said.push('\n');
    }
    for child in element.children() {
        match child.value() {
            Node::Text(words) => said.push_str(&words.replace(['\n', '\r', '\t'], " ")),
            Node::Element(_) => collect(ElementRef::wrap(child).unwrap(), said),
            _ => {}
        }
    }
    said.push(if block {
        '\n'
    } else if matches!(name, "td" | "th") {
        ' '
    } else {
        return;
    });
}
