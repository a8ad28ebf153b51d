//! The tables of cases, their parties and their articles; below, of hearings and updates.

mod hearings;
mod updates;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use jiff::civil::Date;

use super::{Case, CaseDraft, CaseId, MOST_IN_A_LIST, Party, Side, State};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::text::{Line, Slug};
use crate::db::dialect::{on_each, violates};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::schema::{case_articles, cases, parties};

pub(super) use self::hearings::{
    hearing, hearings, hearings_from, insert_hearing, rewrite_hearing, set_cancelled,
};
pub(super) use self::updates::{
    MadeUp, changed, corrections, due, insert_made_up, insert_update, latest, lines, neighbours, place_of,
    proposed, published_between, rename_language, rewrite_update, set_corrected, set_proposed, set_published,
    set_retracted, set_scheduled, set_unproposed, set_unscheduled, text_in, texts, timeline, update,
    update_at, updates_beside, updates_of, with_news,
};

/// The address is another case's.
pub(super) const SLUG_TAKEN: &str = "cases-problem-slug-taken";
/// An article belongs to one case at most.
pub(super) const ARTICLE_TAKEN: &str = "cases-problem-article-taken";

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct CaseRow {
    id: CaseId,
    slug: Slug,
    state: String,
    language: String,
    title: Line,
    full_title: Line,
    court: Line,
    court_short: Line,
    court_id: Option<String>,
    docket_number: Line,
    docket_id: Option<i64>,
    judge: Line,
    filed_on: Option<String>,
    claims: String,
    version: i64,
    updated_at: Timestamp,
}

impl CaseRow {
    fn read(self) -> Result<Case> {
        Ok(Case {
            id: self.id,
            slug: self.slug,
            state: state_of(&self.state)?,
            language: self.language,
            title: self.title,
            full_title: self.full_title,
            court: self.court,
            court_short: self.court_short,
            court_id: self.court_id,
            docket_number: self.docket_number,
            docket_id: self.docket_id,
            judge: self.judge,
            filed_on: self.filed_on.as_deref().map(day_of).transpose()?,
            claims: self.claims.lines().map(Line::parse).collect::<Result<_, _>>().map_err(Error::fault)?,
            version: self.version,
            updated_at: self.updated_at,
        })
    }
}

/// What an editor decides, as columns.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = cases, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Decided {
    slug: Slug,
    language: String,
    title: Line,
    full_title: Line,
    court: Line,
    court_short: Line,
    court_id: Option<String>,
    docket_number: Line,
    docket_id: Option<i64>,
    judge: Line,
    filed_on: Option<String>,
    claims: String,
    version: i64,
    updated_at: Timestamp,
}

impl Decided {
    fn of(draft: &CaseDraft, version: i64, now: Timestamp) -> Self {
        let draft = draft.clone();
        let claims: Vec<&str> = draft.claims.iter().map(Line::as_str).collect();
        Self {
            slug: draft.slug,
            language: draft.language,
            title: draft.title,
            full_title: draft.full_title,
            court: draft.court,
            court_short: draft.court_short,
            court_id: draft.court_id,
            docket_number: draft.docket_number,
            docket_id: draft.docket_id,
            judge: draft.judge,
            filed_on: draft.filed_on.map(|day| day.to_string()),
            claims: claims.join("\n"),
            version,
            updated_at: now,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = parties)]
struct PartyRow {
    case_id: CaseId,
    place: i32,
    side: &'static str,
    name: Line,
}

impl PartyRow {
    fn of(case: &CaseId, place: i32, party: &Party) -> Self {
        Self { case_id: case.clone(), place, side: name_of_side(party.side), name: party.name.clone() }
    }
}

#[derive(Insertable)]
#[diesel(table_name = case_articles)]
struct LinkRow {
    article_id: ArticleId,
    case_id: CaseId,
}

fn day_of(text: &str) -> Result<Date> {
    text.parse().map_err(Error::fault)
}

fn state_of(text: &str) -> Result<State> {
    match text {
        "draft" => Ok(State::Draft),
        "published" => Ok(State::Published),
        _ => Err(Error::fault("a case is in no known state")),
    }
}

const fn name_of(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Published => "published",
    }
}

