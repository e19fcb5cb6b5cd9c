//! Numbers and files, for machines.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::SqlVerb;
use crate::provider::Counts;

/// How much there is of a provider.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct CountRow {
    /// The services.
    services: usize,
    /// Their resources.
    resources: usize,
    /// Their methods.
    methods: usize,
    /// The methods by the SQL verb that reaches them: `select`, `insert` and so on.
    verbs: BTreeMap<String, usize>,
}

impl CountRow {
    pub(in crate::cli) fn new(counts: &Counts) -> Self {
        let verb = |verb: SqlVerb| (verb.key(), counts.verbs.get(&verb).copied().unwrap_or_default());
        Self {
            services: counts.services,
            resources: counts.resources,
            methods: counts.methods(),
            verbs: SqlVerb::ALL.into_iter().map(verb).collect(),
        }
    }
}

/// A file that isn't part of a result, and the reason.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct FileRow {
    /// The path.
    pub(in crate::cli) path: String,
    /// The reason in a few words.
    pub(in crate::cli) why: String,
}
