//! What documents without annotations are like, and the names that fit them.
//!
//! In: documents, one after the other. Out: numbers, examples, and the rule and the style that they speak for.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, Format, Operation, SqlVerb};
use crate::engine::{answer, body};
use crate::mapping::openapi::OpenApiRules;
use crate::mapping::openapi::ids::IdWords;
use crate::mapping::place::anonymous;
use crate::mapping::proposal::Findings;
use crate::mapping::rules::{OpenApiNames, OperationNames, ResourceNames, ServiceRules, google};
use crate::mapping::split;
use crate::mapping::split::options::SplitBy;
use crate::names::{ServiceName, identifier};

/// Share of the operations for which a habit counts as the documents' own.
const MOST: f64 = 0.9;

/// Mean number of words of an id above which nobody wants to write it.
const LONG_ID: f64 = 4.6;

/// Share of the operations that may share a short name with another one of their resource.
const FEW_COLLISIONS: f64 = 0.075;

/// Share of the operations whose id says nothing that the path doesn't say, above which ids aren't needed for names.
const REPEATED: f64 = 0.8;

/// Operations of a document above which it is worth more than one service.
const MANY_OPERATIONS: usize = 300;

/// Tags that a document needs for a split.
const FEW_TAGS: usize = 4;

/// Operations that services of a split have on average at least.
const MEAN_OPERATIONS: usize = 3;

/// Most names of a rule or a style that are kept as examples.
const EXAMPLES: usize = 5;

/// Numbers about documents.
#[derive(Debug, Default)]
pub struct Survey {
    /// Documents without annotations.
    pub documents: usize,
    /// Documents that say their names themselves: with annotations, or Google's.
    pub others: usize,
    /// Files that are parts of other documents.
    pub fragments: Vec<String>,
    /// The operations of the former.
    pub operations: usize,
    /// The operations of the largest of these.
    largest_document: usize,
    /// The services that a split by tag, and one by path, would make, by the number of operations: in the order of
    /// [`SplitBy::ALL`].
    pub splits: [BTreeMap<String, usize>; SplitBy::ALL.len()],
    /// Tags, by the number of operations that have them first.
    pub tags: BTreeMap<String, usize>,
    /// First names of paths, by the number of operations.
    pub segments: BTreeMap<String, usize>,
    /// Places of rows, by the number of SELECTs; the whole answer is `$`.
    pub object_keys: BTreeMap<String, usize>,
    /// SQL verbs by the number of operations.
    pub verbs: BTreeMap<SqlVerb, usize>,
    /// Media types of bodies that StackQL can't send as they are, by the number of operations.
    pub unsent: BTreeMap<String, usize>,
    /// Names by rule for resources, in the order of [`ResourceNames::ALL`].
    pub resources: [NameCount; ResourceNames::ALL.len()],
    /// Names by style of methods, in the order of [`OperationNames::ALL`].
    pub methods: [NameCount; OperationNames::ALL.len()],
    habits: Habits,
}

/// How many names a rule gives.
#[derive(Debug, Default)]
pub struct NameCount {
    /// The names, by service, with the number of operations.
    names: BTreeMap<String, usize>,
    /// A few of them, in the order of the documents.
    pub examples: Vec<String>,
}

impl NameCount {
    /// Different names.
    #[must_use]
    pub fn different(&self) -> usize {
        self.names.len()
    }

    /// Operations whose name another operation has, too.
    #[must_use]
    pub fn shared(&self) -> usize {
        self.names.values().filter(|count| **count > 1).sum()
    }

    fn add(&mut self, place: String, name: &str) {
        *self.names.entry(place).or_default() += 1;
        if self.examples.len() < EXAMPLES && self.examples.iter().all(|known| known != name) {
            self.examples.push(name.to_string());
        }
    }
}

/// Habits of ids and tags, each a number of operations.
#[derive(Debug, Default)]
struct Habits {
    /// Ids of the document's own.
    own_ids: usize,
    /// Ids that begin with the HTTP method of their operation.
    http_first: usize,
    /// Ids with a tag, then `/` or `.`.
    tag_first: usize,
    /// Operations with two tags or more.
    two_tags: usize,
    /// Words of all ids behind such a tag.
    id_words: usize,
    /// Ids that, behind their first word, have none that the path doesn't have.
    repeated: usize,
    /// Operations on things that several operations are about, and those of them whose ids all name the thing alike.
    grouped: usize,
    named_alike: usize,
}

/// The rule and the style that documents speak for, and why.
#[derive(Debug)]
pub struct NamingChoice {
    /// The rule and the style.
    pub names: OpenApiNames,
    /// Why this rule for resources, as the end of a sentence.
    pub resources_because: String,
    /// Why this style of methods.
    pub methods_because: String,
}

