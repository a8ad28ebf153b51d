//! Sanctions: what waits, what is in force, what stands against one account, and one as its owner reads it.

use super::Viewer;
use super::card::{Near, beside, of_same};
use super::notice::rule_line;
use crate::accounts::sanctions::deeds::Deed;
use crate::accounts::sanctions::{self, Answered, Sanction, SanctionId, Second, Stands};
use crate::accounts::{self, Account, AccountId};
use crate::base::markup::plain_to_html;
use crate::base::paging::Paging;
use crate::base::text::Prose;
use crate::comments::{self, RuleCited};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};
use crate::moderation::forms::{ContestForm, JudgeForm, SanctionForm};
use crate::rules::{self, Rule};
use crate::web::form::Form as _;

/// A sanction with all that can be done with it.
#[derive(Debug)]
pub(in crate::moderation) struct SanctionCard {
    pub(in crate::moderation) id: SanctionId,
    pub(in crate::moderation) account: AccountId,
    pub(in crate::moderation) name: String,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) title: String,
    /// When one that is in force ends.
    pub(in crate::moderation) until: Option<String>,
    pub(in crate::moderation) state_key: &'static str,
    pub(in crate::moderation) state_class: &'static str,
    pub(in crate::moderation) since: String,
    pub(in crate::moderation) rule: String,
    pub(in crate::moderation) words: Option<String>,
    /// What its owner says against it.
    pub(in crate::moderation) contested: Option<String>,
    pub(in crate::moderation) answer: Option<String>,
    /// Whether an answer can be written.
    pub(in crate::moderation) is_answered: bool,
    /// What whoever looks should know of what they may do: a key.
    pub(in crate::moderation) note: Option<&'static str>,
    pub(in crate::moderation) deeds: Vec<Deed>,
    pub(in crate::moderation) token: String,
}

/// What waits, and a page of what is in force.
#[derive(Debug)]
pub(in crate::moderation) struct Sanctions {
    pub(in crate::moderation) proposed: Vec<SanctionCard>,
    pub(in crate::moderation) contested: Vec<SanctionCard>,
    pub(in crate::moderation) in_force: Vec<SanctionCard>,
    pub(in crate::moderation) earlier: Option<String>,
    pub(in crate::moderation) later: Option<String>,
}

/// One account with its sanctions.
#[derive(Debug)]
pub(in crate::moderation) struct OfAccount {
    pub(in crate::moderation) id: AccountId,
    pub(in crate::moderation) name: String,
    pub(in crate::moderation) role_key: &'static str,
    /// Why whoever looks imposes nothing here: a key.
    pub(in crate::moderation) closed: Option<&'static str>,
    /// Who confirms what needs two persons: a key.
    pub(in crate::moderation) hint: &'static str,
    /// The number of its latest sanction.
    pub(in crate::moderation) seen: i32,
    pub(in crate::moderation) cards: Vec<SanctionCard>,
    pub(in crate::moderation) comments: Vec<Near>,
    pub(in crate::moderation) rules: Vec<Rule>,
    pub(in crate::moderation) token: String,
}

/// All that waits for somebody, and a page of what is in force.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub(in crate::moderation) fn sanctions(
    conn: &mut Conn,
    viewer: &Viewer,
    paging: &Paging,
) -> Result<Sanctions> {
    let page = sanctions::in_force(conn, viewer.now, paging)?;
    let (earlier, later) = beside("/moderation/sanctions", &page);
    let (proposed, contested) = (sanctions::proposed(conn, viewer.now)?, sanctions::contested(conn)?);
    Ok(Sanctions {
        proposed: cards(conn, viewer, proposed)?,
        contested: cards(conn, viewer, contested)?,
        // Those that are contested stand above, with their forms.
        in_force: cards(
            conn,
            viewer,
            page.items.into_iter().filter(|found| !found.is_contested()).collect(),
        )?,
        earlier,
        later,
    })
}

