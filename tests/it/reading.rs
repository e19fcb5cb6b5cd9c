//! Documents that aren't one file of OpenAPI 3: Swagger 2.0, references into other files, overlays.

use std::fs;
use std::path::Path;

use crate::common::assert_snapshot;
use crate::common::{run, sandbox, transcript};

/// What `generate` tells about the document `file` of a case, and the manifests that it makes.
fn generated(case: &str, file: &str) -> String {
    let folder = sandbox(case);
    let told = transcript(folder.path(), &["generate", "--spec", file, "--provider", "acme", "-v"]);
    format!("{told}{}", manifests(folder.path()))
}

/// The manifests of all services below `folder`, with their names.
fn manifests(folder: &Path) -> String {
    let services = folder.join("generated/providers/src/acme/v00.00.00000/services");
    if !services.is_dir() {
        return String::new();
    }
    let files = crate::common::files(&services).into_iter();
    files.map(|(name, bytes)| format!("\n# {name}\n{}", String::from_utf8(bytes).unwrap())).collect()
}

macro_rules! documents {
    ($($test:ident: $case:literal, $file:literal;)*) => {$(
        #[test]
        fn $test() {
            assert_snapshot!(stringify!($test), generated($case, $file));
        }
    )*};
}

documents! {
    swagger_servers: "swagger/servers", "spec.yaml";
    swagger_relative: "swagger/servers", "relative.yaml";
    swagger_bodies: "swagger/bodies", "spec.yaml";
    swagger_answers: "swagger/answers", "spec.yaml";
    swagger_schemas: "swagger/schemas", "spec.yaml";
    swagger_security: "swagger/security", "spec.yaml";
    references_folder: "references/folder", "spec.yaml";
    references_sections: "references/sections", "spec.yaml";
    references_faults: "references/faults", "spec.yaml";
}

#[test]
fn overlays_each() {
    let folder = sandbox("overlays/each");
    let told = transcript(folder.path(), &["generate", "-v"]);
    assert_snapshot!("overlays_each", format!("{told}{}", manifests(folder.path())));
}

#[test]
fn overlays_wrong() {
    let folder = sandbox("overlays/wrong");
    let mut text = transcript(folder.path(), &["generate"]);
    for overlay in ["misfit.yaml", "typo.yaml"] {
        let configuration =
            format!("provider: {{ name: acme }}\nspecs: [spec.yaml]\noverlays: [{overlay}]\n");
        fs::write(folder.path().join("provgen.yaml"), configuration).unwrap();
        // A mistake that an overlay makes is repaired as any other.
        text += &transcript(folder.path(), &["generate", "--strict"]);
    }
    assert_snapshot!("overlays_wrong", text);
}

/// What a run that may use the cache says must be up to date says a run without it, too.
#[test]
fn the_cache_knows_overlays_and_the_files_that_documents_refer_to() {
    let folder = sandbox("references/folder");
    let at = |file: &str| folder.path().join(file);
    fs::write(at("fix.yaml"), "overlay: 1.0.0\nactions:\n  - { target: $.info, update: { title: One } }\n")
        .unwrap();
    fs::write(at("provgen.yaml"), "provider: { name: acme }\nspecs: [spec.yaml]\noverlays: [fix.yaml]\n")
        .unwrap();
    let generate = |arguments: &[&str]| run(folder.path(), &[&["generate"], arguments].concat());
    assert!(generate(&[]).status.success());
    assert!(generate(&["--check"]).status.success());
    let edit = |file: &str, from: &str, to: &str| {
        let text = fs::read_to_string(at(file)).unwrap();
        assert!(text.contains(from), "{file}");
        fs::write(at(file), text.replace(from, to)).unwrap();
        assert_eq!(generate(&["--check"]).status.code(), Some(1), "{file} changed, and nobody saw it");
        assert!(generate(&[]).status.success());
        assert!(generate(&["--check", "--no-cache"]).status.success(), "{file}");
    };
    edit("fix.yaml", "One", "Another");
    edit("common.yaml", "code", "status");
    edit("schemas/pet.json", "mother", "father");
    fs::rename(at("owners.yaml"), at("moved.yaml")).unwrap();
    let told = generate(&["--check", "-v"]);
    assert!(told.printed().contains("owners.yaml"), "{}", told.printed());
}

/// Neither a path nor a link of a document leads out of its folder.
#[test]
#[cfg(unix)]
fn a_reference_stays_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let at = |file: &str| folder.path().join(file);
    fs::create_dir_all(at("specs/.git")).unwrap();
    fs::create_dir(at("generated")).unwrap();
    let secret = "limit: { name: hunter2, in: query, schema: { type: string } }\n";
    fs::write(at("secret.yaml"), secret).unwrap();
    fs::write(at("specs/.git/config"), secret).unwrap();
    std::os::unix::fs::symlink("../secret.yaml", at("specs/link.yaml")).unwrap();
    std::os::unix::fs::symlink("..", at("specs/up")).unwrap();
    for reference in [
        "../secret.yaml#/limit",
        "link.yaml#/limit",
        "up/secret.yaml#/limit",
        "x/../../secret.yaml#/limit",
        "%2e%2e/secret.yaml#/limit",
        ".git/config#/limit",
        "/dev/stdin#/limit",
    ] {
        let document = format!(
            "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\nservers: [{{ url: 'https://example.com' }}]\npaths:\n  /a:\n    get:\n      parameters: [{{ $ref: '{reference}' }}]\n      responses: {{ '200': {{ description: ok }} }}\n"
        );
        fs::write(at("specs/api.yaml"), document).unwrap();
        let told =
            transcript(folder.path(), &["generate", "--spec", "specs/api.yaml", "--provider", "acme", "-v"]);
        let made = crate::common::files(&folder.path().join("generated"));
        let is_there = made.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("hunter2"));
        assert!(!told.contains("hunter2") && !is_there, "{reference}: {told}");
        assert!(told.contains("external-ref"), "{reference}: {told}");
    }
}

#[test]
fn files_that_others_refer_to_are_passed_over_unless_there_are_no_others() {
    let folder = sandbox("references/folder");
    let part = "components:\n  schemas:\n    Limit: { type: integer }\n";
    fs::write(folder.path().join("part.yaml"), part).unwrap();
    let configuration = "provider: { name: acme }\nspecs: [spec.yaml, \"part*.yaml\"]\n";
    fs::write(folder.path().join("provgen.yaml"), configuration).unwrap();
    let mut text = transcript(folder.path(), &["generate", "-v"]);
    text += &transcript(folder.path(), &["generate", "--spec", "part.yaml", "--provider", "acme"]);
    text += &transcript(folder.path(), &["init", "part.yaml", "spec.yaml", "--provider", "acme", "--force"]);
    text += &fs::read_to_string(folder.path().join("provgen.yaml")).unwrap();
    // What is wrong with the others is told alone.
    fs::write(folder.path().join("provgen.yaml"), configuration).unwrap();
    fs::write(folder.path().join("spec.yaml"), "openapi: 3.0.3\ninfo: [\n").unwrap();
    let told = transcript(folder.path(), &["generate"]);
    assert!(told.contains("not-yaml") && !told.contains("input::fragment"), "{told}");
    assert_snapshot!("parts_of_others", text);
}
