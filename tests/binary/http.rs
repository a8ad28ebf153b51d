//! A small HTTP client: one request a connection, so that what is sent and when is the test's own decision.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use scraper::{ElementRef, Html, Selector};

/// No answer takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// A header's value; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(named, _)| named.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
    }

    /// The fields of the first form whose action holds `action`, as a browser would send them.
    #[track_caller]
    pub(crate) fn fields_of(&self, action: &str) -> Vec<(String, String)> {
        let html = Html::parse_document(&self.body);
        let form = html
            .select(&selector("form"))
            .find(|form| form.attr("action").is_some_and(|acts| acts.contains(action)))
            .unwrap_or_else(|| panic!("no form acts on {action}: {}", self.body));
        let controls = selector("input[name], textarea[name], select[name], button[name]");
        form.select(&controls).filter_map(sent).collect()
    }

    /// The action of the first form whose action holds `action`.
    #[track_caller]
    pub(crate) fn action(&self, action: &str) -> String {
        let html = Html::parse_document(&self.body);
        let forms = selector("form[action]");
        let mut found = html.select(&forms).filter_map(|form| form.attr("action"));
        let found = found.find(|acts| acts.contains(action)).map(str::to_owned);
        found.unwrap_or_else(|| panic!("no form acts on {action}: {}", self.body))
    }

    /// What the page's main part says.
    pub(crate) fn text(&self) -> String {
        let (html, main) = (Html::parse_document(&self.body), selector("main"));
        let words = html.select(&main).flat_map(|main| main.text()).flat_map(str::split_whitespace);
        words.collect::<Vec<_>>().join(" ")
    }

    /// What the first link that begins so leads to.
    pub(crate) fn link(&self, beginning: &str) -> Option<String> {
        self.links(beginning).into_iter().next()
    }

    /// What every link that begins so leads to.
    pub(crate) fn links(&self, beginning: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let links = selector("a[href]");
        let found = html.select(&links).filter_map(|link| link.attr("href")).map(str::to_owned);
        found.filter(|link| link.starts_with(beginning)).collect()
    }
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

/// What a control of a form sends, if it sends anything.
fn sent(control: ElementRef<'_>) -> Option<(String, String)> {
    let of = |name: &str| control.attr(name).unwrap_or_default().to_owned();
    let value = match (control.value().name(), control.attr("type")) {
        ("textarea", _) => control.text().collect(),
        ("select", _) => {
            let first = |css: &str| control.select(&selector(css)).next();
            let option = first("option[selected]").or_else(|| first("option"))?;
            option.attr("value").map_or_else(|| option.text().collect(), str::to_owned)
        }
        (_, Some("radio" | "checkbox")) => {
            control.attr("checked")?;
            control.attr("value").unwrap_or("on").to_owned()
        }
        _ => of("value"),
    };
    Some((of("name"), value))
}

/// Asks for a page.
pub(crate) fn get(at: SocketAddr, path: &str) -> Answer {
    try_get(at, path).unwrap_or_else(|error| panic!("GET {path}: {error}"))
}

/// Asks for a page of a site that may be gone.
pub(crate) fn try_get(at: SocketAddr, path: &str) -> io::Result<Answer> {
    let head = format!("GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    let mut stream = connect(at)?;
    stream.write_all(head.as_bytes())?;
    read(&mut stream)
}

/// Sends a request with these headers besides Host, Connection and the length of `body`.
pub(crate) fn send(
    at: SocketAddr,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut stream = connect(at)?;
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n")?;
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    write!(stream, "Content-Length: {}\r\n\r\n", body.len())?;
    stream.write_all(body)?;
    read(&mut stream)
}

/// Sends a form as a browser on the site's own page does.
pub(crate) fn post(at: SocketAddr, path: &str, fields: &[(String, String)]) -> io::Result<Answer> {
    let body = serde_urlencoded::to_string(fields).unwrap();
    let mut stream = connect(at)?;
    stream.write_all(form_head(at, path, body.len()).as_bytes())?;
    stream.write_all(body.as_bytes())?;
    read(&mut stream)
}

/// The head of a form's request with a body of `length` bytes.
pub(crate) fn form_head(at: SocketAddr, path: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: {FORM}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )
}

pub(crate) fn connect(at: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&at, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads an answer to its end: the end of the connection, or what its head announces.
pub(crate) fn read(stream: &mut TcpStream) -> io::Result<Answer> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        if let Some(answer) = whole(&bytes) {
            return Ok(answer);
        }
        match stream.read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
            Err(error) => return Err(error),
        }
    }
}

fn whole(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let rest = &bytes[end + 4..];
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut answer = Answer { status, head, body: String::new() };
    let body = if answer.header("transfer-encoding") == "chunked" {
        unchunk(rest)?
    } else {
        let length: usize = answer.header("content-length").parse().unwrap_or(0);
        rest.get(..length)?.to_vec()
    };
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Some(answer)
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?, 16).ok()?;
        let chunk = rest.get(line + 2..line + 2 + length)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        rest = rest.get(line + 2 + length + 2..)?;
    }
}
