//! The release notes of a package, in Markdown.
//!
//! In: a [`Package`], and what is said of its differences from the last one. Out: the text that stands beside the archive.

use std::fmt::Write as _;

use super::Package;

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
            code(service.name.as_str()),
            code(&service.version),
            code(service.revision.as_deref().unwrap_or_default()),
            service.counts.resources,
            service.counts.methods(),
        );
    }
    let _ = writeln!(text, "\n```sql\nREGISTRY PULL {provider} {version};\n```");
    text
}

/// Text of a document's in a cell: as it is, but for what would end the code or the cell.
fn code(text: &str) -> String {
    let plain = |c: char| if c.is_control() || matches!(c, '`' | '|' | '\\') { ' ' } else { c };
    let text: String = text.chars().map(plain).collect();
    match text.trim() {
        "" => String::new(),
        text => format!("`{text}`"),
    }
}