/// One account with every sanction on it that is kept.
///
/// # Errors
/// Not found without the account; those of the database.
pub(in crate::moderation) fn of_account(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &AccountId,
) -> Result<OfAccount> {
    let account =
        accounts::find(conn, id)?.filter(|account| account.confirmed_at.is_some()).or_not_found()?;
    let (found, name) = (sanctions::all_on(conn, id)?, account.public_name.as_str().to_owned());
    let comments = comments::latest_of(conn, id)?;
    let ids: Vec<_> = comments.iter().map(|comment| comment.id.clone()).collect();
    let folded = comments::distressing(conn, &ids)?;
    let target = format!("/moderation/accounts/{id}");
    Ok(OfAccount {
        role_key: account.role.key(),
        closed: closed(viewer, &account),
        hint: match sanctions::second(conn, &account, &viewer.account)? {
            Second::Colleague => "moderation-sanction-kind-hint",
            Second::Admin => "moderation-sanction-kind-admin",
            Second::Nobody => "moderation-sanction-kind-alone",
        },
        seen: found.iter().map(|sanction| sanction.number).max().unwrap_or_default(),
        cards: found.iter().map(|sanction| card(conn, viewer, sanction, &account)).collect::<Result<_>>()?,
        comments: comments.iter().map(|comment| of_same(viewer, &name, comment, &folded)).collect(),
        rules: rules::in_force(conn)?,
        token: viewer.tokens.private(SanctionForm::NAME, &target, &viewer.binding),
        id: account.id,
        name,
    })
}

/// Why `viewer` sanctions nobody with this account.
fn closed(viewer: &Viewer, account: &Account) -> Option<&'static str> {
    if account.id == viewer.account {
        Some("accounts-sanction-own")
    } else if account.role.is_staff() && !viewer.role.may_administer() {
        Some("moderation-sanction-of-staff")
    } else {
        None
    }
}

fn cards(conn: &mut Conn, viewer: &Viewer, found: Vec<Sanction>) -> Result<Vec<SanctionCard>> {
    let mut cards = Vec::new();
    for sanction in found {
        if let Some(account) = accounts::find(conn, &sanction.account)? {
            cards.push(card(conn, viewer, &sanction, &account)?);
        }
    }
    Ok(cards)
}

fn card(conn: &mut Conn, viewer: &Viewer, found: &Sanction, account: &Account) -> Result<SanctionCard> {
    let stands = found.stands(viewer.now);
    let (deeds, note) = offers(conn, viewer, found, account)?;
    let until = found.until.filter(|_| stands == Stands::InForce);
    let target = format!("/moderation/sanctions/{}", found.id);
    let html = |words: &Prose| plain_to_html(words).to_string();
    Ok(SanctionCard {
        id: found.id.clone(),
        account: account.id.clone(),
        name: account.public_name.as_str().to_owned(),
        version: found.version,
        title: found.measure.says(&viewer.words),
        until: until.map(|until| sanctions::moment(&viewer.words, until)),
        state_key: stands.key(),
        state_class: class_of(stands),
        since: viewer.day(found.begun_at),
        rule: rule_line(conn, viewer, cited(found))?,
        words: found.words.as_ref().map(html),
        contested: found.contested.as_ref().map(|contested| html(&contested.words)),
        answer: found.answer.as_ref().map(html),
        is_answered: deeds.contains(&Deed::Uphold),
        note,
        deeds,
        token: viewer.tokens.private(JudgeForm::NAME, &target, &viewer.binding),
    })
}

const fn cited(found: &Sanction) -> RuleCited {
    RuleCited { number: found.rule.0, version: found.rule.1 }
}

