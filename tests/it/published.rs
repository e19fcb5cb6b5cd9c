//! A provider's folder that holds more than its `provider.yaml` names, or less: the same to every command that reads
//! it, and to the engine, which loads what is named.

use std::fs;

use tempfile::TempDir;

use crate::common::{assert_snapshot, run, sandbox, transcript};

/// The folder of a provider, below the folder that commands run in.
const FOLDER: &str = "generated/providers/src/acme/v00.00.00000";

/// A provider with one service, and a second manifest beside it.
fn with_a_file_too_many() -> TempDir {
    let folder = sandbox("pages/small");
    assert!(run(folder.path(), &["generate"]).status.success());
    let services = folder.path().join(FOLDER).join("services");
    let name = fs::read_dir(&services).unwrap().next().unwrap().unwrap().path();
    fs::copy(name, services.join("zz.yaml")).unwrap();
    folder
}

#[test]
fn a_file_that_no_service_refers_to() {
    let folder = with_a_file_too_many();
    let package = format!("package --version v26.11.00001 --from {FOLDER}");
    let text: Vec<String> = [
        format!("show acme --from {FOLDER}"),
        format!("diff {FOLDER} {FOLDER}"),
        format!("verify {FOLDER}"),
        format!("lock --from {FOLDER}"),
        package,
    ]
    .iter()
    .map(|line| transcript(folder.path(), &line.split(' ').collect::<Vec<_>>()))
    .collect();
    assert_snapshot!("a_file_too_many", text.join("\n"));
}

#[test]
fn a_service_whose_manifest_is_gone() {
    let folder = sandbox("pages/small");
    assert!(run(folder.path(), &["generate"]).status.success());
    let services = folder.path().join(FOLDER).join("services");
    fs::remove_dir_all(&services).unwrap();
    fs::create_dir(&services).unwrap();
    let text: Vec<String> = [
        "show acme --from",
        "verify",
        "lock --from",
        "package --version v26.11.00001 --from",
        "diff spec.json",
    ]
    .iter()
    .map(|line| format!("{line} {FOLDER}"))
    .map(|line| transcript(folder.path(), &line.split(' ').collect::<Vec<_>>()))
    .collect();
    assert_snapshot!("a_manifest_too_few", text.join("\n"));
}

/// Of several manifests one is gone: `diff` tells it, takes nothing for removed, and compares the rest; `show` shows the
/// rest, and `lock` pins none, since its names would be taken for gone.
#[test]
fn one_manifest_of_two_is_gone() {
    let folder = sandbox("pages/small");
    let spec = fs::read_to_string(folder.path().join("spec.json")).unwrap();
    fs::write(folder.path().join("other.json"), spec.replace("\"small\"", "\"other\"")).unwrap();
    let configuration = folder.path().join("provgen.yaml");
    let text = fs::read_to_string(&configuration).unwrap();
    fs::write(&configuration, text.replace("spec.json", "spec.json, other.json")).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    fs::create_dir(folder.path().join("new")).unwrap();
    crate::common::copy(&folder.path().join(FOLDER), &folder.path().join("new"));
    fs::remove_file(folder.path().join("new/services/other.yaml")).unwrap();
    let mut text = transcript(folder.path(), &["diff", FOLDER, "new"]);
    text += &transcript(folder.path(), &["show", "acme", "--from", "new"]);
    text += &transcript(folder.path(), &["lock", "--from", "new"]);
    assert_snapshot!("one_of_two", text);
}

/// StackQL calls a service as `provider.yaml` does, so two whose resources have the ids of one are two.
#[test]
fn services_whose_resources_have_the_ids_of_one() {
    let folder = sandbox("published/settings");
    let old = folder.path().join("acme/v00.00.00000");
    let services = old.join("services");
    fs::copy(services.join("shop.yaml"), services.join("stall.yaml")).unwrap();
    let provider = fs::read_to_string(old.join("provider.yaml")).unwrap();
    let (head, shop) = provider.split_once("  shop:\n").unwrap();
    let stall = shop.replace("shop", "stall");
    fs::write(old.join("provider.yaml"), format!("{head}  shop:\n{shop}  stall:\n{stall}")).unwrap();
    let new = folder.path().join("new");
    fs::create_dir(&new).unwrap();
    crate::common::copy(&old, &new);
    let stall = fs::read_to_string(services.join("stall.yaml")).unwrap();
    let without_key = stall.replace(", objectKey: $.books }", " }");
    assert_ne!(stall, without_key);
    fs::write(new.join("services/stall.yaml"), without_key).unwrap();
    let text = transcript(folder.path(), &["diff", "acme/v00.00.00000", "new"]);
    assert_snapshot!("ids_of_another_service", text);
}

/// A link, a file in a deeper folder, a manifest beside provider.yaml: all commands agree on which are services.
#[test]
fn files_that_are_not_where_manifests_are() {
    let told = |stage: &dyn Fn(&std::path::Path)| {
        let folder = sandbox("pages/small");
        assert!(run(folder.path(), &["generate"]).status.success());
        stage(&folder.path().join(FOLDER));
        let runs =
            [vec!["show", "acme", "--from", FOLDER], vec!["diff", FOLDER, FOLDER], vec!["verify", FOLDER]];
        runs.map(|arguments| run(folder.path(), &arguments).status.code().unwrap())
    };
    let deeper = told(&|folder| {
        fs::create_dir(folder.join("services/deeper")).unwrap();
        fs::copy(folder.join("services/small.yaml"), folder.join("services/deeper/zz.yaml")).unwrap();
        fs::copy(folder.join("services/small.yaml"), folder.join("services/zz.json")).unwrap();
    });
    assert_eq!(deeper, [0, 0, 0], "what a package leaves out is nobody's service");
    let beside = told(&|folder| {
        fs::rename(folder.join("services/small.yaml"), folder.join("small.yaml")).unwrap();
        let text = fs::read_to_string(folder.join("provider.yaml")).unwrap();
        fs::write(folder.join("provider.yaml"), text.replace("services/small.yaml", "small.yaml")).unwrap();
    });
    assert_eq!(beside, [2, 2, 1], "a package leaves the manifest out, so it is missing");
    #[cfg(unix)]
    {
        let link = told(&|folder| {
            fs::rename(folder.join("services/small.yaml"), folder.join("services/real.txt")).unwrap();
            std::os::unix::fs::symlink("real.txt", folder.join("services/small.yaml")).unwrap();
        });
        assert_eq!(link, [0, 0, 1], "a link to a file is the file, but for a package");
    }
}

/// A file that can't be read is called what it is.
#[test]
fn files_that_are_no_documents() {
    let folder = sandbox("pages/small");
    assert!(run(folder.path(), &["generate"]).status.success());
    fs::write(folder.path().join("accepted.yaml"), [0xff, 0xfe, 0, 0]).unwrap();
    let diff = transcript(folder.path(), &["diff", FOLDER, FOLDER, "--accept", "accepted.yaml"]);
    fs::write(folder.path().join("provgen.lock"), [0xff, 0xfe, 0, 0]).unwrap();
    let lock = transcript(folder.path(), &["lock"]);
    assert_snapshot!("files_that_are_no_documents", [diff, lock].join("\n"));
}
