//! `mapping.yaml`: which query calls which operation. What a person wrote stays, what is new and what has gone is told.

use std::fs;
use std::path::Path;

use crate::common::assert_snapshot;
use crate::common::{run, sandbox, transcript};

/// Puts `to` in the place of `from` in a file.
fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    fs::write(&path, text.replace(from, to)).unwrap();
}

fn mapping(folder: &Path) -> String {
    fs::read_to_string(folder.join("mapping.yaml")).unwrap()
}

#[test]
fn a_new_provider_has_a_mapping_with_what_is_to_decide() {
    let folder = sandbox("pins/shop");
    let mut text = transcript(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    text += &mapping(folder.path());
    text += &transcript(folder.path(), &["generate", "-v"]);
    text += &transcript(folder.path(), &["generate", "--check"]);
    text += &transcript(folder.path(), &["map"]);
    assert_snapshot!("new", text);
}

#[test]
fn what_a_person_writes_holds() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    // A method and a comment, a group, a verb and its `?`.
    for (from, to) in [
        ("    list:    SELECT  GET /books", "    # all of them\n    all:     SELECT  GET /books"),
        ("  orders:\n", "  purchases:\n"),
        ("EXEC    POST /orders/{order}/lines  ?", "INSERT  POST /orders/{order}/lines"),
    ] {
        edit(folder.path(), "mapping.yaml", from, to);
    }
    let before = mapping(folder.path());
    let mut text = transcript(folder.path(), &["generate", "-v"]);
    text += &transcript(folder.path(), &["generate", "--check"]);
    text += &transcript(folder.path(), &["show", "acme.shop.purchases"]);
    text += &transcript(folder.path(), &["map"]);
    assert_eq!(mapping(folder.path()), before);
    assert_snapshot!("written", text);
}

#[test]
fn a_new_document_adds_lines_and_marks_lines() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    edit(folder.path(), "mapping.yaml", "  orders:\n", "  # what was bought\n  purchases:\n");
    // Two operations have gone, two are new, one has another id, one other names in its path.
    for (from, to) in [
        ("  /books/{book}/burn:\n", "  /books/{book}/pages:\n"),
        ("operationId: burnBook", "operationId: addPage"),
        ("    delete:\n      operationId: deleteBook", "    patch:\n      operationId: renameBook"),
        ("operationId: listOrders", "operationId: orders_list"),
        ("/orders/{order}:", "/orders/{id}:"),
        ("name: order\n", "name: id\n"),
    ] {
        edit(folder.path(), "shop.yaml", from, to);
    }
    let mut text = transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["map", "--check"]);
    text += &transcript(folder.path(), &["map"]);
    text += &mapping(folder.path());
    text += &transcript(folder.path(), &["map", "--check"]);
    text += &transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["generate", "--check"]);
    text += &transcript(folder.path(), &["lock"]);
    text += &mapping(folder.path());
    assert_snapshot!("later", text);
}

/// A mistake in a document takes no name: the operation is still there.
#[test]
fn names_of_operations_that_can_not_be_read_stay() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    edit(folder.path(), "mapping.yaml", "  orders:\n", "  purchases:\n");
    let before = mapping(folder.path());
    edit(
        folder.path(),
        "shop.yaml",
        "parameters: [{ name: book,",
        "parameters: [{ $ref: '#/components/parameters/None' }, { name: book,",
    );
    edit(
        folder.path(),
        "shop.yaml",
        "        - name: order\n",
        "        - $ref: '#/components/parameters/Order'\n        - name: order\n",
    );
    let text = transcript(folder.path(), &["generate"]);
    assert_snapshot!("unreadable", text);
    for command in [["map", "--check"].as_slice(), &["map"], &["lock"]] {
        assert!(run(folder.path(), command).status.success(), "{command:?}");
        assert_eq!(mapping(folder.path()), before, "{command:?}");
    }
}

#[test]
fn a_check_fails_on_undecided_lines_where_the_configuration_says_so() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    edit(folder.path(), "provgen.yaml", "provider:", "mapping: { undecided: refuse }\nprovider:");
    let mut text = transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["generate", "--check"]);
    edit(folder.path(), "mapping.yaml", "  ?", "");
    text += &transcript(folder.path(), &["generate", "--check"]);
    assert_snapshot!("undecided", text);
}

