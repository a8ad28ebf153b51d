//! The elements that Markdown may become, the links it may hold, and nothing else.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

const MEDIA: &str = "/media/";

pub(super) fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

/// Where a link may lead.
pub(super) enum Target {
    Site(String),
    Elsewhere(String),
}

impl Target {
    /// `None` for every other place, and for letters that browsers drop or turn before they look.
    pub(super) fn of(link: LinkType, address: &str) -> Option<Self> {
        if address.contains(|letter: char| letter.is_control() || letter.is_whitespace() || letter == '\\') {
            return None;
        }
        if link == LinkType::Email {
            return Some(Self::Elsewhere(format!("mailto:{address}")));
        }
        if address.starts_with('/') {
            return (!address.starts_with("//")).then(|| Self::Site(address.to_owned()));
        }
        let (scheme, rest) = address.split_once(':')?;
        let safe = match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => {
                rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
            }
            "mailto" => !rest.is_empty(),
            _ => false,
        };
        safe.then(|| Self::Elsewhere(address.to_owned()))
    }
}

/// A file of the site's own `/media/`, by a plain name.
pub(super) fn is_own_picture(address: &str) -> bool {
    address.strip_prefix(MEDIA).is_some_and(|name| {
        !name.is_empty()
            && !name.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    })
}

/// HTML while it is drawn.
#[derive(Default)]
pub(super) struct Drawing {
    html: String,
    /// Whether each open link was drawn.
    links: Vec<bool>,
    /// How many pictures are open; inside them only words count.
    pictures: usize,
    /// The outermost open picture's address, if it may be shown, and its words so far.
    source: Option<String>,
    alternative: String,
    in_table_head: bool,
}

impl Drawing {
    /// A drawing of a text of this many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Self { html: String::with_capacity(bytes.saturating_mul(2)), ..Self::default() }
    }

    /// All that was drawn.
    pub(super) fn finish(self) -> String {
        self.html
    }

    pub(super) fn draw(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.words(&text),
            Event::Code(text) => {
                self.tag("<code>");
                self.words(&text);
                self.tag("</code>");
            }
            Event::SoftBreak => self.words("\n"),
            Event::HardBreak if self.pictures > 0 => self.words(" "),
            Event::HardBreak => self.tag("<br>\n"),
            Event::Rule => self.tag("<hr>\n"),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn words(&mut self, text: &str) {
        let to = if self.pictures > 0 { &mut self.alternative } else { &mut self.html };
        escape(text, to);
    }

    fn tag(&mut self, tag: &str) {
        if self.pictures == 0 {
            self.html.push_str(tag);
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Image { dest_url, .. } => self.open_picture(&dest_url),
            Tag::Link { link_type, dest_url, .. } => self.open_link(link_type, &dest_url),
            Tag::Heading { level, .. } => self.tag(heading(level).0),
            Tag::List(Some(first)) if first != 1 => self.tag(&format!("<ol start=\"{first}\">\n")),
            Tag::TableHead => {
                self.in_table_head = true;
                self.tag("<thead><tr>");
            }
            Tag::TableCell => self.tag(if self.in_table_head { "<th scope=\"col\">" } else { "<td>" }),
            other => self.tag(element(other.to_end(), matches!(other, Tag::List(Some(_)))).0),
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.close_picture(),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.tag("</a>");
                }
            }
            TagEnd::Heading(level) => self.tag(heading(level).1),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.tag("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableCell => self.tag(if self.in_table_head { "</th>" } else { "</td>" }),
            other => self.tag(element(other, matches!(other, TagEnd::List(true))).1),
        }
    }

    fn open_link(&mut self, link: LinkType, address: &CowStr<'_>) {
        let (address, relation) = match Target::of(link, address) {
            Some(Target::Site(address)) => (address, ""),
            Some(Target::Elsewhere(address)) => (address, " rel=\"noopener noreferrer\""),
            None => return self.links.push(false),
        };
        self.links.push(self.pictures == 0);
        let mut tag = String::from("<a href=\"");
        escape(&address, &mut tag);
        tag.push('"');
        tag.push_str(relation);
        tag.push('>');
        self.tag(&tag);
    }

    fn open_picture(&mut self, address: &str) {
        if self.pictures == 0 {
            self.alternative.clear();
            self.source = is_own_picture(address).then(|| address.to_owned());
        }
        self.pictures += 1;
    }

    fn close_picture(&mut self) {
        self.pictures = self.pictures.saturating_sub(1);
        if self.pictures > 0 {
            return;
        }
        let words = std::mem::take(&mut self.alternative);
        match self.source.take() {
            Some(source) => {
                self.html.push_str("<img src=\"");
                escape(&source, &mut self.html);
                self.html.push_str("\" alt=\"");
                self.html.push_str(&words);
                self.html.push_str("\">");
            }
            None => self.html.push_str(&words),
        }
    }
}

/// The tags of an element without attributes; none for what this dialect does not know.
const fn element(tag: TagEnd, ordered: bool) -> (&'static str, &'static str) {
    match tag {
        TagEnd::Paragraph | TagEnd::HtmlBlock => ("<p>", "</p>\n"),
        TagEnd::BlockQuote(_) => ("<blockquote>\n", "</blockquote>\n"),
        TagEnd::CodeBlock => ("<pre><code>", "</code></pre>\n"),
        TagEnd::List(_) if ordered => ("<ol>\n", "</ol>\n"),
        TagEnd::List(_) => ("<ul>\n", "</ul>\n"),
        TagEnd::Item => ("<li>", "</li>\n"),
        TagEnd::Table => ("<table>\n", "</tbody>\n</table>\n"),
        TagEnd::TableRow => ("<tr>", "</tr>\n"),
        TagEnd::Emphasis => ("<em>", "</em>"),
        TagEnd::Strong => ("<strong>", "</strong>"),
        TagEnd::Strikethrough => ("<del>", "</del>"),
        _ => ("", ""),
    }
}

const fn heading(level: HeadingLevel) -> (&'static str, &'static str) {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => ("<h2>", "</h2>\n"),
        HeadingLevel::H3 => ("<h3>", "</h3>\n"),
        HeadingLevel::H4 => ("<h4>", "</h4>\n"),
        HeadingLevel::H5 => ("<h5>", "</h5>\n"),
        HeadingLevel::H6 => ("<h6>", "</h6>\n"),
    }
}
