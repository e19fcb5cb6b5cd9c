//! The SELECTs that a page begins with, and what people do with rows.

use super::given::{Context, Extent, Given};
use super::{read, statement};
use crate::api::{Schema, SchemaType, SqlVerb};
use crate::docs::registry::fields;
use crate::docs::registry::methods::{MethodFacts, reached_by};
use crate::docs::registry::reference::{Example, Habit};
use crate::engine::sql::{self, identifier};
use crate::engine::way::Way;
use crate::engine::words;

/// Columns that tell most of a row: those of them that there are.
const TELLING: [&str; 5] = ["id", "name", "displayName", "status", "state"];

/// The first of these names is the field that is shown of an object.
const TELLING_FIELDS: [&str; 4] = ["state", "status", "name", "id"];

/// The variant of the shortest SELECT.
const SHORT: &str = "in short";

/// The variant of the SELECT that reaches into an object.
pub(in crate::docs::registry) const FIELD: &str = "field of an object";

/// Most habits that a page shows.
const HABITS: usize = 3;

/// The rows of the method whose SELECT needs least.
pub(super) struct Start<'a> {
    context: Context<'a>,
    facts: &'a MethodFacts<'a>,
    given: Given<'a>,
    /// Columns that a statement can name, in their order.
    columns: Vec<(String, &'a Schema)>,
}