#[test]
fn a_table_comes_back_as_it_went() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    let table = run(folder.path(), &["map", "--csv"]);
    let table = String::from_utf8(table.stdout).unwrap();
    fs::write(folder.path().join("all_services.csv"), &table).unwrap();
    let mut text = table.clone();
    // What the table doesn't change stays, and keeps its `?`. Some spreadsheets write semicolons, and other ends of lines.
    let before = mapping(folder.path());
    fs::write(folder.path().join("other.csv"), table.replace(',', ";").replace('\n', "\r\n")).unwrap();
    text += &transcript(folder.path(), &["map", "--from-csv", "other.csv", "--check"]);
    assert_eq!(mapping(folder.path()), before);
    text += &transcript(folder.path(), &["map", "--from-csv", "all_services.csv"]);
    let renamed =
        table.replace(",orders,orders,", ",orders,purchases,").replace(",delete,delete,", ",delete,exec,");
    fs::write(folder.path().join("all_services.csv"), renamed).unwrap();
    text += &transcript(folder.path(), &["map", "--from-csv", "all_services.csv"]);
    text += &mapping(folder.path());
    text += &transcript(folder.path(), &["map", "--reset", "shop.books"]);
    text += &transcript(folder.path(), &["map", "--reset", "shop.films"]);
    text += &transcript(folder.path(), &["map", "--reset"]);
    assert_snapshot!("table", text);
}

#[test]
fn rows_that_cannot_be_used_are_told_with_their_lines() {
    const HEADER: &str = "filename,path,operationId,verb,stackql_resource_name,stackql_method_name,stackql_verb,stackql_object_key\n";
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    let before = mapping(folder.path());
    let mut text = String::new();
    for table in [
        "a,b\n1,2\n".to_string(),
        format!(
            "{HEADER}shop.yaml,/books,listBooks,get,1 x,list,select,\nshop.yaml,/books,listBooks,get,books,list,pull,\n"
        ),
        // With the ends of lines that spreadsheets write.
        format!("{HEADER}shop.yaml,/books,listBooks,get,books,list,select,\nshop.yaml,/orders,listOrders,get,orders,list,pull,\n")
            .replace('\n', "\r\n"),
        format!("{HEADER}shop.yaml,/books,listBooks,get,things,list,select,\nshop.yaml,/orders,listOrders,get,things,list,select,\n"),
        format!("{HEADER}films.yaml,/books,listBooks,get,books,list,select,$.bookz\n"),
        format!(
            "{HEADER}shop.yaml,/films,listFilms,get,films,list,select,\nshop.yaml,/books,listBooks,get,skip_this_resource,,,\n"
        ),
    ] {
        fs::write(folder.path().join("t.csv"), table).unwrap();
        text += &transcript(folder.path(), &["map", "--from-csv", "t.csv"]);
    }
    assert_eq!(mapping(folder.path()), before);
    assert_snapshot!("table_faults", text);
}

#[test]
fn broken_lines_fail_with_their_places() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    let mut text = String::new();
    for broken in [
        "shop:\n  books:\n    list: SELECT GET /books\n<<<<<<< ours\n",
        "shop:\n  books:\n    list: PULL GET /books\n    get: SELECT\n  Or ders: {}\n",
    ] {
        fs::write(folder.path().join("mapping.yaml"), broken).unwrap();
        text += &transcript(folder.path(), &["generate"]);
    }
    // This can be read, and no single line of it changed.
    let flow = "shop: {books: {list: SELECT GET /books}}\n";
    fs::write(folder.path().join("mapping.yaml"), flow).unwrap();
    text += &transcript(folder.path(), &["map"]);
    assert_eq!(mapping(folder.path()), flow);
    assert_snapshot!("broken", text);
}

#[test]
fn init_writes_over_no_mapping() {
    let folder = sandbox("pins/shop");
    fs::write(folder.path().join("mapping.yaml"), "# mine\n").unwrap();
    let text = transcript(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    assert_eq!(mapping(folder.path()), "# mine\n");
    assert!(!folder.path().join("provgen.yaml").exists());
    assert_snapshot!("init", text);
}

/// The first is what a person wrote, the second what a person says with a table.
#[test]
fn a_table_changes_what_it_names_alone() {
    const TABLE: &str = "filename,path,operationId,verb,stackql_resource_name,stackql_method_name,stackql_verb,stackql_object_key\n\
        shop.yaml,/orders,listOrders,get,purchases,list,select,\n\
        shop.yaml,/orders/{order},getOrder,get,purchases,get,select,\n\
        shop.yaml,/orders/{order}/lines,orderLines,post,purchases,lines,insert,\n\
        shop.yaml,/books,listBooks,get,books,list,select,$.books\n\
        shop.yaml,/books,listBooks,get,shelves,browse,select,$.books\n";
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    // Two lines of one operation, and comments.
    edit(
        folder.path(),
        "mapping.yaml",
        "    list:    SELECT  GET /books",
        "    all:  SELECT GET /books $.books\n    list:    SELECT  GET /books",
    );
    edit(folder.path(), "mapping.yaml", "  orders:\n", "  orders:  # what was bought\n");
    fs::write(folder.path().join("t.csv"), TABLE).unwrap();
    let mut text = transcript(folder.path(), &["map", "--from-csv", "t.csv"]);
    text += &mapping(folder.path());
    text += &transcript(folder.path(), &["map", "--from-csv", "t.csv"]);
    assert_snapshot!("table_alone", text);
}

/// A path is the vendor's: names of parameters are kept, for users write them, and nothing else.
#[test]
fn an_operation_that_moved_is_called_where_it_is() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    run(folder.path(), &["generate"]);
    let manifest = "generated/providers/src/acme/v00.00.00000/services/shop.yaml";
    fs::copy(folder.path().join("shop.yaml"), folder.path().join("old.yaml")).unwrap();
    edit(folder.path(), "shop.yaml", "  /books", "  /v2/books");
    edit(folder.path(), "shop.yaml", "/orders/{order}:", "/orders/{id}:");
    edit(folder.path(), "shop.yaml", "name: order\n", "name: id\n");
    let mut text = transcript(folder.path(), &["generate", "--check"]);
    text += &transcript(folder.path(), &["diff", "old.yaml", "shop.yaml"]);
    text += &transcript(folder.path(), &["map"]);
    text += &mapping(folder.path());
    run(folder.path(), &["generate"]);
    let written = fs::read_to_string(folder.path().join(manifest)).unwrap();
    assert!(written.contains("/v2/books/{book}") && written.contains("/orders/{order}"), "{written}");
    assert!(!written.contains("\n  /books"), "{written}");
    text += &transcript(folder.path(), &["generate", "--check"]);
    assert_snapshot!("moved", text);
}

