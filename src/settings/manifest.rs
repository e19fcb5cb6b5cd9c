//! The key `manifest` of `provgen.yaml`: how manifests are written.

use super::keys::unknown_key;
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::manifest::options::{ExtensionPattern, ManifestSettings, ServerUrl};

const KEYS: [&str; 2] = ["server_url", "drop_extensions"];

/// Reads the settings of manifests.
pub(super) fn read(at: &Cursor<'_, '_>) -> ManifestSettings {
    let mut settings = ManifestSettings::default();
    for (key, value) in at.entries() {
        match key {
            "server_url" => settings.server_url = server_url(&value),
            "drop_extensions" => {
                settings.drop_extensions = value.items().filter_map(|item| extensions(&item)).collect();
            }
            _ => unknown_key(key, &KEYS, &value),
        }
    }
    settings
}

fn extensions(at: &Cursor<'_, '_>) -> Option<ExtensionPattern> {
    let text = at.string()?;
    let pattern = ExtensionPattern::new(&text);
    pattern
        .map_err(|why| {
            at.report(
                Diagnostic::error("config::bad-pattern", format!("`{text}` is not a pattern: {why}"))
                    .help("for example, write `x-ms-*`"),
            );
        })
        .ok()
}

fn server_url(at: &Cursor<'_, '_>) -> Option<ServerUrl> {
    let text = at.string()?;
    let url = ServerUrl::new(&text);
    url.map_err(|error| {
        at.report(
            Diagnostic::error(
                "config::bad-address",
                format!("{text:?} can't be a server's address: {error}"),
            )
            .help("for example, write `http://localhost:8080/{service}`"),
        );
    })
    .ok()
}
