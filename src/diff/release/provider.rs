//! The provider's own settings in two releases: `config` of `provider.yaml`.
//!
//! In: the facts of both `provider.yaml`s. Out: a finding for each setting that differs, for the provider as a whole.

use serde_json::Value;

use super::comparison::Comparison;
use crate::diff::compare::settings::{rule, severity, sides};
use crate::diff::finding::Finding;
use crate::diff::place::FindingPlace;
use crate::engine::settings::{self, EngineSetting, SettingOwner, SettingPlace, Subject};
use crate::manifest::published::ProviderManifest;
use crate::mapping::column_names::ColumnNames;
use crate::rules::rule::RuleId;

/// Most credentials behind each other that are compared; StackQL knows two.
const MAX_SUCCESSORS: usize = 8;

/// The findings for the settings of the provider; none where a release has no `provider.yaml`.
pub(super) fn findings(comparison: Comparison<'_>, provider: &str) -> Vec<Finding> {
    let Some((old, new)) = comparison.old.provider.as_ref().zip(comparison.new.provider.as_ref()) else {
        return Vec::new();
    };
    let found = Found { provider };
    let kind = found.auth_type(old, new);
    let (before, after) = (old.config.as_ref(), new.config.as_ref());
    let auth = |config: Option<&'_ Value>| config.and_then(|config| config.get("auth")).cloned();
    // Credentials of another kind have other settings, too.
    let own = if kind.is_some() {
        Vec::new()
    } else {
        found.credentials("", auth(before).as_ref(), auth(after).as_ref(), 0)
    };
    let others = settings::all().filter_map(|setting| found.of_config(setting, before, after));
    kind.into_iter().chain(own).chain(others).collect()
}

/// The provider whose findings are made.
struct Found<'p> {
    provider: &'p str,
}

impl Found<'_> {
    /// The finding for another kind of authentication.
    fn auth_type(&self, old: &ProviderManifest, new: &ProviderManifest) -> Option<Finding> {
        let text = |auth: &Option<String>| {
            Some(auth.clone().unwrap_or_else(|| "none".into())).filter(|kind| !kind.is_empty())
        };
        let finding = || Finding {
            old: text(&old.auth),
            new: text(&new.auth),
            ..Finding::new(RuleId::AuthTypeChanged, self.provider, FindingPlace::default())
        };
        (old.auth != new.auth).then(finding)
    }

    /// The findings for the settings of credentials; `within` stands before their names.
    fn credentials(
        &self,
        within: &str,
        before: Option<&Value>,
        after: Option<&Value>,
        depth: usize,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        for setting in settings::all().filter(|setting| setting.at == SettingPlace::Auth) {
            let of = |auth: Option<&Value>| auth.and_then(|auth| set(auth.get(&setting.name))).cloned();
            let (was, is) = (of(before), of(after));
            let name = format!("{within}{}", setting.name);
            match (setting.name.as_str(), &was, &is) {
                ("successor", Some(was), Some(is)) if depth < MAX_SUCCESSORS => {
                    found.extend(self.credentials(&format!("{name}."), Some(was), Some(is), depth + 1));
                }
                // The type of the first credentials has a rule of its own.
                ("type", Some(was), Some(is)) if depth > 0 && was != is => {
                    let (old, new) = sides(&name, Some(was), Some(is));
                    found.push(Finding {
                        old: Some(old),
                        new: Some(new),
                        ..Finding::new(RuleId::AuthTypeChanged, self.provider, FindingPlace::default())
                    });
                }
                _ => found.extend(self.finding(setting, &name, was.as_ref(), is.as_ref())),
            }
        }
        found
    }

    /// The finding for a setting of `config`.
    fn of_config(
        &self,
        setting: &EngineSetting,
        before: Option<&Value>,
        after: Option<&Value>,
    ) -> Option<Finding> {
        let is_here = setting.at == SettingPlace::Config && setting.of.contains(&SettingOwner::Provider);
        let is_told = setting.subject == Subject::Credentials
            || (setting.subject == Subject::ColumnNames && ColumnNames::of(before) == ColumnNames::of(after));
        if !is_here || is_told {
            return None;
        }
        let of = |config: Option<&Value>| config.and_then(|config| set(config.get(&setting.name))).cloned();
        self.finding(setting, &setting.name, of(before).as_ref(), of(after).as_ref())
    }

    /// The finding for a setting that differs, and by which a statement can tell.
    fn finding(
        &self,
        setting: &EngineSetting,
        name: &str,
        before: Option<&Value>,
        after: Option<&Value>,
    ) -> Option<Finding> {
        let (was, is) = (before.is_some(), after.is_some());
        let (old, new) = sides(name, before, after);
        let own_severity = Some(severity(setting.impact(was, is))?);
        let rule = rule(setting.subject)?;
        (old != new).then(|| Finding {
            old: Some(old),
            new: Some(new),
            effect: Some(setting.effect(was).to_string()),
            own_severity,
            ..Finding::new(rule, self.provider, FindingPlace::default())
        })
    }
}

/// A value that sets something: templates of providers write empty texts.
fn set(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null() && value.as_str() != Some(""))
}
