//! What an author, a reader, a moderator and time do to a comment, in the program and in the model.

use super::*;

impl World {
    pub(super) async fn writes(&mut self, answers: Option<Index>, trapped: bool) -> Result<()> {
        let (name, word) = (self.fresh("ana"), self.fresh("heron"));
        let open: Vec<&Known> =
            self.known.iter().filter(|known| known.stands.state == State::Published).collect();
        let written = Submission {
            parent: answers.filter(|_| !open.is_empty()).map(|index| index.get(&open).id.clone()),
            trapped,
            ..submission(&self.article, &name, &format!("They heard the {word}."))
        };
        let app = &self.app.app;
        let sent = send(app, app.examiner.clone(), written).await?;
        let state = if trapped { State::Spam } else { State::Held };
        self.known.push(Known {
            id: sent.comment,
            receipt: sent.receipt,
            words: vec![name.clone(), word.clone()],
            name,
            stands: Stands { state, text: word, edit: None, rule: None, swept: None },
            in_grace: None,
            before: None,
            held: None,
            demanded: None,
            overdue: false,
        });
        Ok(())
    }

    /// Its author writes something else, with a link or without.
    pub(super) async fn changes(&mut self, which: usize, linked: bool) -> Result<()> {
        let word = self.fresh("stork");
        let link = if linked { " See https://example.org." } else { "" };
        let version = self.look(which).await.comment.version;
        let known = &mut self.known[which];
        let change = Change {
            comment: known.id.clone(),
            version,
            name: Name::parse(&known.name).unwrap(),
            text: Prose::parse(&format!("They heard the {word} instead.{link}")).unwrap(),
            cause: Cause::Receipt,
            pseudonym: "0123".to_owned(),
            over_rate: false,
        };
        known.words.push(word.clone());
        let app = &self.app.app;
        let (examiner, now, looked_at) = (app.examiner.clone(), app.db.now(), change.clone());
        let (submission, evidence) =
            app.db.read(move |conn| comments::gather_change(conn, &examiner, now, &looked_at)).await?;
        app.db.write(move |tx| comments::change(tx, &change, &submission, &evidence)).await?;
        (known.in_grace, known.before) = (None, None);
        match known.stands.state {
            State::Published => known.stands.edit = Some(word),
            State::Returned => {
                known.stands = Stands { state: State::Held, text: word, edit: None, rule: None, swept: None };
            }
            _ => known.stands.text = word,
        }
        Ok(())
    }

    pub(super) async fn takes_back(&mut self, which: usize) -> Result<()> {
        let version = self.look(which).await.comment.version;
        let id = self.known[which].id.clone();
        self.app.db().write(move |tx| comments::withdraw(tx, &id, version, Cause::Receipt)).await?;
        self.known[which].is_erased_as(State::Withdrawn);
        Ok(())
    }

    pub(super) async fn contests(&mut self, which: usize) -> Result<()> {
        let version = self.look(which).await.comment.version;
        let (comment, words) = (self.known[which].id.clone(), self.said_about(which, "plea"));
        let said = Appeal { comment, version, words, cause: Cause::Receipt };
        self.app.db().write(move |tx| comments::appeal(tx, &said)).await?;
        (self.known[which].in_grace, self.known[which].before) = (None, None);
        Ok(())
    }

    pub(super) async fn reports(&mut self, which: usize) -> Result<()> {
        if self.known[which].stands.state != State::Published {
            return Ok(());
        }
        let (comment, words) = (self.known[which].id.clone(), self.said_about(which, "gripe"));
        let pseudonym = self.fresh("network");
        let rule = Some(RuleCited { number: 1, version: 1 });
        let report = Report { comment, account: None, pseudonym, rule, words: Some(words), over_rate: false };
        let (keys, looked_at) = (self.app.app.keys.clone(), report.clone());
        let weighed = self.app.db().read(move |conn| comments::weigh(conn, &keys, &looked_at)).await?;
        self.app.db().write(move |tx| comments::report(tx, &report, &weighed)).await
    }

