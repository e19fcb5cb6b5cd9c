//! How to authenticate: what a provider's `config.auth` asks for, in words for the provider's page.
//!
//! In: the setting as it is written, and `auth.toml`, which knows its kinds. Out: the variables of the environment to
//! set, and the setting as the option `--auth` takes it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::prose::{code, fenced};
use crate::provider::identity::ProviderSettings;
use crate::text::one_line;

/// Most settings that follow one another under `successor`.
const MAX_LINKS: usize = 8;

/// What marks a variable within a template of a setting: `{{ .__env__TENANT }}`.
const IN_TEMPLATE: &str = "__env__";

static KNOWN: LazyLock<Known> =
    LazyLock::new(|| toml::from_str(include_str!("auth.toml")).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    kinds: BTreeMap<String, Kind>,
    variables: BTreeMap<String, String>,
}

/// What is known of a kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    sends: String,
    #[serde(default)]
    place: bool,
    credentials: Option<String>,
    #[serde(default)]
    environment: Vec<(String, String)>,
}

/// How to authenticate with a provider.
#[derive(Debug, Serialize)]
pub(super) struct Authentication {
    /// A sentence on what StackQL sends.
    sentence: String,
    /// Variables of the environment, each with what it has.
    variables: Vec<(String, String)>,
    /// The command with the setting, as a block; empty where nothing can be set.
    command: String,
}

impl Authentication {
    /// The way for a provider whose settings name one.
    pub(super) fn of(provider: &ProviderSettings) -> Option<Self> {
        let auth = provider.config.as_ref()?.get("auth")?.as_object()?;
        let links = links(auth);
        let sends: Vec<String> = links.iter().map(|link| sends(link)).collect();
        let mut variables: Vec<(String, String)> = Vec::new();
        for (name, holds) in links.iter().flat_map(|link| variables_of(link)) {
            if variables.iter().all(|(known, _)| *known != name) {
                variables.push((name, holds));
            }
        }
        let names_any = links.iter().any(|link| link.keys().any(|key| KNOWN.variables.contains_key(key)));
        let command = if names_any { command(provider, auth) } else { String::new() };
        let variables = variables.into_iter().map(|(name, holds)| (code(&name), holds)).collect();
        Some(Self { sentence: format!("StackQL sends {}.", sends.join(", and ")), variables, command })
    }
}

/// The setting, and those that follow it.
fn links(auth: &Map<String, Value>) -> Vec<&Map<String, Value>> {
    std::iter::successors(Some(auth), |link| link.get("successor")?.as_object()).take(MAX_LINKS).collect()
}

fn text<'s>(link: &'s Map<String, Value>, key: &str) -> Option<&'s str> {
    link.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// What a setting makes StackQL send.
fn sends(link: &Map<String, Value>) -> String {
    let kind = text(link, "type").unwrap_or_default();
    let Some(known) = KNOWN.kinds.get(kind) else {
        return format!("what the kind {} says", code(kind));
    };
    let place = match (text(link, "location"), text(link, "name")) {
        (Some(location), Some(name)) if known.place => {
            let place = match location {
                "query" => "parameter",
                other => other,
            };
            format!(" in the {} {}", one_line(place), code(name))
        }
        _ => String::new(),
    };
    let prefix = text(link, "valuePrefix").map(|prefix| format!(", after {}", code(prefix.trim_end())));
    format!("{}{place}{}", known.sends, prefix.unwrap_or_default())
}

/// The variables that a setting reads, each with what it has.
fn variables_of(link: &Map<String, Value>) -> Vec<(String, String)> {
    const CREDENTIALS: &str = "credentialsenvvar";
    let mut found: Vec<(String, String)> = Vec::new();
    let kind = KNOWN.kinds.get(text(link, "type").unwrap_or_default());
    for (key, value) in link {
        let Some(value) = value.as_str() else { continue };
        if let Some(holds) = KNOWN.variables.get(key) {
            let own = kind.and_then(|kind| kind.credentials.as_ref()).filter(|_| key == CREDENTIALS);
            found.push((value.to_string(), own.unwrap_or(holds).clone()));
        }
        for part in value.split(IN_TEMPLATE).skip(1) {
            let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(part.len());
            let name = part.get(..end).unwrap_or_default();
            found.push((name.to_string(), format!("a part of {}", code(key))));
        }
    }
    found.extend(kind.into_iter().flat_map(|kind| kind.environment.iter().cloned()));
    found
}

/// The command with the setting as an option, for a shell.
fn command(provider: &ProviderSettings, auth: &Map<String, Value>) -> String {
    let option = json!({ provider.name.as_str(): auth });
    let written = serde_json::to_string_pretty(&option).unwrap_or_default().replace('\'', r"'\''");
    fenced("bash", &format!("stackql shell --auth='{written}'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::ProviderName;

    fn of(auth: Value) -> Authentication {
        let mut provider = ProviderSettings::named(ProviderName::new("shop").unwrap());
        provider.config = Some(json!({ "auth": auth }));
        Authentication::of(&provider).unwrap()
    }

    #[test]
    fn kinds_and_variables_are_known() {
        assert!(KNOWN.kinds.contains_key("bearer") && KNOWN.variables.contains_key("credentialsenvvar"));
    }

    #[test]
    fn a_key_goes_where_the_setting_says() {
        let key = |name: &str, variable: &str| json!({ "type": "custom", "location": "header", "name": name, "credentialsenvvar": variable });
        let mut first = key("A-KEY", "SHOP_KEY");
        first["successor"] = key("B-KEY", "SHOP_APP");
        let found = of(first);
        assert_eq!(
            found.sentence,
            "StackQL sends a key in the header `A-KEY`, and a key in the header `B-KEY`."
        );
        let names: Vec<&str> = found.variables.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["`SHOP_KEY`", "`SHOP_APP`"]);
        assert!(found.command.contains("\"shop\": {"), "{}", found.command);
    }

    #[test]
    fn templates_name_variables_too() {
        let found = of(json!({
            "type": "oauth2",
            "client_id_env_var": "SHOP_ID",
            "token_url": "https://shop.example/{{ .__env__SHOP_TENANT }}/token"
        }));
        let names: Vec<&str> = found.variables.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["`SHOP_ID`", "`SHOP_TENANT`"]);
    }

    #[test]
    fn some_need_nothing_and_some_arent_known() {
        let none = of(json!({ "type": "null_auth" }));
        assert_eq!(none.sentence, "StackQL sends nothing: the API needs no authentication.");
        assert!(none.variables.is_empty() && none.command.is_empty());
        let other = of(json!({ "type": "knock", "credentialsenvvar": "SHOP_'S" }));
        assert_eq!(other.sentence, "StackQL sends what the kind `knock` says.");
        assert!(other.command.contains(r"SHOP_'\''S"), "{}", other.command);
    }
}
