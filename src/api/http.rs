//! How an API is called: methods of HTTP, servers, and security.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// HTTP method of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "RFC 9110 tells what they mean")]
pub enum HttpMethod {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl HttpMethod {
    /// All methods.
    pub const ALL: [Self; 8] =
        [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Options, Self::Head, Self::Patch, Self::Trace];

    /// The name as sent: `GET`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// The method's key in an OpenAPI path item: `get`.
    #[must_use]
    pub fn key(self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// The method that `text` names, in upper or lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text))
    }
}

/// A server's URL and the variables in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// The URL without a `/` at its end; `{name}` stands for a variable.
    pub url: String,
    /// A description, in prose.
    pub description: Option<String>,
    /// Variables by name.
    pub variables: BTreeMap<String, ServerVariable>,
}

impl Server {
    /// The server at `url`, without variables.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self { url: url.trim_end_matches('/').to_string(), ..Self::default() }
    }

    /// The URL for people: `{region}` stands for a variable, also for one that is written with a pattern.
    #[must_use]
    pub fn address(&self) -> String {
        let (mut address, mut depth, mut is_pattern) =
            (String::with_capacity(self.url.len()), 0_usize, false);
        for c in self.url.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                ':' if depth == 1 => is_pattern = true,
                _ => {}
            }
            if depth == 0 {
                is_pattern = false;
            }
            if !is_pattern {
                address.push(c);
            }
        }
        address
    }

    /// The pattern with which the URL writes the variable `name`: `^[^/]+$` in `{name:^[^/]+$}`.
    #[must_use]
    pub fn pattern(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.url.split_once(&format!("{{{name}:"))?;
        let mut depth = 1_usize;
        let end = rest.find(|c: char| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        rest.get(..end?)
    }
}

/// A part of a server's URL that the user sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerVariable {
    /// The value if the user sets none.
    pub default: String,
    /// Allowed values; empty for any.
    pub values: Vec<String>,
    /// A description, in prose.
    pub description: Option<String>,
    /// The variable of the environment that has the value where a statement gives none.
    pub environment: Option<String>,
}

/// Scopes by security scheme; all entries of one requirement hold together.
pub type SecurityRequirement = BTreeMap<String, Vec<String>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_variables_are_told_from_their_names() {
        let server = Server::at("{scheme}://{host:^(?:[a-z]{1,3}|x)$}:8080/{base}/");
        assert_eq!(server.address(), "{scheme}://{host}:8080/{base}");
        assert_eq!(server.pattern("host"), Some("^(?:[a-z]{1,3}|x)$"));
        assert_eq!(server.pattern("scheme"), None);
        assert_eq!(Server::at("https://{a:b").pattern("a"), None);
    }
}
