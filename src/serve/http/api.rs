//! Requests to something that stands in for an API: any method, with a body.
//!
//! In: a connection. Out: a [`Call`], and the bytes of the [`Reply`] to it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use super::message::is_own;

/// Longest request line and headers, in bytes.
const MAX_HEAD: usize = 1 << 20;

/// Most headers of a request.
const MAX_HEADERS: usize = 200;

/// Longest body, in bytes.
const MAX_BODY: usize = 64 << 20;

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The method, in upper case.
    pub method: String,
    /// Path and query, not decoded.
    pub target: String,
    /// Headers with their values, in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Call {
    /// The value of the header `name`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The media type.
    pub kind: &'static str,
    /// The bytes that are sent.
    pub body: Vec<u8>,
    /// The number of bytes that are announced: an answer that breaks off announces more than it sends.
    pub announced: usize,
}

impl Reply {
    /// A whole answer, of the media type `kind`.
    #[must_use]
    pub fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self { status, kind, announced: body.len(), body }
    }
}

/// Reads a request and writes the answer to it; `asked` is called between the two. A request that is no HTTP,
/// or is meant for another server than that of `port`, gets no answer.
pub(super) fn converse(
    mut stream: &TcpStream,
    port: u16,
    asked: &dyn Fn(),
    answer: &dyn Fn(&Call) -> Reply,
) -> std::io::Result<()> {
    let call = read(stream);
    asked();
    if let Some(call) = call.filter(|call| call.header("host").is_some_and(|host| is_own(host, port))) {
        let Reply { status, kind, body, announced } = answer(&call);
        let head = format!(
            "HTTP/1.1 {status} Mock\r\nContent-Type: {kind}\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes())?;
        if call.method != "HEAD" {
            stream.write_all(&body)?;
        }
        stream.flush()?;
    }
    stream.shutdown(Shutdown::Write)
}

/// How long a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// So many bytes.
    Known(usize),
    /// It comes in chunks, each with its own length.
    Chunked,
}

/// A request without its body.
struct Head {
    call: Call,
    length: Length,
    /// Where the body starts.
    end: usize,
}

/// The request of a connection; none if it isn't whole, or too large.
fn read(mut stream: &TcpStream) -> Option<Call> {
    let (mut bytes, mut part, mut head) = (Vec::new(), [0; 1 << 14], None);
    loop {
        if head.is_none() {
            head = parsed(&bytes)?;
        }
        match &head {
            Some(Head { call, length, end }) => {
                if let Some(body) = body(bytes.get(*end..)?, *length)? {
                    return Some(Call { body, ..call.clone() });
                }
            }
            None if bytes.len() > MAX_HEAD => return None,
            None => {}
        }
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(part.get(..count)?);
    }
}

/// The head at the start of `bytes`. The outer value is none for bytes that are no HTTP, the inner one for a
/// head that isn't whole yet.
fn parsed(bytes: &[u8]) -> Option<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let end = match request.parse(bytes).ok()? {
        httparse::Status::Complete(end) => end,
        httparse::Status::Partial => return Some(None),
    };
    let headers: Vec<(String, String)> = request
        .headers
        .iter()
        .map(|header| (header.name.to_string(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let call = Call {
        method: request.method?.to_ascii_uppercase(),
        target: request.path?.to_string(),
        headers,
        body: Vec::new(),
    };
    let length = match call.header("transfer-encoding") {
        Some(encoding) if encoding.eq_ignore_ascii_case("chunked") => Length::Chunked,
        Some(_) => return None,
        None => Length::Known(call.header("content-length").map_or(Some(0), |text| text.parse().ok())?),
    };
    Some(Some(Head { call, length, end }))
}

/// The body at the start of `sent`. The outer value is none for a body that is too large or wrong, the inner
/// one for a body that isn't whole yet.
fn body(sent: &[u8], length: Length) -> Option<Option<Vec<u8>>> {
    match length {
        Length::Known(length) if length > MAX_BODY => None,
        Length::Known(length) => Some(sent.get(..length).map(<[u8]>::to_vec)),
        Length::Chunked if sent.len() > 2 * MAX_BODY => None,
        Length::Chunked => unchunked(sent),
    }
}

/// The body that comes in chunks; the values are none as for [`body`].
fn unchunked(mut sent: &[u8]) -> Option<Option<Vec<u8>>> {
    let mut body = Vec::new();
    loop {
        let (start, size) = match httparse::parse_chunk_size(sent).ok()? {
            httparse::Status::Complete((start, size)) => (start, usize::try_from(size).ok()?),
            httparse::Status::Partial => return Some(None),
        };
        if size == 0 {
            return Some(Some(body));
        }
        let end = start.checked_add(size).filter(|end| *end <= 2 * MAX_BODY)?;
        let Some(chunk) = sent.get(start..end) else { return Some(None) };
        body.extend_from_slice(chunk);
        // A line break ends the chunk.
        let Some(rest) = sent.get(end + 2..) else { return Some(None) };
        sent = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_whole_or_in_chunks() {
        let head = b"POST /v1/things?x=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let Head { call, length, end } = parsed(head).unwrap().unwrap();
        assert_eq!((call.method.as_str(), call.target.as_str()), ("POST", "/v1/things?x=1"));
        assert_eq!((length, end), (Length::Chunked, head.len()));
        let sent = b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(body(sent, length), Some(Some(b"abcde".to_vec())));
        for cut in 0..sent.len() - 4 {
            assert_eq!(body(&sent[..cut], length), Some(None), "{cut}");
        }
        assert_eq!(body(b"abcd", Length::Known(3)), Some(Some(b"abc".to_vec())));
        assert_eq!(body(b"ab", Length::Known(3)), Some(None));
        assert_eq!(body(b"", Length::Known(0)), Some(Some(Vec::new())));
    }

    proptest::proptest! {
        #[test]
        fn no_chunks_panic(sent in "[0-9a-f\r\n;x ]{0,30}") {
            drop(body(sent.as_bytes(), Length::Chunked));
        }
    }

    #[test]
    fn what_is_no_request_gets_none() {
        assert!(parsed(b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n").is_none());
        assert!(parsed(b"\x01\x02\r\n\r\n").is_none());
        assert_eq!(body(b"", Length::Known(MAX_BODY + 1)), None);
        assert_eq!(body(b"zz\r\n", Length::Chunked), None);
        assert_eq!(body(b"fffffffffffffff\r\n", Length::Chunked), None);
    }
}
