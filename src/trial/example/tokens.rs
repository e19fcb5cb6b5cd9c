//! The words and signs of a statement.

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::trial) enum TokenKind {
    /// A name, a number, a word of SQL; `@name` too.
    Word,
    /// A text in single quotes, these included.
    Text,
    /// A name in double quotes or backticks, these included.
    Quoted,
    /// A placeholder, `{{ name }}`.
    Hole,
    /// Any other character.
    Sign,
}

/// A token, and where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::trial) struct Token<'s> {
    pub(super) kind: TokenKind,
    pub(super) text: &'s str,
    pub(super) start: usize,
}

impl<'s> Token<'s> {
    /// Where the token ends.
    pub(super) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this sign.
    pub(in crate::trial) fn is(&self, sign: &str) -> bool {
        self.kind == TokenKind::Sign && self.text == sign
    }

    /// Whether it is this word of SQL.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// The name that a word or a quoted name stands for, without `@`.
    pub(in crate::trial) fn name(&self) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text.trim_start_matches('@').to_string()),
            TokenKind::Quoted => {
                let quote = self.text.get(..1)?;
                let inner = self.text.get(1..self.text.len().saturating_sub(1))?;
                Some(inner.replace(&quote.repeat(2), quote))
            }
            TokenKind::Text | TokenKind::Hole | TokenKind::Sign => None,
        }
    }

    /// The text between single quotes.
    pub(super) fn inner(&self) -> Option<String> {
        let inner = self.text.strip_prefix('\'')?.strip_suffix('\'')?;
        (self.kind == TokenKind::Text).then(|| inner.replace("''", "'").replace("\\\\", "\\"))
    }
}

/// The tokens of `text`, without white space and comments.
pub(in crate::trial) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = next(rest);
        if let (Some(kind), Some(text)) = (kind, rest.get(..length)) {
            found.push(Token { kind, text, start });
        }
        start += length;
    }
    found
}

/// The first token of `rest`, by its length; without a kind for what is no token.
fn next(rest: &str) -> (Option<TokenKind>, usize) {
    let until = |end: &str, from: usize| {
        let after = rest.get(from..).unwrap_or_default();
        after.find(end).map_or(rest.len(), |at| from + at + end.len())
    };
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        _ if rest.starts_with("--") => (None, until("\n", 2)),
        _ if rest.starts_with("/*") => (None, until("*/", 2)),
        _ if rest.starts_with("{{") => (Some(TokenKind::Hole), until("}}", 2)),
        '\'' => (Some(TokenKind::Text), quoted(rest, '\'')),
        '"' | '`' => (Some(TokenKind::Quoted), quoted(rest, first)),
        c if c.is_whitespace() => (None, c.len_utf8()),
        c if is_of_word(c) => {
            let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            // A comment ends the word before it.
            (Some(TokenKind::Word), rest.find("--").filter(|at| *at > 0).map_or(end, |at| at.min(end)))
        }
        c => (Some(TokenKind::Sign), c.len_utf8()),
    }
}

/// The names among `tokens`, each whole: `google."dataproc".sessions` is one.
pub(in crate::trial) fn names(tokens: &[Token<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut end = None;
    for token in tokens {
        let Some(part) = token.name() else { continue };
        match names.last_mut().filter(|_| end == Some(token.start)) {
            Some(name) => name.push_str(&part),
            None => names.push(part),
        }
        end = Some(token.end());
    }
    names
}

/// The placeholders among `tokens`, each once, as they stand: `{{ name }}`.
pub(in crate::trial) fn holes<'s>(tokens: &[Token<'s>]) -> Vec<&'s str> {
    let mut found = Vec::new();
    for token in tokens {
        let mut rest = token.text;
        while let Some(start) = rest.find("{{") {
            let after = rest.get(start..).unwrap_or_default();
            let Some(length) = after.find("}}") else { break };
            let (hole, next) = after.split_at_checked(length + 2).unwrap_or((after, ""));
            if !found.contains(&hole) {
                found.push(hole);
            }
            rest = next;
        }
    }
    found
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '@' | '$' | '.' | '-')
}

/// The length of a text that begins with `quote`; a doubled quote is a part of it.
fn quoted(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + c.len_utf8();
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_comes_apart() {
        let text =
            "SELECT a.\"b\", 'it''s' /* x = 1 */ FROM c-- no\nWHERE x= {{ y }} AND @@json='{\"z\": -7}';";
        let found: Vec<&str> = tokens(text).into_iter().map(|token| token.text).collect();
        assert_eq!(
            found,
            [
                "SELECT",
                "a.",
                "\"b\"",
                ",",
                "'it''s'",
                "FROM",
                "c",
                "WHERE",
                "x",
                "=",
                "{{ y }}",
                "AND",
                "@@json",
                "=",
                "'{\"z\": -7}'",
                ";"
            ]
        );
        let names: Vec<Option<String>> = tokens("@x \"a\"\"b\" `c` 'd'").iter().map(Token::name).collect();
        assert_eq!(names, [Some("x".into()), Some("a\"b".into()), Some("c".into()), None]);
        assert_eq!(tokens("'it''s'")[0].inner(), Some("it's".into()));
    }

    #[test]
    fn names_are_whole_and_placeholders_are_found_anywhere() {
        let found =
            tokens("SELECT a FROM p.\"s\".`r` WHERE x = '{{ y }}/{{ z }}' AND z = {{ z }} -- {{ no }}");
        assert_eq!(names(&found), ["SELECT", "a", "FROM", "p.s.r", "WHERE", "x", "AND", "z"]);
        assert_eq!(holes(&found), ["{{ y }}", "{{ z }}"]);
        assert_eq!(holes(&tokens("'{{ open' }} {{{{}}")), ["{{{{}}"]);
    }

    #[test]
    fn what_has_no_end_ends_with_the_text() {
        for text in ["'open", "\"open", "/* open", "{{ open", "-- open", "é'é", "'a''"] {
            let last = tokens(text).pop().map_or(0, |token| token.end());
            assert!(last <= text.len(), "{text}");
        }
    }
}
