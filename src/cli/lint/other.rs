//! Files that are taken for manifests and are others: the rules of `lint` would find a lot in them, and nothing that
//! helps.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::document::node::Node;
use crate::document::parse;
use crate::input::Stranger;
use crate::settings::FILE_NAME;

/// Why the file at `path` with that text, which messages call `shown`, isn't a manifest; none if it may be one.
pub(super) fn kind(path: &Path, text: &str, shown: &str) -> Option<Diagnostic> {
    if let Some(stranger) = Stranger::of_text(text) {
        return Some(not_a_manifest(&format!("this is {stranger}, not a manifest"), stranger.help(), shown));
    }
    // A text that can't be read is for the rules of manifests.
    let document = parse::parse(text.strip_prefix('\u{feff}').unwrap_or(text), shown).ok();
    let has = |key: &str| document.as_ref().is_some_and(|document| document.get(key).is_some());
    let kind = document.as_ref().and_then(|document| document.get("kind")).and_then(Node::as_str);
    let is_manifest = ["openapi", "paths", "components"].into_iter().any(has);
    let stranger = document.as_ref().and_then(Stranger::of_tree);
    let (message, help) = match kind {
        _ if is_manifest => return None,
        Some("discovery#directoryList") => (
            "this is the list of Google's documents, not a manifest",
            "`provgen fetch` fetches documents of it, and `provgen generate` makes manifests of those",
        ),
        _ if stranger.is_some() => {
            let stranger = stranger?;
            return Some(not_a_manifest(
                &format!("this is {stranger}, not a manifest"),
                stranger.help(),
                shown,
            ));
        }
        Some("discovery#restDescription") => DISCOVERY,
        _ if has("discoveryVersion") => DISCOVERY,
        _ if path.file_name().is_some_and(|name| name == FILE_NAME) => CONFIGURATION,
        _ if has("provider") && ["specs", "services"].into_iter().any(has) => CONFIGURATION,
        _ => return None,
    };
    Some(not_a_manifest(message, help, shown))
}

fn not_a_manifest(message: &str, help: &'static str, shown: &str) -> Diagnostic {
    Diagnostic::error("cli::not-a-manifest", message.to_string()).help(help).at(shown, "")
}

const DISCOVERY: (&str, &str) = (
    "this is a discovery document, not a manifest",
    "`provgen generate --spec` makes manifests of it, and checks them",
);

const CONFIGURATION: (&str, &str) = (
    "this is a configuration, not a manifest",
    "`provgen lint --config` with its name checks the manifests and pages that `provgen generate` writes by it",
);
