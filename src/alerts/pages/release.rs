//! `/editor/updates/{id}/release`: the last look before an update goes out.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::Deserialize;
use validator::Validate;

use super::letter;
use crate::accounts::guard::{Editor, Recently};
use crate::alerts::letters::update::{Telling, Written};
use crate::alerts::release::{self as deeds, Prospect};
use crate::base::clock::Timestamp;
use crate::cases::{Permit, UpdateId};
use crate::config::Config;
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, Problems, Result};
use crate::web::form::{Form, FormTokens, Owner as _, Private, WHOLE};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// What every editor's page is made of.
pub(super) type Room = (Frame, web::Data<Db>, web::Data<FormTokens>, web::Data<Config>);

/// What the last button says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum When {
    /// Now.
    #[default]
    Now,
    /// At a day and a time.
    Schedule,
}

/// The release form as it arrives.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReleaseForm {
    form_token: String,
    /// The version of the update that was seen.
    version: i64,
    /// The number of recipients that was seen.
    counted: i64,
    deed: When,
    #[validate(length(max = 40, message = "releases-problem-day"))]
    day: String,
    #[validate(length(max = 40, message = "releases-problem-time"))]
    time: String,
    /// The number of recipients as it was typed, by someone who is alone.
    #[validate(length(max = 40, message = "releases-problem-recipients"))]
    recipients: String,
}

impl Form for ReleaseForm {
    const NAME: &'static str = "release";
    const FIELDS: &'static [&'static str] = &["recipients", "day", "time"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// Nobody plans further ahead; a later year is a slip of the hand.
const FURTHEST: Duration = Duration::from_hours(2 * 365 * 24);

impl ReleaseForm {
    /// The instant that was chosen; `None` for now, or with a problem noted.
    fn at(&self, zone: &TimeZone, now: Timestamp, problems: &mut Problems) -> Option<Timestamp> {
        if self.deed == When::Now {
            // Enter in a field presses the first button, whichever was meant.
            if !self.day.trim().is_empty() || !self.time.trim().is_empty() {
                problems.add("day", "releases-problem-which");
            }
            return None;
        }
        let day = problems.note("day", self.day.trim().parse::<Date>(), |_| "releases-problem-day");
        let time = problems.note("time", wall_time(&self.time), |()| "releases-problem-time");
        let at = zone.to_ambiguous_zoned(day?.to_datetime(time?));
        if matches!(at.offset(), AmbiguousOffset::Gap { .. }) {
            problems.add("time", "releases-problem-time-skipped");
            return None;
        }
        let at = at.compatible().ok().map(|at| Timestamp::from(at.timestamp()));
        let Some(at) = at.filter(|at| *at < now.plus(FURTHEST)) else {
            problems.add("day", "releases-problem-far");
            return None;
        };
        if at <= now {
            problems.add("day", "releases-problem-past");
        }
        Some(at)
    }

    /// Whoever is alone typed the number of recipients, and it still is that number.
    fn check_count(&self, prospect: &Prospect, problems: &mut Problems) {
        if !prospect.is_alone() {
            return;
        }
        let now = prospect.audience.at_once;
        let digits: String = self.recipients.chars().filter(char::is_ascii_digit).collect();
        if digits.parse() != Ok(now) {
            let changed = self.counted != now && digits.parse() == Ok(self.counted);
            let key = if changed { "releases-problem-changed" } else { "releases-problem-recipients" };
            problems.add("recipients", key);
        }
    }
}

/// `9:30` or `09:30`, and no seconds: nobody releases by the second.
fn wall_time(typed: &str) -> Result<Time, ()> {
    let (hour, minute) = typed.trim().split_once(':').ok_or(())?;
    let minute = if minute.len() == 2 { minute.parse().map_err(|_| ())? } else { return Err(()) };
    Time::new(hour.parse().map_err(|_| ())?, minute, 0, 0).map_err(|_| ())
}

#[derive(Template)]
#[template(path = "alerts/release.html")]
struct ReleasePage {
    frame: Frame,
    token: String,
    prospect: Prospect,
    telling: Telling,
    letter: Written,
    fields: ReleaseForm,
    problems: Problems,
    /// The name of the site's calendar.
    zone: String,
    dir: &'static str,
}

impl ReleasePage {
    fn refusal_key(&self) -> Option<&'static str> {
        self.prospect.verdict.as_ref().err().map(|refusal| refusal.key())
    }
}

/// One editor before one update.
struct Desk {
    editor: Recently<Editor>,
    room: Room,
    id: UpdateId,
}

impl Desk {
    fn at(editor: Recently<Editor>, room: Room, id: &str) -> Result<Self> {
        Ok(Self { editor, room, id: id.parse().map_err(|_| Error::NotFound)? })
    }

    async fn prospect(&self) -> Result<(Prospect, Telling)> {
        let (id, by) = (self.id.clone(), self.editor.account_id.clone());
        let language = self.room.0.words.lang().to_owned();
        let look =
            move |conn: &mut Conn| Ok((deeds::prospect(conn, &id, &by)?, Telling::of(conn, &id, &language)?));
        self.room.1.read(look).await
    }

    fn sending(&self) -> String {
        format!("/editor/updates/{}/send", self.id)
    }

