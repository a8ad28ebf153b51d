//! Whatever bytes a form's body holds: they are read within the limits or refused, and what was read is read again alike.
#![no_main]

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::test::TestRequest;
use amicus::web::PUBLIC_FORM_BYTES;
use amicus::web::body::Body;
use libfuzzer_sys::fuzz_target;

type Fields = Vec<(String, String)>;

/// The fields of a body, if it is one.
fn read(bytes: Vec<u8>) -> Option<(Fields, bool)> {
    let request = TestRequest::post()
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .to_http_request();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let mut payload = Payload::from(actix_web::web::Bytes::from(bytes));
    let body = Body::read(&request, &mut payload, PUBLIC_FORM_BYTES, Duration::from_secs(5));
    let body = runtime.block_on(body).ok()?;
    Some((body.fields().ok()?, body.is_text()))
}

fuzz_target!(|bytes: &[u8]| {
    let Some((fields, is_text)) = read(bytes.to_vec()) else { return };
    assert!(fields.len() <= 100);
    let again = serde_urlencoded::to_string(&fields).unwrap();
    if again.len() <= PUBLIC_FORM_BYTES {
        let (read_again, still_text) = read(again.into_bytes()).unwrap();
        assert_eq!(read_again, fields);
        assert!(still_text || !is_text);
    }
});
