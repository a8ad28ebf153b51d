//! The stylesheet, the small scripts and the icon: embedded, and served under names that hold a hash
//! of their content, so that browsers may keep them for ever.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::ready::{Keep, ReadyBytes};
use crate::error::{OrNotFound as _, Result};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Embedded;

/// Every static file under its hashed name.
#[derive(Debug, Clone)]
pub struct Assets {
    by_address: HashMap<String, ReadyBytes>,
    addresses: HashMap<String, String>,
}

impl Assets {
    /// Prepares every embedded file.
    #[must_use]
    pub fn embedded() -> Self {
        let mut assets = Self { by_address: HashMap::new(), addresses: HashMap::new() };
        for name in Embedded::iter() {
            if let Some(file) = Embedded::get(&name) {
                assets.add(&name, file.data.into_owned());
            }
        }
        assets
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let hash: String = HEXLOWER.encode(&Sha256::digest(&bytes)).chars().take(12).collect();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let address = format!("{stem}.{hash}.{ending}");
        self.by_address.insert(address.clone(), ReadyBytes::new(media_type(ending), Keep::Forever, bytes));
        self.addresses.insert(name.to_owned(), format!("/static/{address}"));
    }

    /// The path under which the file `name` is served now.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.addresses.get(name).cloned().unwrap_or_default()
    }
}

fn media_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// `GET /static/{name}`.
///
/// # Errors
/// Not found, if no file has that hashed name.
pub async fn show(
    request: HttpRequest,
    name: web::Path<String>,
    assets: web::Data<Assets>,
) -> Result<HttpResponse> {
    assets.by_address.get(name.as_str()).map(|file| file.answer(&request)).or_not_found()
}
