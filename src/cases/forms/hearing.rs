//! The form of a hearing.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use validator::Validate;

use super::{YEARS, line, prose};
use crate::base::text::Prose;
use crate::cases::hearings::is_on_the_clock;
use crate::cases::{Hearing, HearingDraft};
use crate::error::Problems;
use crate::web::form::Form;

/// As browsers send a field of date and time, and as the form shows it.
const WALL_CLOCK: &str = "%Y-%m-%d %H:%M";
/// The longest hearing, in minutes: two days.
const MOST_MINUTES: i32 = 2_880;

/// The fields of a hearing, as they were typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct HearingForm {
    pub(in crate::cases) form_token: String,
    pub(in crate::cases) deed: HearingDeed,
    pub(in crate::cases) version: i64,
    pub(in crate::cases) title: String,
    pub(in crate::cases) place: String,
    pub(in crate::cases) starts: String,
    pub(in crate::cases) time_zone: String,
    pub(in crate::cases) minutes: String,
    pub(in crate::cases) note: String,
}

/// Which button was pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cases) enum HearingDeed {
    /// Keep it.
    #[default]
    Save,
    /// It does not take place; what was typed is left aside.
    Cancel,
}

impl Form for HearingForm {
    const NAME: &'static str = "hearing";
    const FIELDS: &'static [&'static str] = &["title", "place", "starts", "time_zone", "minutes", "note"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl HearingForm {
    /// The form of a new hearing, in the time zone of the last one or of the site.
    pub(in crate::cases) fn blank(time_zone: &str) -> Self {
        Self { time_zone: time_zone.to_owned(), minutes: "60".to_owned(), ..Self::default() }
    }

    /// The form of a hearing as it stands.
    pub(in crate::cases) fn of(hearing: &Hearing) -> Self {
        Self {
            version: hearing.version,
            title: hearing.title.to_string(),
            place: hearing.place.to_string(),
            starts: hearing.starts.strftime(WALL_CLOCK).to_string(),
            time_zone: hearing.time_zone.clone(),
            minutes: hearing.minutes.to_string(),
            note: hearing.note.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Each field's label, what stands now, and what was typed.
    pub(in crate::cases) fn beside<'a>(
        &'a self,
        standing: &'a Self,
    ) -> Vec<(&'static str, &'a str, &'a str)> {
        vec![
            ("cases-hearing-title-label", &standing.title, &self.title),
            ("cases-hearing-place-label", &standing.place, &self.place),
            ("cases-hearing-starts-label", &standing.starts, &self.starts),
            ("cases-hearing-zone-label", &standing.time_zone, &self.time_zone),
            ("cases-hearing-minutes-label", &standing.minutes, &self.minutes),
            ("cases-hearing-note-label", &standing.note, &self.note),
        ]
    }

    /// What was typed, taken apart; it is the whole hearing only if no problem was noted.
    pub(in crate::cases) fn draft(&self, problems: &mut Problems) -> Option<HearingDraft> {
        let title = line("title", &self.title, problems);
        let place = line("place", &self.place, problems);
        let zone = TimeZone::get(self.time_zone.trim());
        let zone = problems.note("time_zone", zone, |_| "cases-problem-time-zone");
        let starts = self.starts(zone.as_ref(), problems);
        let minutes = self.minutes.trim().parse().ok().filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
        let minutes = problems.note("minutes", minutes.ok_or(()), |()| "cases-problem-minutes");
        let note = self.note(problems);
        Some(HearingDraft {
            title: title?,
            place: place?,
            starts: starts?,
            time_zone: zone?.iana_name().unwrap_or("UTC").to_owned(),
            minutes: minutes?,
            note,
        })
    }

    fn starts(&self, zone: Option<&TimeZone>, problems: &mut Problems) -> Option<DateTime> {
        let typed = self.starts.trim().replacen('T', " ", 1);
        let starts = DateTime::strptime(WALL_CLOCK, &typed).ok().filter(|it| YEARS.contains(&it.year()));
        let starts = problems.note("starts", starts.ok_or(()), |()| "cases-problem-starts")?;
        if zone.is_some_and(|zone| !is_on_the_clock(starts, zone)) {
            problems.add("starts", "cases-problem-starts-gap");
            return None;
        }
        Some(starts)
    }

    fn note(&self, problems: &mut Problems) -> Option<Prose> {
        if self.note.trim().is_empty() { None } else { prose("note", &self.note, problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(starts: &str, zone: &str) -> HearingForm {
        HearingForm {
            title: "Argument".to_owned(),
            place: "Oakland".to_owned(),
            starts: starts.to_owned(),
            ..HearingForm::blank(zone)
        }
    }

    fn problem(form: &HearingForm) -> Vec<(&'static str, &'static str)> {
        let mut problems = Problems::default();
        assert!(form.draft(&mut problems).is_none());
        problems.iter().collect()
    }

    #[test]
    fn a_time_is_taken_as_people_and_as_browsers_write_it() {
        for starts in ["2026-05-20 09:30", "2026-05-20T09:30", " 2026-05-20 9:30 "] {
            let draft = typed(starts, "America/Los_Angeles").draft(&mut Problems::default()).unwrap();
            assert_eq!(draft.starts.to_string(), "2026-05-20T09:30:00", "{starts}");
        }
    }

    #[test]
    fn what_no_clock_shows_is_no_time() {
        for starts in [
            "",
            "2026-05-20",
            "20 May",
            "2026-13-01 09:30",
            "2026-05-20 25:00",
            "-9999-01-01 00:00",
            "9999-12-31 23:59",
        ] {
            let form = typed(starts, "America/Los_Angeles");
            assert_eq!(problem(&form), [("starts", "cases-problem-starts")], "{starts}");
        }
        let gap = typed("2026-03-29 02:30", "Europe/Amsterdam");
        assert_eq!(problem(&gap), [("starts", "cases-problem-starts-gap")]);
        let nowhere = typed("2026-05-20 09:30", "Mars/Olympus");
        assert_eq!(problem(&nowhere), [("time_zone", "cases-problem-time-zone")]);
        for minutes in ["", "0", "-5", "2881", "an hour"] {
            let form = HearingForm { minutes: minutes.to_owned(), ..typed("2026-05-20 09:30", "UTC") };
            assert_eq!(problem(&form), [("minutes", "cases-problem-minutes")], "{minutes}");
        }
    }
}
