//! Where statements go: each SQL signature of the old release, resolved by the routes of the new one.
//!
//! In: a resource in both releases, its pairs of methods, and what is known of them by now. Out: one finding
//! for each signature that goes elsewhere or nowhere. Where a narrower one tells why already, the signature
//! is added to that.

use std::collections::BTreeSet;

use super::context::Context;
use super::methods::MethodPair;
use crate::api::{Api, SqlVerb};
use crate::diff::finding::{Finding, Signature};
use crate::mapping::routes;
use crate::provider::{Method, Resource};
use crate::rules::rule::RuleId;

/// Rules that tell why a method's own signature leads nowhere, the narrowest first.
const CAUSES: [RuleId; 7] = [
    RuleId::MethodRemoved,
    RuleId::MethodRenamed,
    RuleId::MethodOperationChanged,
    RuleId::ParamRenamed,
    RuleId::ParamRequiredAdded,
    RuleId::ParamBecameRequired,
    RuleId::BodyFieldRequiredAdded,
];

/// Rules that tell why a method is reached with fewer or other names than before.
const OPENINGS: [RuleId; 5] = [
    RuleId::MethodAdded,
    RuleId::MethodRenamed,
    RuleId::ParamBecameOptional,
    RuleId::ParamRemoved,
    RuleId::ParamRenamed,
];

/// A resource in both releases.
#[derive(Clone, Copy)]
pub(super) struct Both<'a> {
    pub(super) old: &'a Resource,
    pub(super) new: &'a Resource,
    pub(super) pairs: &'a [MethodPair<'a>],
}

impl<'a> Both<'a> {
    /// What a method of the old release is in the new one.
    fn now(&self, old: &Method) -> Option<&'a Method> {
        self.pairs.iter().find(|pair| pair.old.name == old.name).map(|pair| pair.new)
    }

    /// What a method of the new release was in the old one.
    fn before(&self, new: &Method) -> Option<&'a Method> {
        self.pairs.iter().find(|pair| pair.new.name == new.name).map(|pair| pair.old)
    }
}

/// Resolves the signatures of all verbs.
pub(super) fn compare<'a>(context: &Context<'a>, both: Both<'a>, found: &mut Vec<Finding>) {
    for verb in SqlVerb::ALL.into_iter().filter(|verb| *verb != SqlVerb::Exec) {
        let before = found.len();
        let mut is_moved = lost_and_rerouted(context, both, verb, found);
        is_moved |= found.len() > before;
        new_signatures(context, both, verb, found);
        dead_routes(context, both, verb, found);
        if !is_moved {
            found.extend(order_changed(context, both, verb));
        }
    }
}

/// The methods of a verb that its routes reach, in the order in which they are tried.
fn reachable(resource: &Resource, verb: SqlVerb) -> impl Iterator<Item = &Method> {
    let tried = resource.routes.get(&verb).into_iter().flatten();
    tried.filter_map(|name| resource.method(name)).filter(|method| routes::is_reachable(resource, method))
}

fn signature(verb: SqlVerb, names: &BTreeSet<String>) -> Signature {
    Signature { verb, required: names.iter().cloned().collect() }
}

