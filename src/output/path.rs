//! Checking paths: only paths that mean the same single file below the output folder on every system are
//! written.
//!
//! In: a path that came from names of a document, or from a file on disk; hostile either way. Out: whether
//! the path is safe, or why not.

use std::collections::BTreeMap;

use super::{own, trouble};
use crate::diagnostic::Diagnostic;
use crate::names::{is_device, is_git};

/// Longest path, in bytes.
const MAX_PATH: usize = 4096;

/// Longest name of a file or folder, in bytes: the smallest bound of the file systems in use.
const MAX_NAME: usize = 255;

/// The help for a path that can't be written.
pub(super) const HELP: &str =
    "a name in the document gives no file name that every system accepts: rename it in provgen.yaml";

/// Checks a relative path with `/` between its parts.
///
/// # Errors
/// Why the path can't be used; the text follows a colon.
pub(crate) fn check(path: &str) -> Result<(), String> {
    if path.is_empty() {
        return Err("the path is empty".into());
    }
    if path.len() > MAX_PATH {
        return Err(format!("the path is longer than {MAX_PATH} bytes"));
    }
    if path.starts_with('/') {
        return Err("the path is absolute".into());
    }
    for name in path.split('/') {
        check_name(name)?;
    }
    let first = fold(path.split('/').next().unwrap_or_default());
    if first == own::LIST || first.starts_with(own::STAGING) {
        return Err(format!("provgen keeps `{first}` for itself"));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("a folder name in it is empty".into());
    }
    if name == "." || name == ".." {
        return Err(format!("`{name}` in it leads to another folder"));
    }
    if name.len() > MAX_NAME {
        return Err(format!("a name in it is longer than {MAX_NAME} bytes"));
    }
    if let Some(bad) = name.chars().find(|c| c.is_control() || r#"\:<>"|?*"#.contains(*c)) {
        return Err(format!("`{}` can't be part of a file name", bad.escape_debug()));
    }
    if name.ends_with('.') || name.ends_with(' ') {
        return Err("a name in it ends in a dot or a space, which Windows drops".into());
    }
    if is_device(name) {
        return Err(format!("`{name}` is a device on Windows"));
    }
    if is_git(name) {
        return Err(format!("`{name}` is a folder of git's own"));
    }
    Ok(())
}

/// `text` without differences of letter case, by character, so that no letter depends on its neighbours.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// The folders above `path`, the outermost first.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

/// A path's spelling without letter case, and the path that has it.
struct Spelling<'a> {
    name: &'a str,
    /// The first path with this spelling.
    path: &'a str,
    folder: bool,
}

/// Paths that can't exist side by side: paths that differ in letter case only, which are the same on macOS
/// and Windows, and a file that is another path's folder. `paths` are sorted.
pub(super) fn clashes<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, Spelling<'a>> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        for (name, folder) in folders(path).map(|name| (name, true)).chain([(path, false)]) {
            let Some(earlier) = seen.get(&fold(name)) else {
                seen.insert(fold(name), Spelling { name, path, folder });
                continue;
            };
            if earlier.name != name {
                found.push(*trouble::new(
                    "output::case",
                    format!("`{}` and `{path}` differ in letter case only", earlier.path),
                    "they are one file on macOS and Windows: rename one of them in provgen.yaml",
                ));
                break;
            }
            if earlier.folder != folder {
                found.push(*trouble::new(
                    "output::conflict",
                    format!("`{}` would be a file and a folder, for `{path}`", earlier.name),
                    "rename one of them in provgen.yaml",
                ));
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_mean_one_file_everywhere() {
        for good in [
            "a",
            "a/b.md",
            "docs/é/x",
            "a b/c",
            ".hidden",
            "console/x",
            "com/x",
            "com10/x",
            "a/.provgen-files",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn paths_that_do_not() {
        let long = format!("{}x", "a/".repeat(2048));
        let name = "x".repeat(256);
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "a//b",
            "a/",
            "./a",
            "../a",
            "a/../b",
            "a/..",
            "a\\b",
            "C:/x",
            "c:x",
            "a\0b",
            "a\nb",
            "a\u{7f}",
            "aux",
            "x/NUL.md",
            "COM1",
            "lpt9.txt",
            "com¹",
            "aux .x",
            "CONIN$",
            "a./b",
            "a /b",
            "...",
            ".provgen-files",
            ".PROVGEN-files",
            ".provgen-files/x",
            ".provgen-staging-x/new-0",
            "a?b",
            "a|b",
            "<<<<<<< HEAD",
            &long,
            &name,
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn clashes_name_both() {
        let told = |paths: &[&str]| {
            clashes(paths.iter().copied()).into_iter().map(|problem| problem.message).collect::<Vec<_>>()
        };
        assert_eq!(told(&["a/Foo", "a/foo", "b"]), ["`a/Foo` and `a/foo` differ in letter case only"]);
        assert_eq!(told(&["Foo/x", "foo/y"]), ["`Foo/x` and `foo/y` differ in letter case only"]);
        assert_eq!(told(&["a", "a.md", "a/b"]), ["`a` would be a file and a folder, for `a/b`"]);
        assert_eq!(told(&["K", "\u{212a}"]).len(), 1);
        assert_eq!(told(&["a/b", "a/c", "b/a"]), [""; 0]);
    }
}
