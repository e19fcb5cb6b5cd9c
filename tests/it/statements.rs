//! What statements can send, and what their examples on pages say: by the words and limits of `engine`, over a small
//! API with something of each kind.

use std::fs;

use provgen::api::{Api, SqlVerb};
use provgen::engine::exec::{Obstacle, Reach, Refusal, obstacle};
use provgen::engine::way::Way;
use provgen::engine::{answer, exec};
use provgen::pipeline::each_service;
use provgen::settings::Settings;

use crate::common::{assert_snapshot, files, root, run, sandbox};

/// What `read` finds in the API of the case.
fn machines<T: Send>(read: impl Fn(&Api) -> T + Sync) -> T {
    let settings = Settings::load(&root().join("tests/cases/pages/statements/provgen.yaml")).unwrap();
    let mut found = each_service(&settings, |_, service| Ok(read(&service.api))).unwrap().made;
    found.pop().unwrap()
}

/// Each field of a request's body, with why statements of a kind can't send it.
fn refusals(operation: &str, way: Way) -> Vec<(String, Refusal)> {
    machines(|api| {
        let operation = api.operations.iter().find(|known| known.id.as_str() == operation).unwrap();
        let fields = api.properties(&operation.request.as_ref().unwrap().schema);
        let refused = fields.into_iter().filter_map(|(name, schema)| {
            let refusal = way.field_refusal(api, name, schema)?;
            Some((name.to_string(), refusal))
        });
        refused.collect()
    })
}

fn named(expected: &[(&str, Refusal)]) -> Vec<(String, Refusal)> {
    expected.iter().map(|(name, refusal)| ((*name).to_string(), *refusal)).collect()
}

#[test]
fn each_verb_refuses_what_it_would_send_otherwise() {
    assert_eq!(refusals("machines.create", Way::of(SqlVerb::Insert)), named(&[("key.of", Refusal::Dotted)]));
    let typed = ["default", "cores", "ratio", "isPublic"].map(|name| (name, Refusal::Typed));
    let mut expected = named(&typed);
    expected.push(("key.of".to_string(), Refusal::Dotted));
    for verb in [SqlVerb::Select, SqlVerb::Delete, SqlVerb::Update, SqlVerb::Replace] {
        assert_eq!(refusals("machines.patch", Way::of(verb)), expected, "{verb:?}");
    }
    // As variables, EXEC sends what is inside of a field as it is; in JSON, no number and no map, but names with dots.
    let typed = [("force", Refusal::Typed), ("graceSeconds", Refusal::Typed), ("extra", Refusal::Untyped)];
    assert_eq!(refusals("machines.stop", Way::of(SqlVerb::Exec)), named(&typed));
    assert_eq!(
        refusals("machines.stop", Way::Json),
        named(&[("graceSeconds", Refusal::Number), ("notes", Refusal::Map), ("extra", Refusal::Map)])
    );
    assert!(refusals("machines.create", Way::Json).iter().all(|(name, _)| name != "key.of"));
    let disks = named(&[("disks", Refusal::Number)]);
    assert!(refusals("machines.create", Way::Json).contains(&disks[0]), "it requires a number");
}

#[test]
fn exec_tells_what_stands_in_its_way() {
    let of = |id: &str, reach: Reach| {
        machines(|api| {
            let operation = api.operations.iter().find(|known| known.id.as_str() == id).unwrap();
            let needed = operation.parameters.iter().filter(|parameter| parameter.required);
            obstacle(api, operation, reach, needed.map(|parameter| parameter.name.as_str()))
        })
    };
    let seconds = Obstacle::Field("seconds".to_string(), Refusal::Typed);
    assert_eq!(of("machines.wait", Reach::ExecAlone), Some(seconds.clone()));
    assert_eq!(of("machines.wait", Reach::Verb), Some(seconds));
    assert_eq!(of("machines.stop", Reach::ExecAlone), None);
    assert_eq!(of("machines.upload", Reach::ExecAlone), None);
    assert_eq!(of("machines.upload", Reach::Verb), Some(Obstacle::Answer));
    assert_eq!(of("machines.get", Reach::Verb), None);
}

#[test]
fn rows_come_of_json_alone_and_parameters_of_some_types() {
    machines(|api| {
        let operation = |id: &str| api.operations.iter().find(|known| known.id.as_str() == id).unwrap();
        assert!(
            answer::is_table(api, operation("machines.get"))
                && !answer::is_table(api, operation("machines.upload"))
        );
        assert!(answer::reads_pages(operation("machines.list")));
        assert!(!answer::reads_pages(operation("machines.stop")));
        let parameters = &operation("machines.list").parameters;
        assert!(parameters.iter().all(|parameter| exec::takes_variable(api, &parameter.schema)));
        let seconds = api.properties(&operation("machines.wait").request.as_ref().unwrap().schema)["seconds"];
        assert!(!exec::takes_variable(api, seconds));
    });
}

