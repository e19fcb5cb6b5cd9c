//! The cache of `provgen generate`: a folder of the user's, which no checkout can bring along.

use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use super::env::Env;
use crate::output::Digest;
use crate::pipeline::cache::{Cache, CachePlace, file_name};
use crate::pipeline::fingerprint::fingerprint;
use crate::settings::Settings;

/// Opens the cache of the runs that work on `sources`: the configuration, or the documents that replace it.
/// Returns none where the user has no folder for caches, or the program can't tell which build it is.
pub(super) fn open(sources: &[PathBuf], settings: &Settings, env: &Env) -> Cache {
    place(sources, settings, env).map_or_else(Cache::none, Cache::open)
}

fn place(sources: &[PathBuf], settings: &Settings, env: &Env) -> Option<CachePlace> {
    let folder = env.cache_folder()?;
    let absolute = sources.iter().map(|path| std::fs::canonicalize(path).ok()).collect::<Option<Vec<_>>>()?;
    let sources = Digest::of_all(absolute.iter().map(|path| path.as_os_str().as_encoded_bytes()));
    let program = program(env)?;
    let settings = fingerprint(settings).ok()?;
    let key = Digest::of_all([program.as_bytes(), settings.as_bytes()]);
    Some(CachePlace { path: folder.join(file_name(sources)), key })
}

/// Identifies this program: another build of the same version may give other output.
fn program(env: &Env) -> Option<String> {
    let path = env.program()?;
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
