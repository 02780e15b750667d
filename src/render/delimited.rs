//! csv (RFC 4180) and tsv: full values and RFC 3339 times in UTC, for other programs.

use std::borrow::Cow;

use super::{OutputOptions, Remark, Sink};
use crate::model::Row;
use crate::model::column::{Column, Rows, default, find, lines};
use crate::query::Columns;
use crate::sanitise;

/// Rows of values.
#[derive(Debug)]
pub struct Delimited {
    delimiter: Delimiter,
    columns: Vec<Column>,
    rows: Rows,
    header_due: bool,
    /// On a terminal, characters that could control it or mislead its reader are escaped too.
    for_eyes: bool,
}

/// What separates two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// By commas, with quotes where needed and CRLF at the end of a line.
    Comma,
    /// By tabs; tabs, line breaks and backslashes inside are escaped.
    Tab,
}

impl Delimited {
    /// Rows with this delimiter, with the usual columns or chosen ones.
    #[must_use]
    pub fn new(
        delimiter: Delimiter,
        rows: Rows,
        chosen: Option<&Columns>,
        options: &OutputOptions,
    ) -> Self {
        let mut usual = options.with_hosts(default(rows), rows);
        for name in options.places().rev() {
            if usual.iter().all(|column| column.name != name) {
                usual.extend(find(name, rows));
            }
        }
        Self {
            delimiter,
            columns: match chosen {
                Some(chosen) => chosen.apply(usual),
                None => usual,
            },
            rows,
            header_due: !options.no_header,
            for_eyes: options.terminal && !options.raw,
        }
    }

    fn header(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.header_due) {
            let names = self.columns.iter().map(|column| Cow::Borrowed(column.name));
            self.write(names, out);
        }
    }

    fn write<'v>(&self, values: impl Iterator<Item = Cow<'v, str>>, out: &mut Vec<u8>) {
        let (delimiter, quotes, end) = match self.delimiter {
            Delimiter::Comma => (b',', csv::QuoteStyle::Necessary, csv::Terminator::CRLF),
            Delimiter::Tab => (b'\t', csv::QuoteStyle::Never, csv::Terminator::Any(b'\n')),
        };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(quotes)
            .terminator(end)
            .from_writer(&mut *out);
        let values = values.map(|value| match self.delimiter {
            Delimiter::Comma => self.csv_value(&value).into_owned(),
            Delimiter::Tab => self.tsv_value(&value),
        });
        // Writing to memory cannot fail, and every row has as many values as the header.
        let _ = writer.write_record(values);
    }

    /// Line breaks and tabs stay where a program reads them.
    fn csv_value<'v>(&self, value: &'v str) -> Cow<'v, str> {
        if self.for_eyes {
            sanitise::lines(value)
        } else {
            escape(value, |c| matches!(c, '\t' | '\n' | '\r'))
        }
    }

    fn tsv_value(&self, value: &str) -> String {
        let value = value.replace('\\', "\\\\").replace('\t', "\\t");
        let value = value.replace('\n', "\\n").replace('\r', "\\r");
        let value = escape(&value, |_| false);
        if self.for_eyes {
            sanitise::line(&value).into_owned()
        } else {
            value.into_owned()
        }
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
        for line in lines(row, self.rows) {
            let values = self.columns.iter().map(|column| column.value(line).plain());
            self.write(values, out);
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

    fn written(delimiter: Delimiter, values: &[&str]) -> String {
        let sink = Delimited {
            delimiter,
            columns: Vec::new(),
            rows: Rows::Invocations,
            header_due: false,
            for_eyes: false,
        };
        let mut out = Vec::new();
        sink.write(values.iter().map(|&value| value.into()), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_quotes_what_needs_it_and_ends_lines_with_crlf() {
        assert_eq!(
            written(
                Delimiter::Comma,
                &["a", "b,c", "d\"e", "f\ng", "h\u{1b}[0m", ""]
            ),
            "a,\"b,c\",\"d\"\"e\",\"f\ng\",h\\x1b[0m,\r\n"
        );
    }

    #[test]
    fn tsv_escapes_tabs_line_breaks_and_backslashes() {
        assert_eq!(
            written(Delimiter::Tab, &["a\tb", "c\nd\r", "e\\f", "\u{7f}"]),
            "a\\tb\tc\\nd\\r\te\\\\f\t\\x7f\n"
        );
    }

    proptest! {
        #[test]
        fn a_csv_reader_gives_back_every_value(values in proptest::collection::vec("[^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{feff}]*", 1..6)) {
            let refs: Vec<&str> = values.iter().map(String::as_str).collect();
            let text = written(Delimiter::Comma, &refs);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record.iter().collect::<Vec<_>>(), refs);
        }

        #[test]
        fn a_tsv_row_is_one_line_with_as_many_values(values in proptest::collection::vec(any::<String>(), 1..6)) {
            let refs: Vec<&str> = values.iter().map(String::as_str).collect();
            let text = written(Delimiter::Tab, &refs);
            prop_assert_eq!(text.matches('\n').count(), 1);
            prop_assert_eq!(text.trim_end_matches('\n').split('\t').count(), values.len());
            prop_assert!(!text.trim_end_matches('\n').replace('\t', "").contains(char::is_control));
        }
    }
}
