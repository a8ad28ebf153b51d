//! Whatever stands in `X-Forwarded-For`: what is left of the client's own hop changes nothing.
#![no_main]

use amicus::web::client::address_of;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &str| {
    let proxy = "10.0.0.1".parse().unwrap();
    let trusted = ["10.0.0.0/8".parse().unwrap()];
    let _ = address_of(proxy, &[line], &trusted);
    let with_client = format!("{line}, 198.51.100.4");
    assert_eq!(address_of(proxy, &[&with_client], &trusted).to_string(), "198.51.100.4");
});
