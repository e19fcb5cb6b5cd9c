//! Commands of a shell: the command, options, texts, variables and comments; a console's prompts and answers.
//!
//! A line that begins with `$ ` has a command, and then the other lines are what it printed.

use super::paint::{Kind, Painter};
use super::scan::{length, quoted};

/// Words after which another command begins.
const BEFORE_COMMANDS: [&str; 9] = ["if", "then", "else", "elif", "do", "while", "until", "sudo", "exec"];
/// Other words of the language itself.
const KEYWORDS: [&str; 9] = ["fi", "done", "for", "in", "case", "esac", "function", "export", "return"];

/// What a token is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The name of a command, or what stands before it.
    Command,
    /// The value of a variable, which may stand before a command.
    Value,
    Arguments,
}

/// The code as HTML with its parts marked.
pub(super) fn painted(code: &str) -> String {
    let mut out = Painter::default();
    let is_console = code.lines().any(|line| line.starts_with("$ "));
    let mut rest = code;
    let mut at_start = true;
    let mut within = Within::Command;
    while !rest.is_empty() {
        if at_start && is_console {
            let Some(command) = rest.strip_prefix("$ ") else {
                let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
                let (line, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                out.write(None, line);
                rest = after;
                continue;
            };
            out.write(Some(Kind::Comment), "$ ");
            rest = command;
        }
        let (kind, length) = token(rest, within == Within::Command);
        let (text, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.write(kind, text);
        // A backslash takes the end of the line away; so a command goes on.
        at_start = text == "\n";
        within = match text {
            "\n" | ";" | "|" | "&" | "(" | "{" => Within::Command,
            text if BEFORE_COMMANDS.contains(&text) => Within::Command,
            text if text.trim().is_empty() && within == Within::Value => Within::Command,
            text if text.trim().is_empty() => within,
            text if within == Within::Command && text.ends_with('=') => Within::Value,
            _ if within == Within::Value => within,
            _ => Within::Arguments,
        };
        rest = after;
    }
    out.into_html()
}

/// The kind of the token at the start of `rest`, which isn't empty, and its length.
fn token(rest: &str, at_command: bool) -> (Option<Kind>, usize) {
    let first = rest.chars().next().unwrap_or_default();
    match first {
        '#' => (Some(Kind::Comment), rest.find('\n').unwrap_or(rest.len())),
        '\'' => (
            Some(Kind::Text),
            rest.get(1..).and_then(|inner| inner.find('\'')).map_or(rest.len(), |at| at + 2),
        ),
        '"' => (Some(Kind::Text), quoted(rest, '"')),
        '$' => variable(rest),
        '\\' => (None, rest.chars().take(2).map(char::len_utf8).sum()),
        ' ' | '\t' => (None, length(rest, |c| matches!(c, ' ' | '\t'))),
        c if ends_word(c) => (None, c.len_utf8()),
        _ => word(rest, at_command),
    }
}

/// A variable: `$NAME`, `${NAME}`; a `$` alone is text.
fn variable(rest: &str) -> (Option<Kind>, usize) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let inner = rest.get(1..).unwrap_or_default();
    if inner.starts_with('{') {
        return (Some(Kind::Number), inner.find('}').map_or(rest.len(), |at| at + 2));
    }
    let end = 1 + length(inner, is_name);
    ((end > 1).then_some(Kind::Number), end)
}

/// A word: a command, a keyword, an option, or the name of a variable with its `=`.
fn word(rest: &str, at_command: bool) -> (Option<Kind>, usize) {
    let end = length(rest, |c| !ends_word(c) && !matches!(c, ' ' | '\t' | '\'' | '"' | '$' | '\\'));
    let text = rest.get(..end).unwrap_or(rest);
    if at_command && let Some((name, _)) = text.split_once('=') {
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name {
            return (Some(Kind::Key), name.len() + 1);
        }
    }
    let kind = match text {
        text if BEFORE_COMMANDS.contains(&text) || KEYWORDS.contains(&text) => {
            at_command.then_some(Kind::Keyword)
        }
        _ if at_command => Some(Kind::Keyword),
        text if text.starts_with('-') => Some(Kind::Key),
        _ => None,
    };
    (kind, end.max(1))
}

/// Whether a character ends a word and stands for itself.
fn ends_word(c: char) -> bool {
    matches!(c, '\n' | ';' | '|' | '&' | '(' | ')' | '{' | '}' | '<' | '>')
}

#[cfg(test)]
mod tests {
    use super::painted;

    /// The code with each marked part as `kind[text]`.
    fn parts(code: &str) -> String {
        painted(code).replace("<span class=\"c-", "").replace("\">", "[").replace("</span>", "]")
    }

    #[test]
    fn parts_of_commands_have_their_kind() {
        for (code, expected) in [
            ("ls -l a", "keyword[ls] key[-l] a"),
            ("a | b", "keyword[a] | keyword[b]"),
            ("KEY='x y' run # why", "key[KEY=]text[&#39;x y&#39;] keyword[run] comment[# why]"),
            ("echo \"$A\" ${B}", "keyword[echo] text[&quot;$A&quot;] number[${B}]"),
            ("a \\\n  --b\nc", "keyword[a] \\\n  key[--b]\nkeyword[c]"),
            ("A=1 B=\"$C\" run -x", "key[A=]1 key[B=]text[&quot;$C&quot;] keyword[run] key[-x]"),
            ("export A=1", "keyword[export] A=1"),
            (
                "$ a b\nprinted 'text\n$ c",
                "comment[$ ]keyword[a] b\nprinted &#39;text\ncomment[$ ]keyword[c]",
            ),
            ("a$ $", "keyword[a]$ $"),
        ] {
            assert_eq!(parts(code), expected, "{code}");
        }
    }
}
