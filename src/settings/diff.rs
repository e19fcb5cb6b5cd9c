//! The key `diff` of `provgen.yaml`: the severities of findings, and the file of accepted ones.

use std::collections::BTreeMap;
use std::path::Path;

use super::paths;
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::project::Project;
use crate::rules::levels::{DiffSettings, Level};
use crate::rules::rule::{RuleId, Severity};
use crate::settings::keys::{choice, unknown_key};
use crate::text::did_you_mean;

const KEYS: [&str; 3] = ["levels", "services", "accept"];

/// Reads the key `diff`; problems are reported at their places.
pub(super) fn read(at: &Cursor<'_, '_>, folder: &Path, project: &Project) -> DiffSettings {
    let mut settings = DiffSettings::default();
    for (key, value) in at.entries() {
        match key {
            "levels" => settings.levels.all = levels(&value),
            "services" => {
                for (service, value) in value.entries() {
                    settings.levels.services.insert(service.to_string(), levels(&value));
                }
            }
            "accept" => settings.accept = paths::inside(&value, folder, project),
            _ => unknown_key(key, &KEYS, &value),
        }
    }
    settings
}

/// Levels by rule.
fn levels(at: &Cursor<'_, '_>) -> BTreeMap<RuleId, Level> {
    let severities = Severity::ALL.map(|severity| (severity.as_str(), Level::Severity(severity)));
    let choices: Vec<(&str, Level)> = severities.into_iter().chain([("off", Level::Off)]).collect();
    let mut levels = BTreeMap::new();
    for (key, value) in at.entries() {
        let Some(rule) = RuleId::parse(key) else {
            let near = did_you_mean(key, RuleId::ALL.iter().map(|rule| rule.as_str()));
            let help = near.map_or_else(
                || "`provgen rules` lists them".to_string(),
                |near| format!("did you mean `{near}`?"),
            );
            value.report_key(
                Diagnostic::error("config::unknown-rule", format!("there is no rule `{key}`")).help(help),
            );
            continue;
        };
        levels.extend(choice(&value, &choices).map(|level| (rule, level)));
    }
    levels
}
