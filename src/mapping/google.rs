//! Names, verbs and object keys of operations whose ids have Google's form, `api.resource.….base.action`.

use super::rules::{GoogleRules, MethodNames};
use crate::api::{Api, HttpMethod, ObjectKey, Operation, Schema, SqlVerb, Transfer};
use crate::diagnostic::Diagnostic;
use crate::mapping::proposal::{Findings, Proposal, ProposalSource};
use crate::names::{identifier, snake};
use crate::provider::ledger::Entry;

/// The input of the naming of one service's operations.
pub(super) struct Google<'r> {
    pub(super) rules: &'r GoogleRules,
    pub(super) acronyms: &'r [String],
    pub(super) method_names: MethodNames,
}

/// The parts of an operation's id.
struct Id<'i> {
    /// All parts after the API's name.
    parts: Vec<&'i str>,
    /// The part before the action; the API's own name if there is no such part.
    base: &'i str,
    action: &'i str,
}

impl<'i> Id<'i> {
    fn parse(id: &'i str) -> Self {
        let mut parts = id.split('.');
        let api = parts.next().unwrap_or_default();
        let parts: Vec<&str> = parts.collect();
        let action = parts.last().copied().unwrap_or(api);
        let base = parts.len().checked_sub(2).and_then(|index| parts.get(index)).copied().unwrap_or(api);
        Self { parts, base, action }
    }
}

/// The name of a transfer, whatever the id of its operation had to be.
const fn content_action(transfer: Transfer) -> &'static str {
    match transfer {
        Transfer::Download => "download",
        Transfer::Upload => "upload",
    }
}

/// The shape of an operation, as far as its object key depends on it.
struct Shape {
    /// The action has the name of a list.
    is_list: bool,
    verb: SqlVerb,
}

/// The problem of an id of Google's form whose parts can't become folders' names.
pub(super) fn unsafe_id(id: &str) -> Option<String> {
    if id.split('.').any(str::is_empty) {
        return Some(format!("the operation id `{id}` has an empty part"));
    }
    let bad = id.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))?;
    Some(format!("the operation id {id:?} has the character {bad:?}"))
}

