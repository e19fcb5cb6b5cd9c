//! Files that stand where a document was expected, and are something else that has a name.
//!
//! In: a text, or its tree. Out: a [`Stranger`], which says what it is and how the document is had.

use std::fmt;

use crate::diagnostic::{Diagnostic, printable};
use crate::document::node::Node;

/// Longest part of a server's message that is quoted, in characters.
const MAX_QUOTED: usize = 120;

/// Most keys of a server's error beside `error` itself: one with more is something else.
const MAX_BESIDE: usize = 4;

/// What begins a page, in lower case.
const HTML: [&str; 5] = ["<!doctype html", "<html", "<head", "<body", "<!--"];

/// What a file is that is no description of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stranger {
    /// Nothing: a download that broke off at once, or a file that was never written.
    Empty,
    /// A page for browsers: a sign-in page, or an error of a proxy.
    HtmlPage,
    /// XML, which no description is written in; servers of files write their errors in it.
    Xml,
    /// What Git has in place of a file that Git LFS keeps.
    LfsPointer,
    /// An error that a server answered with, and what it says, which may be nothing.
    ServerError(String),
    /// The list of Google's documents.
    DirectoryList,
    /// Google's description of an API for JSON-RPC.
    RpcDescription,
}

impl Stranger {
    /// What a text is that may not even be JSON or YAML; none if its tree has to say.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let begins =
            |with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        match () {
            () if text.is_empty() => Some(Self::Empty),
            () if begins("<?xml") => Some(Self::Xml),
            () if HTML.into_iter().any(begins) => Some(Self::HtmlPage),
            () if text.starts_with("version https://git-lfs.github.com/spec/") => Some(Self::LfsPointer),
            () => None,
        }
    }

    /// What a tree is that is no description of an API; none if it may be one, or is nothing that has a name.
    #[must_use]
    pub fn of_tree(tree: &Node<'_>) -> Option<Self> {
        match tree.get("kind").and_then(Node::as_str) {
            Some("discovery#directoryList") => return Some(Self::DirectoryList),
            Some("discovery#rpcDescription") => return Some(Self::RpcDescription),
            _ => {}
        }
        // Some of Google's servers put the error into a list.
        let tree = match tree {
            Node::List(items) => items.first().filter(|_| items.len() == 1)?,
            _ => tree,
        };
        let Node::Map(entries) = tree else { return None };
        let error = tree.get("error").filter(|_| entries.len() <= 1 + MAX_BESIDE)?;
        let is_description = ["openapi", "swagger", "paths", "rootUrl", "components", "definitions"];
        if is_description.into_iter().any(|key| tree.get(key).is_some()) {
            return None;
        }
        let words: Vec<String> = match error {
            Node::Map(_) => [error.get("code"), error.get("message")].into_iter().filter_map(said).collect(),
            _ => [Some(error), tree.get("error_description")].into_iter().filter_map(said).collect(),
        };
        let is_error = !words.is_empty();
        is_error.then(|| Self::ServerError(words.join(" ")))
    }

    /// The problem of the file `file` that was read as a document.
    #[must_use]
    pub fn problem(&self, file: &str) -> Diagnostic {
        let message = match self {
            Self::Empty => "the file is empty".into(),
            Self::DirectoryList => "this is the list of Google's documents, not one of them".into(),
            _ => format!("this is {self}, not a document of an API"),
        };
        Diagnostic::error("input::unknown-format", message).help(self.help()).at(file, "")
    }

    /// How the document is had instead.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::HtmlPage => {
                "download the document itself: a sign-in page or a proxy may have answered in its place"
            }
            Self::Empty | Self::Xml | Self::ServerError(_) => {
                "check the document's address, and download it again"
            }
            Self::LfsPointer => "`git lfs pull` brings the document",
            Self::DirectoryList => "use a document that the list names in `discoveryRestUrl`",
            Self::RpcDescription => {
                "use the API's REST description: its address has `/rest` where this one's has `/rpc`"
            }
        }
    }
}

impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty file",
            Self::HtmlPage => "an HTML page",
            Self::Xml => "XML",
            Self::LfsPointer => "a pointer of Git LFS",
            Self::ServerError(said) => return write!(f, "a server's error (`{said}`)"),
            Self::DirectoryList => "the list of Google's documents",
            Self::RpcDescription => "an RPC description",
        })
    }
}

/// The first line of a part of an error, if it is a number or a text.
fn said(part: Option<&Node<'_>>) -> Option<String> {
    let text = match part? {
        Node::String(text) => text.to_string(),
        Node::Number(number) => number.to_string(),
        _ => return None,
    };
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let short: String = line.chars().take(MAX_QUOTED).collect();
    let cut = if short.len() < line.len() { "…" } else { "" };
    Some(printable(&format!("{short}{cut}")).replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse::parse;

    fn of(text: &str) -> Option<Stranger> {
        Stranger::of_text(text).or_else(|| Stranger::of_tree(&parse(text, "f").ok()?))
    }

    #[test]
    fn what_has_a_name_is_called_by_it() {
        let error = |said: &str| Some(Stranger::ServerError(said.into()));
        for (text, expected) in [
            ("\u{feff}\n <!DOCTYPE HTML><title>Sign in</title>", Some(Stranger::HtmlPage)),
            ("\u{feff} \n", Some(Stranger::Empty)),
            ("<html>", Some(Stranger::HtmlPage)),
            ("<?xml version='1.0'?><Error/>", Some(Stranger::Xml)),
            (
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
                Some(Stranger::LfsPointer),
            ),
            ("{\"kind\": \"discovery#directoryList\"}", Some(Stranger::DirectoryList)),
            ("{\"kind\": \"discovery#rpcDescription\", \"methods\": {}}", Some(Stranger::RpcDescription)),
            ("{\"error\": {\"code\": 404, \"message\": \"Not\\nfound\"}}", error("404 Not")),
            ("[{\"error\": {\"code\": 403}}]", error("403")),
            ("{\"error\": \"invalid`\\u001b\", \"error_description\": \"x\"}", error("invalid'  x")),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn what_may_be_a_description_is_none() {
        for text in [
            "<<: { a: 1 }",
            "version: https://git-lfs.github.com/spec/v1",
            "{\"error\": {\"code\": 1}, \"openapi\": \"3.0.0\"}",
            "{\"error\": {\"code\": 1}, \"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1}",
            "{\"error\": {}}",
            "{\"error\": []}",
            "[]",
            "[{\"error\": {\"code\": 1}}, {}]",
            "{}",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