    async fn show(
        self,
        status: StatusCode,
        mut fields: ReleaseForm,
        problems: Problems,
    ) -> Result<HttpResponse> {
        let (prospect, telling) = self.prospect().await?;
        if prospect.is_released() {
            return Ok(see_other(&self.sending()));
        }
        fields.version = prospect.update.version;
        fields.counted = prospect.audience.at_once;
        page_as(status, &self.page(prospect, telling, fields, problems)?)
    }

    fn page(
        self,
        prospect: Prospect,
        telling: Telling,
        fields: ReleaseForm,
        problems: Problems,
    ) -> Result<ReleasePage> {
        let (frame, _, tokens, config) = self.room;
        let target = format!("/editor/updates/{}/release", self.id);
        let token = tokens.private(ReleaseForm::NAME, &target, self.editor.binding());
        let letter = letter::preview(&frame.face, &telling)?;
        let dir = frame.face.catalogue.words(&prospect.update.language).dir();
        let zone = config.site.time_zone();
        let zone = zone.iana_name().unwrap_or("UTC").to_owned();
        let frame = self.editor.frame(frame, &tokens);
        Ok(ReleasePage { frame, token, prospect, telling, letter, fields, problems, zone, dir })
    }

    /// What a sent form leads to. Whoever presses twice, or comes second, is led to the sending.
    async fn take(self, fields: ReleaseForm, mut problems: Problems) -> Result<HttpResponse> {
        let (prospect, _) = self.prospect().await?;
        if prospect.is_released() {
            return Ok(see_other(&self.sending()));
        }
        let at = fields.at(&self.room.3.site.time_zone(), self.room.1.now(), &mut problems);
        fields.check_count(&prospect, &mut problems);
        match prospect.verdict {
            Ok(permit) if problems.is_empty() => self.carry_out(fields, permit, at).await,
            _ => self.show(StatusCode::UNPROCESSABLE_ENTITY, fields, problems).await,
        }
    }

    async fn carry_out(
        self,
        fields: ReleaseForm,
        permit: Permit,
        at: Option<Timestamp>,
    ) -> Result<HttpResponse> {
        let (id, version, cap) = (self.id.clone(), fields.version, self.room.3.mail.daily_cap());
        let change = move |tx: &mut Tx<'_>| match at {
            Some(at) => deeds::schedule(tx, &id, version, at, &permit),
            None => deeds::release(tx, &id, version, &permit, cap).map(|_| ()),
        };
        let outcome = self.room.1.write(change).await;
        self.after(outcome, fields).await
    }

    async fn after(self, outcome: Result<()>, fields: ReleaseForm) -> Result<HttpResponse> {
        let mut problems = Problems::default();
        match outcome {
            Ok(()) => return Ok(see_other(&self.sending())),
            Err(Error::Conflict(key)) => problems.add(WHOLE, key),
            Err(Error::Invalid(_)) => problems.add("day", "releases-problem-past"),
            Err(other) => return Err(other),
        }
        self.show(StatusCode::CONFLICT, fields, problems).await
    }
}

/// The update as readers will see it, its letter, and to how many it goes. What goes to all is let go by nobody who
/// merely sits at an editor's open browser (ASVS 7.5.3).
///
/// # Errors
/// Not found; those of the database.
pub async fn show(id: web::Path<String>, editor: Recently<Editor>, room: Room) -> Result<HttpResponse> {
    let desk = Desk::at(editor, room, &id)?;
    desk.show(StatusCode::OK, ReleaseForm::default(), Problems::default()).await
}

/// Releases it, now or at a time.
///
/// # Errors
/// Not found; those of the database.
pub async fn send(
    id: web::Path<String>,
    form: Private<Recently<Editor>, ReleaseForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::at(form.owner, room, &id)?.take(form.fields, form.problems).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, time: &str) -> Result<String, Vec<&'static str>> {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let now = "2026-03-01T09:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
        let form = ReleaseForm {
            deed: When::Schedule,
            day: day.to_owned(),
            time: time.to_owned(),
            ..ReleaseForm::default()
        };
        let mut problems = Problems::default();
        let at = form.at(&berlin, now, &mut problems);
        if problems.is_empty() {
            Ok(at.unwrap().to_string())
        } else {
            Err(problems.iter().map(|(_, key)| key).collect())
        }
    }

    #[test]
    fn a_day_and_a_time_are_those_of_the_site() {
        assert_eq!(at("2026-03-02", "8:05"), Ok("2026-03-02T07:05:00Z".to_owned()));
        assert_eq!(at(" 2026-07-02 ", "08:05 "), Ok("2026-07-02T06:05:00Z".to_owned()));
    }

    #[test]
    fn a_time_that_the_clock_skips_is_refused_and_of_two_the_first_is_meant() {
        assert_eq!(at("2026-03-29", "02:30"), Err(vec!["releases-problem-time-skipped"]));
        assert_eq!(at("2026-10-25", "02:30"), Ok("2026-10-25T00:30:00Z".to_owned()));
    }

    #[test]
    fn what_is_no_time_to_come_is_refused() {
        assert_eq!(at("2026-03-01", "10:00"), Err(vec!["releases-problem-past"]));
        assert_eq!(at("tomorrow", "noon"), Err(vec!["releases-problem-day", "releases-problem-time"]));
        for time in ["", "24:00", "9", "9:5", "9:30:10", "-1:30"] {
            assert_eq!(at("2026-03-02", time), Err(vec!["releases-problem-time"]), "{time:?}");
        }
    }
}
