//! Requests and their answers.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;

use percent_encoding::percent_decode_str;

/// Longest request line and headers, in bytes.
const MAX_HEAD: usize = 16 << 10;

/// Most headers of a request.
const MAX_HEADERS: usize = 100;

/// A request to read something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, decoded and without the query; starts with `/`.
    pub path: String,
    /// The host, as sent.
    pub host: String,
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The client wants the answer.
    Get,
    /// The client wants the answer's headers alone.
    Head,
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
        })
    }
}

/// Statuses of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are called as RFC 9110 calls them")]
pub enum Status {
    Ok,
    Found,
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    HeadersTooLarge,
    Failed,
    Busy,
}

impl Status {
    /// The status line: number and name.
    #[must_use]
    pub const fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::Found => "302 Found",
            Self::BadRequest => "400 Bad Request",
            Self::Forbidden => "403 Forbidden",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::HeadersTooLarge => "431 Request Header Fields Too Large",
            Self::Failed => "500 Internal Server Error",
            Self::Busy => "503 Service Unavailable",
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: Status,
    /// The media type.
    pub kind: &'static str,
    /// The address to look at instead.
    pub location: Option<String>,
    /// The body.
    pub body: Body,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// A text in memory.
    Text(String),
    /// The first bytes of a file, which are read while they are sent; their number.
    File(File, u64),
}

impl Body {
    fn length(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::File(_, length) => *length,
        }
    }
}

impl Response {
    /// An answer with `body`, of the media type `kind`.
    #[must_use]
    pub fn new(kind: &'static str, body: impl Into<String>) -> Self {
        Self { status: Status::Ok, kind, location: None, body: Body::Text(body.into()) }
    }

    /// An answer with the first `length` bytes of `file`, of the media type `kind`.
    #[must_use]
    pub fn file(kind: &'static str, file: File, length: u64) -> Self {
        Self { status: Status::Ok, kind, location: None, body: Body::File(file, length) }
    }

    /// An answer of one sentence.
    #[must_use]
    pub fn word(status: Status, sentence: &str) -> Self {
        Self { status, ..Self::new("text/plain; charset=utf-8", format!("{sentence}\n")) }
    }

    /// Writes the answer; to `HEAD` without its body.
    ///
    /// # Errors
    /// The client has gone, or a file can't be read.
    pub(super) fn write(self, mut stream: &TcpStream, method: Method) -> std::io::Result<()> {
        let mut text = format!("HTTP/1.1 {}\r\n", self.status.line());
        let mut header = |name: &str, value: &str| text.push_str(&format!("{name}: {value}\r\n"));
        header("Content-Type", self.kind);
        header("Content-Length", &self.body.length().to_string());
        if let Some(location) = &self.location {
            header("Location", location);
        }
        if self.status == Status::MethodNotAllowed {
            header("Allow", "GET, HEAD");
        }
        // Pages load only the server's own files, run only its script, and can't be put into a frame.
        header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        );
        header("X-Content-Type-Options", "nosniff");
        header("Cross-Origin-Resource-Policy", "same-origin");
        header("Referrer-Policy", "no-referrer");
        header("Cache-Control", "no-store");
        header("Connection", "close");
        text.push_str("\r\n");
        match (self.body, method) {
            (_, Method::Head) => stream.write_all(text.as_bytes())?,
            (Body::Text(body), Method::Get) => stream.write_all((text + &body).as_bytes())?,
            (Body::File(file, length), Method::Get) => {
                stream.write_all(text.as_bytes())?;
                std::io::copy(&mut file.take(length), &mut stream)?;
            }
        }
        stream.flush()
    }
}

impl Request {
    /// Reads a request; none if the client has gone.
    ///
    /// # Errors
    /// The answer to a request that can't be served.
    pub(super) fn read(mut stream: &TcpStream) -> Result<Option<Self>, Response> {
        let mut head = Vec::new();
        let mut part = [0; 4096];
        loop {
            let Ok(count) = stream.read(&mut part) else { return Ok(None) };
            let Some(new) = part.get(..count).filter(|new| !new.is_empty()) else { return Ok(None) };
            head.extend_from_slice(new);
            if head.len() > MAX_HEAD {
                return Err(Response::word(Status::HeadersTooLarge, "The request is too long."));
            }
            if let Some(request) = Self::parse(&head)? {
                return Ok(Some(request));
            }
        }
    }

    /// The request at the start of `head`; none if it isn't complete yet.
    ///
    /// # Errors
    /// The answer to a request that can't be served.
    pub fn parse(head: &[u8]) -> Result<Option<Self>, Response> {
        let bad = |sentence: &str| Response::word(Status::BadRequest, sentence);
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(head) {
            Ok(httparse::Status::Complete(_)) => {}
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => {
                return Err(Response::word(Status::HeadersTooLarge, "The request has too many headers."));
            }
            Err(_) => return Err(bad("This is not HTTP.")),
        }
        let method = match request.method {
            Some("GET") => Method::Get,
            Some("HEAD") => Method::Head,
            _ => {
                return Err(Response::word(Status::MethodNotAllowed, "This server is read-only."));
            }
        };
        let mut hosts = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
        let host = match (hosts.next().map(|header| str::from_utf8(header.value)), hosts.next()) {
            (Some(Ok(host)), None) => host.trim().to_string(),
            _ => return Err(bad("A request must name one host.")),
        };
        let target = request.path.unwrap_or_default();
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let path = percent_decode_str(path).decode_utf8().map_err(|_| bad("The address is not UTF-8."))?;
        if !path.starts_with('/') {
            return Err(bad("The address doesn't start with a slash."));
        }
        Ok(Some(Self { method, path: path.into_owned(), host }))
    }
}

/// Whether a request that names `host` is meant for this server.
pub(super) fn is_own(host: &str, port: u16) -> bool {
    let (name, named_port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, port.parse().unwrap_or(0))
        }
        _ => (host, 80),
    };
    named_port == port && (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost"))
}
