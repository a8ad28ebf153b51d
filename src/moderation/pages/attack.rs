//! `/moderation/attack`: how watchful the discussions are, and the switches for when it is on fire.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::Room;
use crate::accounts::admin::{end_staff_sessions, staff};
use crate::accounts::guard::{Admin, Member, Moderator, Recently};
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::error::{Error, Problems, Result};
use crate::moderation::attack as hiding;
use crate::moderation::batches::BatchId;
use crate::moderation::forms::AttackForm;
use crate::moderation::view::{Facing, facing};
use crate::moderation::{Deed, Grounds};
use crate::rules::attack::{self, Change, Hours, Standing, Switch};
use crate::web::form::{Form as _, Private, WHOLE};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

const HERE: &str = "/moderation/attack";
/// How often a change is made anew because somebody changed something else meanwhile.
const TRIES: usize = 5;

#[derive(Template)]
#[template(path = "moderation/attack.html")]
struct AttackPage {
    frame: Frame,
    /// Whether the viewer may press every switch.
    admin: bool,
    facing: Facing,
    tokens: Tokens,
    fields: AttackForm,
    problems: Problems,
}

/// What is to be hidden, for how long, and on what grounds.
struct Hide {
    batch: BatchId,
    hours: Hours,
    grounds: Grounds,
}

/// The tokens of the page's forms.
struct Tokens {
    raise: String,
    lower: String,
    hold: String,
    freeze: String,
    hide: String,
    sessions: String,
}

/// `GET /moderation/attack`.
///
/// # Errors
/// Those of the database.
pub async fn show(moderator: Moderator, room: Room) -> Result<HttpResponse> {
    room.attack(&moderator, StatusCode::OK, AttackForm::fresh(), Problems::default()).await
}

/// `POST /moderation/attack/raise`: more watchful than now.
///
/// # Errors
/// Those of the database.
pub async fn raise(form: Private<Moderator, AttackForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    let change = fields.mode(&mut problems).map(Change::Raise);
    room.answer(&owner, fields, change, problems).await
}

/// `POST /moderation/attack/lower`: less watchful than what was seen.
///
/// # Errors
/// Those of the database.
pub async fn lower(form: Private<Admin, AttackForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    let seen = fields.seen();
    let change = fields.mode(&mut problems).map(|to| Change::Lower { seen, to });
    room.answer(&owner, fields, change, problems).await
}

/// `POST /moderation/attack/hold`: a moderator reads everything first, for some hours.
///
/// # Errors
/// Those of the database.
pub async fn hold(form: Private<Moderator, AttackForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    let change = fields.switch(Switch::Hold, ("hold_hours", &fields.hold_hours), &mut problems);
    room.answer(&owner, fields, change, problems).await
}

/// `POST /moderation/attack/freeze`: no comment is taken, for some hours.
///
/// # Errors
/// Those of the database.
pub async fn freeze(form: Private<Admin, AttackForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    let change = fields.switch(Switch::Freeze, ("freeze_hours", &fields.freeze_hours), &mut problems);
    room.answer(&owner, fields, change, problems).await
}

/// `POST /moderation/attack/hide`: what appeared of late goes out of sight for some hours, or is left to the moderators, who
/// are shown it then.
///
/// # Errors
/// Those of the database.
pub async fn hide(form: Private<Admin, AttackForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    if fields.is_off() {
        return room.leave_hidden(&owner, fields, problems).await;
    }
    let done = match room.look_for_new(&owner, &fields, &mut problems).await {
        Ok(Some(order)) => room.hide_new(&owner, order).await,
        Ok(None) => Err(Error::Invalid(Problems::default())),
        Err(refusal) => Err(refusal),
    };
    room.outcome(&owner, fields, done, problems).await
}

/// `POST /moderation/attack/sessions`: everyone with a role signs in again, but for this browser.
///
/// # Errors
/// Those of the database; proof required.
pub async fn sessions(form: Private<Recently<Admin>, AttackForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner, problems, .. } = form;
    problems.into_result()?;
    let (actor, kept) = (owner.actor(), owner.session.clone());
    let all = room.db.read(staff).await?.into_iter().map(|account| account.id).collect::<Vec<_>>();
    room.db.write(move |tx| end_staff_sessions(tx, &actor, &all, &kept)).await?;
    Ok(see_other(HERE))
}

impl Room {
    /// Makes a change if there is one and nothing is wrong, and shows what came of it.
    async fn answer(
        self,
        member: &Member,
        fields: AttackForm,
        change: Option<Change>,
        problems: Problems,
    ) -> Result<HttpResponse> {
        let done = match change.filter(|_| problems.is_empty()) {
            Some(change) => self.press(&member.actor(), &change).await,
            None => Err(Error::Invalid(Problems::default())),
        };
        self.outcome(member, fields, done, problems).await
    }

