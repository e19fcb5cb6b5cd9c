use super::*;

fn google() -> Prose {
    Prose::of(Some("https://cloud.google.com/dataproc/"), Format::Discovery, Addresses::Bare)
}

fn linked() -> Prose {
    Prose { addresses: Addresses::Linked, ..google() }
}

fn assert_cells(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(google().cell(text), *expected, "{text:?}");
    }
}

#[test]
fn plain_prose_stays_as_it_is() {
    let text = "Optional. Only names are valid.Example: * https://x.y/[project_id]/a_b (see RFC 1035).";
    assert_eq!(google().cell(text), text);
}

#[test]
fn what_would_be_markup_is_text() {
    assert_cells(&[
        ("a {b} <c> | d", "a &#123;b&#125; &lt;c&gt; \\| d"),
        ("line\r\n  break\n\nagain", "line break again"),
        ("tick ` alone", "tick &#96; alone"),
        ("code `a|{b}` here", "code <code>a&#124;&#123;b&#125;</code> here"),
        ("code `a{b}` here", "code `a{b}` here"),
        ("https://a.b/`x {y} <E/>`", "https://a.b/<code>x &#123;y&#125; &#60;E/&#62;</code>"),
        ("![i](https://x.y/z.png)", "i"),
        ("see ![a chart](/c.png \"t\") and <img src='x' alt='b'>", "see a chart and b"),
        ("[![i](/z.png)](https://x.y)", "[i](https://x.y)"),
        ("``` fence", "&#96;&#96;&#96; fence"),
        ("``` a | b ```", "<code>a &#124; b</code>"),
        ("back\\{slash", "back&#123;slash"),
        ("C:\\Users \\d{4} \\", "C:\\Users \\d&#123;4&#125; &#92;"),
        ("\u{1b}[31mred\0", "[31mred"),
        ("&lt;b&gt; &copy; &amp;lt; a&b", "&lt;b&gt; © &amp;lt; a&b"),
        ("see :ref:`x` and a:b[c]", "see :ref:`x` and a&#58;b[c]"),
        ("~~no~~ ~5", "\\~\\~no\\~\\~ \\~5"),
    ]);
}

#[test]
fn emphasis_is_what_was_meant_as_such() {
    assert_cells(&[
        ("*only* and **Note:** and _this one_.", "*only* and **Note:** and _this one_."),
        ("projects/*/locations/*/x", "projects/\\*/locations/\\*/x"),
        ("__name__ ASC, _name", "\\_\\_name\\_\\_ ASC, \\_name"),
        ("airflow-*.*.*-build.*", "airflow-\\*.\\*.\\*-build.\\*"),
        ("1 * * * *, or", "1 * * * \\*, or"),
        ("underscores (_), and", "underscores (_), and"),
        ("snake_case_name 2 * 3", "snake_case_name 2 * 3"),
        ("2*3 and 4*5", "2\\*3 and 4\\*5"),
        ("\"*...*\" html", "\"\\*...\\*\" html"),
    ]);
}

#[test]
fn links_lead_out_of_the_page_or_nowhere() {
    assert_cells(&[
        ("[a](/compute/docs/x)", "[a](https://cloud.google.com/compute/docs/x)"),
        ("[a](https://x.y/z)", "[a](https://x.y/z)"),
        ("[a](javascript:alert(1))", "[a&#93;(javascript:alert(1))"),
        ("[a](../b)", "[a&#93;(../b)"),
        ("[a](//evil)", "[a&#93;(//evil)"),
        ("[x](https://a`) {1} `", "[x&#93;(https://a&#96;) &#123;1&#125; &#96;"),
        ("[x](/a \"`\") {1} `", "[x&#93;(/a \"&#96;\") &#123;1&#125; &#96;"),
        ("[x](https://a (b))", "[x&#93;(https://a (b))"),
        ("[`a`](https://x.y) b", "[`a`](https://x.y) b"),
        ("[a *b*] (https://x.y/z) c", "[a *b*](https://x.y/z) c"),
        ("`[a] (https://x.y/z)`", "`[a] (https://x.y/z)`"),
        ("[0] (see a)", "[0] (see a)"),
        ("[a][b] [c]: d", "[a][b] [c]: d"),
        ("<https://x.y>", "[https://x.y](https://x.y)"),
    ]);
    assert_eq!(Prose::default().cell("[a](/b)"), "[a&#93;(/b)");
}

