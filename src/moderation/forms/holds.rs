//! What an admin sends about a legal hold.

use serde::Deserialize;
use validator::Validate;

use crate::base::clock::Timestamp;
use crate::base::text::Line;
use crate::comments::CommentId;
use crate::comments::holds::{LastDay, Wanted};
use crate::error::{Error, Problems, Result};
use crate::moderation::view::HoldCard;
use crate::web::form::Form;

/// The button that ends a hold.
const END: &str = "end";

/// A legal hold on a comment, or its end.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct HoldForm {
    form_token: String,
    /// The version of the hold that was seen; 0 if there was none.
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) reason: String,
    pub(in crate::moderation) until: String,
    pub(in crate::moderation) deed: String,
}

impl Form for HoldForm {
    const NAME: &'static str = "hold";
    const FIELDS: &'static [&'static str] = &["reason", "until"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl HoldForm {
    /// The form with what stands.
    pub(in crate::moderation) fn of(hold: Option<&HoldCard>) -> Self {
        let (reason, until) =
            hold.map(|hold| (hold.reason.clone(), hold.last_day.clone())).unwrap_or_default();
        Self { reason, until, ..Self::default() }
    }

    /// Whether the hold is to end.
    pub(in crate::moderation) fn ends(&self) -> bool {
        self.deed == END
    }

    /// The hold that it asks for.
    ///
    /// # Errors
    /// All that is wrong with it, in one answer.
    pub(in crate::moderation) fn wanted(
        &self,
        comment: &CommentId,
        now: Timestamp,
        mut problems: Problems,
    ) -> Result<Wanted> {
        let reason = Line::parse(&self.reason).ok();
        if reason.is_none() {
            problems.add("reason", "moderation-hold-reason-problem");
        }
        let until = self.until.trim().parse().ok().and_then(|day| LastDay::new(day, now));
        if until.is_none() {
            problems.add("until", "moderation-hold-until-problem");
        }
        match (reason, until) {
            (Some(reason), Some(until)) if problems.is_empty() => {
                Ok(Wanted { comment: comment.clone(), seen: self.version, reason, until })
            }
            _ => Err(Error::Invalid(problems)),
        }
    }
}
