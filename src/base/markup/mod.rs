//! Text into HTML that is safe because we wrote every tag of it.
//!
//! Markdown is drawn event by event from a short list of elements; raw HTML in it is shown as the
//! text it is. Whatever is not on the list of safe links and pictures loses its link or picture.

mod drawing;

use std::fmt;

use pulldown_cmark::{Event, Options, Parser, Tag};
use unicode_segmentation::UnicodeSegmentation;

use self::drawing::{Drawing, Target, escape, is_own_picture};
use super::text::Prose;

const WORDS_A_MINUTE: usize = 230;

/// HTML made here, with everything that a person wrote escaped. Templates may print it as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an editor must change before a body may be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkupProblem {
    /// A picture that is not one of the site's own: readers' browsers ask no third party.
    #[error("line {line}: a picture must be one of /media/")]
    RemoteImage {
        /// The line, from 1.
        line: usize,
    },
    /// A link that is neither http(s), nor mailto, nor a path of the site.
    #[error("line {line}: a link must begin with https://, http://, mailto: or /")]
    UnsafeLink {
        /// The line, from 1.
        line: usize,
    },
}

/// Whether every link and picture of a body can be shown.
///
/// # Errors
/// The first one that cannot, with its line.
pub fn check(markdown: &str) -> Result<(), MarkupProblem> {
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        let line = || markdown.get(..range.start).unwrap_or_default().matches('\n').count() + 1;
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. })
                if Target::of(link_type, &dest_url).is_none() =>
            {
                return Err(MarkupProblem::UnsafeLink { line: line() });
            }
            Event::Start(Tag::Image { dest_url, .. }) if !is_own_picture(&dest_url) => {
                return Err(MarkupProblem::RemoteImage { line: line() });
            }
            _ => {}
        }
    }
    Ok(())
}

/// A body as HTML. `#` and `##` are both `<h2>`, since a page's `<h1>` is its title. Links and
/// pictures that [`check`] refuses are left out; their words stay.
#[must_use]
pub fn to_html(markdown: &str) -> Html {
    let mut page = Drawing::of(markdown.len());
    for event in Parser::new_ext(markdown, options()) {
        page.draw(event);
    }
    Html(page.finish())
}

/// A comment as HTML: paragraphs and line breaks, no links.
#[must_use]
pub fn plain_to_html(text: &Prose) -> Html {
    let mut html = String::with_capacity(text.as_str().len() + 16);
    for paragraph in text.paragraphs() {
        html.push_str("<p>");
        for (place, line) in paragraph.lines().enumerate() {
            if place > 0 {
                html.push_str("<br>");
            }
            escape(line, &mut html);
        }
        html.push_str("</p>\n");
    }
    Html(html)
}