fn side_of(text: &str) -> Result<Side> {
    match text {
        "plaintiff" => Ok(Side::Plaintiff),
        "defendant" => Ok(Side::Defendant),
        "other" => Ok(Side::Other),
        _ => Err(Error::fault("a party stands on no known side")),
    }
}

const fn name_of_side(side: Side) -> &'static str {
    match side {
        Side::Plaintiff => "plaintiff",
        Side::Defendant => "defendant",
        Side::Other => "other",
    }
}

fn taken_or_fault(error: DieselError) -> Error {
    if violates(&error, "cases_slug") { Error::invalid("slug", SLUG_TAKEN) } else { error.into() }
}

pub(super) fn by_id(conn: &mut Conn, id: &CaseId) -> Result<Option<Case>> {
    let row = cases::table.find(id).select(CaseRow::as_select()).first(conn).optional()?;
    row.map(CaseRow::read).transpose()
}

pub(super) fn by_slug(conn: &mut Conn, slug: &Slug) -> Result<Option<Case>> {
    let row =
        cases::table.filter(cases::slug.eq(slug)).select(CaseRow::as_select()).first(conn).optional()?;
    row.map(CaseRow::read).transpose()
}

pub(super) fn any_id(conn: &mut Conn) -> Result<Option<CaseId>> {
    Ok(cases::table.select(cases::id).first(conn).optional()?)
}

pub(super) fn list(conn: &mut Conn, state: Option<State>) -> Result<Vec<Case>> {
    let newest = (cases::updated_at.desc(), cases::id.desc());
    let rows: Vec<CaseRow> = match state {
        Some(state) => cases::table
            .filter(cases::state.eq(name_of(state)))
            .order(newest)
            .limit(MOST_IN_A_LIST)
            .select(CaseRow::as_select())
            .load(conn)?,
        None => cases::table.order(newest).limit(MOST_IN_A_LIST).select(CaseRow::as_select()).load(conn)?,
    };
    rows.into_iter().map(CaseRow::read).collect()
}

pub(super) fn insert(tx: &mut Tx<'_>, id: &CaseId, draft: &CaseDraft) -> Result<()> {
    let now = tx.now;
    let row = (
        cases::id.eq(id),
        cases::state.eq(name_of(State::Draft)),
        cases::next_number.eq(1),
        cases::created_at.eq(now),
        Decided::of(draft, 1, now),
    );
    diesel::insert_into(cases::table).values(row).execute(&mut **tx).map_err(taken_or_fault)?;
    Ok(())
}

/// Writes what the editor decided, if the case is still at `version`.
pub(super) fn rewrite(tx: &mut Tx<'_>, id: &CaseId, version: i64, draft: &CaseDraft) -> Result<bool> {
    let now = tx.now;
    let same = cases::table.filter(cases::id.eq(id)).filter(cases::version.eq(version));
    let changed = diesel::update(same).set(Decided::of(draft, version + 1, now)).execute(&mut **tx);
    Ok(changed.map_err(taken_or_fault)? == 1)
}

/// Makes a draft public, if the case is still at `version`.
pub(super) fn make_public(tx: &mut Tx<'_>, id: &CaseId, version: i64) -> Result<bool> {
    let now = tx.now;
    let same = cases::table.filter(cases::id.eq(id)).filter(cases::version.eq(version));
    let public = (
        cases::state.eq(name_of(State::Published)),
        cases::version.eq(version + 1),
        cases::updated_at.eq(now),
    );
    Ok(diesel::update(same).set(public).execute(&mut **tx)? == 1)
}

/// Notes that readers see something else now.
pub(super) fn raise_version(tx: &mut Tx<'_>, id: &CaseId) -> Result<()> {
    let now = tx.now;
    let raised = (cases::version.eq(cases::version + 1), cases::updated_at.eq(now));
    diesel::update(cases::table.find(id)).set(raised).execute(&mut **tx)?;
    Ok(())
}