#[test]
fn the_page_shows_what_runs_and_says_what_does_not() {
    let folder = sandbox("pages/statements");
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page = files(&folder.path().join("generated"))
        .into_iter()
        .find(|(path, _)| path.ends_with("machines/machines/index.md"))
        .unwrap();
    let page = String::from_utf8(page.1).unwrap();
    let start = page.find("import TabItem").unwrap();
    let methods = page.find("## Methods").unwrap();
    assert_snapshot!("statements__start", page[start..page.find("## Overview").unwrap()]);
    assert_snapshot!("statements__methods", page[methods..page.find("## Parameters").unwrap()]);
    assert_snapshot!("statements__examples", page[page.find("## `SELECT` examples").unwrap()..]);
    assert!(!page.contains(" -- "), "a comment to the end of a line swallows what follows it");
}

/// What requests alone have is in no SELECT, and what the server alone sets in no INSERT; the table has both, with marks.
#[test]
fn marks_decide_what_examples_give_and_ask_for() {
    let folder = sandbox("pages/input-only");
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", output.printed());
    let pages = files(&folder.path().join("generated"));
    let (_, page) = pages.into_iter().find(|(path, _)| path.ends_with("keys/keys/index.md")).unwrap();
    let page = String::from_utf8(page).unwrap();
    let statements = |verb: &str| -> String {
        let fence = format!("```sql\n{verb}");
        let starts = page.match_indices(&fence).map(|(at, _)| &page[at + "```sql\n".len()..]);
        starts.map(|rest| rest.split("```").next().unwrap()).collect()
    };
    let (selects, inserts) = (statements("SELECT"), statements("INSERT"));
    let (input, output) = (["material", "passphrase", "hint"], ["created", "used"]);
    assert!(
        output.iter().all(|name| selects.contains(name) && !inserts.contains(name)),
        "{selects}{inserts}"
    );
    assert!(input.iter().all(|name| inserts.contains(name) && !selects.contains(name)), "{selects}{inserts}");
    assert!(!inserts.contains("RETURNING\n  material"), "{inserts}");
    assert!(page.contains("When the key was used last.") && !page.contains("@OutputOnly"), "{page}");
}

#[test]
fn the_page_says_which_content_stays_behind() {
    let told = ["content itself, which", "arrives whole", "can be sent", "- Its content", "- Content of"];
    let folder = sandbox("media/transfers");
    let output = run(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = files(&folder.path().join("generated")).into_iter();
    let pages = pages.filter(|(path, _)| path.ends_with("index.md"));
    let said: Vec<String> = pages
        .flat_map(|(_, page)| {
            let page = String::from_utf8(page).unwrap();
            page.lines()
                .filter(|line| told.iter().any(|told| line.contains(told)))
                .map(str::to_string)
                .collect::<Vec<_>>()
        })
        .collect();
    assert_snapshot!("media__page", said.join("\n"));
}

/// A SELECT gives what a body needs, and other fields only beside a parameter: the engine takes them for columns else.
#[test]
fn a_select_gives_further_fields_beside_a_parameter() {
    let operation = |path: &str, parameters: &str| {
        format!(
            r##"  {path}:
    post:
      operationId: search_logs
      parameters: [{parameters}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {{ type: object, required: [day], properties: {{ day: {{ type: string }}, level: {{ type: string }} }} }}
      responses:
        "200":
          description: Lines.
          content:
            application/json:
              schema:
                type: object
                properties: {{ lines: {{ type: array, items: {{ type: object, properties: {{ text: {{ type: string }} }} }} }} }}
"##
        )
    };
    let page = |parameters: &str| {
        let folder = tempfile::tempdir().unwrap();
        let document = format!(
            "openapi: 3.0.3\ninfo: {{ title: Logs, version: '1' }}\nservers: [{{ url: 'https://api.acme.example' }}]\npaths:\n{}",
            operation("/logs/search", parameters)
        );
        fs::write(folder.path().join("spec.yaml"), document).unwrap();
        let config = "provider: { name: acme }\nspecs: [spec.yaml]\nrequests: { body_columns: plain }\ndocs: { style: registry }\n";
        fs::write(folder.path().join("provgen.yaml"), config).unwrap();
        let output = run(folder.path(), &["generate"]);
        assert!(output.status.success(), "{}", output.printed());
        let mut pages = files(&folder.path().join("generated")).into_iter();
        let (_, page) = pages.find(|(path, _)| path.ends_with("/logs/index.md")).unwrap();
        String::from_utf8(page).unwrap()
    };
    let note = "A `SELECT` can give further fields of the body only beside a parameter";
    let alone = page("");
    assert!(
        alone.contains("WHERE day = ") && !alone.contains("AND level = ") && alone.contains(note),
        "{alone}"
    );
    let beside = page("{ name: host, in: query, schema: { type: string } }");
    assert!(beside.contains("AND level = ") && !beside.contains(note), "{beside}");
}
