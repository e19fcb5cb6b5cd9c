//! `provgen preview`: what its server answers, that it follows what pages are made from, and what it exports.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::common::assert_snapshot;
use crate::common::preview::Preview;
use crate::common::{files, root, run, sandbox, transcript};

/// Waits until `is_so`.
fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what} didn't happen");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn pages_and_what_they_need_are_served() {
    let folder = sandbox("pages/small");
    let preview = Preview::start(folder.path(), &[]);
    for (path, status, kind) in [
        ("/acme/index.html", 200, "text/html; charset=utf-8"),
        ("/acme/small/things/index.html?query", 200, "text/html; charset=utf-8"),
        ("/base.css", 200, "text/css; charset=utf-8"),
        ("/preview.css", 200, "text/css; charset=utf-8"),
        ("/contents.css", 200, "text/css; charset=utf-8"),
        ("/search.css", 200, "text/css; charset=utf-8"),
        ("/find.js", 200, "text/javascript; charset=utf-8"),
        ("/search.js", 200, "text/javascript; charset=utf-8"),
        ("/contents.js", 200, "text/javascript; charset=utf-8"),
        ("/copy.js", 200, "text/javascript; charset=utf-8"),
        ("/preview.js", 200, "text/javascript; charset=utf-8"),
        ("/search-index.js", 200, "text/javascript; charset=utf-8"),
        ("/revision.txt", 200, "text/plain; charset=utf-8"),
        ("/acme/nothing/index.html", 404, "text/html; charset=utf-8"),
        ("/../provgen.yaml", 404, "text/html; charset=utf-8"),
        ("/%2e%2e/provgen.yaml", 404, "text/html; charset=utf-8"),
        ("/acme/%00", 404, "text/html; charset=utf-8"),
        ("//etc/passwd", 404, "text/html; charset=utf-8"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (status, Some(kind)), "{path}");
        assert!(
            answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"),
            "{path}"
        );
    }
    for path in ["/", "/acme", "/acme/"] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (302, Some("/acme/index.html")), "{path}");
    }
    let html = preview.get("/acme/small/things/index.html").body;
    assert!(html.contains("id=\"col-name\"") && html.contains("id=\"method-"), "{html}");
    assert!(preview.get("/acme/nothing").body.contains("href=\"/preview.css\""));
}

#[test]
fn only_reading_by_its_own_name_is_answered() {
    let folder = sandbox("pages/small");
    let preview = Preview::start(folder.path(), &[]);
    let host = format!("127.0.0.1:{}", preview.port);
    let whole = preview.get("/acme/index.html");
    for (request, status) in [
        (format!("HEAD /acme/index.html HTTP/1.1\r\nHost: {host}\r\n\r\n"), 200),
        (format!("POST /acme/index.html HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        (format!("DELETE / HTTP/1.1\r\nHost: {host}\r\n\r\n"), 405),
        (format!("GET /acme/index.html HTTP/1.1\r\nHost: evil.example:{}\r\n\r\n", preview.port), 403),
        ("GET /acme/index.html HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".into(), 403),
        ("GET /acme/index.html HTTP/1.1\r\n\r\n".into(), 400),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET /%ff HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400),
        ("\u{1}\u{2}\r\n\r\n".into(), 400),
        (format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "a".repeat(20_000)), 431),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "A: b\r\n".repeat(200)), 431),
    ] {
        let answer = preview.ask(request.as_bytes());
        assert_eq!(answer.status, status, "{:.60}", request);
        if request.starts_with("HEAD") {
            assert_eq!(answer.body, "");
            assert_eq!(answer.header("content-length"), whole.header("content-length"));
        }
        if status == 405 {
            assert_eq!(answer.header("allow"), Some("GET, HEAD"));
        }
    }
    // One that says nothing keeps nobody else waiting.
    let silent = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    assert_eq!(preview.get("/acme/index.html").status, 200);
    drop(silent);
}

#[test]
fn pages_follow_what_they_are_made_from() {
    let folder = sandbox("pages/small");
    let templates = folder.path().join("pages");
    fs::create_dir(&templates).unwrap();
    fs::write(templates.join("service.md"), "# First\n").unwrap();
    let config = folder.path().join("provgen.yaml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}docs: {{ templates: pages }}\n")).unwrap();
    let preview = Preview::start(folder.path(), &[]);
    let service = || preview.get("/acme/small/index.html").body;
    let revision = || preview.get("/revision.txt").body;
    assert!(service().contains("<h1 id=\"first\">First</h1>"), "{}", service());
    let before = revision();

    fs::write(templates.join("service.md"), "# Second\n").unwrap();
    wait_for("a new template", || service().contains("Second"));
    assert_ne!(revision(), before);

    // A failed build keeps the pages, and says so on them.
    let spec = fs::read_to_string(folder.path().join("spec.json")).unwrap();
    fs::write(folder.path().join("spec.json"), spec.replacen('{', "{ <b>", 1)).unwrap();
    wait_for("a failed build", || {
        service().contains("The last build failed") && service().contains("spec.json:1")
    });
    assert!(service().contains("Second") && !service().contains("<b>\n"), "{}", service());
    let failed = revision();

    // An editor that puts a new file in the old one's place.
    let other = spec.replace("Small API", "Other API");
    fs::write(folder.path().join("new"), other).unwrap();
    fs::rename(folder.path().join("new"), folder.path().join("spec.json")).unwrap();
    wait_for("a mended document", || !service().contains("<pre>error"));
    assert!(preview.get("/acme/index.html").body.contains("Other API"));
    assert_ne!(revision(), failed);

    // A folder that goes and comes back.
    fs::rename(&templates, folder.path().join("away")).unwrap();
    wait_for("a folder that is gone", || service().contains("`docs.templates` is not a folder"));
    fs::rename(folder.path().join("away"), &templates).unwrap();
    wait_for("a folder that is back", || !service().contains("<pre>error"));
    fs::write(templates.join("service.md"), "# Third\n").unwrap();
    wait_for("a template in it", || service().contains("Third"));

    fs::write(&config, text).unwrap();
    wait_for("another configuration", || !service().contains("Third"));
    let (code, errors) = preview.end();
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("spec.json:1"), "{errors}");
}

