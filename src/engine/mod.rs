//! What StackQL's engine was seen to do, as data and small functions.
//!
//! In: names, schemas and operations. Out: how SQL writes a name, what a statement can send, what a call can
//! answer with. Examples, witnesses, manifests, lint and warnings ask here, so that all of them say the same;
//! no other module knows what the engine does with a statement.

pub mod answer;
pub mod auth;
pub mod body;
pub mod casing;
pub mod columns;
pub mod exec;
pub mod media;
pub mod paging;
pub mod path;
pub mod pushdown;
pub mod search;
pub mod select;
pub mod settings;
pub mod sql;
pub mod way;
pub mod words;
