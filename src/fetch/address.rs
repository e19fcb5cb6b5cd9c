//! Addresses of documents, and which hosts may be asked, at which port.
//!
//! In: texts from the configuration, from the directory and from redirects. Out: an [`Address`] whose scheme,
//! host and port are known, and [`AllowedHosts`], which says whether it may be asked. Both work on the very
//! value that the request is made from, so that no two readings of one text can differ.

use std::fmt;
use std::net::Ipv6Addr;

use ureq::http::Uri;
use ureq::http::uri::Scheme;

/// Google's hosts are always allowed: the directory's own and those of the APIs.
const GOOGLE: &str = "googleapis.com";

/// The address of a document: `http` or `https`, a host, no credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Uri);

/// Why a text can't be an [`Address`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text isn't a URL with a host.
    #[error("`{0}` is not an address")]
    Malformed(String),
    /// The scheme is neither `http` nor `https`.
    #[error("`{0}` is neither http nor https")]
    Scheme(String),
    /// The address has a user or a password, which would end up in logs.
    #[error("the address has credentials in it")]
    Credentials,
}

impl Address {
    /// Reads an absolute URL.
    ///
    /// # Errors
    /// [`AddressError`] if the text isn't such a URL.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let malformed = || AddressError::Malformed(text.to_string());
        let uri: Uri = text.parse().map_err(|_| malformed())?;
        let authority = uri.authority().ok_or_else(malformed)?;
        if authority.host().is_empty() {
            return Err(malformed());
        }
        if authority.as_str().contains('@') {
            return Err(AddressError::Credentials);
        }
        // A port that isn't a number would be the scheme's own to one reader and an error to the next.
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err(malformed());
        }
        match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS => Ok(Self(uri)),
            _ => Err(AddressError::Scheme(text.to_string())),
        }
    }

    /// The address that `reference` means on the page at this address: a redirect's `Location`.
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub fn join(&self, reference: &str) -> Result<Self, AddressError> {
        let scheme = if self.is_https() { "https" } else { "http" };
        let authority = self.0.authority().map(ToString::to_string).unwrap_or_default();
        let head = reference.split(['/', '?', '#']).next().unwrap_or_default();
        if head.contains(':') {
            Self::parse(reference)
        } else if reference.starts_with("//") {
            Self::parse(&format!("{scheme}:{reference}"))
        } else if reference.starts_with('/') {
            Self::parse(&format!("{scheme}://{authority}{reference}"))
        } else {
            let path = self.0.path();
            let base = path.rsplit_once('/').map_or("", |(base, _)| base);
            let base = if reference.starts_with('?') { path.to_string() } else { format!("{base}/") };
            Self::parse(&format!("{scheme}://{authority}{base}{reference}"))
        }
    }

    /// The address of `path`, which starts with `/`, below this one.
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub fn below(&self, path: &str) -> Result<Self, AddressError> {
        self.join(&format!("{}{path}", self.0.path().trim_end_matches('/')))
    }

    /// The host, without a port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host().unwrap_or_default()
    }

    /// The port: the one that is written, else the scheme's.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port_u16().unwrap_or_else(|| self.default_port())
    }

    fn default_port(&self) -> u16 {
        if self.is_https() { 443 } else { 80 }
    }

    /// The entry of `fetch.hosts` that allows this address and no other host or port: `mirror.example:8443`.
    #[must_use]
    pub fn entry(&self) -> String {
        let scheme = if self.is_https() { "" } else { "http://" };
        let port = (self.port() != self.default_port()).then(|| format!(":{}", self.port()));
        format!("{scheme}{}{}", self.host(), port.unwrap_or_default())
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == Some(&Scheme::HTTPS)
    }

    /// The URI for a request.
    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An entry of the list of hosts: `mirror.example`, `*.mirror.example` for all hosts below it,
/// `http://mirror.example` if the connection need not be encrypted. Each may end with `:8443` for that port
/// alone; without a port, the entry is for the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPattern {
    host: String,
    /// `None` stands for the scheme's own port.
    port: Option<u16>,
    is_suffix: bool,
    may_be_plain: bool,
}

impl HostPattern {
    /// Reads an entry; `None` if the text isn't an entry.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (may_be_plain, rest) = match text.strip_prefix("http://") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("https://").unwrap_or(text)),
        };
        let (is_suffix, rest) = match rest.strip_prefix("*.") {
            Some(host) => (true, host),
            None => (false, rest),
        };
        // The colons between brackets belong to the address.
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(read_port(port)?)),
            _ => (rest, None),
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let is_valid = match host.strip_prefix('[') {
            Some(_) => !is_suffix && ipv6(host).is_some(),
            None => !host.is_empty() && !host.starts_with('.') && host.chars().all(is_name),
        };
        is_valid.then(|| Self { host: comparable(host), port, is_suffix, may_be_plain })
    }

    /// The entry for the host and port of `address`, with the encryption that it has.
    fn of(address: &Address) -> Self {
        Self {
            host: comparable(address.host()),
            port: (address.port() != address.default_port()).then(|| address.port()),
            is_suffix: false,
            may_be_plain: !address.is_https(),
        }
    }

    fn matches(&self, address: &Address) -> bool {
        let host = comparable(address.host());
        let is_host = if self.is_suffix {
            host.strip_suffix(&self.host).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            host == self.host
        };
        let is_port = address.port() == self.port.unwrap_or_else(|| address.default_port());
        is_host && is_port && (address.is_https() || self.may_be_plain)
    }
}

