//! Reading a [`Node`] key by key, with every wrong type reported at its JSON pointer.
//!
//! In: a tree and a [`Problems`] list. Out: typed values. A value of the wrong type becomes `None` and a
//! problem, so that a reader goes on and all problems of a document come together.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

use crate::diagnostic::{Diagnostic, Problems};
use crate::document::node::Node;
use crate::text::did_you_mean;

/// A place in a document: a node, how it was reached, and where problems go.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'c, 'a> {
    /// The value here.
    pub(crate) node: &'c Node<'a>,
    path: Path<'c>,
    problems: &'c Problems,
    file: &'c str,
}

/// How a place was reached from the top of its document.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    Root,
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// The JSON pointer of the place.
    pub(crate) fn pointer(&self) -> String {
        let mut pointer = String::with_capacity(self.length());
        self.write(&mut pointer);
        pointer
    }

    /// About as long as the pointer becomes.
    fn length(&self) -> usize {
        const ESCAPES_OR_DIGITS: usize = 4;
        match self {
            Self::Root => 0,
            Self::Key(parent, key) => parent.length() + 1 + key.len(),
            Self::Index(parent, _) => parent.length() + 1 + ESCAPES_OR_DIGITS,
        }
    }

    /// The name of the value here: its key, or that of the list in which it is.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Root => "the document",
            Self::Key(_, key) | Self::Index(Self::Key(_, key), _) => key,
            Self::Index(..) => "the item",
        }
    }

    fn write(&self, pointer: &mut String) {
        match self {
            Self::Root => {}
            Self::Key(parent, key) => {
                parent.write(pointer);
                pointer.push('/');
                push_escaped(key, pointer);
            }
            Self::Index(parent, index) => {
                parent.write(pointer);
                // Writing to a string can't fail.
                let _ = write!(pointer, "/{index}");
            }
        }
    }
}

/// One segment of a JSON pointer, RFC 6901.
pub(crate) fn escape(segment: &str) -> String {
    let mut escaped = String::with_capacity(segment.len());
    push_escaped(segment, &mut escaped);
    escaped
}

fn push_escaped(segment: &str, pointer: &mut String) {
    let mut rest = segment;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'~' | b'/')) {
        let (before, after) = rest.split_at(at);
        pointer.push_str(before);
        pointer.push_str(if after.starts_with('~') { "~0" } else { "~1" });
        rest = after.get(1..).unwrap_or_default();
    }
    pointer.push_str(rest);
}

impl<'c, 'a> Cursor<'c, 'a> {
    /// The whole document.
    pub(crate) fn root(node: &'c Node<'a>, file: &'c str, problems: &'c Problems) -> Self {
        Self { node, path: Path::Root, problems, file }
    }

    /// JSON pointer of this place.
    pub(crate) fn pointer(&self) -> String {
        self.path.pointer()
    }

    /// Whether the reader makes the best of each problem.
    pub(crate) const fn is_repairing(&self) -> bool {
        self.problems.is_repairing()
    }

    /// Adds a problem at this place; a reader that goes on has `done` that about it.
    pub(crate) fn report_repaired(&self, problem: Diagnostic, done: impl Into<Cow<'static, str>>) {
        // The way here may be long, and problems below it many.
        if self.problems.counts_only() {
            return self.problems.count();
        }
        self.problems.add_repaired(problem.at(self.file, self.pointer()), done);
    }

    /// Adds a problem at this place that no reader goes on after.
    pub(crate) fn refuse(&self, problem: Diagnostic) {
        self.problems.refuse(problem.at(self.file, self.pointer()));
    }

    /// The top of `document`, to which this place belongs.
    pub(crate) fn top<'n, 'd>(&self, document: &'n Node<'d>) -> Cursor<'n, 'd>
    where
        'c: 'n,
    {
        Cursor { node: document, path: Path::Root, problems: self.problems, file: self.file }
    }

    /// Whether this stands directly below a `key`: a schema below `properties`.
    pub(crate) fn is_below(&self, key: &str) -> bool {
        matches!(self.path, Path::Key(Path::Key(_, parent), _) if *parent == key)
    }

    /// Adds a problem at this place.
    pub(crate) fn report(&self, problem: Diagnostic) {
        if self.problems.counts_only() {
            return self.problems.count();
        }
        self.problems.add(problem.at(self.file, self.pointer()));
    }

