//! From the patterns of a configuration to documents.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use super::Spec;
use crate::patterns::bounded;

/// Whether `text` has a wildcard.
pub(super) fn is_wild(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// The documents that `pattern` matches below `folder`, sorted.
///
/// A pattern without wildcards is a path.
///
/// # Errors
/// What is wrong with the pattern, or that it matches nothing.
pub(super) fn matching(pattern: &str, folder: &Path) -> Result<Vec<Spec>, String> {
    if !is_wild(pattern) {
        if !folder.join(pattern).exists() {
            return Err(format!("there is no document `{pattern}`"));
        }
        return Ok(vec![Spec::new(folder.join(pattern), None)]);
    }
    let fixed: PathBuf = pattern.split('/').take_while(|segment| !is_wild(segment)).collect();
    // A leading `/` is lost by splitting.
    let fixed = if pattern.starts_with('/') { Path::new("/").join(fixed) } else { fixed };
    let rest: Vec<&str> = pattern.split('/').skip_while(|segment| !is_wild(segment)).collect();
    let glob = compile(&rest.join("/"))?;
    let base = folder.join(&fixed);
    let walk_from = if base.as_os_str().is_empty() { Path::new(".") } else { &base };
    let depth = if rest.contains(&"**") { usize::MAX } else { rest.len() };
    // A folder that can't be read would lose its services, and their files as orphans.
    let entries = WalkDir::new(walk_from).max_depth(depth).into_iter().collect::<Result<Vec<_>, _>>();
    let entries = match entries {
        Err(error) if error.io_error().is_none_or(|error| error.kind() != ErrorKind::NotFound) => {
            return Err(format!("`{pattern}` can't be looked for: {error}"));
        }
        entries => entries.unwrap_or_default(),
    };
    let mut found: Vec<Spec> = entries
        .into_iter()
        .filter(|entry| entry.file_type().is_file() || entry.path_is_symlink())
        .filter_map(|entry| entry.path().strip_prefix(walk_from).ok().map(Path::to_path_buf))
        .filter(|relative| glob.is_match(relative))
        .map(|relative| Spec::new(base.join(relative), None))
        .collect();
    found.sort();
    if found.is_empty() {
        return Err(format!("no document matches `{pattern}`"));
    }
    Ok(found)
}

fn compile(pattern: &str) -> Result<GlobMatcher, String> {
    let pattern = bounded(pattern).map_err(|why| format!("the pattern can't be looked for: {why}"))?;
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| error.to_string())
}
