//! Public pages as ready bytes: rendered once per change, compressed once, served from memory.

use std::io::Write as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// How long browsers may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Ask every time whether it changed: public pages.
    Revalidate,
    /// For ever: the address holds a hash of the content.
    Forever,
}

/// An answer in the three encodings that browsers take, with its strong tag.
#[derive(Debug, Clone)]
pub struct ReadyBytes {
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
    tags: [HeaderValue; 3],
    content_type: HeaderValue,
    cache: HeaderValue,
}

const BROTLI_QUALITY: i32 = 5;

impl ReadyBytes {
    /// Prepares `body` for serving.
    #[must_use]
    pub fn new(content_type: &'static str, keep: Keep, body: Vec<u8>) -> Self {
        let hash = Sha256::digest(&body);
        let name = BASE64URL_NOPAD.encode(&hash).chars().take(22).collect::<String>();
        let tag = |coding: &str| {
            HeaderValue::from_str(&format!("\"{name}{coding}\"")).unwrap_or(HeaderValue::from_static("\"\""))
        };
        let cache = match keep {
            Keep::Revalidate => HeaderValue::from_static("no-cache"),
            Keep::Forever => HeaderValue::from_static("public, max-age=31536000, immutable"),
        };
        Self {
            gzip: gzip(&body).into(),
            brotli: brotli(&body).into(),
            tags: [tag(""), tag("-gz"), tag("-br")],
            plain: body.into(),
            content_type: HeaderValue::from_static(content_type),
            cache,
        }
    }

    /// Answers a request: the encoding it takes, or 304 if it has these bytes already.
    #[must_use]
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let [plain_tag, gzip_tag, brotli_tag] = &self.tags;
        let (body, tag, coding) = match preferred(request) {
            Coding::Brotli => (&self.brotli, brotli_tag, Some("br")),
            Coding::Gzip => (&self.gzip, gzip_tag, Some("gzip")),
            Coding::Plain => (&self.plain, plain_tag, None),
        };
        let unchanged = has(request, tag);
        let mut answer =
            HttpResponse::build(if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        answer.insert_header((ETAG, tag.clone()));
        answer.insert_header((CACHE_CONTROL, self.cache.clone()));
        answer.insert_header((VARY, HeaderValue::from_static("Accept-Encoding")));
        if unchanged {
            return answer.finish();
        }
        answer.insert_header((CONTENT_TYPE, self.content_type.clone()));
        if let Some(coding) = coding {
            answer.insert_header((CONTENT_ENCODING, HeaderValue::from_static(coding)));
        }
        answer.body(body.clone())
    }
}

enum Coding {
    Brotli,
    Gzip,
    Plain,
}

fn preferred(request: &HttpRequest) -> Coding {
    let accepted =
        request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |coding: &str| {
        accepted.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next().is_some_and(|named| named.eq_ignore_ascii_case(coding)) && !words.any(refused)
        })
    };
    if takes("br") {
        Coding::Brotli
    } else if takes("gzip") {
        Coding::Gzip
    } else {
        Coding::Plain
    }
}

fn refused(weight: &str) -> bool {
    weight.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
}

fn has(request: &HttpRequest, tag: &HeaderValue) -> bool {
    let known = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let tag = tag.to_str().unwrap_or_default();
    known
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    match packer.write_all(body).and_then(|()| packer.finish()) {
        Ok(packed) => packed,
        Err(never) => unreachable_in_memory(&never),
    }
}

fn brotli(body: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, ..Default::default() };
    match brotli::BrotliCompress(&mut &*body, &mut packed, &params) {
        Ok(_) => packed,
        Err(never) => unreachable_in_memory(&never),
    }
}

/// Writing to memory does not fail; if it ever did, an empty body is seen at once.
fn unreachable_in_memory(error: &std::io::Error) -> Vec<u8> {
    tracing::error!(%error, "packing a page in memory failed");
    Vec::new()
}
