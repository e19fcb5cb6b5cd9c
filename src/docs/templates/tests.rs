//! Hostile templates: each attack ends in an error that names the bound it exceeded.

use serde_json::{Value, json};
use tera::Tera;

use super::{Bounded, PageBound, Unbounded};

fn tera() -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on(Vec::<&'static str>::new());
    tera
}

fn prepared(templates: &[(&str, &str)]) -> Result<Bounded, String> {
    let sources: Vec<(String, String)> =
        templates.iter().map(|(name, text)| ((*name).to_string(), (*text).to_string())).collect();
    Bounded::new(tera(), tera(), &sources).map_err(|trouble| match trouble {
        Unbounded::Refused(refusal) => refusal.message,
        Unbounded::Tera(error) => error.to_string(),
    })
}

fn view() -> Value {
    let column =
        |n: usize| json!({"name": format!("c{n}"), "text": "a < b\nsecond line", "marks": ["x", "y"]});
    json!({"name": "things", "columns": (0..200).map(column).collect::<Vec<_>>(), "map": {"b": 1, "a": [2, 3]}})
}

/// The page that a template makes, or the bound that it exceeds, or Tera's error.
fn rendered(template: &str) -> Result<String, Result<PageBound, String>> {
    let bounded = prepared(&[("a.md", template)]).map_err(Err)?;
    bounded.render("a.md", &view()).map_err(|trouble| trouble.beyond.ok_or(trouble.error.to_string()))
}

fn ends_at(template: &str) -> PageBound {
    match rendered(template) {
        Err(Ok(bound)) => bound,
        Err(Err(other)) => panic!("{template:.200}: {other}"),
        Ok(page) => panic!("{template:.200}: a page of {} bytes", page.len()),
    }
}

#[test]
fn what_is_bounded_is_what_tera_makes() {
    for template in [
        "plain",
        "",
        " \n {{ name }} \n",
        "{{- name -}} x {%- if name %} y {% endif -%} z",
        "{% for c in columns %}{{ loop.index }}{{ c.name }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{%- for c in columns -%}\n {{ c.text | replace(from=\"a\", to='{% x %}') | upper }}\n{%- else -%} none {%- endfor -%}",
        "{% for k, v in map %}{{ k }}={{ v }};{% endfor %}",
        "{% for c in columns | sort(attribute=\"name\") | reverse %}{{ c.name | trim | indent(width=3) }}{% endfor %}",
        "{% for n in range(start=10, end=0, step_by=-3) %}{{ n }} {% endfor %}{% for n in range(end=7, step_by=2) %}{{ n }}{% endfor %}",
        "{% for c in missing or columns %}{% if loop.index > 3 %}{% break %}{% endif %}{{ c.name }}{% endfor %}",
        "{% set a = name ~ \"-\" ~ name %}{% for c in columns %}{% set_global a = c.name %}{% endfor %}{{ a }}",
        "{% raw %}{% for x in y %}{{ {% endraw %}{# {% block %} #}{{ 'a }} b' }}{{ \"\\\"%}\" }}",
        "{{ columns | map_of | default(value=1) }}",
        "{{ columns | length }} {{ map.a | join(sep=\"-\") }} {{ name[0:3] }} {{ 1.5 + 2 }} {{ name in [\"things\"] }}",
        "é{{ name }}é {% for c in name %}{{ c }}·{% endfor %}",
        "{% if name == \"x\" %}1{% elif name is containing(\"thing\") %}2{% else %}3{% endif %}",
        "{{ missing }}",
        "{{ columns.0.x }}",
        "{% for c in name %}",
        "{{ name | nosuch }}",
    ] {
        let mut plain = tera();
        let context = tera::Context::from_serialize(&view()).unwrap();
        let expected = plain.add_raw_template("a.md", template).and_then(|()| plain.render("a.md", &context));
        match (rendered(template), expected) {
            (Ok(page), Ok(expected)) => assert_eq!(page, expected, "{template}"),
            (Err(Err(_)), Err(_)) => {}
            (page, expected) => panic!("{template}: {page:?} instead of {expected:?}"),
        }
    }
}

