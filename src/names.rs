//! Names: spellings of an API, and the names that StackQL users type.
//!
//! In: spellings from documents and configuration. Out: newtypes that are safe as SQL identifiers and as
//! names of files and folders. Every name that can end up in a path is made by one of the constructors here,
//! so a name from a document can't leave the output folder.

use std::fmt;

use heck::ToSnakeCase;
use serde::{Deserialize, Serialize};

/// Longest accepted name, in bytes: file systems allow 255 for one folder, and an extension needs room.
pub const MAX_NAME_BYTES: usize = 200;

/// Why a text can't be a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The name is empty.
    #[error("the name is empty")]
    Empty,
    /// A character that is neither a letter, a digit nor `_` (for folders: nor `-` and `.`; for methods: nor `-`, `,`
    /// and `.`).
    #[error("{0:?} is not allowed in a name")]
    Character(char),
    /// The name is `.` or `..`, or it is a folder's and starts or ends with a dot; or it has no letters at all.
    #[error("a name can't start or end with a dot")]
    Dots,
    /// SQL identifiers don't start with a digit.
    #[error("a name can't start with a digit")]
    LeadingDigit,
    /// Windows reserves the name for a device, with any extension.
    #[error("Windows reserves the name `{0}` for a device")]
    Device(String),
    /// The name is longer than [`MAX_NAME_BYTES`].
    #[error("the name is longer than {MAX_NAME_BYTES} bytes")]
    TooLong,
}

/// Names that Windows reserves for devices.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Whether Windows reserves the name for a device: such a file or folder can't be created there, with any
/// extension and in any letter case.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ').to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    DEVICES.contains(&stem.as_str())
        || port.is_some_and(|number| {
            let mut digits = number.chars();
            // Windows reads superscripts as digits here.
            let digit = digits.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c));
            digit && digits.next().is_none()
        })
}