    /// The one of `candidates` that `typed` was probably meant to be, if a problem with it would still be
    /// listed. The search looks at every name, and a document may have as many broken references as names.
    pub(crate) fn meant<'n>(
        &self,
        typed: &str,
        candidates: impl IntoIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        if self.problems.is_full() { None } else { did_you_mean(typed, candidates) }
    }

    /// A problem at this place, which isn't added to the list.
    pub(crate) fn place(&self, problem: Diagnostic) -> Diagnostic {
        problem.at(self.file, self.pointer())
    }

    /// The value under `key`, where this is a map that has it.
    pub(crate) fn get(&'c self, key: &'c str) -> Option<Self> {
        let node = self.node.get(key)?;
        Some(Self { node, path: Path::Key(&self.path, key), problems: self.problems, file: self.file })
    }

    /// Adds a problem at another place of the document.
    pub(crate) fn report_at(&self, pointer: &str, problem: Diagnostic) {
        self.problems.add(problem.at(self.file, pointer));
    }

    /// As [`Cursor::report_at`]; a reader that goes on has `done` that about it.
    pub(crate) fn report_repaired_at(
        &self,
        pointer: &str,
        problem: Diagnostic,
        done: impl Into<Cow<'static, str>>,
    ) {
        self.problems.add_repaired(problem.at(self.file, pointer), done);
    }

    /// As [`Cursor::report_key`]; a reader that goes on has `done` that about it.
    pub(crate) fn report_key_repaired(&self, problem: Diagnostic, done: impl Into<Cow<'static, str>>) {
        self.problems.add_repaired(problem.at(self.file, self.pointer()).on_key(), done);
    }

    /// Adds a problem with the key of this value.
    pub(crate) fn report_key(&self, problem: Diagnostic) {
        self.problems.add(problem.at(self.file, self.pointer()).on_key());
    }

    pub(crate) fn wrong_type(&self, wanted: &str) {
        self.report(self.type_problem(wanted));
    }

    /// As [`Cursor::wrong_type`], with what a reader that goes on makes of the value.
    fn wrong_type_read_as(&self, wanted: &str, read: impl Display) {
        self.report_repaired(self.type_problem(wanted), format!("it is read as {read}"));
    }

    fn type_problem(&self, wanted: &str) -> Diagnostic {
        let found = self.node.describe();
        let problem = Diagnostic::error(
            "input::wrong-type",
            format!("`{}` must be {wanted}, found {found}", self.path.name()),
        );
        match (wanted, self.node) {
            ("true or false", Node::String(text)) if text == "true" || text == "false" => {
                problem.help(format!("write {text} without quotes"))
            }
            ("true or false", _) => problem.help("write true or false without quotes, or leave the key out"),
            (_, Node::Null) => problem.help("leave the key out where there is no value"),
            ("a string", Node::Number(_) | Node::Bool(_)) => problem.help("put the value in quotes"),
            ("an object", Node::String(text)) if is_run_together(text) => {
                problem.help("put a blank behind the `:` of the key: `key: value`")
            }
            ("an object", Node::String(_)) => {
                problem.help("write keys with values, each `key: value`; `{}` for no keys")
            }
            ("an object", _) => problem.help("write keys with values; `{}` for no keys"),
            ("a list", _) => problem.help("write a list, even for one item; `[]` for no items"),
            ("a string", _) => problem.help("write a text"),
            _ => problem,
        }
    }

    /// The keys and values, if this is a map.
    pub(crate) fn entries(&'c self) -> impl Iterator<Item = (&'c str, Cursor<'c, 'a>)> {
        let entries = match self.node {
            Node::Map(entries) => entries.as_slice(),
            _ => {
                self.wrong_object();
                &[]
            }
        };
        entries.iter().map(|(key, node)| {
            (
                key.as_ref(),
                Cursor { node, path: Path::Key(&self.path, key), problems: self.problems, file: self.file },
            )
        })
    }

    /// Reports a value that isn't a map, for a reader that needs nothing from the map.
    pub(crate) fn expect_object(&self) {
        if !matches!(self.node, Node::Map(_)) {
            self.wrong_type("an object");
        }
    }

    /// As [`Cursor::expect_object`], for a value that isn't a map; a reader that goes on has `done` that about it.
    pub(crate) fn report_no_object(&self, done: impl Into<Cow<'static, str>>) {
        self.report_repaired(self.type_problem("an object"), done);
    }

    fn wrong_object(&self) {
        match self.node {
            Node::Null => self.wrong_type_read_as("an object", "`{}`"),
            // Some languages can't tell an empty object from an empty list.
            Node::List(items) if items.is_empty() => self.wrong_type_read_as("an object", "`{}`"),
            _ => self.wrong_type("an object"),
        }
    }

    /// The items, if this is a list.
    pub(crate) fn items(&'c self) -> impl Iterator<Item = Cursor<'c, 'a>> {
        let items = match self.node {
            Node::List(items) => items.as_slice(),
            Node::Null => {
                self.wrong_type_read_as("a list", "`[]`");
                &[]
            }
            Node::Map(entries) if entries.is_empty() => {
                self.wrong_type_read_as("a list", "`[]`");
                &[]
            }
            _ => {
                self.wrong_type("a list");
                &[]
            }
        };
        items.iter().enumerate().map(|(index, node)| Cursor {
            node,
            path: Path::Index(&self.path, index),
            problems: self.problems,
            file: self.file,
        })
    }

    /// The text, if this is a string; a reader that goes on takes numbers and truth values as they are written.
    pub(crate) fn string(&self) -> Option<String> {
        let text = match self.node {
            Node::String(text) => return Some(text.clone().into_owned()),
            Node::Number(number) if self.is_repairing() => number.to_string(),
            Node::Bool(value) if self.is_repairing() => value.to_string(),
            _ => {
                self.wrong_type("a string");
                return None;
            }
        };
        self.wrong_type_read_as("a string", format_args!("\"{text}\""));
        Some(text)
    }

    /// The value, if this is `true` or `false`; a reader that goes on takes the words in quotes, too.
    pub(crate) fn boolean(&self) -> bool {
        match self.node {
            Node::Bool(value) => return *value,
            Node::String(text) if self.is_repairing() => {
                if let Ok(value) = text.trim().to_ascii_lowercase().parse::<bool>() {
                    self.wrong_type_read_as("true or false", value);
                    return value;
                }
            }
            _ => {}
        }
        self.wrong_type("true or false");
        false
    }

    /// All items that are strings; a reader that goes on takes a string alone for a list of one.
    pub(crate) fn strings(&self) -> Vec<String> {
        if let Node::String(text) = self.node
            && self.is_repairing()
        {
            self.wrong_type_read_as("a list", "a list of one");
            return vec![text.clone().into_owned()];
        }
        self.items().filter_map(|item| item.string()).collect()
    }
}

/// Whether a text is a key and its value, which a blank is missing between: `name:acme`.
fn is_run_together(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    text.split_once(':')
        .is_some_and(|(key, value)| is_word(key) && !value.is_empty() && !value.starts_with('/'))
}
