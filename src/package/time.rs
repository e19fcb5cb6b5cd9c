//! The time of a signature, in the binary form of Go's `time.Time`, which the engine's signatures contain.
//!
//! In: a time in the notation of people or build tools. Out: the 15 bytes that `MarshalBinary` gives for it
//! in UTC; and the way back, from 15 bytes or the 16 of a zone that has seconds.

use std::time::Duration;

use jiff::Timestamp;

/// Seconds from 1 January of the year 1, where Go begins to count, to 1970.
const YEAR_1_TO_1970: i64 = 62_135_596_800;

/// The zone offset that stands for UTC.
const UTC: i16 = -1;

/// The time of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignTime(Timestamp);

impl SignTime {
    /// Reads a time in RFC 3339: `2026-11-24T00:00:00Z`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// The time `seconds` after 1970 began.
    #[must_use]
    pub fn from_epoch(seconds: i64) -> Option<Self> {
        Timestamp::from_second(seconds).ok().map(Self)
    }

    /// How long after `earlier` this time is; none if it is before `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Duration> {
        self.0.duration_since(earlier.0).try_into().ok()
    }

    /// The bytes of Go's `MarshalBinary`.
    #[must_use]
    pub fn to_binary(self) -> Vec<u8> {
        // jiff rounds seconds before 1970 towards 1970; Go's nanoseconds always count forward from the
        // second.
        let (seconds, nanoseconds) = match (self.0.as_second(), self.0.subsec_nanosecond()) {
            (seconds, nanoseconds @ ..0) => (seconds - 1, nanoseconds + 1_000_000_000),
            whole => whole,
        };
        let mut bytes = vec![1];
        bytes.extend((seconds + YEAR_1_TO_1970).to_be_bytes());
        bytes.extend(nanoseconds.to_be_bytes());
        bytes.extend(UTC.to_be_bytes());
        bytes
    }

    /// Reads the bytes as Go's `UnmarshalBinary` does; none if Go would refuse them, or the year doesn't have
    /// four digits.
    #[must_use]
    pub fn from_binary(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        let (seconds, rest) = rest.split_first_chunk()?;
        let (nanoseconds, zone) = rest.split_first_chunk()?;
        if !matches!((version, zone.len()), (1, 2) | (2, 3)) {
            return None;
        }
        let seconds = i64::from_be_bytes(*seconds).checked_sub(YEAR_1_TO_1970)?;
        Timestamp::new(seconds, i32::from_be_bytes(*nanoseconds)).ok().map(Self)
    }
}

impl std::fmt::Display for SignTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_go_writes_them() {
        let hex = |text: &str| {
            let bytes = SignTime::parse(text).unwrap().to_binary();
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        // The expected bytes are those of `time.Time.MarshalBinary`.
        assert_eq!(hex("2026-11-24T00:00:00Z"), "010000000ee296ca8000000000ffff");
        assert_eq!(hex("1970-01-01T00:00:00.5Z"), "010000000e7791f7001dcd6500ffff");
        assert_eq!(hex("1969-12-31T23:59:59.5Z"), "010000000e7791f6ff1dcd6500ffff");
        assert_eq!(hex("2026-11-24T01:00:00+01:00"), hex("2026-11-24T00:00:00Z"));
    }

    #[test]
    fn what_is_before_is_told_from_what_is_after() {
        let time = |text| SignTime::parse(text).unwrap();
        let (early, late) = (time("2026-11-24T00:00:00Z"), time("2026-11-24T01:00:01.5+01:00"));
        assert_eq!(late.since(early), Some(Duration::from_millis(1500)));
        assert_eq!(early.since(late), None);
        assert_eq!(early.since(time("2026-11-24T05:45:00+05:45")), Some(Duration::ZERO));
        assert!(time("9999-12-30T00:00:00Z").since(time("-009999-01-02T02:00:00Z")).is_some());
    }

    #[test]
    fn times_survive_being_written() {
        for text in ["2026-11-24T00:00:00Z", "1969-12-31T23:59:59.5Z", "0001-01-01T00:00:00Z"] {
            let time = SignTime::parse(text).unwrap();
            assert_eq!(SignTime::from_binary(&time.to_binary()), Some(time));
            assert_eq!(time.to_string(), text);
        }
        let whole = SignTime::from_epoch(0).unwrap().to_binary();
        let in_zone = [&[2], &whole[1..13], &[0, 60, 30]].concat();
        assert_eq!(SignTime::from_binary(&in_zone), SignTime::from_epoch(0));
        for bad in [&[][..], &whole[..14], &[&[3], &whole[1..]].concat(), &[1; 15], &[0xff; 15]] {
            assert_eq!(SignTime::from_binary(bad), None, "{bad:?}");
        }
    }
}
