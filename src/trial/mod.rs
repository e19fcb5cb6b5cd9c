//! A provider tried on StackQL itself, against a mock of its API.
//!
//! ```text
//! settings ─► plan: tables, statements, answers ─┬─ stage: registry, mock, engine
//!                                                └─ run: each question asked ─► compare ─► TrialReport
//! ```
//!
//! In: the settings of a provider, and the program of the engine. Out: a [`TrialReport`]: where the engine
//! shows or does something else than the tables and pages of provgen say; or the rows of one statement, with
//! the requests that it became. Everything is on this machine, and is gone when the trial ends.

mod asked;
mod compare;
mod engine;
mod example;
mod mock;
mod one;
mod operation;
mod path;
mod plan;
mod query;
mod render;
mod report;
mod run;
mod stage;
mod statement;
mod values;

pub use asked::Asked;
pub use engine::{Rows, Unanswered};
pub use mock::{Answers, Received};
pub use one::One;
pub use render::{Length, answer, github, summary, text};
pub use report::{Difference, ExampleFigures, Figures, Finding, Kind, TrialReport};
pub use run::run;
pub use stage::{Stage, StageSettings};
pub use statement::{is_empty, is_statement};
