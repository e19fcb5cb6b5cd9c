//! The mapping rules, one case a behaviour: names, verbs, object keys, collisions, routes, annotations,
//! paths.

use std::fmt::Write as _;

use crate::common::assert_snapshot;
use crate::common::case;
use provgen::api::SqlVerb;
use provgen::mapping::rules::{Envelope, OpenApiNames, OperationNames, ResourceNames, ServiceRules, Single};
use provgen::mapping::{apply, service_name};
use provgen::names::ServiceName;
use provgen::provider::Service;
use provgen::provider::ledger::Entry;
use provgen::settings::Settings;

fn mapped(name: &str, file: &str, rules: &ServiceRules) -> Service {
    mapped_as(name, file, None, rules)
}

/// The service that a case's document is, under another name than its own where one is given.
fn mapped_as(name: &str, file: &str, service: Option<&str>, rules: &ServiceRules) -> Service {
    let path = case(name).join(file);
    let api = provgen::input::load(&path, file).unwrap_or_else(|failure| panic!("{failure}"));
    let given = service.map(|service| ServiceName::new(service).unwrap());
    let service = service_name(&api, given.as_ref()).unwrap_or_else(|failure| panic!("{failure}"));
    apply(api, service, rules).unwrap_or_else(|failure| panic!("{failure}"))
}

/// A service as one line a method: what it is called, what it calls, what it needs; then columns and routes.
fn listing(service: &Service) -> String {
    let mut text = format!("service {}\n", service.name);
    for resource in &service.resources {
        let _ = writeln!(text, "\n{} ({})", resource.name, resource.title);
        for method in &resource.methods {
            let key = method.object_key.as_ref().map(|key| format!(" → {key}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "  {:<8}{}({}) = {}: {} {}{key}",
                method.verb.as_str(),
                method.name,
                method.required.join(", "),
                method.operation_id,
                method.http_method.as_str(),
                method.path,
            );
        }
        for (verb, names) in resource.routes.iter().filter(|(_, names)| names.len() > 1) {
            let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            let _ = writeln!(text, "  {} tries {}", verb.as_str(), names.join(", "));
        }
        if resource.routes.contains_key(&SqlVerb::Select) {
            let columns: Vec<String> = resource
                .columns
                .iter()
                .map(|column| format!("{} {}", column.name, column.datatype))
                .collect();
            let _ = writeln!(text, "  columns {}", columns.join(", "));
        }
    }
    let warnings = service.ledger_warnings();
    for (index, note) in service.notes.iter().chain(&warnings).enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        let _ = writeln!(text, "{gap}{}: {}", note.code, note.message);
    }
    for (index, entry) in service.ledger.iter().enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        let _ = writeln!(text, "{gap}{}", serde_json::to_string(entry).unwrap());
    }
    text
}

fn by_the_rules(name: &str, file: &str) -> String {
    listing(&mapped(name, file, &ServiceRules::default()))
}

#[test]
fn resources_and_methods_are_named_by_the_operations_id() {
    assert_snapshot!("naming__resources", by_the_rules("naming/resources", "spec.json"));
}

#[test]
fn a_service_of_the_published_list_has_qualified_names() {
    assert_snapshot!("naming__qualified", by_the_rules("naming/qualified", "spec.json"));
}

#[test]
fn verbs_follow_the_table() {
    assert_snapshot!("verbs__google", by_the_rules("verbs/google", "spec.json"));
}

#[test]
fn lists_have_their_array_as_object_key() {
    let service = mapped_as("object_keys/google", "spec.json", Some("keys"), &ServiceRules::default());
    assert_snapshot!("object_keys__google", listing(&service));
}

#[test]
fn content_that_an_api_transfers_is_in_the_ledger() {
    let service = mapped("media/transfers", "spec.json", &ServiceRules::default());
    let facts: Vec<String> = service.ledger.iter().filter_map(Entry::fact).collect();
    assert_snapshot!("media__transfers", format!("{}\n{}\n", listing(&service), facts.join("\n")));
}

#[test]
fn operations_that_want_one_name_are_kept_apart() {
    assert_snapshot!("collisions__short_names", by_the_rules("collisions/short_names", "spec.json"));
}

#[test]
fn a_route_that_is_never_reached_is_told() {
    assert_snapshot!("routes__dead", by_the_rules("routes/dead", "spec.json"));
}

#[test]
fn opaque_paths_get_names_for_their_segments() {
    assert_snapshot!("paths__opaque", by_the_rules("paths/opaque", "spec.json"));
}

#[test]
fn raw_twins_return_the_whole_response() {
    let rules = ServiceRules { raw_list_methods: true, ..ServiceRules::default() };
    assert_snapshot!("naming__raw_twins", listing(&mapped("manifest/small", "spec.json", &rules)));
}

#[test]
fn openapi_without_annotations_is_named_by_its_paths() {
    assert_snapshot!("openapi__paths", by_the_rules("openapi/paths", "library.yaml"));
}

#[test]
fn openapi_can_be_named_by_its_tags() {
    let names = OpenApiNames { resources: ResourceNames::Tag, ..OpenApiNames::default() };
    let rules = ServiceRules { names, ..ServiceRules::default() };
    assert_snapshot!("openapi__tags", listing(&mapped("openapi/tags", "shop.json", &rules)));
}

