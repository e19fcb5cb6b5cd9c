//! Names of the files and folders in a provider's version folder; packages have the same layout.

use std::collections::BTreeMap;

use crate::names::DirectoryName;

/// Ending of the file that holds another one's signature.
pub const SIGNATURE: &str = ".sig";

/// Path of the manifest that names a provider's services.
pub const PROVIDER: &str = "provider.yaml";

/// Folder of the services' manifests.
pub const SERVICES: &str = "services";

/// `files` in the order of an archive.
#[must_use]
pub fn sorted(files: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    let mut sorted: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    sorted.sort_by_key(|(path, _)| order(path));
    sorted
}

/// The order of a package's files: the provider's first, and each file before its signature.
#[must_use]
pub fn order(path: &str) -> (bool, &str, bool) {
    let file = path.strip_suffix(SIGNATURE).unwrap_or(path);
    (file != PROVIDER, file, file.len() != path.len())
}

/// Whether a package may have a file at `path`, below its folder. Only names that every system spells in the
/// same way are allowed.
#[must_use]
pub fn is_of_package(path: &str) -> bool {
    let file = path.strip_suffix(SIGNATURE).unwrap_or(path);
    let service = file.strip_prefix(SERVICES).and_then(|rest| rest.strip_prefix('/'));
    let is_manifest = |name: &str| name.ends_with(".yaml") && DirectoryName::new(name).is_ok();
    file == PROVIDER || service.is_some_and(is_manifest)
}

/// The version of a manifest that isn't released.
pub const UNRELEASED: &str = "v00.00.00000";

/// The OpenAPI version that manifests declare: the engine's schema requires 3.0.
pub(super) const OPENAPI: &str = "3.0.3";
