//! The columns in which the lines of a resource stand.

use super::model::{Line, Methods};
use crate::document::yaml;

/// Paths that are longer than this many characters don't push what follows those of others to the right.
const WIDEST_CALL: usize = 100;

/// What stands between two columns.
const GAP: &str = "  ";

/// Widths of the columns of a resource's lines, in characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Columns {
    name: usize,
    verbs: usize,
    call: usize,
    key: usize,
}

impl Columns {
    /// The widths for `methods`.
    pub(super) fn of(methods: &Methods) -> Self {
        let mut columns = Self::default();
        for (name, line) in methods {
            let call = line.call_text().chars().count();
            columns.name = columns.name.max(quoted(name.as_str()).chars().count());
            columns.verbs = columns.verbs.max(line.verbs_text().chars().count());
            if call <= WIDEST_CALL {
                columns.call = columns.call.max(call);
            }
            columns.key = columns.key.max(line.key_text().chars().count());
        }
        columns
    }

    /// The line of the method `name`, with `before` it.
    pub(super) fn line(self, before: &str, name: &str, line: &Line) -> String {
        let name = quoted(name) + ":";
        let width = self.name + 1;
        format!("{before}{name:width$}{GAP}{}", self.value(line))
    }

    /// What stands behind a method's name.
    pub(super) fn value(self, line: &Line) -> String {
        let (verbs, call) = (line.verbs_text(), line.call_text());
        // What is longer than its column is followed by one gap alone.
        let is_wide = call.chars().count() > self.call;
        let mut text = format!("{verbs:0$}{GAP}{call:1$}{GAP}", self.verbs, self.call);
        if self.key > 0 && !(is_wide && line.object_key.is_none()) {
            text.push_str(&format!("{:1$}{GAP}", line.key_text(), self.key));
        }
        text.push_str(&line.mark_text());
        quoted(text.trim_end())
    }
}

/// `text` as a scalar of YAML.
pub(super) fn quoted(text: &str) -> String {
    if yaml::is_plain(text) {
        return text.to_string();
    }
    let written = yaml::write(&text, text.len() + 3);
    written.map_or_else(|_| text.to_string(), |written| written.trim_end().to_string())
}
