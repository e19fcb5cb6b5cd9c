//! The credentials that the operations of a service ask for.
//!
//! In: an API. Out: each set of credentials that is enough for a call, and for how many operations it is.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{APIKeyLocation, OAuth2Flows, SecurityScheme};
use serde::{Deserialize, Serialize};

use super::rules;
use crate::api::{Api, Format, Operation};

/// The credentials that operations ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthAsked {
    /// Operations that can't be called without credentials.
    operations: usize,
    /// Sets of credentials, and how many of these operations each serves; sorted.
    ways: Vec<(Credentials, usize)>,
}

/// Credentials that are sent together, sorted.
pub(super) type Credentials = Vec<Credential>;

/// One of the credentials of a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Credential {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A text and a key in the header `Authorization`, such as `Token token=…`.
    Prefixed(String),
    /// A key in a header.
    Header(String),
    /// A key in the query.
    Query(String),
    /// A token that a client gets for its id and secret at this address, with these scopes.
    Client(String, Vec<String>),
    /// A token of OAuth 2 or `OpenID` Connect that the user gets elsewhere.
    Token,
    /// What the engine can't send, by the document's words.
    Other(String),
}

impl AuthAsked {
    /// The credentials that operations of `api` ask for; none for a document that isn't read for them.
    pub fn of(api: &Api) -> Option<Self> {
        if api.format == Format::Discovery || api.annotated.is_some() {
            return None;
        }
        let mut ways: BTreeMap<Credentials, usize> = BTreeMap::new();
        let mut operations = 0;
        let schemes: BTreeMap<&str, Credential> =
            api.security_schemes.iter().map(|(name, scheme)| (name.as_str(), credential(scheme))).collect();
        for operation in &api.operations {
            let is_demanded = !operation.security.is_empty()
                && operation.security.iter().all(|requirement| !requirement.is_empty());
            operations += usize::from(is_demanded);
            for way in accepted(operation, &schemes) {
                *ways.entry(way).or_default() += usize::from(is_demanded);
            }
        }
        if ways.is_empty() && !schemes.is_empty() {
            // Many documents declare how to authenticate, and demand it nowhere.
            operations = api.operations.len();
            ways.extend(schemes.into_values().map(|credential| (vec![credential], operations)));
        }
        Some(Self { operations, ways: ways.into_iter().collect() })
    }

    /// Adds what another service asks for.
    pub(super) fn add(&mut self, other: &Self) {
        self.operations += other.operations;
        let mut ways: BTreeMap<Credentials, usize> = std::mem::take(&mut self.ways).into_iter().collect();
        for (credentials, operations) in &other.ways {
            *ways.entry(credentials.clone()).or_default() += operations;
        }
        self.ways = ways.into_iter().collect();
    }

    /// Whether no operation knows of credentials.
    pub(super) fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// How many operations can't be called without credentials.
    pub(super) fn operations(&self) -> usize {
        self.operations
    }

    /// Sets of credentials, and how many operations each serves.
    pub(super) fn ways(&self) -> impl Iterator<Item = (&Credentials, usize)> {
        self.ways.iter().map(|(credentials, operations)| (credentials, *operations))
    }

    /// All sets of credentials, in words, the most frequent first.
    pub(super) fn names(&self) -> String {
        const NAMED: usize = 4;
        let mut ways: Vec<(usize, String)> = self.ways().map(|(way, count)| (count, names(way))).collect();
        ways.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
        let more = ways.len().saturating_sub(NAMED);
        let mut named: Vec<String> = ways.into_iter().take(NAMED).map(|(_, name)| name).collect();
        if more > 0 {
            named.push(format!("{more} more"));
        }
        named.join(", or ")
    }
}

/// The sets of credentials any of which is enough for `operation`.
fn accepted(operation: &Operation, schemes: &BTreeMap<&str, Credential>) -> BTreeSet<Credentials> {
    let of = |name: &String| {
        schemes.get(name.as_str()).cloned().unwrap_or_else(|| Credential::Other(format!("`{name}`")))
    };
    let sets = operation.security.iter().filter(|requirement| !requirement.is_empty());
    let set = |requirement: &BTreeMap<String, Vec<String>>| {
        let mut set: Credentials = requirement.keys().map(of).collect();
        set.sort();
        set.dedup();
        set
    };
    sets.map(set).collect()
}

fn credential(scheme: &SecurityScheme) -> Credential {
    const AUTHORIZATION: &str = "authorization";
    match scheme {
        SecurityScheme::HTTP { scheme, .. } => match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Credential::Bearer,
            "basic" => Credential::Basic,
            word if rules::is_token_scheme(word) => Credential::Prefixed(format!("{scheme} ")),
            _ => Credential::Other(format!("HTTP authentication by `{scheme}`")),
        },
        SecurityScheme::APIKey { location, name, description, .. } => match location {
            APIKeyLocation::Query => Credential::Query(name.clone()),
            APIKeyLocation::Cookie => Credential::Other(format!("the cookie `{name}`")),
            APIKeyLocation::Header if name.eq_ignore_ascii_case(AUTHORIZATION) => {
                match rules::prefix(description.as_deref().unwrap_or_default()) {
                    Some(prefix) if prefix == "Bearer " => Credential::Bearer,
                    Some(prefix) => Credential::Prefixed(prefix),
                    None => Credential::Header(name.clone()),
                }
            }
            APIKeyLocation::Header => Credential::Header(name.clone()),
        },
        SecurityScheme::OAuth2 { flows, .. } => client(flows).unwrap_or(Credential::Token),
        SecurityScheme::OpenIDConnect { .. } => Credential::Token,
    }
}

/// A client's own credentials, if the API gives tokens for them at an address of its own.
fn client(flows: &OAuth2Flows) -> Option<Credential> {
    let flow = flows.client_credentials.as_ref()?;
    let is_address = flow.token_url.starts_with("https://") || flow.token_url.starts_with("http://");
    // Of several scopes nobody knows which a client has; a server gives those that it has where none is asked for.
    let scopes = flow.scopes.keys().take(2).cloned().collect::<Vec<_>>();
    let scopes = if scopes.len() == 1 { scopes } else { Vec::new() };
    is_address.then(|| Credential::Client(flow.token_url.clone(), scopes))
}

fn names(credentials: &[Credential]) -> String {
    let name = |credential: &Credential| match credential {
        Credential::Bearer => "a bearer token".to_string(),
        Credential::Basic => "a user name and a password".to_string(),
        Credential::Prefixed(prefix) => {
            format!("a key after `{}` in the header `Authorization`", prefix.trim_end())
        }
        Credential::Header(name) => format!("a key in the header `{name}`"),
        Credential::Query(name) => format!("a key in the parameter `{name}`"),
        Credential::Client(..) => "a token for a client's id and secret".to_string(),
        Credential::Token => "a token of OAuth 2".to_string(),
        Credential::Other(name) => name.clone(),
    };
    credentials.iter().map(name).collect::<Vec<_>>().join(" with ")
}
