//! StackQL as a process of our own, which answers statements.
//!
//! In: the program, a registry, statements. Out: rows, or why there are none. The engine is `stackql srv`,
//! which speaks the protocol of Postgres on a port of this machine. It ends with this value, and is started
//! anew after a crash.

mod answer;
mod process;
mod session;
mod wire;

pub use answer::{Rows, Unanswered};
pub(super) use session::{Engine, EngineSettings};
