//! Whatever somebody sends for a receipt, a token or a place in a list, or hands in as a letter with a head of the record.
#![no_main]

use amicus::audit::heads::Head;
use amicus::base::ids::Id;
use amicus::base::paging::Cursor;
use amicus::base::seal::ReceiptWords;
use amicus::base::token::Token;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(words) = ReceiptWords::parse(text) {
        assert!(ReceiptWords::parse(words.reveal()).is_some());
    }
    if let Some(token) = Token::parse(text) {
        assert_eq!(token.reveal(), text);
    }
    if let Ok(id) = text.parse::<Id<()>>() {
        assert_eq!(id.as_str(), text);
    }
    if let Ok(cursor) = Cursor::parse(text) {
        assert_eq!(cursor.as_str(), text);
    }
    for head in Head::find_all(text) {
        assert_eq!(Head::find_all(&head.line()), [head]);
    }
});
