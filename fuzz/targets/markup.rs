//! Whatever an editor pastes: the HTML that comes out runs nothing.
#![no_main]

use amicus::base::markup;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let html = markup::to_html(text);
    let html = html.as_str().to_lowercase();
    assert!(!html.contains("<script") && !html.contains("href=\"javascript:"));
    let _ = markup::check(text);
});
