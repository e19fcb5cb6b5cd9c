//! The release notes of a package, in Markdown.
//!
//! In: a [`Package`], and a text about its differences from the last one. Out: the text of the file beside
//! the archive.

use std::fmt::Write as _;

use crate::package::packed::Package;
use crate::text::code;

/// The release notes of `package`; `changes` is Markdown.
#[must_use]
pub fn notes(package: &Package, changes: &str) -> String {
    let (provider, version) = (&package.provider.name, &package.version);
    let mut text = format!("# {provider} {version}\n\n{}\n\n", changes.trim());
    text.push_str("| Service | API | Revision | Resources | Methods |\n|:--|:--|:--|--:|--:|\n");
    for service in &package.services {
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            cell(service.name.as_str()),
            cell(&service.version),
            cell(service.revision.as_deref().unwrap_or_default()),
            service.counts.resources,
            service.counts.methods(),
        );
    }
    let _ = writeln!(text, "\n```sql\nREGISTRY PULL {provider} {version};\n```");
    text
}

/// Text of a document as code in a cell, with bars escaped, which would end the cell.
fn cell(text: &str) -> String {
    code(&text.replace(['|', '\\'], " "))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_ends_a_cell() {
        assert_eq!(cell("v1`|a\\|\nb"), "``v1` a b``");
        assert_eq!(cell(""), "");
    }
}
