//! The file and the place to which a reference leads.

use percent_encoding::percent_decode_str;

use crate::text::unescaped;

/// A place in a file below the document's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    /// The file's path below the folder; empty for the document itself.
    pub(super) file: String,
    /// The JSON pointer.
    pub(super) pointer: String,
}

/// Why a reference isn't followed: a message and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) message: String,
    pub(super) help: String,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// Whether `text` is a reference into another file: not one into the same, nor a bare name.
pub(super) fn is_external(text: &str) -> bool {
    !text.starts_with('#') && text.contains(['.', '/', '#'])
}

impl Target {
    /// The target of the reference `text` in the file `base`, where the document itself is called `own`.
    pub(super) fn of(text: &str, base: &str, own: &str) -> Result<Self, Refusal> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if is_url(path) {
            let message = format!("`{text}` is an address, and no address is read");
            return Err(Refusal::new(message, "save it beside the document, and refer to the file"));
        }
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let message = format!("`{text}` names no place in the file");
            return Err(Refusal::new(
                message,
                "write a JSON pointer, such as `common.yaml#/components/schemas/Error`",
            ));
        }
        let decoded = percent_decode_str(path).decode_utf8();
        let path = decoded.as_deref().unwrap_or(path);
        let file = if path.is_empty() { Some(base.to_string()) } else { joined(base, path) };
        let Some(file) = file else {
            let message = format!("`{text}` leads out of the document's folder");
            return Err(Refusal::new(
                message,
                "copy the file below that folder: nothing outside of it is read",
            ));
        };
        let pointer = if fragment.contains('%') {
            percent_decode_str(fragment).decode_utf8().map_or_else(|_| fragment.to_string(), Into::into)
        } else {
            fragment.to_string()
        };
        Ok(Self { file: if file == own { String::new() } else { file }, pointer })
    }

    /// The target as a reference of the document itself.
    pub(super) fn text(&self) -> String {
        let file = self.file.replace('%', "%25").replace('#', "%23");
        format!("{file}#{}", self.pointer.replace('%', "%25"))
    }

    /// The pointer's segments.
    pub(super) fn segments(&self) -> Vec<String> {
        self.pointer.split('/').skip(1).map(|segment| unescaped(segment).into_owned()).collect()
    }
}

/// Whether a path begins with a scheme or names a host.
fn is_url(path: &str) -> bool {
    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    path.starts_with("//") || scheme.is_some_and(is_scheme)
}

/// The path `path` from the folder of the file `base`; none if it leads out.
fn joined(base: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, base: &str) -> Result<String, String> {
        Target::of(text, base, "api.yaml").map(|target| target.text()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn paths_start_at_the_file_and_stay_in_the_folder() {
        assert_eq!(of("./common.yaml#/a/b", ""), Ok("common.yaml#/a/b".into()));
        assert_eq!(of("../common.yaml", "x/y.yaml"), Ok("common.yaml#".into()));
        assert_eq!(of("#/a", "x/y.yaml"), Ok("x/y.yaml#/a".into()));
        assert_eq!(of("x/../api.yaml#/a", ""), Ok("#/a".into()));
        assert_eq!(of("a%20b.yaml#/a%7Bb%7D", ""), Ok("a b.yaml#/a{b}".into()));
        for outside in ["../common.yaml", "/etc/passwd", "x/../../y", "..\\y", "%2e%2e/y"] {
            assert!(of(outside, "").unwrap_err().contains("leads out"), "{outside}");
        }
        for address in ["https://example.com/a.yaml", "//example.com/a.yaml", "file:a.yaml", "urn:a.b"] {
            assert!(of(address, "").unwrap_err().contains("an address"), "{address}");
        }
        assert!(of("a.yaml#b", "").unwrap_err().contains("no place"));
    }
}