#[test]
fn lines_that_contradict_the_document_are_told_at_their_places() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    for (from, to) in [
        ("$.books", "$.bookz"),
        ("DELETE  DELETE /books/{book}", "SELECT  DELETE /books/{book}"),
        ("SELECT  GET /orders/{order} ", "SELECT  GET /order/{order} "),
        ("EXEC    POST /books/{book}/burn           ?  @burnBook", "INSERT  POST /books"),
    ] {
        edit(folder.path(), "mapping.yaml", from, to);
    }
    let mut text = transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["map"]);
    text += &mapping(folder.path());
    text += &transcript(folder.path(), &["map"]);
    assert_snapshot!("contradictions", text);
}

/// Names that users write go along, and so do comments.
#[test]
fn names_go_with_their_operations_to_another_service() {
    let folder = sandbox("pins/shop");
    let (config, file) = (folder.path().join("provgen.yaml"), folder.path().join("mapping.yaml"));
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    edit(folder.path(), "mapping.yaml", "  orders:\n", "  purchases:  # what was bought\n");
    let (before, settings) = (mapping(folder.path()), fs::read_to_string(&config).unwrap());
    // The document's service has another name.
    edit(
        folder.path(),
        "provgen.yaml",
        "specs:\n  - shop.yaml\n",
        "services: { store: { spec: shop.yaml } }\n",
    );
    let mut text = transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["lock"]);
    assert_eq!(mapping(folder.path()), before.replace("\nshop:", "\nstore:"));
    // It is several services.
    fs::write(&file, &before).unwrap();
    fs::write(&config, settings + "split: { by: tag }\n").unwrap();
    text += &transcript(folder.path(), &["map"]);
    text += &mapping(folder.path());
    // A line goes back to its operation's service.
    edit(folder.path(), "mapping.yaml", "    burn:  ", "    scorch:");
    let text_now = mapping(folder.path());
    let line = text_now.lines().find(|line| line.contains("scorch")).unwrap().to_string();
    let moved = text_now.replace(&format!("{line}\n"), "") + &format!("  books:\n{line}\n");
    fs::write(&file, moved).unwrap();
    text += &transcript(folder.path(), &["map"]);
    assert_snapshot!("followed", text);
}

#[test]
#[cfg(unix)]
fn a_mapping_is_written_where_it_was_read() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = sandbox("pins/shop");
    let (file, real) = (folder.path().join("mapping.yaml"), folder.path().join("names.yaml"));
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    edit(
        folder.path(),
        "mapping.yaml",
        "    get:     SELECT  GET /books/{book}",
        "    one:     SELECT  GET /books/{book}",
    );
    edit(
        folder.path(),
        "mapping.yaml",
        "/books/{book}/burn           ?  @burnBook",
        "/books/{book}/burn           ?  @burnIt",
    );
    fs::rename(&file, &real).unwrap();
    symlink("names.yaml", &file).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o444)).unwrap();
    let text = transcript(folder.path(), &["map"]);
    fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(run(folder.path(), &["map"]).status.code(), Some(0));
    assert!(file.is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("@burnBook"));
    assert_snapshot!("read_only", text);
}

#[test]
fn a_service_that_there_is_not_is_told() {
    let folder = sandbox("pins/shop");
    run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]);
    edit(folder.path(), "mapping.yaml", "\nshop:\n", "\nshops:\n");
    let mut text = transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["map", "--check"]);
    // A file without a word gets those that explain it.
    fs::write(folder.path().join("mapping.yaml"), "").unwrap();
    run(folder.path(), &["map"]);
    assert!(mapping(folder.path()).contains("Which query calls which operation"));
    assert_snapshot!("no_service", text);
}
