//! `/transparency`: how the discussions were moderated, in figures, and the log of decisions without names.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::press::{HTML, Press, drawn};
use super::reading::key_of;
use crate::accounts::sanctions::Kind;
use crate::accounts::sanctions::outcomes::Outcome;
use crate::base::paging::{Cursor, Page, Paging};
use crate::comments::takedowns::Claimant;
use crate::comments::tallies::{CAME, NO_RULE, Told, last_tallied, told};
use crate::db::Conn;
use crate::error::Result;
use crate::site::transparency::{Figure, Line, Quarter, as_json, csv, quarters};
use crate::web::frame::Frame;
use crate::web::ready::ReadyBytes;

const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8";
const LOG: &str = "/transparency/log";

/// Events with the keys of their words, in the order of a comment's life. Others are for programs alone.
const EVENTS: [(&str, &str); 22] = [
    ("submitted", "site-tally-submitted"),
    ("caught", "site-tally-caught"),
    ("trusted", "site-tally-trusted"),
    ("approved", "site-tally-approved"),
    ("rejected", "site-tally-rejected"),
    ("filed_as_spam", "site-tally-spam"),
    ("returned", "site-tally-returned"),
    ("hidden", "site-tally-hidden"),
    ("redacted", "site-tally-redacted"),
    ("reopened", "site-tally-reopened"),
    ("edited", "site-tally-edited"),
    ("edit_approved", "site-tally-edit-approved"),
    ("edit_refused", "site-tally-edit-refused"),
    ("appealed", "site-tally-appealed"),
    ("upheld", "site-tally-upheld"),
    ("overturned", "site-tally-overturned"),
    ("kept", "site-tally-kept"),
    ("undone", "site-tally-undone"),
    ("withdrawn", "site-tally-withdrawn"),
    ("demand_removed", "site-tally-demand-removed"),
    ("demand_redacted", "site-tally-demand-redacted"),
    ("demand_refused", "site-tally-demand-refused"),
];

/// Checks, with the keys of their words; one without is told by its name.
const CHECKS: [(&str, &str); 12] = [
    ("alike", "site-check-alike"),
    ("attack", "site-check-attack"),
    ("banned", "site-check-banned"),
    ("distressing", "site-check-distressing"),
    ("honeypot", "site-check-honeypot"),
    ("links", "site-check-links"),
    ("name", "site-check-name"),
    ("personal", "site-check-personal"),
    ("rate", "site-check-rate"),
    ("refused", "site-check-refused"),
    ("repeat", "site-check-repeat"),
    ("suspect", "site-check-suspect"),
];

/// What comes of legal demands, with the keys of their words.
const DEMANDS: [(&str, &str); 5] = [
    (CAME, "site-demand-came"),
    ("removed", "site-demand-removed"),
    ("redacted", "site-demand-redacted"),
    ("refused", "site-demand-refused"),
    ("gone", "site-demand-gone"),
];

/// A table of a quarter: its caption, and its lines in words.
struct Table {
    caption: &'static str,
    lines: Vec<(String, String)>,
}

/// A quarter in words.
struct InWords {
    title: String,
    tables: Vec<Table>,
    median: Option<String>,
}

#[derive(Template)]
#[template(path = "site/transparency.html")]
struct FiguresPage {
    frame: Frame,
    quarters: Vec<InWords>,
}

#[derive(Template)]
#[template(path = "site/transparency-log.html")]
struct LogPage {
    frame: Frame,
    lines: Vec<Told>,
    earlier: Option<Cursor>,
    later: Option<Cursor>,
}

impl LogPage {
    fn what(&self, told: &Told) -> String {
        match &told.sanction {
            Some(kind) => sanction(&self.frame, kind, &told.kind),
            None => said(&self.frame, &EVENTS, &told.kind),
        }
    }
}

/// `/transparency`: the figures, a quarter at a time.
///
/// # Errors
/// Those of the database.
pub async fn figures(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let frame = press.frame.clone();
    let draw = move |found: Vec<Quarter>| {
        let quarters = found.iter().map(|quarter| in_words(&frame, quarter)).collect();
        drawn(&FiguresPage { frame, quarters })
    };
    Ok(press.figures(("/transparency", HTML), draw).await?.answer(&request))
}

/// `/transparency.json`: the same for programs.
///
/// # Errors
/// Those of the database.
pub async fn figures_json(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    Ok(press.figures(("/transparency.json", JSON), as_json).await?.answer(&request))
}

/// `/transparency.csv`: the same for spreadsheets.
///
/// # Errors
/// Those of the database.
pub async fn figures_csv(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let draw = |quarters: Vec<Quarter>| Ok(csv(&quarters));
    Ok(press.figures(("/transparency.csv", CSV), draw).await?.answer(&request))
}

/// `/transparency/log`: the decisions of moderators after a week, without names.
///
/// # Errors
/// Not found, for a place that is none; those of the database.
pub async fn public_log(
    request: HttpRequest,
    paging: web::Query<Paging>,
    press: Press,
) -> Result<HttpResponse> {
    let (paging, now, frame) = (paging.into_inner(), press.db.now(), press.frame.clone());
    let key = key_of(LOG.to_owned(), &paging)?;
    let gather = move |conn: &mut Conn| told(conn, now, &paging).map(|page| (stamp_of(&page), page));
    let draw = move |_: &mut Conn, page: Page<Told>| {
        let Page { items: lines, earlier, later } = page;
        drawn(&LogPage { frame, lines, earlier, later })
    };
    Ok(press.page((key, HTML), gather, draw).await?.answer(&request))
}

