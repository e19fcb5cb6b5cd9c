//! How requests prove who sends them: `config.auth` of a provider, from the security schemes of its documents.
//!
//! In: what the operations of each service ask for. Out: the one way of authentication that the engine has for most of
//! them, a note that tells it, and warnings about what it leaves unserved.

mod asked;
mod rules;
mod way;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::provider::identity::ProviderSettings;
use crate::text::counted;
pub use asked::AuthAsked;
use way::Way;

/// The key of provider.yaml's `config` that says how to authenticate.
const AUTH: &str = "auth";

/// The way out where nothing, or something else, can be derived.
const HELP: &str = "`provider.config.auth` in provgen.yaml sets it: its kinds are bearer, basic, api_key, custom, oauth2 and null_auth";

/// What was derived for a provider.
#[derive(Debug)]
pub struct DerivedAuth {
    /// The setting; none if it couldn't be derived, or needn't be.
    pub auth: Option<Value>,
    /// What is worth knowing about it.
    pub notes: Vec<Diagnostic>,
}

impl DerivedAuth {
    /// The way of authentication of `provider`, whose services ask for `asked`. Nothing is derived where the
    /// configuration says how to authenticate, or where a service is of a document that isn't read for it: a
    /// discovery document, or one with StackQL's annotations.
    #[must_use]
    pub fn of<'a>(provider: &ProviderSettings, asked: impl Iterator<Item = Option<&'a AuthAsked>>) -> Self {
        let nothing = Self { auth: None, notes: Vec::new() };
        let is_set = provider.config.as_ref().is_some_and(|config| config.get(AUTH).is_some());
        let Some(services) = asked.collect::<Option<Vec<_>>>().filter(|all| !is_set && !all.is_empty())
        else {
            return nothing;
        };
        let mut all = AuthAsked::default();
        services.into_iter().for_each(|one| all.add(one));
        derived(provider, &all)
    }

    /// `provider` with the setting.
    #[must_use]
    pub fn set(&self, provider: &ProviderSettings) -> ProviderSettings {
        let mut provider = provider.clone();
        if let Some(auth) = &self.auth {
            let mut config = match provider.config.take() {
                Some(Value::Object(config)) => config,
                _ => Map::new(),
            };
            config.insert(AUTH.into(), auth.clone());
            provider.config = Some(Value::Object(config));
        }
        provider
    }
}

fn derived(provider: &ProviderSettings, asked: &AuthAsked) -> DerivedAuth {
    if asked.is_empty() {
        let message = "the documents name no credentials: StackQL sends none (`type: null_auth`)";
        let auth = Some(json!({ "type": "null_auth" }));
        return DerivedAuth { auth, notes: vec![note(message.into())] };
    }
    let mut ways: Vec<(usize, Way)> = asked
        .ways()
        .filter_map(|(credentials, operations)| Some((operations, Way::of(credentials)?)))
        .collect();
    // Ways that serve as many operations stay in the order of the rules, and of names.
    ways.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.place().cmp(&b.place())));
    let Some((operations, way)) = ways.into_iter().next() else {
        let problem = Diagnostic::warning(
            "needs::no-auth",
            format!("StackQL can't send what the documents ask for: {}", asked.names()),
        );
        let help = format!("no statement works without credentials; {HELP}");
        return DerivedAuth { auth: None, notes: vec![problem.help(help)] };
    };
    let (auth, variables) = way.written(provider.name.as_str());
    let mut notes = vec![note(format!("StackQL sends {}: set {}", way.says(), variables.join(" and ")))];
    notes.extend(way.doubt(&variables));
    let unserved = asked.operations().saturating_sub(operations);
    if unserved > 0 {
        let message = format!(
            "other credentials than those that StackQL sends are asked for by {} of {}",
            counted(unserved, "operation"),
            asked.operations()
        );
        let help = format!("{}; {HELP}", asked.names());
        notes.push(Diagnostic::warning("needs::auth-of-others", message).help(help));
    }
    DerivedAuth { auth: Some(auth), notes }
}

fn note(message: String) -> Diagnostic {
    let note = Diagnostic::warning("needs::auth", message).help(HELP);
    Diagnostic { severity: DiagnosticSeverity::Note, ..note }
}

#[cfg(test)]
mod tests;