/// Whether a file or folder of this name is git's own on some system: `.git` in any case, with dots and
/// spaces at the end that Windows drops, under the short name that Windows gives it, as a stream, or with
/// characters between its letters that macOS ignores. The files in such a folder decide what git runs.
#[must_use]
pub fn is_git(name: &str) -> bool {
    // Most names are plain, and none of this applies to them.
    let begins = |with: &str| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    if name.is_ascii() && !begins(".git") && !begins("git~") {
        return false;
    }
    let seen = name.chars().filter(|c| {
        !matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
    });
    let seen = seen.collect::<String>().to_ascii_lowercase();
    let stem = seen.split([':', '\\', '/']).next().unwrap_or_default().trim_end_matches(['.', ' ']);
    let number = stem.strip_prefix("git~");
    stem == ".git"
        || number.is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a path, with `/` or `\` between its parts, has a part that is git's own: see [`is_git`].
#[must_use]
pub fn leads_into_git(path: &str) -> bool {
    path.split(['/', '\\']).any(is_git)
}

/// Whether provgen keeps the name for itself: for its list and for unfinished files.
#[must_use]
pub fn is_provgens_own(name: &str) -> bool {
    const PREFIX: &str = ".provgen-";
    name.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

fn check_common(text: &str) -> Result<(), NameError> {
    match text {
        "" => Err(NameError::Empty),
        _ if text.len() > MAX_NAME_BYTES => Err(NameError::TooLong),
        _ if is_device(text) => Err(NameError::Device(text.to_string())),
        _ => Ok(()),
    }
}

/// Checks for a SQL identifier that doesn't need quotes: letters, digits and `_`, not starting with a digit.
fn check_identifier(text: &str) -> Result<(), NameError> {
    if let Some(bad) = text.chars().find(|c| !(c.is_ascii_alphanumeric() || *c == '_')) {
        return Err(NameError::Character(bad));
    }
    check_common(text)?;
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(NameError::LeadingDigit);
    }
    Ok(())
}

/// Checks for a method's key: an identifier's characters, and `-`, `,` and `.`, which published providers have and
/// SQL takes in quotes.
fn check_method(text: &str) -> Result<(), NameError> {
    let plain: String = text.chars().filter(|c| !matches!(c, '-' | ',' | '.')).collect();
    match check_identifier(&plain) {
        Err(NameError::Empty) if !text.is_empty() => Err(NameError::Dots),
        checked => checked,
    }
}

/// Checks for the name of a single folder: an identifier's characters, `-` and inner dots (`googleapis.com`).
fn check_folder(text: &str) -> Result<(), NameError> {
    if let Some(bad) = text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))) {
        return Err(NameError::Character(bad));
    }
    if text.starts_with('.') || text.ends_with('.') {
        return Err(NameError::Dots);
    }
    check_common(text)
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(String);

        impl $type {
            /// Takes `text` unchanged.
            ///
            /// # Errors
            /// [`NameError`] if `text` isn't valid for this kind of name.
            pub fn new(text: &str) -> Result<Self, NameError> {
                $check(text)?;
                Ok(Self(text.to_string()))
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                $check(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> Self {
                name.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name!(
    /// First part of every resource id: `google`.
    ProviderName,
    check_identifier
);
name!(
    /// A provider's folder in a registry: `googleapis.com`.
    DirectoryName,
    check_folder
);
name!(
    /// Second part of a resource id: `dataproc`.
    ServiceName,
    check_identifier
);
name!(
    /// Third part of a resource id: `sessions`.
    ResourceName,
    check_identifier
);
name!(
    /// A method's key in its resource: `projects_locations_sessions_get`. A raw list twin starts with `_`.
    MethodName,
    check_method
);

impl From<&ProviderName> for DirectoryName {
    /// The provider's own name is the default folder: an identifier is also valid as a folder's name.
    fn from(name: &ProviderName) -> Self {
        Self(name.0.clone())
    }
}

/// An operation's id from the document, or made from HTTP method and path if the document has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(String);

impl OperationId {
    /// Any text: an operation id never becomes a path or an identifier without going through [`snake`].
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for OperationId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// `text` in snake_case by the crate heck, with `acronyms` kept whole: `finishOAuthFlow` is
/// `finish_oauth_flow`.
///
/// Characters other than letters and digits separate words (`Binary-create` is `binary_create`). An acronym
/// counts only if no lower-case letter follows, so that `OAuthorize` doesn't contain `OAuth`.
#[must_use]
pub fn snake(text: &str, acronyms: &[String]) -> String {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    // Most words are in snake case already, and an acronym with a capital letter can't be in these.
    if is_word(text) && !acronyms.iter().any(|acronym| is_word(acronym)) {
        return text.to_string();
    }
    if !acronyms.iter().any(|acronym| !acronym.is_empty() && text.contains(acronym.as_str())) {
        return text.to_snake_case();
    }
    let mut words = String::with_capacity(text.len() + 4);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = acronyms.iter().filter(|a| !a.is_empty()).find_map(|acronym| {
            let after = rest.strip_prefix(acronym.as_str())?;
            (!after.starts_with(char::is_lowercase)).then_some((acronym, after))
        });
        if let Some((acronym, after)) = found {
            words.push('_');
            words.push_str(&acronym.to_lowercase());
            words.push('_');
            rest = after;
        } else {
            words.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    words.to_snake_case()
}

/// A text in snake case as a SQL identifier: characters beyond ASCII are dropped, and a leading digit gets a
/// `_` before it.
#[must_use]
pub fn identifier(text: &str, acronyms: &[String]) -> String {
    let mut name = snake(text, acronyms);
    name.retain(|c| c.is_ascii_alphanumeric() || c == '_');
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
}

/// A text with only the characters that OpenAPI allows in a component's name: letters, digits, `.`, `-` and `_`.
pub(crate) fn as_component_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') => name.push(c),
            _ if !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    name.trim_matches('_').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acronyms() -> Vec<String> {
        ["OAuth", "IaC", "GitHub"].map(String::from).to_vec()
    }

    #[test]
    fn acronyms_stay_whole() {
        for (text, expected) in [
            ("finishOAuthFlow", "finish_oauth_flow"),
            ("IaCValidationReport", "iac_validation_report"),
            ("processGitHubEnterpriseWebhook", "process_github_enterprise_webhook"),
            ("OAuthorize", "o_authorize"),
            ("Binary-create", "binary_create"),
            ("getDICOMStoreMetrics", "get_dicom_store_metrics"),
            ("projects", "projects"),
            ("v1beta1", "v1beta1"),
            ("v2Id1", "v2_id1"),
            ("", ""),
        ] {
            assert_eq!(snake(text, &acronyms()), expected, "{text}");
        }
    }

    #[test]
    fn names_that_would_leave_the_folder_are_refused() {
        for bad in ["", "..", "../x", "/etc", "a/b", "a\\b", "a\0b", "con", "NUL", "lpt1", "a b", "9lives"] {
            assert!(ServiceName::new(bad).is_err(), "{bad:?}");
        }
        for bad in ["", ".", "..", ".hidden", "a/b", "com1.txt"] {
            assert!(DirectoryName::new(bad).is_err(), "{bad:?}");
        }
        assert!(DirectoryName::new("googleapis.com").is_ok());
        assert!(MethodName::new("_projects_locations_sessions_list").is_ok());
    }

    #[test]
    fn git_is_known_under_each_of_its_names() {
        for name in [
            ".git",
            ".GIT",
            ".Git",
            ".git.",
            ".git ",
            ".git . .",
            "git~1",
            "GIT~1",
            "Git~12 .",
            ".g\u{200c}it",
            "\u{feff}.gi\u{202e}t",
            ".git\u{206a}",
            ".git::$INDEX_ALLOCATION",
            ".git...:x",
            "git~1::$INDEX_ALLOCATION",
            ".git\\config",
        ] {
            assert!(is_git(name), "{name:?}");
        }
        for name in
            ["", "git", ".gitignore", ".github", "x.git", "git~", "git~x", ". git", ".gi", "a~1", "\u{200c}"]
        {
            assert!(!is_git(name), "{name:?}");
        }
        assert!(leads_into_git("a/../.git/config") && leads_into_git("a\\.GIT\\config"));
        assert!(!leads_into_git("a/x.git/.gitignore"));
        assert!(is_provgens_own(".provgen-files") && is_provgens_own(".ProvGen-new-x"));
        assert!(!is_provgens_own("provgen-files") && !is_provgens_own(".provgen") && !is_provgens_own("é"));
    }
}
