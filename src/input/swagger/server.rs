//! Servers: `host`, `basePath` and `schemes`.

use super::conversion::Conversion;
use crate::document::node::Node;

/// Schemes that StackQL can use, the safe one first.
const SCHEMES: [&str; 2] = [SAFE, "http"];

/// The scheme where nothing names one.
const SAFE: &str = "https";

impl<'a> Conversion<'_, 'a> {
    /// The document's servers.
    pub(super) fn servers(&mut self) -> Node<'a> {
        let document = self.document;
        let from = ["/host", "/basePath"]
            .into_iter()
            .find(|from| document.get(from.trim_start_matches('/')).is_some());
        // Some documents have 3.0's servers instead.
        if let (None, Some(servers)) = (from, document.get("servers")) {
            return servers.clone();
        }
        self.moves.add("/servers", from.unwrap_or_default());
        self.servers_of(document.get("schemes"))
    }

    /// The servers of an operation with `schemes` of its own; none if the document's serve it as well.
    pub(super) fn own_servers(&self, schemes: &Node<'a>) -> Option<Node<'a>> {
        let common = schemes_of(self.document.get("schemes"));
        let own = schemes_of(Some(schemes));
        let differs = common.first() != own.first();
        (differs && self.document.get("host").is_some()).then(|| self.servers_of(Some(schemes)))
    }

    fn servers_of(&self, schemes: Option<&Node<'a>>) -> Node<'a> {
        let path = match self.document.get("basePath") {
            None | Some(Node::Null) => "",
            Some(Node::String(path)) => path.trim().trim_end_matches('/'),
            // The reader of servers reports any other value.
            Some(other) => return servers([other.clone()]),
        };
        let slash = if path.is_empty() || path.starts_with('/') { "" } else { "/" };
        let host = match self.document.get("host") {
            Some(Node::String(host)) => host.trim().trim_end_matches('/'),
            None | Some(Node::Null) => "",
            Some(other) => return servers([other.clone()]),
        };
        if host.is_empty() {
            let url = if path.is_empty() { "/".to_string() } else { format!("{slash}{path}") };
            return servers([Node::String(url.into())]);
        }
        // Some documents write the scheme where the host belongs.
        if host.contains("://") {
            return servers([Node::String(format!("{host}{slash}{path}").into())]);
        }
        let urls = schemes_of(schemes).into_iter().map(|scheme| format!("{scheme}://{host}{slash}{path}"));
        servers(urls.map(|url| Node::String(url.into())))
    }
}

fn servers<'a>(urls: impl IntoIterator<Item = Node<'a>>) -> Node<'a> {
    Node::List(urls.into_iter().map(|url| Node::Map(vec![("url".into(), url)])).collect())
}

/// The schemes of a list that StackQL can use; without any it is the safe one.
fn schemes_of(list: Option<&Node<'_>>) -> Vec<&'static str> {
    let Some(Node::List(items)) = list else { return vec![SAFE] };
    let is_there = |scheme: &&str| items.iter().any(|item| item.as_str() == Some(scheme));
    let found: Vec<&str> = SCHEMES.into_iter().filter(is_there).collect();
    if found.is_empty() { vec![SAFE] } else { found }
}
