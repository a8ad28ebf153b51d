//! What holds after every step.

use super::*;

use std::collections::BTreeSet;

use amicus::db::Conn;
use amicus::schema::{comments as rows, revisions};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::support::dump::every_row;

/// Makes the tables those of before the queue was looked through by the comments' own rows.
const EARLIER: &str = "
    DROP INDEX comments_cluster;
    ALTER TABLE comments DROP COLUMN cluster;
    CREATE INDEX revisions_cluster ON revisions (cluster);
    UPDATE comments SET reasons = '|of an earlier text|';
    DROP INDEX comments_rule_number;
    ALTER TABLE comments DROP COLUMN rule_number;
    DELETE FROM schema_migrations WHERE name IN ('0029_clusters', '0030_rules_of_comments')";

/// What a comment's row tells of its text and of its decision: cluster, reasons, rule.
type Told = (CommentId, Option<String>, BTreeSet<String>, Option<i32>);

/// The same as its row has it.
type Row = (CommentId, Option<String>, String, Option<i32>);

/// The reasons that a comment's row names; each is looked for by itself, so their order tells nothing.
fn each_of(reasons: &str) -> BTreeSet<String> {
    reasons.split('|').filter(|reason| !reason.is_empty()).map(str::to_owned).collect()
}

impl World {
    /// All of a comment that anybody can see, without what taking a decision back does not bring back.
    pub(super) async fn seen(&self, which: usize) -> String {
        let (id, whole) = (self.known[which].id.clone(), self.look(which).await);
        let (keys, receipt, now) =
            (self.app.app.keys.clone(), self.known[which].receipt.clone(), self.app.db().now());
        let beside = move |conn: &mut Conn| {
            let stands = comments::by_receipt(conn, &keys, &receipt, now)?;
            let stands = stands.map(|s| (s.state, s.text, s.edit, s.rule, s.words, s.edit_refused));
            let edit = comments::edit_of_comment(conn, &id)?.map(|edit| (edit.was, edit.is));
            let appeal = comments::open_appeal(conn, &id)?.map(|appeal| appeal.words);
            Ok(format!("{stands:?} {edit:?} {appeal:?} {:?}", comments::reports_about(conn, &id)?))
        };
        let beside = self.app.db().read(beside).await.unwrap();
        let texts: Vec<_> = whole.texts.iter().map(|text| (&text.text, text.state)).collect();
        let public = self.reader.get(&self.article.path()).await.text_of("#comments");
        format!("{:?} {} {texts:?} {beside}\n{public}", whole.comment.state, whole.listed)
    }

    /// Every place where readers meet comments shows what was let appear, and no other word.
    pub(super) async fn readers_meet_what_was_let_appear(&self, touched: Option<usize>) {
        let shown: Vec<&str> = self.known.iter().flat_map(Known::is_read_by).collect();
        let whole = [self.article.path(), "/api/v1/articles/the-lesson/comments".to_owned()];
        let mut places = vec!["/".to_owned(), "/articles".to_owned()];
        if let Some(which) = touched {
            let id = &self.known[which].id;
            places.extend(["", "/reply", "/report"].map(|part| format!("/comments/{id}{part}")));
        }
        for place in whole.iter().chain(&places) {
            let page = self.reader.get(place).await.body.to_lowercase();
            for word in self.known.iter().flat_map(|known| &known.words) {
                let may = shown.contains(&word.as_str());
                assert!(may || !page.contains(word), "{place} tells {word}, which nobody let appear");
            }
            for word in shown.iter().filter(|_| whole.contains(place)) {
                assert!(page.contains(word), "{place} keeps {word} back, which was let appear");
            }
        }
    }

    pub(super) async fn counts_hold(&self) {
        let article = self.article.id.clone();
        let (kept, anew) = self.app.db().read(move |conn| comments::recount(conn, &article)).await.unwrap();
        assert_eq!(kept, anew);
        let published = self.known.iter().filter(|known| known.stands.state == State::Published).count();
        assert_eq!(usize::try_from(kept.published).unwrap(), published);
    }

