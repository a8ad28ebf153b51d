//! The tables of subscribers, subscriptions and their links; only this module names them.

pub(super) mod announced;
pub(super) mod digests;
pub(super) mod fan_out;
mod links;
pub(super) mod made_up;
mod people;
pub(super) mod sealed;
mod steps;
mod tidy;

use diesel::prelude::*;

pub(super) use self::links::{drop_links_of_subscription, insert_link, link};
pub(super) use self::people::{
    by_address, count_letter, insert_subscriber, mark_confirmed, note_letter, subscriber, touch,
};
pub(super) use self::steps::{
    ask_again, confirm, end_confirmed, end_pending, insert_subscription, is_full, of_case, rewish,
    standing_after, subscription, subscriptions_of, take_back,
};
pub(super) use self::tidy::{delete_subscriptions, drop_due_links, drop_lonely, due_ended, due_pending};

use super::{Frequency, Kinds, SubscriberId, Subscription, SubscriptionId, SubscriptionState};
use crate::base::clock::Timestamp;
use crate::base::seal::{EmailKey, SealedEmail};
use crate::base::token::TokenDigest;
use crate::cases::CaseId;
use crate::error::{Error, Result};
use crate::schema::{subscribers, subscription_links, subscriptions};

/// A subscriber as the row has them.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = subscribers, treat_none_as_default_value = false)]
pub(super) struct SubscriberRow {
    pub(super) id: SubscriberId,
    pub(super) email_key: EmailKey,
    pub(super) email_sealed: SealedEmail,
    pub(super) asked: i32,
    pub(super) asked_at: Option<Timestamp>,
    pub(super) confirmed_at: Option<Timestamp>,
    pub(super) created_at: Timestamp,
}

/// A subscription as the row has it.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = subscriptions, treat_none_as_default_value = false)]
pub(super) struct SubscriptionRow {
    id: SubscriptionId,
    subscriber_id: SubscriberId,
    case_id: CaseId,
    state: String,
    frequency: String,
    kinds: String,
    language: String,
    created_at: Timestamp,
    confirmed_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

impl From<&Subscription> for SubscriptionRow {
    fn from(it: &Subscription) -> Self {
        Self {
            id: it.id.clone(),
            subscriber_id: it.subscriber_id.clone(),
            case_id: it.case_id.clone(),
            state: it.state.as_str().to_owned(),
            frequency: it.frequency.as_str().to_owned(),
            kinds: it.kinds.as_str().to_owned(),
            language: it.language.clone(),
            created_at: it.created_at,
            confirmed_at: it.confirmed_at,
            ended_at: it.ended_at,
        }
    }
}

impl SubscriptionRow {
    fn read(self) -> Result<Subscription> {
        let unknown = |word: &str| Error::fault(format!("no subscription can be {word}"));
        Ok(Subscription {
            state: SubscriptionState::parse(&self.state).ok_or_else(|| unknown(&self.state))?,
            frequency: Frequency::parse(&self.frequency).ok_or_else(|| unknown(&self.frequency))?,
            kinds: Kinds::parse(&self.kinds).ok_or_else(|| unknown(&self.kinds))?,
            id: self.id,
            subscriber_id: self.subscriber_id,
            case_id: self.case_id,
            language: self.language,
            created_at: self.created_at,
            confirmed_at: self.confirmed_at,
            ended_at: self.ended_at,
        })
    }
}

fn read_all(rows: Vec<SubscriptionRow>) -> Result<Vec<Subscription>> {
    rows.into_iter().map(SubscriptionRow::read).collect()
}

/// A mailed link as the row has it, without its secret.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = subscription_links, treat_none_as_default_value = false)]
pub(super) struct LinkRow {
    pub(super) digest: TokenDigest,
    pub(super) purpose: String,
    pub(super) subscriber_id: SubscriberId,
    pub(super) subscription_id: Option<SubscriptionId>,
    pub(super) expires_at: Timestamp,
}