/// What stands on a page of the log, and what is beside it.
fn stamp_of(page: &Page<Told>) -> String {
    let ids: Vec<&str> = page.items.iter().map(|told| told.id.as_str()).collect();
    format!("{} {:?} {:?}", ids.join(" "), page.earlier, page.later)
}

impl Press {
    /// What is drawn of the figures: they change when another day was counted.
    async fn figures(
        &self,
        (path, media): (&str, &'static str),
        draw: impl FnOnce(Vec<Quarter>) -> Result<String> + Send + 'static,
    ) -> Result<ReadyBytes> {
        let gather = |conn: &mut Conn| last_tallied(conn).map(|last| (format!("{last:?}"), ()));
        self.page((path.to_owned(), media), gather, |conn: &mut Conn, ()| draw(quarters(conn)?)).await
    }
}

fn in_words(frame: &Frame, quarter: &Quarter) -> InWords {
    let rule = |name: &str| match name {
        NO_RULE => frame.t("site-tally-no-rule"),
        number => frame.t1("site-tally-rule", "number", number.to_owned()),
    };
    let event = |name: &str| said(frame, &EVENTS, name);
    let check = |name: &str| said(frame, &CHECKS, name);
    let in_order = |(name, _): &(&str, &str)| quarter.events.iter().find(|line| line.name == *name).cloned();
    let events: Vec<Line> = EVENTS.iter().filter_map(in_order).collect();
    let measures = Kind::ALL.iter().flat_map(|kind| Outcome::ALL.iter().map(move |came| (*kind, *came)));
    let sanctions = measures.filter_map(|(kind, came)| {
        let name = format!("{}_{}", kind.as_str(), came.as_str());
        let line = quarter.sanctions.iter().find(|line| line.name == name)?;
        Some((sanction(frame, kind.as_str(), came.as_str()), range(frame, line.figure)))
    });
    let claims = Claimant::ALL.iter().flat_map(|claimant| DEMANDS.iter().map(move |came| (*claimant, came)));
    let demands = claims.filter_map(|(claimant, (came, key))| {
        let name = format!("{}_{came}", claimant.as_str());
        let line = quarter.demands.iter().find(|line| line.name == name)?;
        let (who, outcome) = (frame.t(claimant.key()), frame.t(key));
        let told = frame.words.say2("site-tally-demand", ("name", who), ("outcome", outcome));
        Some((told, range(frame, line.figure)))
    });
    let tables = [
        ("site-tally-events", lines(frame, &events, event)),
        ("site-tally-rules", lines(frame, &quarter.rules, rule)),
        ("site-tally-checks", lines(frame, &quarter.checks, check)),
        ("site-tally-reports", lines(frame, &quarter.reports, rule)),
        ("site-tally-sanctions", sanctions.collect()),
        ("site-tally-demands", demands.collect()),
    ];
    let told = tables.into_iter().filter(|(_, lines)| !lines.is_empty());
    let tables = told.map(|(caption, lines)| Table { caption, lines }).collect();
    let median = quarter.median_hours_waited.map(|hours| frame.t1("site-tally-median", "hours", hours));
    InWords { title: title(frame, quarter), tables, median }
}

fn title(frame: &Frame, quarter: &Quarter) -> String {
    let name = quarter.quarter.replace("-Q", "/");
    match quarter.until {
        None => frame.t1("site-tally-quarter", "quarter", name),
        Some(day) => {
            let until = frame.words.date(day.0);
            frame.words.say2("site-tally-quarter-until", ("quarter", name), ("until", until))
        }
    }
}

fn lines(frame: &Frame, lines: &[Line], word: impl Fn(&str) -> String) -> Vec<(String, String)> {
    lines.iter().map(|line| (word(&line.name), range(frame, line.figure))).collect()
}

fn range(frame: &Frame, figure: Figure) -> String {
    match figure.from {
        0 => frame.t("site-tally-few"),
        from => frame.words.say2("site-tally-range", ("from", from), ("to", figure.to)),
    }
}

/// What came of a sanction of this kind, in words.
fn sanction(frame: &Frame, kind: &str, outcome: &str) -> String {
    let named = Kind::parse(kind).map_or_else(|| kind.to_owned(), |kind| frame.t(kind.key()));
    let came = match Outcome::parse(outcome) {
        Some(Outcome::Imposed) => "site-sanction-imposed",
        Some(Outcome::Contested) => "site-sanction-contested",
        Some(Outcome::Upheld) => "site-sanction-upheld",
        Some(Outcome::Overturned) => "site-sanction-overturned",
        Some(Outcome::Lifted) => "site-sanction-lifted",
        None => outcome,
    };
    frame.words.say2("site-tally-sanction", ("name", named), ("outcome", frame.t(came)))
}

fn said(frame: &Frame, table: &[(&str, &str)], name: &str) -> String {
    let known = table.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| name.to_owned(), |(_, key)| frame.t(key))
}
