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
