//! From an API to a service of a StackQL provider.
//!
//! In: an [`Api`] and the settings of its service. Out: a [`Service`]: every operation under a resource and a
//! method name of its own, with its verb and object key. The order of precedence: the document's own
//! annotations, `mapping.yaml`, the configuration's overrides, the rules. Operations that the configuration
//! leaves out have been removed from the API before, and a document that becomes several services is split.

mod annotated;
mod answers;
pub mod column_names;
mod cookies;
mod fragments;
mod google;
mod inline;
mod openapi;
mod overlaps;
mod overrides;
mod parameter_case;
pub mod pins;
mod place;
mod proposal;
pub mod routes;
mod row_names;
pub mod rules;
pub mod selection;
pub mod split;
pub mod survey;
mod tables;
mod unique;
mod unread;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use google::Google;
use openapi::OpenApiRules;
use pins::{Mark, keep};
use rules::{MethodNames, ServiceRules};
use unique::NamedOperations;

use crate::api::{Api, Format, Operation, SqlVerb, Transfer, UnreadableOperation};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::engine::{answer, media, words};
use crate::mapping::proposal::{Findings, Proposal, ProposalSource};
use crate::names::{MethodName, OperationId, ResourceName, ServiceName, identifier};
use crate::needs::{Needed, servers};
use crate::provider::ledger::Entry;
use crate::provider::{Listing, Method, Resource, Service};
pub use overrides::{UnmatchedOverride, unmatched_overrides};
pub use tables::compare_columns;

/// What follows a resource's name that no SELECT can have after FROM.
const UNNAMEABLE_SUFFIX: &str = "_resource";

/// The name of the service of `api`: the one that the configuration gives, else the document's own.
///
/// # Errors
/// The name can't be a folder or a SQL identifier.
pub fn service_name(api: &Api, given: Option<&ServiceName>) -> Result<ServiceName> {
    if let Some(name) = given {
        return Ok(name.clone());
    }
    let own = api.annotated.as_ref().and_then(|annotated| annotated.service.as_deref());
    let name = match (own, api.format) {
        (Some(service), _) => service.to_string(),
        (None, Format::Discovery) => api.name.clone(),
        (None, Format::OpenApi) => identifier(&api.name, &[]),
    };
    ServiceName::new(&name).map_err(|error| {
        let pointer = if api.format == Format::Discovery { "/name" } else { "" };
        Diagnostic::error("mapping::unsafe-name", format!("{name:?} can't be the service's name: {error}"))
            .help("name the service in provgen.yaml: `services: { my_name: { spec: this file } }`")
            .at(&api.file, pointer)
            .into()
    })
}

/// Maps `api`, the service `name`, by `rules`.
///
/// # Errors
/// All names that can't be folders or SQL identifiers, and all mistakes of overrides. An override that
/// matches no operation is for the caller to find with [`unmatched_overrides`], since the caller knows its
/// place in the configuration.
pub fn apply(mut api: Api, name: ServiceName, rules: &ServiceRules) -> Result<Service> {
    let problems = Problems::default();
    let mut found = Findings { notes: std::mem::take(&mut api.notes), ledger: Vec::new() };
    keep::keep_paths(&mut api, &rules.pins, &mut found.notes);
    found.notes.extend(unread::settings(&api));
    overlaps::join(&mut api);
    answers::name(&mut api);
    cookies::leave_out(&mut api, &mut found);
    fragments::leave_out(&mut api, &mut found);
    if api.annotated.is_none() && api.format == Format::OpenApi {
        found.notes.extend(servers::fit(&mut api));
    }
    let mut resources = {
        found.ledger.extend(unreadable(&api));
        found.ledger.extend(shared_paths(&api));
        found.ledger.extend(media_transfers(&api));
        let mut proposals = propose(&api, rules, &name, &problems, &mut found);
        let mut kept = overrides::apply(&api, &mut proposals, rules, &problems, &mut found);
        if rules.raw_list_methods && api.annotated.is_none() {
            add_raw_twins(&mut proposals);
        }
        kept.extend(keep::names(&rules.pins));
        let named = unique::names(&api, proposals, &kept, &problems, &mut found.ledger);
        build_resources(&api, &name, named, rules, &mut found)
    };
    let Needed { settings, notes } = Needed::of(&api, &resources, &rules.needs);
    found.notes.extend(notes);
    // Settings name the paths as the document has them.
    parameter_case::fit(&mut api, &mut resources, |id| rules.pins.get(id).is_some());
    row_names::name(&mut api, &resources);
    let Findings { mut notes, mut ledger } = found;
    ledger.sort();
    notes.sort_by_cached_key(|note| {
        let pointer = note.origin.as_ref().map(|origin| origin.pointer.clone());
        (note.code.clone(), note.message.clone(), pointer)
    });
    let listing = Listing::default();
    problems.or(Service { name, part_of: None, api, listing, resources, settings, notes, ledger })
}

