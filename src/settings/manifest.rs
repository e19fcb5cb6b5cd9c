//! The key `manifest` of `provgen.yaml`: how manifests are written.

use super::keys::unknown_key;
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::manifest::options::{ManifestSettings, ServerUrl};

const KEYS: [&str; 1] = ["server_url"];

/// Reads the settings of manifests.
pub(super) fn read(at: &Cursor<'_, '_>) -> ManifestSettings {
    let mut settings = ManifestSettings::default();
    for (key, value) in at.entries() {
        match key {
            "server_url" => settings.server_url = server_url(&value),
            _ => unknown_key(key, &KEYS, &value),
        }
    }
    settings
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