/// Returns whether any signature goes elsewhere or nowhere.
fn lost_and_rerouted<'a>(
    context: &Context<'a>,
    both: Both<'a>,
    verb: SqlVerb,
    found: &mut Vec<Finding>,
) -> bool {
    let mut verb_removed: Option<Finding> = None;
    let mut is_moved = false;
    for method in reachable(both.old, verb) {
        let signature = signature(verb, &method.route_names);
        let expected = context.operations.to_new(&method.operation_id).map(|operation| &operation.id);
        let caller = context.caller(both.old, method);
        match routes::reached(both.new, verb, &method.route_names) {
            Some(reached) if Some(&reached.operation_id) == expected => {
                // What answers nothing any more has no rows, wherever they were.
                let answers = |api: &Api| {
                    api.operation(&reached.operation_id).is_some_and(|now| now.response.content.is_some())
                };
                if verb == SqlVerb::Select && answers(&context.new.api) {
                    found.extend(object_key(context, both, method, reached, signature));
                }
            }
            Some(reached) => {
                is_moved = true;
                if let Some(cause) = cause(found, method, &[RuleId::MethodOperationChanged])
                    && reached.name == method.name
                {
                    cause.witness = Some(caller.plain());
                    cause.signatures.push(signature);
                    continue;
                }
                // Why it goes elsewhere is told of the method's own name, which another statement calls.
                let is_of = |finding: &&mut Finding| {
                    CAUSES.contains(&finding.rule)
                        && finding.place.method.as_deref() == Some(method.name.as_str())
                };
                for cause in found.iter_mut().filter(is_of) {
                    cause.witness = Some(caller.plain_exec());
                }
                let mut finding = context
                    .finding(RuleId::SignatureRerouted, context.method(both.old, method))
                    .was(method.operation_id.as_str(), reached.operation_id.as_str())
                    .witness(caller.plain())
                    .effect(format!(
                        "calls {} {} now, by `{}`",
                        reached.http_method.as_str(),
                        reached.path,
                        reached.name
                    ))
                    .deprecated(method.deprecated);
                finding.signatures.push(signature);
                found.push(finding);
            }
            None => {
                is_moved = true;
                if let Some(cause) = cause(found, method, &CAUSES) {
                    cause.witness = Some(caller.plain());
                    cause.signatures.push(signature);
                    continue;
                }
                if is_for_variables(context, both, method) {
                    continue;
                }
                let is_unserved = both.new.routes.get(&verb).is_none_or(Vec::is_empty);
                let now = both.now(method);
                if let Some(now) = now.filter(|_| is_unserved) {
                    let finding = verb_removed.get_or_insert_with(|| {
                        context
                            .finding(RuleId::VerbRemoved, context.resource(both.old))
                            .was(verb.as_str(), "")
                            .witness(caller.plain())
                            .effect(format!("no method serves the verb; EXEC calls `{}`", now.name))
                    });
                    finding.signatures.push(signature);
                    continue;
                }
                let changed = now.filter(|now| now.verb != verb);
                let rule = if changed.is_some() { RuleId::MethodVerbChanged } else { RuleId::SignatureLost };
                let needs = now.map(|now| now.route_names.iter().cloned().collect::<Vec<_>>().join(", "));
                let (old, new) = match changed {
                    Some(now) => (verb.as_str().to_string(), now.verb.as_str().to_string()),
                    None => (signature.required.join(", "), needs.unwrap_or_default()),
                };
                let mut finding = context
                    .finding(rule, context.method(both.old, method))
                    .was(old, new)
                    .witness(caller.plain())
                    .deprecated(method.deprecated);
                finding.signatures.push(signature);
                found.push(finding);
            }
        }
    }
    found.extend(verb_removed);
    is_moved
}

/// Whether the method lacks nothing but variables of the server's URL, which is told once for the service.
fn is_for_variables(context: &Context<'_>, both: Both<'_>, method: &Method) -> bool {
    both.now(method).is_some_and(|now| {
        let mut lacking = now.route_names.difference(&method.route_names).peekable();
        now.verb == method.verb
            && lacking.peek().is_some()
            && lacking.all(|name| context.new_variables.contains(name.as_str()))
    })
}

/// The finding among `rules` that tells why the signature of `method` leads nowhere.
fn cause<'f>(found: &'f mut [Finding], method: &Method, rules: &[RuleId]) -> Option<&'f mut Finding> {
    // A statement doesn't say a method's name: that it has another one in its resource is no reason.
    let is_reason = |finding: &Finding| {
        finding.rule != RuleId::MethodRenamed || finding.new.as_deref().is_some_and(|name| name.contains('.'))
    };
    let is_of = |finding: &Finding| {
        finding.place.method.as_deref() == Some(method.name.as_str()) && is_reason(finding)
    };
    let rule =
        rules.iter().find(|rule| found.iter().any(|finding| finding.rule == **rule && is_of(finding)))?;
    found.iter_mut().find(|finding| finding.rule == *rule && is_of(finding))
}

/// Where the rows of a method are: `$` for the whole response.
pub(super) fn effective_key(api: &Api, method: &Method) -> String {
    let written = method.object_key.as_ref().map(ToString::to_string);
    written.unwrap_or_else(|| {
        // What StackQL does without a key.
        let response = api.operation(&method.operation_id).and_then(|operation| operation.response.schema());
        let has_items = response.is_some_and(|schema| api.properties(schema).contains_key("items"));
        if has_items { "$.items".into() } else { "$".into() }
    })
}

