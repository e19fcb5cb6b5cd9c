//! The engine's settings in annotated documents, beyond names: paging, push-down, transforms, names in
//! bodies.
//!
//! In: the settings that the model can't hold, as written in the documents. Out: changes if they differ.

use serde_json::Value;

use super::change::{Call, Change};
use super::context::Context;
use super::pairs::{MethodPair, ResourcePair};
use crate::names::MethodName;
use crate::provider::{Resource, Service};
use crate::rules::rule::RuleId;

const ROOT: &str = "/components/x-stackQL-resources";

/// The settings that a service may have for all of its methods.
const CONFIG: &str = "config";

/// A setting that is compared: its name, the path within it, and the rule.
type Setting = (&'static str, &'static str, RuleId);

/// How SQL names the fields of a body.
const BODY_NAMES: Setting = (CONFIG, "/requestBodyTranslate", RuleId::BodyNameTranslationChanged);

/// The settings of a method that are compared.
const SETTINGS: [Setting; 8] = [
    (CONFIG, "/pagination", RuleId::PaginationChanged),
    BODY_NAMES,
    (CONFIG, "/queryParamPushdown", RuleId::PushdownOrTransformChanged),
    (CONFIG, "/requestTranslate", RuleId::PushdownOrTransformChanged),
    ("response/transform", "", RuleId::PushdownOrTransformChanged),
    ("response/overrideMediaType", "", RuleId::PushdownOrTransformChanged),
    ("response/schema_override", "", RuleId::PushdownOrTransformChanged),
    ("request/transform", "", RuleId::PushdownOrTransformChanged),
];

/// A resource's own setting of that name.
pub(super) fn of_resource<'s>(service: &'s Service, resource: &str, name: &str) -> Option<&'s Value> {
    let pointer = format!("{ROOT}/{resource}/{name}");
    let settings = &service.api.annotated.as_ref()?.settings;
    settings.iter().find(|setting| setting.pointer == pointer).map(|setting| &setting.value)
}

/// The settings that a document has for all of its methods.
fn of_service(service: &Service) -> Option<&Value> {
    let settings = &service.api.annotated.as_ref()?.settings;
    settings.iter().find(|setting| setting.pointer == "/x-stackQL-config").map(|setting| &setting.value)
}

/// A method's setting: its own, else its resource's, else its service's.
fn of_method<'s>(
    service: &'s Service,
    resource: &Resource,
    method: &MethodName,
    (name, within, _): Setting,
) -> Option<&'s Value> {
    let own = of_resource(service, resource.name.as_str(), &format!("methods/{method}/{name}"));
    own.and_then(|value| value.pointer(within))
        .or_else(|| of_resource(service, resource.name.as_str(), name)?.pointer(within))
        .or_else(|| of_service(service).filter(|_| name == CONFIG)?.pointer(within))
}

/// The settings that differ between the methods of a pair of resources.
pub(super) fn changes<'a>(context: &Context<'a>, pair: &ResourcePair<'a>) -> Vec<Change<'a>> {
    let has_any =
        |service: &Service| service.api.annotated.as_ref().is_some_and(|own| !own.settings.is_empty());
    if !has_any(context.old) && !has_any(context.new) {
        return Vec::new();
    }
    let all = pair.methods.iter().flat_map(|methods| SETTINGS.map(|setting| (methods, setting)));
    all.filter_map(|(methods, setting)| {
        let before = of_method(context.old, pair.old, &methods.old.name, setting);
        let after = of_method(context.new, pair.new, &methods.new.name, setting);
        if sorted(before) == sorted(after) || !is_felt(setting.2, methods, before) {
            return None;
        }
        let text = |value: Option<&Value>| value.map_or_else(|| "none".into(), Value::to_string);
        let call = Call { resource: pair.old, method: methods.old };
        let change = Change::new(setting.2, context.method(pair.old, methods.old))
            .was(text(before), text(after))
            .shown_by(if setting == BODY_NAMES { call.with_body() } else { call.plain() })
            .deprecated(methods.old.deprecated);
        Some(change)
    })
    .collect()
}

/// Whether a statement that worked can tell the difference. Pages that come in addition are read by the engine,
/// and a method without a body has no fields to name.
fn is_felt(rule: RuleId, methods: &MethodPair<'_>, before: Option<&Value>) -> bool {
    match rule {
        RuleId::PaginationChanged => before.is_some(),
        RuleId::BodyNameTranslationChanged => methods.old.request.is_some(),
        _ => true,
    }
}

/// A value whose objects are in the order of their keys.
fn sorted(value: Option<&Value>) -> Option<Value> {
    let mut value = value?.clone();
    value.sort_all_objects();
    Some(value)
}
