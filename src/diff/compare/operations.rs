//! The operations of the old release, each paired with the same operation of the new one.
//!
//! In: two APIs. Out: pairs. Operations with the same id are the same; if ids differ, so are the only two
//! left with the same HTTP method and path, in which names of parameters don't count. A part of the path that
//! moved into the server's URL, or out of it, doesn't count either, nor the version of the API in a query: ids that are
//! made from paths change with it, and the calls don't.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::api::{Api, HttpMethod, Operation};
use crate::names::OperationId;

/// Pairs of operations.
pub(in crate::diff) struct OperationPairs<'a> {
    to_new: BTreeMap<&'a OperationId, &'a Operation>,
    to_old: BTreeMap<&'a OperationId, &'a Operation>,
}

impl<'a> OperationPairs<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let mut pairs = Self { to_new: BTreeMap::new(), to_old: BTreeMap::new() };
        for operation in &old.operations {
            if let Some(same) = new.operation(&operation.id) {
                pairs.add(operation, same);
            }
        }
        for call in [own_path, path_with_server, any_version] {
            pairs.add_left(old, new, call);
        }
        pairs
    }

    /// Pairs the operations that are left where `call` tells one of each release from all others.
    fn add_left(&mut self, old: &'a Api, new: &'a Api, call: fn(&Api, &Operation) -> String) {
        let left_old = by_call(old, call, |operation| !self.to_new.contains_key(&operation.id));
        let left_new = by_call(new, call, |operation| !self.to_old.contains_key(&operation.id));
        for (call, old) in left_old {
            let new = left_new.get(&call).map(Vec::as_slice);
            if let ([old], Some([new])) = (old.as_slice(), new) {
                self.add(old, new);
            }
        }
    }

    fn add(&mut self, old: &'a Operation, new: &'a Operation) {
        self.to_new.insert(&old.id, new);
        self.to_old.insert(&new.id, old);
    }

    /// The operation of the new release that an old one has become.
    pub(in crate::diff) fn to_new(&self, old: &OperationId) -> Option<&'a Operation> {
        self.to_new.get(old).copied()
    }

    /// The operation of the old release that a new one was.
    pub(in crate::diff) fn to_old(&self, new: &OperationId) -> Option<&'a Operation> {
        self.to_old.get(new).copied()
    }
}

fn by_call(
    api: &Api,
    call: fn(&Api, &Operation) -> String,
    is_left: impl Fn(&Operation) -> bool,
) -> BTreeMap<(HttpMethod, String), Vec<&Operation>> {
    let mut found: BTreeMap<_, Vec<&Operation>> = BTreeMap::new();
    for operation in api.operations.iter().filter(|operation| is_left(operation)) {
        found.entry((operation.http_method, call(api, operation))).or_default().push(operation);
    }
    found
}

/// The operation's path in the document.
fn own_path(_: &Api, operation: &Operation) -> String {
    skeleton(&operation.path)
}

/// The operation's path behind that of the server's URL: the path of a request, on whatever host.
fn path_with_server(api: &Api, operation: &Operation) -> String {
    let server = operation.servers.first().or(api.servers.first());
    let url = server.map(|server| server.url.as_str()).unwrap_or_default();
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let base = behind_scheme.find('/').and_then(|start| behind_scheme.get(start..)).unwrap_or_default();
    skeleton(&format!("{}{}", base.trim_end_matches('/'), operation.path))
}

/// The same in small letters, without the version of the API that its query names.
fn any_version(api: &Api, operation: &Operation) -> String {
    without_version(&path_with_server(api, operation)).to_ascii_lowercase()
}

/// HTTP method and path of an operation, whatever the names of parameters and the version of the API.
pub(in crate::diff) fn call(api: &Api, operation: &Operation) -> String {
    format!("{} {}", operation.http_method.as_str(), any_version(api, operation))
}

/// Names of a query's parameters, in small letters, that say which version of the API is called.
const VERSIONS: [&str; 3] = ["api-version", "api_version", "version"];

/// The version of the API that the query of a path names: `?api-version=2024-01-01`.
pub(super) fn version_in(path: &str) -> Option<&str> {
    let (_, query) = path.split_once('?')?;
    query
        .split('&')
        .find_map(|part| part.split_once('=').filter(|(name, _)| is_version(name)).map(|(_, value)| value))
}

/// A path without the version of the API in its query.
pub(super) fn without_version(path: &str) -> Cow<'_, str> {
    match path.split_once('?') {
        Some((before, query)) if version_in(path).is_some() => {
            let others =
                query.split('&').filter(|part| !is_version(part.split('=').next().unwrap_or_default()));
            Cow::Owned(format!("{before}?{}", others.collect::<Vec<_>>().join("&")))
        }
        _ => Cow::Borrowed(path),
    }
}

fn is_version(name: &str) -> bool {
    VERSIONS.iter().any(|version| name.eq_ignore_ascii_case(version))
}

/// A path without its parameters' names: `/v1/projects/{}/jobs/{}:cancel`.
pub(super) fn skeleton(path: &str) -> String {
    let mut skeleton = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        skeleton.push_str(before);
        skeleton.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    skeleton.push_str(rest);
    skeleton
}

/// The names of a path's parameters, in its order.
pub(super) fn tokens(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_without_its_parameters_names() {
        assert_eq!(skeleton("/v1/projects/{a}/jobs/{b}:cancel"), "/v1/projects/{}/jobs/{}:cancel");
        assert_eq!(skeleton("/v1/{open"), "/v1/{}");
        assert_eq!(tokens("/v1/projects/{a}/jobs/{b}:cancel"), ["a", "b"]);
        assert!(tokens("/v1").is_empty());
    }

    #[test]
    fn a_query_may_name_the_version() {
        let path = "/jobs?Action=List&Version=2021-09-30&x";
        assert_eq!(version_in(path), Some("2021-09-30"));
        assert_eq!(without_version(path), "/jobs?Action=List&x");
        assert_eq!(without_version("/jobs?action=versions"), "/jobs?action=versions");
        assert_eq!(version_in("/v1/jobs"), None);
    }
}
