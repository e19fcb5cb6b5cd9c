//! What `diff` finds, as people and machines read it: each format keeps to its rules, whatever the documents
//! say.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::common::assert_snapshot;
use crate::common::release::{all_rules, cases, report, side};
use crate::common::{case, provgen, run, sandbox};
use provgen::diagnostic::{Diagnostic, Failure};
use provgen::diff::lines::Lines;
use provgen::diff::render;
use provgen::diff::render::html::html;
use provgen::diff::render::markdown::{MARKER, MAX_COMMENT, markdown};
use provgen::diff::render::text::{Detail, text};
use provgen::diff::{DiffReport, RuleId, Severity};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// The report as annotations.
fn github(report: &DiffReport) -> String {
    render::github::github(report, &Lines::new(report))
}

/// The report of a case.
fn of(name: &str) -> DiffReport {
    let case = case(name);
    // Paths as in a checkout, so that they are the same everywhere.
    let mut report = report(&side(&case, "old"), &side(&case, "new"));
    (report.old, report.new) = ("old.yaml".into(), "new.yaml".into());
    report.documents.values_mut().for_each(|file| *file = "specs/new.yaml".into());
    report
}

/// A report in which everything is large: thousands of columns go, come, and change.
fn huge() -> DiffReport {
    let document = |columns: &dyn Fn(usize) -> Option<String>| {
        let mut text = fs::read_to_string(case("diff/column-removed").join("new.yaml")).unwrap();
        for number in 0..4_000 {
            if let Some(column) = columns(number) {
                writeln!(text, "        {column}").unwrap();
            }
        }
        text
    };
    let folder = tempfile::tempdir().unwrap();
    let old = document(&|number| match number % 4 {
        0 => Some(format!("removed{number}: {{ type: string }}")),
        1 => Some(format!("other{number}: {{ type: string, enum: [A] }}")),
        2 => Some(format!("prose{number}: {{ type: string, description: One. }}")),
        _ => None,
    });
    let new = document(&|number| match number % 4 {
        0 => None,
        1 => Some(format!("other{number}: {{ type: string, enum: [A, B] }}")),
        2 => Some(format!("prose{number}: {{ type: string, description: Another. }}")),
        _ => Some(format!("added{number}: {{ type: string }}")),
    });
    fs::write(folder.path().join("old.yaml"), old).unwrap();
    fs::write(folder.path().join("new.yaml"), new).unwrap();
    report(&folder.path().join("old.yaml"), &folder.path().join("new.yaml"))
}

/// What a reader of Markdown with GitHub's extensions takes for markup of a kind that only provgen may write.
fn markup(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut depth = 0;
    for event in Parser::new_ext(text, Options::ENABLE_GFM | Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => depth += 1,
            Event::End(TagEnd::CodeBlock) => depth -= 1,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => found.push("a link".into()),
            Event::Html(html) | Event::InlineHtml(html) => found.push(html.trim().to_string()),
            // What GitHub would make a mention, a reference or a link of.
            Event::Text(text) if depth == 0 && text.contains(['@', '#', '<', '|']) => found.push(text.into()),
            Event::Text(text) if depth == 0 && text.contains("example") => found.push(text.into()),
            _ => {}
        }
    }
    found
}

#[test]
fn markdown_tells_the_worst_first() {
    assert_snapshot!("markdown", markdown(&of("diff/resource-moved"), MAX_COMMENT));
    let mut report = of("diff/param-became-required");
    report
        .accept(|finding| (finding.severity == Severity::Breaking).then(|| "nobody\nasked `for` @it".into()));
    assert_snapshot!("markdown_accepted", markdown(&report, MAX_COMMENT));
    let path = side(&case("diff/column-removed"), "old");
    let mut report = crate::common::release::report(&path, &path);
    (report.old, report.new) = ("a".into(), "a".into());
    assert_snapshot!("markdown_nothing", markdown(&report, MAX_COMMENT));
    let mut report = of("diff/column-removed");
    report.retain(|finding| finding.name.contains("elsewhere"));
    assert_eq!(
        report.nothing(),
        "No changes of the kind that was asked for: 1 service compared, 2 other findings."
    );
}

