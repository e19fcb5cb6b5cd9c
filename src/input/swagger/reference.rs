//! References to where things are now.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::document::node::Node;

/// Rewrites all references within the document; `homes` has the new pointers of moved parts by the old ones.
pub(super) fn rewrite(node: &mut Node<'_>, homes: &BTreeMap<String, String>) {
    match node {
        Node::List(items) => items.iter_mut().for_each(|item| rewrite(item, homes)),
        Node::Map(entries) => {
            for (key, value) in entries {
                match value {
                    Node::String(text) if key == "$ref" => {
                        if let Some(new) = text.strip_prefix('#').and_then(|pointer| led(pointer, homes)) {
                            *text = Cow::Owned(format!("#{new}"));
                        }
                    }
                    value => rewrite(value, homes),
                }
            }
        }
        _ => {}
    }
}

/// The new pointer of what was at `pointer`, as a reference writes it; none if it stays.
fn led(pointer: &str, homes: &BTreeMap<String, String>) -> Option<String> {
    let plain = moved(pointer, homes);
    if !pointer.contains('%') {
        return plain.map(|(_, new)| new);
    }
    // Braces of a path are often written as URLs have them.
    let decoded = percent_decode_str(pointer).decode_utf8().ok();
    let decoded = decoded.and_then(|decoded| moved(&decoded, homes));
    match (plain, decoded) {
        (Some((whole, _)), Some((longer, new))) if longer > whole => Some(new),
        (plain, decoded) => plain.or(decoded).map(|(_, new)| new),
    }
}

/// The new pointer of what was at `pointer`, and the segments of the part that was moved with it.
fn moved(pointer: &str, homes: &BTreeMap<String, String>) -> Option<(usize, String)> {
    let mut whole = pointer;
    while !whole.is_empty() {
        if let Some(new) = homes.get(whole) {
            let rest = pointer.get(whole.len()..).unwrap_or_default();
            return Some((whole.matches('/').count(), format!("{new}{rest}")));
        }
        whole = whole.get(..whole.rfind('/')?).unwrap_or_default();
    }
    None
}