impl Google<'_> {
    /// The place of `operation` by the rules; doubtful cases are added to `found`.
    pub(super) fn propose<'o>(
        &self,
        api: &Api,
        operation: &'o Operation,
        found: &mut Findings,
    ) -> Proposal<'o> {
        let id = Id::parse(operation.id.as_str());
        let resource = match operation.content_of() {
            Some(of) => format!("{}{}", self.resource(&Id::parse(of.as_str())), self.rules.content_suffix),
            None => self.resource(&id),
        };
        let named = |id: &Id<'_>| {
            id.parts.iter().map(|part| identifier(part, self.acronyms)).collect::<Vec<_>>().join("_")
        };
        let qualified = match operation.content_of().zip(operation.transfer()) {
            Some((of, transfer)) => {
                format!("{}_{}", named(&Id::parse(of.as_str())), content_action(transfer))
            }
            None => named(&id),
        };
        let method = match self.method_names {
            MethodNames::Short => match operation.transfer() {
                Some(transfer) => content_action(transfer).to_string(),
                None => identifier(id.action, self.acronyms),
            },
            MethodNames::Qualified => qualified.clone(),
        };
        let mut lists = self.rules.list_actions.iter();
        let is_list = lists.next().is_some_and(|first| id.action.starts_with(first.as_str()))
            || lists.any(|action| action == id.action);
        let verb = match operation.transfer() {
            Some(Transfer::Download) => SqlVerb::Select,
            Some(Transfer::Upload) => SqlVerb::Insert,
            None => self.verb(&id, operation.http_method, &resource),
        };
        let object_key = self.object_key(api, operation, &id, &resource, Shape { is_list, verb }, found);
        Proposal {
            operation,
            verb,
            resource,
            method,
            qualified,
            is_list: is_list && operation.http_method == HttpMethod::Get,
            object_key,
            request: None,
            further: Vec::new(),
            goes_first: false,
            route: None,
            source: ProposalSource::Rules,
        }
    }

    fn resource(&self, id: &Id<'_>) -> String {
        let base = identifier(id.base, self.acronyms);
        if self.rules.policy_actions.iter().any(|action| action == id.action) {
            return tidy(&format!("{base}{}", self.rules.policy_suffix));
        }
        let rest = self
            .rules
            .resource_prefixes
            .iter()
            .find_map(|prefix| id.action.strip_prefix(prefix.as_str()).filter(|rest| !rest.is_empty()));
        match rest.map(|rest| snake(rest, self.acronyms)) {
            Some(rest) if self.rules.containers.iter().any(|container| container == id.base) => tidy(&rest),
            Some(rest) => tidy(&format!("{base}_{rest}")),
            None => tidy(&base),
        }
    }

    fn verb(&self, id: &Id<'_>, http_method: HttpMethod, resource: &str) -> SqlVerb {
        if resource.ends_with(&self.rules.policy_suffix)
            && let Some(rule) = self.rules.policy_verbs.iter().find(|rule| rule.action == id.action)
        {
            return rule.verb;
        }
        let fits = |rule: &&super::rules::VerbRule| {
            rule.http == http_method && rule.actions.iter().any(|start| id.action.starts_with(start.as_str()))
        };
        self.rules.verbs.iter().rev().find(fits).map_or(SqlVerb::Exec, |rule| rule.verb)
    }

    /// The place of the rows. An unset key would do where the rows are in `items`, but then the engine makes a row
    /// of the envelope's own fields when the answer is empty; so each list has its key.
    fn object_key(
        &self,
        api: &Api,
        operation: &Operation,
        id: &Id<'_>,
        resource: &str,
        shape: Shape,
        found: &mut Findings,
    ) -> Option<ObjectKey> {
        let rule = self.rules.object_keys.iter().find(|rule| rule.action == id.action);
        if let Some(rule) = rule {
            return ruled_key(api, operation, &rule.key, found);
        }
        let is_read = operation.http_method == HttpMethod::Get || shape.verb == SqlVerb::Select;
        let response = operation.response.schema()?;
        let is_paged = id.action.starts_with(self.rules.paged_action.as_str())
            && api.property(response, &self.rules.page_token).is_some();
        let has_many = shape.is_list || is_paged;
        if !is_read || !has_many {
            // Without a key the `items` of one thing would be its rows, and what RETURNING shows.
            return api.whole_if_items(operation);
        }
        // Rows of texts would be empty; `$` keeps them together as a column.
        let rows = choose(operation, &self.places(api, response), resource, found);
        rows.or_else(|| api.whole_if_items(operation))
    }

    /// The places of a response's rows: arrays of objects among its properties, and in the values of a map of
    /// `items`, which an aggregated list has for each place.
    fn places<'a>(&self, api: &'a Api, response: &'a Schema) -> Vec<Place<'a>> {
        const MAP: &str = "items";
        let map = api.property(response, MAP).and_then(|items| api.map_values(items));
        let (within, schema) = map.map_or((None, response), |values| (Some(MAP), values));
        let mut places: Vec<Place<'_>> = api
            .properties(schema)
            .into_iter()
            .filter(|(name, schema)| {
                api.is_array_of_objects(schema)
                    && ObjectKey::can_name(name)
                    && !self.rules.never_rows.iter().any(|never| never == name)
            })
            .map(|(name, _)| Place { within, name })
            .collect();
        places.sort_unstable_by_key(|place| place.name);
        places
    }
}

/// A property that may have the rows: of the response, or of each value of its property `within`, a map.
struct Place<'a> {
    within: Option<&'static str>,
    name: &'a str,
}

impl Place<'_> {
    fn key(&self) -> ObjectKey {
        match self.within {
            None => ObjectKey::property(self.name),
            Some(map) => ObjectKey::each_of(map, self.name),
        }
    }
}

