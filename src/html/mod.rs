//! What all HTML that provgen writes has in common: the pages of `preview`, and the report of `diff`.
//!
//! In: texts and code. Out: the style sheet that both begin with, texts that can stand in HTML, and code with its
//! parts marked.

mod escape;
mod highlight;

pub(crate) use escape::{breakable, escape, unescape};
pub(crate) use highlight::highlighted;

/// Colours, letters, tables, code and controls, light and dark. What a page has besides is in a style sheet of its own.
pub(crate) const BASE_STYLE: &str = include_str!("base.css");
