//! A resource in full: the content of its page, and unchanged that of `index.json` beside the page.
//!
//! Texts are the document's own, not escaped for anything.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::provider::Method;
use crate::provider::timeline::Dates;

/// All facts about a resource for its users.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Reference of a StackQL resource")]
pub struct ResourceReference {
    /// Address of the schema of this file, relative to it.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The resource's name after FROM: `google.dataproc.sessions`.
    pub id: String,
    /// First part of the id.
    pub provider: String,
    /// Second part of the id.
    pub service: String,
    /// Third part of the id.
    pub name: String,
    /// What it is, in a sentence of the API's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// Prose in Markdown, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Verbs that have a method, in StackQL's order.
    pub verbs: Vec<&'static str>,
    /// The API behind it.
    pub api: ApiReference,
    /// OAuth scopes, each of which is enough for every method that requires any, sorted. A method may also
    /// accept others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// The names that a statement must give, and the call that it becomes; for each verb in the order in
    /// which they are tried, and for each method that EXEC alone reaches.
    pub access_patterns: Vec<AccessPattern>,
    /// The columns of a SELECT, in the order of DESCRIBE.
    pub columns: Vec<Field>,
    /// The view that SELECT reads in place of a method, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<ViewReference>,
    /// The methods, in the order of SHOW METHODS.
    pub methods: Vec<MethodReference>,
    /// The parameters of the methods besides a body, and fields of the body that they require.
    pub parameters: Vec<ParameterReference>,
    /// The SELECTs that the page begins with: the shortest, and one that reaches into an object.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub start: Vec<Example>,
    /// Statements with a placeholder for each value that the document doesn't give.
    pub examples: Vec<Example>,
    /// SELECTs that people write of such rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub habits: Vec<Habit>,
    /// Resources above, below and beside it.
    pub related: Related,
    /// The dates of the resource, as far as a history of the API has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Dates>,
}

/// The API behind a resource.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ApiReference {
    /// One line.
    pub title: String,
    /// `v1`
    pub version: String,
    /// The address of the API's documentation by its makers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<String>,
    /// The server's address; `{name}` stands for a variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
}

/// One way from SQL to the API.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AccessPattern {
    /// The verb of SQL.
    pub verb: &'static str,
    /// Names that the statement must give a value to; those of a body's fields as the method has them.
    pub keys: Vec<String>,
    /// The method that is reached.
    pub method: String,
    /// HTTP method of the call.
    pub http_method: &'static str,
    /// Path of the call, below the server's address.
    pub path: String,
}

/// A statement of the provider that SELECT reads under the name of the resource.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ViewReference {
    /// The names that a statement must give a value to.
    pub required: Vec<Needed>,
    /// The statements, one for each dialect of SQL.
    pub queries: Vec<QueryReference>,
}

/// A name that a view needs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Needed {
    /// The name in SQL.
    pub name: String,
    /// Its type, as the provider says it.
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Prose in Markdown, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A statement of a view.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QueryReference {
    /// `sqlite3` or `postgres`; left out for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// The SELECT.
    pub sql: String,
}

/// A column, a field within one, or a field of a body.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Field {
    /// The name in the API.
    pub name: String,
    /// The path from the column down, with dots between the names; `[]` after an array, `.*` after a map.
    pub path: String,
    /// `object`, `array`, `string`, `integer`, `boolean` or `number`; of a view's column what the provider says, which
    /// may be nothing.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// `int64`, `google-datetime`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The type of the values in an array or a map, as above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<&'static str>,
    /// The API's name for the type of an object, or of the items of an array or a map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_name: Option<String>,
    /// `identifier`, `required`, `optional`, `output only`, `input only`, `immutable`, `deprecated`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub behavior: Vec<&'static str>,
    /// Prose in Markdown, without the marks that `behavior` has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Regular expression for a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The value that stands for a missing one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Allowed values; left out for any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<AllowedValue>,
    /// The SELECT methods that return the column, if not all do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_by: Vec<String>,
    /// The dates of the column, as far as a history of the API has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Dates>,
    /// Fields within this one: to the fourth level; a type that occurs more than once has them at its first
    /// place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Path of the field that has the same type and shows the fields; empty for the row itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// Whether it has fields that are too deep to be shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
}