#[test]
fn what_can_not_be_served_is_told() {
    let folder = sandbox("pages/small");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = transcript(folder.path(), &["preview", "--port", &port]).replace(&port, "[port]");
    assert_snapshot!("port_taken", output);
    fs::write(folder.path().join("spec.json"), "{").unwrap();
    assert_eq!(run(folder.path(), &["preview", "--port", "0"]).status.code(), Some(2));
}

/// Every address of the pages' own that a page links to.
fn targets(html: &str) -> BTreeSet<&str> {
    let parts = ["href=\"", "src=\"", "url="].into_iter().flat_map(|mark| html.split(mark).skip(1));
    parts.filter_map(|rest| rest.split('"').next()).filter(|target| !target.contains(':')).collect()
}

#[test]
fn an_export_links_to_nothing_but_itself() {
    for (style, page) in [
        ("classic", "google/dataproc/sessions/index.html"),
        ("registry", "google/services/dataproc/sessions/index.html"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("pages");
        let out = target.to_str().unwrap();
        assert!(run(&root(), &["preview", "--style", style, "--export", out]).status.success());
        let written = files(&target);
        let names: BTreeSet<&str> = written.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains(page) && names.contains("search-index.js"), "{names:?}");
        let followed = follow(&written);
        assert!(followed > 300, "{followed}");
    }
}

/// Follows each link of exported files; returns how many there are.
fn follow(written: &[(String, Vec<u8>)]) -> usize {
    let mut followed = 0;
    for (name, bytes) in written.iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        assert!(!html.contains("data-revision"), "{name}");
        for link in targets(html) {
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let mut parts: Vec<&str> = name.split('/').collect();
            if !path.is_empty() {
                parts.pop();
            }
            for part in path.split('/').filter(|part| !part.is_empty()) {
                match part {
                    ".." => drop(parts.pop().unwrap()),
                    part => parts.push(part),
                }
            }
            let found = written.iter().find(|(other, _)| *other == parts.join("/"));
            let (_, found) = found.unwrap_or_else(|| panic!("{name} links to {link}"));
            let id = format!("id=\"{fragment}\"");
            assert!(fragment.is_empty() || String::from_utf8_lossy(found).contains(&id), "{name}: {link}");
            followed += 1;
        }
    }
    followed
}

/// A file of an export, in which `arguments` say what is shown.
fn exported(folder: &Path, arguments: &[&str], name: &str) -> String {
    let export = [&["preview", "--export", "out"], arguments].concat();
    let output = run(folder, &export);
    assert!(output.status.success(), "{}", output.printed());
    fs::read_to_string(folder.join("out").join(name)).unwrap()
}

