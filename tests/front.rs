//! What is shipped to stand in front of amicus (`config/front/`) agrees with amicus and with itself.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop by falling over")]
#![expect(clippy::disallowed_methods, reason = "a test run takes its own settings from the environment")]

use std::process::Command;

const TORRC: &str = include_str!("../config/front/torrc");
const NGINX: &str = include_str!("../config/front/nginx.conf");
const CADDY: &str = include_str!("../config/front/Caddyfile");
const PRODUCTION: &str = include_str!("../config/production.example.toml");
const README: &str = include_str!("../README.md");

/// The lines of a file that say something.
fn lines(file: &str) -> Vec<&str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

#[track_caller]
fn says(file: &str, line: &str) {
    assert!(lines(file).contains(&line), "no line {line:?} among {:#?}", lines(file));
}

/// The value of a key of the example for a public site, be the line commented out or not.
#[track_caller]
fn example(key: &str) -> String {
    let beginning = format!("{key} = ");
    let mut found = PRODUCTION
        .lines()
        .map(|line| line.trim_start_matches(['#', ' ']))
        .filter_map(|line| line.strip_prefix(&beginning));
    found.next().unwrap_or_else(|| panic!("no {key} in production.example.toml")).trim_matches('"').to_owned()
}

#[test]
fn tor_hands_its_connections_to_the_onions_socket_and_names_their_circuits() {
    says(TORRC, &format!("HiddenServicePort 80 {}", example("onion_listen")));
    says(TORRC, "HiddenServiceExportCircuitID haproxy");
    says(TORRC, "HiddenServiceVersion 3");
    assert!(!TORRC.contains("HiddenServiceSingleHopMode"), "the server's own place stays hidden");
}

#[test]
fn nginx_and_caddy_lead_to_the_socket_of_the_example_and_are_the_proxy_that_it_trusts() {
    let listen = example("listen");
    says(NGINX, &format!("server {listen};"));
    says(CADDY, &format!("reverse_proxy {listen}"));
    assert_eq!(example("trusted_proxies"), "[\"127.0.0.1/32\"]");
    let name = example("origin");
    let name = name.strip_prefix("https://").unwrap();
    says(NGINX, &format!("server_name {name};"));
    assert!(lines(CADDY).contains(&format!("{name} {{").as_str()));
}

#[test]
fn nginx_passes_on_the_name_and_the_clients_address_and_writes_no_address_down() {
    says(NGINX, "proxy_set_header Host $host;");
    says(NGINX, "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;");
    says(NGINX, "access_log off;");
    says(NGINX, "error_log /dev/null emerg;");
    says(NGINX, "proxy_request_buffering off;");
    assert!(!NGINX.contains("add_header") && !CADDY.contains("header +"), "amicus sets its own headers");
    says(CADDY, "exclude http.log.error");
    let logs = lines(CADDY).iter().filter(|line| line.starts_with("log")).count();
    assert_eq!(logs, 1, "caddy keeps no log of requests unless it is told to");
}

#[test]
fn only_tls_of_today_is_spoken_and_pages_alone_are_led_to_it() {
    says(NGINX, "ssl_protocols TLSv1.2 TLSv1.3;");
    says(CADDY, "protocols tls1.2 tls1.3");
    says(NGINX, "return 308 https://campaign.example$request_uri;");
    says(CADDY, "redir @looks https://campaign.example{uri} 308");
    for weak in ["TLSv1;", "TLSv1.1", "SSLv3", "CBC", ":RC4", "3DES", "AES128-SHA:"] {
        assert!(!NGINX.contains(weak), "{weak}");
    }
}

#[test]
fn the_limits_of_the_proxies_are_those_of_amicus() {
    use amicus::web::{HEADER_BYTES, STAFF_FORM_BYTES};
    assert_eq!((HEADER_BYTES, STAFF_FORM_BYTES), (32 * 1024, 1024 * 1024));
    says(NGINX, "client_max_body_size 1m;");
    says(NGINX, "large_client_header_buffers 4 8k;");
    says(CADDY, "max_size 1MiB");
    says(CADDY, "max_header_size 32KiB");
}

#[test]
fn the_readme_names_what_is_shipped() {
    for file in ["torrc", "nginx.conf", "Caddyfile"] {
        assert!(README.contains(&format!("config/front/{file}")), "{file}");
    }
}

/// A name and a folder that the program at hand will not find here are put in place of those of the example.
fn with_own_certificate(folder: &std::path::Path) -> String {
    let key = rcgen::generate_simple_self_signed(vec!["campaign.example".to_owned()]).unwrap();
    std::fs::write(folder.join("fullchain.pem"), key.cert.pem()).unwrap();
    std::fs::write(folder.join("privkey.pem"), key.signing_key.serialize_pem()).unwrap();
    let here = folder.display().to_string();
    let site = NGINX.replace("/etc/ssl/campaign.example", &here).replace("/var/log/nginx", &here);
    format!("pid {here}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n")
}

#[test]
fn nginx_takes_its_configuration_where_it_is_installed() {
    let places = ["nginx", "/usr/sbin/nginx"];
    let Some(nginx) = places.iter().find(|place| Command::new(place).arg("-v").output().is_ok()) else {
        let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
        assert!(!required, "AMICUS_TEST_REQUIRE=all asks for nginx, and it is not installed");
        println!("left out: what nginx says of its configuration, because nginx is not installed");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nginx.conf");
    std::fs::write(&file, with_own_certificate(folder.path())).unwrap();
    let judged = Command::new(nginx).arg("-t").arg("-c").arg(&file).output().unwrap();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
}
