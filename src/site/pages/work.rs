//! `/admin/work`: what the program does by the clock, and long work in steps.

use actix_web::HttpResponse;
use askama::Template;

use super::office::Office;
use crate::accounts::guard::Admin;
use crate::base::clock::Timestamp;
use crate::db::duties::{self, Standing};
use crate::db::jobs::{self, Listed};
use crate::error::Result;
use crate::web::frame::Frame;
use crate::web::respond::page;

/// Duties, with the keys of their words.
const DUTIES: [(&str, &str); 13] = [
    ("apply-decisions", "site-duty-apply-decisions"),
    ("decide-batches", "site-duty-decide-batches"),
    ("end-hiding", "site-duty-end-hiding"),
    ("finish-erasures", "site-duty-finish-erasures"),
    ("make-findable", "site-duty-make-findable"),
    ("forget", "site-duty-forget"),
    ("make-digests", "site-duty-make-digests"),
    ("publish-updates", "site-duty-publish-updates"),
    ("seal-audit", "site-duty-seal-audit"),
    ("tally", "site-duty-tally"),
    ("tell-audit-head", "site-duty-tell-audit-head"),
    ("watch-arrivals", "site-duty-watch-arrivals"),
    ("watch-queue", "site-duty-watch-queue"),
];

/// How they came out, and how jobs stand, with the keys of their words.
const OUTCOMES: [(&str, &str); 6] = [
    ("done", "site-work-done"),
    ("failed", "site-work-failed"),
    ("goes on", "site-work-goes-on"),
    ("", "site-work-never"),
    ("running", "site-work-running"),
    ("waiting", "site-work-waiting"),
];

/// One duty, as the page shows it.
struct Duty {
    name: String,
    badge: &'static str,
    outcome: String,
    last: Option<String>,
    next: String,
    busy: bool,
}

/// One job, as the page shows it.
struct Job {
    name: String,
    badge: &'static str,
    state: String,
    /// How much of it is done.
    progress: String,
    when: String,
    failure: Option<String>,
}

#[derive(Template)]
#[template(path = "site/work.html")]
struct WorkPage {
    frame: Frame,
    duties: Vec<Duty>,
    jobs: Vec<Job>,
}

/// `GET /admin/work`.
///
/// # Errors
/// Those of the database.
pub async fn work(admin: Admin, office: Office) -> Result<HttpResponse> {
    let now = office.db.now();
    let (duties, jobs) = office.db.read(|conn| Ok((duties::standings(conn)?, jobs::latest(conn)?))).await?;
    let duties = duties.into_iter().map(|duty| office.duty(duty, now)).collect();
    let jobs = jobs.into_iter().map(|job| office.job(job)).collect();
    page(&WorkPage { frame: office.frame_of(&admin), duties, jobs })
}

impl Office {
    fn duty(&self, duty: Standing, now: Timestamp) -> Duty {
        let outcome = duty.outcome.unwrap_or_default();
        Duty {
            name: self.word(&DUTIES, &duty.name),
            badge: badge(&outcome),
            outcome: self.word(&OUTCOMES, &outcome),
            last: duty.ran_at.map(|at| self.moment(at)),
            next: self.moment(duty.due_at),
            busy: duty.leased_until.is_some_and(|until| until > now),
        }
    }

    fn job(&self, job: Listed) -> Job {
        Job {
            name: self.word(&[], &job.kind),
            badge: badge(&job.state),
            state: self.word(&OUTCOMES, &job.state),
            progress: match job.total {
                Some(total) => self.frame.words.say2("site-work-of", ("done", job.done), ("total", total)),
                None => self.frame.t1("site-work-steps", "done", job.done),
            },
            when: self.moment(job.updated_at),
            failure: job.failure,
        }
    }
}

fn badge(outcome: &str) -> &'static str {
    match outcome {
        "done" => "good",
        "failed" => "bad",
        "" => "dim",
        _ => "wait",
    }
}
