//! `--summary`: how many of each, with a bar.

use super::grid::{Grid, GridCell, GridColumn};
use super::json::{JsonForm, JsonWriter};
use super::layout::{GAP, Give};
use super::{OutputOptions, Remark, Sink};
use crate::cells::width;
use crate::model::Row;
use crate::model::column::{Line, Rows, lines};
use crate::model::why::TextCounts;
use crate::query::Key;

/// The longest bar, in cells, where the width is not known.
const BAR: usize = 40;

/// Counts rows by a key.
#[derive(Debug)]
pub struct Summary {
    key: Key,
    rows: Rows,
    json: Option<JsonForm>,
    options: OutputOptions,
    seen: TextCounts,
}

impl Summary {
    /// Counts by `key`: invocations, or instances where the key or `rows` says so.
    #[must_use]
    pub fn new(options: OutputOptions, key: Key, rows: Rows, json: Option<JsonForm>) -> Self {
        let of_instances = matches!(key, Key::Instance | Key::ErrorCode | Key::ExitCode);
        Self {
            key,
            rows: match rows {
                Rows::Invocations if of_instances => Rows::Instances,
                rows => rows,
            },
            json,
            options,
            seen: TextCounts::default(),
        }
    }

    /// The key of an invocation, or of one of its instances.
    fn key(&self, line: Line<'_>) -> Option<String> {
        let invocation = line.row.invocation();
        let field = |name| line.instance?.record().text(name);
        let exit = || line.instance?.exit_code();
        match self.key {
            Key::Status => Some(match line.instance {
                Some(instance) => instance.status().into_owned(),
                None => invocation.status(),
            }),
            Key::Command => {
                let name = invocation.record().text("CommandName");
                Some(name.map(String::from).unwrap_or_default())
            }
            Key::Day => {
                let day = invocation.time()?.to_zoned((self.options.zone)());
                Some(day.strftime("%Y-%m-%d").to_string())
            }
            Key::Region => Some(line.row.origin().region.clone()),
            Key::Instance => line.instance.map(|instance| {
                let id = instance.id().into_owned();
                id + &self.options.host(line.row, instance)
            }),
            Key::ErrorCode => field("ErrorCode").map(String::from),
            Key::ExitCode => exit().map(|exit| exit.to_string()),
            // Counted by themselves, for one output has many.
            Key::Match => None,
        }
    }

    /// The counts: the most frequent first, but days in their order.
    fn counts(&mut self) -> Vec<(String, usize)> {
        let mut counts = std::mem::take(&mut self.seen).sorted();
        if self.key == Key::Day {
            counts.sort();
        }
        counts
    }

    fn table(&self, counts: &[(String, usize)], out: &mut Vec<u8>) {
        let name = |text: &str| GridCell::new(if text.is_empty() { "-" } else { text });
        let line = self.options.width.unwrap_or(usize::MAX);
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(1);
        let digits = most.to_string().len();
        let widest = counts.iter().map(|(text, _)| width(text)).max();
        // Half of a line at most is for names, so that the bars can be told apart.
        let half = (line / 2).max(12);
        let room = widest.unwrap_or(0).min(half);
        let bar = line.saturating_sub(room + digits + 2 * GAP).clamp(1, BAR);
        let rows = counts.iter().map(|(text, count)| {
            let length = (count * bar).div_ceil(most);
            let bar = GridCell::new("#".repeat(length));
            vec![name(text), GridCell::new(count.to_string()), bar]
        });
        let gives = [Give::shrinks(0, half, 1), Give::RIGID, Give::RIGID];
        let columns = gives.into_iter().enumerate();
        let columns = columns.map(|(place, give)| GridColumn::bare(place == 1, give));
        Grid::without_heading(columns.collect(), &self.options).write(rows.collect(), out);
    }

    fn json(&self, counts: &[(String, usize)], form: JsonForm, out: &mut Vec<u8>) {
        let mut writer = JsonWriter::new(form, self.options.clone());
        for (text, count) in counts {
            let key = serde_json::Value::from(text.as_str());
            let object = format!(r#"{{"Key":{key},"Count":{count}}}"#);
            writer.object(object.as_bytes(), out);
        }
        writer.end(true, out);
    }
}

impl Sink for Summary {
    fn row(&mut self, row: &Row, _out: &mut Vec<u8>) {
        let keys = lines(row, self.rows).filter_map(|line| self.key(line));
        for key in keys.collect::<Vec<String>>() {
            self.seen.add(key);
        }
    }

    /// Counts of a part would look like counts of the whole, so there are none when the walk broke off.
    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        if !whole {
            return Vec::new();
        }
        let counts = self.counts();
        match self.json {
            Some(form) => self.json(&counts, form, out),
            None if counts.is_empty() => {
                return vec![Remark::Note(format!(
                    "nothing to count by {}",
                    self.key.name()
                ))];
            }
            None => self.table(&counts, out),
        }
        Vec::new()
    }
}