/// Takes the next `many` numbers of a case for updates that appear now, and answers the first of them. The row is
/// written before it is read, so that it is this change's alone however the transaction is isolated.
pub(super) fn take_numbers(tx: &mut Tx<'_>, id: &CaseId, many: i64) -> Result<i64> {
    let now = tx.now;
    let taken = (
        cases::next_number.eq(cases::next_number + many),
        cases::version.eq(cases::version + 1),
        cases::updated_at.eq(now),
    );
    diesel::update(cases::table.find(id)).set(taken).execute(&mut **tx)?;
    let next: i64 = cases::table.find(id).select(cases::next_number).first(&mut **tx)?;
    Ok(next - many)
}

/// How many numbers of a case were taken.
pub(super) fn numbers_taken(conn: &mut Conn, id: &CaseId) -> Result<i64> {
    let next: Option<i64> = cases::table.find(id).select(cases::next_number).first(conn).optional()?;
    Ok(next.map_or(0, |next| next - 1))
}

pub(super) fn parties(conn: &mut Conn, id: &CaseId) -> Result<Vec<Party>> {
    let rows: Vec<(String, Line)> = parties::table
        .filter(parties::case_id.eq(id))
        .order(parties::place.asc())
        .select((parties::side, parties::name))
        .load(conn)?;
    rows.into_iter().map(|(side, name)| Ok(Party { side: side_of(&side)?, name })).collect()
}

pub(super) fn replace_parties(tx: &mut Tx<'_>, id: &CaseId, named: &[Party]) -> Result<()> {
    diesel::delete(parties::table.filter(parties::case_id.eq(id))).execute(&mut **tx)?;
    let rows: Vec<PartyRow> = (0..).zip(named).map(|(place, party)| PartyRow::of(id, place, party)).collect();
    on_each!(&mut **tx, conn => diesel::insert_into(parties::table).values(&rows).execute(conn))?;
    Ok(())
}

pub(super) fn case_of_article(conn: &mut Conn, article: &ArticleId) -> Result<Option<CaseId>> {
    Ok(case_articles::table.find(article).select(case_articles::case_id).first(conn).optional()?)
}

/// The judge of the published case of an article, and its parties.
pub(super) fn named_in(conn: &mut Conn, article: &ArticleId) -> Result<Vec<Line>> {
    let own = case_articles::table.inner_join(cases::table).filter(case_articles::article_id.eq(article));
    let case = own.filter(cases::state.eq(name_of(State::Published))).select((cases::id, cases::judge));
    let Some((id, judge)) = case.first::<(CaseId, Line)>(conn).optional()? else { return Ok(Vec::new()) };
    let parties = parties::table.filter(parties::case_id.eq(&id)).select(parties::name);
    let mut named: Vec<Line> = parties.load(conn)?;
    named.push(judge);
    Ok(named)
}

/// Which case each article belongs to.
pub(super) fn owners(conn: &mut Conn, of: &[ArticleId]) -> Result<Vec<(ArticleId, CaseId, Line)>> {
    Ok(case_articles::table
        .inner_join(cases::table)
        .filter(case_articles::article_id.eq_any(of))
        .select((case_articles::article_id, cases::id, cases::title))
        .load(conn)?)
}

pub(super) fn article_ids(conn: &mut Conn, id: &CaseId) -> Result<Vec<ArticleId>> {
    Ok(case_articles::table
        .filter(case_articles::case_id.eq(id))
        .limit(MOST_IN_A_LIST)
        .select(case_articles::article_id)
        .load(conn)?)
}

pub(super) fn replace_articles(tx: &mut Tx<'_>, id: &CaseId, chosen: &[ArticleId]) -> Result<()> {
    diesel::delete(case_articles::table.filter(case_articles::case_id.eq(id))).execute(&mut **tx)?;
    let row = |article: &ArticleId| LinkRow { article_id: article.clone(), case_id: id.clone() };
    let rows: Vec<LinkRow> = chosen.iter().map(row).collect();
    let linked =
        on_each!(&mut **tx, conn => diesel::insert_into(case_articles::table).values(&rows).execute(conn));
    let taken = ["case_articles_article_id", "case_articles_pkey"];
    linked.map(|_| ()).map_err(|error| {
        let met = taken.iter().any(|name| violates(&error, name));
        if met { Error::invalid("articles", ARTICLE_TAKEN) } else { error.into() }
    })
}
