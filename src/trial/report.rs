//! The outcome of a trial.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::mock::Received;

/// The outcome of a trial: where the engine does something else than provgen says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Trial of a StackQL provider")]
pub struct TrialReport {
    /// The provider.
    pub provider: String,
    /// Counts.
    pub figures: Figures,
    /// The differences, in the order of services and resources: tables first, then examples.
    pub differences: Vec<Difference>,
}

impl TrialReport {
    /// The number of differences by the kind of their first finding.
    #[must_use]
    pub fn by_kind(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for kind in self.differences.iter().filter_map(Difference::kind) {
            *counts.entry(kind).or_default() += 1;
        }
        counts
    }

    /// The report as JSON.
    ///
    /// # Errors
    /// The errors of serde, which types made for being written don't cause.
    pub fn json(&self) -> crate::diagnostic::Result<String> {
        crate::diagnostic::json(self)
    }
}

/// Counts of a trial.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figures {
    /// Services whose tables were compared.
    pub services: usize,
    /// Resources.
    pub resources: usize,
    /// Methods.
    pub methods: usize,
    /// Columns.
    pub columns: usize,
    /// Questions about tables that had another answer than provgen's.
    pub table_differences: usize,
    /// Examples by verb.
    pub examples: BTreeMap<&'static str, ExampleFigures>,
    /// How often the engine was started anew, after a crash or a statement that took too long.
    pub restarts: usize,
}

impl Figures {
    /// The examples of all verbs.
    #[must_use]
    pub fn all_examples(&self) -> ExampleFigures {
        let mut all = ExampleFigures::default();
        for figures in self.examples.values() {
            all.run += figures.run;
            all.clean += figures.clean;
        }
        all
    }
}

/// Counts of examples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExampleFigures {
    /// Examples that were run.
    pub run: usize,
    /// Examples of these that do what they should.
    pub clean: usize,
}

/// A statement whose outcome isn't what provgen says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The provider, service or resource: `google.dataproc.sessions`.
    pub id: String,
    /// The method that an example should reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The difference of the example from the method's others: `all fields`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<&'static str>,
    /// What differs, the most important first.
    pub findings: Vec<Finding>,
    /// The statement as it was asked.
    pub statement: String,
    /// The requests that arrived, at most four.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Received>,
}

impl Difference {
    /// The kind of the first finding.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.findings.first().map(|finding| finding.kind)
    }

    /// `google.dataproc.sessions.get`, and the variant of the example.
    #[must_use]
    pub fn place(&self) -> String {
        let method = self.method.iter().map(|method| format!(".{method}"));
        let variant = self.variant.iter().map(|variant| format!(" ({variant})"));
        std::iter::once(self.id.clone()).chain(method).chain(variant).collect()
    }
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Its kind.
    pub kind: Kind,
    /// What differs, in a sentence.
    pub message: String,
}

impl Finding {
    pub(super) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// The kinds of differences, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The engine crashed.
    Crash,
    /// The engine took too long.
    Late,
    /// The engine refuses the statement, and sent nothing.
    Refused,
    /// A request was sent, and then the engine told an error.
    FailedAfter,
    /// Nothing was sent, and no error told.
    NotSent,
    /// The request has another method, path, query or header.
    Route,
    /// The request has another body.
    Body,
    /// Another number of pages was asked for.
    Pages,
    /// Other rows, or other columns of rows.
    Rows,
    /// The example can't be read.
    Unclear,
    /// SHOW SERVICES has other names.
    Services,
    /// A service has another title.
    Title,
    /// SHOW RESOURCES has other names.
    Resources,
    /// SHOW METHODS has other names.
    Methods,
    /// SHOW METHODS or DESCRIBE has another order.
    Order,
    /// A method has another verb.
    Verb,
    /// A method has other required names.
    Required,
    /// DESCRIBE has other columns.
    Columns,
    /// A column has another type.
    Type,
}

impl Kind {
    /// `failed-after`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crash => "crash",
            Self::Late => "late",
            Self::Refused => "refused",
            Self::FailedAfter => "failed-after",
            Self::NotSent => "not-sent",
            Self::Route => "route",
            Self::Body => "body",
            Self::Pages => "pages",
            Self::Rows => "rows",
            Self::Unclear => "unclear",
            Self::Services => "services",
            Self::Title => "title",
            Self::Resources => "resources",
            Self::Methods => "methods",
            Self::Order => "order",
            Self::Verb => "verb",
            Self::Required => "required",
            Self::Columns => "columns",
            Self::Type => "type",
        }
    }
}
