//! Texts that YAML 1.1 and others read differently, and what such texts are made of.

/// What the engine refuses, though others may take it: each class, as small as it gets.
pub(crate) const REFUSED: &[&str] = &[
    // Escapes that YAML 1.1 hasn't got, or that stand for nothing.
    r#"a: "b\/c""#,
    r#"{"a": "b\/c"}"#,
    r#"a: "\q""#,
    r#"a: "\ud83d\ude00""#,
    r#"a: "\x4""#,
    "a: \"\\",
    // Tabs where spaces have to be.
    "-\ta: b\n  c: d\n",
    "\ta: b\n",
    "a:\n\n\t\n  b: c\n",
    "a:\n\tb: c\n",
    "a:\n  b: c\n\t\td: e\n",
    "- a\n-\t- b\n",
    "?\ta\n",
    "a: |\n  \n \tb\n",
    "a: |\n\tb\n",
    "a: |-\n  \tb\n",
    "a: >\n  \tb\n  c\n",
    "a: b\n\tc\n d: e\n",
    // Line breaks that others don't have.
    "a: b\u{85}c: d: e\n",
    "a: 'b'\u{2028}c\n",
    "a: b\n# c\u{85}d\n",
    "a: [b # c\u{2029}d] e\n",
    "- a\rb: c\n",
    // Characters.
    "a: b\u{7f}\n",
    "a: \"\u{80}\"\n",
    "a: \u{ffff}\n",
    "a: \u{0}\n",
    "components:\n  x-stackQL-resources:\n    a: \"\\x7f\"\n",
    "x-stackQL-config: {\"\\x80\": a}\n",
    // Merges.
    "<<: null\n",
    "<<:\n",
    "<<: a\n",
    "<<: 1\n",
    "<<: [a]\n",
    "<<: [null]\n",
    "a: &a [b]\n<<: *a\n",
    "a: &a\n  <<: *a\n",
    // Anchors and aliases.
    "a: *b\n",
    "a: &a [*a]\n",
    "a: &é b\n",
    "a: &a.b c\n",
    "a: &\n",
    "a: *\n",
    // Directives.
    "%YAML 1.2\n---\na: b\n",
    "%YAML 2.0\n---\na: b\n",
    "%YAML 1.1\n%YAML 1.1\n---\na: b\n",
    "%YAML 1\n---\na: b\n",
    "%YAML 1.1\na: b\n",
    "%TAG ! a:\n%TAG ! b:\n---\na: b\n",
    "%TAG\n---\na: b\n",
    "%FOO bar\n---\na: b\n",
    "% a\n",
    // Tags.
    "a: !!int b\n",
    "a: !!bool 1\n",
    "a: !!null b\n",
    "a: !!float b\n",
    "a: !!timestamp b\n",
    "a: !!binary '*'\n",
    "a: !b!c d\n",
    "a: !<b c\n",
    "a: !b%zz c\n",
    // Keys.
    "null: a\n",
    "~: a\n",
    ": a\n",
    "? [a]\n: b\n",
    "{a: b}: c\n",
    "18446744073709551615: a\n",
    "a: b: c\n",
    "'a': b\n'c'\n",
    "a: b\n c: d\n",
    // Values that JSON hasn't got.
    "a: .inf\n",
    "a: -.INF\n",
    "a: .nan\n",
    // Brackets.
    "a: [b\n",
    "a: {b: c]\n",
    "a: [b, , c]\n",
    "a: [- b]\n",
    "a: [b?c]\n",
    "a: [: b]\n",
    "a: {b: c}}\n",
    // Marks and texts.
    "a: @b\n",
    "a: `b`\n",
    "a: %b\n",
    "a: |0\n  b\n",
    "a: |x\n  b\n",
    "a: 'b\n---\nc'\n",
    "a: 'b\n",
    "a: ? b\n",
    "- a\nb: c\n",
    "a: - b\n",
];

