//! A way of authentication that the engine has, and how it is written.
//!
//! In: credentials that are sent together. Out: the setting, its variables of the environment, and words for it. The
//! rules are those of `auth.toml`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::asked::Credential;
use super::rules::{self, Rule};
use crate::diagnostic::Diagnostic;

/// The setting that names the variable with a key.
const KEY_VARIABLE: &str = "credentialsenvvar";

/// A way of authentication.
#[derive(Debug)]
pub(super) struct Way<'c> {
    rule: &'static Rule,
    place: usize,
    credentials: &'c [Credential],
}

impl<'c> Way<'c> {
    /// The way to send `credentials`; none if the engine can't.
    pub(super) fn of(credentials: &'c [Credential]) -> Option<Self> {
        let is_key = |one: &Credential| matches!(one, Credential::Header(_) | Credential::Query(_));
        let kind = match credentials {
            [] => return None,
            [one] => kind(one)?,
            several if several.iter().all(is_key) => "keys",
            _ => return None,
        };
        let mut rules = rules::ways().iter().enumerate();
        let (place, rule) = rules.find(|(_, rule)| rule.credentials == kind)?;
        Some(Self { rule, place, credentials })
    }

    /// The place of the way's rule among all.
    pub(super) fn place(&self) -> usize {
        self.place
    }

    /// What StackQL sends.
    pub(super) fn says(&self) -> String {
        let place = |credential: &Credential| match credential {
            Credential::Header(name) => Some(format!("the header `{name}`")),
            Credential::Query(name) => Some(format!("the parameter `{name}`")),
            Credential::Prefixed(prefix) => Some(format!("after `{}`", prefix.trim_end())),
            _ => None,
        };
        let places: Vec<String> = self.credentials.iter().filter_map(place).collect();
        match self.credentials {
            [Credential::Prefixed(_)] => format!("{}, {}", self.rule.says, places.join("")),
            _ if places.is_empty() => self.rule.says.clone(),
            _ => format!("a key in {}", places.join(", and one in ")),
        }
    }

    /// A warning where the document doesn't say what exactly a header has.
    pub(super) fn doubt(&self, variables: &[String]) -> Option<Diagnostic> {
        let is_authorization = |one: &Credential| matches!(one, Credential::Header(name) if name.eq_ignore_ascii_case("authorization"));
        let variable = variables.first().filter(|_| self.credentials.iter().any(is_authorization))?;
        let message = "the documents don't say what stands before the key in the header `Authorization`";
        Some(Diagnostic::warning("needs::auth-prefix", message).help(format!(
            "{variable} has the whole value of the header, such as `Bearer …`; or set `provider.config.auth`: \
             {{ type: api_key, valuePrefix: 'Bearer ', credentialsenvvar: {variable} }}"
        )))
    }

    /// The setting of `provider`, and its variables of the environment.
    pub(super) fn written(&self, provider: &str) -> (Value, Vec<String>) {
        let mut variables = Vec::new();
        let mut links: Vec<Map<String, Value>> =
            self.credentials.iter().map(|one| self.link(provider, one, &mut variables)).collect();
        let mut auth = links.pop().unwrap_or_default();
        while let Some(mut before) = links.pop() {
            before.insert("successor".into(), Value::Object(auth));
            auth = before;
        }
        (Value::Object(sorted(auth)), variables)
    }

    /// The part of the setting for one of the credentials.
    fn link(
        &self,
        provider: &str,
        credential: &Credential,
        variables: &mut Vec<String>,
    ) -> Map<String, Value> {
        let text = |text: &String| Value::String(text.clone());
        let mut link: Map<String, Value> =
            self.rule.auth.iter().map(|(key, value)| (key.clone(), text(value))).collect();
        let mut named = String::new();
        match credential {
            Credential::Header(name) | Credential::Query(name) => {
                let is_header = matches!(credential, Credential::Header(_));
                link.insert("location".into(), json!(if is_header { "header" } else { "query" }));
                link.insert("name".into(), text(name));
                named.clone_from(name);
            }
            Credential::Prefixed(prefix) => {
                link.insert("valuePrefix".into(), text(prefix));
            }
            Credential::Client(address, scopes) => {
                link.insert("token_url".into(), text(address));
                if !scopes.is_empty() {
                    link.insert("scopes".into(), json!(scopes));
                }
            }
            Credential::Bearer | Credential::Basic | Credential::Token | Credential::Other(_) => {}
        }
        // The variable of the user's name comes before that of the password, as the client's id before its secret.
        let mut settings: Vec<(&String, &String)> = self.rule.variables.iter().collect();
        settings.sort_by_key(|(key, _)| (*key == "password_var", key.as_str()));
        for (key, end) in settings {
            let end = if key == KEY_VARIABLE && end.is_empty() { &named } else { end };
            let variable = variable(provider, end);
            link.insert(key.clone(), text(&variable));
            variables.push(variable);
        }
        link
    }
}

/// A setting with its keys in order, as manifests have them.
fn sorted(auth: Map<String, Value>) -> Map<String, Value> {
    let entries: BTreeMap<String, Value> = auth
        .into_iter()
        .map(|(key, value)| match value {
            Value::Object(successor) => (key, Value::Object(sorted(successor))),
            value => (key, value),
        })
        .collect();
    entries.into_iter().collect()
}

/// The rule's word for one of the credentials; none for what the engine can't send.
fn kind(credential: &Credential) -> Option<&'static str> {
    Some(match credential {
        Credential::Bearer => "bearer",
        Credential::Basic => "basic",
        Credential::Prefixed(_) => "prefixed",
        Credential::Header(_) => "header",
        Credential::Query(_) => "query",
        Credential::Client(..) => "client",
        Credential::Token => "token",
        Credential::Other(_) => return None,
    })
}

/// The name of a variable of the environment: `SHOP_API_KEY`. The `X-` of a header isn't part of its name.
fn variable(provider: &str, end: &str) -> String {
    let end = end.strip_prefix("X-").or_else(|| end.strip_prefix("x-")).unwrap_or(end);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("{provider}_{end}").chars().map(plain).collect()
}
