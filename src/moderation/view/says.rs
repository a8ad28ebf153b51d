//! What a comment says, as moderators meet it: in full, or folded until they open it.

use crate::base::markup::plain_to_html;
use crate::base::text::Prose;

/// Where only its beginning stands, so many letters of a text are shown.
const BEGINNING: usize = 200;

/// A text, ready for a page. One in which a word was found that hurts, or threatens, lies folded: whoever decides all day
/// opens it when they are ready, or decides by the reason alone.
#[derive(Debug, Clone, Default)]
pub(in crate::moderation) struct Says {
    html: String,
    folded: bool,
}

impl Says {
    /// A text, if there is one still.
    pub(super) fn of(text: Option<&Prose>, folded: bool) -> Self {
        Self { html: text.map(|text| plain_to_html(text).to_string()).unwrap_or_default(), folded }
    }

    /// How a text begins.
    pub(super) fn beginning(text: &Prose, folded: bool) -> Self {
        let (begins, _) = text.beginning(BEGINNING);
        Self::of(Prose::parse(&begins).ok().as_ref(), folded)
    }

    pub(in crate::moderation) const fn is_folded(&self) -> bool {
        self.folded
    }

    pub(in crate::moderation) fn html(&self) -> &str {
        &self.html
    }
}
