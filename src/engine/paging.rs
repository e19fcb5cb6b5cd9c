//! How the engine reads a list page after page, by the setting `config.pagination` of a method.
//!
//! In: the setting as it is written. Out: where an answer tells of a further page, and what the next call is given.

use serde_json::Value;

/// The setting of a method, or of a service for all of its methods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// What a further call is given.
    pub next: Next,
    /// The place in an answer of what tells of the next page.
    pub told: Place,
}

/// What a further call is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// A parameter of this name gets the value that the answer has.
    Parameter(String),
    /// A parameter of this name gets the number of the page, as long as the answer names more pages at this place.
    Number(String, Option<String>),
    /// The call goes to the address that the answer has.
    Address,
}

/// A place in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A header.
    Header(String),
    /// A value of the body, with the keys from the top down.
    Body(String),
}

impl Paging {
    /// The setting that `value` is; none for one that names no place in an answer.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        const BY_NUMBER: &str = "page_number";
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let key = text("/responseToken/key").to_string();
        let told = match text("/responseToken/location") {
            _ if key.is_empty() => return None,
            "header" => Place::Header(key),
            _ => Place::Body(key),
        };
        let parameter = text("/requestToken/key").to_string();
        let next = if parameter.is_empty() || text("/requestToken/location") == "request" {
            Next::Address
        } else if text("/algorithm") == BY_NUMBER {
            let last = value.pointer("/responseTerminator/key").and_then(Value::as_str);
            Next::Number(parameter, last.map(str::to_string))
        } else {
            Next::Parameter(parameter)
        };
        Some(Self { next, told })
    }

    /// The keys from the top of an answer's body down to what tells of the next page; none where a header does.
    #[must_use]
    pub fn keys(&self) -> Option<Vec<&str>> {
        let Place::Body(key) = &self.told else { return None };
        Some(body_keys(key))
    }
}

/// The keys from the top of a body down to the place `key`: `$.meta.next` is `meta` and `next`.
#[must_use]
pub fn body_keys(key: &str) -> Vec<&str> {
    let key = key.strip_prefix('$').unwrap_or(key);
    key.split('.').filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_page_is_told_by_a_token_a_number_or_an_address() {
        let of = |request: Value, response: Value| {
            Paging::of(&json!({ "requestToken": request, "responseToken": response }))
        };
        let token = of(
            json!({ "key": "page", "location": "query" }),
            json!({ "key": "$.meta.next", "location": "body" }),
        );
        let token = token.unwrap();
        assert_eq!(token.next, Next::Parameter("page".into()));
        assert_eq!(token.keys(), Some(vec!["meta", "next"]));
        let link =
            of(json!({ "key": "", "location": "request" }), json!({ "key": "Link", "location": "header" }));
        assert_eq!(link, Some(Paging { next: Next::Address, told: Place::Header("Link".into()) }));
        assert_eq!(of(json!({}), json!({})), None);
        let number = json!({
            "algorithm": "page_number",
            "requestToken": { "key": "page", "location": "query" },
            "responseToken": { "key": "$.page", "location": "body" },
            "responseTerminator": { "key": "$.pages", "location": "body" }
        });
        let number = Paging::of(&number).unwrap();
        assert_eq!(number.next, Next::Number("page".into(), Some("$.pages".into())));
    }
}
