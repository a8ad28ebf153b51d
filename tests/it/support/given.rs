//! What is there before a test begins, made by the features' own deeds.

use std::time::Duration;

use amicus::accounts::password::Password;
use amicus::accounts::second_factor::authenticator::Place;
use amicus::accounts::{self, AccountId, NewAccount, Role};
use amicus::articles::{self, Article, ArticleId, CommentsMode};
use amicus::audit::Actor;
use amicus::base::seal::ReceiptWords;
use amicus::base::text::{EmailAddress, Line, Markdown, Name, Prose, Slug};
use amicus::cases::{
    self, Case, CaseDraft, Hearing, HearingDraft, Kind, Party, Side, Update, UpdateDraft, UpdateId,
};
use amicus::comments::{self, Cause, CommentId, Event, Step};
use amicus::moderation::Deed;
use amicus::moderation::batches::{self, BatchId, Wanted};
use amicus::rules;
use amicus::schema::authenticators;
use diesel::prelude::*;
use jiff::civil::date;
use tokio::sync::OnceCell;

use super::app::House;
use super::authenticator::{Authenticator, given_secret};
use super::person::{PASSWORD, Person};

/// Makes what a test needs.
pub struct Given<'a>(&'a House);

/// A comment that is there.
#[derive(Debug, Clone)]
pub struct GivenComment {
    /// Its id, as in `/comments/{id}`.
    pub id: CommentId,
    /// The words of its author's receipt.
    pub receipt: String,
}

impl<'a> Given<'a> {
    pub(super) const fn on(house: &'a House) -> Self {
        Self(house)
    }

    /// An account `{name}@example.org` with [`PASSWORD`]; for staff of a public site also with the second factor with
    /// which their role begins.
    pub async fn account(&self, name: &str, role: Role) -> AccountId {
        let id = self.account_without_factor(name, role).await;
        if role.is_staff() && !self.0.app.config.server.is_trial() {
            self.factor(name, &id).await;
        }
        id
    }

