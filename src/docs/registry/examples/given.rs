//! What a statement gives to a call: parameters, and fields of its body, as far as they lead nowhere else and
//! arrive as they are meant.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::value::{Sketch, Sketcher, literal};
use crate::api::{Api, FieldNames, Parameter, Schema, SchemaType, SqlVerb};
use crate::docs::registry::fields;
use crate::docs::registry::methods::MethodFacts;
use crate::engine::exec::Refusal;
use crate::engine::way::Way;
use crate::engine::{answer, columns, exec, sql};
use crate::manifest::SharedAnswers;
use crate::mapping::column_names::ColumnNames;
use crate::mapping::compare_columns;
use crate::provider::{Behavior, Resource};

/// Fields that are shown of a body of which the API requires none.
const FEW: usize = 3;

/// Fields that people set, before others of which the API requires none either.
const USUAL: [&str; 4] = ["name", "displayName", "title", "description"];

/// Fields that the server makes and requests only repeat, in lower case: documents of older APIs don't mark them.
const STAMPS: [&str; 11] = [
    "id",
    "uid",
    "kind",
    "selflink",
    "selflinkwithid",
    "generation",
    "metageneration",
    "creationtimestamp",
    "timecreated",
    "updated",
    "etag",
];

/// Endings of such fields, in lower case: of `labelFingerprint`, say.
const STAMP_ENDINGS: [&str; 2] = ["etag", "fingerprint"];

/// The input of examples.
#[derive(Clone, Copy)]
pub(in crate::docs::registry) struct Context<'a> {
    pub(in crate::docs::registry) api: &'a Api,
    pub(in crate::docs::registry) resource: &'a Resource,
    /// The resource's name after FROM.
    pub(in crate::docs::registry) id: &'a str,
    /// How SQL names columns.
    pub(in crate::docs::registry) names: ColumnNames,
    /// The answers of the service's methods.
    pub(in crate::docs::registry) answers: &'a SharedAnswers<'a>,
}

/// How much a statement gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::docs::registry) enum Extent {
    /// What the call needs; a few fields of a body of which it needs none.
    Least,
    /// All that the statement can give.
    Most,
}

/// Names and values of one statement.
#[derive(Default)]
pub(in crate::docs::registry) struct Given<'a> {
    /// Parameters: those that the call needs come first.
    pub(in crate::docs::registry) keys: Vec<Key<'a>>,
    /// Fields of the body, in the order of columns.
    pub(in crate::docs::registry) fields: Vec<(&'a str, Sketch)>,
    /// Whether the call needs any of the fields.
    pub(in crate::docs::registry) has_needed: bool,
    /// Fields of the body that the statement can't send.
    pub(in crate::docs::registry) left_out: Vec<(&'a str, Refusal)>,
    /// How the fields are given.
    pub(in crate::docs::registry) way: Way,
    /// How SQL names the fields.
    pub(in crate::docs::registry) names: FieldNames,
}

/// A parameter with its value.
pub(in crate::docs::registry) struct Key<'a> {
    pub(in crate::docs::registry) name: &'a str,
    pub(in crate::docs::registry) value: Sketch,
    pub(in crate::docs::registry) is_required: bool,
}

/// A field of a body that a statement could send.
struct Candidate<'a> {
    name: &'a str,
    schema: &'a Schema,
    value: Sketch,
    is_needed: bool,
}

/// The fields of a body that a statement could send, in the order of columns, and those that it can't.
struct Offer<'a> {
    candidates: Vec<Candidate<'a>>,
    left_out: Vec<(&'a str, Refusal)>,
    way: Way,
}

impl Given<'_> {
    /// Whether a call is made with what is given: the engine refuses it without a name that it needs, such as a field of a
    /// body that it can't write.
    pub(super) fn is_enough(&self, facts: &MethodFacts<'_>) -> bool {
        let names = self.names();
        facts.method.route_names.iter().all(|needed| names.contains(needed))
    }

    /// The names of all that is given.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let keys = self.keys.iter().map(|key| key.name.to_string());
        keys.chain(self.fields.iter().map(|(name, _)| self.names.name(name))).collect()
    }
}

