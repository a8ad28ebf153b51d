//! Whatever address, subject and words a letter is made of: a foreign parser finds one recipient, our headers and no other.
#![no_main]

use std::sync::LazyLock;

use amicus::base::clock::Timestamp;
use amicus::base::random::Random;
use amicus::base::seal::Keys;
use amicus::base::text::EmailAddress;
use amicus::mail::letters::Letterhead;
use amicus::mail::{Composed, DeliveryId, Header, Lane};
use libfuzzer_sys::fuzz_target;
use mail_parser::MessageParser;

static LETTERHEAD: LazyLock<Letterhead> = LazyLock::new(|| {
    let keys = Keys::fresh(&Random::seeded(1));
    Letterhead::new("Spyware on Trial <news@example.org>", "example.org", keys).unwrap()
});
const OURS: [&str; 11] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
    "x-auto-response-suppress",
    "list-id",
];

fuzz_target!(|parts: (&str, &str, &str, &str)| {
    let (address, subject, text, value) = parts;
    let Ok(to) = EmailAddress::parse(address) else { return };
    let letter = Composed {
        to: to.clone(),
        subject: subject.to_owned(),
        text: text.to_owned(),
        html: format!("<p>{}</p>", text.replace(['<', '&'], "")),
        headers: vec![Header { name: "List-Id", value: value.to_owned() }],
    };
    let delivery: DeliveryId = "0000000000000001".parse().unwrap();
    let sealed = LETTERHEAD.seal(&delivery, Lane::Bulk, &letter, Timestamp::from_micros(0)).unwrap();
    assert_eq!(sealed.to, to.as_str());
    let message = MessageParser::default().parse(&sealed.bytes).unwrap();
    let recipients: Vec<_> = message.to().unwrap().iter().collect();
    assert_eq!(recipients.len(), 1);
    assert_eq!(recipients[0].address.as_deref(), Some(to.as_str()));
    assert!(message.cc().is_none() && message.bcc().is_none());
    for header in message.headers() {
        assert!(OURS.contains(&header.name().to_lowercase().as_str()), "{}", header.name());
    }
    assert_eq!(message.headers().len(), OURS.len() - 1, "one header each");
});
