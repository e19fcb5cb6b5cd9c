//! The settings of manifests.
//!
//! In: the text of an address. Out: [`ManifestSettings`] with their defaults, which `settings` fills in.

use globset::{GlobBuilder, GlobMatcher};
use thiserror::Error;

use crate::patterns::bounded;

/// The part of [`ServerUrl`] that stands for the service's name.
const SERVICE: &str = "{service}";

/// The settings of manifests.
#[derive(Debug, Clone, Default)]
pub struct ManifestSettings {
    /// The server that StackQL calls instead of the API's own.
    pub server_url: Option<ServerUrl>,
    /// Extensions of the documents (`x-…`) that manifests leave out; never those that StackQL reads.
    pub drop_extensions: Vec<ExtensionPattern>,
}

/// A pattern of names of extensions: `x-ms-*`.
#[derive(Debug, Clone)]
pub struct ExtensionPattern(GlobMatcher);

impl ExtensionPattern {
    /// The pattern `text`, in which `*`, `?`, `[…]` and `{…,…}` are wildcards.
    ///
    /// # Errors
    /// Why the text isn't a pattern of extensions.
    pub fn new(text: &str) -> Result<Self, String> {
        if !text.starts_with("x-") {
            return Err("extensions begin with `x-`".into());
        }
        let glob = GlobBuilder::new(bounded(text)?).backslash_escape(true).build();
        Ok(Self(glob.map_err(|error| error.kind().to_string())?.compile_matcher()))
    }

    /// Whether the pattern means the key `name`.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        const STACKQL: &str = "x-stackql";
        let is_own = name.get(..STACKQL.len()).is_some_and(|start| start.eq_ignore_ascii_case(STACKQL));
        name.starts_with("x-") && !is_own && self.0.is_match(name)
    }
}

/// The address of a server that stands in for the API's own: a proxy, a gateway, a mock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl(String);

/// Why a text can't be the address of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ServerUrlError {
    /// The text has another scheme, or none.
    #[error("it doesn't start with `https://` or `http://`")]
    Scheme,
    /// The text ends after the scheme.
    #[error("it names no host")]
    Host,
    /// A query, a fragment, white space, or a variable that provgen doesn't know.
    #[error("it may have a host, a port and a path, and in these `{{service}}`")]
    Part,
}

impl ServerUrl {
    /// Checks an address; `{service}` in it stands for the name of each service.
    ///
    /// # Errors
    /// [`ServerUrlError`] for a text that is no address of a server.
    pub fn new(text: &str) -> Result<Self, ServerUrlError> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let rest = rest.ok_or(ServerUrlError::Scheme)?;
        if rest.is_empty() || rest.starts_with('/') {
            return Err(ServerUrlError::Host);
        }
        let is_strange = |c: char| c.is_whitespace() || c.is_control() || "?#{}\\\"'<>".contains(c);
        if rest.replace(SERVICE, "").contains(is_strange) {
            return Err(ServerUrlError::Part);
        }
        Ok(Self(text.trim_end_matches('/').to_string()))
    }

    /// The address of `url`, a server of `service`: scheme, host and port are replaced, the path is kept.
    #[must_use]
    pub fn instead_of(&self, url: &str, service: &str) -> String {
        self.0.replace(SERVICE, service) + path_of(url)
    }
}

/// The path in the address of a server, with its `/`. A variable may have a `/` in its pattern.
#[must_use]
pub fn path_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let mut depth = 0_usize;
    for (at, c) in after_scheme.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => return after_scheme.get(at..).unwrap_or_default().trim_end_matches('/'),
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_and_host_are_replaced_and_the_path_stays() {
        let url = ServerUrl::new("http://127.0.0.1:8080/mock/{service}/").unwrap();
        for (own, expected) in [
            ("https://dataproc.googleapis.com", "http://127.0.0.1:8080/mock/shop"),
            ("https://www.googleapis.com/storage/v1", "http://127.0.0.1:8080/mock/shop/storage/v1"),
            ("https://{account}.example.com/{version}/", "http://127.0.0.1:8080/mock/shop/{version}"),
            ("https://{host:^[^/]+$}/v1", "http://127.0.0.1:8080/mock/shop/v1"),
            ("/v1", "http://127.0.0.1:8080/mock/shop/v1"),
            ("", "http://127.0.0.1:8080/mock/shop"),
        ] {
            assert_eq!(url.instead_of(own, "shop"), expected, "{own}");
        }
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host() {
        assert_eq!(ServerUrl::new("localhost:8080"), Err(ServerUrlError::Scheme));
        assert_eq!(ServerUrl::new("ftp://localhost"), Err(ServerUrlError::Scheme));
        assert_eq!(ServerUrl::new("http://"), Err(ServerUrlError::Host));
        assert_eq!(ServerUrl::new("http:///v1"), Err(ServerUrlError::Host));
        for strange in ["http://a b", "http://a?x=1", "http://a/#b", "http://{host}/", "http://a\n"] {
            assert_eq!(ServerUrl::new(strange), Err(ServerUrlError::Part), "{strange}");
        }
        assert!(ServerUrl::new("https://{service}.example.com").is_ok());
    }
}
