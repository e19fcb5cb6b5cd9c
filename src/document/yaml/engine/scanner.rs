//! From a text to tokens.
//!
//! In: a text. Out: its tokens, one after the other, or the reason why the text is refused. Only the colon
//! after a key shows that it is a key, so tokens wait in a queue until it is sure whether a key begins before
//! them.

use std::collections::VecDeque;

use super::text::{Mark, Text};
use super::token::{Refusal, Token, TokenKind};

/// Most characters of a key on its value's line.
const MAX_KEY: usize = 1024;

/// A place where a key may begin.
#[derive(Debug, Clone, Copy, Default)]
struct KeyPlace {
    is_possible: bool,
    /// Whether only a key can be at this place.
    is_required: bool,
    /// The number of the key's first token.
    token: usize,
    at: Mark,
}

/// Reads tokens.
#[derive(Debug)]
pub(super) struct Scanner<'a> {
    pub(super) text: Text<'a>,
    queue: VecDeque<Token<'a>>,
    /// How many tokens have been taken.
    taken: usize,
    is_ready: bool,
    is_at_end: bool,
    /// The column of the innermost open block list or map; -1 if none is open.
    pub(super) indent: isize,
    indents: Vec<isize>,
    /// How many lists and maps between brackets are open.
    pub(super) flow: usize,
    /// Whether a key may begin at the place.
    pub(super) may_be_key: bool,
    /// One possible key for each open bracket, and one more.
    keys: Vec<KeyPlace>,
}

