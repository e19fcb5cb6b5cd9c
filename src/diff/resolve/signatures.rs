//! The routes of statements: each SQL signature of the old release, resolved by the routes of the new one.
//!
//! In: a resource in both releases, and its changes. Out: the same changes, each with the signatures that it
//! sends to another operation or to none, and a change of its own for each signature that no other change
//! explains.

use std::collections::BTreeMap;

use super::told::Told;
use crate::api::{Api, SqlVerb};
use crate::diff::compare::change::{Call, Change};
use crate::diff::compare::context::Context;
use crate::diff::compare::object_key::effective_key;
use crate::diff::compare::pairs::{ResourcePair, routed};
use crate::diff::finding::Signature;
use crate::names::MethodName;
use crate::provider::{Method, Resource};
use crate::rules::rule::RuleId;

/// Rules that explain why a method's own signature finds no method, the narrowest first.
const CAUSES: [RuleId; 7] = [
    RuleId::MethodRemoved,
    RuleId::MethodRenamed,
    RuleId::MethodOperationChanged,
    RuleId::ParamRenamed,
    RuleId::ParamRequiredAdded,
    RuleId::ParamBecameRequired,
    RuleId::BodyFieldRequiredAdded,
];

/// Rules that explain why a method is reached with fewer or other names than before.
const OPENINGS: [RuleId; 5] = [
    RuleId::MethodAdded,
    RuleId::MethodRenamed,
    RuleId::ParamBecameOptional,
    RuleId::ParamRemoved,
    RuleId::ParamRenamed,
];

/// The fate of a signature of the old release in the new one.
enum Fate<'a> {
    /// The signature reaches the same operation; `new` reads its rows.
    Kept { new: &'a Method },
    /// The signature reaches another operation.
    Rerouted { new: &'a Method },
    /// The signature reaches no operation.
    Lost,
}

/// A signature of the old release, and its fate.
struct Resolved<'a> {
    method: &'a Method,
    fate: Fate<'a>,
    /// The index of the change that explains the fate, if there is one.
    cause: Option<usize>,
}

/// A resource in both releases, with the data for resolving its statements.
#[derive(Clone, Copy)]
struct Resolver<'r, 'a> {
    context: &'r Context<'a>,
    pair: &'r ResourcePair<'a>,
}

/// Resolves the signatures of all verbs, and adds each to its cause.
pub(super) fn resolved<'a>(
    context: &Context<'a>,
    pair: &ResourcePair<'a>,
    told: Vec<Told<'a>>,
) -> Vec<Told<'a>> {
    let resolver = Resolver { context, pair };
    let verbs = SqlVerb::ALL.into_iter().filter(|verb| *verb != SqlVerb::Exec);
    let statements: Vec<(SqlVerb, Vec<Resolved<'a>>)> =
        verbs.map(|verb| (verb, resolver.statements(verb, &told))).collect();
    let own: Vec<Told<'a>> = statements
        .iter()
        .flat_map(|(verb, statements)| {
            let lost = resolver.unexplained(*verb, statements);
            let is_kept = lost.is_empty() && statements.iter().all(|of| matches!(of.fate, Fate::Kept { .. }));
            let order = if is_kept { resolver.order_changed(*verb) } else { None };
            let new = resolver.new_signatures(*verb, &told);
            let dead = resolver.dead_routes(*verb);
            lost.into_iter().chain(new.into_iter().chain(dead).chain(order).map(Told::of))
        })
        .collect();
    let statements: Vec<&Resolved<'a>> = statements.iter().flat_map(|(_, statements)| statements).collect();
    resolver.explained(told, &statements).into_iter().chain(own).collect()
}

/// The methods of a verb that its routes reach, in the order in which they are tried.
fn reachable(resource: &Resource, verb: SqlVerb) -> impl Iterator<Item = &Method> {
    let tried = resource.routes.get(&verb).into_iter().flatten();
    tried.filter_map(move |name| routed(resource, verb, name)).filter(|method| resource.reaches(method))
}