impl NamingChoice {
    /// The rule for resources and the style of methods, as a configuration calls them.
    #[must_use]
    pub fn words(&self) -> (&'static str, &'static str) {
        let resources = ResourceNames::ALL.iter().find(|(_, rule)| *rule == self.names.resources);
        let methods = OperationNames::ALL.iter().find(|(_, style)| *style == self.names.methods);
        (resources.map_or("path-last", |(name, _)| name), methods.map_or("id", |(name, _)| name))
    }
}

impl Survey {
    /// Takes a document into account, the service `name`, before it is split. One with annotations says its names itself,
    /// and counts for nothing.
    pub fn add_document(&mut self, api: &Api, name: &ServiceName, acronyms: Option<&[String]>) {
        if names_itself(api) {
            self.others += 1;
            return;
        }
        self.documents += 1;
        self.operations += api.operations.len();
        self.largest_document = self.largest_document.max(api.operations.len());
        if !split::can_split(api) {
            return;
        }
        for (counted, (_, by)) in self.splits.iter_mut().zip(SplitBy::ALL) {
            for (name, count) in split::names(api, name, by, acronyms.unwrap_or(&google().acronyms)) {
                *counted.entry(name.to_string()).or_default() += count;
            }
        }
    }

    /// Takes a service of a document into account.
    pub fn add(&mut self, api: &Api, service: &str, rules: &ServiceRules) {
        if names_itself(api) {
            return;
        }
        let ServiceRules { envelope, .. } = rules;
        let acronyms = &rules.acronyms(google());
        let rules = |names| OpenApiRules::new(api, names, envelope, acronyms, service);
        let by_default = rules(OpenApiNames::default());
        for operation in &api.operations {
            self.habits.add(operation, service, acronyms);
            if let Some(tag) = operation.tags.first() {
                *self.tags.entry(tag.clone()).or_default() += 1;
            }
            if let Some(first) = by_default.first_noun(operation) {
                *self.segments.entry(first).or_default() += 1;
            }
            if let Some(request) = operation.request.as_ref().filter(|_| !body::is_sent(operation)) {
                *self.unsent.entry(request.media_type.clone()).or_default() += 1;
            }
        }
        let mut nouns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (at, (_, resources)) in ResourceNames::ALL.into_iter().enumerate() {
            let methods = OperationNames::Crud;
            let by_rule = rules(OpenApiNames { resources, methods });
            for operation in &api.operations {
                let proposal = by_rule.propose(operation, &mut Findings::default());
                if let Some(counted) = self.resources.get_mut(at) {
                    counted.add(format!("{service}.{}", proposal.resource), &proposal.resource);
                }
                if resources == ResourceNames::OperationId && proposal.verb != SqlVerb::Exec {
                    nouns.entry(collection(&operation.path)).or_default().push(proposal.resource.clone());
                }
                if resources == ResourceNames::default() {
                    let is_table = proposal.verb != SqlVerb::Select || answer::is_table(api, operation);
                    let verb = if is_table { proposal.verb } else { SqlVerb::Exec };
                    *self.verbs.entry(verb).or_default() += 1;
                    if verb == SqlVerb::Select {
                        let key = proposal.object_key.map_or_else(|| "$".to_string(), |key| key.to_string());
                        *self.object_keys.entry(key).or_default() += 1;
                    }
                }
            }
        }
        self.habits.add_nouns(nouns.into_values());
        for (at, (_, methods)) in OperationNames::ALL.into_iter().enumerate() {
            let by_style = rules(OpenApiNames { resources: ResourceNames::default(), methods });
            for operation in &api.operations {
                let proposal = by_style.propose(operation, &mut Findings::default());
                if let Some(counted) = self.methods.get_mut(at) {
                    counted.add(format!("{service}.{}", proposal.name()), &proposal.method);
                }
            }
        }
    }

    /// Why a document should be split by its tags, as the end of a sentence; none if one service is as good.
    #[must_use]
    pub fn split_because(&self) -> Option<String> {
        let tagged: usize = self.tags.values().sum();
        let by_tag = SplitBy::ALL.iter().zip(&self.splits).find(|((_, by), _)| *by == SplitBy::Tag);
        let services = by_tag.map_or(0, |(_, services)| services.len());
        let is_big = self.documents == 1 && self.others == 0 && self.largest_document > MANY_OPERATIONS;
        let is_tagged = self.tags.len() >= FEW_TAGS && tagged as f64 >= MOST * self.operations as f64;
        // Hundreds of services with an operation or two are as hard to find anything in as one with all of them.
        let is_useful = services * MEAN_OPERATIONS <= self.operations;
        (is_big && is_tagged && is_useful).then(|| {
            format!(
                "{} operations are many for one service, and tags make {services} of them",
                self.operations
            )
        })
    }