#[test]
fn loops_are_bounded_whether_they_print_or_not() {
    let nested = |depth: usize, inner: &str| {
        let open: String = (0..depth).map(|n| format!("{{% for a{n} in columns %}}")).collect();
        format!("{open}{inner}{}", "{% endfor %}".repeat(depth))
    };
    assert_eq!(ends_at(&nested(6, "")), PageBound::Steps);
    assert_eq!(ends_at(&nested(6, "{{ a0.name }}")), PageBound::Steps);
    assert_eq!(ends_at(&nested(2, &"x".repeat(4000))), PageBound::Page);
    assert_eq!(ends_at(&nested(3, "{% if columns == columns %}{% endif %}")), PageBound::Steps);
    assert_eq!(ends_at("{% for a in range(end=1000000000) %}{% endfor %}"), PageBound::Steps);
    assert_eq!(ends_at("{% for a in range(end=1000000000000) %}x{% endfor %}"), PageBound::Steps);
    assert_eq!(ends_at("{{ range(start=-9223372036854775807, end=9223372036854775807) }}"), PageBound::Steps);
    assert_eq!(
        ends_at("{% for a in range(end=9999) %}{% for b in range(end=9999) %}{% endfor %}{% endfor %}"),
        PageBound::Steps
    );
    assert_eq!(
        ends_at(
            "{% for a in (columns) or b %}{% for c in range(end=99999) %}{{ c }}{% endfor %}{% endfor %}"
        ),
        PageBound::Steps
    );
    // Nested loops have honest uses like this one.
    assert!(rendered(&nested(2, "{{ a1.name }} {{ a0.text | trim }}")).is_ok());
}

#[test]
fn values_are_bounded_however_they_grow() {
    let doubled = format!("{{% set x = name %}}{}", "{% set x = x ~ x %}".repeat(40));
    assert_eq!(ends_at(&doubled), PageBound::Value);
    let listed = format!("{{% set x = [name] %}}{}{{{{ x }}}}", "{% set x = [x, x] %}".repeat(20));
    assert_eq!(ends_at(&listed), PageBound::Value);
    let deep = "{% set x = 1 %}{% for a in range(end=100000) %}{% set_global x = [x] %}{% endfor %}";
    assert_eq!(ends_at(deep), PageBound::Value);
    let mapped = format!("{{% set x = 1 %}}{}", "{% set x = {\"a\": x, \"b\": x} %}".repeat(40));
    assert_eq!(ends_at(&mapped), PageBound::Value);
    let replaced =
        format!("{{{{ name{} }}}}", " | replace(from=\"t\", to=\"tttttttttttttttttttt\")".repeat(30));
    assert_eq!(ends_at(&replaced), PageBound::Value);
    let joined = "{% set x = \"a\" | indent(width=1000, first=true) %}{{ range(end=90000) | join(sep=x) }}";
    assert_eq!(ends_at(joined), PageBound::Value);
    let lines = "{% set x = \"a\" | replace(from=\"\", to=\"\\n\") %}".to_string()
        + &"{% set x = x ~ x %}".repeat(17)
        + "{{ x | indent(width=1000, blank=true) }}";
    assert_eq!(ends_at(&lines), PageBound::Value);
    // The template has many variables, none of which is too large.
    let many: String = (0..200).map(|n| format!("{{% set x{n} = y ~ y %}}")).collect();
    let many = format!("{{% set y = \"a\" %}}{}{many}", "{% set y = y ~ y %}".repeat(20));
    assert_eq!(ends_at(&many), PageBound::Steps);
}