impl<'a> Start<'a> {
    /// None, if no SELECT reaches a method.
    pub(super) fn of(context: Context<'a>, methods: &'a [MethodFacts<'a>]) -> Option<Self> {
        let routes = context.resource.routes.get(&SqlVerb::Select)?;
        let routed = routes.iter().filter_map(|name| reached_by(methods, SqlVerb::Select, name));
        let given = routed.map(|facts| (context.given(facts, SqlVerb::Select, Extent::Least), facts));
        let given = given.filter(|(given, _)| read::can_select(given));
        let (given, facts) = given.min_by_key(|(given, _)| given.keys.len() + given.fields.len())?;
        let mut columns = context.columns(facts);
        columns.retain(|(name, _)| words::can_name_column(name));
        Some(Self { context, facts, given, columns })
    }

    /// The shortest SELECT, and one that reaches into an object if a column is one.
    pub(super) fn examples(&self) -> Vec<Example> {
        let keys = statement::conditions_and_fields(&self.given);
        let short = statement::select(self.context.id, &self.handful(), &keys);
        let mut examples = vec![Example::sql(self.facts.method, short).named(SHORT)];
        if let Some((column, field)) = self.field() {
            let mut columns: Vec<String> = self.lead(column).map(identifier).into_iter().collect();
            columns.push(extracted(column, field));
            let text = statement::select(self.context.id, &columns, &keys);
            examples.push(Example::sql(self.facts.method, text).named(FIELD));
        }
        examples
    }

    /// What people do with such rows.
    pub(super) fn habits(&self) -> Vec<Habit> {
        let all = [self.counted(), self.several(), self.unfolded(), self.last_part()];
        all.into_iter().flatten().take(HABITS).collect()
    }

    fn habit(&self, what: &'static str, text: String) -> Habit {
        Habit { what, method: self.facts.method.name.to_string(), text }
    }

    fn kind(&self, schema: &Schema) -> Option<SchemaType> {
        self.context.api.type_of(schema)
    }

    fn is_plain(&self, schema: &Schema) -> bool {
        !matches!(self.kind(schema), None | Some(SchemaType::Object | SchemaType::Array))
    }

    /// A handful of columns: plain ones, those that tell most before the others.
    fn handful(&self) -> Vec<String> {
        let plain = self.columns.iter().filter(|(_, schema)| self.is_plain(schema));
        let mut chosen: Vec<&str> = plain.map(|(name, _)| name.as_str()).collect();
        let rank = |name: &&str| TELLING.iter().position(|known| known == name).unwrap_or(TELLING.len());
        chosen.sort_by_key(rank);
        if chosen.is_empty() {
            chosen.extend(self.columns.iter().map(|(name, _)| name.as_str()));
        }
        if chosen.is_empty() {
            return vec!["*".to_string()];
        }
        chosen.into_iter().take(read::HANDFUL).map(identifier).collect()
    }

    /// The column that tells rows apart, if it isn't `other`.
    fn lead(&self, other: &str) -> Option<&str> {
        let plain = self.columns.iter().filter(|(_, schema)| self.is_plain(schema));
        let plain = plain.map(|(name, _)| name.as_str());
        let mut plain: Vec<&str> = plain.filter(|name| *name != other).collect();
        plain.sort_by_key(|name| *name != "name");
        plain.first().copied()
    }

    /// A column that is an object, and a plain field of it.
    fn field(&self) -> Option<(&str, &'a str)> {
        let objects = self.columns.iter().filter(|(_, schema)| self.kind(schema) == Some(SchemaType::Object));
        let mut found: Vec<(usize, &str, &str)> = objects
            .filter_map(|(column, schema)| {
                let (rank, field) = self.telling(schema)?;
                Some((rank, column.as_str(), field))
            })
            .collect();
        found.sort_by_key(|(rank, ..)| *rank);
        found.first().map(|(_, column, field)| (*column, *field))
    }

    /// The plain field of an object that tells most, and its place among those that do.
    fn telling(&self, object: &'a Schema) -> Option<(usize, &'a str)> {
        let properties = self.context.api.properties(object);
        let plain = properties.iter().filter(|(_, schema)| self.is_plain(schema)).map(|(name, _)| *name);
        let rank = |name: &&str| {
            TELLING_FIELDS.iter().position(|known| known == name).unwrap_or(TELLING_FIELDS.len())
        };
        plain.min_by_key(|name| (rank(name), *name)).map(|name| (rank(&name), name))
    }

    /// How many rows have each value of an enumeration.
    fn counted(&self) -> Option<Habit> {
        let is_enumeration = |schema: &Schema| !fields::values(self.context.api.resolve(schema)).is_empty();
        let mut found: Vec<&str> = self
            .columns
            .iter()
            .filter(|(_, schema)| self.is_plain(schema) && is_enumeration(schema))
            .map(|(name, _)| name.as_str())
            .collect();
        found.sort_by_key(|name| !TELLING.contains(name));
        let column = identifier(found.first()?);
        let columns = [column.clone(), "COUNT(*) AS total".to_string()];
        let keys = statement::conditions_and_fields(&self.given);
        let text = statement::select(self.context.id, &columns, &format!("{keys}\nGROUP BY {column}"));
        Some(self.habit("counted by a column", text))
    }

    /// The rows of several places: the engine calls once for each value.
    fn several(&self) -> Option<Habit> {
        let key = self.given.keys.first().filter(|key| key.is_required)?;
        let first = key.value.sql(Way::Text);
        let second = sql::text(&sql::placeholder(&format!("other_{}", key.name)));
        let name = identifier(key.name);
        // A name in quotes is taken apart there.
        if name != key.name {
            return None;
        }
        let one = format!("WHERE {name} = {first}");
        let keys = statement::conditions_and_fields(&self.given);
        let keys = keys.replacen(&one, &format!("WHERE {name} IN ({first}, {second})"), 1);
        let mut columns: Vec<String> = self.lead(key.name).map(identifier).into_iter().collect();
        columns.push(name);
        Some(self.habit("several values of a key", statement::select(self.context.id, &columns, &keys)))
    }

    /// A row for each item of an array.
    fn unfolded(&self) -> Option<Habit> {
        let arrays = self.columns.iter().filter(|(_, schema)| self.kind(schema) == Some(SchemaType::Array));
        let (column, schema) = arrays.min_by_key(|(name, _)| identifier(name).starts_with('"'))?;
        let items = self.context.api.resolve(schema).items.as_deref();
        let field = items.and_then(|items| self.telling(items)).map(|(_, field)| field);
        let value = field.map_or_else(
            || "json_each.value".to_string(),
            |field| aliased("json_each.value", field, &format!("{column}_{field}")),
        );
        let lead = self.lead(column).map(|name| format!("r.{}", identifier(name)));
        let columns: Vec<String> = lead.into_iter().chain([value]).collect();
        let keys = statement::conditions_and_fields(&self.given);
        let text = format!(
            "SELECT\n  {}\nFROM {} r, json_each(r.{}){}\n;",
            columns.join(",\n  "),
            sql::resource_id(self.context.id),
            identifier(column),
            keys.replace("\nWHERE ", "\nWHERE r.").replace("\nAND ", "\nAND r.")
        );
        Some(self.habit("items of an array", text))
    }

    /// The last part of a name that is a path, or of a link.
    fn last_part(&self) -> Option<Habit> {
        let is_path = |schema: &Schema| {
            let target = self.context.api.resolve(schema);
            let text = schema.description.as_deref().or(target.description.as_deref()).unwrap_or_default();
            self.kind(schema) == Some(SchemaType::String) && (text.contains("s/{") || text.contains("URL of"))
        };
        let (column, _) = self.columns.iter().find(|(_, schema)| is_path(schema))?;
        let alias = format!("{column}_end");
        let part = format!("SPLIT_PART({}, '/', -1) AS {}", identifier(column), identifier(&alias));
        let columns = [identifier(column), part];
        let keys = statement::conditions_and_fields(&self.given);
        Some(self.habit("last part of a path", statement::select(self.context.id, &columns, &keys)))
    }
}

/// `JSON_EXTRACT(status, '$.state') AS status_state`
fn extracted(column: &str, field: &str) -> String {
    aliased(&identifier(column), field, &format!("{column}_{field}"))
}

fn aliased(value: &str, field: &str, alias: &str) -> String {
    let path = if words::can_name_column(field) { format!("$.{field}") } else { format!("$.\"{field}\"") };
    let alias =
        if words::can_name_column(alias) { format!(" AS {}", identifier(alias)) } else { String::new() };
    format!("JSON_EXTRACT({value}, {}){alias}", sql::text(&path))
}
