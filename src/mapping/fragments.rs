//! Paths with a `#`, by which some documents tell operations on one address apart.
//!
//! In: an API. Out: the API without these operations, and a warning for each.

use crate::api::Api;
use crate::diagnostic::Diagnostic;
use crate::engine::path;
use crate::mapping::proposal::Findings;
use crate::provider::ledger::Entry;

/// Takes the operations out of `api` whose paths StackQL can't call.
pub(super) fn leave_out(api: &mut Api, found: &mut Findings) {
    let file = api.file.clone();
    api.operations.retain(|operation| {
        if path::is_callable(&operation.path) {
            return true;
        }
        let reason = format!("StackQL can't call `{}`, a path with a `#`", operation.path);
        found.notes.push(
            Diagnostic::warning("mapping::fragment", format!("{} is left out: {reason}", operation.id))
                .help(
                    "another operation of that address may do the same; `exclude` in provgen.yaml says that you know",
                )
                .at(&file, operation.pointer.clone()),
        );
        found.ledger.push(Entry::Excluded { operation: operation.id.clone(), reason });
        false
    });
}

/// The error of a document of which StackQL can call no operation.
pub(super) fn nothing_left(api: &Api, found: &Findings) -> Diagnostic {
    let reason = found.ledger.iter().find_map(Entry::reason).unwrap_or_default();
    let message = format!("StackQL can call no operation of the document: {reason}");
    Diagnostic::error("input::no-operations", message)
        .help("take the document out of `specs`, or change it by an overlay")
        .at(&api.file, "/paths")
}
