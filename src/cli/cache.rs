//! The user's own folder for what can be made again, which no checkout can bring along: where `provgen
//! generate` keeps what it need not make again, and where StackQL may put what it pulls from `provgen
//! registry serve`.

use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use etcetera::BaseStrategy as _;

use crate::output::Digest;
use crate::pipeline::cache::{Cache, Place};
use crate::pipeline::fingerprint::fingerprint;
use crate::settings::Settings;

/// Names the folder, instead of the user's own one for caches.
const VARIABLE: &str = "PROVGEN_CACHE_DIR";

/// The cache of the runs that work on `sources`: the configuration, or the documents that stand for one.
/// There is none where the user has no folder for it, or the program can't tell which one it is.
pub(super) fn open(sources: &[PathBuf], settings: &Settings) -> Cache {
    place(sources, settings).map_or_else(Cache::none, Cache::open)
}

/// The folder, where the user has one.
pub(super) fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "this is `cli`; what is cached doesn't depend on it")]
    let named = std::env::var(VARIABLE).ok().filter(|folder| !folder.is_empty());
    match named {
        Some(folder) => Some(PathBuf::from(folder)),
        None => Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("provgen")),
    }
}

fn place(sources: &[PathBuf], settings: &Settings) -> Option<Place> {
    let folder = folder()?;
    let absolute = sources.iter().map(|path| std::fs::canonicalize(path).ok()).collect::<Option<Vec<_>>>()?;
    let name = Digest::of_all(absolute.iter().map(|path| path.as_os_str().as_encoded_bytes())).to_string();
    let program = program()?;
    let settings = fingerprint(settings).ok()?;
    let key = Digest::of_all([program.as_bytes(), settings.as_bytes()]);
    Some(Place { path: folder.join(format!("{}.json", name.get(..32)?)), key })
}

/// Which program this is: another build of the same version may give other output.
fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let metadata = std::fs::metadata(&path).ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!(
        "{} {} {} {}",
        env!("CARGO_PKG_VERSION"),
        path.display(),
        metadata.len(),
        changed.as_nanos()
    ))
}
