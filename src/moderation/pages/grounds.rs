//! Why a comment does not appear, as a form says it: the rule, kept words, the moderator's own.

use super::Room;
use crate::base::text::Prose;
use crate::comments::RuleCited;
use crate::error::{Problems, Result};
use crate::moderation::forms::TypedGrounds;
use crate::moderation::snippets::{self, SnippetId};
use crate::moderation::{Deed, Grounds, RULE_MISSING, SNIPPET_GONE, WORDS_MISSING, rule_cited};

impl Room {
    /// The rule that was chosen, with the words to the author, where a deed needs them.
    pub(super) async fn grounds(
        &self,
        deed: Deed,
        typed: TypedGrounds<'_>,
        problems: &mut Problems,
    ) -> Result<Option<Grounds>> {
        if !deed.cites_a_rule() {
            return Ok(None);
        }
        let (rule, words) = (self.rule(typed).await?, self.words(typed, problems).await?);
        if rule.is_none() && deed.needs_a_rule() {
            problems.add("rule", RULE_MISSING);
        }
        if words.is_none() && deed.needs_words() {
            problems.add("words", WORDS_MISSING);
        }
        Ok(Some(Grounds { rule, words }))
    }

    async fn rule(&self, typed: TypedGrounds<'_>) -> Result<Option<RuleCited>> {
        match typed.rule() {
            Some(number) => self.db.read(move |conn| rule_cited(conn, number)).await,
            None => Ok(None),
        }
    }

    async fn words(&self, typed: TypedGrounds<'_>, problems: &mut Problems) -> Result<Option<Prose>> {
        let kept = match typed.snippet() {
            Some(chosen) => self.kept(chosen, problems).await?,
            None => None,
        };
        Ok(typed.words(kept.as_ref(), problems))
    }

    /// The kept words that were chosen; a problem is noted if they are no longer kept.
    async fn kept(&self, chosen: &str, problems: &mut Problems) -> Result<Option<Prose>> {
        let found = match chosen.parse::<SnippetId>() {
            Ok(id) => self.db.read(move |conn| snippets::find(conn, &id)).await?,
            Err(_) => None,
        };
        if found.is_none() {
            problems.add("snippet", SNIPPET_GONE);
        }
        Ok(found.map(|snippet| snippet.words))
    }
}