#[test]
fn a_published_provider_is_shown_with_its_views() {
    let folder = sandbox("published/settings");
    let from = ["--from", "acme", "--style", "registry"];
    let html = exported(folder.path(), &from, "acme/services/shop/vw_books/index.html");
    for expected in [
        "data-name=\"acme.shop.vw_books\"",
        "<h2 id=\"view\">View</h2>",
        "<a href=\"#view\">View</a>",
        "<span class=\"c-keyword\">FROM</span> acme.shop.books",
        "id=\"col-book_id\"",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    let index = fs::read_to_string(folder.path().join("out/search-index.js")).unwrap();
    // The name, its description, its columns; and no methods, by which the search knows a view.
    let (_, view) = index.split_once("[\"vw_books\",").unwrap();
    assert!(view.contains("[\"book_id\",\"pages\"]") || view.contains("[\"book_id\"]"), "{view}");
    assert!(view.contains(",{}]"), "{view}");

    // The same folder, with pages of the other style.
    let html =
        exported(folder.path(), &["--from", "acme", "--style", "classic"], "acme/shop/vw_books/index.html");
    assert!(html.contains("<h2 id=\"view\">View</h2>") && html.contains("c-keyword"), "{html}");
    let refused = transcript(folder.path(), &["preview", "--from", "acme", "--config", "provgen.yaml"]);
    assert!(refused.contains("cannot be used with"), "{refused}");
}

#[test]
fn each_page_lists_its_contents_and_knows_its_name() {
    let folder = sandbox("pages/small");
    for (page, name) in [
        ("acme/index.html", "acme"),
        ("acme/services/small/index.html", "acme.small"),
        ("acme/services/small/things/index.html", "acme.small.things"),
    ] {
        let html = exported(folder.path(), &["--style", "registry"], page);
        assert!(html.contains("<nav class=\"contents\" aria-label=\"On this page\">"), "{html}");
        assert!(html.contains(&format!("data-name=\"{name}\"")), "{html}");
    }
}

#[test]
fn pages_and_reports_begin_with_the_same_style() {
    let folder = sandbox("pages/small");
    let base = exported(folder.path(), &[], "base.css");
    let html = fs::read_to_string(folder.path().join("out/acme/index.html")).unwrap();
    let links: Vec<&str> = html.lines().filter(|line| line.starts_with("<link rel=\"stylesheet\"")).collect();
    assert!(links[0].contains("base.css") && links[1].contains("preview.css"), "{links:?}");
    let report =
        run(folder.path(), &["diff", "spec.json", "spec.json", "--provider", "acme", "--format", "html"]);
    let report = String::from_utf8(report.stdout).unwrap();
    let (_, style) = report.split_once("<style>\n").unwrap();
    assert!(style.starts_with(&base), "{style}");
    // Colours are in the one file: what others add is layout.
    let own = fs::read_to_string(folder.path().join("out/preview.css")).unwrap();
    let (_, reports) = style.split_once("</style>").unwrap();
    for style in [own.as_str(), reports.split_once("</style>").unwrap().0] {
        let is_colour = |after: &str| after.chars().take(3).filter(char::is_ascii_hexdigit).count() == 3;
        assert!(!style.split('#').skip(1).any(is_colour), "{style}");
        assert!(!style.contains("prefers-color-scheme"), "{style}");
        assert!(!style.contains("url(") && !style.contains("@import"), "{style}");
    }
}

#[test]
fn an_export_is_whole_or_nothing() {
    let folder = sandbox("pages/small");
    let export = ["preview", "--export", "out"];
    let mut text = transcript(folder.path(), &export);
    text += &transcript(folder.path(), &export);

    // What is no longer a page goes; what someone else put there stops it.
    let spec = fs::read_to_string(folder.path().join("spec.json")).unwrap();
    fs::write(folder.path().join("spec.json"), "{").unwrap();
    let before = files(&folder.path().join("out"));
    assert_eq!(run(folder.path(), &export).status.code(), Some(2));
    assert_eq!(files(&folder.path().join("out")), before);
    fs::write(folder.path().join("spec.json"), spec.replace("small.things", "small.others")).unwrap();
    fs::write(folder.path().join("out/mine.txt"), "mine").unwrap();
    text += &transcript(folder.path(), &export);
    fs::remove_file(folder.path().join("out/mine.txt")).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    text += &transcript(folder.path(), &["preview", "--export", "generated"]);
    assert!(folder.path().join("generated/docs/acme/index.md").exists());
    let links = transcript(folder.path(), &["preview", "--export", "provgen.yaml"]);
    assert!(links.contains("exit code 2"), "{links}");
    assert_snapshot!("export", text);
}

/// The same Markdown as `generate` writes, whatever else a page has around it.
#[test]
fn pages_of_components_are_read_without_mdx() {
    let folder = sandbox("pages/small");
    let page = fs::read_to_string(root().join("tests/site/sample/docs/acme/services/small/things/index.md"))
        .unwrap();
    let templates = folder.path().join("pages");
    fs::create_dir(&templates).unwrap();
    // What stands in a template is its own; braces are Tera's.
    fs::write(templates.join("resource.md"), format!("{{% raw %}}{page}{{% endraw %}}")).unwrap();
    let config = folder.path().join("provgen.yaml");
    let text = fs::read_to_string(&config).unwrap() + "docs: { templates: pages }\n";
    fs::write(&config, text).unwrap();
    assert!(run(folder.path(), &["preview", "--export", "out"]).status.success());
    let html = fs::read_to_string(folder.path().join("out/acme/small/things/index.html")).unwrap();
    let (_, main) = html.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    assert_snapshot!("components", main);
}

#[test]
fn hostile_prose_is_text() {
    let folder = sandbox("pages/hostile");
    let arguments = ["preview", "--spec", "spec.json", "--provider", "acme", "--export", "out"];
    assert!(run(folder.path(), &arguments).status.success());
    let html = fs::read_to_string(folder.path().join("out/acme/hostile/null/index.html")).unwrap();
    let (_, main) = html.split_once("<main").unwrap();
    assert!(!main.contains("<script") && !main.contains("\"javascript:") && !main.contains("<Foo"), "{main}");
    assert!(main.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{main}");
    let index = fs::read_to_string(folder.path().join("out/search-index.js")).unwrap();
    assert!(
        index.starts_with("provgenIndex({") && index.ends_with("});\n") && index.lines().count() == 1,
        "{index}"
    );
}
