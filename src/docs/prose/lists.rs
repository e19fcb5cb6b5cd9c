//! Lists written within a paragraph: "one of: * this * that".

use crate::docs::prose::model::{Block, Piece};

/// The marks that items begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bullet {
    Star,
    Dash,
    Number(u64),
}

/// A bullet, and its place.
#[derive(Debug, Clone, Copy)]
struct Marker {
    piece: usize,
    start: usize,
    end: usize,
    bullet: Bullet,
    /// The last character before the bullet that isn't a space.
    before: Option<char>,
}

/// The blocks of a paragraph: the paragraph itself; or the text before a list in it, and the list. Empty for
/// an empty text.
///
/// Text after a list in the same paragraph can't be told from the last item and stays with it.
pub(super) fn parted(pieces: Vec<Piece>) -> Vec<Block> {
    let is_blank = |piece: &Piece| matches!(piece, Piece::Text(text) if text.trim().is_empty());
    if pieces.iter().all(is_blank) {
        return Vec::new();
    }
    let markers = chosen(markers(&pieces));
    let Some(first) = markers.first() else { return vec![Block::Paragraph(pieces)] };
    let number = match first.bullet {
        Bullet::Number(number) => Some(number),
        Bullet::Star | Bullet::Dash => None,
    };
    let mut blocks = Vec::new();
    let lead = between(&pieces, None, Some(first));
    if !lead.iter().all(is_blank) {
        blocks.push(Block::Paragraph(lead));
    }
    let (mut items, mut next_number) = (Vec::new(), number);
    for (index, marker) in markers.iter().enumerate() {
        let item = between(&pieces, Some(marker), markers.get(index + 1));
        let (item, lead) = if index + 1 < markers.len() { next_lead(item) } else { (item, None) };
        items.push(vec![Block::Paragraph(item)]);
        if let Some(lead) = lead {
            let count = u64::try_from(items.len()).unwrap_or_default();
            blocks.push(Block::List { first: next_number, items: std::mem::take(&mut items) });
            blocks.push(Block::Paragraph(lead));
            next_number = next_number.map(|number| number.saturating_add(count));
        }
    }
    blocks.push(Block::List { first: next_number, items });
    blocks
}

/// All possible bullets, outside of links and emphasis.
fn markers(pieces: &[Piece]) -> Vec<Marker> {
    let mut found = Vec::new();
    let (mut before, mut is_inside) = (None, 0_usize);
    let mut open: Vec<&Piece> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) if is_inside == 0 => in_text(index, text, &mut before, &mut found),
            Piece::Text(_) | Piece::Code(_) => before = Some('`'),
            Piece::Link(_) => is_inside += 1,
            Piece::LinkEnd => {
                is_inside = is_inside.saturating_sub(1);
                before = Some(')');
            }
            Piece::Mark(_) if open.last() == Some(&piece) => {
                open.pop();
                is_inside = is_inside.saturating_sub(1);
                before = Some('*');
            }
            Piece::Mark(_) => {
                open.push(piece);
                is_inside += 1;
            }
        }
    }
    found
}

fn in_text(piece: usize, text: &str, before: &mut Option<char>, found: &mut Vec<Marker>) {
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = from;
        from += word.len();
        let bare = word.trim_end();
        let stands_alone = bare.len() < word.len()
            && (start > 0 || before.is_none())
            && text
                .get(..start)
                .is_none_or(|before| before.is_empty() || before.ends_with(char::is_whitespace));
        let number = || bare.strip_suffix(['.', ')']).and_then(|number| number.parse().ok());
        let bullet = match bare {
            "*" | "•" => Some(Bullet::Star),
            "-" => Some(Bullet::Dash),
            _ => number().map(Bullet::Number),
        };
        if let Some(bullet) = bullet.filter(|_| stands_alone) {
            found.push(Marker { piece, start, end: from, bullet, before: *before });
        }
        if let Some(last) = bare.chars().next_back() {
            *before = Some(last);
        }
    }
}

/// The bullets of the list that starts first; empty if there is no list.
///
/// A star between spaces is a bullet if a sentence or a colon ends before it, a dash only after a colon;
/// either needs a second one. Numbers count from 1.
fn chosen(markers: Vec<Marker>) -> Vec<Marker> {
    let after_end = |marker: &&Marker| marker.before.is_none_or(|c| ":.;!?)`".contains(c));
    let after_colon = |marker: &&Marker| marker.before.is_none_or(|c| c == ':');
    let of = |bullet: Bullet| markers.iter().filter(move |marker| marker.bullet == bullet);
    let from = |first: Option<&Marker>, bullet: Bullet| -> Vec<Marker> {
        let Some(first) = first else { return Vec::new() };
        let is_later = |marker: &&Marker| (marker.piece, marker.start) >= (first.piece, first.start);
        of(bullet).filter(is_later).copied().collect()
    };
    let stars = from(of(Bullet::Star).find(after_end), Bullet::Star);
    let dashes = from(of(Bullet::Dash).find(after_colon), Bullet::Dash);
    let mut numbers: Vec<Marker> = Vec::new();
    for marker in &markers {
        let Bullet::Number(number) = marker.bullet else { continue };
        let expected = u64::try_from(numbers.len()).unwrap_or_default() + 1;
        if number == expected && (expected > 1 || marker.before.is_none_or(|c| ":.".contains(c))) {
            numbers.push(*marker);
        }
    }
    [stars, dashes, numbers]
        .into_iter()
        .filter(|list| list.len() > 1)
        .min_by_key(|list| list.first().map(|first| (first.piece, first.start)))
        .unwrap_or_default()
}

/// The pieces after one bullet and before another.
fn between(pieces: &[Piece], from: Option<&Marker>, to: Option<&Marker>) -> Vec<Piece> {
    let (first, start) = from.map_or((0, 0), |marker| (marker.piece, marker.end));
    let (last, end) = to.map_or((pieces.len(), 0), |marker| (marker.piece, marker.start));
    let mut part = Vec::new();
    for (index, piece) in pieces.iter().enumerate().skip(first).take(last.saturating_sub(first) + 1) {
        let piece = match piece {
            Piece::Text(text) => {
                let start = if index == first { start } else { 0 };
                let end = if index == last { end } else { text.len() };
                Piece::Text(text.get(start..end).unwrap_or_default().to_string())
            }
            _ if index == last => break,
            other => other.clone(),
        };
        part.push(piece);
    }
    if let Some(Piece::Text(text)) = part.first_mut() {
        *text = text.trim_start().to_string();
    }
    if let Some(Piece::Text(text)) = part.last_mut() {
        *text = text.trim_end().to_string();
    }
    part.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
    part
}

/// An item without its last sentence, if that ends in a colon: such a sentence introduces the next list.
fn next_lead(mut item: Vec<Piece>) -> (Vec<Piece>, Option<Vec<Piece>>) {
    let Some(Piece::Text(last)) = item.last_mut() else { return (item, None) };
    let cut = last.strip_suffix(':').and_then(|text| text.rfind(". "));
    let Some(cut) = cut else { return (item, None) };
    let lead = last.split_off(cut + 1).trim_start().to_string();
    (item, Some(vec![Piece::Text(lead)]))
}