    /// Leaves hidden what was hidden, and shows the batch, which can be taken back for as long as any.
    async fn leave_hidden(
        self,
        member: &Member,
        fields: AttackForm,
        problems: Problems,
    ) -> Result<HttpResponse> {
        let hidden =
            self.standing().await?.hide.map(|hiding| format!("/moderation/batches/{}", hiding.batch));
        let answer = self.answer(member, fields, Some(Change::EndHiding), problems).await?;
        Ok(match hidden.filter(|_| answer.status().is_redirection()) {
            Some(batch) => see_other(&batch),
            None => answer,
        })
    }

    /// Shows what came of a switch that was pressed; nothing is lost of what was typed.
    async fn outcome(
        self,
        member: &Member,
        fields: AttackForm,
        done: Result<()>,
        mut problems: Problems,
    ) -> Result<HttpResponse> {
        match done {
            Ok(()) => Ok(see_other(HERE)),
            Err(Error::Conflict(key)) => {
                problems.add(WHOLE, key);
                self.attack(member, StatusCode::CONFLICT, fields, problems).await
            }
            Err(Error::Invalid(found)) => {
                found.iter().for_each(|(field, key)| problems.add(field, key));
                self.attack(member, StatusCode::UNPROCESSABLE_ENTITY, fields, problems).await
            }
            Err(other) => Err(other),
        }
    }

    /// Makes it on what stands now.
    async fn press(&self, actor: &Actor, change: &Change) -> Result<()> {
        let make = |seen: Standing| {
            let (actor, change) = (actor.clone(), change.clone());
            self.db.write(move |tx| attack::change(tx, &actor, &seen, &change))
        };
        self.on_what_stands(make).await
    }

    /// Makes a change on what stands now, again if somebody else changed something meanwhile: who presses a switch means
    /// it.
    async fn on_what_stands<F>(&self, mut make: impl FnMut(Standing) -> F) -> Result<()>
    where
        F: Future<Output = Result<()>>,
    {
        for _ in 0..TRIES {
            match make(self.standing().await?).await {
                Err(Error::Conflict(attack::FASTER)) => {}
                other => return other,
            }
        }
        Err(Error::Unavailable)
    }

    async fn standing(&self) -> Result<Standing> {
        self.db.read(attack::standing).await
    }

    /// What appeared of late, written down to be hidden; `None`, with the fields' problems noted, if something is missing.
    async fn look_for_new(
        &self,
        admin: &Admin,
        fields: &AttackForm,
        problems: &mut Problems,
    ) -> Result<Option<Hide>> {
        let since = fields.since(problems);
        let hours = AttackForm::hours(("hide_hours", &fields.hide_hours), problems);
        let grounds = self.grounds(Deed::Hide, fields.grounds(), problems).await?;
        let (Some(since), Some(hours), Some(grounds)) = (since, hours, grounds) else { return Ok(None) };
        if !problems.is_empty() {
            return Ok(None);
        }
        if self.standing().await?.hide.is_some() {
            return Err(Error::Conflict(attack::HIDDEN_ALREADY));
        }
        let since = Timestamp::start_of(since);
        let batch = hiding::look_for_new(&self.db, admin.account_id.clone(), since).await?;
        Ok(Some(Hide { batch, hours, grounds }))
    }

    /// Turns the switch on, which of two admins one does, and hides what was written down.
    async fn hide_new(&self, admin: &Admin, order: Hide) -> Result<()> {
        let Hide { batch, hours, grounds } = order;
        let hide = |seen: Standing| {
            hiding::hide_new(&self.db, (admin.actor(), seen), (batch.clone(), grounds.clone()), hours)
        };
        self.on_what_stands(hide).await
    }

    async fn attack(
        self,
        member: &Member,
        status: StatusCode,
        fields: AttackForm,
        problems: Problems,
    ) -> Result<HttpResponse> {
        let (now, zone, words) = (self.db.now(), self.config.site.time_zone(), self.frame.words.clone());
        let facing = self.db.read(move |conn| facing(conn, now, &zone, &words)).await?;
        let (tokens, admin) = (self.attack_tokens(member), member.role.may_administer());
        let frame = member.frame(self.frame, &self.tokens);
        page_as(status, &AttackPage { frame, admin, facing, tokens, fields, problems })
    }

    fn attack_tokens(&self, member: &Member) -> Tokens {
        let of = |deed: &str| {
            self.tokens.private(AttackForm::NAME, &format!("{HERE}/{deed}"), member.session.as_str())
        };
        Tokens {
            raise: of("raise"),
            lower: of("lower"),
            hold: of("hold"),
            freeze: of("freeze"),
            hide: of("hide"),
            sessions: of("sessions"),
        }
    }
}
