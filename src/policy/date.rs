//! Calendar days, as the document writes them.

use jiff::civil::Date;

/// A day in the site's time zone, `2027-01-31`. Days compare as their texts do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(String);

impl Day {
    /// Reads a day.
    ///
    /// # Errors
    ///
    /// The reason, in the operator's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.parse::<Date>() {
            // Other forms, such as years of six digits, would not compare as texts.
            Ok(date) if text.len() == 10 && date.to_string() == text => Ok(Self(text.to_owned())),
            _ => Err("not a calendar day of the form `2027-01-31`".to_owned()),
        }
    }

    /// Whether the day is over on `today`. A text that is no day counts as the end of time, so an
    /// entry with a last day is closed when in doubt.
    pub fn is_over(&self, today: &[u8]) -> bool {
        let today = std::str::from_utf8(today).ok().map(Self::parse);
        !matches!(today, Some(Ok(today)) if today <= *self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_in_one_form_are_days() {
        assert!(Day::parse("2028-02-29").is_ok());
        for text in [
            "2027-02-29",
            "2027-1-31",
            "20270131",
            "2027-01-31T00:00",
            "-000001-01-01",
            "soon",
            "",
        ] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_is_over_when_the_next_has_begun() {
        let day = Day::parse("2027-01-31").unwrap();
        assert!(!day.is_over(b"2027-01-31"));
        assert!(day.is_over(b"2027-02-01"));
    }

    #[test]
    fn an_unreadable_today_ends_every_day() {
        let day = Day::parse("2027-01-31").unwrap();
        for today in [
            &b""[..],
            b"x",
            b"2026",
            b"xxxx-xx-xx",
            b"01/31/2026",
            b"1700000000",
            b"2026-02-30",
            b"2026-01-0\xff",
        ] {
            assert!(day.is_over(today));
        }
    }
}
