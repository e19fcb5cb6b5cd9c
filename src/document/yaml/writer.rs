//! Writing the maps, lists and scalars of a document in the order in which they come.
//!
//! In: the calls that a value makes to its `Serializer`. Out: YAML, or [`Unusual`] at the first value that
//! only the library can write.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::library::{Blocks, by_library};
use super::scalar::{self, Form};

/// Columns by which an entry is indented within its parent.
const STEP: usize = 2;

/// A value that isn't written here: the library writes the document.
#[derive(Debug, thiserror::Error)]
#[error("left to the library")]
pub(super) struct Unusual;

impl ser::Error for Unusual {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<(), Unusual>;

/// Where the next value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the start of the document.
    Start,
    /// At the start of a line, before a key.
    Key,
    /// After `key:`
    Value,
    /// After `- `
    Item,
}

/// Writes values as they come.
pub(super) struct Writer<'t> {
    text: &'t mut String,
    at: At,
    /// The column of the keys or dashes of the map or list around the next value.
    column: usize,
}

impl<'t> Writer<'t> {
    pub(super) fn new(text: &'t mut String) -> Self {
        Self { text, at: At::Start, column: 0 }
    }

    fn indent(&mut self, mut columns: usize) {
        const SPACES: &str = "                                                                ";
        while columns > 0 {
            let part = SPACES.get(..columns).unwrap_or(SPACES);
            self.text.push_str(part);
            columns -= part.len();
        }
    }

    /// Writes the space before a scalar.
    fn space(&mut self) -> Written {
        match self.at {
            At::Value => self.text.push(' '),
            At::Item => {}
            At::Start | At::Key => return Err(Unusual),
        }
        Ok(())
    }

    fn key(&mut self, key: &str) -> Written {
        match scalar::key(key) {
            Form::Plain => self.text.push_str(key),
            Form::Quoted => scalar::push_quoted(self.text, key),
            Form::Escaped | Form::Literal | Form::Doubtful => {
                let mut entry = String::new();
                by_library(&mut entry, &BTreeMap::from([(key, ())]), Blocks::Preferred)
                    .map_err(|_| Unusual)?;
                // The library puts a long key on a line of its own.
                self.text.push_str(
                    entry.strip_suffix(": null\n").filter(|_| key.len() <= scalar::MAX_KEY).ok_or(Unusual)?,
                );
            }
        }
        self.text.push(':');
        Ok(())
    }

