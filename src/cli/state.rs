//! Where interrupted runs note what the next one has to put in order: a folder of the user's, which no
//! checkout can bring along.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

use crate::output::State;

/// Names the folder, instead of the user's own one for state.
const VARIABLE: &str = "PROVGEN_STATE_DIR";

/// The user's state folder; none where the user has no home.
pub(super) fn open() -> State {
    folder().map_or_else(State::none, State::at)
}

fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "this is `cli`; what is written doesn't depend on it")]
    let named = std::env::var(VARIABLE).ok().filter(|folder| !folder.is_empty());
    if let Some(folder) = named {
        return Some(PathBuf::from(folder));
    }
    let base = etcetera::choose_base_strategy().ok()?;
    // Windows has no folder for state of its own.
    Some(base.state_dir().unwrap_or_else(|| base.data_dir()).join("provgen"))
}
