//! The methods that stackql-deploy needs of a resource, and the names by which its files know their values.

use std::collections::BTreeSet;

use crate::api::{Schema, SchemaType, SqlVerb};
use crate::docs::registry::examples::given::{Context, Extent, Given, is_stamp, rank};
use crate::docs::registry::examples::value::Sketch;
use crate::docs::registry::fields;
use crate::docs::registry::methods::{MethodFacts, reached_by};
use crate::engine::sql::placeholder_name;
use crate::engine::words;

/// What the files are made of.
pub(super) struct Parts<'a> {
    pub(super) context: Context<'a>,
    /// The names of an INSERT, with their values.
    pub(super) created: Given<'a>,
    /// The SELECT of one thing.
    pub(super) read: &'a MethodFacts<'a>,
    pub(super) update: Option<&'a MethodFacts<'a>>,
    pub(super) delete: Option<&'a MethodFacts<'a>>,
    /// Whether the INSERT sends content itself.
    is_upload: bool,
    /// The body of the INSERT, to look up fields.
    body: Vec<(&'a str, &'a Schema)>,
}

impl<'a> Parts<'a> {
    /// None, if no INSERT gives the keys that a SELECT of the thing needs.
    pub(super) fn of(
        context: Context<'a>,
        create: &'a MethodFacts<'a>,
        methods: &'a [MethodFacts<'a>],
    ) -> Option<Self> {
        let first = |verb: SqlVerb| {
            let routes = context.resource.routes.get(&verb)?;
            routes.iter().find_map(|name| reached_by(methods, verb, name))
        };
        let read = first(SqlVerb::Select)?;
        let (mut created, most) = context.least_and_most(create, SqlVerb::Insert);
        if created.fields.is_empty() && created.keys.is_empty() {
            return None;
        }
        // An id that the API would make up can't be found again: the files give it.
        let own = singulars(read.required.last().copied().unwrap_or_default());
        let id = most.keys.into_iter().find(|key| own.iter().any(|one| key.name == one));
        created.keys.extend(id.filter(|id| created.keys.iter().all(|key| key.name != id.name)));
        let update = first(SqlVerb::Update).or_else(|| first(SqlVerb::Replace));
        if let Some(update) = update {
            add_changing(&mut created, most.fields, context, update);
        }
        let body = create
            .writable_body(context.api)
            .map(|body| fields::writable(context.api, body))
            .unwrap_or_default();
        let is_upload = create.method.transfer.is_some();
        Some(Self { context, created, read, update, delete: first(SqlVerb::Delete), is_upload, body })
    }

    /// The name by which the files know the value of a method's key: that of the INSERT for the same thing, such as
    /// `name` for the key `instance`, or the key's own.
    pub(super) fn known_as(&self, key: &'a str) -> &'a str {
        let is_given = |name: &str| self.created.keys.iter().any(|given| given.name == name);
        let field =
            |name: &str| self.created.fields.iter().map(|(field, _)| *field).find(|field| *field == name);
        if is_given(key) || self.read.required.last() != Some(&key) {
            return key;
        }
        let own = singulars(key);
        let mut given = self.created.keys.iter().map(|given| given.name);
        let parameter = given.find(|name| own.iter().any(|one| name == one));
        // An upload gives the name of what it makes beside the content.
        let uploaded = || Some("name").filter(|name| self.is_upload && is_given(name));
        let named = || field("name").filter(|_| !self.is_path("name"));
        parameter
            .or_else(uploaded)
            .or_else(|| field(key))
            .or_else(named)
            .or_else(|| field("id"))
            .unwrap_or(key)
    }

    /// Whether a field is the thing's whole path: so Google's APIs say, or the key stands for the last part of one,
    /// as in `sessions/{sessionsId}`.
    pub(super) fn is_path(&self, field: &str) -> bool {
        let schema = self.body.iter().find(|(name, _)| *name == field).map(|(_, schema)| *schema);
        let text = schema.and_then(|schema| {
            schema.description.as_deref().or(self.context.api.resolve(schema).description.as_deref())
        });
        let last = self.read.required.last().copied().unwrap_or_default();
        let is_part = last
            .strip_suffix("Id")
            .is_some_and(|collection| self.read.method.path.contains(&format!("/{collection}/{{{last}}}")));
        field == "name"
            && (is_part || text.is_some_and(|text| text.contains("s/{") || text.contains("projects/")))
    }

    /// The thing's path, made of keys as the files know them: `projects/{{ projectsId }}/…`.
    pub(super) fn path(&self) -> String {
        let segments = self.read.method.path.split('/').filter(|part| !part.is_empty());
        let is_version =
            |part: &&str| part.starts_with('v') && part.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        let known = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => {
                let name = self.read.required.iter().find(|key| **key == name).copied();
                crate::engine::sql::placeholder(name.map(|key| self.known_as(key)).unwrap_or_default())
            }
            None => part.to_string(),
        };
        segments.skip_while(is_version).map(known).collect::<Vec<_>>().join("/")
    }

    /// Keys that the statements need beside what the INSERT gives.
    pub(super) fn other_keys(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for facts in [Some(self.read), self.update, self.delete].into_iter().flatten() {
            for key in facts.keys() {
                let name = self.known_as(key);
                let is_given = self.created.keys.iter().any(|given| given.name == name)
                    || self.created.fields.iter().any(|(field, _)| *field == name);
                if !is_given && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// Fields that the INSERT gives and that are columns of the thing, plain texts: a check of its state compares them.
    pub(super) fn compared(&self) -> Vec<&'a str> {
        let api = self.context.api;
        let columns = self.context.columns(self.read);
        let is_text = |field: &str| {
            let name = self.context.names.of_field(field);
            let schema = columns.iter().find(|(column, _)| *column == name).map(|(_, schema)| *schema);
            let is_column = schema.is_some_and(|schema| api.type_of(schema) == Some(SchemaType::String));
            is_column && words::can_name_column(&name) && !self.read.required.contains(&name.as_str())
        };
        let is_plain =
            |value: &Sketch| matches!(value, Sketch::Text(_) | Sketch::Literal(serde_json::Value::String(_)));
        let given = self.created.fields.iter().filter(|(_, value)| is_plain(value)).map(|(name, _)| *name);
        given.filter(|name| is_text(name) && !is_stamp(name) && !self.is_path(name)).collect()
    }

    /// Whether two of the names have one placeholder, which has one value.
    pub(super) fn has_names_alike(&self) -> bool {
        let keys = self.created.keys.iter().map(|key| key.name);
        let fields = self.created.fields.iter().map(|(name, _)| *name);
        let names: BTreeSet<&str> = keys.chain(fields).chain(self.other_keys()).collect();
        let placeholders: BTreeSet<String> = names.iter().map(|name| placeholder_name(name)).collect();
        placeholders.len() < names.len()
    }

    /// The key that only the API can make up: no INSERT gives it.
    pub(super) fn made_up(&self) -> Option<&'a str> {
        let last = self.known_as(self.read.required.last()?);
        self.other_keys().contains(&last).then_some(last)
    }
}