#[test]
fn no_name_becomes_markdown() {
    let mut report = of("reports/hostile");
    assert!(report.counts.breaking == 1 && report.counts.risky > 10, "{:?}", report.counts);
    report.accept(|finding| finding.name.contains("heading").then(|| finding.name.clone()));
    let text = markdown(&report, MAX_COMMENT);
    let own = [MARKER, "<details>", "</details>", "<summary>", "</summary>"];
    let others: Vec<String> = markup(&text)
        .into_iter()
        .filter(|html| !html.lines().all(|line| own.iter().any(|own| line.starts_with(own))))
        .collect();
    assert!(others.is_empty(), "{others:#?}\n{text}");
    assert_eq!(text.matches(&format!("{MARKER}\n")).count(), 1, "{text}");
    // Nothing is lost, either: each name is there to be read.
    assert!(
        text.contains("<img src=x onerror=alert(1)>") && text.contains("````acme.shop.carts.``` # heading"),
        "{text}"
    );
}

#[test]
fn a_comment_is_never_too_long_and_says_what_it_leaves_out() {
    let mut report = huge();
    report.accept(|finding| finding.name.ends_with("00").then(|| "it was never used".into()));
    for bound in [4_096, 20_000, MAX_COMMENT, 1 << 20] {
        let text = markdown(&report, bound);
        assert!(text.len() <= bound, "{} of {bound}", text.len());
        let lines =
            |rule: &str| text.lines().filter(|line| line.starts_with(&format!("- **{rule}** `"))).count();
        let left = text.lines().find(|line| line.starts_with("**Left out")).unwrap_or_default();
        let left_of = |word: &str| {
            let before = left.split(&format!(" {word}")).next().filter(|_| left.contains(word));
            before.map_or(0, |before| before.rsplit(' ').next().unwrap().parse::<usize>().unwrap())
        };
        let causes = report.cause_counts;
        assert_eq!(lines("column-removed") + left_of("breaking"), causes.breaking, "{bound}: {left}");
        assert_eq!(lines("column-enum-added") + left_of("risky"), causes.risky, "{bound}: {left}");
        // What is new is of one resource, and is told or left out as a whole.
        let additive = text.matches("`acme.shop.carts`: 1000 new columns").count();
        assert_eq!(additive + left_of("added-to"), 1, "{bound}: {left}");
        let accepted = text.matches("it was never used").count();
        let all_accepted = report.accepted_causes().len();
        assert_eq!(accepted + left_of("acceptance"), all_accepted, "{bound}: {left}");
        assert_eq!(left.is_empty(), bound == 1 << 20, "{left}");
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    }
}

/// A report of which `count` documents couldn't be compared, and of `more` problems that nobody listed.
fn unreadable(mut report: DiffReport, count: usize, more: usize) -> DiffReport {
    let problem = |number: usize| {
        Diagnostic::error("input::not-yaml", format!("not YAML: {}", "x".repeat(100)))
            .at(format!("specs/{number}.yaml"), "")
    };
    report.fail(Failure { problems: (0..count).map(problem).collect(), omitted: more });
    report
}

#[test]
fn documents_that_cannot_be_read_leave_room_for_the_rest() {
    for (count, more) in [(3, 0), (3, 7), (2_000, 7)] {
        for (report, bound) in [(huge(), 1 << 20), (huge(), 4_096), (of("diff/column-removed"), 20_000)] {
            let report = unreadable(report, count, more);
            let text = markdown(&report, bound);
            assert!(text.len() <= bound, "{} of {bound}", text.len());
            assert!(text.starts_with(&format!("{MARKER}\n## Statements that worked break\n\n**")), "{text}");
            assert!(text.contains("- **column-removed**"), "{text}");
            let listed = text.matches("\n**Not compared:** `specs/").count();
            assert!(listed >= 3, "{text}");
            let left = count + more - listed;
            let told = format!("\n**Not compared:** {left} problems besides, not listed.\n");
            assert_eq!(text.contains(&told), left > 0, "{told}{text}");
        }
    }
    // Machines are told, too.
    let report: Value = serde_json::from_str(&unreadable(huge(), 1, 7).json().unwrap()).unwrap();
    assert_eq!(report["more_errors"], 7);
}