fn object_key<'a>(
    context: &Context<'a>,
    both: Both<'a>,
    method: &'a Method,
    reached: &Method,
    signature: Signature,
) -> Option<Finding> {
    let old = effective_key(&context.old.api, method);
    let new = effective_key(&context.new.api, reached);
    if old == new {
        return None;
    }
    let is_presence = old == "$" || new == "$";
    let rule = if is_presence { RuleId::ObjectKeyPresenceChanged } else { RuleId::ObjectKeyChanged };
    let mut finding = context
        .finding(rule, context.method(both.old, method))
        .was(old, new)
        .witness(context.caller(both.old, method).plain())
        .deprecated(method.deprecated);
    finding.signatures.push(signature);
    Some(finding)
}

fn new_signatures<'a>(context: &Context<'a>, both: Both<'a>, verb: SqlVerb, found: &mut Vec<Finding>) {
    let was_served = both.old.routes.get(&verb).is_some_and(|routes| !routes.is_empty());
    let mut verb_added: Option<Finding> = None;
    for method in reachable(both.new, verb) {
        if routes::reached(both.old, verb, &method.route_names).is_some() {
            continue;
        }
        let Some(before) = both.before(method) else { continue };
        let names = [before.name.as_str(), method.name.as_str()];
        let is_told = found.iter().any(|finding| {
            OPENINGS.contains(&finding.rule)
                && finding.place.method.as_deref().is_some_and(|name| names.contains(&name))
        });
        if is_told {
            continue;
        }
        let signature = signature(verb, &method.route_names);
        if was_served {
            let place = context.method(both.old, method);
            found.push(context.finding(RuleId::SignatureAdded, place).was("", signature.required.join(", ")));
        } else {
            verb_added.get_or_insert_with(|| {
                context.finding(RuleId::VerbAdded, context.resource(both.old)).was("", verb.as_str())
            });
        }
    }
    found.extend(verb_added);
}

/// Methods that the new release never reaches, and that the old one reached or didn't have.
fn dead_routes<'a>(context: &Context<'a>, both: Both<'a>, verb: SqlVerb, found: &mut Vec<Finding>) {
    for name in both.new.routes.get(&verb).into_iter().flatten() {
        let Some(method) = both.new.method(name) else { continue };
        let Some(winner) = routes::reached(both.new, verb, &method.route_names) else { continue };
        if winner.name == method.name {
            continue;
        }
        let before = both.before(method);
        // That its own signature goes elsewhere is told already, or it went there before.
        if before.is_some_and(|before| before.verb == verb) {
            continue;
        }
        let is_same = winner.route_names == method.route_names;
        let rule = if is_same { RuleId::RouteAmbiguous } else { RuleId::RouteShadowed };
        let finding = context
            .finding(rule, context.method(both.old, method))
            .was("", winner.name.as_str())
            .effect(format!("`{}` is tried before", winner.name));
        found.push(match before {
            Some(before) => finding.witness(context.caller(both.old, before).plain()),
            None => finding,
        });
    }
}

/// The finding for methods that are tried in another order, where that changes nothing.
fn order_changed<'a>(context: &Context<'a>, both: Both<'a>, verb: SqlVerb) -> Option<Finding> {
    let old = both.old.routes.get(&verb)?;
    let new = both.new.routes.get(&verb)?;
    let name_now = |name: &crate::names::MethodName| {
        both.pairs.iter().find(|pair| pair.old.name == *name).map(|pair| &pair.new.name)
    };
    let kept: Vec<_> = old.iter().filter_map(name_now).filter(|name| new.contains(name)).collect();
    let now: Vec<_> = new.iter().filter(|name| kept.contains(name)).collect();
    let text = |names: Vec<&crate::names::MethodName>| {
        names.into_iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
    };
    (kept != now).then(|| {
        context
            .finding(RuleId::RouteOrderChanged, context.resource(both.old))
            .was(format!("{} {}", verb.as_str(), text(kept)), format!("{} {}", verb.as_str(), text(now)))
    })
}
