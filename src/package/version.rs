//! Versions of a provider in a registry.
//!
//! In: a text from the command line or from a list. Out: a [`Version`]: a month's release (`v26.11.00001`) or
//! semver (`v1.2.3`), in the order in which StackQL takes the highest.

use std::cmp::Ordering;
use std::fmt;

use crate::manifest::layout::UNRELEASED;
use crate::names::MAX_NAME_BYTES;

/// The help for a text that isn't a version.
pub const HELP: &str = "write vYY.MM.NNNNN, for example v26.11.00001 for the first release of November 2026, or semver such as v1.2.3";

/// A version, and its spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    text: String,
    numbers: [u64; 3],
    form: Form,
}

/// The form of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `vYY.MM.NNNNN`.
    Month,
    /// `v1.2.3`, `v1.2.3-rc.1+build`: the parts after `-`, and the text after `+`.
    Semver { before: Vec<Part>, build: String },
}

/// A part after `-`: numbers come before words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

/// Why a text isn't a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// The text doesn't begin with `v`.
    #[error("a version begins with a `v`")]
    Prefix,
    /// The text isn't three numbers.
    #[error("a version is three numbers with dots between them")]
    Numbers,
    /// A number begins with 0, and the form isn't vYY.MM.NNNNN.
    #[error("a number of semver doesn't begin with 0, and vYY.MM.NNNNN has two, two and five digits")]
    Zeros,
    /// The month doesn't exist.
    #[error("there is no month {0}")]
    Month(u64),
    /// The part after `-` or `+` has characters other than letters, digits and dots.
    #[error("after `-` and `+` come letters, digits, `-`, and dots between them")]
    Suffix,
    /// The version is the one of unreleased manifests.
    #[error("{UNRELEASED} stands for manifests that aren't released")]
    Unreleased,
    /// The version is too long for a folder's name.
    #[error("a version is a folder's name, and at most {MAX_NAME_BYTES} bytes long")]
    TooLong,
}

