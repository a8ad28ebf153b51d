//! The tables `rules`, `check_lists` and `attack_standings`.

mod attack;
mod lists;

use diesel::prelude::*;

pub(super) use self::attack::{insert_standing, standing};
pub(super) use self::lists::{insert_lists, lists, lists_version};
use super::{Draft, Rule};
use crate::base::text::{Line, Prose};
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::rules;

type Row = (i32, i32, Line, Prose, bool);

const COLUMNS: (rules::number, rules::version, rules::title, rules::text, rules::in_force) =
    (rules::number, rules::version, rules::title, rules::text, rules::in_force);

fn rule((number, version, title, text, in_force): Row) -> Rule {
    Rule { number, version, title, text, in_force }
}

pub(super) fn in_force(conn: &mut Conn) -> Result<Vec<Rule>> {
    let rows: Vec<Row> =
        rules::table.filter(rules::in_force.eq(true)).order(rules::number).select(COLUMNS).load(conn)?;
    Ok(rows.into_iter().map(rule).collect())
}

pub(super) fn in_force_numbered(conn: &mut Conn, number: i32) -> Result<Option<Rule>> {
    let row = rules::table.filter(rules::in_force.eq(true).and(rules::number.eq(number))).select(COLUMNS);
    Ok(row.first::<Row>(conn).optional()?.map(rule))
}

pub(super) fn versions(conn: &mut Conn) -> Result<Vec<Rule>> {
    let rows: Vec<Row> = rules::table.order((rules::number, rules::version)).select(COLUMNS).load(conn)?;
    Ok(rows.into_iter().map(rule).collect())
}

pub(super) fn latest(conn: &mut Conn, number: i32) -> Result<Option<Rule>> {
    let rows = rules::table.filter(rules::number.eq(number)).order(rules::version.desc()).select(COLUMNS);
    Ok(rows.first::<Row>(conn).optional()?.map(rule))
}

pub(super) fn find(conn: &mut Conn, number: i32, version: i32) -> Result<Option<Rule>> {
    Ok(rules::table.find((number, version)).select(COLUMNS).first::<Row>(conn).optional()?.map(rule))
}

pub(super) fn highest_number(conn: &mut Conn) -> Result<Option<i32>> {
    Ok(rules::table.order(rules::number.desc()).select(rules::number).first(conn).optional()?)
}

/// Adds a version in force; `false` if there is one of this number and version already.
pub(super) fn insert(tx: &mut Tx<'_>, number: i32, version: i32, draft: &Draft) -> Result<bool> {
    let row = (
        rules::number.eq(number),
        rules::version.eq(version),
        rules::title.eq(&draft.title),
        rules::text.eq(&draft.text),
        rules::in_force.eq(true),
        rules::created_at.eq(tx.now),
    );
    let insert = diesel::insert_into(rules::table).values(row).on_conflict_do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Takes a version out of force; `false` if it is not in force.
pub(super) fn end(tx: &mut Tx<'_>, number: i32, version: i32) -> Result<bool> {
    let version = rules::table
        .filter(rules::number.eq(number).and(rules::version.eq(version)).and(rules::in_force.eq(true)));
    Ok(diesel::update(version).set(rules::in_force.eq(false)).execute(&mut **tx)? == 1)
}
