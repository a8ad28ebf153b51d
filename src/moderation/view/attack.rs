//! How the discussions stand, as whoever can change it meets it.

use jiff::tz::TimeZone;

use crate::base::clock::Timestamp;
use crate::base::words::Words;
use crate::db::Conn;
use crate::error::Result;
use crate::rules::attack::{self, Mode, Span, Standing};
use crate::rules::{self, Rule};

/// How the discussions stand, in words.
#[derive(Debug)]
pub(in crate::moderation) struct Facing {
    pub(in crate::moderation) mode: Mode,
    pub(in crate::moderation) mode_says: String,
    /// What it can be raised to, and lowered to.
    pub(in crate::moderation) stricter: Vec<Mode>,
    pub(in crate::moderation) milder: Vec<Mode>,
    /// What is said of each switch that is on.
    pub(in crate::moderation) hold: Option<String>,
    pub(in crate::moderation) freeze: Option<String>,
    pub(in crate::moderation) hide: Option<String>,
    /// The page of the decisions that hid what was new.
    pub(in crate::moderation) batch: Option<String>,
    pub(in crate::moderation) rules: Vec<Rule>,
}

/// How they stand now.
///
/// # Errors
/// Those of the database.
pub(in crate::moderation) fn facing(
    conn: &mut Conn,
    now: Timestamp,
    zone: &TimeZone,
    words: &Words,
) -> Result<Facing> {
    let standing = attack::standing(conn)?;
    let when = |at: Timestamp| {
        let zoned = at.to_jiff().to_zoned(zone.clone());
        let time = zoned.strftime("%H:%M").to_string();
        words.say2("moderation-attack-moment", ("day", words.date(zoned.date())), ("time", time))
    };
    let on = |span: Option<Span>| {
        let said = |span: Span| ("since", when(span.since), "until", when(span.until));
        let says = |(since, from, until, to)| words.say2("moderation-attack-on", (since, from), (until, to));
        span.map(said).map(says)
    };
    Ok(Facing {
        mode: standing.mode,
        mode_says: mode_says(&standing, words, when),
        stricter: others(|mode| mode > standing.mode),
        milder: others(|mode| mode < standing.mode),
        hold: on(standing.held(now)),
        freeze: on(standing.frozen(now)),
        hide: on(standing.hidden(now)),
        batch: batch(&standing),
        rules: rules::in_force(conn)?,
    })
}

/// That the discussions are as ever, whatever switches were pressed, or since when they are as they are.
fn mode_says(standing: &Standing, words: &Words, when: impl Fn(Timestamp) -> String) -> String {
    if standing.mode_since == Standing::default().mode_since {
        words.say("moderation-attack-ever-normal")
    } else {
        words.say1(mode_key(standing.mode), "since", when(standing.mode_since))
    }
}

fn others(which: impl Fn(Mode) -> bool) -> Vec<Mode> {
    Mode::ALL.into_iter().filter(|mode| which(*mode)).collect()
}

fn batch(standing: &Standing) -> Option<String> {
    standing.hide.as_ref().map(|hiding| format!("/moderation/batches/{}", hiding.batch))
}

const fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Normal => "moderation-attack-normal-since",
        Mode::Elevated => "moderation-attack-elevated-since",
        Mode::Siege => "moderation-attack-siege-since",
    }
}

impl Facing {
    /// The key of what a mode does.
    pub(in crate::moderation) const fn choice_key(mode: Mode) -> &'static str {
        match mode {
            Mode::Normal => "moderation-attack-choice-normal",
            Mode::Elevated => "moderation-attack-choice-elevated",
            Mode::Siege => "moderation-attack-choice-siege",
        }
    }
}