#[test]
fn includes_are_bounded() {
    let twice = |n: usize| format!("{{% include \"{n}.md\" %}}{{% include \"{n}.md\" %}}");
    let chain = |length: usize| {
        let mut files: Vec<(String, String)> =
            (0..length).map(|n| (format!("{n}.md"), twice(n + 1))).collect();
        files.push((format!("{length}.md"), "{% if 1 %}{% endif %}".repeat(1000)));
        files
    };
    let of = |files: &[(String, String)]| {
        prepared(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
    };
    let bounded = of(&chain(15)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(bounded.render("0.md", &view()).err().unwrap().beyond, Some(PageBound::Steps));
    for length in [17, 5000] {
        assert!(of(&chain(length)).err().unwrap().contains("more than 16 deep"), "{length}");
    }
    assert!(prepared(&[("a.md", "{% include \"a.md\" %}")]).err().unwrap().contains("in a circle"));
    let escaped = prepared(&[("a.md", "{% include \"b\\/x.md\" %}"), ("b/x.md", "{% include 'a.md' %}")]);
    assert!(escaped.err().unwrap().contains("in a circle"));
}

#[test]
fn what_can_not_be_counted_is_refused() {
    for (template, word) in [
        ("{% block a %}{% endblock %}", "`{% block %}`"),
        ("{% extends \"a.md\" %}", "`{% extends %}`"),
        ("{% component a() %}{{ <a /> }}{% endcomponent %}", "`{% component %}`"),
        ("{% set x %}{% for c in columns %}{{ c }}{% endfor %}{% endset %}", "without a value"),
        ("{% filter upper %}x{% endfilter %}", "`{% filter %}`"),
        ("{{ [x for x in columns] }}", "made by `for`"),
        ("{% for c in [x for x in columns] %}{% endfor %}", "made by `for`"),
        ("{{ [...columns, ...columns] }}", "`...`"),
        ("{{ {...map} }}", "`...`"),
        ("{% </a> %}", "begins with a mark"),
        ("{{ <a> }}{% if x </ y %}{% endif %}", "components"),
    ] {
        assert!(prepared(&[("a.md", template)]).err().unwrap().contains(word), "{template}");
    }
    let branches = format!("{{% if 1 %}}{}{{% endif %}}", "{% elif 2 %}".repeat(50_000));
    assert!(prepared(&[("a.md", &branches)]).err().unwrap().contains("branches"));
    let joined = format!("{{{{ name{} }}}}", " ~ name".repeat(100));
    assert!(prepared(&[("a.md", &joined)]).err().unwrap().contains("together"));
    assert!(prepared(&[("a.md", &"x".repeat(2 << 20))]).err().unwrap().contains("larger"));
    // These templates would be valid only together with the inserted text.
    for template in [
        "{% for x in a) | budget_loop(bytes=0, operators=0) or (b %}{% endfor %}",
        "{% for x in a | budget_loop(bytes=0, operators=0) %}{% endfor %}",
        "{{ budget_enter(bytes=0, operators=0) }}",
        "{% for x in columns %}{% raw %}{% endfor %}{% endraw %}",
        "{% for x in columns # %}{% endfor %}",
    ] {
        assert!(prepared(&[("a.md", template)]).is_err(), "{template}");
    }
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(prepared(&[("a.md", &deep)]).is_err());
    let nested = format!("{}{}", "{% if 1 %}".repeat(20_000), "{% endif %}".repeat(20_000));
    assert!(prepared(&[("a.md", &nested)]).is_err());
    let not = format!("{{{{ {} 1 }}}}", "not ".repeat(100_000));
    assert!(prepared(&[("a.md", &not)]).is_err());
}

#[test]
fn a_mistake_is_told_where_it_stands() {
    let template = "é {% for c in columns | reverse %}{{ c.name | trim }}{{ c.nothing }}{% endfor %}";
    let bounded = prepared(&[("a.md", template)]).unwrap_or_else(|error| panic!("{error}"));
    let told = bounded.render("a.md", &view()).err().unwrap().error.to_string();
    let place = told.lines().find_map(|line| line.trim().strip_prefix("--> a.md:1:")).unwrap();
    let column = bounded.column("a.md", 1, place.trim().parse().unwrap());
    let at: String = template.chars().skip(column - 1).take(9).collect();
    assert_eq!(at, "nothing }", "{told}");
}
