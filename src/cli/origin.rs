//! What the manifests of a package are made from, for its record.
//!
//! In: a configuration. Out: the commit of its work tree and the digest of its names; and a warning about files that nobody
//! finds in that commit.

use crate::diagnostic::Diagnostic;
use crate::diff::source::{Commit, commit};
use crate::output::sha256;
use crate::package::Origin;
use crate::settings::Settings;
use crate::text::counted;

/// Most files that the warning names.
const SHOWN: usize = 3;

/// The characters of a commit's id that tell it from others.
const SHORT: usize = 12;

/// What the manifests of `settings` are made from, and the warning about those of its files that the commit hasn't, or
/// has with another content.
pub(super) fn origin(settings: &Settings) -> (Origin, Option<Diagnostic>) {
    let mapping = settings.mapping.as_ref().filter(|mapping| mapping.content.is_some());
    let text = mapping.and_then(|mapping| mapping.content.as_ref()?.text.as_deref());
    let digest = text.map(|text| sha256(text.as_bytes()));
    match commit(&settings.sources()) {
        None => (Origin { mapping: digest, ..Origin::default() }, None),
        Some(commit) => {
            let warning = (!commit.changed.is_empty()).then(|| uncommitted(&commit));
            let uncommitted = commit.changed.len();
            (Origin { commit: Some(commit.id), uncommitted, mapping: digest }, warning)
        }
    }
}

fn uncommitted(commit: &Commit) -> Diagnostic {
    let count = commit.changed.len();
    let names = commit.changed.iter().take(SHOWN).map(|file| file.display().to_string());
    let more = (count > SHOWN).then(|| format!("{} more", count - SHOWN));
    let names: Vec<String> = names.chain(more).collect();
    let verb = if count == 1 { "isn't" } else { "aren't" };
    let short: String = commit.id.chars().take(SHORT).collect();
    let message = format!("{} {verb} as in the commit {short}: {}", counted(count, "file"), names.join(", "));
    Diagnostic::warning("package::uncommitted", message)
        .help("commit first: the package's record names the commit, and nobody finds these files there")
}
