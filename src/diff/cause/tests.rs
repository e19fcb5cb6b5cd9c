//! What is one cause, and how it is told.

use super::*;
use crate::diff::place::FindingPlace;

/// A finding of `rule` at `place`, graded as the rule says.
fn found(rule: RuleId, place: FindingPlace, old: &str, new: &str) -> Finding {
    let side = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let severity = rule.rule().severity;
    let finding = Finding { severity, old: side(old), new: side(new), ..Finding::new(rule, "acme", place) };
    finding.fingerprinted()
}

fn of(resource: &str) -> FindingPlace {
    FindingPlace::resource("shop", resource)
}

/// The causes of findings, in sentences.
fn told(mut findings: Vec<Finding>) -> Vec<String> {
    assign(&mut findings);
    gather("acme", &findings).into_iter().map(|cause| cause.summary).collect()
}

#[test]
fn rows_and_bodies_have_one_property() {
    let column =
        |path: &str, old: &str| found(RuleId::ColumnNestedRemoved, of("carts").column(path), old, "");
    let place = of("carts").method("create", "shop.carts.create").parameter("data__total.cents");
    let field = Finding { is_field: true, ..found(RuleId::BodyFieldRemoved, place, "integer", "") };
    let findings = vec![column("total.cents", "integer"), column("tax[].cents", "integer"), field];
    assert_eq!(told(findings), ["cents is gone from acme.shop.carts"]);
    // Of another type, it was another property.
    let findings = vec![column("total.cents", "integer"), column("tax.cents", "string")];
    assert_eq!(
        told(findings),
        ["tax.cents is gone from acme.shop.carts", "total.cents is gone from acme.shop.carts"]
    );
}

#[test]
fn a_method_goes_by_its_name_and_second_names_go_together() {
    let gone = |resource: &str, method: &str| {
        found(RuleId::MethodRemoved, of(resource).method(method, method), &format!("GET /{resource}"), "")
    };
    let findings = vec![gone("carts", "purge"), gone("orders", "purge"), gone("orders", "merge")];
    assert_eq!(told(findings), ["purge is gone from 2 resources", "merge is gone from acme.shop.orders"]);
    let findings = vec![gone("carts", "_carts_list"), gone("orders", "_orders_list")];
    assert_eq!(told(findings), ["2 methods of 2 resources are gone, for example _carts_list"]);
}

#[test]
fn names_of_a_new_style_are_one_cause() {
    let renamed = |method: &str, new: &str| {
        found(RuleId::MethodRenamed, of("carts").method(method, method), method, new)
    };
    let findings = vec![renamed("shop_carts_get", "get"), renamed("shop_carts_list", "list")];
    assert_eq!(
        told(findings),
        ["2 methods of acme.shop.carts are called otherwise, for example shop_carts_get → get"]
    );
    assert_eq!(told(vec![renamed("get", "fetch")]), ["get of acme.shop.carts is called fetch"]);
}

#[test]
fn what_went_unannounced_belongs_to_what_went() {
    let went = || found(RuleId::ColumnRemoved, of("carts").column("note"), "string", "");
    let place = FindingPlace::service("shop");
    let unannounced = || found(RuleId::RemovedWithoutDeprecation, place.clone(), "acme.shop.carts.note", "");
    let mut findings = vec![went(), unannounced()];
    assign(&mut findings);
    let [cause] = &gather("acme", &findings)[..] else { panic!("{findings:#?}") };
    assert_eq!(cause.rules, [RuleId::ColumnRemoved, RuleId::RemovedWithoutDeprecation]);
    assert_eq!((cause.severity, cause.counts.findings, cause.counts.resources), (Severity::Breaking, 2, 1));
    // Where nobody else tells what went, it tells so itself.
    assert_eq!(
        told(vec![unannounced()]),
        ["nothing announced what went from acme.shop: acme.shop.carts.note"]
    );
}