/// A resource per part of what a tag is about: rows of different things have different columns.
#[test]
fn ids_name_parts_of_what_tags_are_about() {
    let names = OpenApiNames { resources: ResourceNames::Tag, methods: OperationNames::Verb };
    let rules = ServiceRules { names, ..ServiceRules::default() };
    assert_snapshot!("openapi__parts", listing(&mapped("openapi/parts", "spec.yaml", &rules)));
}

/// A name that is there in several scopes says the scope in each.
#[test]
fn scopes_tell_the_same_calls_apart() {
    let names = OpenApiNames { resources: ResourceNames::PathParent, methods: OperationNames::Crud };
    let rules = ServiceRules { names, ..ServiceRules::default() };
    assert_snapshot!("openapi__scopes", listing(&mapped("openapi/scopes", "spec.yaml", &rules)));
}

#[test]
fn rows_are_what_remains_of_an_answer() {
    assert_snapshot!("openapi__rows", by_the_rules("openapi/rows", "spec.yaml"));
}

#[test]
fn parts_with_a_property_in_common_are_one_object() {
    assert_snapshot!("openapi__overlaps", by_the_rules("openapi/overlaps", "spec.yaml"));
}

#[test]
fn answers_without_a_name_get_one() {
    let service = mapped("openapi/answers", "spec.yaml", &ServiceRules::default());
    let names: Vec<&str> = service.api.schemas.keys().map(String::as_str).collect();
    assert_eq!(names, ["Boat", "CreateBoatResponse", "CreateBoatResponse_", "CreatePortResponse"]);
    let answers = service.api.operations.iter().map(|operation| operation.response.schema().unwrap());
    assert!(answers.into_iter().all(provgen::api::Schema::is_bare_reference));
}

#[test]
fn the_configuration_says_more_of_envelopes() {
    let envelope = Envelope {
        rows: vec!["printers".to_string()],
        ignore: vec!["resources".to_string()],
        single: Single::Keep,
    };
    let rules = ServiceRules { envelope, ..ServiceRules::default() };
    assert_snapshot!("openapi__envelope", listing(&mapped("openapi/rows", "spec.yaml", &rules)));
}

#[test]
fn one_parameter_alone_is_called_as_a_column() {
    let names = by_the_rules("openapi/parameter_case", "spec.yaml");
    assert_snapshot!("openapi__parameter_case", names);
}

#[test]
fn verbs_come_from_paths_ids_and_answers() {
    assert_snapshot!("openapi__verbs", by_the_rules("openapi/verbs", "spec.yaml"));
}

#[test]
fn each_rule_and_each_style_names_differently() {
    let mut text = String::new();
    let pairs = ResourceNames::ALL.iter().zip(OperationNames::ALL.iter().cycle());
    for ((rule, resources), (style, methods)) in pairs {
        let names = OpenApiNames { resources: *resources, methods: *methods };
        let service =
            mapped("openapi/styles", "spec.yaml", &ServiceRules { names, ..ServiceRules::default() });
        let _ = writeln!(text, "{rule}, {style}");
        for resource in &service.resources {
            for method in &resource.methods {
                let _ = writeln!(text, "  {} = {}.{}", method.path, resource.name, method.name);
            }
        }
    }
    assert_snapshot!("openapi__styles", text);
}

#[test]
fn an_annotated_document_is_taken_at_its_word() {
    assert_snapshot!("annotated__resources", by_the_rules("annotated/resources", "service.yaml"));
}

#[test]
fn the_descriptions_of_path_parameters_tell_what_they_are_a_part_of() {
    let service = mapped("paths/opaque", "spec.json", &ServiceRules::default());
    let mut text = String::new();
    for operation in &service.api.operations {
        for parameter in operation.path_parameters() {
            let description = parameter.description.as_deref().unwrap_or("(none)");
            let _ = writeln!(text, "{} {}: {description}", operation.id, parameter.name);
        }
    }
    assert_snapshot!("paths__descriptions", text);
}

/// The services of a case's configuration.
fn configured(name: &str) -> String {
    let path = case(name).join("provgen.yaml");
    let settings = Settings::load(&path).unwrap_or_else(|failure| panic!("{failure}"));
    let list = |_: &provgen::settings::Spec, service: Service| Ok(listing(&service));
    let services = provgen::pipeline::each_service(&settings, list);
    services.unwrap_or_else(|failure| panic!("{failure}")).made.join("\n")
}

#[test]
fn an_override_of_each_kind_wins_over_the_rules() {
    assert_snapshot!("overrides__each", configured("overrides/each"));
}

#[test]
fn operations_on_one_opaque_path_are_kept_apart() {
    assert_snapshot!("paths__shared", by_the_rules("paths/shared", "spec.json"));
}

#[test]
fn cookies_are_left_out_and_told() {
    assert_snapshot!("openapi__cookies", by_the_rules("openapi/cookies", "spec.yaml"));
}

#[test]
fn operations_behind_a_hash_are_left_out_and_told() {
    assert_snapshot!("openapi__fragments", by_the_rules("openapi/fragments", "spec.yaml"));
}

#[test]
fn servers_of_an_operation_have_their_own_variables() {
    assert_snapshot!("openapi__servers", by_the_rules("openapi/servers", "hosts.yaml"));
}

#[test]
fn twins_of_colliding_lists_are_kept_apart_too() {
    let rules = ServiceRules { raw_list_methods: true, ..ServiceRules::default() };
    assert_snapshot!("collisions__twins", listing(&mapped("overrides/each", "spec.json", &rules)));
}