    /// What the queue is looked through for is that of the text and of the decision which a comment stands for now, and
    /// of no earlier one.
    pub(super) async fn each_is_found_by_what_it_is_now(&self) {
        for which in 0..self.known.len() {
            self.is_found_by_its_text_of_now(which).await;
            self.is_found_by_its_rule_of_now(which).await;
        }
    }

    async fn is_found_by_its_text_of_now(&self, which: usize) {
        let comment = self.look(which).await.comment;
        let (id, text) = (comment.id.clone(), comment.text.as_ref().map(|text| text.as_str().to_owned()));
        let look = move |conn: &mut Conn| {
            let own = revisions::table.filter(revisions::comment_id.eq(&id));
            let now = own.filter(revisions::text.nullable().eq(text)).select(revisions::cluster);
            let cluster = now.first::<Option<String>>(conn).optional()?.flatten();
            let reasons = rows::table.find(&id).select(rows::reasons).first::<String>(conn)?;
            Ok((cluster, reasons))
        };
        let (cluster, reasons) = self.app.db().read(look).await.unwrap();
        assert_eq!(comment.cluster, cluster, "{:?}", self.known[which]);
        let why: BTreeSet<String> = comment.why.iter().map(|why| why.reason.clone()).collect();
        assert_eq!(each_of(&reasons), why, "{:?}", self.known[which]);
    }

    async fn is_found_by_its_rule_of_now(&self, which: usize) {
        let known = &self.known[which];
        let rule = self.look(which).await.comment.rule;
        assert_eq!(rule, known.stands.rule, "{known:?}");
        for one in [2, 3] {
            let under = Filter { rule: Some(one), ..Filter::of(known.stands.state) };
            let found = self.app.db().read(move |conn| comments::matching(conn, &under, MOST_COMMENTS)).await;
            let is_found = found.unwrap().iter().any(|(comment, _)| *comment == known.id);
            assert_eq!(is_found, rule == Some(one) && known.in_grace.is_none(), "{known:?}");
        }
    }

    /// A database of an earlier program is filled in with what this one wrote.
    pub(super) async fn an_earlier_database_is_filled_in_alike(&self) {
        let written = self.told_by_rows().await;
        self.app.db().write(|tx| Ok(tx.batch_execute(EARLIER)?)).await.unwrap();
        assert_eq!(self.app.db().migrate().await.unwrap().len(), 2);
        assert_eq!(self.told_by_rows().await, written, "{:?}", self.known);
    }

    async fn told_by_rows(&self) -> Vec<Told> {
        let columns = (rows::id, rows::cluster, rows::reasons, rows::rule_number);
        let look =
            move |conn: &mut Conn| Ok(rows::table.select(columns).order(rows::id).load::<Row>(conn)?);
        let told = |(id, cluster, reasons, rule): Row| (id, cluster, each_of(&reasons), rule);
        self.app.db().read(look).await.unwrap().into_iter().map(told).collect()
    }

    pub(super) async fn what_is_erased_is_nowhere(&self) {
        let rows = every_row(self.app.db()).await.to_lowercase();
        for known in &self.known {
            for word in known.words.iter().filter(|_| known.is_gone() && known.held.is_none()) {
                let line = rows.lines().find(|line| line.contains(word));
                assert!(line.is_none(), "{word} was erased, and is kept: {line:?}");
            }
            let held = known.held.as_ref().and_then(|kept| kept.asked.as_ref());
            assert!(held.is_none() || !rows.contains(&known.name), "{} is kept", known.name);
            for text in held.into_iter().chain(Some(&known.stands.text).filter(|_| !known.is_gone())) {
                assert!(rows.contains(text), "the search finds {text}");
            }
        }
    }
}
