//! What the parts of code look like in HTML.

use crate::html::escape::escape;

/// A kind of part that has a colour. `base.css` knows the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    Key,
    Keyword,
    Number,
    Text,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Comment => "c-comment",
            Self::Key => "c-key",
            Self::Keyword => "c-keyword",
            Self::Number => "c-number",
            Self::Text => "c-text",
        }
    }
}

/// Code that is being written as HTML.
#[derive(Debug, Default)]
pub(super) struct Painter {
    html: String,
}

impl Painter {
    /// Writes a part; one without a kind has the colour of the block.
    pub(super) fn write(&mut self, kind: Option<Kind>, text: &str) {
        let text_as_html = escape(text);
        match kind {
            Some(kind) if !text.is_empty() => {
                self.html.push_str(&format!("<span class=\"{}\">{text_as_html}</span>", kind.class()));
            }
            _ => self.html.push_str(&text_as_html),
        }
    }

    pub(super) fn into_html(self) -> String {
        self.html
    }
}
