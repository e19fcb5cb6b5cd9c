//! Texts between quotes, without quotes, and below a `|` or a `>`.

use std::borrow::Cow;

use super::scanner::{Scanned, Scanner};
use super::text::{Mark, Text};
use super::token::{Refusal, Token, TokenKind};

/// Line breaks between two parts of a text.
#[derive(Debug, Default)]
struct Gap {
    first_break: String,
    more_breaks: String,
    has_break: bool,
}

impl Gap {
    /// Moves the white space at the place into the gap.
    fn read(&mut self, text: &mut Text<'_>) {
        if text.is_break(0) {
            let to = if self.has_break { &mut self.more_breaks } else { &mut self.first_break };
            text.read_line(to);
            self.has_break = true;
        } else {
            text.skip();
        }
    }

    /// Adds to `out` the line breaks of the gap: a single break is a space, of several one is dropped.
    fn fold(&mut self, out: &mut String) {
        match (self.first_break.starts_with('\n'), self.more_breaks.is_empty()) {
            (true, true) => out.push(' '),
            (true, false) => out.push_str(&self.more_breaks),
            (false, _) => {
                out.push_str(&self.first_break);
                out.push_str(&self.more_breaks);
            }
        }
        *self = Self::default();
    }
}

impl<'a> Scanner<'a> {
    fn scalar(&self, text: Cow<'a, str>, is_plain: bool, start: Mark, end: Mark) -> Token<'a> {
        Token { kind: TokenKind::Scalar { text, is_plain }, start, end }
    }

    /// A text between quotes.
    pub(super) fn scan_quoted(&mut self, quote: u8) -> Scanned<Token<'a>> {
        let start = self.text.at;
        self.text.skip();
        let inner = self.text.at;
        let is_single = quote == b'\'';
        // The text read so far, without the part from `kept` to the place.
        let (mut out, mut kept) = (String::new(), inner);
        let (mut gap, mut is_changed) = (Gap::default(), false);
        loop {
            if self.text.is_document_mark() {
                return self.refuse("a document begins or ends before the text's last quote");
            }
            if self.text.is_at_end() {
                return Err(Refusal::new(start, "the text's last quote is missing"));
            }
            let mut is_joined = false;
            while !self.text.is_blank_or_end(0) {
                let text = &mut self.text;
                match (text.byte(0), text.byte(1)) {
                    (b'\'', b'\'') if is_single => {
                        is_changed = true;
                        text.skip();
                        out.push_str(text.since(kept));
                        text.skip();
                        kept = text.at;
                    }
                    (byte, _) if byte == quote => break,
                    (b'\\', _) if !is_single => {
                        is_changed = true;
                        out.push_str(text.since(kept));
                        if text.is_break(1) {
                            text.skip();
                            text.skip_line();
                            is_joined = true;
                        } else {
                            self.escape(&mut out)?;
                        }
                        kept = self.text.at;
                        if is_joined {
                            break;
                        }
                    }
                    _ => {
                        text.skip();
                        text.skip_words();
                    }
                }
            }
            if self.text.byte(0) == quote {
                break;
            }
            if is_joined {
                // The white space after an escaped line break isn't part of the text; further line breaks
                // are.
                gap.has_break = true;
            }
            let end = self.text.at;
            while self.text.is_blank(0) || self.text.is_break(0) {
                gap.read(&mut self.text);
            }
            if gap.has_break {
                is_changed = true;
                out.push_str(self.text.between(kept, end));
                gap.fold(&mut out);
                kept = self.text.at;
            }
        }
        let text = if is_changed {
            Cow::Owned(out + self.text.since(kept))
        } else {
            Cow::Borrowed(self.text.since(inner))
        };
        self.text.skip();
        Ok(self.scalar(text, false, start, self.text.at))
    }

    /// The characters that an escape after a backslash stands for.
    fn escape(&mut self, out: &mut String) -> Scanned {
        let start = self.text.at;
        let code = |digits| (digits, None);
        let (digits, plain) = match self.text.byte(1) {
            b'0' => (0, Some('\0')),
            b'a' => (0, Some('\u{7}')),
            b'b' => (0, Some('\u{8}')),
            b't' | b'\t' => (0, Some('\t')),
            b'n' => (0, Some('\n')),
            b'v' => (0, Some('\u{b}')),
            b'f' => (0, Some('\u{c}')),
            b'r' => (0, Some('\r')),
            b'e' => (0, Some('\u{1b}')),
            mark @ (b' ' | b'"' | b'\'' | b'\\') => (0, Some(char::from(mark))),
            b'N' => (0, Some('\u{85}')),
            b'_' => (0, Some('\u{a0}')),
            b'L' => (0, Some('\u{2028}')),
            b'P' => (0, Some('\u{2029}')),
            b'x' => code(2),
            b'u' => code(4),
            b'U' => code(8),
            _ => {
                self.text.skip();
                self.text.skip();
                let escape = self.text.since(start);
                return Err(Refusal::new(start, format!("`{escape}` is not an escape")));
            }
        };
        self.text.skip();
        self.text.skip();
        let mut value = 0_u32;
        for _ in 0..digits {
            let digit = char::from(self.text.byte(0)).to_digit(16);
            let digit = digit.ok_or_else(|| Refusal::new(start, "the escape has too few digits"))?;
            // Eight digits fit into the type.
            value = value << 4 | digit;
            self.text.skip();
        }
        let character = plain.or_else(|| char::from_u32(value)).ok_or_else(|| {
            let escape = self.text.since(start);
            Refusal::new(start, format!("`{escape}` stands for no character: write it as it is"))
        })?;
        out.push(character);
        Ok(())
    }