    /// One of the deeds that fit, as a moderator's form does it; each of the two cites a rule of their own.
    pub(super) async fn decides(
        &mut self,
        which: usize,
        by: usize,
        (deed, waits): (Index, bool),
    ) -> Result<()> {
        let state = self.known[which].stands.state;
        let fitting: Vec<Deed> = DEEDS.into_iter().filter(|deed| deed.fits(state)).collect();
        if fitting.is_empty() {
            return Err(Error::Forbidden);
        }
        let deed = *deed.get(&fitting);
        let words = Some(self.said_about(which, "why"));
        let rule = if by == 0 { 2 } else { 3 };
        let grounds = Grounds { rule: Some(RuleCited { number: rule, version: 1 }), words };
        let (comment, seen) = (self.known[which].id.clone(), self.look(which).await.comment.version);
        let (by, examined) = (self.moderators[by].clone(), comment.clone());
        let alone = self.app.db().read(move |conn| moderation::examine(conn, &examined, seen, deed)).await?;
        let grace = if waits { GRACE } else { Duration::ZERO };
        let decision = Decision { comment, seen, by, grace, alone };
        let carried = move |tx: &mut amicus::db::Tx<'_>| {
            moderation::carry_out(tx, deed, &decision, Some(&grounds).filter(|_| deed.cites_a_rule()))
        };
        self.app.db().write(carried).await?;
        let known = &mut self.known[which];
        if waits && WAIT.contains(&deed) {
            (known.in_grace, known.before) = (Some((deed, rule)), None);
        } else {
            known.decided((deed, rule));
        }
        Ok(())
    }

    /// Takes the word out by which the text is known: what is left of it is known by its author's name alone.
    pub(super) async fn redacts(&mut self, which: usize, by: usize) -> Result<()> {
        let words = Some(self.said_about(which, "why"));
        let rule = RuleCited { number: 2, version: 1 };
        let grounds = Grounds { rule: Some(rule), words };
        let known = &self.known[which];
        let quote = Quote { words: known.stands.text.clone(), everywhere: false };
        let (comment, seen) = (known.id.clone(), self.look(which).await.comment.version);
        let (looked_at, catalogue) = (comment.clone(), self.app.app.face.catalogue.clone());
        let left = move |conn: &mut amicus::db::Conn| {
            moderation::text_without(conn, (&looked_at, seen), &quote, (rule, &catalogue.words("en")))
        };
        let text = self.app.db().read(left).await?;
        let by = self.moderators[by].clone();
        let decision = Decision { comment, seen, by, grace: Duration::ZERO, alone: false };
        let done =
            move |tx: &mut amicus::db::Tx<'_>| moderation::redact(tx, &decision, &grounds, text.clone());
        self.app.db().write(done).await?;
        let known = &mut self.known[which];
        known.before = Some(known.stands.clone());
        known.stands.text.clone_from(&known.name);
        Ok(())
    }

    pub(super) async fn undoes(&mut self, which: usize, by: usize) -> Result<()> {
        let (id, by) = (self.known[which].id.clone(), self.moderators[by].clone());
        let (seen, since) = (self.look(which).await.comment.version, self.app.db().now().minus(30 * DAY));
        let back = self.app.db().read(move |conn| moderation::reversal(conn, &id, seen, since)).await;
        let known = &mut self.known[which];
        assert_eq!(back.is_ok(), known.in_grace.is_some() || known.before.is_some(), "{known:?}");
        let back = back?;
        self.app.db().write(move |tx| moderation::undo(tx, Some(&by), &back)).await?;
        match known.in_grace.take() {
            Some(_) => {}
            None => known.stands = known.before.take().expect("something can be taken back"),
        }
        Ok(())
    }

    pub(super) async fn time_passes(&mut self, span: Duration) {
        self.app.clock.advance(span);
        while self.app.db().write(moderation::apply_due).await.unwrap() > 0 {}
        let decided: Vec<_> = self.known.iter_mut().map(Known::grace_passes).collect();
        self.the_sweep_ends_by_itself().await;
        while self.app.db().write(comments::forget).await.unwrap() > 0 {}
        let today = self.app.db().now().day();
        for (known, just_decided) in self.known.iter_mut().zip(decided) {
            known.hold_ends(today);
            if just_decided {
                continue;
            }
            let refused = matches!(known.stands.state, State::Rejected | State::Spam | State::Hidden);
            if span == MONTH {
                known.before = None;
            }
            known.overdue |= span == MONTH && refused;
            if known.overdue && known.held.is_none() && known.demanded.is_none() {
                known.is_erased_as(State::Erased);
            }
        }
    }
}
