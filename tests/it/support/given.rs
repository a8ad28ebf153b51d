//! What is there before a test begins, made by the features' own deeds.

use amicus::accounts::password::Password;
use amicus::accounts::{self, AccountId, NewAccount, Role};
use amicus::articles::{self, Article, ArticleId, CommentsMode};
use amicus::audit::Actor;
use amicus::base::seal::ReceiptWords;
use amicus::base::text::{EmailAddress, Line, Markdown, Name, Slug};
use amicus::comments::{self, Cause, CommentId, Event, Step};
use amicus::rules;
use tokio::sync::OnceCell;

use super::app::House;
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

    /// An account `{name}@example.org` with [`PASSWORD`].
    pub async fn account(&self, name: &str, role: Role) -> AccountId {
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
            .write(|tx| articles::sample::load(tx).and_then(|()| rules::sample::load(tx)))
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

    /// Where a comment stands now.
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
