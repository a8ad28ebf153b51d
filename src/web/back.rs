//! Where somebody is led back to.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::REFERER;

use super::{Settings, part};

/// Where people have forms that are theirs; nobody is led back to anywhere else.
const PLACES: [&str; 4] = ["/account", "/admin", "/editor", "/moderation"];
const FRONT: &str = "/";
/// No path of ours is longer.
const MOST_BYTES: usize = 200;

/// A path below one of our own places, without a query: whatever else is asked for leads to the front page, so
/// that a link of a stranger leads nobody away (ASVS 3.7.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back(String);

impl Back {
    /// Takes a path that came with a request.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let below = |place: &&str| {
            text.strip_prefix(*place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '-' | '_');
        let ours = text.len() <= MOST_BYTES
            && text.chars().all(plain)
            && !text.contains("//")
            && PLACES.iter().any(below);
        Self(if ours { text.to_owned() } else { FRONT.to_owned() })
    }

    /// The page that was asked for or, where a form was sent, the page that it stood on, as far as the browser
    /// says so.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        if matches!(*request.method(), Method::GET | Method::HEAD) {
            return Self::parse(request.path());
        }
        let origin = part::<Settings>(request).map(|settings| settings.origin.as_str().to_owned());
        let from = request.headers().get(REFERER).and_then(|value| value.to_str().ok());
        let page =
            from.zip(origin.ok()).and_then(|(from, origin)| from.strip_prefix(&origin).map(str::to_owned));
        let page = page.unwrap_or_default();
        Self::parse(page.split(['?', '#']).next().unwrap_or_default())
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_of_ones_own_is_found_again() {
        for path in ["/account", "/account/email", "/admin/accounts/0123456789abcdef", "/editor/cases"] {
            assert_eq!(Back::parse(path).path(), path);
        }
    }

    #[test]
    fn whatever_leads_elsewhere_leads_to_the_front_page() {
        for path in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\evil",
            "https:evil",
            "https://evil.example/account",
            "/account//evil.example",
            "/account/%0d%0aset-cookie:x",
            "/account/\r\nset-cookie: x",
            "/accounts",
            "/account?back=//evil",
            "/account/../../evil",
            "/articles",
        ] {
            assert_eq!(Back::parse(path).path(), "/", "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_leads_to_a_path_of_ours(text in any::<String>(), tail in "[/\\\\a-z%.?#:@-]{0,20}") {
            for text in [text, format!("/account{tail}"), format!("/admin/{tail}")] {
                let back = Back::parse(&text);
                let path = back.path();
                prop_assert!(path == "/" || PLACES.iter().any(|place| path.starts_with(place)));
                prop_assert!(!path.starts_with("//") && !path.contains(['\\', ':', '?', '%', '\r', '\n']));
            }
        }
    }
}