fn signature(method: &Method) -> Signature {
    Signature::new(method.verb, &method.route_names)
}

/// The names that a method's route needs, in words.
fn names(method: &Method) -> String {
    method.route_names.iter().cloned().collect::<Vec<_>>().join(", ")
}

fn is_of(change: &Change<'_>, method: &Method) -> bool {
    change.place.method.as_deref() == Some(method.name.as_str())
}

/// The change by one of `rules`, the narrowest first, that explains the fate of a method's signature.
fn cause(told: &[Told<'_>], method: &Method, rules: &[RuleId]) -> Option<usize> {
    // A routed statement doesn't give the method's name: another name in the same resource is no reason.
    let is_reason = |change: &Change<'_>| {
        change.rule != RuleId::MethodRenamed || change.new.as_deref().is_some_and(|name| name.contains('.'))
    };
    rules.iter().find_map(|rule| {
        told.iter().position(|Told { change, .. }| {
            change.rule == *rule && is_of(change, method) && is_reason(change)
        })
    })
}

impl<'a> Resolver<'_, 'a> {
    fn call(&self, method: &'a Method) -> Call<'a> {
        Call { resource: self.pair.old, method }
    }

    /// A change of the whole resource.
    fn of_resource(&self, rule: RuleId) -> Change<'a> {
        Change::new(rule, self.context.resource(self.pair.old))
    }

    /// A change of a method's signature.
    fn of_method(&self, rule: RuleId, method: &'a Method) -> Change<'a> {
        Change::new(rule, self.context.method(self.pair.old, method))
            .shown_by(self.call(method).plain())
            .deprecated(method.deprecated)
    }

    /// The signatures of a verb, and their fates.
    fn statements(&self, verb: SqlVerb, told: &[Told<'a>]) -> Vec<Resolved<'a>> {
        let statement = |method: &'a Method| {
            let expected =
                self.context.operations.to_new(&method.operation_id).map(|operation| &operation.id);
            match self.pair.new.reached(verb, &method.route_names) {
                Some(new) if Some(&new.operation_id) == expected => {
                    Resolved { method, fate: Fate::Kept { new }, cause: None }
                }
                Some(new) => {
                    let cause = cause(told, method, &[RuleId::MethodOperationChanged]);
                    let cause = cause.filter(|_| new.name == method.name);
                    Resolved { method, fate: Fate::Rerouted { new }, cause }
                }
                None => Resolved { method, fate: Fate::Lost, cause: cause(told, method, &CAUSES) },
            }
        };
        reachable(self.pair.old, verb).map(statement).collect()
    }

    /// Adds to each change the signatures that it explains.
    fn explained(&self, told: Vec<Told<'a>>, statements: &[&Resolved<'a>]) -> Vec<Told<'a>> {
        let causes: BTreeMap<usize, &'a Method> =
            statements.iter().filter_map(|statement| Some((statement.cause?, statement.method))).collect();
        let is_rerouted = |change: &Change<'_>| {
            let alone = statements.iter().filter(|statement| statement.cause.is_none());
            let mut rerouted = alone.filter(|statement| matches!(statement.fate, Fate::Rerouted { .. }));
            rerouted.find(|statement| is_of(change, statement.method)).map(|statement| statement.method)
        };
        let explain = |(at, Told { change, signatures }): (usize, Told<'a>)| match causes.get(&at) {
            Some(method) => Told {
                change: change.shown_by(self.call(method).plain()),
                signatures: signatures.into_iter().chain([signature(method)]).collect(),
            },
            None => match is_rerouted(&change).filter(|_| CAUSES.contains(&change.rule)) {
                // The signature explains its own route; the change of the method's name is shown by an EXEC.
                Some(method) => Told { change: change.shown_by(self.call(method).exec()), signatures },
                None => Told { change, signatures },
            },
        };
        told.into_iter().enumerate().map(explain).collect()
    }

    /// The changes for signatures of a verb whose fate no other change explains.
    fn unexplained(&self, verb: SqlVerb, statements: &[Resolved<'a>]) -> Vec<Told<'a>> {
        let unexplained = || statements.iter().filter(|statement| statement.cause.is_none());
        let lost = || {
            let lost = unexplained().filter(|statement| matches!(statement.fate, Fate::Lost));
            lost.map(|statement| statement.method).filter(|method| !self.is_for_variables(method))
        };
        let is_unserved = self.pair.new.routes.get(&verb).is_none_or(Vec::is_empty);
        let is_by_verb = |method: &&Method| is_unserved && self.pair.now(method).is_some();
        let others = unexplained().filter_map(|statement| match statement.fate {
            Fate::Kept { new } => self.object_key(verb, statement.method, new),
            Fate::Rerouted { new } => Some(self.rerouted(statement.method, new)),
            Fate::Lost => None,
        });
        let lost_alone = lost().filter(|method| !is_by_verb(method)).map(|method| self.lost(verb, method));
        let without_verb: Vec<&'a Method> = lost().filter(is_by_verb).collect();
        others.chain(lost_alone).chain(self.verb_removed(verb, &without_verb)).collect()
    }

    /// Whether the method needs no new names but variables of the server's URL, which are reported once for
    /// the service.
    fn is_for_variables(&self, method: &Method) -> bool {
        self.pair.now(method).is_some_and(|now| {
            let mut lacking = now.route_names.difference(&method.route_names).peekable();
            now.verb == method.verb
                && lacking.peek().is_some()
                && lacking.all(|name| self.context.new_variables.contains(name.as_str()))
        })
    }

    /// The change for a verb that no method serves any more, with its lost signatures.
    fn verb_removed(&self, verb: SqlVerb, methods: &[&'a Method]) -> Option<Told<'a>> {
        let first = methods.first()?;
        let now = self.pair.now(first)?;
        let change = self
            .of_resource(RuleId::VerbRemoved)
            .was(verb.as_str(), "")
            .shown_by(self.call(first).plain())
            .effect(format!("no method serves the verb; EXEC calls `{}`", now.name));
        Some(Told { change, signatures: methods.iter().map(|method| signature(method)).collect() })
    }

    /// The change for a signature that reaches another operation. A SELECT fails there if the operation knows one of the
    /// given names neither as a parameter nor as a column; other statements go without it.
    fn rerouted(&self, method: &'a Method, new: &Method) -> Told<'a> {
        let is_column = |name: &str| self.pair.new.columns.iter().any(|column| column.name == name);
        let is_known = |name: &&String| new.parameters.contains(*name) || is_column(name);
        let unknown = method.route_names.iter().find(|name| !is_known(name));
        let effect = match unknown.filter(|_| method.verb == SqlVerb::Select) {
            Some(name) => format!("fails: `{}`, which it reaches now, has no `{name}`", new.name),
            None => format!("calls {} {} now, by `{}`", new.http_method.as_str(), new.path, new.name),
        };
        let change = self
            .of_method(RuleId::SignatureRerouted, method)
            .was(method.operation_id.as_str(), new.operation_id.as_str())
            .effect(effect);
        Told::with(change, signature(method))
    }

    /// The change for a signature that finds no method.
    fn lost(&self, verb: SqlVerb, method: &'a Method) -> Told<'a> {
        let now = self.pair.now(method);
        let change = match now.filter(|now| now.verb != verb) {
            Some(now) => {
                self.of_method(RuleId::MethodVerbChanged, method).was(verb.as_str(), now.verb.as_str())
            }
            None => {
                let needs = now.map(names).unwrap_or_default();
                self.of_method(RuleId::SignatureLost, method).was(names(method), needs)
            }
        };
        Told::with(change, signature(method))
    }

    /// The change for rows that come from another place of the answer.
    fn object_key(&self, verb: SqlVerb, method: &'a Method, new: &Method) -> Option<Told<'a>> {
        let api: &Api = &self.context.new.api;
        // A method without an answer has no rows any more, from any place.
        let answers = api.operation(&new.operation_id).is_some_and(|now| now.response.content.is_some());
        let before = effective_key(&self.context.old.api, method);
        let after = effective_key(api, new);
        if verb != SqlVerb::Select || !answers || before == after {
            return None;
        }
        let is_presence = before == "$" || after == "$";
        let rule = if is_presence { RuleId::ObjectKeyPresenceChanged } else { RuleId::ObjectKeyChanged };
        Some(Told::with(self.of_method(rule, method).was(before, after), signature(method)))
    }

    /// New signatures that no change of their method implies.
    fn new_signatures(&self, verb: SqlVerb, told: &[Told<'a>]) -> Vec<Change<'a>> {
        let is_told = |method: &Method, before: &Method| {
            told.iter().any(|Told { change, .. }| {
                OPENINGS.contains(&change.rule) && (is_of(change, before) || is_of(change, method))
            })
        };
        let mut came = reachable(self.pair.new, verb)
            .filter(|method| self.pair.old.reached(verb, &method.route_names).is_none())
            .filter(|method| self.pair.before(method).is_some_and(|before| !is_told(method, before)))
            .peekable();
        let was_served = self.pair.old.routes.get(&verb).is_some_and(|routes| !routes.is_empty());
        if was_served {
            let added = |method: &Method| {
                let place = self.context.method(self.pair.old, method);
                Change::new(RuleId::SignatureAdded, place).was("", names(method))
            };
            return came.map(added).collect();
        }
        let verb_added = came.peek().map(|_| self.of_resource(RuleId::VerbAdded).was("", verb.as_str()));
        verb_added.into_iter().collect()
    }

    /// Methods that the new release never reaches, and that the old one reached or didn't have.
    fn dead_routes(&self, verb: SqlVerb) -> Vec<Change<'a>> {
        let tried = self.pair.new.routes.get(&verb).into_iter().flatten();
        let dead = tried.filter_map(|name| {
            let method = routed(self.pair.new, verb, name)?;
            let winner = self.pair.new.reached(verb, &method.route_names)?;
            let before = self.pair.before(method);
            // The fate of the method's own signature is reported already, or was the same before.
            let is_told = before.is_some_and(|before| before.verb == verb);
            (winner.name != method.name && !is_told).then(|| self.dead_route(method, winner, before))
        });
        dead.collect()
    }

    fn dead_route(&self, method: &Method, winner: &Method, before: Option<&'a Method>) -> Change<'a> {
        let is_same = winner.route_names == method.route_names;
        let rule = if is_same { RuleId::RouteAmbiguous } else { RuleId::RouteShadowed };
        let change = Change::new(rule, self.context.method(self.pair.old, method))
            .was("", winner.name.as_str())
            .effect(format!("`{}` is tried before", winner.name));
        match before {
            Some(before) => change.shown_by(self.call(before).plain()),
            None => change,
        }
    }

    /// The change for methods that are tried in another order without any effect.
    fn order_changed(&self, verb: SqlVerb) -> Option<Change<'a>> {
        let new = self.pair.new.routes.get(&verb)?;
        let names: BTreeMap<&MethodName, &MethodName> =
            self.pair.methods.iter().map(|pair| (&pair.old.name, &pair.new.name)).collect();
        let old = self.pair.old.routes.get(&verb)?.iter().filter_map(|name| names.get(name).copied());
        let kept: Vec<&MethodName> = old.filter(|name| new.contains(name)).collect();
        let now: Vec<&MethodName> = new.iter().filter(|name| kept.contains(name)).collect();
        let text = |names: &[&MethodName]| {
            let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            format!("{} {}", verb.as_str(), names.join(", "))
        };
        (kept != now).then(|| self.of_resource(RuleId::RouteOrderChanged).was(text(&kept), text(&now)))
    }
}
