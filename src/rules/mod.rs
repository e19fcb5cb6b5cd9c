//! Rules as data: what is told of each, and how bad it counts.
//!
//! In: `diff/*.toml`, one file a rule, and what a configuration says of them. Out: [`rule::Rule`]s and
//! [`levels::Levels`]. When a rule holds is for the stage to say that finds it.

pub(crate) mod levels;
pub(crate) mod rule;
