//! A text, character by character, with the line breaks of YAML 1.1.
//!
//! In: a text. Out: the character at the place that is read next, and that place. CR, NEL, LS and PS are line
//! breaks too, like `\n`.

/// A place in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The offset in bytes.
    pub(super) offset: usize,
    /// The offset in characters.
    pub(super) index: usize,
    /// The offset in characters from the line's start.
    pub(super) column: isize,
    /// The line's number, counting every line break of YAML 1.1.
    pub(super) line: usize,
}

/// A text, and the place in it that is read next.
#[derive(Debug)]
pub(super) struct Text<'a> {
    text: &'a str,
    pub(super) at: Mark,
}

impl<'a> Text<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: Mark::default() }
    }

    /// The byte this many after the place; 0 beyond the end.
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at.offset + ahead).copied().unwrap_or(0)
    }

    /// Whether the byte at the place is one of these.
    pub(super) fn is_one_of(&self, bytes: &[u8]) -> bool {
        bytes.contains(&self.byte(0))
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at.offset >= self.text.len()
    }

    /// The text from `start` to the place.
    pub(super) fn since(&self, start: Mark) -> &'a str {
        self.between(start, self.at)
    }

    pub(super) fn between(&self, start: Mark, end: Mark) -> &'a str {
        self.text.get(start.offset..end.offset).unwrap_or_default()
    }

    /// The length in bytes of the line break there; 0 if there is no line break.
    fn line_break(&self, ahead: usize) -> usize {
        let next = |more: usize| self.byte(ahead + more);
        match self.byte(ahead) {
            b'\r' if next(1) == b'\n' => 2,
            b'\r' | b'\n' => 1,
            0xc2 if next(1) == 0x85 => 2,
            0xe2 if next(1) == 0x80 && matches!(next(2), 0xa8 | 0xa9) => 3,
            _ => 0,
        }
    }

    pub(super) fn is_break(&self, ahead: usize) -> bool {
        self.line_break(ahead) > 0
    }

    pub(super) fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    pub(super) fn is_break_or_end(&self, ahead: usize) -> bool {
        self.is_break(ahead) || self.byte(ahead) == 0
    }

    pub(super) fn is_blank_or_end(&self, ahead: usize) -> bool {
        self.is_blank(ahead) || self.is_break_or_end(ahead)
    }

    /// Whether the line begins with `---` or `...`, and nothing else.
    pub(super) fn is_document_mark(&self) -> bool {
        let first = self.byte(0);
        self.at.column == 0
            && matches!(first, b'-' | b'.')
            && self.byte(1) == first
            && self.byte(2) == first
            && self.is_blank_or_end(3)
    }

    /// Goes on by one character.
    pub(super) fn skip(&mut self) {
        let width = match self.byte(0) {
            0x00..=0x7f => 1,
            0x80..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xff => 4,
        };
        self.at.offset += width;
        self.at.index += 1;
        self.at.column += 1;
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.is_blank(0) {
            self.skip();
        }
    }

    /// Goes to the end of the line, where a comment begins here.
    pub(super) fn skip_comment(&mut self) {
        if self.byte(0) == b'#' {
            self.skip_line_text();
        }
    }

    /// Goes to the end of the line.
    pub(super) fn skip_line_text(&mut self) {
        while !self.is_break_or_end(0) {
            self.skip();
            self.skip_words();
        }
    }

    /// Goes behind the line break, if there is one.
    pub(super) fn skip_line(&mut self) {
        let width = self.line_break(0);
        if width > 0 {
            self.at.index += if self.byte(0) == b'\r' { width } else { 1 };
            self.at.offset += width;
            self.at.column = 0;
            self.at.line += 1;
        }
    }

    /// Goes to the next character that may have a meaning in a text: white space, a mark, a character beyond
    /// ASCII.
    pub(super) fn skip_words(&mut self) {
        let rest = self.text.as_bytes().get(self.at.offset..).unwrap_or_default();
        let is_of_word = |byte: &&u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'.' | b'$' | b'(' | b')')
        };
        let length = rest.iter().take_while(is_of_word).count();
        self.at.offset += length;
        self.at.index += length;
        self.at.column += isize::try_from(length).unwrap_or_default();
    }

    /// Moves a line break to `to`: all but LS and PS become `\n`.
    pub(super) fn read_line(&mut self, to: &mut String) {
        let start = self.at;
        self.skip_line();
        match self.since(start) {
            "" => {}
            kept @ ("\u{2028}" | "\u{2029}") => to.push_str(kept),
            _ => to.push('\n'),
        }
    }
}