    /// A second factor for an account.
    pub async fn factor(&self, name: &str, account: &AccountId) {
        let (keys, account) = (self.0.app.keys.clone(), account.clone());
        let set_up = move |tx: &mut amicus::db::Tx<'_>| {
            let sealed = given_secret().seal(&keys, &Place::Row(&account), tx.random());
            let row = (
                authenticators::id.eq(&account),
                authenticators::secret_sealed.eq(sealed),
                authenticators::last_step.eq(0_i64),
                authenticators::created_at.eq(tx.now),
            );
            diesel::insert_into(authenticators::table).values(row).execute(&mut **tx)?;
            Ok(())
        };
        self.0.db().write(set_up).await.unwrap();
        self.0.authenticators.borrow_mut().insert(name.to_owned(), Authenticator::given());
    }

    /// An account whose owner, if they are staff, has not set up their second factor yet.
    pub async fn account_without_factor(&self, name: &str, role: Role) -> AccountId {
        let account = NewAccount {
            email: EmailAddress::parse(&format!("{name}@example.org")).unwrap(),
            name: Name::parse(name).unwrap(),
            role,
            password_hash: Some(self.password_hash().await),
            confirmed: true,
        };
        let keys = self.0.app.keys.clone();
        self.0.db().write(move |tx| accounts::create(tx, &keys, &account)).await.unwrap()
    }

    /// The published rules that every site begins with.
    pub async fn rules(&self) {
        self.0.db().write(rules::sample::load).await.unwrap();
    }

    /// The whole sample campaign, as the first start loads it.
    pub async fn sample(&self) {
        self.0
            .db()
            .write(|tx| {
                articles::sample::load(tx)?;
                cases::sample::load(tx)?;
                rules::sample::load(tx)
            })
            .await
            .unwrap();
    }

    /// A published article at `/articles/{slug}`, open for comments.
    pub async fn article(&self, slug: &str) -> Article {
        self.article_like(slug, |_| {}).await
    }

    /// The same, changed before it is published.
    pub async fn article_like(&self, slug: &str, change: impl FnOnce(&mut articles::Draft)) -> Article {
        let id = self.draft_like(slug, change).await;
        let published = move |tx: &mut amicus::db::Tx<'_>| {
            let day = tx.now.day();
            articles::publish(tx, &id, 1, day, &Actor::Program)?;
            articles::by_id(tx, &id)
        };
        self.0.db().write(published).await.unwrap().unwrap()
    }

    /// An article that only editors see.
    pub async fn draft(&self, slug: &str) -> ArticleId {
        self.draft_like(slug, |_| {}).await
    }

    async fn draft_like(&self, slug: &str, change: impl FnOnce(&mut articles::Draft)) -> ArticleId {
        let mut draft = articles::Draft {
            slug: Slug::parse(slug).unwrap(),
            language: "en".to_owned(),
            category: Line::parse("Surveillance").unwrap(),
            title: Line::parse("They read the lawyers’ phones").unwrap(),
            standfirst: Line::parse("What a court in Oakland found, and why it matters to you.").unwrap(),
            byline: Line::parse("Ines Bakker").unwrap(),
            body: Markdown::parse("## How it began\n\nIn spring a phone rang that nobody answered.").unwrap(),
            published_on: None,
            comments: CommentsMode::Open,
        };
        change(&mut draft);
        self.0.db().write(move |tx| articles::create(tx, &draft, &Actor::Program)).await.unwrap()
    }

    /// A published case at `/cases/{slug}`, with a plaintiff and a defendant, and no update yet.
    pub async fn case(&self, slug: &str) -> Case {
        self.case_like(slug, |_| {}).await
    }

    /// The same, changed before it is published.
    pub async fn case_like(&self, slug: &str, change: impl FnOnce(&mut CaseDraft)) -> Case {
        let mut draft = case_draft(slug);
        change(&mut draft);
        let published = move |tx: &mut amicus::db::Tx<'_>| {
            let id = cases::create(tx, &draft, &Actor::Program)?;
            cases::publish_case(tx, &id, 1, &Actor::Program)?;
            cases::by_id(tx, &id)
        };
        self.0.db().write(published).await.unwrap().unwrap()
    }

    /// A case that only editors see.
    pub async fn case_draft(&self, slug: &str) -> Case {
        let draft = case_draft(slug);
        let begun = move |tx: &mut amicus::db::Tx<'_>| {
            let id = cases::create(tx, &draft, &Actor::Program)?;
            cases::by_id(tx, &id)
        };
        self.0.db().write(begun).await.unwrap().unwrap()
    }

    /// A published update of a case; it came with the program, so nobody proposed it and nobody is mailed.
    pub async fn update(&self, case: &Case, title: &str) -> Update {
        self.update_like(case, title, |_| {}).await
    }

    /// The same, changed before it is published.
    pub async fn update_like(
        &self,
        case: &Case,
        title: &str,
        change: impl FnOnce(&mut UpdateDraft),
    ) -> Update {
        let (case, mut draft) = (case.id.clone(), update_draft(title));
        change(&mut draft);
        let id = self.0.db().write(move |tx| cases::sample::publish(tx, &case, &draft)).await.unwrap();
        self.update_now(&id).await
    }

    /// An update that is being written.
    pub async fn update_drafted(&self, case: &Case, title: &str) -> Update {
        let (case, draft) = (case.id.clone(), update_draft(title));
        let drafted =
            move |tx: &mut amicus::db::Tx<'_>| cases::draft_update(tx, &case, &draft, &Actor::Program);
        let id = self.0.db().write(drafted).await.unwrap();
        self.update_now(&id).await
    }

    /// An update that the account of this name proposed; it waits for somebody to release it.
    pub async fn update_proposed(&self, case: &Case, title: &str, by: &str) -> Update {
        let (by, update) = (Name::parse(by).unwrap(), self.update_drafted(case, title).await);
        let (id, version) = (update.id, update.version);
        let proposed = move |tx: &mut amicus::db::Tx<'_>| {
            let account = accounts::find_by_name(tx, &by)?.unwrap();
            cases::propose(tx, &id, version, &account.id)?;
            Ok(id.clone())
        };
        let id = self.0.db().write(proposed).await.unwrap();
        self.update_now(&id).await
    }

    /// An update as it stands now.
    pub async fn update_now(&self, id: &UpdateId) -> Update {
        let id = id.clone();
        self.0.db().read(move |conn| cases::update(conn, &id)).await.unwrap().unwrap()
    }

    /// A planned hearing of a case: 20 May 2026, 9:30, in Oakland.
    pub async fn hearing(&self, case: &Case) -> Hearing {
        let (case, draft) = (case.id.clone(), hearing_draft());
        let planned = move |tx: &mut amicus::db::Tx<'_>| {
            let id = cases::plan_hearing(tx, &case, &draft, &Actor::Program)?;
            cases::hearing(tx, &id)
        };
        self.0.db().write(planned).await.unwrap().unwrap()
    }

    /// A comment that waits for its decision, sent by its form.
    pub async fn comment_held(&self, by: &Person, article: &Article, name: &str, text: &str) -> GivenComment {
        let page = by
            .submit(
                &article.path(),
                &format!("{}/comments", article.path()),
                &[("name", name), ("comment", text)],
            )
            .await;
        let receipt =
            page.path.strip_prefix("/receipt/").unwrap_or_else(|| panic!("no receipt: {page:?}")).to_owned();
        let id = self.comment_of(&receipt).await;
        GivenComment { id, receipt }
    }

    /// A comment that stands under its article.
    pub async fn comment_published(
        &self,
        by: &Person,
        article: &Article,
        name: &str,
        text: &str,
    ) -> GivenComment {
        let comment = self.comment_held(by, article, name, text).await;
        self.publish(&comment).await;
        comment
    }

    /// Lets a held comment appear.
    pub async fn publish(&self, comment: &GivenComment) {
        let (receipt, keys) = (words(&comment.receipt), self.0.app.keys.clone());
        let appear = move |tx: &mut amicus::db::Tx<'_>| {
            let now = tx.now;
            let found = comments::by_receipt(tx, &keys, &receipt, now)?.unwrap();
            let (comment, version) = (found.comment, found.version);
            comments::apply(
                tx,
                &Event {
                    comment,
                    version,
                    actor: comments::Actor::Program,
                    step: Step::Approve,
                    cause: Cause::Queue,
                },
            )
        };
        self.0.db().write(appear).await.unwrap();
    }

    /// One decision on many comments, of which there is one.
    pub async fn batch(&self, by: &Person, article: &Article) -> BatchId {
        let text = "Nobody told us that they listened, and nobody ever will unless we ask them.";
        let comment = self.comment_held(by, article, "Bo", text).await;
        let by = self.account("maja", Role::Moderator).await;
        let wanted = Wanted { by, deed: Deed::Spam, grounds: None, comments: vec![(comment.id, 1)] };
        batches::begin(self.0.db(), wanted, Duration::ZERO).await.unwrap()
    }

    /// The account of a public name.
    pub async fn id_of(&self, name: &str) -> AccountId {
        let name = Name::parse(name).unwrap();
        let found = self.0.db().read(move |conn| accounts::find_by_name(conn, &name)).await.unwrap();
        found.expect("there is an account of this name").id
    }

    /// Where a comment stands.
    pub async fn state_of(&self, comment: &GivenComment) -> comments::State {
        let (receipt, keys, now) = (words(&comment.receipt), self.0.app.keys.clone(), self.0.db().now());
        let found =
            self.0.db().read(move |conn| comments::by_receipt(conn, &keys, &receipt, now)).await.unwrap();
        found.expect("the receipt leads to its comment").state
    }

    async fn comment_of(&self, receipt: &str) -> CommentId {
        let (receipt, keys, now) = (words(receipt), self.0.app.keys.clone(), self.0.db().now());
        let found =
            self.0.db().read(move |conn| comments::by_receipt(conn, &keys, &receipt, now)).await.unwrap();
        found.expect("the receipt leads to its comment").comment
    }

    async fn password_hash(&self) -> String {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let hash = || async { self.0.app.hasher.hash(Password::parse(PASSWORD).unwrap()).await.unwrap() };
        HASH.get_or_init(hash).await.clone()
    }
}

