//! Colours for blocks of code: SQL, YAML, JSON and commands of a shell, the languages of pages and of people's
//! templates.
//!
//! In: a block's language and code. Out: HTML whose text is the code, letter by letter: whatever it holds is
//! escaped, and only `span` with a class of its kind is added. A block of another language stays plain.

mod json;
mod paint;
mod scan;
mod shell;
mod sql;
mod yaml;

/// The code as HTML with its parts marked; none for a language that isn't known here.
pub(crate) fn highlighted(language: &str, code: &str) -> Option<String> {
    match language {
        "sql" | "iql" => Some(sql::painted(code)),
        "yaml" | "yml" => Some(yaml::painted(code)),
        "json" | "jsonc" => Some(json::painted(code)),
        "bash" | "console" | "sh" | "shell" | "shell-session" | "zsh" => Some(shell::painted(code)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::highlighted;
    use crate::html::escape::unescape;

    /// The text of HTML that has no elements but `span`.
    fn text_of(html: &str) -> String {
        let mut text = String::new();
        for (number, part) in html.split('<').enumerate() {
            let inner = match number {
                0 => part,
                _ => {
                    let (tag, inner) = part.split_once('>').unwrap();
                    assert!(tag == "/span" || tag.starts_with("span class=\""), "{tag}");
                    inner
                }
            };
            text.push_str(&unescape(inner));
        }
        text
    }

    #[test]
    fn the_text_is_the_code_whatever_it_holds() {
        let samples = [
            "",
            "SELECT '<script>alert(1)</script>' /* </code> */ -- \"x\"\n",
            "'never ends <b>",
            "/* never ends <b>",
            "\"`'\\",
            "'a\\'b' 'c''d'",
            "a: <b>\n'k<': \"v> #\" # c <i>\n- - |\n   <script>\n\n  x\n",
            "key: \"open\n  still & open\" # done\nlast:",
            "é: ü # ö\n\u{2028}- ÿ: 'ß'",
            "$ a <b> | c && d > e\n<script>\n$ \"never ends",
            "$",
            "${never ends",
            "a \\",
            "\\é $é 'é",
            "{\"<k>\": [1, -, true, \"v",
            "-",
        ];
        for language in ["sql", "yaml", "json", "shell", "console"] {
            for code in samples {
                let html = highlighted(language, code).unwrap();
                assert_eq!(text_of(&html), code, "{language}: {html}");
            }
        }
    }

    #[test]
    fn other_languages_stay_plain() {
        assert_eq!(highlighted("python", "a = 1"), None);
        assert_eq!(highlighted("", "SELECT"), None);
    }
}
