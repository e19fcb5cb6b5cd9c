//! Providers that don't say how to authenticate, though their services ask for it, or say it by words that StackQL
//! doesn't know.
//!
//! In: the tree of a provider.yaml, and the texts of its services; or a configuration. Out: findings.

use std::collections::BTreeMap;

use super::finding::{Finding, located};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::escape;
use crate::document::manifest::parse_with_repeats;
use crate::document::node::Node;
use crate::engine::auth::AUTH_KINDS;
use crate::engine::settings::{self, SettingPlace};
use crate::manifest::layout::{PROVIDER, SIGNATURE};
use crate::rules::lint_rule::LintRuleId;
use crate::text::did_you_mean;

/// The place of credentials in provider.yaml.
const AUTH: &str = "/config/auth";

/// The key of a configuration that has what provider.yaml says.
const PROVIDER_KEY: &str = "provider";

/// The key of credentials that has others, which go along with the first.
const SUCCESSOR: &str = "successor";

/// The findings for the provider.yaml `document`, beside which `files` are.
pub(super) fn check(document: &Node<'_>, files: &BTreeMap<String, String>) -> Vec<Finding> {
    let config = document.get("config");
    match config.and_then(|config| config.get("auth")).filter(|auth| **auth != Node::Null) {
        Some(auth) => unknown(auth, AUTH),
        None => missing(config, files).into_iter().collect(),
    }
}

/// The mistakes in `provider.config.auth` of the configuration `text`, at their places there: what `generate` writes of it
/// is another file, which its author doesn't edit.
#[must_use]
pub fn of_configuration(text: &str, file: &str) -> Vec<Diagnostic> {
    let pointer = format!("/{PROVIDER_KEY}{AUTH}");
    let Ok(read) = parse_with_repeats(text, file) else { return Vec::new() };
    let auth = read.document.get(PROVIDER_KEY).and_then(|provider| provider.get("config")?.get("auth"));
    located(auth.map(|auth| unknown(auth, &pointer)).unwrap_or_default(), text, file)
}

/// The findings for the credentials `auth` at `pointer`.
fn unknown(auth: &Node<'_>, pointer: &str) -> Vec<Finding> {
    unknown_kind(auth, pointer).into_iter().chain(unknown_keys(auth, pointer)).collect()
}

/// The finding for a provider without credentials, where an operation asks for some.
fn missing(config: Option<&Node<'_>>, files: &BTreeMap<String, String>) -> Option<Finding> {
    let mut services = files.iter().filter(|(path, _)| *path != PROVIDER && !path.ends_with(SIGNATURE));
    let (path, _) = services.find(|(path, text)| {
        // Texts without the word needn't be read.
        text.contains("security") && parse_with_repeats(text, path).is_ok_and(|read| asks(&read.document))
    })?;
    let pointer = if config.is_some() { "/config" } else { "" };
    let message = format!("there is no `config.auth`, and operations of {path} ask for credentials");
    Some(Finding::new(LintRuleId::AuthMissing, pointer, message))
}

/// The finding for credentials of a kind that there isn't.
fn unknown_kind(auth: &Node<'_>, pointer: &str) -> Option<Finding> {
    let kind = auth.get("type").and_then(Node::as_str)?;
    // An empty type is that of a template's.
    if kind.is_empty() || AUTH_KINDS.contains(&kind) {
        return None;
    }
    let message = format!("`{kind}` is no kind of credentials");
    let finding = Finding::new(LintRuleId::AuthUnknown, format!("{pointer}/type"), message);
    Some(match did_you_mean(kind, AUTH_KINDS.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    })
}

/// The findings for keys of credentials at `pointer` that StackQL passes over, and for those of a second key.
fn unknown_keys(auth: &Node<'_>, pointer: &str) -> Vec<Finding> {
    let Node::Map(keys) = auth else { return Vec::new() };
    let mut found = Vec::new();
    for (key, value) in keys {
        let place = format!("{pointer}/{}", escape(key));
        if key == SUCCESSOR {
            found.extend(unknown_keys(value, &place));
        } else if settings::find(SettingPlace::Auth, key).is_none() && !key.starts_with("x-") {
            let message = format!("StackQL doesn't read `{key}` here");
            let finding = Finding::new(LintRuleId::AuthKeyUnknown, place, message).on_key();
            let known = settings::all().filter(|setting| setting.at == SettingPlace::Auth);
            found.push(match did_you_mean(key, known.map(|setting| setting.name.as_str())) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding,
            });
        }
    }
    found
}

/// Whether an operation of the service can't be called without credentials.
fn asks(document: &Node<'_>) -> bool {
    let of_all = document.get("security").is_some_and(demands);
    let Some(Node::Map(paths)) = document.get("paths") else { return false };
    let operations = paths.iter().filter_map(|(_, path)| match path {
        Node::Map(entries) => Some(entries.iter().map(|(_, operation)| operation)),
        _ => None,
    });
    let is_operation = |node: &&Node<'_>| node.get("responses").is_some();
    operations
        .flatten()
        .filter(is_operation)
        .any(|operation| operation.get("security").map_or(of_all, demands))
}

/// Whether a list of requirements has one, and none that asks for nothing.
fn demands(security: &Node<'_>) -> bool {
    let Node::List(requirements) = security else { return false };
    let asks = |requirement: &Node<'_>| matches!(requirement, Node::Map(names) if !names.is_empty());
    !requirements.is_empty() && requirements.iter().all(asks)
}
