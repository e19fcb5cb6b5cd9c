//! Directives, tags, anchors and aliases.

use super::scanner::{Scanned, Scanner};
use super::token::{Token, TokenKind};

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_of_address(byte: u8) -> bool {
    is_of_name(byte) || b";/?:@&=+$,.!~*'()[]%".contains(&byte)
}

impl<'a> Scanner<'a> {
    fn name(&mut self) -> &'a str {
        let start = self.text.at;
        while is_of_name(self.text.byte(0)) {
            self.text.skip();
        }
        self.text.since(start)
    }

    /// `%YAML` or `%TAG`
    pub(super) fn scan_directive(&mut self) -> Scanned<Token<'a>> {
        let start = self.text.at;
        self.text.skip();
        let name = self.name();
        if !self.text.is_blank_or_end(0) {
            return self.refuse("a line that begins with `%` must be a directive, and this isn't one");
        }
        let kind = match name {
            "YAML" => self.version()?,
            "TAG" => self.tag_prefix()?,
            _ => return self.refuse("there are two directives, `%YAML` and `%TAG`"),
        };
        let end = self.text.at;
        self.text.skip_blanks();
        self.text.skip_comment();
        if !self.text.is_break_or_end(0) {
            return self.refuse("nothing but a comment can follow a directive on its line");
        }
        self.text.skip_line();
        Ok(Token { kind, start, end })
    }

    fn version(&mut self) -> Scanned<TokenKind<'a>> {
        self.text.skip_blanks();
        let major = self.number()?;
        if self.text.byte(0) != b'.' {
            return self.refuse("a version of YAML is two numbers: 1.1");
        }
        self.text.skip();
        Ok(TokenKind::Version(major, self.number()?))
    }

    /// A number of one digit or two.
    fn number(&mut self) -> Scanned<u8> {
        let start = self.text.at;
        while self.text.byte(0).is_ascii_digit() {
            self.text.skip();
        }
        let digits = self.text.since(start);
        match digits.parse() {
            Ok(number) if digits.len() <= 2 => Ok(number),
            _ => self.refuse("a version of YAML is two numbers: 1.1"),
        }
    }

    fn tag_prefix(&mut self) -> Scanned<TokenKind<'a>> {
        self.text.skip_blanks();
        let handle = self.handle()?;
        if !handle.ends_with('!') || !self.text.is_blank(0) {
            return self.refuse("`%TAG` names a handle, `!name!`, and what it stands for");
        }
        self.text.skip_blanks();
        let prefix = self.address(Vec::new(), false)?;
        if !self.text.is_blank_or_end(0) {
            return self.refuse("white space has to follow what `%TAG` names");
        }
        Ok(TokenKind::TagPrefix { handle, prefix })
    }

    /// `&name` or `*name`
    pub(super) fn scan_anchor(&mut self, mark: u8) -> Scanned<Token<'a>> {
        let start = self.text.at;
        self.text.skip();
        let name = self.name();
        if name.is_empty() || !self.text.is_blank_or_end(0) && !self.text.is_one_of(b"?:,]}%@`") {
            return self
                .refuse("an anchor's name has letters, digits, `_` and `-`: quote a text that begins so");
        }
        let kind = if mark == b'&' { TokenKind::Anchor(name) } else { TokenKind::Alias(name) };
        Ok(Token { kind, start, end: self.text.at })
    }

    /// `!suffix`, `!handle!suffix` or `!<tag>`
    pub(super) fn scan_tag(&mut self) -> Scanned<Token<'a>> {
        let start = self.text.at;
        let (handle, suffix) = if self.text.byte(1) == b'<' {
            self.text.skip();
            self.text.skip();
            let suffix = self.address(Vec::new(), false)?;
            if self.text.byte(0) != b'>' {
                return self.refuse("the tag has no `>` at its end");
            }
            self.text.skip();
            ("", suffix)
        } else {
            let handle = self.handle()?;
            if handle.len() > 1 && handle.ends_with('!') {
                (handle, self.address(Vec::new(), false)?)
            } else {
                // The text isn't a handle, but the start of the tag.
                let head = handle.as_bytes().get(1..).unwrap_or_default().to_vec();
                match self.address(head, true)? {
                    suffix if suffix.is_empty() => ("", b"!".to_vec()),
                    suffix => ("!", suffix),
                }
            }
        };
        if !self.text.is_blank_or_end(0) {
            return self.refuse("white space has to follow a tag: quote a text that begins with `!`");
        }
        Ok(Token { kind: TokenKind::Tag { handle, suffix }, start, end: self.text.at })
    }

    /// `!`, `!name` or `!name!`
    fn handle(&mut self) -> Scanned<&'a str> {
        let start = self.text.at;
        if self.text.byte(0) != b'!' {
            return self.refuse("a tag begins with `!`");
        }
        self.text.skip();
        self.name();
        if self.text.byte(0) == b'!' {
            self.text.skip();
        }
        Ok(self.text.since(start))
    }

    /// The rest of a tag that begins with `head`.
    fn address(&mut self, head: Vec<u8>, may_be_empty: bool) -> Scanned<Vec<u8>> {
        let start = self.text.at;
        let mut address = head;
        while is_of_address(self.text.byte(0)) {
            if self.text.byte(0) == b'%' {
                self.escaped_character(&mut address)?;
            } else {
                address.push(self.text.byte(0));
                self.text.skip();
            }
        }
        if !may_be_empty && self.text.at == start {
            return self.refuse("the tag has no name");
        }
        Ok(address)
    }

    /// `%c3%a9`: the bytes of one character.
    fn escaped_character(&mut self, to: &mut Vec<u8>) -> Scanned {
        let mut rest = None;
        while rest != Some(0) {
            let digit = |ahead| char::from(self.text.byte(ahead)).to_digit(16);
            let byte = match (self.text.byte(0), digit(1), digit(2)) {
                (b'%', Some(high), Some(low)) => u8::try_from(high << 4 | low).unwrap_or_default(),
                _ => return self.refuse("`%` in a tag has two digits after it"),
            };
            rest = Some(match (rest, byte) {
                (None, 0x00..=0x7f) => 0,
                (None, 0xc0..=0xdf) => 1,
                (None, 0xe0..=0xef) => 2,
                (None, 0xf0..=0xf7) => 3,
                (Some(rest), 0x80..=0xbf) => rest - 1,
                _ => return self.refuse("the bytes after `%` in the tag aren't a character"),
            });
            to.push(byte);
            for _ in 0..3 {
                self.text.skip();
            }
        }
        Ok(())
    }
}
