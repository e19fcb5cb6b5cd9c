//! Rules as data: their texts and severities.
//!
//! In: `diff/*.toml`, one file a rule, and the levels of a configuration. Out: [`rule::Rule`]s and
//! [`levels::Levels`]. The stage that makes findings decides when a rule holds.

pub(crate) mod levels;
pub(crate) mod rule;
