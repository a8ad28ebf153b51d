//! A site with a case, two editors, and people who follow it.

use amicus::accounts::AccountId;
use amicus::alerts::{self, Frequency, Kinds, SubscriberId, SubscriptionId};
use amicus::audit::Actor;
use amicus::base::clock::Timestamp;
use amicus::base::seal::Keys;
use amicus::base::text::{EmailAddress, Line, Name, Prose};
use amicus::cases::{self, Case, Kind, UpdateDraft, UpdateId};
use amicus::db::Tx;
use amicus::schema::{audit_entries, deliveries, subscribers, subscriptions};
use diesel::prelude::*;

use crate::support::{Person, TestApp};

/// A site with a published case and two editors, of whom the first proposes and the second releases.
pub struct World {
    pub app: TestApp,
    pub case: Case,
    pub editors: Vec<Person>,
    ids: Vec<AccountId>,
}

/// How somebody follows a case.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    pub frequency: Frequency,
    pub kinds: Kinds,
}

pub const fn at_once() -> Choice {
    Choice { frequency: Frequency::AtOnce, kinds: Kinds::All }
}

pub const fn daily() -> Choice {
    Choice { frequency: Frequency::Daily, kinds: Kinds::All }
}

pub const fn weekly() -> Choice {
    Choice { frequency: Frequency::Weekly, kinds: Kinds::All }
}

impl World {
    pub async fn new(app: TestApp) -> Self {
        Self::with_editors(app, &["emil", "edda"]).await
    }

    pub async fn with_editors(app: TestApp, names: &[&str]) -> Self {
        let case = case(&app, "the-lesson", "The lesson").await;
        let (mut editors, mut ids) = (Vec::new(), Vec::new());
        for name in names {
            editors.push(app.editor(name).await);
            let known = Name::parse(name).unwrap();
            let found =
                app.db().read(move |conn| amicus::accounts::find_by_name(conn, &known)).await.unwrap();
            ids.push(found.unwrap().id);
        }
        Self { app, case, editors, ids }
    }

    /// An update that the first editor has proposed.
    pub async fn proposed(&self, kind: Kind, title: &str) -> UpdateId {
        self.proposed_of(&self.case, kind, title).await
    }

    pub async fn proposed_of(&self, case: &Case, kind: Kind, title: &str) -> UpdateId {
        let draft = self.draft(kind, title);
        let (case, by) = (case.id.clone(), self.ids[0].clone());
        let propose = move |tx: &mut Tx<'_>| {
            let id = cases::draft_update(tx, &case, &draft, &Actor::Program)?;
            let version = cases::update(tx, &id)?.unwrap().version;
            cases::propose(tx, &id, version, &by)?;
            Ok(id)
        };
        self.app.db().write(propose).await.unwrap()
    }

    fn draft(&self, kind: Kind, title: &str) -> UpdateDraft {
        UpdateDraft {
            kind,
            happened_on: self.app.db().now().day(),
            title: Line::parse(title).unwrap(),
            body: Prose::parse("It rules for the plaintiffs.\n\nNobody was surprised.").unwrap(),
            source: Line::parse("the docket").unwrap(),
            source_url: None,
            as_reported: true,
        }
    }

    /// Gives a proposed update another title and proposes it again.
    pub async fn reworded(&self, id: &UpdateId, title: &str) {
        let (id, by, draft) = (id.clone(), self.ids[0].clone(), self.draft(Kind::Ruling, title));
        let reword = move |tx: &mut Tx<'_>| {
            let version = cases::update(tx, &id)?.unwrap().version;
            let version = cases::edit_update(tx, &id, version, &draft, &Actor::Program)?;
            cases::propose(tx, &id, version, &by)
        };
        self.app.db().write(reword).await.unwrap();
    }

    /// Makes the sent letters of everyone uncertain, as if each connection had broken twice after the last dot.
    pub async fn doubt_all(&self) {
        let doubt = |tx: &mut Tx<'_>| {
            let sent =
                deliveries::table.filter(deliveries::lane.eq("bulk")).filter(deliveries::state.eq("sent"));
            Ok(diesel::update(sent).set(deliveries::state.eq("uncertain")).execute(&mut **tx)?)
        };
        assert!(self.app.db().write(doubt).await.unwrap() > 0);
    }

    /// An update that is out: proposed by the first editor, released by the second at the release page.
    pub async fn released(&self, kind: Kind, title: &str) -> UpdateId {
        let id = self.proposed(kind, title).await;
        self.release(&id).await;
        id
    }

    pub async fn release(&self, id: &UpdateId) {
        let place = format!("/editor/updates/{id}/release");
        let led_to = self.editors[1].look(&place).await.location().to_owned();
        if led_to.starts_with("/account/prove") {
            self.editors[1].proves("edda", &place).await.expect(200);
        } else if !led_to.is_empty() {
            self.editors[1].sign_in("edda").await;
        }
        let page = self.editors[1].submit(&place, &place, &[("deed", "now")]).await.expect(200);
        assert_eq!(page.path, format!("/editor/updates/{id}/send"), "{page:?}");
    }

    /// Takes a published update back.
    pub async fn retract(&self, id: &UpdateId) {
        let id = id.clone();
        let retract = move |tx: &mut Tx<'_>| {
            let version = cases::update(tx, &id)?.unwrap().version;
            let why = Prose::parse("It was wrong.").unwrap();
            cases::retract(tx, &id, version, &why, &Actor::Program)
        };
        self.app.db().write(retract).await.unwrap();
    }

    /// Fills the case with made-up followers; answers how many of them hear of a ruling at once.
    pub async fn crowd(&self, many: usize) -> i64 {
        let mut missing = many;
        while missing > 0 {
            let (case, keys) = (self.case.id.clone(), self.app.app.keys.clone());
            let fill = move |tx: &mut Tx<'_>| alerts::demo::fill(tx, &keys, &case, missing);
            missing -= self.app.db().write(fill).await.unwrap();
        }
        self.app.db().take_stock().await.unwrap();
        let update = self.proposed(Kind::Ruling, "To be counted").await;
        let count = move |conn: &mut amicus::db::Conn| {
            let update = cases::update(conn, &update)?.unwrap();
            alerts::release::recipients(conn, &update)
        };
        self.app.db().read(count).await.unwrap()
    }

    /// The details of every entry of the audit for a deed.
    pub async fn record(&self, deed: &'static str) -> Vec<serde_json::Value> {
        let look = move |conn: &mut amicus::db::Conn| {
            let found =
                audit_entries::table.filter(audit_entries::deed.eq(deed)).select(audit_entries::detail);
            Ok(found.load::<String>(conn)?)
        };
        let entries = self.app.db().read(look).await.unwrap();
        entries.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect()
    }

    /// How many letters lie in somebody's mailbox that tell of a case.
    pub fn alerts(&self, name: &str) -> usize {
        let mailbox = self.app.mailbox(&format!("{name}@example.org"));
        mailbox.all().iter().filter(|letter| letter.source.contains("List-Id:")).count()
    }
}

