//! Why a document can't be fetched, in one line.

use std::io::ErrorKind;
use std::time::Duration;

use super::address::AddressError;
use crate::diagnostic::{Diagnostic, Failure, plain};
use crate::names::NameError;

/// Why a document can't be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Cause {
    /// The directory gives the document a name that can't be a file's.
    #[error("the directory's name for the document can't be a file's name: {0}")]
    Name(NameError),
    /// The directory has another document of that name.
    #[error("the directory lists another document of that name")]
    Twice,
    /// The configuration names a document that isn't on the list.
    #[error(
        "the configuration names the document, and neither the directory nor `fetch.documents` says where it is"
    )]
    NotListed,
    /// The directory gives an address that can't be asked.
    #[error("{0}")]
    Address(#[from] AddressError),
    /// The directory gives no address.
    #[error("the directory has no address for the document")]
    NoAddress,
    /// The host isn't allowed, or not at this port; the text is the entry that would allow it.
    #[error("`{0}` is not an allowed host (`fetch: {{ hosts: [\"{0}\"] }}` in provgen.yaml would allow it)")]
    Host(String),
    /// There were too many redirects.
    #[error("more than {0} redirects")]
    Redirects(usize),
    /// The server answered with an error.
    #[error("HTTP {code}{}", words(*.code))]
    Status {
        /// The status of the answer.
        code: u16,
        /// How long the server asks to wait before the next try.
        retry_after: Option<Duration>,
    },
    /// The server says that the document hasn't changed, although the request had no ETag.
    #[error("the server says that the document hasn't changed, but it wasn't fetched before")]
    NotModified,
    /// The answer took longer than the limit.
    #[error("no complete answer within {} s", .0.as_secs_f64())]
    Timeout(Duration),
    /// The connection couldn't be made, or broke.
    #[error("{0}")]
    Connection(String),
    /// The answer ended early.
    #[error("the answer was cut off")]
    CutOff,
    /// The server isn't the host that it claims to be, or violates HTTP.
    #[error("{0}")]
    Protocol(String),
    /// No authority that is trusted vouches for the server's certificate.
    #[error(
        "nobody who is trusted vouches for the server's certificate (SSL_CERT_FILE can name a file with who does)"
    )]
    Untrusted,
    /// The answer is larger than the limit.
    #[error("larger than {} MiB (`fetch: {{ max_megabytes: ... }}` in provgen.yaml allows more)", .0 >> 20)]
    TooLarge(u64),
    /// The answer can't be read as a document.
    #[error("{}", first(.0))]
    Document(Failure),
    /// The answer is another document than the directory says.
    #[error("the server sent the document of {0}")]
    OtherDocument(String),
    /// The file can't be written, or the one there can't be read.
    #[error("{}", first(.0))]
    File(Failure),
    /// The run was interrupted.
    #[error("interrupted")]
    Interrupted,
}

/// Why a document can't be fetched, after how many tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchError {
    /// The cause of the last try's failure.
    pub cause: Cause,
    /// The number of tries, at least 1.
    pub attempts: u32,
}

impl std::fmt::Display for FetchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.cause.fmt(f)?;
        if let Cause::Status { retry_after: Some(wait), .. } = &self.cause {
            write!(f, ", wants to be asked again in {} s", wait.as_secs())?;
        }
        if self.attempts > 1 { write!(f, " (tried {} times)", self.attempts) } else { Ok(()) }
    }
}

impl From<Cause> for FetchError {
    fn from(cause: Cause) -> Self {
        Self { cause, attempts: 1 }
    }
}

impl Cause {
    /// Whether another try may help.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Status { code, .. } => matches!(code, 408 | 429 | 500..=599),
            Self::Timeout(_) | Self::Connection(_) | Self::CutOff => true,
            _ => false,
        }
    }

    /// The cause that ureq's error stands for; the request had `limit` to be answered.
    pub(super) fn of(error: ureq::Error, limit: Duration) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::Timeout(limit),
            ureq::Error::Io(error) => match error.kind() {
                ErrorKind::UnexpectedEof => Self::CutOff,
                ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::Timeout(limit),
                // The library has no type of its own for this: rustls's error is inside.
                ErrorKind::InvalidData if error.to_string().contains("UnknownIssuer") => Self::Untrusted,
                // For example, a certificate is for another host: another try changes nothing.
                ErrorKind::InvalidData | ErrorKind::InvalidInput => Self::Protocol(plain(&error)),
                _ => Self::Connection(plain(&error)),
            },
            ureq::Error::HostNotFound => Self::Connection("the host can't be found".into()),
            ureq::Error::ConnectionFailed => Self::Connection("no connection".into()),
            ureq::Error::ConnectProxyFailed(why) => Self::Connection(format!("the proxy refuses: {why}")),
            ureq::Error::Decompress(_, error) if error.kind() == ErrorKind::UnexpectedEof => Self::CutOff,
            error => Self::Protocol(error.to_string()),
        }
    }

    /// All problems, for `-v`.
    #[must_use]
    pub fn problems(&self) -> &[Diagnostic] {
        match self {
            Self::Document(failure) | Self::File(failure) => &failure.problems,
            _ => &[],
        }
    }
}

fn words(code: u16) -> String {
    let status = ureq::http::StatusCode::from_u16(code).ok();
    let reason = status.and_then(|status| status.canonical_reason());
    reason.map(|reason| format!(" {}", reason.to_lowercase())).unwrap_or_default()
}

/// The first problem, and the number of others.
fn first(failure: &Failure) -> String {
    let Some(problem) = failure.problems.first() else { return "it can't be read".into() };
    let place = match &problem.origin {
        Some(origin) if !origin.pointer.is_empty() => format!(" at {}", origin.pointer),
        _ => String::new(),
    };
    match failure.problems.len() + failure.omitted - 1 {
        0 => format!("{}{place}", problem.message),
        more => format!("{}{place} (and {more} more; -v lists them)", problem.message),
    }
}