/// Reads a port, which has only digits.
fn read_port(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// The address between brackets.
fn ipv6(host: &str) -> Option<Ipv6Addr> {
    host.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// A host in one form, for comparing: `[::1]` may be written in several.
fn comparable(host: &str) -> String {
    ipv6(host).map_or_else(|| host.to_ascii_lowercase(), |address| format!("[{address}]"))
}

/// The hosts that may be asked: Google's, the root's, those of the configuration.
#[derive(Debug, Clone)]
pub struct AllowedHosts(Vec<HostPattern>);

impl AllowedHosts {
    /// The hosts for a run that starts at `root`.
    #[must_use]
    pub fn new(root: &Address, more: &[HostPattern]) -> Self {
        let google = [false, true].map(|is_suffix| HostPattern {
            host: GOOGLE.into(),
            port: None,
            is_suffix,
            may_be_plain: false,
        });
        Self(google.into_iter().chain([HostPattern::of(root)]).chain(more.iter().cloned()).collect())
    }

    /// Whether `address` may be asked.
    #[must_use]
    pub fn allow(&self, address: &Address) -> bool {
        self.0.iter().any(|pattern| pattern.matches(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn only_https_at_google_and_the_root_as_it_is() {
        let more = [HostPattern::parse("*.corp.example").unwrap()];
        let hosts = AllowedHosts::new(&address("http://127.0.0.1:8080"), &more);
        for good in [
            "https://googleapis.com/x",
            "https://Dataproc.GoogleAPIs.com/$discovery/rest?version=v1",
            "http://127.0.0.1:8080/x",
            "https://googleapis.com:443/",
            "https://a.corp.example/",
        ] {
            assert!(hosts.allow(&address(good)), "{good}");
        }
        for bad in [
            "http://www.googleapis.com/",
            "https://evilgoogleapis.com/",
            "https://googleapis.com.evil.example/",
            "https://.googleapis.com/",
            "http://localhost:8080/",
            "http://127.0.0.1:9090/",
            "http://127.0.0.1/",
            "https://127.0.0.1/",
            "https://googleapis.com:8443/",
            "https://a.corp.example:444/",
            "https://corp.example/",
            "http://a.corp.example/",
        ] {
            assert!(!Address::parse(bad).is_ok_and(|address| hosts.allow(&address)), "{bad}");
        }
        let hosts = AllowedHosts::new(&address("https://mirror.example"), &[]);
        assert!(!hosts.allow(&address("http://mirror.example/")), "encryption was given up");
    }

    #[test]
    fn an_entry_is_for_one_port() {
        for (entry, good, bad) in [
            ("mirror.example", "https://mirror.example:443/", "https://mirror.example:8443/"),
            ("mirror.example:8443", "https://MIRROR.example:8443/", "https://mirror.example/"),
            ("mirror.example:8443", "https://mirror.example:8443/x", "http://mirror.example:8443/"),
            ("*.mirror.example:8443", "https://a.mirror.example:8443/", "https://a.mirror.example/"),
            ("*.mirror.example:8443", "https://a.b.mirror.example:8443/", "https://mirror.example:8443/"),
            ("http://mirror.example", "http://mirror.example:80/", "http://mirror.example:443/"),
            ("http://mirror.example:8080", "http://mirror.example:8080/", "http://mirror.example/"),
            ("[::1]:8080", "https://[::1]:8080/", "https://[::1]/"),
            ("http://[::1]", "http://[0:0:0:0:0:0:0:1]/", "http://[::1]:8080/"),
        ] {
            let more = [HostPattern::parse(entry).unwrap()];
            let hosts = AllowedHosts::new(&address("https://root.example"), &more);
            assert!(hosts.allow(&address(good)), "{entry}: {good}");
            assert!(!hosts.allow(&address(bad)), "{entry}: {bad}");
            // The entry that a refusal names would have allowed the address.
            let more = [HostPattern::parse(&address(bad).entry()).unwrap()];
            assert!(AllowedHosts::new(&address("https://root.example"), &more).allow(&address(bad)), "{bad}");
        }
        for bad in
            ["", ":80", "a:", "a:b", "a:65536", "a:+1", "a:1:2", "[::1", "[x]", "*.[::1]", "::1", "a b"]
        {
            assert_eq!(HostPattern::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "x",
            "/x",
            "ftp://googleapis.com/",
            "file:///etc/passwd",
            "https://a@evil.example/",
            "https://googleapis.com\\@evil.example/",
            "https:///x",
            "https://googleapis.com:/",
            "https://googleapis.com:65536/",
            "https://googleapis.com:8x/",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn references_are_taken_from_their_page() {
        let page = address("http://127.0.0.1:80/a/b?c");
        for (reference, expected) in [
            ("/x?y", "http://127.0.0.1:80/x?y"),
            ("x", "http://127.0.0.1:80/a/x"),
            ("?v=1", "http://127.0.0.1:80/a/b?v=1"),
            ("//evil.example/x", "http://evil.example/x"),
            ("https://googleapis.com/", "https://googleapis.com/"),
        ] {
            assert_eq!(page.join(reference).unwrap().to_string(), expected);
        }
        assert!(page.join("gopher://x/").is_err());
        assert_eq!(address("http://m/base/").below("/v1").unwrap().to_string(), "http://m/base/v1");
    }
}
