//! Writing a manifest that was one already: the document as it was read, but for what the engine couldn't load and what
//! the configuration leaves out.
//!
//! In: the tree of an annotated document, the service that it was mapped to, and repairs. Out: the same values with their
//! keys sorted. Whatever StackQL reads, whether provgen knows it or not, is therefore still there.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::options::ManifestSettings;
use crate::api::HttpMethod;
use crate::document::cursor::escape;
use crate::document::node::Node;
use crate::engine::settings::{self, SettingPlace};
use crate::provider::identity::ProviderSettings;
use crate::provider::ledger::Entry;
use crate::provider::{Resource, Service};
use crate::text::unescaped;

/// A part of a document that can't be written as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// JSON pointer of the part.
    pub pointer: String,
    /// The text to write instead; none if the part is left out.
    pub instead: Option<String>,
}

/// The parts of a document whose keys are names of the API, so that none is an extension.
const NAMED: [&str; 11] = [
    "properties",
    "schemas",
    "headers",
    "parameters",
    "responses",
    "requestBodies",
    "securitySchemes",
    "variables",
    "content",
    "mapping",
    "paths",
];

/// A document that is written as it was read, but for some of its parts. Parts are known by their place in memory, which
/// a tree keeps while it is borrowed.
pub(super) struct KeptDocument<'d> {
    tree: &'d Node<'d>,
    without: BTreeSet<usize>,
    instead: BTreeMap<usize, String>,
    dropped: BTreeMap<String, usize>,
}

impl<'d> KeptDocument<'d> {
    /// The manifest of `service`, which was read from `tree`.
    pub(super) fn new(
        provider: &ProviderSettings,
        settings: &ManifestSettings,
        service: &Service,
        tree: &'d Node<'d>,
        repairs: &[Repair],
    ) -> Self {
        let mut kept =
            Self { tree, without: BTreeSet::new(), instead: BTreeMap::new(), dropped: BTreeMap::new() };
        for Repair { pointer, instead } in repairs {
            let Some(node) = at(tree, pointer) else { continue };
            match instead {
                Some(text) => drop(kept.instead.insert(place(node), text.clone())),
                None => drop(kept.without.insert(place(node))),
            }
        }
        kept.leave_out_operations(service);
        kept.leave_out_methods(service);
        kept.rename(provider, service);
        kept.replace_servers(settings, service);
        if !settings.drop_extensions.is_empty() {
            kept.drop_extensions(settings);
        }
        kept
    }

    /// How often which extension is left out, since the configuration says so.
    pub(super) fn dropped(&self) -> &BTreeMap<String, usize> {
        &self.dropped
    }

