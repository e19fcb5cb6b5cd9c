//! Documents as text and as trees: the base of all readers.
//!
//! In: a path. Out: a text ([`read`](mod@read)), and from it a tree of values ([`parse`]). A `cursor` takes
//! the keys one by one and reports all problems together; `locate` turns a problem's pointer into a line and
//! a column. [`project`] says which files a configuration may name, and [`manifest`] reads manifests as
//! StackQL does.

pub(crate) mod cursor;
pub(crate) mod file;
pub(crate) mod locate;
pub mod manifest;
pub mod node;
pub mod parse;
pub(crate) mod places;
pub mod project;
pub mod read;
pub(crate) mod yaml;
