//! What `lock` and `map` do to `mapping.yaml`, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::mapping::pins::{Mapping, Mark, shown};

/// What a run does to `mapping.yaml`, or would do.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct MappingReport {
    /// The file.
    pub(in crate::cli) file: String,
    /// Whether the file was up to date before the run.
    pub(in crate::cli) is_current: bool,
    /// Whether the run wrote the file.
    pub(in crate::cli) is_written: bool,
    /// The lines that come, those of changed ones included.
    pub(in crate::cli) added: Vec<MappingLine>,
    /// The lines that go, those of changed ones included.
    pub(in crate::cli) removed: Vec<MappingLine>,
    /// The methods that the file has then, without those that are marked as gone.
    pub(in crate::cli) methods: usize,
    /// The methods among them that the rules doubt, each with a `?`.
    pub(in crate::cli) undecided: usize,
}

/// A line of `mapping.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct MappingLine {
    /// The method: `shop.books.list`.
    method: String,
    /// The line as people read it.
    line: String,
}

impl MappingReport {
    /// The difference between the mappings `old` and `new` of `file`.
    pub(in crate::cli) fn new(file: &str, old: &Mapping, new: &Mapping) -> Self {
        let marked = |mark: Mark| new.lines().filter(|(_, line)| line.mark == mark).count();
        Self {
            file: file.to_string(),
            is_current: true,
            is_written: false,
            added: missing(new, old),
            removed: missing(old, new),
            methods: new.len() - marked(Mark::Gone),
            undecided: marked(Mark::Doubtful),
        }
    }
}

/// The lines of `mapping` that `other` hasn't.
fn missing(mapping: &Mapping, other: &Mapping) -> Vec<MappingLine> {
    let lines = mapping.lines().filter(|(path, line)| other.line(path).is_none_or(|known| known != *line));
    lines.map(|(path, line)| MappingLine { method: path.to_string(), line: shown(&path, line) }).collect()
}
