//! What an answer becomes: rows, one row too many, nothing, or the end of the engine.

use super::columns::columns;
use super::search::{Kind, Link, Property, Search, Searched};
use crate::api::{Api, HttpMethod, Operation, Schema, SchemaType, Transfer};

/// The parameter that the engine gives itself, to read page after page.
pub const PAGE_TOKEN: &str = "pageToken";

/// The property of an answer that another page follows, unless a method's settings name another.
pub const NEXT_PAGE_TOKEN: &str = "nextPageToken";

/// Whether the engine reads page after page of an operation that takes the token of a page: only of a GET.
#[must_use]
pub fn reads_pages(operation: &Operation) -> bool {
    operation.http_method == HttpMethod::Get
}

/// Whether the engine reads the answer of an operation: JSON and XML, and content, of which a template makes JSON.
#[must_use]
pub fn is_read(operation: &Operation) -> bool {
    let written =
        operation.response.content.as_ref().map(|(media_type, _)| super::body::is_written(media_type));
    written.is_some_and(|is_written| is_written || operation.transfer() == Some(Transfer::Download))
}

/// Whether the engine makes rows of an operation's answer: one that it reads, with properties or an array of things
/// that have some. A first SELECT of anything else breaks DESCRIBE of its resource; of an array of texts even
/// `SELECT *` fails.
#[must_use]
pub fn is_table(api: &Api, operation: &Operation) -> bool {
    operation.response.schema().is_some_and(|schema| {
        let mut items = api.resolve(schema).items.iter();
        is_read(operation) && has_columns(api, schema) && items.all(|items| has_columns(api, items))
    })
}

/// Whether a value has properties, its branches' included, or is an array.
fn has_columns(api: &Api, schema: &Schema) -> bool {
    let target = api.resolve(schema);
    let has_branches = !(target.one_of.is_empty() && target.any_of.is_empty());
    is_array(api, schema)
        || !api.properties(schema).is_empty()
        || !columns(api, schema).is_empty()
        || has_branches && target.kind == Some(SchemaType::Object)
}

/// How deep lists of lists are looked at.
const DEPTH: usize = 8;

/// Whether the engine finds the columns of a table for an answer: of an object, a text, or a list of these. At a number, a
/// value of which nothing is said, or a list of these it ends.
fn is_tabulated(api: &Api, schema: &Schema, depth: usize) -> bool {
    let target = api.resolve(schema);
    let written = target.kind.or_else(|| api.type_of(schema).filter(|_| !target.all_of.is_empty()));
    match written {
        Some(SchemaType::Array) => {
            depth == 0 || target.items.iter().all(|items| is_tabulated(api, items, depth - 1))
        }
        Some(SchemaType::Object | SchemaType::String) => true,
        Some(SchemaType::Integer | SchemaType::Number | SchemaType::Boolean) => false,
        None => {
            let mut parts = target.one_of.iter().chain(&target.any_of).peekable();
            let has_parts = parts.peek().is_some() || !api.properties(schema).is_empty();
            // The last alternative's type is that of the whole.
            has_parts && (depth == 0 || parts.all(|part| is_tabulated(api, part, depth - 1)))
        }
    }
}

/// Whether the engine may end at an operation that changes something, because of its answer: one that is no table, or
/// one that contains itself, in which it looks for each parameter of a statement, without end if there is none of
/// that name.
///
/// Such an operation works if its response is written without content.
#[must_use]
pub fn breaks_change(api: &Api, operation: &Operation) -> bool {
    let is_broken = |schema: &Schema| {
        let schema = api.resolve(schema);
        let search = Search::of(Written { api, schema });
        !is_tabulated(api, schema, DEPTH)
            || !search.ends() && operation.parameters.iter().any(|parameter| !search.finds(&parameter.name))
    };
    api.annotated.is_none() && operation.response.schema().is_some_and(is_broken)
}

/// Whether EXEC fails on an operation because of its answer: one without properties is refused before anything is sent; one
/// that is no table ends the engine, and so does one in which one of the `names` that a call needs isn't found. These are
/// required parameters, the fields that the body's schema requires, as SQL names them, and variables of the server. The
/// columns are looked for, too, and one that is called after its part is never found.
///
/// Such an operation works if its response is written without content.
pub fn breaks_exec<'n>(api: &Api, operation: &Operation, names: impl IntoIterator<Item = &'n str>) -> bool {
    let Some(schema) = operation.response.schema() else { return false };
    if !has_columns(api, schema) || !is_tabulated(api, schema, DEPTH) {
        return true;
    }
    let search = Search::of(Written { api, schema: api.resolve(schema) });
    names.into_iter().any(|name| !search.finds(name))
        || columns(api, schema).keys().any(|name| !search.finds(name))
}

/// The first of the parameters `required` that EXEC doesn't find in `answer`, at which the engine ends.
pub fn not_found<'d, 'p>(
    answer: impl Searched<'d>,
    required: impl IntoIterator<Item = &'p str>,
) -> Option<&'p str> {
    let mut required = required.into_iter().peekable();
    required.peek()?;
    let search = Search::of(answer);
    required.find(|name| !search.finds(name))
}

/// A schema as the manifest of its API says it.
#[derive(Debug, Clone, Copy)]
struct Written<'a> {
    api: &'a Api,
    /// The schema itself, not a reference.
    schema: &'a Schema,
}

impl<'a> Searched<'a> for Written<'a> {
    fn id(self) -> usize {
        std::ptr::from_ref(self.schema).addr()
    }

    fn kind(self) -> Kind {
        let kind = if self.parts().is_empty() { self.api.type_of(self.schema) } else { self.schema.kind };
        match kind {
            None => Kind::Unsaid,
            Some(SchemaType::Object) => Kind::Object,
            Some(SchemaType::Array) => Kind::Array,
            Some(_) => Kind::Plain,
        }
    }

    fn parts(self) -> Vec<Self> {
        if self.api.is_written_whole(self.schema) {
            return Vec::new();
        }
        let Schema { all_of, one_of, any_of, .. } = self.schema;
        let parts = [all_of, one_of, any_of].into_iter().find(|parts| !parts.is_empty());
        let written = |part| Self { schema: self.api.resolve(part), ..self };
        parts.into_iter().flatten().map(written).collect()
    }

    fn properties(self) -> Vec<Property<'a, Self>> {
        let written = |(name, property): (&'a str, &'a Schema)| Property {
            name,
            schema: Self { schema: self.api.resolve(property), ..self },
            // A reference with keys beside it is written as `allOf`, or written out.
            link: if property.is_bare_reference() { Link::Reference } else { Link::Inside },
        };
        if self.api.is_written_whole(self.schema) {
            return self.api.properties(self.schema).into_iter().map(written).collect();
        }
        self.schema.properties.iter().map(written).collect()
    }

    fn has_items(self) -> bool {
        // Those of an array are always written.
        self.kind() == Kind::Array || self.schema.items.is_some()
    }
}

fn is_array(api: &Api, schema: &Schema) -> bool {
    api.type_of(schema) == Some(SchemaType::Array)
}
