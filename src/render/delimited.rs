//! csv (RFC 4180) and tsv: full values, RFC 3339 times in UTC, for other programs.

use std::borrow::Cow;

use super::{OutputOptions, Remark, Sink};
use crate::model::Row;
use crate::model::column::{Column, Line, Rows, Value, default, find};
use crate::query::Columns;
use crate::sanitise;

/// Rows of values.
#[derive(Debug)]
pub struct Delimited {
    kind: Kind,
    columns: Vec<Column>,
    rows: Rows,
    header_due: bool,
    /// On a terminal, what could steer it or mislead its reader is escaped too.
    for_eyes: bool,
}

/// How values are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By commas, with quotes where needed and CRLF at the end of a line.
    Csv,
    /// By tabs; tabs, line breaks and backslashes inside are escaped.
    Tsv,
}

impl Delimited {
    /// Rows of this kind, with the usual columns or chosen ones.
    #[must_use]
    pub fn new(kind: Kind, rows: Rows, chosen: Option<&Columns>, options: &OutputOptions) -> Self {
        let mut usual = default(rows);
        let places = [("region", options.regions), ("profile", options.profiles)];
        for (name, _) in places.iter().filter(|(_, several)| *several) {
            if usual.iter().all(|column| column.name != *name) {
                usual.extend(find(name, rows));
            }
        }
        let columns = match chosen {
            Some(chosen) => chosen.apply(usual),
            None => usual,
        };
        Self {
            kind,
            columns,
            rows,
            header_due: !options.no_header,
            for_eyes: options.terminal && !options.raw,
        }
    }

    fn header(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.header_due) {
            let names: Vec<Cow<'_, str>> = self
                .columns
                .iter()
                .map(|column| Cow::Borrowed(column.name))
                .collect();
            self.write(&names, out);
        }
    }

    fn line(&self, line: Line<'_>, out: &mut Vec<u8>) {
        let values: Vec<Cow<'_, str>> = self
            .columns
            .iter()
            .map(|column| plain(column.value(line)))
            .collect();
        self.write(&values, out);
    }

    /// Line breaks and tabs stay where a program reads them.
    fn csv_value<'v>(&self, value: &'v str) -> Cow<'v, str> {
        if self.for_eyes {
            sanitise::lines(value)
        } else {
            escape(value, |c| matches!(c, '\t' | '\n' | '\r'))
        }
    }

    fn for_eyes<'v>(&self, value: &'v str) -> Cow<'v, str> {
        if self.for_eyes {
            sanitise::line(value)
        } else {
            Cow::Borrowed(value)
        }
    }

    fn write(&self, values: &[Cow<'_, str>], out: &mut Vec<u8>) {
        match self.kind {
            Kind::Csv => {
                let mut csv = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(&mut *out);
                let safe = values.iter().map(|value| self.csv_value(value));
                // Writing to memory cannot fail, and every row has as many values as the header.
                let _ = csv.write_record(safe.map(Cow::into_owned));
            }
            Kind::Tsv => {
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        out.push(b'\t');
                    }
                    let value = value.replace('\\', "\\\\");
                    let value = value
                        .replace('\t', "\\t")
                        .replace('\n', "\\n")
                        .replace('\r', "\\r");
                    let value = escape(&value, |_| false);
                    out.extend_from_slice(self.for_eyes(&value).as_bytes());
                }
                out.push(b'\n');
            }
        }
    }
}

/// A value as another program reads it.
fn plain(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::None => Cow::Borrowed(""),
        Value::Text(text) => text,
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Seconds(seconds) => Cow::Owned(seconds.to_string()),
        Value::Time(time) => Cow::Owned(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
    }
}

/// Control characters as `\xNN`, except those that may stay.
fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let control = |c: char| c.is_control() && !keep(c);
    if !text.contains(control) {
        return Cow::Borrowed(text);
    }
    let written = |c: char| {
        if control(c) {
            format!("\\x{:02x}", u32::from(c))
        } else {
            c.to_string()
        }
    };
    Cow::Owned(text.chars().map(written).collect())
}

impl Sink for Delimited {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        self.header(out);
        if self.rows == Rows::Invocations {
            self.line(
                Line {
                    row,
                    instance: None,
                },
                out,
            );
            return;
        }
        for instance in row.instances() {
            self.line(
                Line {
                    row,
                    instance: Some(instance),
                },
                out,
            );
        }
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        if whole {
            self.header(out);
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(kind: Kind, values: &[&str]) -> String {
        let delimited = Delimited {
            kind,
            columns: Vec::new(),
            rows: Rows::Invocations,
            header_due: false,
            for_eyes: false,
        };
        let mut out = Vec::new();
        let values: Vec<Cow<'_, str>> = values.iter().map(|&value| value.into()).collect();
        delimited.write(&values, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_quotes_what_needs_it_and_ends_lines_with_crlf() {
        assert_eq!(
            written(Kind::Csv, &["a", "b,c", "d\"e", "f\ng", "h\u{1b}[0m", ""]),
            "a,\"b,c\",\"d\"\"e\",\"f\ng\",h\\x1b[0m,\r\n"
        );
    }

    #[test]
    fn tsv_escapes_tabs_line_breaks_and_backslashes() {
        assert_eq!(
            written(Kind::Tsv, &["a\tb", "c\nd\r", "e\\f", "\u{7f}"]),
            "a\\tb\tc\\nd\\r\te\\\\f\t\\x7f\n"
        );
    }

    proptest! {
        #[test]
        fn a_csv_reader_gives_back_every_value(values in proptest::collection::vec("[^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{feff}]*", 1..6)) {
            let refs: Vec<&str> = values.iter().map(String::as_str).collect();
            let text = written(Kind::Csv, &refs);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record.iter().collect::<Vec<_>>(), refs);
        }

        #[test]
        fn a_tsv_row_is_one_line_with_as_many_values(values in proptest::collection::vec(any::<String>(), 1..6)) {
            let refs: Vec<&str> = values.iter().map(String::as_str).collect();
            let text = written(Kind::Tsv, &refs);
            prop_assert_eq!(text.matches('\n').count(), 1);
            prop_assert_eq!(text.trim_end_matches('\n').split('\t').count(), values.len());
            prop_assert!(!text.trim_end_matches('\n').replace('\t', "").contains(char::is_control));
        }
    }
}