/// A published case.
pub async fn case(app: &TestApp, slug: &str, title: &str) -> Case {
    let title = Line::parse(title).unwrap();
    app.given().case_like(slug, |draft| draft.title = title).await
}

/// Somebody who asks at the case's page and confirms by the letter that comes.
pub async fn asks_and_confirms(world: &World, name: &str) -> Person {
    let (person, email) = (world.app.visitor(), format!("{name}@example.org"));
    let (page, form) = (world.case.path(), format!("{}/subscriptions", world.case.path()));
    let asked = [("email", email.as_str()), ("frequency", "at_once"), ("kinds", "all")];
    person.submit(&page, &form, &asked).await.expect(200);
    world.app.deliver_mail().await;
    let link = world.app.mailbox(&email).last().link_containing("/subscriptions/confirm/");
    let page = person.follow(&link).await.expect(200);
    person.fill(&page, "/subscriptions/confirm/", &[]).await.expect(200);
    person
}

/// Somebody who follows the case and has confirmed it.
pub async fn follower(world: &World, name: &str, choice: &Choice) -> Person {
    follower_of(world, &world.case, name, choice).await
}

pub async fn follower_of(world: &World, case: &Case, name: &str, choice: &Choice) -> Person {
    let (keys, case, choice) = (world.app.app.keys.clone(), case.id.clone(), *choice);
    let address = EmailAddress::parse(&format!("{name}@example.org")).unwrap();
    let follow = move |tx: &mut Tx<'_>| {
        let now = tx.now;
        let subscriber = subscriber_of(tx, &keys, &address)?;
        let id: SubscriptionId = tx.fresh_id();
        let subscription = (
            subscriptions::id.eq(id),
            subscriptions::subscriber_id.eq(&subscriber),
            subscriptions::case_id.eq(&case),
            subscriptions::state.eq("confirmed"),
            subscriptions::frequency.eq(choice.frequency.as_str()),
            subscriptions::kinds.eq(choice.kinds.as_str()),
            subscriptions::language.eq("en"),
            subscriptions::created_at.eq(now),
            subscriptions::confirmed_at.eq(now),
        );
        diesel::insert_into(subscriptions::table).values(subscription).execute(&mut **tx)?;
        Ok(())
    };
    world.app.db().write(follow).await.unwrap();
    world.app.visitor()
}

/// The subscriber of an address, made if there is none.
fn subscriber_of(
    tx: &mut Tx<'_>,
    keys: &Keys,
    address: &EmailAddress,
) -> amicus::error::Result<SubscriberId> {
    let known = subscribers::table.filter(subscribers::email_key.eq(keys.email_key(address)));
    if let Some(known) = known.select(subscribers::id).first(&mut **tx).optional()? {
        return Ok(known);
    }
    let (id, now): (SubscriberId, Timestamp) = (tx.fresh_id(), tx.now);
    let person = (
        subscribers::id.eq(&id),
        subscribers::email_key.eq(keys.email_key(address)),
        subscribers::email_sealed.eq(keys.seal_email(address, &format!("subscribers/{id}"), tx.random())),
        subscribers::asked.eq(0),
        subscribers::confirmed_at.eq(now),
        subscribers::created_at.eq(now),
    );
    diesel::insert_into(subscribers::table).values(person).execute(&mut **tx)?;
    Ok(id)
}