/// How many minutes reading a body takes, at 230 words a minute; at least one.
#[must_use]
pub fn reading_minutes(markdown: &str) -> u32 {
    let words: usize = Parser::new_ext(markdown, options())
        .map(|event| match event {
            Event::Text(text) | Event::Code(text) => text.unicode_words().count(),
            _ => 0,
        })
        .sum();
    u32::try_from(words.div_ceil(WORDS_A_MINUTE)).unwrap_or(u32::MAX).max(1)
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn html(markdown: &str) -> String {
        to_html(markdown).as_str().to_owned()
    }

    #[test]
    fn a_body_is_drawn() {
        assert_eq!(
            html("## Ruling\n\nOne *two* **three** `a<b`."),
            "<h2>Ruling</h2>\n<p>One <em>two</em> <strong>three</strong> <code>a&lt;b</code>.</p>\n"
        );
        assert_eq!(html("# A\n### B"), "<h2>A</h2>\n<h3>B</h3>\n");
        assert_eq!(html("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
        assert_eq!(html("1. a\n\n- b"), "<ol>\n<li>a</li>\n</ol>\n<ul>\n<li>b</li>\n</ul>\n");
        assert_eq!(
            html("|a|b|\n|-|-|\n|1|2|"),
            "<table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead>\n<tbody>\n\
             <tr><td>1</td><td>2</td></tr>\n</tbody>\n</table>\n"
        );
        assert_eq!(
            html("> a\n\n---\n\n~~b~~\\\nc"),
            "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n<p><del>b</del><br>\nc</p>\n"
        );
    }

    #[test]
    fn raw_html_is_shown_as_text() {
        assert_eq!(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
        assert_eq!(html("a <b onclick=\"x\">c</b>"), "<p>a &lt;b onclick=&quot;x&quot;&gt;c&lt;/b&gt;</p>\n");
    }

    #[test]
    fn safe_links_are_links_and_others_are_words() {
        assert_eq!(html("[a](/cases)"), "<p><a href=\"/cases\">a</a></p>\n");
        assert_eq!(
            html("[a](https://x.org/?q='\"&b)"),
            "<p><a href=\"https://x.org/?q=&#39;&quot;&amp;b\" rel=\"noopener noreferrer\">a</a></p>\n"
        );
        assert_eq!(
            html("<ada@example.org>"),
            "<p><a href=\"mailto:ada@example.org\" rel=\"noopener noreferrer\">ada@example.org</a></p>\n"
        );
        for unsafe_link in [
            "javascript:x",
            "JaVaScript:x",
            "java&#10;script:x",
            "data:text/html,x",
            "//evil.org",
            "/\\evil.org",
            "vbscript:x",
            "a",
            "#a",
            "https:",
            "https:/x.org",
            "https:///x",
            "file:///etc/passwd",
            "mailto:",
            "ftp://x.org",
        ] {
            let markdown = format!("one\n\n[word](<{unsafe_link}>)");
            assert_eq!(html(&markdown), "<p>one</p>\n<p>word</p>\n", "{unsafe_link}");
            assert_eq!(check(&markdown), Err(MarkupProblem::UnsafeLink { line: 3 }), "{unsafe_link}");
        }
        assert_eq!(check("[a](/b) [c](http://d.org) <mailto:a@b.org> <a@b.org>"), Ok(()));
    }

    #[test]
    fn only_pictures_of_our_own_are_shown() {
        assert_eq!(
            html("![a *b* \"c\"](/media/map.png)"),
            "<p><img src=\"/media/map.png\" alt=\"a b &quot;c&quot;\"></p>\n"
        );
        assert_eq!(
            html("[![a](/media/m.png)](/x)"),
            "<p><a href=\"/x\"><img src=\"/media/m.png\" alt=\"a\"></a></p>\n"
        );
        for remote in [
            "https://x.org/p.png",
            "//x.org/p.png",
            "/media/../x",
            "/media/",
            "/media/.x",
            "/other/p.png",
            "p.png",
        ] {
            let markdown = format!("\n![words](<{remote}>)");
            assert_eq!(html(&markdown), "<p>words</p>\n", "{remote}");
            assert_eq!(check(&markdown), Err(MarkupProblem::RemoteImage { line: 2 }), "{remote}");
        }
    }

    #[test]
    fn a_comment_is_paragraphs_without_links() {
        let text = Prose::parse("a <b> & 'c' \"d\"\nhttps://x.org\n\n**e**").unwrap();
        assert_eq!(
            plain_to_html(&text).as_str(),
            "<p>a &lt;b&gt; &amp; &#39;c&#39; &quot;d&quot;<br>https://x.org</p>\n<p>**e**</p>\n"
        );
    }

    #[test]
    fn reading_takes_a_minute_at_least() {
        assert_eq!(reading_minutes(""), 1);
        assert_eq!(reading_minutes(&"word ".repeat(231)), 2);
        assert_eq!(reading_minutes(&format!("[a]({})", "/x".repeat(9_000))), 1);
    }

    #[test]
    fn a_picture_may_be_described_by_words_that_begin_with_a_space() {
        let html = to_html("![`  </script> `](/media/a.png)");
        assert_ours(html.as_str()).unwrap();
        assert!(html.as_str().contains("alt=\" &lt;/script&gt;"), "{}", html.as_str());
    }

    /// Every tag of the HTML must be of the short list, closed in order, and without attributes
    /// beyond those that we write.
    fn assert_ours(html: &str) -> Result<(), TestCaseError> {
        let mut open = Vec::new();
        for piece in html.split('<').skip(1) {
            let (tag, words) = piece.split_once('>').unwrap();
            prop_assert!(!words.contains(['>', '"', '\'']), "{html}");
            if let Some(name) = tag.strip_prefix('/') {
                prop_assert_eq!(open.pop(), Some(name.to_owned()), "{}", html);
                continue;
            }
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            prop_assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()),
                "{html}"
            );
            prop_assert!(!["script", "style", "iframe", "svg"].contains(&name), "{html}");
            let mut rest = attributes;
            while !rest.is_empty() {
                let (name, after) = rest.split_once("=\"").unwrap();
                let (value, next) = after.split_once('"').unwrap();
                rest = next.trim_start();
                prop_assert!(["href", "rel", "src", "alt", "start", "scope"].contains(&name), "{html}");
                prop_assert!(
                    name != "href"
                        || ["/", "http", "mailto:"]
                            .iter()
                            .any(|safe| value.to_ascii_lowercase().starts_with(safe)),
                    "{html}"
                );
                prop_assert!(name != "src" || value.starts_with("/media/"), "{html}");
            }
            if !["br", "hr", "img"].contains(&name) {
                open.push(name.to_owned());
            }
        }
        prop_assert!(open.is_empty(), "{html}");
        Ok(())
    }

    /// The same, as a browser's parser sees it.
    fn assert_harmless(html: &str) -> Result<(), TestCaseError> {
        for element in
            scraper::Html::parse_fragment(html).tree.nodes().filter_map(|node| node.value().as_element())
        {
            prop_assert!(element.name() != "script", "{html}");
            for (name, value) in element.attrs() {
                prop_assert!(!name.starts_with("on"), "{html}");
                prop_assert!(
                    name == "alt" || !value.to_ascii_lowercase().starts_with("javascript:"),
                    "{html}"
                );
            }
        }
        Ok(())
    }

    const PIECES: [&str; 30] = [
        "<script>",
        "</script>",
        "<b onclick=x>",
        "[a](",
        ")",
        "javascript:",
        "![",
        "](/media/a.png)",
        "](https://x.org)",
        "<",
        ">",
        "\"",
        "'",
        "`",
        "```\n",
        "*",
        "**",
        "_",
        "\n",
        "\n\n",
        "# ",
        "> ",
        "- ",
        "1. ",
        "|",
        "|-|\n",
        "&lt;",
        "<!--",
        "~~",
        "a ",
    ];

    proptest! {
        #[test]
        fn no_text_draws_a_tag_of_its_own(markdown in any::<String>()) {
            assert_ours(&html(&markdown))?;
            assert_harmless(&html(&markdown))?;
        }

        #[test]
        fn no_markup_draws_a_tag_of_its_own(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
            let drawn = html(&pieces.concat());
            assert_ours(&drawn)?;
            assert_harmless(&drawn)?;
            prop_assert!(!drawn.contains("<script"));
        }

        #[test]
        fn no_comment_draws_a_tag_of_its_own(raw in "[a<>&\"'/=\n ]{1,60}") {
            if let Ok(text) = Prose::parse(&raw) {
                assert_ours(plain_to_html(&text).as_str())?;
            }
        }
    }
}