/// An allowed value.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AllowedValue {
    /// The value.
    pub value: Value,
    /// Prose in Markdown, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the API advises against it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// A method.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MethodReference {
    /// Its name.
    pub name: String,
    /// The verb that reaches it.
    pub verb: &'static str,
    /// Whether the verb reaches the method; if not, an earlier method always wins, and EXEC is the way.
    pub is_reached: bool,
    /// HTTP method of its call.
    pub http_method: &'static str,
    /// Path of its call, below the server's address.
    pub path: String,
    /// The API's own name for it.
    pub operation_id: String,
    /// The place of the rows in the response; left out for the whole response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_key: Option<String>,
    /// Prose in Markdown, where there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the API advises against it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// How StackQL calls it, in Markdown: pages of a list, parts of a statement that the API does, names of fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<String>,
    /// What StackQL can't do with it, in Markdown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
    /// Required parameters: those of the path in its order, the others by name.
    pub required: Vec<String>,
    /// Optional parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<String>,
    /// OAuth scopes, each of which is enough, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// The API's name for the type of the body, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_type: Option<String>,
    /// Whether SQL names the body's fields as the API does; if not, with `data__` before each name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub has_plain_names: bool,
    /// The property of the body that has the fields; left out where the body itself has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_within: Option<String>,
    /// Fields of the body that StackQL sends with each call, beside those that a statement gives.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub fixed: Map<String, Value>,
    /// Whether the body's fields are the columns.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub body_is_row: bool,
    /// The body's fields, if they aren't the columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<Field>,
    /// The dates of the method, as far as a history of the API has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Dates>,
}

/// A parameter, merged over the methods that take it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ParameterReference {
    /// The name in SQL.
    pub name: String,
    /// The part of the request: `path`, `query`, `header`, `cookie`, `body` or `server`.
    pub location: &'static str,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `int64`, `google-datetime`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The description in the first method that has one, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Descriptions in other methods, if they differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_descriptions: Vec<MethodText>,
    /// Regular expression for a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The value that stands for a missing one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The variable of the environment that has the value where a statement gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Allowed values; left out for any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<AllowedValue>,
    /// Whether the API advises against it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Methods that need it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_by: Vec<String>,
    /// Methods that take it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub optional_for: Vec<String>,
}

/// A text that some methods share.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MethodText {
    /// The methods.
    pub methods: Vec<String>,
    /// The text.
    pub text: String,
}

/// A statement, or a file for stackql-deploy.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Example {
    /// The verb whose examples it is among.
    pub verb: &'static str,
    /// The method that it reaches.
    pub method: String,
    /// `sql`, `yaml`, or `iql` for the statements of a resource for stackql-deploy.
    pub language: &'static str,
    /// The statement or the file.
    #[serde(flatten)]
    pub form: Form,
    /// The same call with what it can be given besides, or given in another way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Form>,
}

/// One form of an example.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Form {
    /// The difference from the method's other examples and forms, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<&'static str>,
    /// The text; `{{ name }}` stands for a value.
    pub text: String,
    /// What it leaves out, and why, in Markdown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Example {
    /// A statement of the method's own verb.
    pub(in crate::docs) fn sql(method: &Method, text: String) -> Self {
        Self {
            verb: method.verb.as_str(),
            method: method.name.to_string(),
            language: "sql",
            form: Form { variant: None, text, notes: Vec::new() },
            further: Vec::new(),
        }
    }

    /// The example with the name of what is different about it.
    pub(in crate::docs) fn named(mut self, variant: &'static str) -> Self {
        self.form.variant = Some(variant);
        self
    }

    /// Adds a form.
    pub(in crate::docs) fn also(&mut self, variant: &'static str, text: String) {
        self.further.push(Form { variant: Some(variant), text, notes: Vec::new() });
    }

    /// Adds a note to the last form.
    pub(in crate::docs) fn note(&mut self, note: impl IntoIterator<Item = String>) {
        self.further.last_mut().unwrap_or(&mut self.form).notes.extend(note);
    }

    /// All forms.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        std::iter::once(&self.form).chain(&self.further)
    }
}

/// A SELECT as people write it of such rows.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Habit {
    /// What it does, in a few words.
    pub what: &'static str,
    /// The method that it reaches.
    pub method: String,
    /// The statement, in SQL; `{{ name }}` stands for a value.
    pub text: String,
}

/// Names of resources of the same service.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Related {
    /// Resources whose path is the nearest above its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// Resources to whose path its own is the nearest above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
    /// Its IAM policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iam_policies: Option<String>,
    /// The resource whose IAM policies it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iam_policies_of: Option<String>,
    /// The content of what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The resource that is about its content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_of: Option<String>,
}

/// File name of the schema of the JSON twins, in the folder of the provider's pages.
pub(in crate::docs) const SCHEMA_FILE: &str = "resource.schema.json";
