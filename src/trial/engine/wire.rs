//! The protocol of Postgres, as far as a client needs it that asks one simple query after the other.
//!
//! In: statements, and bytes as they come. Out: bytes to send, and messages. Parts of the protocol that the
//! engine doesn't use (encryption, passwords, prepared statements, COPY) are left out: docs/decisions/0012.

use super::answer::Rows;

/// Version 3.0 of the protocol.
const PROTOCOL: u32 = 3 << 16;

/// Largest message that is read, in bytes: a page of a mock is far smaller.
const MAX_MESSAGE: usize = 256 << 20;

/// The first message of a client.
pub(super) fn startup() -> Vec<u8> {
    let mut body = PROTOCOL.to_be_bytes().to_vec();
    for text in ["user", "stackql", "database", "stackql"] {
        body.extend_from_slice(text.as_bytes());
        body.push(0);
    }
    body.push(0);
    framed(&[], &body)
}

/// The message that asks for the answer to `sql`.
pub(super) fn query(sql: &str) -> Vec<u8> {
    // A zero byte would end the statement early, and no statement needs one.
    let mut body = sql.replace('\0', "").into_bytes();
    body.push(0);
    framed(b"Q", &body)
}

/// A message: its kind, its length (which counts itself), its body.
fn framed(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [kind, &length.to_be_bytes(), body].concat()
}

/// A message of the server that matters to a client of simple queries.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// Names of the columns that follow.
    Columns(Vec<String>),
    /// A row.
    Row(Vec<Option<String>>),
    /// The statement failed.
    Error(String),
    /// A remark.
    Notice(String),
    /// The server waits for the next statement.
    Ready,
    /// Anything else.
    Other,
}

/// Why bytes aren't a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoMessage;

/// Bytes that came and aren't read yet.
#[derive(Debug, Default)]
pub(super) struct Incoming(Vec<u8>);

impl Incoming {
    /// Adds bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Takes the next message; none if it isn't complete yet.
    ///
    /// # Errors
    /// The bytes are of another protocol.
    pub(super) fn next(&mut self) -> Result<Option<Message>, NoMessage> {
        let Some((&kind, rest)) = self.0.split_first() else { return Ok(None) };
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes(*length) as usize;
        let size = length.checked_sub(4).filter(|size| *size <= MAX_MESSAGE).ok_or(NoMessage)?;
        let Some(body) = rest.get(..size) else { return Ok(None) };
        let message = Message::read(kind, body).ok_or(NoMessage)?;
        self.0.drain(..=length);
        Ok(Some(message))
    }
}

impl Message {
    fn read(kind: u8, body: &[u8]) -> Option<Self> {
        let mut body = Body(body);
        Some(match kind {
            b'T' => Self::Columns(body.columns()?),
            b'D' => Self::Row(body.row()?),
            b'E' => Self::Error(body.told()?),
            b'N' => Self::Notice(body.told()?),
            b'Z' => Self::Ready,
            _ => Self::Other,
        })
    }
}

/// The rest of a message's body.
struct Body<'b>(&'b [u8]);

impl<'b> Body<'b> {
    fn take(&mut self, size: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    fn short(&mut self) -> Option<usize> {
        let (bytes, rest) = self.0.split_first_chunk::<2>()?;
        self.0 = rest;
        Some(u16::from_be_bytes(*bytes).into())
    }

    /// A length; none inside for NULL, which is -1.
    fn length(&mut self) -> Option<Option<usize>> {
        let (bytes, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(usize::try_from(i32::from_be_bytes(*bytes)).ok())
    }

    /// A text that ends with a zero byte.
    fn text(&mut self) -> Option<String> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let text = self.take(end)?;
        self.take(1)?;
        Some(String::from_utf8_lossy(text).into_owned())
    }

    fn columns(&mut self) -> Option<Vec<String>> {
        /// Table, number, type, size, modifier and format of a column.
        const REST: usize = 4 + 2 + 4 + 2 + 4 + 2;
        let count = self.short()?;
        (0..count)
            .map(|_| {
                let name = self.text()?;
                self.take(REST)?;
                Some(name)
            })
            .collect()
    }

    fn row(&mut self) -> Option<Vec<Option<String>>> {
        let count = self.short()?;
        (0..count)
            .map(|_| match self.length()? {
                None => Some(None),
                Some(size) => Some(Some(String::from_utf8_lossy(self.take(size)?).into_owned())),
            })
            .collect()
    }

    /// The text of an error or a notice: of its fields, the message alone.
    fn told(&mut self) -> Option<String> {
        let mut told = String::new();
        loop {
            match self.take(1)? {
                [0] => return Some(told),
                [b'M'] => told = self.text()?,
                _ => drop(self.text()?),
            }
        }
    }
}

/// Messages of one statement, put together.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) rows: Rows,
    pub(super) error: Option<String>,
}

impl Collected {
    /// Adds a message.
    pub(super) fn add(&mut self, message: Message) {
        match message {
            // Of several results the last one counts.
            Message::Columns(columns) => {
                self.rows.columns = columns;
                self.rows.rows.clear();
            }
            Message::Row(row) => self.rows.rows.push(row),
            Message::Error(text) => self.error = self.error.take().or(Some(text)),
            Message::Notice(text) => self.rows.notices.push(text),
            Message::Ready | Message::Other => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: u8, text: &str) -> Vec<u8> {
        framed(&[kind], &[b"SERROR\0M", text.as_bytes(), b"\0\0"].concat())
    }

    #[test]
    fn messages_come_in_any_pieces() {
        let columns = [b"\0\x01name\0".as_slice(), &[0; 18]].concat();
        let bytes = [
            framed(b"T", &columns),
            framed(b"D", b"\0\x01\0\0\0\x03abc"),
            framed(b"D", b"\0\x01\xff\xff\xff\xff"),
            told(b'N', "a remark"),
            told(b'E', "a mistake"),
            framed(b"C", b"SELECT 2\0"),
            framed(b"Z", b"I"),
        ]
        .concat();
        for size in [1, 3, bytes.len()] {
            let (mut incoming, mut messages) = (Incoming::default(), Vec::new());
            for part in bytes.chunks(size) {
                incoming.push(part);
                while let Some(message) = incoming.next().unwrap() {
                    messages.push(message);
                }
            }
            assert_eq!(
                messages,
                [
                    Message::Columns(vec!["name".into()]),
                    Message::Row(vec![Some("abc".into())]),
                    Message::Row(vec![None]),
                    Message::Notice("a remark".into()),
                    Message::Error("a mistake".into()),
                    Message::Other,
                    Message::Ready,
                ]
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(kind in "[TDENZRC]", body in proptest::collection::vec(0_u8..=255, 0..40)) {
            let mut incoming = Incoming::default();
            incoming.push(&framed(kind.as_bytes(), &body));
            drop(incoming.next());
            incoming.push(&body);
            drop(incoming.next());
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        for bytes in [
            b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(),
            b"Z\0\0\0\x01",
            &framed(b"T", b"\0\x02name\0"),
            &framed(b"D", b"\0\x01\0\0\0\x09abc"),
            &framed(b"E", b"Mwithout end"),
        ] {
            let mut incoming = Incoming::default();
            incoming.push(bytes);
            assert_eq!(incoming.next(), Err(NoMessage), "{bytes:?}");
        }
    }
}
