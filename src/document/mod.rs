//! The ground that all readers stand on: a text file, its tree, positions in it.
//!
//! In: a path. Out: a text ([`read`](mod@read)), and of it a tree of values ([`parse`]), whose keys are taken
//! one by one with all problems told together (`cursor`); a problem's pointer becomes a line and a column
//! (`locate`). [`project`] says which files a configuration may name, and [`manifest`] reads what StackQL
//! reads as StackQL does.

pub(crate) mod cursor;
pub(crate) mod file;
pub(crate) mod locate;
pub mod manifest;
pub mod node;
pub mod parse;
pub mod project;
pub mod read;
pub(crate) mod yaml;
