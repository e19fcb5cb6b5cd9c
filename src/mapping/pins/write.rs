//! The text of a new file.

use super::columns::{Columns, quoted};
use super::model::{Mapping, Methods};

/// The first lines of a new file.
const HEADER: &str = "\
# Which query calls which operation. These names are what users write: yours to choose before a release, kept after it.
# Rename a resource or a method, move a line below another resource, change its verb, take off a `?` once you agree.
# `provgen map` adds what is new and marks what has gone; what you decided stays.
#
#   service:
#     resource:
#       method: VERB  HTTP path  where the rows are  ?  @operation     (VERB*: tried before plainer methods)
";

/// The indent of a resource.
pub(super) const INDENT: &str = "  ";

/// The indent of a method.
pub(super) const METHOD_INDENT: &str = "    ";

impl Mapping {
    /// The text of the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = HEADER.to_string();
        for (service, resources) in &self.services {
            text.push_str(&format!("\n{}:\n", quoted(service.as_str())));
            for (resource, methods) in resources {
                for line in resource_lines((INDENT, METHOD_INDENT), resource.as_str(), methods) {
                    text.push_str(&line);
                    text.push('\n');
                }
            }
        }
        text
    }
}

/// The lines of a resource, its name first; with the indents of a resource and of a method.
pub(super) fn resource_lines(
    (resource_indent, method_indent): (&str, &str),
    resource: &str,
    methods: &Methods,
) -> Vec<String> {
    let columns = Columns::of(methods);
    let name = format!("{resource_indent}{}:", quoted(resource));
    let lines = methods.iter().map(|(method, line)| columns.line(method_indent, method.as_str(), line));
    std::iter::once(name).chain(lines).collect()
}