/// The error of a document of which StackQL can call no operation; none if `service` has operations, or its document had
/// none.
#[must_use]
pub fn nothing_called(service: &Service) -> Option<Diagnostic> {
    let reason = service.ledger.iter().find_map(Entry::reason)?;
    let message = format!("StackQL can call no operation of the document: {reason}");
    let problem = Diagnostic::error("input::no-operations", message)
        .help("take the document out of `specs`, or change it by an overlay")
        .at(&service.api.file, "/paths");
    service.api.operations.is_empty().then_some(problem)
}

/// The operations that nobody can make sense of.
fn unreadable(api: &Api) -> impl Iterator<Item = Entry> {
    let entry = |UnreadableOperation { id, reason, .. }: &UnreadableOperation| Entry::Unreadable {
        operation: id.clone(),
        reason: reason.clone(),
    };
    api.unreadable.iter().map(entry)
}

/// The operations that got a path of their own, except those whose original path was restored by the last
/// release's names.
fn shared_paths(api: &Api) -> impl Iterator<Item = Entry> {
    api.operations.iter().filter_map(|operation| {
        let from = operation.shared_path.clone().filter(|shared| *shared != operation.path)?;
        Some(Entry::Path { operation: operation.id.clone(), from, to: operation.path.clone() })
    })
}

/// The transfers of content that no operation makes.
fn media_transfers(api: &Api) -> impl Iterator<Item = Entry> {
    let entry = |operation: &Operation, transfer: Transfer| {
        let upload = operation.media.upload.as_ref().filter(|_| transfer == Transfer::Upload);
        let path = upload.and_then(|upload| upload.path.clone());
        Entry::Media { operation: operation.id.clone(), transfer, path }
    };
    api.operations.iter().flat_map(move |operation| {
        media::not_made(api, operation).map(move |transfer| entry(operation, transfer))
    })
}

/// The proposal of the document, or of the rules if the document is silent.
fn propose<'o>(
    api: &'o Api,
    rules: &ServiceRules,
    service: &ServiceName,
    problems: &Problems,
    found: &mut Findings,
) -> Vec<Proposal<'o>> {
    let lists = rules::google();
    let acronyms = rules.acronyms(lists);
    let published = lists.qualified_services.iter().any(|name| name == service.as_str());
    let style = if published { MethodNames::Qualified } else { MethodNames::Short };
    let google =
        Google { rules: lists, acronyms: &acronyms, method_names: rules.method_names.unwrap_or(style) };
    let openapi = OpenApiRules::new(api, rules.names, &rules.envelope, &acronyms, service.as_str());
    let mut proposals = match &api.annotated {
        Some(annotated) => annotated::service(api, annotated, &mut found.notes),
        None => Vec::new(),
    };
    let placed: BTreeSet<&OperationId> = proposals.iter().map(|proposal| &proposal.operation.id).collect();
    for operation in api.operations.iter().filter(|operation| !placed.contains(&operation.id)) {
        if api.annotated.is_some() && operation.annotation.is_none() {
            found.ledger.push(Entry::LeftOut { operation: operation.id.clone() });
            continue;
        }
        let has_google_id = match api.format {
            Format::Discovery => true,
            Format::OpenApi => {
                let first = operation.id.as_str().split_once('.').map(|(first, _)| first);
                first.is_some_and(|first| first == api.name || first == service.as_str())
            }
        };
        if api.format == Format::Discovery
            && let Some(why) = google::unsafe_id(operation.id.as_str())
        {
            // The id of content is made of another, which is told.
            if operation.content.is_none() {
                problems.add(
                    Diagnostic::error("mapping::unsafe-name", why)
                        .help(
                            "ids are letters, digits, `_` and `-` between dots: folders are named after them",
                        )
                        .at(&api.file, operation.pointer.clone()),
                );
            }
            continue;
        }
        let mut doubts = Findings::default();
        let mut rule = if has_google_id {
            google.propose(api, operation, &mut doubts)
        } else {
            openapi.propose(operation, &mut doubts)
        };
        if rule.verb == SqlVerb::Select && !answer::is_table(api, operation) {
            (rule.verb, rule.object_key) = (SqlVerb::Exec, None);
            found.notes.push(answers::no_rows(api, operation));
        }
        if !words::can_name_resource(&rule.resource) {
            rule.resource.push_str(UNNAMEABLE_SUFFIX);
        }
        if let Some(pins) = rules.pins.get(&operation.id).filter(|_| operation.annotation.is_none()) {
            if pins.iter().any(|pin| pin.line.mark == Mark::Doubtful) {
                found.extend(doubts);
            }
            found.ledger.extend(keep::renames(&rule, pins));
            proposals.extend(keep::proposals(api, &rule, pins, &mut found.notes));
            continue;
        }
        if let Some(wanted) = rules.overrides.get(&operation.id) {
            doubts.ledger.retain(|doubt| !overrides::settles(wanted, doubt));
        }
        if operation.annotation.as_ref().is_some_and(|said| said.verb.is_some()) {
            doubts.ledger.retain(|doubt| !matches!(doubt, Entry::AmbiguousVerb { .. }));
        }
        found.extend(doubts);
        proposals.push(annotated::operation(api, rule, &mut found.notes));
    }
    keep_content_apart(&mut proposals, &lists.content_suffix);
    proposals
}

