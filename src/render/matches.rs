//! `--summary=match`: equal lines that `--grep` found, in how many outputs and how often.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::grid::{Grid, GridCell, GridColumn};
use super::json::{JsonForm, JsonWriter};
use super::layout::Give;
use super::{OutputOptions, Remark, Sink};
use crate::model::Row;
use crate::query::grep::Patterns;

/// Counts lines that match.
#[derive(Debug)]
pub struct Matches {
    patterns: Patterns,
    json: Option<JsonForm>,
    options: OutputOptions,
    lines: HashMap<Vec<u8>, Count, RandomState>,
    instances: usize,
    noun: &'static str,
}

/// How often a line was found.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// How many other lines were found before it.
    place: usize,
    lines: usize,
    instances: usize,
    /// The last instance that it was found in, counted from 1.
    last: usize,
}

impl Matches {
    /// Counts lines that match, for a table or as JSON.
    #[must_use]
    pub fn new(options: OutputOptions, patterns: Patterns, json: Option<JsonForm>) -> Self {
        Self {
            patterns,
            json,
            options,
            lines: HashMap::default(),
            instances: 0,
            noun: "instance",
        }
    }

    fn count(&mut self, output: &[u8]) {
        self.instances += 1;
        for line in self.patterns.lines(output) {
            let line = output.get(line).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let place = self.lines.len();
            let count = match self.lines.get_mut(line) {
                Some(count) => count,
                None => self.lines.entry(line.to_vec()).or_default(),
            };
            if count.lines == 0 {
                count.place = place;
            }
            count.lines += 1;
            count.instances += usize::from(count.last != self.instances);
            count.last = self.instances;
        }
    }

    fn table(&self, counts: &[(&Vec<u8>, &Count)], out: &mut Vec<u8>) {
        let rows = counts.iter().map(|(line, count)| {
            let on = super::words::plural(count.instances, self.noun);
            vec![
                GridCell::new(count.lines.to_string()),
                GridCell::new(format!("on {on}")),
                GridCell::new(String::from_utf8_lossy(line)),
            ]
        });
        let gives = [Give::RIGID, Give::RIGID, Give::shrinks(0, usize::MAX, 12)];
        let columns = gives.into_iter().enumerate();
        let columns = columns.map(|(place, give)| GridColumn::bare(place == 0, give));
        Grid::without_heading(columns.collect(), &self.options).write(rows.collect(), out);
    }

    fn json(&self, counts: &[(&Vec<u8>, &Count)], form: JsonForm, out: &mut Vec<u8>) {
        let mut writer = JsonWriter::new(form, self.options.clone());
        for (line, count) in counts {
            let key = serde_json::Value::from(String::from_utf8_lossy(line));
            let Count {
                lines, instances, ..
            } = count;
            let object = format!(r#"{{"Key":{key},"Count":{lines},"Instances":{instances}}}"#);
            writer.object(object.as_bytes(), out);
        }
        writer.end(true, out);
    }
}

impl Sink for Matches {
    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        if row.invocation().is_run() {
            self.noun = "run";
        }
        for instance in row.instances() {
            if let Some(output) = instance.output() {
                self.count(output.bytes());
            }
        }
    }

    /// Counts of a part would look like counts of the whole, so there are none when the walk broke off.
    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        if !whole {
            return Vec::new();
        }
        let mut counts: Vec<(&Vec<u8>, &Count)> = self.lines.iter().collect();
        counts.sort_by_key(|(_, count)| (Reverse(count.lines), count.place));
        match self.json {
            Some(form) => self.json(&counts, form, out),
            None if counts.is_empty() => {
                return vec![Remark::Note("no line matches".to_owned())];
            }
            None => self.table(&counts, out),
        }
        Vec::new()
    }
}
