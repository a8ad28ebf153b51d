//! Whatever a stranger types: reading it twice changes nothing more, and the limits hold.
#![no_main]

use amicus::base::text::{EmailAddress, Line, Name, Prose, Slug};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(name) = Name::parse(text) {
        assert_eq!(Name::parse(name.as_str()).as_ref().map(Name::as_str), Ok(name.as_str()));
        assert!(name.as_str().len() <= 240 && !name.as_str().contains(char::is_control));
    }
    if let Ok(prose) = Prose::parse(text) {
        assert_eq!(Prose::parse(prose.as_str()).as_ref().map(Prose::as_str), Ok(prose.as_str()));
        assert!(prose.as_str().len() <= 40 * 1024);
    }
    if let Ok(line) = Line::parse(text) {
        assert!(!line.as_str().contains('\n'));
    }
    if let Ok(slug) = Slug::from_title(text) {
        assert!(Slug::parse(slug.as_str()).is_ok());
    }
    if let Ok(address) = EmailAddress::parse(text) {
        assert_eq!(address.as_str().matches('@').count(), 1);
        assert!(!address.as_str().contains(char::is_control));
    }
});
