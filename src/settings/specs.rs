//! Finding the documents that a configuration's patterns match.
//!
//! In: a pattern. Out: the documents, sorted; or what is wrong with the pattern.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use super::spec::{Spec, SpecLocation};
use crate::diagnostic::Diagnostic;
use crate::document::project::{Astray, Project, of_git};
use crate::names::{ServiceName, is_git, is_provgens_own};
use crate::patterns::bounded;
use crate::settings::keys::place;

/// Whether `text` has a wildcard.
pub(super) fn is_wild(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// The documents that `pattern` matches below `folder`, sorted.
///
/// A pattern without wildcards is a path.
///
/// # Errors
/// The pattern is malformed, matches nothing, or matches files of git's own.
pub(super) fn matching(
    pattern: &str,
    folder: &Path,
    project: &Project,
) -> Result<Vec<Spec>, Box<Diagnostic>> {
    let no_document = |why: String| {
        Box::new(
            Diagnostic::error("config::no-document", why)
                .help(format!("patterns start at {}", place(folder))),
        )
    };
    let paths = paths(pattern, folder).map_err(no_document)?;
    paths.into_iter().map(|path| document(path, None, pattern, project)).collect()
}

/// The document at `path`, which the configuration calls `named`.
///
/// # Errors
/// The path leads into git's own folder.
pub(super) fn document(
    path: PathBuf,
    service: Option<ServiceName>,
    named: &str,
    project: &Project,
) -> Result<Spec, Box<Diagnostic>> {
    let location = match project.find(&path) {
        // A missing document is reported when it is read.
        Ok(_) | Err(Astray::Lost(_)) => SpecLocation::Inside(project.clone()),
        Err(Astray::Outside) => SpecLocation::Outside,
        Err(Astray::Git) => return Err(Box::new(of_git(named))),
    };
    Ok(Spec::new(path, service, location))
}

/// The warning for documents that lie outside of the project; none if all of `specs` are in the project.
pub(super) fn elsewhere(named: &str, specs: &[Spec]) -> Option<Diagnostic> {
    let outside = specs.iter().filter(|spec| spec.location == SpecLocation::Outside).count();
    let what = match (outside, is_wild(named)) {
        (0, _) => return None,
        (_, false) => format!("`{named}` lies"),
        (1, true) => format!("1 document of `{named}` lies"),
        (_, true) => format!("{outside} documents of `{named}` lie"),
    };
    let problem = Diagnostic::warning("config::elsewhere", what + " outside of the project");
    Some(problem.help("pages and manifests are made from it all the same; no message quotes a line of it"))
}

/// The paths that `pattern` matches, sorted.
fn paths(pattern: &str, folder: &Path) -> Result<Vec<PathBuf>, String> {
    if !is_wild(pattern) {
        if !folder.join(pattern).exists() {
            return Err(format!("there is no document `{pattern}`"));
        }
        return Ok(vec![folder.join(pattern)]);
    }
    let fixed: PathBuf = pattern.split('/').take_while(|segment| !is_wild(segment)).collect();
    // Splitting drops a leading `/`.
    let fixed = if pattern.starts_with('/') { Path::new("/").join(fixed) } else { fixed };
    let rest: Vec<&str> = pattern.split('/').skip_while(|segment| !is_wild(segment)).collect();
    let glob = compile(&rest.join("/"))?;
    let base = folder.join(&fixed);
    let walk_from = if base.as_os_str().is_empty() { Path::new(".") } else { &base };
    let depth = if rest.contains(&"**") { usize::MAX } else { rest.len() };
    // Skipping a folder that can't be read would drop its services, and remove their files as orphans.
    let is_theirs = |name: &str| !is_git(name) && !is_provgens_own(name);
    let is_wanted =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || is_theirs(&entry.file_name().to_string_lossy());
    let walk = WalkDir::new(walk_from).max_depth(depth).into_iter().filter_entry(is_wanted);
    let entries = walk.collect::<Result<Vec<_>, _>>();
    let entries = match entries {
        Err(error) if error.io_error().is_none_or(|error| error.kind() != ErrorKind::NotFound) => {
            return Err(format!("`{pattern}` can't be looked for: {error}"));
        }
        entries => entries.unwrap_or_default(),
    };
    let is_own = fixed.iter().any(|part| is_provgens_own(&part.to_string_lossy()));
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .filter(|entry| !is_own && (entry.file_type().is_file() || entry.path_is_symlink()))
        .filter_map(|entry| entry.path().strip_prefix(walk_from).ok().map(Path::to_path_buf))
        .filter(|relative| glob.is_match(relative))
        .map(|relative| base.join(relative))
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