#[test]
fn bare_addresses_become_links() {
    for (text, expected) in [
        ("(https://x.y/a.txt).", "([https://x.y/a.txt](https://x.y/a.txt))."),
        ("https://x.y/{a} and `https://x.y`", "https://x.y/&#123;a&#125; and `https://x.y`"),
        ("[https://x.y](https://x.y)", "[https://x.y](https://x.y)"),
        ("see https://x.y/a_b_c, or", "see [https://x.y/a_b_c](https://x.y/a_b_c), or"),
        ("(see (https://x.y/a)).Note", "(see ([https://x.y/a](https://x.y/a))).Note"),
        ("git+https://x.y", "git+[https://x.y](https://x.y)"),
    ] {
        assert_eq!(linked().cell(text), expected, "{text:?}");
    }
}

/// Two texts in one cell, each with a star or an underscore, make no emphasis of what is between them.
#[test]
fn texts_of_one_cell_make_no_pair() {
    assert_eq!(linked().cell("any of a* or _b"), "any of a\\* or \\_b");
    assert_eq!(linked().cell("**a *b* c**"), "<strong>a <em>b</em> c</strong>");
    assert_eq!(linked().blocks("any of a* or _b"), "any of a* or _b");
}

#[test]
fn a_paragraph_starts_no_block() {
    for (text, expected) in [
        ("# no heading", "&#35; no heading"),
        ("import x from 'y'", "&#105;mport x from 'y'"),
        ("export const a = 1", "&#101;xport const a = 1"),
        ("1986\\. A great year.", "1986\\. A great year."),
        ("*emphasis* stays", "*emphasis* stays"),
        (":::note", "&#58;::note"),
        ("[a]: https://x.y", "&#91;a]: https://x.y"),
        ("[a](https://x.y) is", "[a](https://x.y) is"),
        ("important", "important"),
        ("\u{1} # heading", "&#35; heading"),
        ("---", "&#45;--"),
        ("title\n=====", "title"),
        ("<Boom/>\nimport x", "&lt;Boom/&gt; import x"),
    ] {
        assert_eq!(google().blocks(text), expected, "{text:?}");
    }
}

#[test]
fn lists_become_lists_where_there_is_room() {
    for (text, expected) in [
        ("One of: * `a` * b. Others: * c * d", "One of:\n\n- `a`\n- b.\n\nOthers:\n\n- c\n- d"),
        ("Fields are: - a - b", "Fields are:\n\n- a\n- b"),
        ("In order: 1. from 2. where", "In order:\n\n1. from\n2. where"),
        ("a * b and c - d - e", "a * b and c - d - e"),
        ("Area: 3 * 4", "Area: 3 * 4"),
        ("We see: 2. two", "We see: 2. two"),
        ("- a\n- b\n\n  c\n", "- a\n- b\n\n  c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> quoted\n> more", "> quoted more"),
        ("Code:\n\n```sql title={x}\nSELECT {a}\n```", "Code:\n\n```sql\nSELECT {a}\n```"),
        ("````\n```\n````", "````\n```\n````"),
    ] {
        assert_eq!(google().blocks(text), expected, "{text:?}");
    }
    assert_eq!(google().cell("One of: * `a` * b"), "One of: * `a` * b");
}

#[test]
fn depth_is_bounded() {
    let deep = "> ".repeat(5_000) + "x";
    assert!(google().blocks(&deep).len() < 200);
    let nested: String = (0..500).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    assert!(google().blocks(&nested).lines().all(|line| line.len() < 100));
}

#[test]
fn sentences_end_where_they_end() {
    for (text, expected) in [
        ("One. Two.", "One. Two."),
        ("The one. The two.", "The one."),
        ("Output only. The time. More.", "Output only."),
        ("Only names are valid.Example: a", "Only names are valid."),
        ("Files, e.g. `a. b`. Then", "Files, e.g. `a. b`."),
        ("Version 1.2 of it", "Version 1.2 of it"),
        ("See v1.Cluster here. Then", "See v1.Cluster here."),
    ] {
        assert_eq!(first_sentence(text), expected, "{text:?}");
    }
}

#[test]
fn hostile_names_are_code() {
    assert_eq!(code("createTime"), "`createTime`");
    assert_eq!(code("a`b|c"), "<code>a&#96;b&#124;c</code>");
    assert_eq!(code("a\nb"), "`a b`");
}

/// A line without markup isn't parsed; what comes of it is the same.
#[test]
fn a_plain_line_is_read_as_the_parser_reads_it() {
    for text in [
        "The name of the session.",
        "The name. ",
        "import what you need",
        "export x",
        "One of: - this - that",
        "Steps: 1. Go. 2. Stop.",
        "See https://a.example/b for more, and a:b",
        "a - b + c = d # e",
        "Title --- more",
    ] {
        for prose in [google(), linked()] {
            assert_eq!(prose.blocks(text), block::write(&block::read(&prose, text)), "{text:?}");
        }
    }
}