    fn drop_extensions(&mut self, settings: &ManifestSettings) {
        let mut pending = vec![self.tree];
        while let Some(node) = pending.pop() {
            match node {
                Node::List(items) => pending.extend(items),
                Node::Map(entries) => {
                    for (key, value) in entries {
                        // The keys of these are names of the API.
                        if NAMED.contains(&key.as_ref()) {
                            pending.extend(entries_of(value));
                            continue;
                        }
                        let is_read = settings::find(SettingPlace::Info, key).is_some();
                        if !is_read && settings.drop_extensions.iter().any(|pattern| pattern.fits(key)) {
                            self.without.insert(place(value));
                            *self.dropped.entry(key.to_string()).or_default() += 1;
                        } else {
                            pending.push(value);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Leaves out the operations that the configuration does.
    fn leave_out_operations(&mut self, service: &Service) {
        if !service.ledger.iter().any(|entry| matches!(entry, Entry::Excluded { .. })) {
            return;
        }
        let left: BTreeSet<&str> =
            service.api.operations.iter().map(|operation| operation.pointer.as_str()).collect();
        for (path, item) in entries(self.tree.get("paths")) {
            for (key, operation) in entries(Some(item)) {
                let pointer = format!("/paths/{}/{key}", escape(path));
                if HttpMethod::ALL.iter().any(|method| method.key() == key)
                    && !left.contains(pointer.as_str())
                {
                    self.without.insert(place(operation));
                }
            }
        }
    }

    /// Leaves out resources and methods that the service hasn't, and the routes to them.
    fn leave_out_methods(&mut self, service: &Service) {
        for (name, node) in self.resources() {
            let Some(resource) = service.resource(name) else {
                self.without.insert(place(node));
                continue;
            };
            let is_kept = |method: &str| has_method(resource, method);
            let gone = entries(node.get("methods")).filter(|(method, _)| !is_kept(method));
            self.without.extend(gone.map(|(_, method)| place(method)));
            let routes = entries(node.get("sqlVerbs")).flat_map(|(_, routes)| items(routes));
            let leads_nowhere = |route: &&Node<'_>| {
                let target = route.get("$ref").and_then(Node::as_str).unwrap_or_default();
                let method = target.trim().rsplit('/').next().unwrap_or_default();
                !is_kept(&unescaped(method))
            };
            self.without.extend(routes.filter(leads_nowhere).map(place));
        }
    }

    /// Gives resources ids of the provider and the service, if these have other names than in the document.
    fn rename(&mut self, provider: &ProviderSettings, service: &Service) {
        let Some(own) = &service.api.annotated else { return };
        let (Some(old_provider), Some(old_service)) = (&own.provider, &own.service) else { return };
        let (new_provider, new_service) = (provider.name.as_str(), service.name.as_str());
        if old_provider == new_provider && old_service == new_service {
            return;
        }
        let before = format!("{old_provider}.{old_service}.");
        for (_, node) in self.resources() {
            let Some(id) = node.get("id") else { continue };
            if let Some(rest) = id.as_str().and_then(|text| text.strip_prefix(&before)) {
                self.instead.insert(place(id), format!("{new_provider}.{new_service}.{rest}"));
            }
        }
        let after = format!("{new_provider}.{new_service}.");
        for (_, node) in self.resources() {
            let views = node.get("config").and_then(|config| config.get("views"));
            self.rename_in_view(views.and_then(|views| views.get("select")), &before, &after);
        }
    }

    /// Gives the statements of a view the new names of what they read.
    fn rename_in_view(&mut self, view: Option<&Node<'_>>, before: &str, after: &str) {
        let mut at = view;
        while let Some(query) = at {
            if let Some(ddl) = query.get("ddl")
                && let Some(text) = ddl.as_str().filter(|text| text.contains(before))
            {
                self.instead.insert(place(ddl), text.replace(before, after));
            }
            at = query.get("fallback");
        }
    }

    /// Replaces the addresses of all servers, if the configuration says so.
    fn replace_servers(&mut self, settings: &ManifestSettings, service: &Service) {
        let Some(instead) = &settings.server_url else { return };
        let tree = self.tree;
        let of = |owner: &'d Node<'d>| items(owner.get("servers").unwrap_or(&Node::Null));
        let below = entries(tree.get("paths")).flat_map(move |(_, item)| {
            let inner = entries(Some(item)).flat_map(move |(_, operation)| of(operation));
            of(item).chain(inner)
        });
        let urls: Vec<&Node<'_>> = of(tree).chain(below).filter_map(|server| server.get("url")).collect();
        for url in urls {
            let text = instead.instead_of(url.as_str().unwrap_or_default(), service.name.as_str());
            self.instead.insert(place(url), text);
        }
    }

    fn resources(&self) -> impl Iterator<Item = (&'d str, &'d Node<'d>)> + use<'d> {
        let components = self.tree.get("components");
        entries(components.and_then(|components| components.get("x-stackQL-resources")))
    }

    fn is_left_out(&self, node: &Node<'_>) -> bool {
        !self.without.is_empty() && self.without.contains(&place(node))
    }
}

impl Serialize for KeptDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Part { document: self, node: self.tree }.serialize(serializer)
    }
}

/// A value of the document.
struct Part<'p, 'd> {
    document: &'p KeptDocument<'d>,
    node: &'p Node<'d>,
}

impl Serialize for Part<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { document, node } = *self;
        if !document.instead.is_empty()
            && let Some(text) = document.instead.get(&place(node))
        {
            return serializer.serialize_str(text);
        }
        match node {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => serializer.serialize_bool(*value),
            Node::Number(number) => number.serialize(serializer),
            Node::String(text) => serializer.serialize_str(text),
            Node::List(items) => {
                let kept =
                    items.iter().filter(|item| !document.is_left_out(item) && !is_empty(document, item));
                serializer.collect_seq(kept.map(|node| Part { document, node }))
            }
            Node::Map(entries) => {
                let kept = entries.iter().filter(|(_, value)| !document.is_left_out(value));
                let mut sorted: Vec<(&str, &Node<'_>)> =
                    kept.map(|(key, value)| (key.as_ref(), value)).collect();
                sorted.sort_unstable_by_key(|(key, _)| *key);
                serializer.collect_map(sorted.into_iter().map(|(key, node)| (key, Part { document, node })))
            }
        }
    }
}

/// Whether nothing is left of an object in a list: a parameter whose reference led nowhere is none.
fn is_empty(document: &KeptDocument<'_>, node: &Node<'_>) -> bool {
    match node {
        Node::Map(entries) if !entries.is_empty() && !document.without.is_empty() => {
            entries.iter().all(|(_, value)| document.is_left_out(value))
        }
        _ => false,
    }
}

fn has_method(resource: &Resource, name: &str) -> bool {
    resource.methods.iter().any(|method| method.name.as_str() == name)
}

/// The values of a map, the items of a list.
fn entries_of<'d>(node: &'d Node<'d>) -> Vec<&'d Node<'d>> {
    match node {
        Node::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        Node::List(items) => items.iter().collect(),
        _ => Vec::new(),
    }
}

/// The place of a value in memory.
fn place(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node).addr()
}

/// The value at a JSON pointer.
fn at<'d>(tree: &'d Node<'d>, pointer: &str) -> Option<&'d Node<'d>> {
    pointer.split('/').skip(1).try_fold(tree, |node, segment| {
        let key = unescaped(segment);
        match node {
            Node::List(items) => items.get(key.parse::<usize>().ok()?),
            node => node.get(&key),
        }
    })
}

fn entries<'d>(node: Option<&'d Node<'d>>) -> impl Iterator<Item = (&'d str, &'d Node<'d>)> + use<'d> {
    let entries = match node {
        Some(Node::Map(entries)) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, value)| (key.as_ref(), value))
}

fn items<'d>(node: &'d Node<'d>) -> impl Iterator<Item = &'d Node<'d>> + use<'d> {
    let items = match node {
        Node::List(items) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}