/// What `viewer` may do with it, and what they should know: why not more, or that they answer for themselves.
fn offers(
    conn: &mut Conn,
    viewer: &Viewer,
    found: &Sanction,
    account: &Account,
) -> Result<(Vec<Deed>, Option<&'static str>)> {
    let fit: Vec<Deed> = Deed::ALL.into_iter().filter(|deed| deed.fits(found, viewer.now)).collect();
    if fit.is_empty() || closed(viewer, account).is_some() {
        return Ok((Vec::new(), None));
    }
    let alone = nobody_else_answers(conn, found, account)?;
    let why_not = |deed: &Deed| deed.is_for_another(found, &viewer.account, alone);
    let note = fit.iter().find_map(why_not);
    let own = found.is_contested() && found.is_by(&viewer.account);
    let note = note.or_else(|| (own && alone).then_some("moderation-sanction-alone"));
    let mut deeds: Vec<Deed> = fit.into_iter().filter(|deed| why_not(deed).is_none()).collect();
    // Whoever answers its owner lifts it with the answer.
    let answers = deeds.contains(&Deed::Overturn);
    deeds.retain(|deed| *deed != Deed::Lift || !answers);
    Ok((deeds, note))
}

/// Whether nobody judges this account besides those who imposed the sanction.
///
/// # Errors
/// Those of the database.
pub(in crate::moderation) fn nobody_else_answers(
    conn: &mut Conn,
    found: &Sanction,
    account: &Account,
) -> Result<bool> {
    let by: Vec<&AccountId> = found.imposed_by.iter().chain(&found.confirmed_by).collect();
    sanctions::nobody_else_judges(conn, account, &by)
}

const fn class_of(stands: Stands) -> &'static str {
    match stands {
        Stands::Proposed => "wait",
        Stands::InForce => "bad",
        Stands::NotConfirmed | Stands::Over | Stands::Lifted => "dim",
    }
}

/// A sanction as its owner reads it.
#[derive(Debug)]
pub(in crate::moderation) struct Own {
    pub(in crate::moderation) title: String,
    pub(in crate::moderation) means: Option<String>,
    pub(in crate::moderation) state_key: &'static str,
    pub(in crate::moderation) shuts_out: bool,
    pub(in crate::moderation) since: String,
    pub(in crate::moderation) rule: String,
    pub(in crate::moderation) words: Option<String>,
    pub(in crate::moderation) contested: Option<(String, Answered)>,
    pub(in crate::moderation) answer: Option<String>,
    pub(in crate::moderation) open: bool,
    /// Whether whoever imposed it answers, for nobody else is there.
    pub(in crate::moderation) alone: bool,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) action: String,
    pub(in crate::moderation) token: String,
}

/// A sanction on the account of whoever looks. What is only proposed is nothing yet.
///
/// # Errors
/// Not found if it is not theirs; those of the database.
pub(in crate::moderation) fn own_sanction(conn: &mut Conn, viewer: &Viewer, id: &SanctionId) -> Result<Own> {
    let found = sanctions::find(conn, id)?.filter(|found| found.account == viewer.account).or_not_found()?;
    let stands = found.stands(viewer.now);
    if matches!(stands, Stands::Proposed | Stands::NotConfirmed) {
        return Err(Error::NotFound);
    }
    let account = accounts::find(conn, &viewer.account)?.or_not_found()?;
    let html = |words: &Prose| plain_to_html(words).to_string();
    let contested = found.contested.as_ref();
    Ok(Own {
        title: found.measure.says(&viewer.words),
        means: (stands == Stands::InForce).then(|| found.means(&viewer.words)),
        state_key: stands.key(),
        shuts_out: found.measure.kind().shuts_out(),
        since: viewer.day(found.begun_at),
        rule: rule_line(conn, viewer, cited(&found))?,
        words: found.words.as_ref().map(html),
        contested: contested.map(|contested| (html(&contested.words), contested.answered)),
        answer: found.answer.as_ref().map(html),
        open: found.can_be_contested(viewer.now),
        alone: nobody_else_answers(conn, &found, &account)?,
        version: found.version,
        token: viewer.tokens.private(ContestForm::NAME, &found.path(), &viewer.binding),
        action: found.path(),
    })
}
