//! Releases that tests compare: the two sides of each case.

use std::fs;
use std::path::{Path, PathBuf};

use provgen::diff::source::Release;
use provgen::diff::{Comparison, DiffReport, compare};

use super::root;

/// The folders of all cases of an area.
pub(crate) fn cases(area: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/cases").join(area)).unwrap();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The release of that name in a case: a document or a folder.
pub(crate) fn side(case: &Path, name: &str) -> PathBuf {
    let paths = [case.join(name), case.join(format!("{name}.yaml")), case.join(format!("{name}.json"))];
    paths.into_iter().find(|path| path.exists()).unwrap_or_else(|| panic!("{} has no {name}", case.display()))
}

/// What changes between two releases of `acme`.
pub(crate) fn report(old: &Path, new: &Path) -> DiffReport {
    let source = |path: &Path| Release::find(path.to_str().unwrap()).unwrap();
    let (old, new) = (source(old), source(new));
    compare(Comparison { old: &old, new: &new, settings: None, old_settings: None, provider: Some("acme") })
        .unwrap()
}

/// A report in which each rule found something.
pub(crate) fn all_rules() -> DiffReport {
    let findings = cases("diff")
        .into_iter()
        .filter(|case| !case.ends_with("silent"))
        .flat_map(|case| report(&side(&case, "old"), &side(&case, "new")).findings)
        .collect();
    DiffReport::new("acme", "old", "new", 1, findings)
}
