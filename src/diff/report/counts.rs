//! How bad a release is, and how much of it: the worst severity, and the number of findings or causes of each.

use schemars::JsonSchema;
use serde::Serialize;

use crate::rules::rule::Severity;

/// The worst effect of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// SQL that worked fails, or silently means something else.
    Breaking,
    /// SQL that worked may fail, or may mean something else.
    Risky,
    /// SQL works as it did, and the API advises against some of it.
    Deprecated,
    /// Something new can be queried.
    Additive,
    /// Only the wording changed.
    Docs,
    /// Nothing changed.
    None,
}

impl Impact {
    /// `breaking`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => Severity::Breaking.as_str(),
            Self::Risky => Severity::Risky.as_str(),
            Self::Deprecated => Severity::Deprecated.as_str(),
            Self::Additive => Severity::Additive.as_str(),
            Self::Docs => Severity::Docs.as_str(),
            Self::None => "none",
        }
    }
}

impl From<Option<Severity>> for Impact {
    fn from(worst: Option<Severity>) -> Self {
        match worst {
            Some(Severity::Breaking) => Self::Breaking,
            Some(Severity::Risky) => Self::Risky,
            Some(Severity::Deprecated) => Self::Deprecated,
            Some(Severity::Additive) => Self::Additive,
            Some(Severity::Docs) => Self::Docs,
            None => Self::None,
        }
    }
}

/// The number of findings of each severity, or that of causes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Counts")]
pub struct SeverityCounts {
    /// SQL fails, or silently means something else.
    pub breaking: usize,
    /// SQL may fail, or may mean something else.
    pub risky: usize,
    /// SQL works as it did, and the API advises against it.
    pub deprecated: usize,
    /// Something new can be queried.
    pub additive: usize,
    /// Only the wording changed.
    pub docs: usize,
}

impl FromIterator<Severity> for SeverityCounts {
    fn from_iter<I: IntoIterator<Item = Severity>>(severities: I) -> Self {
        let mut counts = Self::default();
        for severity in severities {
            *match severity {
                Severity::Breaking => &mut counts.breaking,
                Severity::Risky => &mut counts.risky,
                Severity::Deprecated => &mut counts.deprecated,
                Severity::Additive => &mut counts.additive,
                Severity::Docs => &mut counts.docs,
            } += 1;
        }
        counts
    }
}

impl SeverityCounts {
    /// The number of findings of `severity`.
    #[must_use]
    pub const fn of(&self, severity: Severity) -> usize {
        match severity {
            Severity::Breaking => self.breaking,
            Severity::Risky => self.risky,
            Severity::Deprecated => self.deprecated,
            Severity::Additive => self.additive,
            Severity::Docs => self.docs,
        }
    }

    /// Adds `more` to the count of `severity`.
    pub const fn add(&mut self, severity: Severity, more: usize) {
        match severity {
            Severity::Breaking => self.breaking += more,
            Severity::Risky => self.risky += more,
            Severity::Deprecated => self.deprecated += more,
            Severity::Additive => self.additive += more,
            Severity::Docs => self.docs += more,
        }
    }

    /// `1 breaking, 4 risky, 61 additive, 112 wording only`; counts of zero are left out.
    #[must_use]
    pub fn words(&self) -> String {
        let words = Severity::ALL.into_iter().filter(|severity| self.of(*severity) > 0).map(|severity| {
            let name = if severity == Severity::Docs { "wording only" } else { severity.as_str() };
            format!("{} {name}", self.of(severity))
        });
        words.collect::<Vec<_>>().join(", ")
    }
}