/// Gives content that the rules name a resource without other methods, whose names and routes it would change.
fn keep_content_apart(proposals: &mut [Proposal<'_>], suffix: &str) {
    let others = proposals.iter().filter(|proposal| proposal.operation.content.is_none());
    let others: BTreeSet<String> = others.map(|proposal| proposal.resource.clone()).collect();
    let is_named = |proposal: &&mut Proposal<'_>| {
        proposal.operation.content.is_some() && proposal.source == ProposalSource::Rules
    };
    for proposal in proposals.iter_mut().filter(is_named) {
        while others.contains(&proposal.resource) {
            proposal.resource.push_str(suffix);
        }
    }
}

/// Adds a twin for each list that returns the whole response, page token included: the same name with a `_`
/// before it.
fn add_raw_twins(proposals: &mut Vec<Proposal<'_>>) {
    let twins: Vec<Proposal<'_>> = proposals
        .iter()
        .filter(|proposal| {
            proposal.source == ProposalSource::Rules && proposal.is_list && proposal.object_key.is_some()
        })
        .map(|proposal| Proposal {
            method: format!("_{}", proposal.method),
            qualified: format!("_{}", proposal.qualified),
            verb: SqlVerb::Exec,
            further: Vec::new(),
            object_key: None,
            route: None,
            ..proposal.clone()
        })
        .collect();
    proposals.extend(twins);
}

fn build_resources(
    api: &Api,
    service: &ServiceName,
    named: NamedOperations<'_>,
    rules: &ServiceRules,
    found: &mut Findings,
) -> Vec<Resource> {
    let own = api.annotated.as_ref().map(|annotated| &annotated.resources);
    let mut all = named;
    // A view needs no method.
    for (name, said) in own.into_iter().flatten() {
        if said.methods.is_empty() || said.view.is_some() {
            all.entry(name.clone()).or_default();
        }
    }
    let build = |(name, proposals): (ResourceName, BTreeMap<MethodName, Proposal<'_>>)| {
        let said = own.and_then(|own| own.get(&name));
        let first = proposals.iter().filter(|(_, proposal)| proposal.goes_first);
        let first: BTreeSet<MethodName> = first.map(|(name, _)| name.clone()).collect();
        let places = routes::places(&proposals);
        let mut methods: Vec<Method> = proposals
            .into_iter()
            .flat_map(|(name, proposal)| tables::methods(api, &proposal, name, &rules.needs))
            .collect();
        methods.sort_by(|a, b| (a.verb, &a.name).cmp(&(b.verb, &b.name)));
        let routes = match said {
            Some(said) => routes::said(&said.routes, &methods),
            None => routes::order(api, &methods, &places, &first),
        };
        let dead = routes::dead(&name, &methods, &routes);
        found.notes.extend(routes::broadened(api, name.as_str(), &methods, &dead));
        found.ledger.extend(dead);
        found.notes.extend(routes::misleading(api, name.as_str(), &methods));
        let selects = routes.get(&SqlVerb::Select).into_iter().flatten();
        let selects = selects.filter_map(|name| methods.iter().find(|method| method.name == *name));
        let view = said.and_then(|said| said.view.clone());
        // Those of views are known when all others are.
        let columns = match &view {
            Some(_) => Vec::new(),
            None => tables::columns(api, selects, rules.column_names, &mut found.notes),
        };
        let title = said.and_then(|said| said.title.clone()).unwrap_or_else(|| title(name.as_str()));
        let description = said
            .and_then(|said| said.description.clone())
            .or_else(|| tables::description(api, &methods, &routes));
        Resource { name, title, description, methods, routes, columns, view }
    };
    let mut resources: Vec<Resource> = all.into_iter().map(build).collect();
    views::fill(service.as_str(), &mut resources);
    resources
}

/// `session_templates` as `Session Templates`.
fn title(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}