/// What the engine takes, whatever others think of it, and what it warns of: the part of its message that
/// tells.
pub(crate) const TAKEN: &[(&str, &[&str])] = &[
    ("a: y", &["`y` as true"]),
    ("a: N", &["`N` as false"]),
    ("a: [yes, No, ON, off, oN]", &["`yes` as true", "`No` as false", "`ON` as true", "`off` as false"]),
    ("a: [true, False, ~, Null, '', \"y\", 'no', !!str off]", &[]),
    ("a: 01", &["`01` as the number 1"]),
    ("a: [017, 08, -01, 00, 0]", &["`017` as the number 15", "`08` as the number 8", "`-01`", "`00`"]),
    ("a: 1_000", &["`1_000` as the number 1000"]),
    ("a: [0x1F, 0o17, 31, 1.5, .5, 5., 1e3, -0, +1]", &[]),
    ("a: [0b11, -0x1F, 0X1F, 0O17, 0_7, 0b-1]", &["number 3", "-31", "31", "15", "7", "-1"]),
    ("a: [1:30, 190:20:30, 0o8, 0b2, 1e999, 1st, 4XX, 1.0.0, ., -, +]", &[]),
    ("a: [2026-11-28, 2026-11-28T10:00:00Z, 2026-11-28 10:00:00]", &[]),
    ("a: [=, <<, 12e03, 1__0, _1, +_1, -_, 0x, 0x_f]", &["`1__0`", "`+_1`", "`0x_f`"]),
    ("a: [!!int 0x1F, !!float 1, !!bool y, !!null '', !!timestamp 2026-1-1, !!binary YQ==, !b 01]", &[]),
    ("y: a", &["key `y` as `true`"]),
    ("on: {off: b, 'no': c}", &["key `on` as `true`", "key `off` as `false`"]),
    ("01: a\n2.0: b\n200: c\n1e6: d\n", &["key `01` as `1`", "key `2.0` as `2`", "`1e6` as `1e+06`"]),
    ("True: a\n.inf: b\n", &["key `True` as `true`"]),
    ("{\"a\": [\"b\", 1,\t\"\\u00e9\"]}", &[]),
    ("a:\tb", &[]),
    ("a: b\tc\n", &[]),
    ("a: |\n  b\n  \tc\n", &[]),
    ("a: |2\n  \tb\n", &[]),
    ("a: \"b\\\tc\\N\\_\\L\\P\\e\\'\"", &[]),
    ("a: b\u{85}c: d\n", &[]),
    ("a: 'b\u{2028}c'\n", &[]),
    ("a: b\r\nc: d\r\n", &[]),
    ("a: b\rc: d\r", &[]),
    ("%YAML 1.1\n---\na: b\n...\n", &[]),
    ("%TAG !e! tag:e.com,2026:\n---\na: !e!b c\n", &[]),
    ("--- a\n--- b\n", &["reads nothing from here on"]),
    ("a: b\n...\n: c : d\n", &["reads nothing from here on"]),
    ("a: &a {b: c}\nd: {<<: *a, e: *a}\nf: {<<: [*a, {b: g, h: i}]}\n", &[]),
    ("a: &a {b: c}\nd: {b: e, <<: *a}\n", &[]),
    ("a: &a b\n*a : c\n", &[]),
    ("\"<<\": a\n", &[]),
    ("? a\n: b\n? c\n", &[]),
    ("a: [b: c, ? d : e]\n", &[]),
    ("a: {b, c: , ? d}\n", &[]),
    ("a:\n- b\n- - c\n  - d\n-\n", &[]),
    ("a: b\n  c\n\n  d # e\n", &[]),
    ("a: >-\n  b\n  c\n\n   d\n  e\n", &[]),
    ("\u{feff}a: b\n", &[]),
    ("", &[]),
    ("# a\n", &[]),
    ("a: \"\\x7f\\x80\"\n", &[]),
    ("a: -b\nc: ?d\ne: :f\ng: a#b\n", &[]),
];

/// A manifest with what YAML has beyond the plain.
pub(crate) const RICH: &str = r#"%TAG !e! tag:example.com,2026:
--- # one document
base: &base
  type: string
  'enum': [a, "b\tc", 'd''e', ~, 0x1F, 1_000, {f: g, "h": [i]}, [j: k]]
thing: &thing !e!thing
  <<: *base
  description: |-
    one
     two

    three: "four"
  folded: >2
      five
     six
  plain text: seven
    eight # no comment
  "quoted
    key": no
? complex
: - yes
  - 01
  - !!str 2026-11-28
  - !!float 1
list:
- <<: [*base, *thing]
  format: "\x41\u00e9\
    end"
- - nested
  - *base
...
"#;

/// What is put into texts.
pub(crate) const PARTS: &[&str] = &[
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\r\n",
    "\r",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{a0}",
    "\u{7f}",
    "- ",
    "-",
    "? ",
    ": ",
    ":",
    "#",
    " #",
    "\"",
    "'",
    "\\",
    "\\/",
    "\\x",
    "\\x4",
    "\\u12",
    "\\ud83d",
    "\\\n",
    "\\\t",
    "|\n",
    "|\n\t",
    ">\n ",
    "|2\n",
    ">-",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "*a ",
    "<<: *a\n",
    "<<: null\n",
    "<<: [*a]\n",
    "<<: {a: b}\n",
    "<<",
    "!",
    "!!str ",
    "!!int ",
    "!!binary ",
    "!!null ",
    "!<x> ",
    "!e!x ",
    "!%",
    "%",
    "%YAML 1.1\n---\n",
    "%YAML 1.2\n---\n",
    "%TAG ! x\n",
    "---\n",
    "--- ",
    "...\n",
    "@",
    "`",
    "~",
    "yes",
    "0o7",
    "1:30",
    "01",
    ".inf",
    "1e3",
    "null: ",
    "? [a]\n",
    "=",
];