/// Adds a few plain texts that an UPDATE can change, so that there is something to keep in step.
fn add_changing<'a>(
    created: &mut Given<'a>,
    all: Vec<(&'a str, Sketch)>,
    context: Context<'a>,
    update: &MethodFacts<'a>,
) {
    const FEW: usize = 2;
    let changing = context.given(update, update.method.verb, Extent::Most);
    let is_known = |name: &str| created.fields.iter().any(|(known, _)| *known == name);
    let can_change = |name: &str| changing.fields.iter().any(|(known, _)| *known == name);
    let is_plain = |value: &Sketch| matches!(value, Sketch::Text(_));
    let mut all = all;
    all.sort_by_key(|(name, _)| rank(name));
    let added: Vec<(&str, Sketch)> = all
        .into_iter()
        .filter(|(name, value)| is_plain(value) && !is_known(name) && can_change(name))
        .filter(|(name, _)| *name != "name" && !is_stamp(name))
        .take(FEW)
        .collect();
    created.fields.extend(added);
}

/// The names that the parameter of an INSERT may have which names what a key of the path stands for: `shelfId` for `shelvesId`.
/// Spelling doesn't tell shelves from archives.
fn singulars(key: &str) -> Vec<String> {
    let stem = key.strip_suffix("Id").unwrap_or(key);
    let with = |end: &str, endings: &[&str]| {
        let stem = stem.strip_suffix(end)?;
        Some(endings.iter().map(|ending| format!("{stem}{ending}Id")).collect())
    };
    with("ies", &["y", "ie"])
        .or_else(|| with("ves", &["f", "ve", "fe"]))
        .or_else(|| with("sses", &["ss"]))
        .or_else(|| with("xes", &["x", "xe"]))
        .or_else(|| with("ches", &["ch", "che"]))
        .or_else(|| with("s", &[""]))
        .unwrap_or_else(|| vec![format!("{stem}Id")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_paths_have_singulars() {
        for (key, expected) in [
            ("sessionsId", "sessionId"),
            ("policiesId", "policyId"),
            ("shelvesId", "shelfId"),
            ("archivesId", "archiveId"),
            ("cachesId", "cacheId"),
            ("addressesId", "addressId"),
            ("instance", "instanceId"),
        ] {
            let all = singulars(key);
            assert!(all.iter().any(|one| one == expected), "{key}: {all:?}");
        }
    }
}
