//! Rules as data: their texts and severities.
//!
//! In: `diff/*.toml` and `lint/*.toml`, one file a rule, `codes.toml`, `kinds.toml`, and the levels of a configuration. Out:
//! [`rule::Rule`]s, [`lint_rule::LintRule`]s, texts of codes and kinds, and [`levels::Levels`]. The stage that makes findings decides when a rule holds.

pub(crate) mod codes;
mod ids;
pub(crate) mod kinds;
pub(crate) mod levels;
pub(crate) mod lint_rule;
pub(crate) mod rule;