    fn literal(&mut self, text: &str) {
        let (body, head) = text.strip_suffix('\n').map_or((text, "|-\n"), |body| (body, "|\n"));
        self.text.push_str(head);
        for line in body.split('\n') {
            if !line.is_empty() {
                self.indent(self.column + STEP);
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    /// A scalar as the library writes it. A text of several lines begins in the first column there.
    fn scalar_by_library(&mut self, value: &impl Serialize, blocks: Blocks) -> Written {
        let mut scalar = String::new();
        by_library(&mut scalar, value, blocks).map_err(|_| Unusual)?;
        for (index, line) in scalar.split_inclusive('\n').enumerate() {
            if index > 0 && line != "\n" {
                self.indent(self.column);
            }
            self.text.push_str(line);
        }
        Ok(())
    }

    /// A scalar that is written as its own text.
    fn bare(&mut self, value: impl Display) -> Written {
        self.space()?;
        writeln!(self.text, "{value}").map_err(|_| Unusual)
    }
}

/// A map or a list that is being written.
pub(super) struct Entries<'w, 't> {
    writer: &'w mut Writer<'t>,
    /// Where the map or list begins.
    at: At,
    /// The column of its keys or dashes.
    column: usize,
    /// The text of a map or list without entries.
    none: &'static str,
    is_empty: bool,
}

impl<'w, 't> Entries<'w, 't> {
    fn new(writer: &'w mut Writer<'t>, none: &'static str) -> Result<Self, Unusual> {
        let column = match writer.at {
            At::Start => 0,
            At::Value | At::Item => writer.column + STEP,
            At::Key => return Err(Unusual),
        };
        Ok(Self { at: writer.at, writer, column, none, is_empty: true })
    }

    /// Goes to the place of the next key or dash.
    fn next(&mut self) {
        let is_first = std::mem::replace(&mut self.is_empty, false);
        match self.at {
            At::Value if is_first => self.writer.text.push('\n'),
            // After a dash the first entry is on the same line.
            _ if is_first => return,
            _ => {}
        }
        self.writer.indent(self.column);
    }

    fn put(&mut self, at: At, value: &(impl Serialize + ?Sized)) -> Written {
        self.writer.at = at;
        self.writer.column = self.column;
        value.serialize(&mut *self.writer)
    }

    fn finish(self) -> Written {
        if self.is_empty {
            self.writer.at = self.at;
            if self.at == At::Value {
                self.writer.text.push(' ');
            }
            self.writer.text.push_str(self.none);
            self.writer.text.push('\n');
        }
        Ok(())
    }
}

impl SerializeSeq for Entries<'_, '_> {
    type Ok = ();
    type Error = Unusual;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.next();
        self.writer.text.push_str("- ");
        self.put(At::Item, value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

impl SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = Unusual;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        self.next();
        self.put(At::Key, key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.put(At::Value, value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

impl SerializeStruct for Entries<'_, '_> {
    type Ok = ();
    type Error = Unusual;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written {
        self.next();
        self.writer.key(key)?;
        self.put(At::Value, value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

/// Numbers that are written as their own text.
macro_rules! bare {
    ($($method:ident: $kind:ty),*) => {
        $(fn $method(self, value: $kind) -> Written { self.bare(value) })*
    };
}

impl<'w, 't> Serializer for &'w mut Writer<'t> {
    type Ok = ();
    type Error = Unusual;
    type SerializeSeq = Entries<'w, 't>;
    type SerializeMap = Entries<'w, 't>;
    type SerializeStruct = Entries<'w, 't>;
    type SerializeTuple = Impossible<(), Unusual>;
    type SerializeTupleStruct = Impossible<(), Unusual>;
    type SerializeTupleVariant = Impossible<(), Unusual>;
    type SerializeStructVariant = Impossible<(), Unusual>;

    bare!(serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    bare!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_f32(self, value: f32) -> Written {
        self.space()?;
        self.scalar_by_library(&value, Blocks::Preferred)
    }

    fn serialize_f64(self, value: f64) -> Written {
        self.space()?;
        self.scalar_by_library(&value, Blocks::Preferred)
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        if self.at == At::Key {
            return self.key(value);
        }
        self.space()?;
        match scalar::value(value) {
            Form::Literal => {
                self.literal(value);
                return Ok(());
            }
            // Below a `|`, a tab at the start is fatal for the engine.
            Form::Doubtful if scalar::begins_with_tab(value) => {
                return self.scalar_by_library(&value, Blocks::None);
            }
            Form::Doubtful => return self.scalar_by_library(&value, Blocks::Preferred),
            Form::Plain => self.text.push_str(value),
            Form::Quoted => scalar::push_quoted(self.text, value),
            Form::Escaped => scalar::push_escaped(self.text, value),
        }
        self.text.push('\n');
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Unusual)
    }

    fn serialize_none(self) -> Written {
        self.bare("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.bare("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Err(Unusual)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Written {
        Err(Unusual)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Written {
        // The library marks its own wrappers by such names.
        if name.starts_with('_') { Err(Unusual) } else { value.serialize(self) }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(Unusual)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'w, 't>, Unusual> {
        Entries::new(self, "[]")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, 't>, Unusual> {
        Entries::new(self, "{}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'w, 't>, Unusual> {
        Entries::new(self, "{}")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unusual> {
        Err(Unusual)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unusual> {
        Err(Unusual)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unusual> {
        Err(Unusual)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unusual> {
        Err(Unusual)
    }
}
