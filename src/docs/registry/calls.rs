//! How StackQL calls a method, as the settings of its manifest say it, in words for the method's place on the page.

use serde_json::Value;

use super::methods::MethodFacts;
use crate::api::{FieldNames, SqlVerb};
use crate::engine::paging::{Next, Paging, Place};
use crate::engine::pushdown::{Part, Pushed, pushed};
use crate::engine::{casing, media};
use crate::provider::{Resource, Service};
use crate::text::{code, counted};

/// Most columns that a sentence names; of more, only the number is told.
const NAMED: usize = 8;

/// The sentences about a method of `service`, in Markdown; none for one without settings.
pub(super) fn of(service: &Service, resource: &Resource, facts: &MethodFacts<'_>) -> Vec<String> {
    let place = Calls { service, resource: resource.name.as_str(), facts };
    let mut told = Vec::new();
    match place.graphql() {
        Some(text) => told.push(text),
        // A query isn't read page after page.
        None => {
            told.extend(place.pages());
            told.extend(place.pushed());
        }
    }
    told.extend(place.form());
    told.extend(fixed(facts));
    told.extend(names(service, facts));
    told
}

/// A method, and where its settings are.
struct Calls<'a> {
    service: &'a Service,
    resource: &'a str,
    facts: &'a MethodFacts<'a>,
}

impl Calls<'_> {
    fn name(&self) -> &str {
        self.facts.method.name.as_str()
    }

    fn is_select(&self) -> bool {
        self.facts.method.verb == SqlVerb::Select && self.facts.is_reached
    }

    fn graphql(&self) -> Option<String> {
        self.service.is_graphql(self.resource, self.name()).then(|| {
            "The call is a query of GraphQL that the provider fixes: the parameters are written into it, and all columns \
             are asked for, whichever a `SELECT` names."
                .to_string()
        })
    }

    /// How a list is read page after page.
    fn pages(&self) -> Option<String> {
        if !self.is_select() || !is_list(self.service, self.facts) {
            return None;
        }
        let paging = Paging::of(self.service.config(self.resource, self.name(), "/pagination")?)?;
        let told = match &paging.told {
            Place::Header(name) => format!("the header {} of an answer", code(name)),
            Place::Body(key) => format!("{} of an answer", code(key)),
        };
        let how = match &paging.next {
            Next::Address => format!("{told} has the address of the next one"),
            Next::Parameter(name) => format!("{told} is the {} of the next one", code(name)),
            Next::Number(name, Some(last)) => {
                format!("it counts {} up to {} of an answer", code(name), code(last))
            }
            Next::Number(name, None) => format!("it counts {} up", code(name)),
        };
        Some(format!("StackQL reads all pages of the list: {how}."))
    }

    /// The form of the body, where the template of a form makes it.
    fn form(&self) -> Option<String> {
        let transform = self.service.method_setting(self.resource, self.name(), "request/transform")?;
        (transform.get("body").and_then(Value::as_str) == Some(media::FORM.body)).then(|| {
            format!(
                "The body is sent as a form: a list as several values of one name, an object as {}.",
                code("name[field]")
            )
        })
    }

    /// The parts of a statement that are left to the API.
    fn pushed(&self) -> Option<String> {
        if !self.is_select() {
            return None;
        }
        let value = self.service.config(self.resource, self.name(), "/queryParamPushdown")?;
        let parts: Vec<String> = pushed(value).iter().map(part).collect();
        let (last, others) = parts.split_last()?;
        let listed =
            if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
        Some(format!("The API itself does a part of the statement: StackQL sends {listed}."))
    }
}

/// Whether a method returns a list.
fn is_list(service: &Service, facts: &MethodFacts<'_>) -> bool {
    let whole = facts.operation.response.schema();
    let has_items = whole.is_some_and(|schema| service.api.resolve(schema).items.is_some());
    has_items || facts.method.object_key.as_ref().is_some_and(|key| !key.steps().is_empty())
}

/// A part of a statement and its parameter: "`LIMIT` as `limit`, 200 at most".
fn part(pushed: &Pushed) -> String {
    let columns = match &pushed.columns {
        None => String::new(),
        Some(names) if names.len() > NAMED => format!(" on {}", counted(names.len(), "column")),
        Some(names) => format!(" on {}", codes(names)),
    };
    let operators = match &pushed.operators {
        Some(names) if names.len() <= NAMED => format!(", if they compare by {}", codes(names)),
        _ => String::new(),
    };
    let what = match pushed.part {
        Part::Columns => "the names of columns",
        Part::Conditions => "conditions",
        Part::Order => "`ORDER BY`",
        Part::Limit => "`LIMIT`",
        Part::Offset => "`OFFSET`",
        Part::Count => "`COUNT(*)`",
    };
    let most = pushed.most.map(|most| format!(", {most} at most")).unwrap_or_default();
    format!("{what}{columns}{operators} as {}{most}", code(&pushed.parameter))
}

fn codes(names: &[String]) -> String {
    names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ")
}

/// The fields that each body has.
fn fixed(facts: &MethodFacts<'_>) -> Option<String> {
    let fields = facts.base()?.iter();
    let fields: Vec<String> = fields
        .map(|(name, value)| format!("{} with the value {}", code(name), code(&value.to_string())))
        .collect();
    (!fields.is_empty()).then(|| format!("Each call sends {}.", fields.join(", ")))
}

/// The names of the body's fields, if these aren't told by a prefix.
fn names(service: &Service, facts: &MethodFacts<'_>) -> Vec<String> {
    let Some(body) = facts.writable_body(&service.api) else { return Vec::new() };
    let mut told = Vec::new();
    if let FieldNames::Within(property) = &facts.method.fields {
        told.push(format!("The fields that a statement gives are those of {} in the body.", code(property)));
    }
    if facts.method.casing.is_some() && facts.method.fields != FieldNames::Prefixed {
        let fields = service.api.properties(body).into_keys();
        let mut other = fields.map(|name| (casing::snake(name), name)).filter(|(snake, name)| snake != name);
        told.extend(other.next().map(|(snake, name)| {
            format!(
                "Fields of the body may be given in snake case, too: {} for {}.",
                code(&snake),
                code(name)
            )
        }));
    }
    told
}