#[test]
fn annotations_are_ten_a_kind_at_most() {
    assert_snapshot!("github", github(&of("diff/resource-moved")));
    for report in [huge(), of("reports/hostile"), all_rules(), unreadable(all_rules(), 60, 7)] {
        let text = github(&report);
        let (commands, rest): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("::"));
        assert_eq!(rest.len(), 1, "{text}");
        for kind in ["error", "warning", "notice"] {
            let all: Vec<&&str> =
                commands.iter().filter(|line| line.starts_with(&format!("::{kind} "))).collect();
            assert!(!all.is_empty() && all.len() <= 10, "{text}");
            for line in all {
                let (head, _) = line.trim_start_matches("::").split_once("::").unwrap();
                let properties: Vec<&str> = head.split_once(' ').unwrap().1.split(',').collect();
                assert!(properties.iter().all(|part| part.split('=').count() == 2), "{line}");
            }
        }
    }
}

/// Documents that can't be compared have annotations of the kind that what breaks has.
#[test]
fn problems_and_findings_share_the_ten() {
    for (report, listed) in [
        (unreadable(all_rules(), 4, 0), 4),
        (unreadable(all_rules(), 60, 7), 3),
        (unreadable(all_rules(), 1, 7), 1),
        (unreadable(of("diff/column-added"), 10, 0), 10),
        (unreadable(of("diff/column-added"), 60, 7), 9),
    ] {
        let text = github(&report);
        let (problems, findings): (Vec<&str>, Vec<&str>) = text
            .lines()
            .filter(|line| line.starts_with("::error "))
            .partition(|line| line.contains("title=not compared::"));
        assert_eq!(findings.is_empty(), report.counts.breaking == 0, "{text}");
        assert_eq!(problems.iter().filter(|line| line.starts_with("::error file=specs/")).count(), listed);
        let left = report.errors.len() + report.more_errors.unwrap_or_default() - listed;
        let told = format!("::error title=not compared::{left} more problems, not listed");
        assert_eq!(problems.last() == Some(&told.as_str()), left > 0, "{text}");
        assert!(problems.len() + findings.len() <= 10, "{text}");
    }
}

/// Each cause is told: in an annotation of its own, or by name or number in the last one.
#[test]
fn no_annotation_forgets_a_cause() {
    let report = huge();
    let text = github(&report);
    let all: Vec<&str> = text.lines().filter(|line| line.contains("title=column-removed::")).collect();
    assert_eq!(all.len(), 10);
    assert!(all[0].contains("::removed0 is gone from acme.shop.carts%0ASELECT removed0 "), "{}", all[0]);
    assert!(all[9].contains("::991 more causes, 991 findings:%0Aremoved"), "{}", all[9]);
    assert!(all[9].ends_with("%0Aand 971 more"), "{}", all[9]);
    assert_eq!(report.cause_counts.breaking, 1_000);
}

/// What is deprecated changes nothing for statements, and is one quiet annotation.
#[test]
fn deprecations_are_told_apart() {
    let report = of("diff/method-deprecated.prose");
    assert_eq!((report.counts.deprecated, report.counts.risky), (3, 0));
    let told = github(&report);
    let [notice, last] = told.lines().collect::<Vec<_>>()[..] else { panic!("{told}") };
    assert!(
        notice.starts_with("::notice file=specs/new.yaml,title=deprecated::3 deprecated causes, "),
        "{told}"
    );
    assert_eq!(last, "impact: deprecated   3 deprecated");
    let text = anstream::adapter::strip_str(&text(&report, None, Detail::Normal)).to_string();
    assert_eq!(text.matches("\ndeprecated  ").count(), 3, "{text}");
    assert!(!text.contains("EXEC") && !text.contains("SELECT"), "{text}");
}