fn words(receipt: &str) -> ReceiptWords {
    ReceiptWords::parse(receipt).unwrap()
}

/// A case as [`Given::case`] begins it.
pub fn case_draft(slug: &str) -> CaseDraft {
    let line = |text: &str| Line::parse(text).unwrap();
    CaseDraft {
        slug: Slug::parse(slug).unwrap(),
        language: "en".to_owned(),
        title: line("Reporters v. Watchers"),
        full_title: line("Reporters et al. v. Watchers Limited"),
        court: line("US District Court, Northern District of California"),
        court_short: line("N.D. Cal."),
        court_id: Some("cand".to_owned()),
        docket_number: line("4:26-cv-00042"),
        docket_id: None,
        judge: line("Ada Bench"),
        filed_on: Some(date(2026, 1, 5)),
        claims: vec![line("trespass to chattels")],
        parties: vec![
            Party { side: Side::Plaintiff, name: line("Reporters") },
            Party { side: Side::Defendant, name: line("Watchers Limited") },
        ],
        articles: Vec::new(),
    }
}

fn update_draft(title: &str) -> UpdateDraft {
    UpdateDraft {
        kind: Kind::Ruling,
        happened_on: date(2026, 5, 1),
        title: Line::parse(title).unwrap(),
        body: Prose::parse("The court ruled for the plaintiffs.\n\nThe damages remain to be decided.")
            .unwrap(),
        source: Line::parse("docket").unwrap(),
        source_url: None,
        as_reported: false,
    }
}

/// A hearing as [`Given::hearing`] plans it.
pub fn hearing_draft() -> HearingDraft {
    HearingDraft {
        title: Line::parse("Argument on the injunction").unwrap(),
        place: Line::parse("Courtroom 3, Oakland").unwrap(),
        starts: date(2026, 5, 20).at(9, 30, 0, 0),
        time_zone: "America/Los_Angeles".to_owned(),
        minutes: 90,
        note: None,
    }
}