pub(super) type Scanned<T = ()> = Result<T, Refusal>;

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text: Text::new(text),
            queue: VecDeque::new(),
            taken: 0,
            is_ready: false,
            is_at_end: false,
            indent: -1,
            indents: Vec::new(),
            flow: 0,
            may_be_key: true,
            keys: vec![KeyPlace::default()],
        }
    }

    /// The token that is next.
    pub(super) fn peek(&mut self) -> Scanned<&Token<'a>> {
        if !self.is_ready {
            self.fill()?;
        }
        let at = self.text.at;
        self.queue.front().ok_or_else(|| Refusal::new(at, "the text ends too early"))
    }

    /// Takes the token that is next.
    pub(super) fn take(&mut self) -> Scanned<Token<'a>> {
        self.peek()?;
        let at = self.text.at;
        self.is_ready = false;
        self.taken += 1;
        self.queue.pop_front().ok_or_else(|| Refusal::new(at, "the text ends too early"))
    }

    /// Reads until the first token in the queue is sure.
    fn fill(&mut self) -> Scanned {
        loop {
            if !self.queue.is_empty() {
                let is_first = |key: &KeyPlace| key.is_possible && key.token == self.taken;
                let Some(place) = self.keys.iter().rposition(is_first) else { break };
                if !self.is_key_at(place)? {
                    break;
                }
            }
            if self.is_at_end {
                break;
            }
            self.fetch()?;
        }
        self.is_ready = true;
        Ok(())
    }

    pub(super) fn refuse<T>(&self, why: &'static str) -> Scanned<T> {
        Err(Refusal::new(self.text.at, why))
    }

    fn push(&mut self, kind: TokenKind<'a>, start: Mark) {
        self.queue.push_back(Token { kind, start, end: self.text.at });
    }

    /// Reads at least one token.
    fn fetch(&mut self) -> Scanned {
        self.skip_to_token();
        self.close_until(self.text.at.column);
        let text = &self.text;
        if text.is_at_end() {
            return self.end();
        }
        if text.at.column == 0 && text.byte(0) == b'%' {
            return self.directive();
        }
        if text.is_document_mark() {
            let kind = if text.byte(0) == b'-' { TokenKind::DocumentStart } else { TokenKind::DocumentEnd };
            return self.document_mark(kind);
        }
        let is_mark = text.is_blank_or_end(1);
        let is_block = self.flow == 0;
        match text.byte(0) {
            b'[' => self.open(TokenKind::FlowListStart),
            b'{' => self.open(TokenKind::FlowMapStart),
            b']' => self.close(TokenKind::FlowListEnd),
            b'}' => self.close(TokenKind::FlowMapEnd),
            b',' => self.flow_entry(),
            b'-' if is_mark => self.entry(),
            b'?' if !is_block || is_mark => self.key(),
            b':' if !is_block || is_mark => self.value(),
            mark @ (b'*' | b'&') => self.plain_token(|scanner| scanner.scan_anchor(mark)),
            b'!' => self.plain_token(Self::scan_tag),
            mark @ (b'|' | b'>') if is_block => {
                self.remove_key()?;
                self.may_be_key = true;
                let token = self.scan_block(mark == b'|')?;
                self.queue.push_back(token);
                Ok(())
            }
            quote @ (b'\'' | b'"') => self.plain_token(|scanner| scanner.scan_quoted(quote)),
            b' ' | b'\t' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => self.refuse(if text.byte(0) == b'\t' {
                "a tab is where spaces must be"
            } else {
                "a text can't begin with this character: quote it"
            }),
            _ => self.plain_token(Self::scan_plain),
        }
    }

    /// Reads a token that may begin a key.
    fn plain_token(&mut self, scan: impl FnOnce(&mut Self) -> Scanned<Token<'a>>) -> Scanned {
        self.save_key()?;
        self.may_be_key = false;
        let token = scan(self)?;
        self.queue.push_back(token);
        Ok(())
    }

    /// Goes to the next token. A tab is white space only where no key may begin.
    fn skip_to_token(&mut self) {
        loop {
            let text = &mut self.text;
            while text.byte(0) == b' ' || (self.flow > 0 || !self.may_be_key) && text.byte(0) == b'\t' {
                text.skip();
            }
            text.skip_comment();
            if !text.is_break(0) {
                return;
            }
            text.skip_line();
            if self.flow == 0 {
                self.may_be_key = true;
            }
        }
    }

    /// Whether a key may still begin at a place: a key ends on its own line, within a bounded length.
    fn is_key_at(&mut self, place: usize) -> Scanned<bool> {
        let at = self.text.at;
        let Some(key) = self.keys.get_mut(place).filter(|key| key.is_possible) else { return Ok(false) };
        if key.at.line < at.line || key.at.index + MAX_KEY < at.index {
            if key.is_required {
                return Err(Refusal::new(key.at, "there is no `:` after the key"));
            }
            key.is_possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    /// Remembers that a key may begin here.
    fn save_key(&mut self) -> Scanned {
        if !self.may_be_key {
            return Ok(());
        }
        let key = KeyPlace {
            is_possible: true,
            is_required: self.flow == 0 && self.indent == self.text.at.column,
            token: self.taken + self.queue.len(),
            at: self.text.at,
        };
        self.remove_key()?;
        if let Some(last) = self.keys.last_mut() {
            *last = key;
        }
        Ok(())
    }

    /// Forgets where a key might have begun.
    fn remove_key(&mut self) -> Scanned {
        let Some(key) = self.keys.last_mut().filter(|key| key.is_possible) else { return Ok(()) };
        if key.is_required {
            return Err(Refusal::new(key.at, "there is no `:` after the key"));
        }
        key.is_possible = false;
        Ok(())
    }

    /// Begins a block list or map, unless one is open in this column; `before` is the token that comes after
    /// its start.
    fn open_block(&mut self, column: isize, before: Option<usize>, kind: TokenKind<'a>, at: Mark) {
        if self.flow > 0 || self.indent >= column {
            return;
        }
        self.indents.push(self.indent);
        self.indent = column;
        let place = before.map_or(self.queue.len(), |token| token.saturating_sub(self.taken));
        self.queue.insert(place.min(self.queue.len()), Token { kind, start: at, end: at });
    }

    /// Ends the block lists and maps that are further right.
    fn close_until(&mut self, column: isize) {
        while self.flow == 0 && self.indent > column {
            self.push(TokenKind::BlockEnd, self.text.at);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn end(&mut self) -> Scanned {
        if self.text.at.column != 0 {
            self.text.at.column = 0;
            self.text.at.line += 1;
        }
        self.before_document_mark()?;
        self.push(TokenKind::End, self.text.at);
        self.is_at_end = true;
        Ok(())
    }

    fn before_document_mark(&mut self) -> Scanned {
        self.close_until(-1);
        self.remove_key()?;
        self.may_be_key = false;
        Ok(())
    }

    fn directive(&mut self) -> Scanned {
        self.before_document_mark()?;
        let token = self.scan_directive()?;
        self.queue.push_back(token);
        Ok(())
    }

    fn document_mark(&mut self, kind: TokenKind<'a>) -> Scanned {
        self.before_document_mark()?;
        let start = self.text.at;
        for _ in 0..3 {
            self.text.skip();
        }
        self.push(kind, start);
        Ok(())
    }

    fn mark(&mut self, kind: TokenKind<'a>) {
        let start = self.text.at;
        self.text.skip();
        self.push(kind, start);
    }

    /// `[` or `{`
    fn open(&mut self, kind: TokenKind<'a>) -> Scanned {
        self.save_key()?;
        self.keys.push(KeyPlace { token: self.taken + self.queue.len(), ..KeyPlace::default() });
        self.flow += 1;
        self.may_be_key = true;
        self.mark(kind);
        Ok(())
    }

    /// `]` or `}`
    fn close(&mut self, kind: TokenKind<'a>) -> Scanned {
        self.remove_key()?;
        if self.flow > 0 {
            self.flow -= 1;
            self.keys.pop();
        }
        self.may_be_key = false;
        self.mark(kind);
        Ok(())
    }

    /// `,`
    fn flow_entry(&mut self) -> Scanned {
        self.remove_key()?;
        self.may_be_key = true;
        self.mark(TokenKind::FlowEntry);
        Ok(())
    }

    /// `-`; between brackets the parser refuses it.
    fn entry(&mut self) -> Scanned {
        if self.flow == 0 {
            if !self.may_be_key {
                return self.refuse("a list can't begin here");
            }
            self.open_block(self.text.at.column, None, TokenKind::ListStart, self.text.at);
        }
        self.remove_key()?;
        self.may_be_key = true;
        self.mark(TokenKind::Entry);
        Ok(())
    }

    /// `?`
    fn key(&mut self) -> Scanned {
        if self.flow == 0 {
            if !self.may_be_key {
                return self.refuse("a key can't be here");
            }
            self.open_block(self.text.at.column, None, TokenKind::MapStart, self.text.at);
        }
        self.remove_key()?;
        self.may_be_key = self.flow == 0;
        self.mark(TokenKind::Key);
        Ok(())
    }

    /// `:`
    fn value(&mut self) -> Scanned {
        let place = self.keys.len().saturating_sub(1);
        if self.is_key_at(place)? {
            let Some(key) = self.keys.last_mut() else { return Ok(()) };
            key.is_possible = false;
            let key = *key;
            let before = key.token.saturating_sub(self.taken).min(self.queue.len());
            self.queue.insert(before, Token { kind: TokenKind::Key, start: key.at, end: key.at });
            self.open_block(key.at.column, Some(key.token), TokenKind::MapStart, key.at);
            self.may_be_key = false;
        } else {
            if self.flow == 0 {
                if !self.may_be_key {
                    return self.refuse("a second `: ` can't be here: quote a text that has one");
                }
                self.open_block(self.text.at.column, None, TokenKind::MapStart, self.text.at);
            }
            self.may_be_key = self.flow == 0;
        }
        self.mark(TokenKind::Value);
        Ok(())
    }
}
