//! Reading a form's body: bounded in size and in time, and text or nothing.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// More fields than any form of ours has.
const FIELDS: usize = 100;
const FORM: &str = "application/x-www-form-urlencoded";

/// A body that came whole, in time and in size.
pub struct Body(Vec<u8>);

impl Body {
    /// Reads at most `limit` bytes within `within`.
    ///
    /// # Errors
    /// [`Error::NotAForm`] for another media type or any content encoding (ASVS 15.2.2: nothing is unpacked),
    /// [`Error::TooLarge`], [`Error::TooSlow`], [`Error::BadRequest`] if the connection broke.
    pub async fn read(
        request: &HttpRequest,
        payload: &mut Payload,
        limit: usize,
        within: Duration,
    ) -> Result<Self> {
        let media =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let named = media.split(';').next().unwrap_or_default().trim();
        if !named.eq_ignore_ascii_case(FORM) || request.headers().contains_key(CONTENT_ENCODING) {
            return Err(Error::NotAForm);
        }
        if announced_length(request).is_some_and(|length| length > limit) {
            return Err(Error::TooLarge);
        }
        tokio::time::timeout(within, collect(payload, limit)).await.map_err(|_| Error::TooSlow)?.map(Self)
    }

    /// Whether the decoded body is UTF-8 throughout.
    #[must_use]
    pub fn is_text(&self) -> bool {
        percent_encoding::percent_decode(&self.0).decode_utf8().is_ok()
    }

    /// The fields, as `T` has them; bytes that are no text come as U+FFFD.
    ///
    /// # Errors
    /// [`Error::BadRequest`] if there are more than 100 fields or a field is not of its kind.
    pub fn fields<T: DeserializeOwned>(&self) -> Result<T> {
        if self.0.split(|byte| *byte == b'&').count() > FIELDS {
            return Err(Error::BadRequest("base-error-too-many-fields"));
        }
        serde_urlencoded::from_bytes(&self.0).map_err(|_| Error::BadRequest("base-error-unreadable-form"))
    }
}

fn announced_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get("content-length")?.to_str().ok()?.parse().ok()
}

async fn collect(payload: &mut Payload, limit: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::BadRequest("base-error-broken-body"))?;
        if bytes.len() + chunk.len() > limit {
            return Err(Error::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
