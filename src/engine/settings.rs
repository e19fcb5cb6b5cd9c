//! The settings that StackQL reads in a provider's documents.
//!
//! In: the place and the name of a setting. Out: what it decides, and what its addition, removal or change does to
//! statements that worked, from `settings.toml`. `diff` takes severities from here, the mapping tells which settings are
//! read by nobody.

use std::sync::LazyLock;

use serde::Deserialize;

/// A setting that StackQL reads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineSetting {
    /// What the setting stands below.
    pub at: SettingPlace,
    /// The setting's key there.
    pub name: String,
    /// Who may have a setting of [`SettingPlace::Config`].
    #[serde(default)]
    pub of: Vec<SettingOwner>,
    /// What it decides.
    pub subject: Subject,
    /// What it does, in one sentence.
    pub meaning: String,
    /// What happens to a statement when it differs, worded to follow the statement.
    effect: String,
    /// The same when it is new, if that is something else.
    effect_added: Option<String>,
    added: Impact,
    removed: Impact,
    changed: Impact,
}

/// The key that a setting stands below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingPlace {
    /// `config` of a method or a resource, `x-stackQL-config` of a service, `config` of a provider.
    Config,
    /// A method.
    Method,
    /// `request` of a method.
    Request,
    /// `response` of a method.
    Response,
    /// A resource.
    Resource,
    /// `info` of a document.
    Info,
    /// An operation of a document.
    Operation,
    /// A schema of a document.
    Schema,
    /// `config.auth` of a provider.
    Auth,
}

/// Who may have a setting for the methods below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words say it")]
pub enum SettingOwner {
    Method,
    Resource,
    Service,
    Provider,
}

/// What a setting decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// How pages are asked for.
    Paging,
    /// How SQL names the fields of a body.
    BodyNames,
    /// How SQL may write names.
    Names,
    /// How SQL names columns.
    ColumnNames,
    /// How a request is made, or rows of an answer.
    Making,
    /// The media type of a body or an answer.
    MediaType,
    /// The address of requests.
    Address,
    /// How requests prove who sends them.
    Credentials,
    /// What shows in rows, names, routes and views: these tell of its changes.
    Model,
    /// Anything else.
    Other,
}

/// What the addition, removal or change of a setting does to statements that worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// They fail, or mean something else.
    Breaks,
    /// They may.
    Risks,
    /// They do more than before.
    Adds,
    /// No statement can tell.
    Nothing,
}

impl EngineSetting {
    /// What it means that the setting `was` there before, and `is` there now.
    #[must_use]
    pub const fn impact(&self, was: bool, is: bool) -> Impact {
        match (was, is) {
            (false, false) => Impact::Nothing,
            (false, true) => self.added,
            (true, false) => self.removed,
            (true, true) => self.changed,
        }
    }

    /// What happens to a statement where the setting `was` there before, and differs now.
    #[must_use]
    pub fn effect(&self, was: bool) -> &str {
        self.effect_added.as_deref().filter(|_| !was).unwrap_or(&self.effect)
    }

    /// Whether a method without the setting takes that of its resource or its service.
    #[must_use]
    pub fn is_inherited(&self) -> bool {
        self.of.contains(&SettingOwner::Method) && self.of.contains(&SettingOwner::Service)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    setting: Vec<EngineSetting>,
}

/// The embedded list; a test reads it, so that the empty one is never had.
static SETTINGS: LazyLock<Vec<EngineSetting>> =
    LazyLock::new(|| toml::from_str::<List>(include_str!("settings.toml")).unwrap_or_default().setting);

/// All settings, by place.
pub fn all() -> impl Iterator<Item = &'static EngineSetting> {
    SETTINGS.iter()
}

/// The setting `name` at a place; none if StackQL reads no such setting.
#[must_use]
pub fn find(at: SettingPlace, name: &str) -> Option<&'static EngineSetting> {
    all().find(|setting| setting.at == at && setting.name == name)
}

/// Whether StackQL reads the setting `name` in the `config` of `owner`.
#[must_use]
pub fn is_read_of(owner: SettingOwner, name: &str) -> bool {
    find(SettingPlace::Config, name).is_some_and(|setting| setting.of.contains(&owner))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_setting_says_what_it_means() {
        let list: List = toml::from_str(include_str!("settings.toml")).unwrap();
        assert!(list.setting.len() > 60);
        let mut seen = BTreeSet::new();
        for setting in &list.setting {
            let name = format!("{:?} {}", setting.at, setting.name);
            assert!(seen.insert(name.clone()), "{name} stands there twice");
            assert!(setting.meaning.ends_with('.') && setting.meaning.chars().count() <= 130, "{name}");
            let effects = [Some(&setting.effect), setting.effect_added.as_ref()];
            for effect in effects.into_iter().flatten() {
                assert!(!effect.ends_with('.') && effect.chars().count() <= 50, "{name}: {effect}");
            }
            assert_eq!(setting.at == SettingPlace::Config, !setting.of.is_empty(), "{name}");
        }
    }

    #[test]
    fn settings_have_a_direction() {
        let paging = find(SettingPlace::Config, "pagination").unwrap();
        assert_eq!(paging.impact(false, true), Impact::Adds);
        assert_eq!(paging.impact(true, false), Impact::Breaks);
        assert_ne!(paging.effect(true), paging.effect(false));
        assert!(paging.is_inherited());
        assert!(!find(SettingPlace::Config, "requestBodyTranslate").unwrap().is_inherited());
        assert!(is_read_of(SettingOwner::Method, "requestBodyTranslate"));
        assert!(!is_read_of(SettingOwner::Service, "requestBodyTranslate"));
        assert!(find(SettingPlace::Response, "schemaRef").is_none());
    }
}
