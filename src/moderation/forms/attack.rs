//! The switches for when the site is under attack.

use jiff::civil::Date;
use serde::Deserialize;
use validator::Validate;

use super::TypedGrounds;
use crate::error::Problems;
use crate::rules::attack::{Change, Hours, Mode, Switch, USUAL_HOURS};
use crate::web::form::Form;

/// What the button sends that lets a switch go.
const OFF: &str = "off";

/// One of the forms of the page; each uses some of the fields.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AttackForm {
    form_token: String,
    /// Which button was pressed.
    deed: String,
    mode: String,
    /// The mode that was seen.
    seen: String,
    pub(in crate::moderation) hold_hours: String,
    pub(in crate::moderation) freeze_hours: String,
    pub(in crate::moderation) since: String,
    pub(in crate::moderation) hide_hours: String,
    rule: String,
    /// Words to the authors.
    pub(in crate::moderation) words: String,
}

impl Form for AttackForm {
    const NAME: &'static str = "attack";
    const FIELDS: &'static [&'static str] =
        &["mode", "hold_hours", "freeze_hours", "since", "hide_hours", "rule", "words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl AttackForm {
    /// What the empty forms hold.
    pub(in crate::moderation) fn fresh() -> Self {
        let usual = USUAL_HOURS.to_string();
        Self { hold_hours: usual.clone(), freeze_hours: usual.clone(), hide_hours: usual, ..Self::default() }
    }

    /// Whether a switch is let go.
    pub(in crate::moderation) fn is_off(&self) -> bool {
        self.deed == OFF
    }

    /// The mode that was seen.
    pub(in crate::moderation) fn seen(&self) -> Mode {
        Mode::parse(&self.seen).unwrap_or(Mode::Normal)
    }

    /// The mode that was chosen; a problem is noted if none was.
    pub(in crate::moderation) fn mode(&self, problems: &mut Problems) -> Option<Mode> {
        let mode = Mode::parse(&self.mode);
        if mode.is_none() {
            problems.add("mode", "moderation-attack-mode-missing");
        }
        mode
    }

    /// The first day whose comments are meant; a problem is noted if there is none.
    pub(in crate::moderation) fn since(&self, problems: &mut Problems) -> Option<Date> {
        problems.note("since", self.since.trim().parse(), |_| "moderation-attack-since-problem")
    }

    /// For how long; a problem is noted at the field if that cannot be.
    pub(in crate::moderation) fn hours(
        (field, typed): (&'static str, &str),
        problems: &mut Problems,
    ) -> Option<Hours> {
        problems.note(field, Hours::parse(typed).ok_or(()), |()| "moderation-attack-hours-problem")
    }

    /// Presses a switch for the hours of a field, or lets it go.
    pub(in crate::moderation) fn switch(
        &self,
        switch: Switch,
        hours: (&'static str, &str),
        problems: &mut Problems,
    ) -> Option<Change> {
        if self.is_off() {
            return Some(Change::Off(switch));
        }
        Self::hours(hours, problems).map(|hours| Change::On(switch, hours))
    }

    /// Whether this rule was chosen.
    pub(in crate::moderation) fn cites(&self, number: i32) -> bool {
        self.grounds().rule() == Some(number)
    }

    /// The rule and the words, as they were typed.
    pub(in crate::moderation) fn grounds(&self) -> TypedGrounds<'_> {
        TypedGrounds { rule: &self.rule, words: &self.words, ..TypedGrounds::default() }
    }
}