    /// The rule and the style that fit.
    #[must_use]
    pub fn choice(&self) -> NamingChoice {
        let most = |count: usize| count as f64 >= MOST * self.operations as f64 && count > 0;
        let Habits { own_ids, http_first, tag_first, two_tags, id_words, repeated, grouped, named_alike } =
            self.habits;
        // The service's tag stands before the resource's in nearly all of them, if any are made so.
        let by_tags = two_tags as f64 >= 0.8 * self.operations as f64 && two_tags > 0;
        let paths_say_it = repeated as f64 >= REPEATED * self.operations as f64;
        let (resources, resources_because) = if by_tags {
            (ResourceNames::LastTag, "operations have two tags, and the last one names the resource")
        } else if most(own_ids) && !paths_say_it && grouped > 0 && named_alike as f64 >= MOST * grouped as f64
        {
            (ResourceNames::OperationId, "ids name each thing alike in all that is done with it")
        } else {
            (ResourceNames::PathLast, "paths end with what they are about")
        };
        let crud = OperationNames::ALL.iter().position(|(_, style)| *style == OperationNames::Crud);
        let shared = crud.and_then(|at| self.methods.get(at)).map_or(0, NameCount::shared);
        let words = id_words as f64 / own_ids.max(1) as f64;
        let short = |because: &str| (OperationNames::Crud, because.to_string());
        let (methods, methods_because) = if !most(own_ids) {
            short("operations have no ids")
        } else if most(http_first) {
            short("ids begin with the HTTP method")
        } else if by_tags {
            (
                OperationNames::Verb,
                "a tag names the resource, so that the method needs only its verb".to_string(),
            )
        } else if words > LONG_ID {
            short(&format!("ids are long: {words:.1} words each"))
        } else if paths_say_it {
            short(&format!("paths say what {repeated} of {} ids say", self.operations))
        } else if shared as f64 <= FEW_COLLISIONS * self.operations as f64 {
            short(&format!("{shared} of {} operations share such a name with another", self.operations))
        } else if most(tag_first) {
            (
                OperationNames::IdWithoutTag,
                "ids begin with a tag, and say the rest in a few words".to_string(),
            )
        } else {
            (
                OperationNames::Id,
                format!("ids say it in {words:.1} words, and {shared} short names would be taken twice"),
            )
        };
        // Short names of methods leave it to the resources to tell collections apart.
        let (resources, resources_because) = match (resources, methods) {
            (ResourceNames::PathLast, OperationNames::Crud) => (
                ResourceNames::PathParent,
                "paths end with what they are about, and short names leave it to them to tell things apart",
            ),
            chosen => (chosen.0, resources_because),
        };
        NamingChoice {
            names: OpenApiNames { resources, methods },
            resources_because: resources_because.to_string(),
            methods_because,
        }
    }
}

/// Whether a document says its names itself.
fn names_itself(api: &Api) -> bool {
    api.annotated.is_some() || api.format != Format::OpenApi
}

/// A path without parameters at its end, and without the names of others.
fn collection(path: &str) -> String {
    anonymous(path).trim_end_matches("/{}").to_string()
}

impl Habits {
    /// Takes into account what ids call the things of a service: a list for each thing, with a name for each operation.
    fn add_nouns(&mut self, nouns: impl Iterator<Item = Vec<String>>) {
        for named in nouns.filter(|named| named.len() > 1) {
            self.grouped += named.len();
            let is_alike = named.iter().all(|name| Some(name) == named.first());
            self.named_alike += if is_alike { named.len() } else { 0 };
        }
    }

    fn add(&mut self, operation: &Operation, service: &str, acronyms: &[String]) {
        self.two_tags += usize::from(operation.tags.iter().collect::<BTreeSet<_>>().len() > 1);
        if !operation.has_own_id {
            return;
        }
        self.own_ids += 1;
        let words = IdWords::of(operation, service, acronyms);
        let first = words.whole.split('_').next().unwrap_or_default();
        self.repeated += usize::from(words.repeats(&operation.path, acronyms));
        self.http_first += usize::from(first == operation.http_method.key());
        let id = operation.id.as_str();
        let behind = id.split_once(['/', '.']).filter(|(tag, _)| {
            let tag = identifier(tag, acronyms);
            tag == service || operation.tags.iter().any(|known| identifier(known, acronyms) == tag)
        });
        self.tag_first += usize::from(behind.is_some());
        let said = behind.map_or(words.whole, |(_, rest)| identifier(rest, acronyms));
        self.id_words += said.split('_').filter(|word| !word.is_empty()).count();
    }
}
