//! What documents are like, for machines.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::mapping::rules::{OperationNames, ResourceNames};
use crate::mapping::split::options::SplitBy;
use crate::mapping::survey::{NameCount, Survey};

/// Figures of documents, and the choices that fit them.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct Inspection<'s> {
    /// The documents whose names are to be found.
    documents: usize,
    /// Their operations.
    operations: usize,
    /// Operations by the verb of SQL that they would have.
    verbs: BTreeMap<&'static str, usize>,
    /// Operations with rows by the place of these in an answer, as an object key.
    object_keys: &'s BTreeMap<String, usize>,
    /// Operations by their first tag.
    tags: &'s BTreeMap<String, usize>,
    /// Operations by the segment with which their path begins.
    segments: &'s BTreeMap<String, usize>,
    /// Operations whose body StackQL can't send, by media type.
    unsent: &'s BTreeMap<String, usize>,
    /// For each way to split a document, the services and their operations.
    splits: BTreeMap<&'static str, &'s BTreeMap<String, usize>>,
    /// What each rule for resources gives.
    resources: Vec<Rule<'s>>,
    /// What each style of methods gives.
    methods: Vec<Rule<'s>>,
    /// The rule and the style that fit.
    naming: Naming,
    /// The split that fits; null where a document is one service.
    split: Option<Split>,
    /// Why the rule and the style fit.
    because: Naming,
}

/// What a rule for names gives.
#[derive(Debug, Serialize, JsonSchema)]
struct Rule<'s> {
    /// The rule, as the configuration calls it.
    name: &'static str,
    /// How many names there are.
    different: usize,
    /// How many operations have a name that another operation of their resource has.
    shared: usize,
    /// Names, for example.
    examples: &'s [String],
}

/// A text for resources, and one for methods.
#[derive(Debug, Serialize, JsonSchema)]
struct Naming {
    /// That of resources.
    resources: String,
    /// That of methods.
    methods: String,
}

/// A way to split a document.
#[derive(Debug, Serialize, JsonSchema)]
struct Split {
    /// What the services are made by.
    by: &'static str,
    /// Why.
    because: String,
}

impl<'s> Inspection<'s> {
    /// The figures of `survey`.
    pub(in crate::cli) fn new(survey: &'s Survey) -> Self {
        let choice = survey.choice();
        let (resources, methods) = choice.words();
        let rule = |name, counted: &'s NameCount| Rule {
            name,
            different: counted.different(),
            shared: counted.shared(),
            examples: &counted.examples,
        };
        let rules = ResourceNames::ALL.iter().zip(&survey.resources);
        let styles = OperationNames::ALL.iter().zip(&survey.methods);
        Self {
            documents: survey.documents,
            operations: survey.operations,
            verbs: survey.verbs.iter().map(|(verb, count)| (verb.as_str(), *count)).collect(),
            object_keys: &survey.object_keys,
            tags: &survey.tags,
            segments: &survey.segments,
            unsent: &survey.unsent,
            splits: SplitBy::ALL.iter().map(|(name, _)| *name).zip(&survey.splits).collect(),
            resources: rules.map(|((name, _), counted)| rule(*name, counted)).collect(),
            methods: styles.map(|((name, _), counted)| rule(*name, counted)).collect(),
            naming: Naming { resources: resources.to_string(), methods: methods.to_string() },
            split: survey.split_because().map(|because| Split { by: "tag", because }),
            because: Naming { resources: choice.resources_because, methods: choice.methods_because },
        }
    }
}