#[test]
fn a_steps_summary_gets_the_report() {
    let folder = sandbox("diff/column-removed");
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "What was there.\n").unwrap();
    let told = |format: &str| {
        let mut command = provgen(folder.path());
        command
            .env("GITHUB_STEP_SUMMARY", &summary)
            .args(["diff", "old.yaml", "new.yaml", "--format", format]);
        command.output().unwrap()
    };
    assert_eq!(told("markdown").status.code(), Some(1));
    assert_eq!(fs::read_to_string(&summary).unwrap(), "What was there.\n");
    let output = told("github");
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("::error file=new.yaml,line="), "{printed}");
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("What was there.\n\n<!-- provgen diff -->\n## "), "{text}");
    assert!(text.contains("- **column-removed** `note`"), "{text}");
    // What is in the file already counts: a summary that is too large is none.
    fs::write(&summary, "x".repeat((1 << 20) - 100)).unwrap();
    let output = told("github");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no room left"));
    assert_eq!(fs::metadata(&summary).unwrap().len(), (1 << 20) - 100);
}

#[test]
fn a_summary_that_cannot_be_written_is_a_failure() {
    let folder = sandbox("diff/column-removed");
    let mut command = provgen(folder.path());
    command.env("GITHUB_STEP_SUMMARY", folder.path().join("none/summary.md"));
    let output = command.args(["diff", "old.yaml", "new.yaml", "--format", "github"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_page_is_one_file_with_headings_labels_and_filters() {
    let page = html(&of("diff/resource-moved")).unwrap();
    assert!(!page.contains("src=\"") && !page.contains("@import") && !page.contains("http://"), "{page}");
    for part in [
        "<html lang=\"en\">",
        "<h1>Statements that worked break</h1>",
        "<h2>Findings</h2>",
        "<summary><h3>acme.",
        "<legend>Severity</legend>",
        "name=\"rule\"",
        "name=\"service\"",
        "type=\"search\"",
        "role=\"status\"",
    ] {
        assert!(page.contains(part), "there is no {part}");
    }
    // Statements are coloured as they are on the pages of a preview.
    assert!(page.contains("<pre tabindex=\"0\" aria-label=\"A statement that worked\"><code><span class=\"c-keyword\">SELECT</span>"), "{page}");
    // Many causes have a table by rule before their list.
    let many = html(&all_rules()).unwrap();
    let table = many.find("<th scope=\"col\" class=\"right\">Causes</th>").unwrap();
    assert!(table < many.find("<ol>").unwrap() && !page.contains("<table>"), "{page}");
    // Without a script all groups are open, and there are no filters that do nothing.
    assert!(!page.contains("<details class=\"group\" data"));
    assert!(page.contains("aria-label=\"Filter the findings\" hidden>"));
    let path = side(&case("diff/column-removed"), "old");
    let nothing = html(&report(&path, &path)).unwrap();
    assert!(nothing.contains("<p>No changes: 1 service compared") && !nothing.contains("<form"));
}

/// Whoever accepts a finding needs its fingerprint, whether a statement goes with it or not.
#[test]
fn the_page_has_each_fingerprint_and_all_places() {
    let mut report = unreadable(all_rules(), 1, 7);
    report.findings[0].also = vec!["items[].<b>zone</b>".into(), "last.zone".into()];
    assert!(report.findings.iter().any(|finding| finding.witness.is_none()));
    let page = html(&report).unwrap();
    for finding in &report.findings {
        assert!(page.contains(&format!("<code>{}</code></p>", finding.fingerprint)), "{finding:?}");
    }
    let places = "The same in <code>items[].&lt;b&gt;zone&lt;/b&gt;</code> <code>last.zone</code>";
    assert!(page.contains(places) && page.contains("</strong> 7 problems besides, not listed."), "{page}");
}

#[test]
fn no_name_becomes_html() {
    let mut report = of("reports/hostile");
    report.accept(|finding| finding.name.contains("img").then(|| "<b>because</b>".into()));
    let page = html(&report).unwrap();
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    for bad in ["<img", "<b>", "<!-- ", "onerror=alert(1)>", "</ins>@c", "<h1>x"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"), "{page}");
    assert!(page.contains("{{ provider }} {% if x %}"));
}

#[test]
fn text_tells_causes_and_fits_the_width() {
    let report = of("diff/resource-moved");
    let plain = |text: String| anstream::adapter::strip_str(&text).to_string();
    assert_snapshot!("text_wide", plain(text(&of("diff/body-field-removed"), None, Detail::Normal)));
    for width in [40, 60, 80, 120] {
        for report in [&report, &of("reports/hostile"), &of("diff/column-nested-removed"), &all_rules()] {
            for detail in [Detail::Normal, Detail::Verbose] {
                let shown = plain(text(report, Some(width), detail));
                for line in shown.lines().filter(|line| line.starts_with(' ')) {
                    let room = unicode_width::UnicodeWidthStr::width(line);
                    assert!(room <= width || width < 60, "{room} of {width}: {line}");
                }
            }
        }
    }
    let narrow = plain(text(&of("diff/column-nested-removed"), Some(60), Detail::Normal));
    assert_snapshot!("text_narrow", narrow);
    assert_snapshot!(
        "text_places",
        plain(text(&of("diff/column-nested-removed"), Some(80), Detail::Verbose))
    );
}

/// However much changed, the worst is on one screen, and all of it with `-v`.
#[test]
fn a_screen_holds_a_report_and_v_lists_everything() {
    for report in [huge(), all_rules()] {
        let plain = |detail| anstream::adapter::strip_str(&text(&report, None, detail)).to_string();
        let normal = plain(Detail::Normal);
        let listed = |severity: &str| {
            let lines = normal.lines().filter(|line| line.starts_with(severity));
            let (rules, causes): (Vec<&str>, Vec<&str>) =
                lines.partition(|line| RuleId::parse(line.split_whitespace().nth(1).unwrap()).is_some());
            let (more, causes): (Vec<&str>, Vec<&str>) =
                causes.into_iter().partition(|line| line.contains(" … "));
            let left =
                more.first().map_or(0, |line| line.split(' ').find_map(|word| word.parse().ok()).unwrap());
            assert!(!rules.is_empty(), "{normal}");
            causes.len() + left
        };
        assert_eq!(listed("breaking"), report.cause_counts.breaking, "{normal}");
        assert_eq!(listed("risky"), report.cause_counts.risky, "{normal}");
        let rules = report.findings.iter().map(|finding| finding.rule).collect::<BTreeSet<_>>().len();
        assert!(normal.lines().count() < 40 + rules, "{normal}");
        let verbose = plain(Detail::Verbose);
        for finding in &report.findings {
            assert!(verbose.contains(&finding.fingerprint), "{finding:?}");
        }
        for cause in &report.causes {
            assert!(verbose.contains(&format!("cause {}", cause.fingerprint)), "{cause:?}");
        }
    }
    let normal = text(&huge(), None, Detail::Normal);
    assert!(normal.contains("in 1 resource: 1000 columns\n"), "{normal}");
}

#[test]
fn reports_keep_to_the_schema() {
    let output = run(Path::new("."), &["schema", "diff"]);
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut count = 0;
    for case in cases("diff").into_iter().filter(|case| !case.ends_with("silent")) {
        let mut report = report(&side(&case, "old"), &side(&case, "new"));
        for _ in 0..2 {
            let value: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
            let problems: Vec<String> =
                validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(problems.is_empty(), "{}: {problems:?}", case.display());
            count += value["findings"].as_array().unwrap().len();
            report.accept(|finding| (finding.severity == Severity::Breaking).then(|| "why not".into()));
        }
    }
    assert!(count > 100, "{count}");
    // A schema that everything keeps to would be none.
    for bad in [r#"{"impact": "bad"}"#, r#"{"findings": [{}]}"#, "[]"] {
        assert!(!validator.is_valid(&serde_json::from_str(bad).unwrap()), "{bad}");
    }
}