impl Version {
    /// Takes `text` unchanged.
    ///
    /// # Errors
    /// Why the text isn't the version of a release.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        if text == UNRELEASED {
            return Err(VersionError::Unreleased);
        }
        if text.len() > MAX_NAME_BYTES {
            return Err(VersionError::TooLong);
        }
        let rest = text.strip_prefix('v').ok_or(VersionError::Prefix)?;
        let (rest, build) = rest.split_once('+').map_or((rest, None), |(rest, build)| (rest, Some(build)));
        let (core, before) = rest.split_once('-').map_or((rest, None), |(core, before)| (core, Some(before)));
        let mut numbers = core.split('.');
        let (Some(first), Some(second), Some(third), None) =
            (numbers.next(), numbers.next(), numbers.next(), numbers.next())
        else {
            return Err(VersionError::Numbers);
        };
        let digits = [first, second, third];
        let number = |digits: &str| {
            if digits.bytes().all(|byte| byte.is_ascii_digit()) {
                digits.parse().map_err(|_| VersionError::Numbers)
            } else {
                Err(VersionError::Numbers)
            }
        };
        let numbers: [u64; 3] = [number(first)?, number(second)?, number(third)?];
        let suffix = |part: &&str| {
            part.split('.').all(|word| {
                !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
        };
        if !before.iter().chain(&build).all(suffix) {
            return Err(VersionError::Suffix);
        }
        if digits.map(str::len) == [2, 2, 5] && before.is_none() && build.is_none() {
            let [_, month, _] = numbers;
            return match month {
                1..=12 => Ok(Self { text: text.into(), numbers, form: Form::Month }),
                _ => Err(VersionError::Month(month)),
            };
        }
        if digits.iter().any(|digits| digits.len() > 1 && digits.starts_with('0')) {
            return Err(VersionError::Zeros);
        }
        let part = |word: &str| match word.parse() {
            Ok(number) if word.bytes().all(|byte| byte.is_ascii_digit()) => Part::Number(number),
            _ => Part::Word(word.into()),
        };
        let before = before.map(|before| before.split('.').map(part).collect()).unwrap_or_default();
        let form = Form::Semver { before, build: build.unwrap_or_default().into() };
        Ok(Self { text: text.into(), numbers, form })
    }

    /// The version that `text`, which isn't one, was probably meant to be: the `v` is missing, or zeros are.
    #[must_use]
    pub fn near(text: &str) -> Option<String> {
        let bare = text.trim().trim_start_matches(['v', 'V']);
        let numbers: Option<Vec<u64>> = bare.split('.').map(|number| number.parse().ok()).collect();
        let month = match numbers.as_deref() {
            Some([year, month, number]) => format!("v{year:02}.{month:02}.{number:05}"),
            _ => String::new(),
        };
        [format!("v{bare}"), month].into_iter().find(|near| Self::parse(near).is_ok())
    }

    /// The version as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The next version after this one and after all of `taken` that are of the same month, or the same minor
    /// version.
    #[must_use]
    pub fn next_free<'v>(&self, taken: impl IntoIterator<Item = &'v Self>) -> String {
        let [first, second, _] = self.numbers;
        let beside = taken.into_iter().filter(|other| other.numbers.starts_with(&[first, second]));
        let thirds = beside.map(|other| other.numbers).chain([self.numbers]).map(|[_, _, third]| third);
        let third = thirds.max().unwrap_or_default().saturating_add(1);
        match self.form {
            Form::Month => format!("v{first:02}.{second:02}.{third:05}"),
            Form::Semver { .. } => format!("v{first}.{second}.{third}"),
        }
    }

    /// Whether the two are the same version to StackQL, in whatever spelling.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.precedence(other).is_eq()
    }

    fn precedence(&self, other: &Self) -> Ordering {
        let before = |version: &'_ Self| match &version.form {
            Form::Month => Vec::new(),
            Form::Semver { before, .. } => before.clone(),
        };
        let (own, others) = (before(self), before(other));
        // A version comes after its candidates.
        (self.numbers, own.is_empty(), own).cmp(&(other.numbers, others.is_empty(), others))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    /// Compares by precedence; versions that are the same to StackQL are compared by spelling.
    fn cmp(&self, other: &Self) -> Ordering {
        self.precedence(other).then_with(|| self.text.cmp(&other.text))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let sorted = [
            "v0.9.0",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0-rc.1",
            "v1.0.0",
            "v1.10.0",
            "v24.09.00251",
            "v24.11.00274",
            "v26.01.00010",
        ]
        .map(version);
        for pair in sorted.windows(2) {
            assert!(pair[0] < pair[1], "{} {}", pair[0], pair[1]);
        }
        assert!(version("v1.2.3+a").is_same(&version("v1.2.3")) && version("v1.2.3+a") != version("v1.2.3"));
        assert!(version("v26.11.00001").is_same(&version("v26.11.1")));
    }

    #[test]
    fn what_is_no_version_is_told() {
        for (text, expected) in [
            ("26.11.00001", VersionError::Prefix),
            ("", VersionError::Prefix),
            ("v1", VersionError::Numbers),
            ("v1.2", VersionError::Numbers),
            ("v1.2.3.4", VersionError::Numbers),
            ("v1..3", VersionError::Numbers),
            ("v1.2.x", VersionError::Numbers),
            ("v1.2.+3", VersionError::Numbers),
            ("v1.2.99999999999999999999", VersionError::Numbers),
            ("v26.13.00001", VersionError::Month(13)),
            ("v26.00.00001", VersionError::Month(0)),
            ("v26.11.0001", VersionError::Zeros),
            ("v1.2.3-", VersionError::Suffix),
            ("v1.2.3-a/b", VersionError::Suffix),
            ("v1.2.3-..", VersionError::Suffix),
            ("v00.00.00000", VersionError::Unreleased),
        ] {
            assert_eq!(Version::parse(text), Err(expected), "{text}");
        }
        assert_eq!(Version::parse(&format!("v1.2.3-{}", "a".repeat(200))), Err(VersionError::TooLong));
    }

    #[test]
    fn what_was_meant_is_told() {
        for (text, expected) in [
            ("26.11.00001", Some("v26.11.00001")),
            ("V1.2.3", Some("v1.2.3")),
            ("v26.11.0001", Some("v26.11.00001")),
            ("v26.13.1x", None),
            ("v26.13.00001", None),
            ("latest", None),
        ] {
            assert_eq!(Version::near(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_next_one_is_free() {
        let taken = ["v26.11.00007", "v26.10.00099", "v26.11.00002"].map(version);
        assert_eq!(version("v26.11.00002").next_free(&taken), "v26.11.00008");
        assert_eq!(version("v26.12.00001").next_free(&taken), "v26.12.00002");
        assert_eq!(version("v1.2.3-rc.1").next_free(&[version("v1.2.9")]), "v1.2.10");
    }
}
