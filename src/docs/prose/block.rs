//! Prose as blocks: paragraphs, lists, code.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::inline::{self, Reader};
use super::lists;
use super::write::{guarded, pieces};
use crate::docs::prose::model::{Block, MarkdownPlace, Prose};
use crate::text::one_line;

/// Deepest nesting of lists and quotes; deeper ones join the innermost.
const MAX_DEPTH: usize = 6;

/// A block that is open during reading.
enum Open {
    List { first: Option<u64>, items: Vec<Vec<Block>> },
    Item(Vec<Block>),
    Quote(Vec<Block>),
}

/// Reads prose. Lists that were run together in a paragraph come out as lists.
pub(super) fn read(prose: &Prose, text: &str) -> Vec<Block> {
    let text = inline::mended(clean(text));
    let parser = Parser::new_ext(&text, Options::empty());
    // Markdown hides a text like `[name]: target`; as a single line, the text is shown.
    if parser.reference_definitions().iter().next().is_some() {
        return lists::parted(inline::line(prose, &one_line(&text)));
    }
    let mut reader = Reader::new(prose, &text);
    let mut gatherer = Gatherer { done: Vec::new(), open: Vec::new(), hidden: 0 };
    let mut code: Option<(String, String)> = None;
    for (event, range) in parser.into_offset_iter() {
        // An item's own text ends at the first block in the item.
        if is_edge(&event) {
            gatherer.add(lists::parted(reader.finish()));
        }
        match (&event, &mut code) {
            (Event::Start(Tag::List(first)), _) => {
                gatherer.start(Open::List { first: *first, items: Vec::new() });
            }
            (Event::Start(Tag::Item), _) => gatherer.start(Open::Item(Vec::new())),
            (Event::Start(Tag::BlockQuote(_)), _) => gatherer.start(Open::Quote(Vec::new())),
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _) => {
                code = Some((language(info), String::new()));
            }
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _) => code = Some(Default::default()),
            (Event::Text(part), Some((_, text))) => text.push_str(part),
            (Event::End(TagEnd::CodeBlock), _) => {
                gatherer.add(
                    code.take().map(|(language, text)| Block::Code { language, text }).into_iter().collect(),
                );
            }
            // Prose can't have headings of the page: the marks of a heading are shown as text.
            (Event::Start(Tag::Heading { level, .. }), _) => {
                if text.get(range).is_some_and(|source| source.trim_start().starts_with('#')) {
                    reader.text(&format!("{} ", "#".repeat(level_number(*level))));
                }
            }
            (Event::Rule, _) => reader.text(text.get(range).unwrap_or_default().trim()),
            (Event::Html(part), _) => reader.text(&format!("{} ", part.trim())),
            (Event::End(TagEnd::Item | TagEnd::List(_) | TagEnd::BlockQuote(_)), _) => gatherer.end(),
            _ => reader.event(&event, range),
        }
    }
    gatherer.add(lists::parted(reader.finish()));
    gatherer.done
}

/// Whether text before and after an event belongs to different blocks.
fn is_edge(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => {
            !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
        }
        Event::End(tag) => !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image),
        Event::Rule => true,
        _ => false,
    }
}

const fn level_number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The language of a fence; the rest of its line is dropped, since it would be options of the page.
fn language(info: &str) -> String {
    let word = info.split_whitespace().next().unwrap_or_default();
    word.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+')).take(30).collect()
}

/// Text whose lines end in `\n`, without characters that reorder or hide text.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let (blank, rest) = line.split_at(indent);
            format!("{}{}", blank.replace('\t', "    "), one_line(rest))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Builds the tree of blocks from the parser's events.
struct Gatherer {
    done: Vec<Block>,
    open: Vec<Open>,
    /// Number of open lists, items and quotes that are too deep to be blocks of their own.
    hidden: usize,
}

impl Gatherer {
    fn start(&mut self, open: Open) {
        if self.hidden > 0 || self.open.len() >= 2 * MAX_DEPTH {
            self.hidden += 1;
        } else {
            self.open.push(open);
        }
    }

    fn add(&mut self, blocks: Vec<Block>) {
        match self.open.last_mut() {
            None => self.done.extend(blocks),
            Some(Open::Item(held) | Open::Quote(held)) => held.extend(blocks),
            Some(Open::List { items, .. }) if !blocks.is_empty() => items.push(blocks),
            Some(Open::List { .. }) => {}
        }
    }

    fn end(&mut self) {
        if self.hidden > 0 {
            self.hidden -= 1;
            return;
        }
        match self.open.pop() {
            Some(Open::Item(held)) => self.add(held),
            Some(Open::List { first, items }) => self.add(vec![Block::List { first, items }]),
            Some(Open::Quote(held)) => self.add(vec![Block::Quote(held)]),
            None => {}
        }
    }
}

/// Writes blocks, with a blank line between two.
pub(super) fn write(blocks: &[Block]) -> String {
    let written: Vec<String> = blocks.iter().map(block).filter(|text| !text.is_empty()).collect();
    written.join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(held) => guarded(&pieces(held, MarkdownPlace::Block)),
        Block::List { first, items } => {
            let mut number = first.unwrap_or_default();
            let mut written = Vec::new();
            for item in items {
                let marker = match first {
                    Some(_) => format!("{number}. "),
                    None => "- ".to_string(),
                };
                number = number.saturating_add(1);
                let text = write(item);
                if !text.is_empty() {
                    written.push(format!("{marker}{}", indented(&text, &" ".repeat(marker.len()))));
                }
            }
            written.join("\n")
        }
        Block::Code { language, text } => fenced(language, text),
        Block::Quote(blocks) => {
            let text = write(blocks);
            if text.is_empty() { text } else { format!("> {}", indented(&text, "> ")) }
        }
    }
}

/// Code between fences that the code can't close.
pub(in crate::docs) fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

/// `text` with all lines but the first after `prefix`; empty lines stay empty.
fn indented(text: &str, prefix: &str) -> String {
    let mut lines = text.lines();
    let mut out = lines.next().unwrap_or_default().to_string();
    for line in lines {
        out.push('\n');
        if line.is_empty() {
            out.push_str(prefix.trim_end());
        } else {
            out.push_str(prefix);
            out.push_str(line);
        }
    }
    out
}