impl<'a> Context<'a> {
    /// The columns of a method's answer that have values, in the order of DESCRIBE.
    pub(in crate::docs::registry) fn columns(&self, facts: &MethodFacts<'a>) -> Vec<(String, &'a Schema)> {
        let rows = self.api.row_schema(facts.operation, facts.method.object_key.as_ref());
        let columns = rows.map(|rows| columns::columns(self.api, rows)).unwrap_or_default();
        // Of a column that is called after its part the engine finds no value in an answer.
        let columns = columns.into_iter().filter(|(field, _)| matches!(field, Cow::Borrowed(_)));
        let columns = columns.filter(|(_, schema)| !fields::is_input(self.api, schema));
        let named = columns.map(|(field, schema)| (self.names.of_field(&field), schema));
        let mut named: Vec<(String, &Schema)> = named.collect();
        named.sort_by(|(a, _), (b, _)| compare_columns(a, b));
        named
    }

    /// What a statement of `verb` gives to a method.
    pub(in crate::docs::registry) fn given(
        &self,
        facts: &MethodFacts<'a>,
        verb: SqlVerb,
        extent: Extent,
    ) -> Given<'a> {
        self.given_by(facts, verb, extent, self.way(facts, verb))
    }

    /// What a statement of `verb` gives to a method, with the fields of the body by `way`.
    pub(super) fn given_by(
        &self,
        facts: &MethodFacts<'a>,
        verb: SqlVerb,
        extent: Extent,
        way: Way,
    ) -> Given<'a> {
        self.chosen(facts, verb, extent, &self.offer(facts, verb, way))
    }

    /// The least and the most that a statement of `verb` gives to a method.
    pub(in crate::docs::registry) fn least_and_most(
        &self,
        facts: &MethodFacts<'a>,
        verb: SqlVerb,
    ) -> (Given<'a>, Given<'a>) {
        let offer = self.offer(facts, verb, self.way(facts, verb));
        let [least, most] =
            [Extent::Least, Extent::Most].map(|extent| self.chosen(facts, verb, extent, &offer));
        (least, most)
    }

    fn way(&self, facts: &MethodFacts<'a>, verb: SqlVerb) -> Way {
        if verb == SqlVerb::Exec { self.ways_of_exec(facts).0 } else { Way::of(verb) }
    }

    /// As much of what `offer` has as `extent` says, and parameters.
    fn chosen(
        &self,
        facts: &MethodFacts<'a>,
        verb: SqlVerb,
        extent: Extent,
        Offer { candidates, left_out, way }: &Offer<'a>,
    ) -> Given<'a> {
        let mut names: BTreeSet<String> = facts.required.iter().map(ToString::to_string).collect();
        let is_free = verb == SqlVerb::Exec || !facts.is_reached;
        let mut adds = |name: String| {
            let is_new = names.insert(name.clone());
            let adds = is_free || self.reaches(facts, &names);
            if is_new && !adds {
                names.remove(&name);
            }
            adds
        };
        let names_of_fields = &facts.method.fields;
        let mut chosen: BTreeSet<&str> = BTreeSet::new();
        for field in candidates.iter().filter(|field| field.is_needed) {
            if adds(names_of_fields.name(field.name)) {
                chosen.insert(field.name);
            }
        }
        let is_string = |field: &&Candidate<'_>| self.api.type_of(field.schema) == Some(SchemaType::String);
        let (mut plain, rest): (Vec<&Candidate<'_>>, Vec<_>) = candidates.iter().partition(is_string);
        plain.sort_by_key(|field| rank(field.name));
        let has_needed = !chosen.is_empty();
        let mut few = if has_needed { 0 } else { FEW };
        let takes_more = extent == Extent::Most && !(has_needed && facts.selects_by_needed_alone(verb));
        for field in plain.into_iter().chain(rest) {
            let is_string = is_string(&field);
            let is_wanted = takes_more || few > 0 && (is_string || chosen.is_empty());
            if is_wanted && adds(names_of_fields.name(field.name)) {
                few = few.saturating_sub(1);
                chosen.insert(field.name);
            }
        }
        let mut optional: Vec<&Parameter> = self.optional(facts, verb);
        // Without its mask, a change may empty all fields that it doesn't give.
        let changes = matches!(verb, SqlVerb::Update | SqlVerb::Replace);
        optional.retain(|parameter| {
            let is_needed = is_marked(parameter) || changes && facts.is_mask(&parameter.name);
            (extent == Extent::Most || is_needed) && adds(parameter.name.clone())
        });
        let mut fields: Vec<(&str, Sketch)> = candidates
            .iter()
            .filter(|field| chosen.contains(field.name))
            .map(|field| (field.name, field.value.clone()))
            .collect();
        let mut keys = self.keys(facts, &optional, &fields);
        let values = keys.iter_mut().map(|key| (key.name, &mut key.value));
        number_alike(values.chain(fields.iter_mut().map(|(name, value)| (*name, value))));
        let left_out = left_out.clone();
        Given { keys, fields, has_needed, left_out, way: *way, names: names_of_fields.clone() }
    }

    fn reaches(&self, facts: &MethodFacts<'_>, names: &BTreeSet<String>) -> bool {
        self.resource.reached(facts.method.verb, names).is_some_and(|found| found.name == facts.method.name)
    }

    /// The way by which an EXEC sends most fields of the method's body, and the other if that sends one more.
    pub(super) fn ways_of_exec(&self, facts: &MethodFacts<'a>) -> (Way, Option<Way>) {
        let body = facts.writable_body(self.api);
        // JSON is the whole body: with what each body has, and around the property that the fields are within.
        let is_a_part = matches!(facts.method.fields, FieldNames::Within(_))
            || facts.base().is_some_and(|base| !base.is_empty());
        body.filter(|_| !is_a_part).map_or((Way::Variable, None), |body| {
            Way::of_exec(self.api, body, &fields::writable(self.api, body))
        })
    }

    /// What a statement of `verb` can send by `way` of the fields of the body.
    fn offer(&self, facts: &MethodFacts<'a>, verb: SqlVerb, way: Way) -> Offer<'a> {
        let (mut candidates, mut left_out) = (Vec::new(), Vec::new());
        let Some(body) = facts.writable_body(self.api) else {
            return Offer { candidates, left_out, way };
        };
        let changes = matches!(verb, SqlVerb::Update | SqlVerb::Replace);
        let mut writable = fields::writable(self.api, body);
        // A statement without a needed field goes nowhere, even if the server sets it or one branch alone has it.
        for name in facts.required.iter().filter_map(|name| facts.method.field_of(name)) {
            let found = self.api.property_of_any(body, name);
            if let Some(schema) = found.filter(|_| writable.iter().all(|(known, _)| *known != name)) {
                writable.push((name, schema));
            }
        }
        writable.sort_by(|(a, _), (b, _)| compare_columns(a, b));
        let taken = facts.required.iter().chain(&facts.optional).copied();
        let taken = taken.chain(writable.iter().map(|(name, _)| *name)).map(sql::placeholder).collect();
        let mut sketcher = Sketcher::new(self.api, way, taken);
        for (name, schema) in writable {
            if facts.method.hides(name) {
                left_out.push((name, Refusal::Hidden));
                continue;
            }
            let given = facts.method.fields.name(name);
            // A statement that doesn't name the field doesn't reach the method, even if the value arrives
            // as a text.
            let is_key = verb != SqlVerb::Exec && facts.method.route_names.contains(&given);
            if !is_key && facts.sets(name) {
                continue;
            }
            let is_needed =
                facts.required.contains(&given.as_str()) || fields::has(self.api, schema, Behavior::Required);
            // The path tells already which thing an UPDATE changes; a REPLACE writes the thing as a whole.
            let is_named = verb == SqlVerb::Update && facts.parameter(name).is_some();
            if changes && !is_key && (is_named || is_fixed(self.api, schema)) {
                continue;
            }
            let refusal = way.field_refusal(self.api, name, schema);
            match (refusal.filter(|_| !is_key), sketcher.field(name, schema)) {
                (Some(refusal), _) => left_out.push((name, refusal)),
                (None, Some(value)) => candidates.push(Candidate { name, schema, value, is_needed }),
                // Whoever fills the example knows what the call needs there.
                (None, None) if is_needed => {
                    let value = Sketch::Text(sql::placeholder(name));
                    candidates.push(Candidate { name, schema, value, is_needed });
                }
                (None, None) => {}
            }
        }
        Offer { candidates, left_out, way }
    }

    /// Optional parameters that a statement of `verb` can give.
    fn optional(&self, facts: &MethodFacts<'a>, verb: SqlVerb) -> Vec<&'a Parameter> {
        let parameters = facts.optional.iter().filter_map(|name| facts.parameter(name));
        parameters
            .filter(|parameter| {
                let is_refused = verb == SqlVerb::Exec
                    && facts.is_as_written(self.api)
                    && !exec::takes_variable(self.api, &parameter.schema);
                !is_refused && parameter.name != answer::PAGE_TOKEN
            })
            .collect()
    }

    fn keys(
        &self,
        facts: &MethodFacts<'a>,
        optional: &[&'a Parameter],
        fields: &[(&'a str, Sketch)],
    ) -> Vec<Key<'a>> {
        let required = facts.keys().map(|name| (name, facts.parameter(name), true));
        let optional = optional.iter().map(|parameter| (parameter.name.as_str(), Some(*parameter), false));
        let mask = || fields.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
        let key = |(name, parameter, is_required): (&'a str, Option<&'a Parameter>, bool)| {
            let schema = parameter.map(|parameter| &parameter.schema);
            let value = if facts.is_mask(name) && !fields.is_empty() && facts.method.verb != SqlVerb::Exec {
                Sketch::Literal(mask().into())
            } else {
                let given = schema.and_then(|schema| literal(self.api, schema));
                given.map_or_else(|| Sketch::Text(sql::placeholder(name)), Sketch::Literal)
            };
            Key { name, value, is_required }
        };
        required.chain(optional).map(key).collect()
    }
}

/// Numbers the placeholders that stand for values of several names, such as `a.b` and `a-b`: whoever fills them would
/// give both the same value.
fn number_alike<'v>(values: impl Iterator<Item = (&'v str, &'v mut Sketch)>) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (name, value) in values {
        let (Sketch::Text(hole) | Sketch::Bare(hole, _)) = value else { continue };
        let mut number = 1;
        while taken.get(hole).is_some_and(|other| *other != name) {
            number += 1;
            *hole = sql::placeholder(&format!("{name}_{number}"));
        }
        taken.insert(hole.clone(), name);
    }
}

/// The place of a field among those that an example shows: usual ones first, what the server makes last.
pub(in crate::docs::registry) fn rank(name: &str) -> usize {
    let usual = USUAL.iter().position(|usual| *usual == name);
    usual.unwrap_or(USUAL.len() + usize::from(is_stamp(name)))
}

/// Whether the server makes the field of that name, unless the API requires it.
pub(in crate::docs::registry) fn is_stamp(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    STAMPS.contains(&name.as_str()) || STAMP_ENDINGS.iter().any(|end| name.ends_with(end))
}

/// Whether the description of a parameter that the document calls optional says that it is required.
fn is_marked(parameter: &Parameter) -> bool {
    let text = parameter.description.as_deref().unwrap_or_default();
    Behavior::split(text).0.contains(&Behavior::Required)
}

/// Whether a field keeps the value that it was made with.
fn is_fixed(api: &Api, schema: &Schema) -> bool {
    [Behavior::Immutable, Behavior::Identifier].into_iter().any(|mark| fields::has(api, schema, mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_alike_have_placeholders_of_their_own() {
        let hole = |name: &str| Sketch::Text(sql::placeholder(name));
        let mut values = ["a.b", "a-b", "a b", "c", "c"].map(|name| (name, hole(name)));
        number_alike(values.iter_mut().map(|(name, value)| (*name, value)));
        let holes = values.map(|(_, value)| value.sql(Way::Text));
        assert_eq!(holes, ["'{{ a_b }}'", "'{{ a_b_2 }}'", "'{{ a_b_3 }}'", "'{{ c }}'", "'{{ c }}'"]);
    }
}