    /// A text without quotes.
    pub(super) fn scan_plain(&mut self) -> Scanned<Token<'a>> {
        let start = self.text.at;
        let mut end = start;
        let indent = self.indent + 1;
        // The text read so far, without the part from `kept` to `end`.
        let (mut out, mut kept) = (String::new(), start);
        let (mut gap, mut is_folded) = (Gap::default(), false);
        loop {
            if self.text.is_document_mark() || self.text.byte(0) == b'#' {
                break;
            }
            while !self.text.is_blank_or_end(0) {
                let byte = self.text.byte(0);
                if byte == b':' && self.text.is_blank_or_end(1)
                    || self.flow > 0 && matches!(byte, b',' | b'?' | b'[' | b']' | b'{' | b'}')
                {
                    break;
                }
                if gap.has_break {
                    is_folded = true;
                    out.push_str(self.text.between(kept, end));
                    gap.fold(&mut out);
                    kept = self.text.at;
                }
                self.text.skip();
                self.text.skip_words();
                end = self.text.at;
            }
            if !self.text.is_blank(0) && !self.text.is_break(0) {
                break;
            }
            while self.text.is_blank(0) || self.text.is_break(0) {
                if gap.has_break && self.text.at.column < indent && self.text.byte(0) == b'\t' {
                    return self.refuse("a tab is where spaces must be");
                }
                gap.read(&mut self.text);
            }
            if self.flow == 0 && self.text.at.column < indent {
                break;
            }
        }
        if gap.has_break {
            self.may_be_key = true;
        }
        let text = if is_folded {
            Cow::Owned(out + self.text.between(kept, end))
        } else {
            Cow::Borrowed(self.text.between(start, end))
        };
        Ok(self.scalar(text, true, start, end))
    }

    /// A text below a `|` or a `>`.
    pub(super) fn scan_block(&mut self, is_literal: bool) -> Scanned<Token<'a>> {
        let start = self.text.at;
        self.text.skip();
        let (mut chomping, mut increment) = (0_u8, 0_u8);
        for _ in 0..2 {
            match self.text.byte(0) {
                mark @ (b'+' | b'-') if chomping == 0 => chomping = mark,
                b'0' if increment == 0 => return self.refuse("the indentation can't be 0"),
                digit @ b'1'..=b'9' if increment == 0 => increment = digit - b'0',
                _ => break,
            }
            self.text.skip();
        }
        self.text.skip_blanks();
        self.text.skip_comment();
        if !self.text.is_break_or_end(0) {
            return self.refuse("a text below `|` or `>` begins on the next line");
        }
        self.text.skip_line();
        let mut indent = match increment {
            0 => 0,
            more => self.indent.max(0) + isize::from(more),
        };
        let (mut out, mut line_break, mut more_breaks) = (String::new(), String::new(), String::new());
        self.scan_breaks(&mut indent, &mut more_breaks)?;
        let mut was_blank = false;
        while self.text.at.column == indent && !self.text.is_at_end() {
            let is_blank = self.text.is_blank(0);
            if !is_literal && !was_blank && !is_blank && line_break.starts_with('\n') {
                if more_breaks.is_empty() {
                    out.push(' ');
                }
            } else {
                out.push_str(&line_break);
            }
            out.push_str(&more_breaks);
            more_breaks.clear();
            line_break.clear();
            was_blank = is_blank;
            let line = self.text.at;
            self.text.skip_line_text();
            out.push_str(self.text.since(line));
            self.text.read_line(&mut line_break);
            self.scan_breaks(&mut indent, &mut more_breaks)?;
        }
        if chomping != b'-' {
            out.push_str(&line_break);
        }
        if chomping == b'+' {
            out.push_str(&more_breaks);
        }
        Ok(self.scalar(Cow::Owned(out), false, start, self.text.at))
    }

    /// Moves empty lines to `breaks`, and goes to where the next line's text begins. If `indent` is 0, it
    /// becomes the column of the first text.
    fn scan_breaks(&mut self, indent: &mut isize, breaks: &mut String) -> Scanned {
        let mut furthest = 0;
        loop {
            let text = &mut self.text;
            while (*indent == 0 || text.at.column < *indent) && text.byte(0) == b' ' {
                text.skip();
            }
            furthest = furthest.max(text.at.column);
            if (*indent == 0 || text.at.column < *indent) && text.byte(0) == b'\t' {
                return self.refuse("a tab is where spaces must be, in a text below `|` or `>`");
            }
            if !text.is_break(0) {
                break;
            }
            text.read_line(breaks);
        }
        if *indent == 0 {
            *indent = furthest.max(self.indent + 1).max(1);
        }
        Ok(())
    }
}
