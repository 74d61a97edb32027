//! Wall-clock time as events carry it: RFC 3339 in UTC, to the millisecond.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub u64);

/// The text is no RFC 3339 time after 1970.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no RFC 3339 time, such as 2026-01-31T12:00:00.000Z")]
pub struct TimestampError(String);

impl Timestamp {
    /// Time from here back to `earlier`; zero when that is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let elapsed = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = i128::from(self.0) * 1_000_000;
        let time = OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| fmt::Error)?;
        let (h, m, s) = time.to_hms();
        write!(f, "{}T{h:02}:{m:02}:{s:02}.{:03}Z", time.date(), self.0 % 1000)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let bad = || TimestampError(text.to_owned());
        let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| bad())?;
        let millis = time.unix_timestamp_nanos() / 1_000_000;
        u64::try_from(millis).map(Self).map_err(|_| bad())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let time = Timestamp(1_795_000_000_123);
        assert_eq!(time.to_string(), "2026-11-18T11:06:40.123Z");
        assert_eq!(time.to_string().parse(), Ok(time));
    }
}
