//! Media types: `consumes` and `produces` of the document and of an operation.

use super::conversion::Conversion;
use crate::document::node::Node;
use crate::input::origins::below;

/// Most media types of one body that are looked at: StackQL uses one, and each holds the schema once more.
const MAX_TYPES: usize = 8;

/// The media type of bodies where nothing names one.
pub(super) const JSON: &str = "application/json";

/// The media type of files where nothing names one.
const BINARY: &str = "application/octet-stream";

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of forms with files.
const MULTIPART: &str = "multipart/form-data";

impl<'a> Conversion<'_, 'a> {
    /// The media types that `node`, a document or an operation at `from`, has under `key`; none if it has no such key.
    /// What isn't a media type is told, and passed over.
    pub(super) fn own_types(&mut self, node: &Node<'a>, key: &str, from: &str) -> Option<Vec<String>> {
        let value = node.get(key)?;
        let pointer = below(from, key);
        let mut types: Vec<String> = Vec::new();
        let items = match value {
            Node::List(items) => items.as_slice(),
            Node::String(text) => {
                let message =
                    format!("`{key}` must be a list, found \"{text}\"; it is read as a list of one");
                self.warn("input::wrong-type", message, "write a list, even for one item", pointer.clone());
                std::slice::from_ref(value)
            }
            other => {
                let message =
                    format!("`{key}` must be a list, found {}; it is passed over", other.describe());
                self.warn(
                    "input::wrong-type",
                    message,
                    "write a list, or leave the key out",
                    pointer.clone(),
                );
                &[]
            }
        };
        for (index, item) in items.iter().enumerate() {
            match item {
                Node::String(text) if types.iter().any(|known| *known == **text) => {}
                Node::String(text) => types.push(text.to_string()),
                other => {
                    let message = format!(
                        "a media type must be a string, found {}; it is passed over",
                        other.describe()
                    );
                    let help = "write media types, such as `application/json`";
                    self.warn("input::wrong-type", message, help, below(&pointer, &index.to_string()));
                }
            }
        }
        // Those that StackQL can use come first, so that none of these is cut off.
        types.sort_by_key(|name| !is_json(name));
        types.truncate(MAX_TYPES);
        Some(types)
    }
}

/// The media types of a body with a schema.
pub(super) fn of_body(named: &[String]) -> Vec<String> {
    // An operation may say that it takes forms too, or only by mistake: a body with a schema isn't one.
    let fitting: Vec<String> = named.iter().filter(|name| !is_form(name)).cloned().collect();
    match (fitting.is_empty(), named.is_empty()) {
        (false, _) => fitting,
        (true, false) => named.to_vec(),
        (true, true) => vec![JSON.to_string()],
    }
}

/// The media types of a form, with a file in it or without.
pub(super) fn of_form(named: &[String], has_file: bool) -> Vec<String> {
    if has_file {
        return vec![MULTIPART.to_string()];
    }
    let fitting: Vec<String> = named.iter().filter(|name| is_form(name)).cloned().collect();
    if fitting.is_empty() { vec![FORM.to_string()] } else { fitting }
}

/// The media types of an answer that is a file: not JSON, which the document may name for all other answers.
pub(super) fn of_file(named: &[String]) -> Vec<String> {
    let fitting: Vec<String> = named.iter().filter(|name| !is_json(name)).cloned().collect();
    if fitting.is_empty() { vec![BINARY.to_string()] } else { fitting }
}

fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().contains("json")
}

fn is_form(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    [FORM, MULTIPART].iter().any(|form| name.starts_with(form))
}