/// The key for the only place; of several, for the first whose name ends with the resource's, else for the
/// first, which is doubtful.
fn choose(
    operation: &Operation,
    places: &[Place<'_>],
    resource: &str,
    found: &mut Findings,
) -> Option<ObjectKey> {
    let (first, others) = places.split_first()?;
    let resource = resource.replace('_', "");
    let is_named = |place: &&Place<'_>| place.name.to_ascii_lowercase().ends_with(&resource);
    if let Some(named) = places.iter().find(is_named) {
        return Some(named.key());
    }
    if !others.is_empty() {
        found.ledger.push(Entry::AmbiguousObjectKey {
            operation: operation.id.clone(),
            chosen: first.key().to_string(),
            others: others.iter().map(|other| other.key().to_string()).collect(),
        });
    }
    Some(first.key())
}

/// The key that a rule gives to an action, if it leads to rows.
fn ruled_key(api: &Api, operation: &Operation, key: &str, found: &mut Findings) -> Option<ObjectKey> {
    let key = ObjectKey::parse(key).ok()?;
    let Err(error) = api.row_schema(operation, Some(&key)) else { return Some(key) };
    // A key that leads nowhere would break every method of the resource.
    found.notes.push(
        Diagnostic::warning(
            "mapping::object-key",
            format!("{} has no object key: {error}, so `{key}` leads nowhere", operation.id),
        )
        .help("an override can give it one")
        .at(&api.file, operation.pointer.clone()),
    );
    None
}

/// `__` becomes `_`, and a leading `_` is dropped.
fn tidy(name: &str) -> String {
    let mut tidy = name.to_string();
    while tidy.contains("__") {
        tidy = tidy.replace("__", "_");
    }
    tidy.trim_start_matches('_').to_string()
}

#[cfg(test)]
mod tests {
    use super::super::rules;
    use super::*;

    fn google(method_names: MethodNames) -> Google<'static> {
        let rules = rules::google();
        Google { rules, acronyms: &rules.acronyms, method_names }
    }

    #[test]
    fn resources_are_named_as_the_published_provider_has_them() {
        for (id, expected) in [
            ("dataproc.projects.locations.sessions.list", "sessions"),
            ("dataproc.projects.regions.jobs.getIamPolicy", "jobs_iam_policies"),
            ("cloudasset.searchAllIamPolicies", "cloudasset_iam_policies"),
            ("logging.projects.getSettings", "settings"),
            ("logging.billingAccounts.getSettings", "billing_accounts_settings"),
            (
                "securityposture.projects.locations.reports.createIaCValidationReport",
                "reports_iac_validation_report",
            ),
            ("healthcare.projects.locations.datasets.fhirStores.fhir.Binary-create", "fhir"),
            ("run.projects.locations.jobs.runJob", "jobs"),
            ("abusiveexperiencereport.list", "abusiveexperiencereport"),
        ] {
            assert_eq!(google(MethodNames::Short).resource(&Id::parse(id)), expected, "{id}");
        }
    }

    #[test]
    fn the_last_verb_rule_that_fits_counts() {
        for (id, http, expected) in [
            ("a.things.get", HttpMethod::Get, SqlVerb::Select),
            ("a.things.listAll", HttpMethod::Post, SqlVerb::Select),
            ("a.things.addItem", HttpMethod::Post, SqlVerb::Insert),
            ("a.things.update", HttpMethod::Put, SqlVerb::Replace),
            ("a.things.update", HttpMethod::Patch, SqlVerb::Update),
            ("a.things.batchDelete", HttpMethod::Post, SqlVerb::Delete),
            ("a.things.ListThings", HttpMethod::Get, SqlVerb::Exec),
            ("a.things.cancel", HttpMethod::Post, SqlVerb::Exec),
            ("a.things.create", HttpMethod::Get, SqlVerb::Exec),
        ] {
            let id = Id::parse(id);
            let google = google(MethodNames::Short);
            assert_eq!(google.verb(&id, http, &google.resource(&id)), expected, "{}", id.action);
        }
        let google = google(MethodNames::Short);
        assert_eq!(
            google.verb(&Id::parse("a.b.setIamPolicy"), HttpMethod::Post, "b_iam_policies"),
            SqlVerb::Replace
        );
    }

    #[test]
    fn ids_that_would_leave_the_folder_are_told() {
        assert!(unsafe_id("a.b.list").is_none());
        for id in ["a..list", "a.../x.list", "a.b/c.list", "a.b\\c.list", "a.b\0.list", ""] {
            assert!(unsafe_id(id).is_some(), "{id:?}");
        }
    }
}
